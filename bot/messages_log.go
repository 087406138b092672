package bot

import "verbatim/corpus"

// What was done, as a log says it of somebody.
const (
	didAdd      phrase = "did.add"
	didRemove   phrase = "did.remove"
	didRestore  phrase = "did.restore"
	didRefresh  phrase = "did.refresh"
	didFail     phrase = "did.fail"
	didAside    phrase = "did.aside"
	didWatch    phrase = "did.watch"
	didUnwatch  phrase = "did.unwatch"
	didImport   phrase = "did.import"
	didExport   phrase = "did.export"
	didCorrect  phrase = "did.correct"
	didUndo     phrase = "did.undo"
	didFlag     phrase = "did.flag"
	didDismiss  phrase = "did.dismiss"
	didSettings phrase = "did.settings"
	didTakedown phrase = "did.takedown"
	didForget   phrase = "did.forget"
)

// wordsDid says who did what to what, as a log has it. Where all of a corpus is
// meant, what stands in the entry for that is not said again.
func wordsDid(l *language, who string, a corpus.Action, subject string) string {
	said, known := map[corpus.Action]phrase{
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
		subject = bold + subject + bold
	}
	if !known {
		return who + " " + clip(string(a), roomCue) + " " + subject
	}
	return l.say(said, with{"who": who, "subject": subject})
}
