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
	wordsNoGuild         = "That works in servers alone: each has a corpus of its own, and its moderators look after it there."
	wordsNotModerator    = "Only moderators of this server’s corpus can do that: who manages the server, or has the role that /corpus settings names."
	wordsInterrupted     = "The bot is restarting, so this was interrupted. What was read is kept, and the rest goes on by itself once the bot is back."
	wordsNoAttachment    = "The file did not come along. Please attach it anew."
	wordsAmbiguous       = "Several articles begin like that. Please choose one of those that appear while you type."
	wordsUnwritable      = "The bot may not write in that channel. Please let it view the channel and send messages there, then try again. Nothing was changed."
	wordsNoSource        = "This server has no such source. Please choose one of those that appear while you type."
	wordsSourceName      = "Another source of this server has that name. Please choose another name."
	wordsBadName         = "That cannot be a name. Please choose one of some letters, of at most 100."
	wordsSourceThere     = "That is a source of this server already: /corpus list."
	wordsInterval        = "That is too often. Please choose a longer time between two refreshes."
	wordsNotRefreshed    = "That was supplied by a moderator and stored once, so it is never read again."
	wordsOperatorOnly    = "Only the bot’s operator can do that."
	wordsBadSettings     = "These settings are not valid. Please check what was given."
	wordsNoArticle       = "No article begins like that. Please choose one of those that appear while you type."
	wordsNoStatement     = "The article no longer holds that statement."
	wordsNoCorrection    = "That correction is no longer there to be undone."
	wordsNoFlag          = "That report is closed already."
	wordsTooMany         = "This server’s corpus is full. Remove a source that is no longer needed, then try again."
	wordsBusy            = "That source is being refreshed just now. /corpus status shows how far it is."
	wordsAway            = "The store of articles cannot be reached just now. Nothing was changed; please try again in a minute."
	wordsLocation        = "That is not an address of the web. It begins with https:// or http://, and has no user name or password in it."
	wordsUnsafeAddress   = "That address does not lead to the public internet, so it is not read."
	wordsRobots          = "That site asks programs not to read this page (robots.txt), so it is not read."
	wordsGone            = "There is no page at that address."
	wordsRefused         = "That site does not hand the page out to programs."
	wordsUnreachable     = "That site cannot be reached just now. Please check the address, or try again later."
	wordsTooLarge        = "That is too large to be read."
	wordsNotText         = "That is not a text that can be read: a web page, or a file of type txt, md or html."
	wordsNoText          = "No text of an article could be found there."
	wordsNotFeed         = "There is no feed (RSS, Atom or JSON) at that address. A single page is added with /corpus add url."
	wordsNotSitemap      = "There is no sitemap at that address."
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
