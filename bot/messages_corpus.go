package bot

import (
	"strings"

	"verbatim/corpus"
)

// Labels.
const (
	labelAddText  phrase = "label.add-text"
	labelTitle    phrase = "label.title"
	labelText     phrase = "label.text"
	labelRemove   phrase = "label.remove"
	labelKeep     phrase = "label.keep"
	labelForget   phrase = "label.forget"
	labelArticle  phrase = "label.article"
	labelCorrect  phrase = "label.correct"
	labelDismiss  phrase = "label.dismiss"
	labelPickUndo phrase = "label.pick-undo"
	labelRecent   phrase = "label.recent"
	labelRole     phrase = "label.role"
	labelChannel  phrase = "label.channel"
	labelBuiltin  phrase = "label.builtin"
	labelShared   phrase = "label.shared"
	labelLanguage phrase = "label.language"
	labelVersions phrase = "label.versions"
)

// What /corpus says.
const (
	wordsGoesOnBelow     phrase = "say.goes-on-below"
	wordsGoesOnInStatus  phrase = "say.goes-on-in-status"
	wordsNoSources       phrase = "say.no-sources"
	wordsNeverRefreshed  phrase = "say.never-refreshed"
	wordsKept            phrase = "say.kept"
	wordsRemovedSource   phrase = "say.removed-source"
	wordsAllFailed       phrase = "say.all-failed"
	wordsNoVersions      phrase = "say.no-versions"
	wordsFirstVersion    phrase = "say.first-version"
	wordsSameStatements  phrase = "say.same-statements"
	wordsNowReads        phrase = "say.now-reads"
	wordsExporting       phrase = "say.exporting"
	wordsExported        phrase = "say.exported"
	wordsNoReports       phrase = "say.no-reports"
	wordsNoCorrections   phrase = "say.no-corrections"
	wordsNoEntries       phrase = "say.no-entries"
	wordsSettingsChanged phrase = "say.settings-changed"
	wordsAuditBegins     phrase = "say.audit-begins"
	wordsOn              phrase = "say.on"
	wordsOff             phrase = "say.off"
	wordsNoRole          phrase = "say.no-role"
	wordsNoChannel       phrase = "say.no-channel"
	wordsAskToForget     phrase = "say.ask-to-forget"
	wordsOperator        phrase = "say.operator"
	wordsNoLongerApplies phrase = "say.no-longer-applies"
	wordsSchedule        phrase = "say.schedule"
)

// Phrases with places, which the functions below fill.
const (
	// wordsLanguage is what a language calls itself.
	wordsLanguage        phrase = "say.language"
	wordsServerLanguage  phrase = "say.server-language"
	wordsTheSources      phrase = "say.the-sources"
	phraseWorking        phrase = "say.working"
	phraseDoneOf         phrase = "say.done-of"
	phraseDone           phrase = "say.done"
	phraseWaiting        phrase = "say.waiting"
	wordsNext            phrase = "say.next-in-line"
	wordsNothingChanged  phrase = "say.nothing-changed"
	phrasePagesFailed    phrase = "say.pages-failed"
	phraseAdded          phrase = "say.added"
	phraseSources        phrase = "say.sources"
	phraseArticles       phrase = "say.articles"
	phraseStatements     phrase = "say.statements"
	phraseRemovedAt      phrase = "say.removed-at"
	phraseRefreshedAt    phrase = "say.refreshed-at"
	phraseFails          phrase = "say.fails"
	phraseLeftOut        phrase = "say.left-out"
	phraseAskToRemove    phrase = "say.ask-to-remove"
	phraseRemoved        phrase = "say.removed"
	phraseRestored       phrase = "say.restored"
	phraseOwnArticles    phrase = "say.own-articles"
	phraseSharedOnes     phrase = "say.shared-articles"
	phraseRunning        phrase = "say.running"
	phraseFlagsWait      phrase = "say.flags-wait"
	phraseLapsed         phrase = "say.lapsed"
	phraseVersion        phrase = "say.version"
	phraseExportTooLarge phrase = "say.export-too-large"
	phraseReport         phrase = "say.report"
	phraseReportedBy     phrase = "say.reported-by"
	phraseCorrections    phrase = "say.corrections"
	phraseUndoneAt       phrase = "say.undone-at"
	phraseForgotten      phrase = "say.forgotten"
)

