package config

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"verbatim/corpus"

	"github.com/alecthomas/kong"
)

// Corpus has the commands for the corpus.
type Corpus struct {
	Add         CorpusAdd         `cmd:"" help:"Add a source, and read its articles: a web page, a feed, a news sitemap, a file or folder, or a text from standard input. A web page may have at most 512 KiB of text, any other article 4 MiB."`
	Sources     CorpusSources     `cmd:"" help:"List the sources, and whether they could be read."`
	Refresh     CorpusRefresh     `cmd:"" help:"Read sources again."`
	Remove      CorpusRemove      `cmd:"" help:"Take sources with their articles, or single articles, out of the corpus."`
	Restore     CorpusRestore     `cmd:"" help:"Bring back a source that was removed within the last week."`
	Status      CorpusStatus      `cmd:"" help:"Show the state of the corpus."`
	List        CorpusList        `cmd:"" help:"List the articles of the corpus."`
	History     CorpusHistory     `cmd:"" help:"Show what the publisher added, reworded and withdrew in an article."`
	Waiting     CorpusWaiting     `cmd:"" help:"List the articles whose pages now show something else, with both texts' beginnings."`
	Confirm     CorpusConfirm     `cmd:"" help:"Accept the present content of articles' pages as new versions."`
	Drop        CorpusDrop        `cmd:"" help:"Keep articles as they are, and ignore the present content of their pages until it changes again."`
	Import      CorpusImport      `cmd:"" help:"Import what \"corpus export\" wrote, or articles: {\"id\",\"title\",\"text\"[,\"url\",\"publisher\",\"author\",\"published\",\"language\"]} a line, each with at most 4 MiB of text."`
	Export      CorpusExport      `cmd:"" help:"Write the whole corpus, its sources, versions, corrections and settings, as JSON lines."`
	Correct     CorpusCorrect     `cmd:"" help:"Correct a statement: name its speaker, or say that it is not a statement. Without a verdict, list the possible speakers."`
	Corrections CorpusCorrections `cmd:"" help:"List the corrections."`
	Undo        CorpusUndo        `cmd:"" help:"Undo a correction."`
	Flags       CorpusFlags       `cmd:"" help:"List the answers that members have reported as wrong."`
	Dismiss     CorpusDismiss     `cmd:"" help:"Close a member's report without a correction."`
	Settings    CorpusSettings    `cmd:"" help:"Show a Discord server's settings, or change them."`
	Log         CorpusLog         `cmd:"" help:"Show who did what, and when."`
	Takedown    CorpusTakedown    `cmd:"" help:"Remove a statement everywhere for good, also from old versions and exports."`
	Forget      CorpusForget      `cmd:"" help:"Delete all data of a Discord server at once."`
}

// CorpusAdd is the command that adds a source.
type CorpusAdd struct {
	Location  string        `arg:"" help:"Address of a page, feed or sitemap; path of a file or folder; '-' for a text on standard input."`
	Name      string        `help:"Name of the source; its title if not given." placeholder:"NAME"`
	Kind      string        `help:"Kind of the source: ${kinds}; detected if not given." enum:"${kinds_enum}," default:"" placeholder:"KIND"`
	Every     time.Duration `help:"Time between refreshes, from 15m to 168h; it depends on how often the source changes if not given." placeholder:"TIME"`
	NoRefresh bool          `help:"Do not read it now, but when serve runs."`
}

// CorpusSources is the command that lists sources.
type CorpusSources struct {
	Format string `help:"Print text, json (one array) or jsonl (an object a line)." enum:"text,json,jsonl" default:"text" placeholder:"FORMAT"`
}

// CorpusRefresh is the command that refreshes sources.
type CorpusRefresh struct {
	Sources []string `arg:"" optional:"" name:"source" help:"Name or id of a source; all of them if none is given."`
}

// CorpusRemove is the command that removes sources and articles.
type CorpusRemove struct {
	Names []string `arg:"" name:"source or article" help:"Name or id of a source, or id of an article."`
	Yes   bool     `short:"y" help:"Do not ask first."`
}

// CorpusRestore is the command that brings sources back.
type CorpusRestore struct {
	Sources []string `arg:"" name:"source" help:"Name or id of a removed source."`
}

// CorpusStatus is the command that shows the state of the corpus.
type CorpusStatus struct {
	Format string `help:"Print text or json (one object)." enum:"text,json" default:"text" placeholder:"FORMAT"`
}

// CorpusList is the command that lists articles.
type CorpusList struct {
	Format string `help:"Print text, json (one array) or jsonl (an object a line)." enum:"text,json,jsonl" default:"text" placeholder:"FORMAT"`
}

// CorpusHistory is the command that shows an article's versions.
type CorpusHistory struct {
	Article string `arg:"" help:"The article's id, as the list shows it."`
}

// CorpusImport is the command that imports.
type CorpusImport struct {
	File   string `arg:"" optional:"" default:"-" help:"The file; standard input if not given, or '-'."`
	Strict bool   `help:"Import nothing if a line cannot be read; if not given, the other lines are imported, and the status is 4."`
	Force  bool   `help:"With an export of the whole store (\"corpus export --all\"): replace what the store holds."`
}

