package locale

import (
	"strings"

	"verbatim/bot/markdown"
	"verbatim/corpus"
)

// Labels.
const (
	LabelAddText  Phrase = "label.add-text"
	LabelTitle    Phrase = "label.title"
	LabelText     Phrase = "label.text"
	LabelRemove   Phrase = "label.remove"
	LabelKeep     Phrase = "label.keep"
	LabelForget   Phrase = "label.forget"
	LabelArticle  Phrase = "label.article"
	LabelCorrect  Phrase = "label.correct"
	LabelDismiss  Phrase = "label.dismiss"
	LabelPickUndo Phrase = "label.pick-undo"
	LabelRecent   Phrase = "label.recent"
	LabelRole     Phrase = "label.role"
	LabelChannel  Phrase = "label.channel"
	LabelBuiltin  Phrase = "label.builtin"
	LabelShared   Phrase = "label.shared"
	LabelLanguage Phrase = "label.language"
	LabelVersions Phrase = "label.versions"
)

// Texts of /corpus.
const (
	PhraseGoesOnBelow     Phrase = "say.goes-on-below"
	PhraseGoesOnInStatus  Phrase = "say.goes-on-in-status"
	PhraseNoSources       Phrase = "say.no-sources"
	PhraseNeverRefreshed  Phrase = "say.never-refreshed"
	PhraseKept            Phrase = "say.kept"
	PhraseRemovedSource   Phrase = "say.removed-source"
	PhraseAllFailed       Phrase = "say.all-failed"
	PhraseNoVersions      Phrase = "say.no-versions"
	PhraseFirstVersion    Phrase = "say.first-version"
	PhraseSameStatements  Phrase = "say.same-statements"
	PhraseNowReads        Phrase = "say.now-reads"
	PhraseExporting       Phrase = "say.exporting"
	PhraseExported        Phrase = "say.exported"
	PhraseNoReports       Phrase = "say.no-reports"
	PhraseNoCorrections   Phrase = "say.no-corrections"
	PhraseNoEntries       Phrase = "say.no-entries"
	PhraseSettingsChanged Phrase = "say.settings-changed"
	PhraseAuditBegins     Phrase = "say.audit-begins"
	PhraseOn              Phrase = "say.on"
	PhraseOff             Phrase = "say.off"
	PhraseNoRole          Phrase = "say.no-role"
	PhraseNoChannel       Phrase = "say.no-channel"
	PhraseAskToForget     Phrase = "say.ask-to-forget"
	PhraseOperator        Phrase = "say.operator"
	PhraseNoLongerApplies Phrase = "say.no-longer-applies"
	PhraseSchedule        Phrase = "say.schedule"
)

// Phrases with places, which the functions below fill.
const (
	// PhraseLanguage is the language's own name for itself.
	PhraseLanguage       Phrase = "say.language"
	PhraseServerLanguage Phrase = "say.server-language"
	phraseTheSources     Phrase = "say.the-sources"
	phraseWorking        Phrase = "say.working"
	phraseDoneOf         Phrase = "say.done-of"
	phraseDone           Phrase = "say.done"
	phraseWaiting        Phrase = "say.waiting"
	phraseNext           Phrase = "say.next-in-line"
	phraseNothingChanged Phrase = "say.nothing-changed"
	phrasePagesFailed    Phrase = "say.pages-failed"
	phraseAdded          Phrase = "say.added"
	phraseSources        Phrase = "say.sources"
	phraseArticles       Phrase = "say.articles"
	PhraseStatements     Phrase = "say.statements"
	phraseRemovedAt      Phrase = "say.removed-at"
	phraseRefreshedAt    Phrase = "say.refreshed-at"
	phraseFails          Phrase = "say.fails"
	phraseLeftOut        Phrase = "say.left-out"
	phraseAskToRemove    Phrase = "say.ask-to-remove"
	phraseRemoved        Phrase = "say.removed"
	phraseRestored       Phrase = "say.restored"
	phraseOwnArticles    Phrase = "say.own-articles"
	phraseSharedOnes     Phrase = "say.shared-articles"
	phraseRunning        Phrase = "say.running"
	phraseFlagsWait      Phrase = "say.flags-wait"
	phraseLapsed         Phrase = "say.lapsed"
	phraseVersion        Phrase = "say.version"
	phraseExportTooLarge Phrase = "say.export-too-large"
	phraseReport         Phrase = "say.report"
	phraseReportedBy     Phrase = "say.reported-by"
	phraseCorrections    Phrase = "say.corrections"
	phraseUndoneAt       Phrase = "say.undone-at"
	phraseForgotten      Phrase = "say.forgotten"
)

