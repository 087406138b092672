package command

import "verbatim/bot"

// table lists every command, once.
func table(s *services) []bot.Command {
	ask := asker{sourceFinder{s}}
	answer := answerer{asker: ask, plots: plotter{s}}
	buttons := answerButtons{pictureButtons{answer}}
	correct := corrector{answer}
	watches := watchCommand{ask}
	help := &helpCommand{services: s}
	rows := []bot.Command{
		askCommand{buttons}.row(),
		quoteCommand{buttons}.row(),
		compareCommand{buttons}.row(),
		timelineCommand{buttons}.row(),
		speakersCommand{answer}.row(),
		findCommand{buttons}.row(),
		settingsCommand{s}.row(),
		help.row(),
		aboutCommand{s}.row(),
		correctionsMenu{correct}.row(),
		corpusCommand{correct}.row(),
		watches.watch(),
		watches.unwatch(),
		watches.listWatches(),
		watches.forgetMe(),
	}
	help.rows = rows
	return rows
}
