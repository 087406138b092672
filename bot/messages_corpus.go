package bot

import (
	"fmt"
	"strings"

	"verbatim/corpus"
)

// Names and descriptions of /corpus.
const (
	nameCorpus      = "corpus"
	descCorpus      = "The articles that are quoted from, for this server’s moderators"
	nameAdd         = "add"
	descAdd         = "Add a source of articles"
	nameURL         = "url"
	descAddURL      = "Add a web page; a feed or a sitemap is recognised too"
	nameFeed        = "feed"
	descAddFeed     = "Add a feed (RSS, Atom or JSON): the pages of its entries are read"
	nameText        = "text"
	descAddText     = "Add a text by pasting it"
	nameFile        = "file"
	descAddFile     = "Add a text file (txt, md or html)"
	descFile        = "The file, of at most 10 MiB"
	nameAddress     = "address"
	descAddress     = "Its address: https://…"
	nameName        = "name"
	descName        = "What to call it; without one it is called after its title"
	nameHours       = "hours"
	descHours       = "Refresh it every so many hours; without this it follows how often something changes"
	nameSource      = "source"
	descSource      = "One of this server’s sources"
	nameList        = "list"
	descList        = "List this server’s sources"
	nameRefresh     = "refresh"
	descRefresh     = "Read a source anew, or all of them"
	nameRemove      = "remove"
	descRemove      = "Remove a source and its articles; it can be brought back within a week"
	nameRestore     = "restore"
	descRestore     = "Bring back a source that was removed within the week"
	nameStatus      = "status"
	descStatus      = "How this server’s corpus stands, and what is being done to it"
	nameHistory     = "history"
	descHistory     = "What a publisher has added to an article, reworded in it, or withdrawn"
	nameArticle     = "article"
	descArticle     = "Its title or address, as it begins"
	nameExport      = "export"
	descExport      = "Get all that this server owns as a file of JSON lines"
	nameReports     = "reports"
	descReports     = "Answers that members have reported as wrong"
	nameCorrections = "corrections"
	descCorrections = "What moderators have corrected, with undo"
	nameLog         = "log"
	descLog         = "Who did what to this server’s corpus, and when"
	nameSettings    = "settings"
	descSettings    = "See or change this server’s settings"
	nameRole        = "moderators"
	descRole        = "A role whose members may use /corpus, beside those who manage the server"
	nameChannel     = "audit"
	descChannel     = "A channel that gets the log live"
	nameBuiltin     = "builtin"
	descBuiltin     = "Whether answers may come from the article that is built in"
	nameShared      = "shared"
	descShared      = "Whether answers may come from the corpus that all servers share"
	nameVersions    = "versions"
	descVersions    = "How many versions of an article are kept"
	nameClear       = "clear"
	descClear       = "Take a choice back"
	nameForget      = "forget"
	descForget      = "Delete everything that this server owns, at once and for good"
)

// Labels.
const (
	labelAddText  = "Add a text"
	labelTitle    = "Title"
	labelText     = "Text"
	labelRemove   = "Remove"
	labelKeep     = "Keep"
	labelForget   = "Delete everything"
	labelArticle  = "Article:"
	labelCorrect  = "Correct"
	labelDismiss  = "Dismiss"
	labelPickUndo = "Undo a correction"
	labelRecent   = "Last refreshes"
	labelRole     = "Moderator role"
	labelChannel  = "Audit channel"
	labelBuiltin  = "Built-in article"
	labelShared   = "Shared corpus"
	labelVersions = "Versions kept of an article"
)

// What /corpus says.
const (
	wordsGoesOnBelow     = "This takes a while, and goes on in a new message of this channel."
	wordsGoesOnInStatus  = "This takes a while, and goes on: /corpus status shows how far it is."
	wordsNoSources       = "This server has no sources yet. /corpus add adds one."
	wordsNeverRefreshed  = "not read yet"
	wordsKept            = "Nothing was changed."
	wordsRemovedSource   = "a source that was removed"
	wordsAllFailed       = "Nothing could be read."
	wordsNoVersions      = "No version of this article is kept."
	wordsFirstVersion    = "first version that is kept"
	wordsSameStatements  = "no statement differs"
	wordsNowReads        = "now reads"
	wordsExporting       = "the export"
	wordsExported        = "All that this server owns, as JSON lines. “verbatim corpus import” reads it."
	wordsNoReports       = "No report waits."
	wordsNoCorrections   = "Nothing has been corrected in this server."
	wordsNoEntries       = "Nothing has been done to this server’s corpus yet."
	wordsSettingsChanged = "Changed. From now on:"
	wordsAuditBegins     = "This channel now gets the log of this server’s corpus: who did what, and when. /corpus settings changes that."
	wordsOn              = "on"
	wordsOff             = "off"
	wordsNoRole          = "none: who manages the server moderates"
	wordsNoChannel       = "none"
	wordsAskToForget     = "This deletes everything that this server owns: its sources, articles and their versions, corrections, reports, settings and log. It cannot be undone. /corpus export saves a copy first."
	wordsOperator        = "the operator"
	wordsSchedule        = "the schedule"
)

// wordsWorking shows how far long work is, with a bar where its end is known.
func wordsWorking(p corpus.Progress) string {
	doing := clip(p.Doing, roomTitle)
	if doing == "" {
		doing = "the sources"
	}
	out := "Working on " + bold + doing + bold
	switch {
	case p.Total > 0:
		out += "\n" + bar(p.Done, p.Total) + fmt.Sprintf(" %d of %d", p.Done, p.Total)
	case p.Done > 0:
		out += fmt.Sprintf("\n%d so far", p.Done)
	}
	return out
}