// The changes of a statement by its publisher.
const (
	editAdded     Phrase = "edit.added"
	editReworded  Phrase = "edit.reworded"
	editWithdrawn Phrase = "edit.withdrawn"
)

// Added says that a source was added.
func Added(l *Language, name string, kind corpus.SourceKind) string {
	return l.Say(phraseAdded, With{"name": name, "kind": SourceKind(l, kind)})
}

// SourceKind returns the name of a kind of source.
func SourceKind(l *Language, k corpus.SourceKind) string {
	info, known := k.Info()
	if !known {
		return markdown.Clip(string(k), markdown.RoomCue)
	}
	return l.Say(Phrase(info.Label))
}

// Sources counts sources.
func Sources(l *Language, n int) string { return l.Count(phraseSources, n) }

// Articles counts articles.
func Articles(l *Language, n int) string { return l.Count(phraseArticles, n) }

// RemovedAt says when a source was removed.
func RemovedAt(l *Language, when string) string {
	return l.Say(phraseRemovedAt, With{"when": when})
}

// RefreshedAt says when a source was last refreshed.
func RefreshedAt(l *Language, when string) string {
	return l.Say(phraseRefreshedAt, With{"when": when})
}

// Fails says how often the refresh of a source has failed in a row, and why.
func Fails(l *Language, times int, why string) string {
	if times == 0 { // it was read, but for some of it
		return l.Say(phraseLeftOut, With{"why": why})
	}
	return l.Count(phraseFails, times, With{"why": why})
}

// AskToRemove asks whether to remove a source with its articles.
func AskToRemove(l *Language, name string, articles int) string {
	return l.Count(phraseAskToRemove, articles, With{"name": name})
}

// Removed says that a source was removed, and until when it can be restored.
func Removed(l *Language, name string, articles int, until string) string {
	return l.Count(phraseRemoved, articles, With{"name": name, "until": until})
}

// Restored says that a source was restored.
func Restored(l *Language, name string, articles int) string {
	return l.Count(phraseRestored, articles, With{"name": name})
}

// Holdings counts the contents of a corpus.
func Holdings(l *Language, st corpus.Status) string {
	return strings.Join([]string{
		markdown.Bold + l.Count(phraseOwnArticles, st.Articles) + markdown.Bold,
		l.Count(PhraseStatements, st.Statements),
		Sources(l, standingSources(st)),
		l.Count(phraseSharedOnes, st.Shared),
	}, markdown.Separator)
}

// Running says that a source is being refreshed.
func Running(l *Language, name string) string { return l.Say(phraseRunning, With{"name": name}) }

// FlagsWait says how many reports wait for a moderator.
func FlagsWait(l *Language, n int) string { return l.Count(phraseFlagsWait, n) }

// Lapsed says how many corrections no longer apply.
func Lapsed(l *Language, n int) string { return l.Count(phraseLapsed, n) }

// Version names a version of an article.
func Version(l *Language, n int) string { return l.Say(phraseVersion, With{"n": n}) }

// Edit names a change of a statement.
func Edit(l *Language, k corpus.EditKind) string {
	switch k {
	case corpus.Added:
		return l.Say(editAdded)
	case corpus.Reworded:
		return l.Say(editReworded)
	case corpus.Withdrawn:
		return l.Say(editWithdrawn)
	}
	return markdown.Clip(string(k), markdown.RoomCue)
}

// ExportTooLarge says that an export is too large for Discord, and how to get it.
func ExportTooLarge(l *Language, guild string) string {
	return l.Say(phraseExportTooLarge, With{"guild": markdown.Escape(guild)})
}

// ReportOf is the heading of report i of n.
func ReportOf(l *Language, i, n int) string {
	return l.Say(phraseReport, With{"report": i, "reports": n})
}

// ReportedBy says who reported an answer and when.
func ReportedBy(l *Language, who, when string) string {
	return l.Say(phraseReportedBy, With{"who": who, "when": when})
}

// Corrections counts corrections.
func Corrections(l *Language, n int) string { return l.Count(phraseCorrections, n) }

// UndoneAt says when a correction was undone.
func UndoneAt(l *Language, when string) string { return l.Say(phraseUndoneAt, With{"when": when}) }

// Forgotten says how many articles of a guild were deleted.
func Forgotten(l *Language, articles int) string { return l.Count(phraseForgotten, articles) }

// standingSources counts the sources that were not removed.
func standingSources(st corpus.Status) int {
	n := 0
	for _, s := range st.Sources {
		if s.RemovedAt.IsZero() {
			n++
		}
	}
	return n
}
