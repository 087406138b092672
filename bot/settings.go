package bot

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/locale"
	"verbatim/corpus"
)

// settingsWithin bounds how long Of waits for the settings of a guild.
const settingsWithin = 500 * time.Millisecond

// settingsReader reads the settings of a guild.
type settingsReader interface {
	Settings(ctx context.Context, guild corpus.GuildID) (corpus.Settings, error)
}

// SettingsOptions are the parts of Settings.
type SettingsOptions struct {
	Reader    settingsReader // nil if no guild can choose anything
	Log       *slog.Logger
	Threshold float64 // of a corpus.Query, unless the guild has chosen one
	NoBuiltin bool    // of a corpus.Query, whatever the guild has chosen
}

// Settings knows the settings of guilds, the program's defaults, and the languages that
// follow from both. It keeps the last settings of each guild, so that no answer fails
// because the store does. Make it with NewSettings.
type Settings struct {
	reader    settingsReader
	log       *slog.Logger
	threshold float64
	noBuiltin bool
	languages locale.Languages

	mu      sync.Mutex
	last    map[corpus.GuildID]corpus.Settings
	locales map[corpus.GuildID]string // of each guild, as Discord last said
}

// NewSettings reads the message files. It panics if they cannot be read, because
// they are part of the program.
func NewSettings(o SettingsOptions) *Settings {
	languages, err := locale.Load()
	if err != nil {
		panic(err)
	}
	return &Settings{
		reader: o.Reader, log: o.Log, threshold: o.Threshold, noBuiltin: o.NoBuiltin, languages: languages,
		last: map[corpus.GuildID]corpus.Settings{}, locales: map[corpus.GuildID]string{},
	}
}

// Languages returns every language that the bot speaks.
func (s *Settings) Languages() locale.Languages { return s.languages }

// readOnce returns the context of one interaction: Of reads the settings of a guild
// once for it, so that they stay the same until it is answered.
func readOnce(ctx context.Context) context.Context {
	return context.WithValue(ctx, readKey{}, &settingsRead{of: map[corpus.GuildID]corpus.Settings{}})
}

type readKey struct{}

// settingsRead holds the settings that were read for one interaction.
type settingsRead struct {
	mu sync.Mutex
	of map[corpus.GuildID]corpus.Settings
}

// Of returns the settings of a guild. If they cannot be read within half a second, it
// returns those that were read last, or the defaults.
func (s *Settings) Of(ctx context.Context, guild corpus.GuildID) corpus.Settings {
	once, ok := ctx.Value(readKey{}).(*settingsRead)
	if !ok {
		return s.read(ctx, guild)
	}
	once.mu.Lock()
	defer once.mu.Unlock()
	chosen, ok := once.of[guild]
	if !ok {
		chosen = s.read(ctx, guild)
		once.of[guild] = chosen
	}
	return chosen
}

func (s *Settings) read(ctx context.Context, guild corpus.GuildID) corpus.Settings {
	if guild == corpus.Shared || s.reader == nil {
		return corpus.Settings{}
	}
	reading, cancel := context.WithTimeout(ctx, settingsWithin)
	defer cancel()
	chosen, err := s.reader.Settings(reading, guild)
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil {
		if ctx.Err() == nil {
			s.log.WarnContext(ctx, "the settings cannot be read, so what they last were holds", "guild", guild, "error", err)
		}
		return s.last[guild]
	}
	s.last[guild] = chosen
	return chosen
}

// Private reports whether a guild wanted private answers when its settings were last
// read.
func (s *Settings) Private(guild corpus.GuildID) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.last[guild].Private
}

// Forget drops the settings that were read of a guild.
func (s *Settings) Forget(guild corpus.GuildID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.last, guild)
}

// Scope returns a query that sees the same articles as the guild. Its question is still
// empty.
func (s *Settings) Scope(chosen corpus.Settings, guild corpus.GuildID) corpus.Query {
	return corpus.Query{Guild: guild, NoBuiltin: s.noBuiltin || chosen.NoBuiltin, NoShared: chosen.NoShared}
}

// Threshold returns the Threshold of a guild's queries: its own, or the program's.
func (s *Settings) Threshold(chosen corpus.Settings) float64 {
	if chosen.Threshold != nil {
		return *chosen.Threshold
	}
	return s.threshold
}

// Moderates returns nil if the user manages the server or has the role that its
// settings name. Discord's own check of permissions does not know that role.
func (s *Settings) Moderates(ctx context.Context, r *Request) error {
	if r.Guild() == corpus.Shared {
		return errNoGuild
	}
	if r.Member == nil {
		return errNotModerator
	}
	if r.Member.Permissions&(discordgo.PermissionManageGuild|discordgo.PermissionAdministrator) != 0 {
		return nil
	}
	role := s.Of(ctx, r.Guild()).ModeratorRole
	if role == "" || !slices.Contains(r.Member.Roles, role) {
		return errNotModerator
	}
	return nil
}

// InGuild returns nil if the request comes from a guild that has the bot.
func InGuild(_ context.Context, r *Request) error {
	if r.Guild() == corpus.Shared {
		return errNoGuild
	}
	return nil
}

// heard keeps the locale of a guild, which Discord sends with each interaction.
func (s *Settings) heard(guild corpus.GuildID, tag string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.locales[guild] = tag
}

// PublicLanguage returns the language of messages that everyone reads in the place that
// the request comes from. That may be a guild without the bot, which has no settings.
func (s *Settings) PublicLanguage(ctx context.Context, r *Request) *locale.Language {
	return s.LanguageOf(s.Of(ctx, r.Guild()), corpus.GuildID(r.GuildID))
}

// Language returns the language of messages that everyone in a guild reads.
func (s *Settings) Language(ctx context.Context, guild corpus.GuildID) *locale.Language {
	return s.LanguageOf(s.Of(ctx, guild), guild)
}

// LanguageOf returns the language that a guild has chosen, or else the guild's in
// Discord, as far as it is known, or else English.
func (s *Settings) LanguageOf(chosen corpus.Settings, guild corpus.GuildID) *locale.Language {
	if chosen.Language != "" {
		return s.languages.Of(chosen.Language)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.languages.Of(s.locales[guild])
}

// WatchLanguage returns the language of the posts of a watch: the guild's in a channel,
// the user's in direct messages, if it is known.
func (s *Settings) WatchLanguage(ctx context.Context, w corpus.Watch) *locale.Language {
	if w.Channel == "" && w.Locale != "" {
		return s.languages.Of(w.Locale)
	}
	return s.Language(ctx, w.Guild)
}
