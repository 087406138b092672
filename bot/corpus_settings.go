package bot

import (
	"context"
	"strconv"
	"strings"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/locale"
	"verbatim/bot/markdown"
	"verbatim/corpus"
)

// What the command and its options are called, and the keys of their descriptions.
const (
	descSettings = "describe.settings"
	nameRole     = "moderators"
	descRole     = "describe.role"
	nameChannel  = "audit"
	descChannel  = "describe.channel"
	nameBuiltin  = "builtin"
	descBuiltin  = "describe.builtin"
	nameShared   = "shared"
	descShared   = "describe.shared"
	nameVersions = "versions"
	descVersions = "describe.versions"
	nameClear    = "clear"
	descClear    = "describe.clear"
)

// corpusSettings is the row of /corpus settings.
func (b *Bot) corpusSettings() command {
	least := 1.0
	return command{
		name: nameSettings, description: descSettings,
		options: []*discordgo.ApplicationCommandOption{
			{Type: discordgo.ApplicationCommandOptionRole, Name: nameRole, Description: descRole},
			{
				Type: discordgo.ApplicationCommandOptionChannel, Name: nameChannel, Description: descChannel,
				ChannelTypes: []discordgo.ChannelType{discordgo.ChannelTypeGuildText, discordgo.ChannelTypeGuildNews},
			},
			{Type: discordgo.ApplicationCommandOptionBoolean, Name: nameBuiltin, Description: descBuiltin},
			{Type: discordgo.ApplicationCommandOptionBoolean, Name: nameShared, Description: descShared},
			{
				Type: discordgo.ApplicationCommandOptionInteger, Name: nameVersions, Description: descVersions,
				MinValue: &least, MaxValue: corpus.MaxVersions,
			},
			{Type: discordgo.ApplicationCommandOptionString, Name: nameLanguage, Description: descLanguage, Choices: b.languageChoices()},
			{
				Type: discordgo.ApplicationCommandOptionString, Name: nameClear, Description: descClear,
				Choices: []*discordgo.ApplicationCommandOptionChoice{
					{Name: string(locale.LabelRole), Value: nameRole}, {Name: string(locale.LabelChannel), Value: nameChannel}, {Name: string(locale.LabelLanguage), Value: nameLanguage},
				},
			},
		},
		run: privately(b.changeSettings),
	}
}

// changeSettings changes what is given and shows what holds then.
func (b *Bot) changeSettings(ctx context.Context, r *request) (Reply, error) {
	old, err := b.desk.Settings.Settings(ctx, r.guild())
	if err != nil {
		return Reply{}, err
	}
	s := changed(old, r)
	if s == old {
		return Reply{Content: b.wordsSettings(r.language, s), Private: true}, nil
	}
	if s.AuditChannel != "" && s.AuditChannel != old.AuditChannel {
		if err := b.greet(ctx, b.chosenIn(s, r.guild()), s.AuditChannel); err != nil {
			return Reply{}, err
		}
	}
	if err := b.desk.Settings.Change(ctx, r.user(), r.guild(), s); err != nil {
		return Reply{}, err
	}
	return Reply{Content: r.language.Say(locale.PhraseSettingsChanged) + "\n" + b.wordsSettings(r.language, s), Private: true}, nil
}

// changed is s with what the options say.
func changed(s corpus.Settings, r *request) corpus.Settings {
	switch r.text(nameClear) {
	case nameRole:
		s.ModeratorRole = ""
	case nameChannel:
		s.AuditChannel = ""
	case nameLanguage:
		s.Language = ""
	}
	if tag := r.text(nameLanguage); tag != "" {
		s.Language = tag
	}
	if id := r.text(nameRole); isSnowflake(id) {
		s.ModeratorRole = id
	}
	if id := r.text(nameChannel); isSnowflake(id) {
		s.AuditChannel = id
	}
	if on, given := r.flag(nameBuiltin); given {
		s.NoBuiltin = !on
	}
	if on, given := r.flag(nameShared); given {
		s.NoShared = !on
	}
	if n, given := r.number(nameVersions); given {
		s.Versions = min(max(n, 1), corpus.MaxVersions)
	}
	return s
}

func isSnowflake(s string) bool {
	_, err := strconv.ParseUint(s, 10, 64)
	return err == nil
}

// greet tells a channel that it gets the audit log, and so finds out whether
// the bot may write there.
func (b *Bot) greet(ctx context.Context, l *locale.Language, channel string) error {
	if b.poster == nil {
		return errUnwritable
	}
	_, err := b.poster.Post(ctx, channel, "", &discordgo.MessageSend{
		Content: l.Say(locale.PhraseAuditBegins), Embeds: []*discordgo.MessageEmbed{}, Components: []discordgo.MessageComponent{}, AllowedMentions: noMentions(),
	})
	if err != nil {
		b.log.InfoContext(ctx, "a channel cannot be written into", "channel", channel, "error", err)
		return errUnwritable
	}
	return nil
}

// onOff is a switch in words.
func onOff(l *locale.Language, on bool) string {
	if on {
		return l.Say(locale.PhraseOn)
	}
	return l.Say(locale.PhraseOff)
}

// languageChoices are the languages that there are, each as it calls itself.
func (b *Bot) languageChoices() []*discordgo.ApplicationCommandOptionChoice {
	var out []*discordgo.ApplicationCommandOptionChoice
	for _, tag := range b.languages.Tags() {
		out = append(out, &discordgo.ApplicationCommandOptionChoice{
			Name: b.languages[tag].Say(locale.PhraseLanguage), NameLocalizations: map[discordgo.Locale]string{}, Value: tag,
		})
	}
	return out
}

// spoken is the language that a guild has chosen, as it calls itself.
func (b *Bot) spoken(l *locale.Language, s corpus.Settings) string {
	if s.Language == "" {
		return l.Say(locale.PhraseServerLanguage)
	}
	return b.languages.Of(s.Language).Say(locale.PhraseLanguage)
}

// wordsSettings lists what a guild has chosen.
func (b *Bot) wordsSettings(l *locale.Language, s corpus.Settings) string {
	role, channel := l.Say(locale.PhraseNoRole), l.Say(locale.PhraseNoChannel)
	if s.ModeratorRole != "" {
		role = "<@&" + s.ModeratorRole + ">"
	}
	if s.AuditChannel != "" {
		channel = "<#" + s.AuditChannel + ">"
	}
	return strings.Join([]string{
		markdown.Bold + l.Say(locale.LabelRole) + markdown.Bold + markdown.SeparatorSaying + role,
		markdown.Bold + l.Say(locale.LabelChannel) + markdown.Bold + markdown.SeparatorSaying + channel,
		markdown.Bold + l.Say(locale.LabelBuiltin) + markdown.Bold + markdown.SeparatorSaying + onOff(l, !s.NoBuiltin),
		markdown.Bold + l.Say(locale.LabelShared) + markdown.Bold + markdown.SeparatorSaying + onOff(l, !s.NoShared),
		markdown.Bold + l.Say(locale.LabelVersions) + markdown.Bold + markdown.SeparatorSaying + l.Number(s.KeptVersions()),
		markdown.Bold + l.Say(locale.LabelLanguage) + markdown.Bold + markdown.SeparatorSaying + b.spoken(l, s),
	}, "\n")
}
