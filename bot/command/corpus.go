package command

import "verbatim/bot"

// descCorpus is the key of the description of /corpus.
const descCorpus = "describe.corpus"

// corpusCommand is /corpus.
type corpusCommand struct{ corrector }

// row returns the row of /corpus, which is for moderators. Each subcommand is in a file
// of its own.
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
			reportsCommand(h).row(),
			correctionsCommand{h.services}.row(),
			logCommand{h.services}.row(),
			corpusSettingsCommand{h.services}.row(),
			forgetCommand{h.services}.row(),
		},
	}
}