// CorpusExport is the command that exports.
type CorpusExport struct {
	File string `arg:"" optional:"" default:"-" help:"The file to write, which must not exist yet; standard output if not given."`
	All  bool   `help:"Export the whole store of all servers, including watches, refreshes, removed articles and takedowns, which the export of one corpus leaves out."`
}

// CorpusCorrect is the command that corrects a statement.
type CorpusCorrect struct {
	Article      string `arg:"" help:"The article's id."`
	Statement    string `arg:"" help:"The statement's id, as \"ask --format json\" shows it."`
	Speaker      string `help:"The speaker: one of the article's speakers, or words of the article that name the speaker." xor:"verdict" placeholder:"NAME"`
	Unidentified bool   `help:"The article does not say who said it." xor:"verdict"`
	NotStatement bool   `help:"It is not a report: the article itself speaks." xor:"verdict"`
	Hide         bool   `help:"Do not show it." xor:"verdict"`
	Cue          string `help:"Cue of the report to correct; the first report if not given." placeholder:"WORD"`
}

// CorpusCorrections is the command that lists corrections.
type CorpusCorrections struct{}

// CorpusUndo is the command that undoes corrections.
type CorpusUndo struct {
	Corrections []string `arg:"" name:"correction" help:"The correction's id, as \"corpus corrections\" shows it."`
}

// CorpusFlags is the command that lists members' reports.
type CorpusFlags struct{}

// CorpusDismiss is the command that closes members' reports.
type CorpusDismiss struct {
	Flags []string `arg:"" name:"flag" help:"The report's id, as \"corpus flags\" shows it."`
}

// CorpusWaiting is the command that lists articles whose pages show something
// else.
type CorpusWaiting struct {
	Format string `help:"Print text, json (one array) or jsonl (an object a line)." enum:"text,json,jsonl" default:"text" placeholder:"FORMAT"`
}

// CorpusConfirm is the command that accepts the present content of pages as new
// versions.
type CorpusConfirm struct {
	Articles []string `arg:"" name:"article" help:"The article's id, as \"corpus waiting\" shows it."`
}

// CorpusDrop is the command that keeps articles as they are.
type CorpusDrop struct {
	Articles []string `arg:"" name:"article" help:"The article's id, as \"corpus waiting\" shows it."`
}

// CorpusSettings is the command that shows and changes a guild's settings.
type CorpusSettings struct {
	ModeratorRole *string `help:"Id of a role whose members moderate, besides those who manage the server; empty for none." placeholder:"ID"`
	AuditChannel  *string `help:"Id of a channel that gets the audit log live; empty for none." placeholder:"ID"`
	Builtin       string  `help:"Answer from the built-in article: on or off." enum:"on,off," default:"" placeholder:"ON|OFF"`
	Shared        string  `help:"Answer from the rest of the shared corpus: on or off." enum:"on,off," default:"" placeholder:"ON|OFF"`
	Versions      *int    `help:"How many versions of an article are kept." placeholder:"N"`
}

// CorpusLog is the command that shows the audit log.
type CorpusLog struct {
	Limit  int    `help:"Show at most the newest N entries." default:"50" placeholder:"N"`
	Format string `help:"Print text, json (one array) or jsonl (an object a line)." enum:"text,json,jsonl" default:"text" placeholder:"FORMAT"`
}

// CorpusTakedown is the command that takes statements down.
type CorpusTakedown struct {
	Article   string `arg:"" help:"The article's id."`
	Statement string `arg:"" help:"The statement's id, as \"ask --format json\" shows it."`
	Yes       bool   `short:"y" help:"Do not ask first."`
}

// CorpusForget is the command that deletes a guild's data.
type CorpusForget struct {
	Yes bool `short:"y" help:"Do not ask first."`
}

// The bounds of --every.
const (
	minEvery = 15 * time.Minute
	maxEvery = 7 * 24 * time.Hour
)

func (c *Corpus) check(all *Config) error {
	switch every := c.Add.Every; {
	case every != 0 && (every < minEvery || every > maxEvery):
		return fmt.Errorf("--every must be from 15m to 168h, not %v", every)
	case all.Command == "corpus log" && c.Log.Limit < 1:
		return fmt.Errorf("--limit must be 1 or more, not %d", c.Log.Limit)
	case c.Export.All && all.Guild != "":
		return errors.New("--all and --guild cannot be given together")
	case all.Guild == "" && (all.Command == "corpus forget" || all.Command == "corpus settings"):
		return errors.New("--guild is missing: it says which Discord server is meant")
	}
	return nil
}

// kindVars returns the kinds of source that the command line can add, for the help
// and the enumeration of --kind. Attachments can only be added in Discord.
func kindVars() kong.Vars {
	var names []string
	for _, info := range corpus.SourceKinds() {
		if info.Place != corpus.Attached {
			names = append(names, string(info.Kind))
		}
	}
	last := len(names) - 1
	return kong.Vars{"kinds_enum": strings.Join(names, ","), "kinds": strings.Join(names[:last], ", ") + " or " + names[last]}
}
