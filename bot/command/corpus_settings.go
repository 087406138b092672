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

// corpusSettingsCommand is /corpus settings.
type corpusSettingsCommand struct{ *services }

// row returns the row of /corpus settings.
func (h corpusSettingsCommand) row() bot.Command {
	least := 1.0
	return bot.Command{
		Name: nameSettings, Description: descSettings,
		Options: []*discordgo.ApplicationCommandOption{
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
			{Type: discordgo.ApplicationCommandOptionString, Name: nameLanguage, Description: descLanguage, Choices: languageChoices(h.settings.Languages())},
			{
				Type: discordgo.ApplicationCommandOptionString, Name: nameClear, Description: descClear,
				Choices: []*discordgo.ApplicationCommandOptionChoice{
					{Name: string(locale.LabelRole), Value: nameRole}, {Name: string(locale.LabelChannel), Value: nameChannel}, {Name: string(locale.LabelLanguage), Value: nameLanguage},
				},
			},
		},
		Run: bot.Privately(h.changeSettings),
	}
}

// changeSettings changes the settings that the options give. It shows all of them.
func (h corpusSettingsCommand) changeSettings(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	old, err := h.settingsStore.Settings(ctx, r.Guild())
	if err != nil {
		return bot.Reply{}, err
	}
	s := changed(old, r)
	if s == old {
		return bot.Reply{Content: h.text(r.Language, s), Private: true}, nil
	}
	if s.AuditChannel != "" && s.AuditChannel != old.AuditChannel {
		if err := h.greet(ctx, h.settings.LanguageOf(s, r.Guild()), s.AuditChannel); err != nil {
			return bot.Reply{}, err
		}
	}
	if err := h.settingsStore.Change(ctx, r.UserID(), r.Guild(), s); err != nil {
		return bot.Reply{}, err
	}
	return bot.Reply{Content: r.Language.Say(locale.PhraseSettingsChanged) + "\n" + h.text(r.Language, s), Private: true}, nil
}

// changed returns s with the settings that the options give.
func changed(s corpus.Settings, r *bot.Request) corpus.Settings {
	switch r.Text(nameClear) {
	case nameRole:
		s.ModeratorRole = ""
	case nameChannel:
		s.AuditChannel = ""
	case nameLanguage:
		s.Language = ""
	}
	if tag := r.Text(nameLanguage); tag != "" {
		s.Language = tag
	}
	if id := r.Text(nameRole); bot.IsSnowflake(id) {
		s.ModeratorRole = id
	}
	if id := r.Text(nameChannel); bot.IsSnowflake(id) {
		s.AuditChannel = id
	}
	if on, given := r.Flag(nameBuiltin); given {
		s.NoBuiltin = !on
	}
	if on, given := r.Flag(nameShared); given {
		s.NoShared = !on
	}
	if n, given := r.Number(nameVersions); given {
		s.Versions = min(max(n, 1), corpus.MaxVersions)
	}
	return s
}

// greet posts a first message into the channel that is to get the audit log. It fails if
// the bot may not write there.
func (h corpusSettingsCommand) greet(ctx context.Context, l *locale.Language, channel string) error {
	if h.sender == nil {
		return bot.ErrUnwritable
	}
	_, err := h.sender.Post(ctx, channel, "", &discordgo.MessageSend{
		Content: l.Say(locale.PhraseAuditBegins), Embeds: []*discordgo.MessageEmbed{}, Components: []discordgo.MessageComponent{}, AllowedMentions: bot.NoMentions(),
	})
	if err != nil {
		h.log.InfoContext(ctx, "a channel cannot be written into", "channel", channel, "error", err)
		return bot.ErrUnwritable
	}
	return nil
}

// text lists the settings of a guild.
func (h corpusSettingsCommand) text(l *locale.Language, s corpus.Settings) string {
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
		markdown.Bold + l.Say(locale.LabelLanguage) + markdown.Bold + markdown.SeparatorSaying + languageName(h.settings.Languages(), l, s),
	}, "\n")
}
