package bot

import (
	"context"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/locale"
	"verbatim/corpus"
)

// speak chooses the language of what an action replies: the user's where the user
// alone sees it, else the guild's.
func (b *Bot) speak(ctx context.Context, r *request, a action) *locale.Language {
	if r.GuildID != "" && r.GuildLocale != nil {
		b.chosen.heard(corpus.GuildID(r.GuildID), string(*r.GuildLocale))
	}
	if r.alone(a) {
		return r.mine
	}
	l := b.everybodys(ctx, r)
	if a.defersPrivately(r) { // as the guild's settings may have it, which are read by now
		return r.mine
	}
	return l
}

// everybodys is the language of what everybody reads where r was made, which may
// be a guild that does not have the bot and so has no settings.
func (b *Bot) everybodys(ctx context.Context, r *request) *locale.Language {
	return b.chosenIn(b.settings(ctx, r.guild()), corpus.GuildID(r.GuildID))
}

// ours is the language of what everybody in a guild reads.
func (b *Bot) ours(ctx context.Context, guild corpus.GuildID) *locale.Language {
	return b.chosenIn(b.settings(ctx, guild), guild)
}

// chosenIn is the language that a guild's settings name, or else what Discord
// last said that the guild speaks, or else English.
func (b *Bot) chosenIn(s corpus.Settings, guild corpus.GuildID) *locale.Language {
	if s.Language != "" {
		return b.languages.Of(s.Language)
	}
	return b.languages.Of(b.chosen.locale(guild))
}

// alone reports whether the user alone sees what an action replies, whatever the
// guild has chosen.
func (r *request) alone(a action) bool {
	return r.GuildID == "" || r.Type == discordgo.InteractionApplicationCommandAutocomplete || a.open != nil ||
		r.Message != nil && r.Message.Flags&discordgo.MessageFlagsEphemeral != 0
}

// Words are in the language that suits best what a browser accepts, as its
// header Accept-Language has it; in English if none does.
func (b *Bot) Words(accepted string) locale.Plain { return b.languages.Accepting(accepted) }