// bar is a progress bar of fixed width.
func bar(done, total int) string {
	const width = 20
	full := min(max(done, 0), total) * width / total
	return strings.Repeat("▰", full) + strings.Repeat("▱", width-full)
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// wordsTally is what a refresh did: "2 articles new, 1 changed; 31 statements
// added, 2 withdrawn".
func wordsTally(t corpus.Tally) string {
	articles := tallied("article", "articles", []counted{{t.New, "new"}, {t.Changed, "changed"}, {t.Gone, "gone"}})
	statements := tallied("statement", "statements", []counted{{t.Added, "added"}, {t.Reworded, "reworded"}, {t.Withdrawn, "withdrawn"}})
	var parts []string
	for _, p := range []string{articles, statements} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	if len(parts) == 0 {
		parts = append(parts, "Nothing has changed")
	}
	if t.Failed > 0 {
		parts = append(parts, count(t.Failed, "page could not be read", "pages could not be read"))
	}
	return strings.Join(parts, "; ") + "."
}

type counted struct {
	n    int
	what string
}

// tallied names the thing once and leaves out what is none.
func tallied(one, many string, all []counted) string {
	var parts []string
	for _, c := range all {
		switch {
		case c.n == 0:
		case len(parts) == 0:
			parts = append(parts, count(c.n, one, many)+" "+c.what)
		default:
			parts = append(parts, fmt.Sprintf("%d %s", c.n, c.what))
		}
	}
	return strings.Join(parts, ", ")
}

func wordsAdded(name string, kind corpus.SourceKind) string {
	return "Added " + name + " (" + wordsKind(kind) + ")."
}

// wordsKind is what a source is.
func wordsKind(k corpus.SourceKind) string {
	switch k {
	case corpus.SourcePage:
		return "web page"
	case corpus.SourceFeed:
		return "feed"
	case corpus.SourceSitemap:
		return "sitemap"
	case corpus.SourceFile:
		return "file of the operator’s"
	case corpus.SourceText:
		return "pasted text"
	case corpus.SourceAttachment:
		return "attached file"
	}
	return clip(string(k), roomCue)
}

func wordsSources(n int) string { return count(n, "source", "sources") }

func wordsArticles(n int) string { return count(n, "article", "articles") }

func wordsRemovedAt(when string) string { return "removed " + when }

func wordsRefreshedAt(when string) string { return "read " + when }

func wordsFails(times int, why string) string {
	return "could not be read, " + count(max(times, 1), "time", "times") + ": " + why
}

func wordsAskToRemove(name string, articles int) string {
	return "Remove " + name + " with " + wordsArticles(articles) + "? It can be brought back within a week."
}

func wordsRemoved(name string, articles int, until string) string {
	return "Removed " + name + " with " + wordsArticles(articles) + ". It is gone for good " + until + "."
}

func wordsRestored(name string, articles int) string {
	return "Brought back " + name + " with " + wordsArticles(articles) + "."
}

func wordsHoldings(st corpus.Status) string {
	return bold + wordsArticles(st.Articles) + bold + " of this server’s own with " + count(st.Statements, "statement", "statements") +
		", from " + wordsSources(standingSources(st)) + separator + wordsArticles(st.Shared) + " of the shared corpus"
}

func wordsRunning(name string) string { return "Being read just now: " + name }

func wordsFlagsWait(n int) string {
	return count(n, "report waits", "reports wait") + " for a moderator: /corpus reports"
}

func wordsLapsed(n int) string {
	return count(n, "correction no longer applies", "corrections no longer apply") + ": /corpus corrections"
}

func wordsVersion(n int) string { return fmt.Sprintf("Version %d", n) }

// wordsEdit is what a publisher did to a statement.
func wordsEdit(k corpus.EditKind) string {
	switch k {
	case corpus.Added:
		return "Added"
	case corpus.Reworded:
		return "Reworded"
	case corpus.Withdrawn:
		return "Withdrawn"
	}
	return clip(string(k), roomCue)
}

func wordsExportTooLarge(guild string) string {
	return "That is more than Discord takes in a file (10 MiB), even compressed. The bot’s operator can export it with: verbatim corpus export \\-\\-guild " + escape(guild)
}

func wordsReport(i, n int) string { return fmt.Sprintf("Report %d of %d", i, n) }

func wordsReportedBy(who, when string) string { return "Reported by " + who + " " + when }

func wordsCorrections(n int) string { return count(n, "correction", "corrections") }

func wordsUndoneAt(when string) string { return "undone " + when }

const wordsNoLongerApplies = "no longer applies: the article has changed"

func wordsForgotten(articles int) string {
	return "Everything that this server owned is deleted, " + wordsArticles(articles) + " among it."
}

// wordsAction is what was done, as a log says it of somebody.
func wordsAction(a corpus.Action) string {
	words := map[corpus.Action]string{
		corpus.ActionAdd:      "added",
		corpus.ActionRemove:   "removed",
		corpus.ActionRestore:  "brought back",
		corpus.ActionRefresh:  "refreshed",
		corpus.ActionFail:     "could not read",
		corpus.ActionImport:   "imported",
		corpus.ActionExport:   "exported",
		corpus.ActionCorrect:  "corrected",
		corpus.ActionUndo:     "undid the correction of",
		corpus.ActionFlag:     "reported as wrong",
		corpus.ActionDismiss:  "dismissed the report of",
		corpus.ActionSettings: "changed the settings",
		corpus.ActionTakedown: "took down",
		corpus.ActionForget:   "deleted everything",
	}[a]
	if words == "" {
		return clip(string(a), roomCue)
	}
	return words
}
