package bot

import (
	"context"
	"strconv"
	"strings"

	"github.com/bwmarrin/discordgo"

	"verbatim/corpus"
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
			{
				Type: discordgo.ApplicationCommandOptionString, Name: nameClear, Description: descClear,
				Choices: []*discordgo.ApplicationCommandOptionChoice{
					{Name: labelRole, Value: nameRole}, {Name: labelChannel, Value: nameChannel},
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
		return Reply{Content: wordsSettings(s), Private: true}, nil
	}
	if s.AuditChannel != "" && s.AuditChannel != old.AuditChannel {
		if err := b.greet(ctx, s.AuditChannel); err != nil {
			return Reply{}, err
		}
	}
	if err := b.desk.Settings.Change(ctx, r.user(), r.guild(), s); err != nil {
		return Reply{}, err
	}
	return Reply{Content: wordsSettingsChanged + "\n" + wordsSettings(s), Private: true}, nil
}

// changed is s with what the options say.
func changed(s corpus.Settings, r *request) corpus.Settings {
	switch r.text(nameClear) {
	case nameRole:
		s.ModeratorRole = ""
	case nameChannel:
		s.AuditChannel = ""
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
func (b *Bot) greet(ctx context.Context, channel string) error {
	if b.poster == nil {
		return errUnwritable
	}
	_, err := b.poster.Post(ctx, channel, "", &discordgo.MessageSend{
		Content: wordsAuditBegins, Embeds: []*discordgo.MessageEmbed{}, Components: []discordgo.MessageComponent{}, AllowedMentions: noMentions(),
	})
	if err != nil {
		b.log.Info("a channel cannot be written into", "channel", channel, "error", err)
		return errUnwritable
	}
	return nil
}

// onOff is a switch in words.
func onOff(on bool) string {
	if on {
		return wordsOn
	}
	return wordsOff
}

// wordsSettings lists what a guild has chosen.
func wordsSettings(s corpus.Settings) string {
	role, channel := wordsNoRole, wordsNoChannel
	if s.ModeratorRole != "" {
		role = "<@&" + s.ModeratorRole + ">"
	}
	if s.AuditChannel != "" {
		channel = "<#" + s.AuditChannel + ">"
	}
	return strings.Join([]string{
		bold + labelRole + bold + separatorSaying + role,
		bold + labelChannel + bold + separatorSaying + channel,
		bold + labelBuiltin + bold + separatorSaying + onOff(!s.NoBuiltin),
		bold + labelShared + bold + separatorSaying + onOff(!s.NoShared),
		bold + labelVersions + bold + separatorSaying + strconv.Itoa(s.KeptVersions()),
	}, "\n")
}
