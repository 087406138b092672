package bot

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/corpus"
)

// settingsWithin is how long settings are waited for.
const settingsWithin = 500 * time.Millisecond

// chosen is what guilds had chosen when that was last read.
type chosen struct {
	mu   sync.Mutex
	last map[corpus.GuildID]corpus.Settings
	said map[corpus.GuildID]string // the locale of each guild, as Discord last said
}

// heard keeps what Discord says of a guild's locale.
func (c *chosen) heard(guild corpus.GuildID, locale string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.said == nil {
		c.said = map[corpus.GuildID]string{}
	}
	c.said[guild] = locale
}

// locale is a guild's, "" where Discord has not said it.
func (c *chosen) locale(guild corpus.GuildID) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.said[guild]
}

// settings is what a guild has chosen. Where that cannot be read it is what it
// last was, or the default: a store that fails keeps no answer back.
func (b *Bot) settings(ctx context.Context, guild corpus.GuildID) corpus.Settings {
	if guild == corpus.Shared || b.desk.Settings == nil {
		return corpus.Settings{}
	}
	reading, cancel := context.WithTimeout(ctx, settingsWithin)
	defer cancel()
	s, err := b.desk.Settings.Settings(reading, guild)
	b.chosen.mu.Lock()
	defer b.chosen.mu.Unlock()
	if err != nil {
		if ctx.Err() == nil {
			b.log.WarnContext(ctx, "the settings cannot be read, so what they last were holds", "guild", guild, "error", err)
		}
		return b.chosen.last[guild]
	}
	if b.chosen.last == nil {
		b.chosen.last = map[corpus.GuildID]corpus.Settings{}
	}
	b.chosen.last[guild] = s
	return s
}

// private reports whether a guild last wanted answers to be private unless they
// are asked for otherwise.
func (c *chosen) private(guild corpus.GuildID) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.last[guild].Private
}

// moderates lets those who manage the server, and those with the role that its
// settings name. Discord's own check of a command's permissions knows nothing
// of that role.
func (b *Bot) moderates(ctx context.Context, r *request) error {
	if r.guild() == corpus.Shared {
		return errNoGuild
	}
	if r.Member == nil {
		return errNotModerator
	}
	if r.Member.Permissions&(discordgo.PermissionManageGuild|discordgo.PermissionAdministrator) != 0 {
		return nil
	}
	role := b.settings(ctx, r.guild()).ModeratorRole
	if role == "" || !slices.Contains(r.Member.Roles, role) {
		return errNotModerator
	}
	return nil
}
