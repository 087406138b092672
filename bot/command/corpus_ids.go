package command

import "strings"

// nameCorpus is the name of /corpus.
const nameCorpus = "corpus"

// The actions of buttons, in custom_ids.
const (
	actionYes     = "yes"
	actionNo      = "no"
	actionUndo    = "undo"
	actionCorrect = "correct"
	actionDismiss = "dismiss"
)

// pathOf returns the path of a subcommand of /corpus, for custom_ids.
func pathOf(names ...string) string {
	return strings.Join(append([]string{nameCorpus}, names...), ".")
}
