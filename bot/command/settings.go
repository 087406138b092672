package command

import (
	"context"
	"strings"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot"
	"verbatim/bot/locale"
	"verbatim/bot/markdown"
	"verbatim/corpus"
)

// The names of the command and its options, and the keys of their descriptions.
const (
	nameAnswers       = "answers"
	nameConfidence    = "confidence"
	nameDefaults      = "defaults"
	descGuildSettings = "describe.guild-settings"
	descAnswers       = "describe.answers"
	descAlwaysPrivate = "describe.always-private"
	descConfidence    = "describe.confidence"
	descDefaults      = "describe.defaults"
)

// settingsCommand is /settings.
type settingsCommand struct{ *services }

// row returns the row of /settings, which sets how answers are given in a guild. /corpus
// settings sets which articles they are taken from.
func (h settingsCommand) row() bot.Command {
	least, none := 1.0, 0.0
	return bot.Command{
		Name: nameSettings, Description: descGuildSettings, Allowed: h.settings.Moderates,
		Options: []*discordgo.ApplicationCommandOption{
			{Type: discordgo.ApplicationCommandOptionInteger, Name: nameAnswers, Description: descAnswers, MinValue: &least, MaxValue: corpus.MaxAnswers},
			{Type: discordgo.ApplicationCommandOptionBoolean, Name: namePrivate, Description: descAlwaysPrivate},
			{Type: discordgo.ApplicationCommandOptionInteger, Name: nameConfidence, Description: descConfidence, MinValue: &none, MaxValue: 100},
			{Type: discordgo.ApplicationCommandOptionString, Name: nameLanguage, Description: descLanguage, Choices: languageChoices(h.settings.Languages())},
			{Type: discordgo.ApplicationCommandOptionBoolean, Name: nameDefaults, Description: descDefaults},
		},
		Run: bot.Privately(h.changeGuildSettings),
	}
}

// changeGuildSettings changes the settings that the options give. It shows all of them.
func (h settingsCommand) changeGuildSettings(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	s, err := h.settingsStore.Settings(ctx, r.Guild())
	if err != nil {
		return bot.Reply{}, err
	}
	begins := r.Language.Say(locale.PhraseGuildSettings)
	if h.adjust(&s, r) {
		if err := h.settingsStore.Change(ctx, r.UserID(), r.Guild(), s); err != nil {
			return bot.Reply{}, err
		}
		begins = r.Language.Say(locale.PhraseSettingsChanged)
	}
	return bot.Reply{Content: begins + "\n" + h.text(r.Language, s), Private: true}, nil
}

// adjust sets the settings that the options give. It reports whether there are any.
func (h settingsCommand) adjust(s *corpus.Settings, r *bot.Request) (given bool) {
	if back, ok := r.Flag(nameDefaults); ok && back {
		s.Answers, s.Private, s.Threshold, s.Language, given = 0, false, nil, "", true
	}
	if n, ok := r.Number(nameAnswers); ok {
		s.Answers, given = min(max(n, 1), corpus.MaxAnswers), true
	}
	if on, ok := r.Flag(namePrivate); ok {
		s.Private, given = on, true
	}
	if tag := r.Text(nameLanguage); tag != "" {
		s.Language, given = tag, true
	}
	if n, ok := r.Number(nameConfidence); ok {
		t := float64(min(max(n, 0), 100)) / 100
		s.Threshold, given = &t, true
	}
	return given
}

// text lists how answers are given in a guild.
func (h settingsCommand) text(l *locale.Language, s corpus.Settings) string {
	answers := bestQuotes
	if s.Answers > 0 {
		answers = s.Answers
	}
	return strings.Join([]string{
		markdown.Bold + l.Say(locale.LabelAnswers) + markdown.Bold + markdown.SeparatorSaying + l.Number(answers),
		markdown.Bold + l.Say(locale.LabelAlwaysPrivate) + markdown.Bold + markdown.SeparatorSaying + onOff(l, s.Private),
		markdown.Bold + l.Say(locale.LabelConfidence) + markdown.Bold + markdown.SeparatorSaying + l.Number(int(float64(h.settings.Threshold(s)*100)+0.5)) + " %",
		markdown.Bold + l.Say(locale.LabelLanguage) + markdown.Bold + markdown.SeparatorSaying + languageName(h.settings.Languages(), l, s),
	}, "\n")
}
