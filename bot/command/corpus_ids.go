package command

import "strings"

// nameCorpus is the name of /corpus.
const nameCorpus = "corpus"

// What buttons do, as custom_ids have it.
const (
	actionYes     = "yes"
	actionNo      = "no"
	actionUndo    = "undo"
	actionCorrect = "correct"
	actionDismiss = "dismiss"
)

// pathOf is a subcommand's path in custom_ids.
func pathOf(names ...string) string {
	return strings.Join(append([]string{nameCorpus}, names...), ".")
}