// What a source is.
const (
	kindPage       phrase = "kind.page"
	kindFeed       phrase = "kind.feed"
	kindSitemap    phrase = "kind.sitemap"
	kindFile       phrase = "kind.file"
	kindText       phrase = "kind.text"
	kindAttachment phrase = "kind.attachment"
)

// What a publisher did to a statement.
const (
	editAdded     phrase = "edit.added"
	editReworded  phrase = "edit.reworded"
	editWithdrawn phrase = "edit.withdrawn"
)

func wordsAdded(l *language, name string, kind corpus.SourceKind) string {
	return l.say(phraseAdded, with{"name": name, "kind": wordsKind(l, kind)})
}

// wordsKind is what a source is.
func wordsKind(l *language, k corpus.SourceKind) string {
	said, known := map[corpus.SourceKind]phrase{
		corpus.SourcePage:       kindPage,
		corpus.SourceFeed:       kindFeed,
		corpus.SourceSitemap:    kindSitemap,
		corpus.SourceFile:       kindFile,
		corpus.SourceText:       kindText,
		corpus.SourceAttachment: kindAttachment,
	}[k]
	if !known {
		return clip(string(k), roomCue)
	}
	return l.say(said)
}

func wordsSources(l *language, n int) string { return l.count(phraseSources, n) }

func wordsArticles(l *language, n int) string { return l.count(phraseArticles, n) }

func wordsRemovedAt(l *language, when string) string {
	return l.say(phraseRemovedAt, with{"when": when})
}

func wordsRefreshedAt(l *language, when string) string {
	return l.say(phraseRefreshedAt, with{"when": when})
}

func wordsFails(l *language, times int, why string) string {
	if times == 0 { // it was read, but for some of it
		return l.say(phraseLeftOut, with{"why": why})
	}
	return l.count(phraseFails, times, with{"why": why})
}

func wordsAskToRemove(l *language, name string, articles int) string {
	return l.count(phraseAskToRemove, articles, with{"name": name})
}

func wordsRemoved(l *language, name string, articles int, until string) string {
	return l.count(phraseRemoved, articles, with{"name": name, "until": until})
}

func wordsRestored(l *language, name string, articles int) string {
	return l.count(phraseRestored, articles, with{"name": name})
}

func wordsHoldings(l *language, st corpus.Status) string {
	return strings.Join([]string{
		bold + l.count(phraseOwnArticles, st.Articles) + bold,
		l.count(phraseStatements, st.Statements),
		wordsSources(l, standingSources(st)),
		l.count(phraseSharedOnes, st.Shared),
	}, separator)
}

func wordsRunning(l *language, name string) string { return l.say(phraseRunning, with{"name": name}) }

func wordsFlagsWait(l *language, n int) string { return l.count(phraseFlagsWait, n) }

func wordsLapsed(l *language, n int) string { return l.count(phraseLapsed, n) }

func wordsVersion(l *language, n int) string { return l.say(phraseVersion, with{"n": n}) }

// wordsEdit is what a publisher did to a statement.
func wordsEdit(l *language, k corpus.EditKind) string {
	switch k {
	case corpus.Added:
		return l.say(editAdded)
	case corpus.Reworded:
		return l.say(editReworded)
	case corpus.Withdrawn:
		return l.say(editWithdrawn)
	}
	return clip(string(k), roomCue)
}

func wordsExportTooLarge(l *language, guild string) string {
	return l.say(phraseExportTooLarge, with{"guild": escape(guild)})
}

func wordsReport(l *language, i, n int) string {
	return l.say(phraseReport, with{"report": i, "reports": n})
}

func wordsReportedBy(l *language, who, when string) string {
	return l.say(phraseReportedBy, with{"who": who, "when": when})
}

func wordsCorrections(l *language, n int) string { return l.count(phraseCorrections, n) }

func wordsUndoneAt(l *language, when string) string { return l.say(phraseUndoneAt, with{"when": when}) }

func wordsForgotten(l *language, articles int) string { return l.count(phraseForgotten, articles) }

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
