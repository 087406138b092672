package bot

import (
	"context"
	"strconv"
	"strings"

	"github.com/bwmarrin/discordgo"

	"verbatim/corpus"
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
	begins := wordsGuildSettings
	if b.adjust(&s, r) {
		if err := b.desk.Settings.Change(ctx, r.user(), r.guild(), s); err != nil {
			return Reply{}, err
		}
		begins = wordsSettingsChanged
	}
	return Reply{Content: begins + "\n" + b.wordsGuildSettings(s), Private: true}, nil
}

// adjust sets what the options say, and reports whether they say anything.
func (b *Bot) adjust(s *corpus.Settings, r *request) (given bool) {
	if back, ok := r.flag(nameDefaults); ok && back {
		s.Answers, s.Private, s.Threshold, given = 0, false, nil, true
	}
	if n, ok := r.number(nameAnswers); ok {
		s.Answers, given = min(max(n, 1), corpus.MaxAnswers), true
	}
	if on, ok := r.flag(namePrivate); ok {
		s.Private, given = on, true
	}
	if n, ok := r.number(nameConfidence); ok {
		t := float64(min(max(n, 0), 100)) / 100
		s.Threshold, given = &t, true
	}
	return given
}

// wordsGuildSettings lists how answers are given in a guild.
func (b *Bot) wordsGuildSettings(s corpus.Settings) string {
	answers, threshold := bestQuotes, b.threshold
	if s.Answers > 0 {
		answers = s.Answers
	}
	if s.Threshold != nil {
		threshold = *s.Threshold
	}
	return strings.Join([]string{
		bold + labelAnswers + bold + separatorSaying + strconv.Itoa(answers),
		bold + labelAlwaysPrivate + bold + separatorSaying + onOff(s.Private),
		bold + labelConfidence + bold + separatorSaying + strconv.Itoa(int(threshold*100+0.5)) + " %",
	}, "\n")
}
