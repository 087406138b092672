// Package command holds the commands of the bot. Each is in a file of its own, with its row
// of the table, the names of its options and its handlers. Help, permissions, registration
// and translations follow from the rows. To add a command, write its file and add its row
// to table; its texts are in the message files of package locale.
package command

import (
	"log/slog"

	"verbatim/bot"
	"verbatim/bot/picture"
	"verbatim/bot/render"
)

// Options are the parts of a bot with commands.
type Options struct {
	Search    searching
	Corpus    corpora         // nil if there is no corpus to change
	Settings  settingsStore   // nil if no guild can choose anything
	Sender    bot.Sender      // nil if the bot can only reply
	Evidence  render.Evidence // links answers to their evidence; nil if no page shows it
	Log       *slog.Logger
	Meter     meter      // nil if there are no measurements
	Threshold float64    // of a corpus.Query, unless a guild has chosen one
	NoBuiltin bool       // of a corpus.Query, whatever a guild has chosen
	Limits    bot.Limits // how much is answered
	Version   string     // of the program, "" if it is not known
}

// New makes a bot with every command. It panics if the message files or the fonts, which
// are part of the program, cannot be read.
func New(o Options) *bot.Bot {
	painter, err := picture.New()
	if err != nil {
		panic(err)
	}
	s := &services{
		search: o.Search, corpus: o.Corpus, settingsStore: o.Settings, sender: o.Sender, evidence: o.Evidence, log: o.Log, meter: o.Meter,
		settings: bot.NewSettings(bot.SettingsOptions{Reader: o.Settings, Log: o.Log, Threshold: o.Threshold, NoBuiltin: o.NoBuiltin}),
		limiter:  bot.NewLimiter(o.Limits), jobs: new(bot.Jobs), refusals: bot.NewRefusals(refusals()), painter: painter, version: o.Version,
	}
	rows := table(s)
	return bot.New(bot.Options{
		Commands: rows, Refusals: refusals(), Settings: s.settings, Limiter: s.limiter, Jobs: s.jobs, Sender: o.Sender, Log: o.Log, Meter: o.Meter,
	})
}

// table lists every command once.
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
