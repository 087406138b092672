package command

import (
	"strings"

	"verbatim/bot"
	"verbatim/corpus"
)

// What the command and its options are called, and the keys of their descriptions.
const (
	nameCorpus = "corpus"
	descCorpus = "describe.corpus"
	descSource = "describe.source"
)

// What buttons do, as custom_ids have it.
const (
	actionYes     = "yes"
	actionNo      = "no"
	actionUndo    = "undo"
	actionCorrect = "correct"
	actionDismiss = "dismiss"
)

// roomSource is how much of a source's name is shown, in units.
const roomSource = 150

// maxName is the longest name of a source that is accepted, in characters.
const maxName = corpus.MaxSourceName

// corpusCommand is /corpus.
type corpusCommand struct{ corrector }

// corpus is the row of /corpus, which is the moderators'. Each subcommand has a
// file of its own.
func (h corpusCommand) row() bot.Command {
	find := h.sourceFinder
	remove := removeCommand{find}
	return bot.Command{
		Name:        nameCorpus,
		Description: descCorpus,
		Allowed:     h.settings.Moderates,
		Subs: []bot.Command{
			addCommand{find}.row(),
			listCommand{h.services}.row(),
			refreshCommand{find}.row(),
			remove.row(),
			remove.restoreRow(),
			statusCommand{h.services}.row(),
			historyCommand{h.services}.row(),
			waitingCommand{h.services}.row(),
			exportCommand{h.services}.row(),
			reportsCommand{h.corrector}.row(),
			correctionsCommand{h.services}.row(),
			logCommand{h.services}.row(),
			corpusSettingsCommand{h.services}.row(),
			forgetCommand{h.services}.row(),
		},
	}
}

// pathOf is a subcommand's path in custom_ids.
func pathOf(names ...string) string {
	return strings.Join(append([]string{nameCorpus}, names...), ".")
}
