package bot

import (
	"context"
	"strings"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/locale"
	"verbatim/bot/markdown"
	"verbatim/corpus"
)

// What the command and its options are called, and the keys of their descriptions.
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

// guildSettings is the row of /settings: how answers are given in a server.
// What they are taken from is /corpus settings.
func (b *Bot) guildSettings() command {
	least, none := 1.0, 0.0
	return command{
		name: nameSettings, description: descGuildSettings, allowed: b.moderates,
		options: []*discordgo.ApplicationCommandOption{
			{Type: discordgo.ApplicationCommandOptionInteger, Name: nameAnswers, Description: descAnswers, MinValue: &least, MaxValue: corpus.MaxAnswers},
			{Type: discordgo.ApplicationCommandOptionBoolean, Name: namePrivate, Description: descAlwaysPrivate},
			{Type: discordgo.ApplicationCommandOptionInteger, Name: nameConfidence, Description: descConfidence, MinValue: &none, MaxValue: 100},
			{Type: discordgo.ApplicationCommandOptionString, Name: nameLanguage, Description: descLanguage, Choices: b.languageChoices()},
			{Type: discordgo.ApplicationCommandOptionBoolean, Name: nameDefaults, Description: descDefaults},
		},
		run: privately(b.changeGuildSettings),
	}
}

// changeGuildSettings changes what is given and shows what holds then.
func (b *Bot) changeGuildSettings(ctx context.Context, r *request) (Reply, error) {
	s, err := b.desk.Settings.Settings(ctx, r.guild())
	if err != nil {
		return Reply{}, err
	}
	begins := r.language.Say(locale.PhraseGuildSettings)
	if b.adjust(&s, r) {
		if err := b.desk.Settings.Change(ctx, r.user(), r.guild(), s); err != nil {
			return Reply{}, err
		}
		begins = r.language.Say(locale.PhraseSettingsChanged)
	}
	return Reply{Content: begins + "\n" + b.wordsGuildSettings(r.language, s), Private: true}, nil
}

// adjust sets what the options say, and reports whether they say anything.
func (b *Bot) adjust(s *corpus.Settings, r *request) (given bool) {
	if back, ok := r.flag(nameDefaults); ok && back {
		s.Answers, s.Private, s.Threshold, s.Language, given = 0, false, nil, "", true
	}
	if n, ok := r.number(nameAnswers); ok {
		s.Answers, given = min(max(n, 1), corpus.MaxAnswers), true
	}
	if on, ok := r.flag(namePrivate); ok {
		s.Private, given = on, true
	}
	if tag := r.text(nameLanguage); tag != "" {
		s.Language, given = tag, true
	}
	if n, ok := r.number(nameConfidence); ok {
		t := float64(min(max(n, 0), 100)) / 100
		s.Threshold, given = &t, true
	}
	return given
}

// wordsGuildSettings lists how answers are given in a guild.
func (b *Bot) wordsGuildSettings(l *locale.Language, s corpus.Settings) string {
	answers, threshold := bestQuotes, b.threshold
	if s.Answers > 0 {
		answers = s.Answers
	}
	if s.Threshold != nil {
		threshold = *s.Threshold
	}
	return strings.Join([]string{
		markdown.Bold + l.Say(locale.LabelAnswers) + markdown.Bold + markdown.SeparatorSaying + l.Number(answers),
		markdown.Bold + l.Say(locale.LabelAlwaysPrivate) + markdown.Bold + markdown.SeparatorSaying + onOff(l, s.Private),
		markdown.Bold + l.Say(locale.LabelConfidence) + markdown.Bold + markdown.SeparatorSaying + l.Number(int(threshold*100+0.5)) + " %",
		markdown.Bold + l.Say(locale.LabelLanguage) + markdown.Bold + markdown.SeparatorSaying + b.spoken(l, s),
	}, "\n")
}
