package locale

import (
	"verbatim/bot/markdown"
	"verbatim/corpus"
)

// Acts, as a log describes them.
const (
	didAdd      Phrase = "did.add"
	didRemove   Phrase = "did.remove"
	didRestore  Phrase = "did.restore"
	didRefresh  Phrase = "did.refresh"
	didFail     Phrase = "did.fail"
	didAside    Phrase = "did.aside"
	didWatch    Phrase = "did.watch"
	didUnwatch  Phrase = "did.unwatch"
	didImport   Phrase = "did.import"
	didExport   Phrase = "did.export"
	didCorrect  Phrase = "did.correct"
	didUndo     Phrase = "did.undo"
	didFlag     Phrase = "did.flag"
	didDismiss  Phrase = "did.dismiss"
	didSettings Phrase = "did.settings"
	didTakedown Phrase = "did.takedown"
	didForget   Phrase = "did.forget"
)

// Did returns a line of a log. If the act is on a whole corpus, the line does not repeat
// its subject.
func Did(l *Language, who string, a corpus.Action, subject string) string {
	said, known := map[corpus.Action]Phrase{
		corpus.ActionAdd:      didAdd,
		corpus.ActionRemove:   didRemove,
		corpus.ActionRestore:  didRestore,
		corpus.ActionRefresh:  didRefresh,
		corpus.ActionFail:     didFail,
		corpus.ActionAside:    didAside,
		corpus.ActionImport:   didImport,
		corpus.ActionExport:   didExport,
		corpus.ActionCorrect:  didCorrect,
		corpus.ActionUndo:     didUndo,
		corpus.ActionFlag:     didFlag,
		corpus.ActionDismiss:  didDismiss,
		corpus.ActionConfirm:  didConfirm,
		corpus.ActionDrop:     didDrop,
		corpus.ActionSettings: didSettings,
		corpus.ActionTakedown: didTakedown,
		corpus.ActionWatch:    didWatch,
		corpus.ActionUnwatch:  didUnwatch,
		corpus.ActionForget:   didForget,
	}[a]
	if subject != "" {
		subject = markdown.Bold + subject + markdown.Bold
	}
	if !known {
		return who + " " + markdown.Clip(string(a), markdown.RoomCue) + " " + subject
	}
	return l.Say(said, With{"who": who, "subject": subject})
}
