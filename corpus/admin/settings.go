package admin

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"golang.org/x/text/language"

	"verbatim/corpus"
	"verbatim/corpus/store"
)

// guildService keeps the settings, the audit log and the presence of guilds.
type guildService struct{ store *store.Store }

// Settings returns the guild's settings, or the defaults.
func (d *guildService) Settings(ctx context.Context, guild corpus.GuildID) (corpus.Settings, error) {
	return d.store.Settings(ctx, guild)
}

// Change changes the guild's settings. The error is corpus.ErrSettings if they
// are invalid.
func (d *guildService) Change(ctx context.Context, by string, guild corpus.GuildID, s corpus.Settings) error {
	if err := checkOwner(by, guild); err != nil {
		return err
	}
	if err := validSettings(s); err != nil {
		return err
	}
	return d.store.Update(ctx, "change settings", func(tx *store.Tx) error {
		before, err := d.store.Settings(ctx, guild)
		if err != nil {
			return err
		}
		changes := difference(before, s)
		if len(changes) == 0 {
			return nil
		}
		if err := tx.PutSettings(ctx, guild, s); err != nil {
			return err
		}
		return tx.Log(ctx, corpus.Entry{
			At: now(), Guild: guild, By: by, Action: corpus.ActionSettings, Subject: "settings", Detail: strings.Join(changes, "; "),
		})
	})
}

func validSettings(s corpus.Settings) error {
	for _, id := range []struct{ what, value string }{{"moderators' role", s.ModeratorRole}, {"audit channel", s.AuditChannel}} {
		if corpus.GuildID(id.value).Validate() != nil { // all ids of Discord have the same form
			return fmt.Errorf("%w: the %s %q is not an id of Discord's (digits only)", corpus.ErrSettings, id.what, id.value)
		}
	}
	if s.Versions < 0 || s.Versions > corpus.MaxVersions {
		return fmt.Errorf("%w: %d versions of an article cannot be kept: choose 1 to %d, or 0 for the default (%d)",
			corpus.ErrSettings, s.Versions, corpus.MaxVersions, corpus.DefaultVersions)
	}
	if _, err := language.Parse(s.Language); s.Language != "" && err != nil {
		return fmt.Errorf("%w: the language %q is no BCP 47 tag (de, fr, uk, …)", corpus.ErrSettings, s.Language)
	}
	if s.Answers < 0 || s.Answers > corpus.MaxAnswers {
		return fmt.Errorf("%w: %d statements cannot answer a question: choose 1 to %d, or 0 for the default", corpus.ErrSettings, s.Answers, corpus.MaxAnswers)
	}
	if t := s.Threshold; t != nil && !(*t >= 0 && *t <= 1) {
		return fmt.Errorf("%w: the threshold %v is not between 0 and 1", corpus.ErrSettings, *t)
	}
	return nil
}

// difference describes the changes of settings.
func difference(before, after corpus.Settings) []string {
	var out []string
	add := func(differs bool, format string, args ...any) {
		if differs {
			out = append(out, fmt.Sprintf(format, args...))
		}
	}
	add(before.ModeratorRole != after.ModeratorRole, "moderators' role: %s", noneIfEmpty(after.ModeratorRole))
	add(before.AuditChannel != after.AuditChannel, "audit channel: %s", noneIfEmpty(after.AuditChannel))
	add(before.NoBuiltin != after.NoBuiltin, "built-in article: %s", onOff(!after.NoBuiltin))
	add(before.NoShared != after.NoShared, "shared corpus: %s", onOff(!after.NoShared))
	add(before.Versions != after.Versions, "versions kept: %d", after.KeptVersions())
	add(before.Language != after.Language, "language: %s", noneIfEmpty(after.Language))
	add(before.Answers != after.Answers, "statements an answer: %d", after.Answers)
	add(before.Private != after.Private, "private answers: %s", onOff(after.Private))
	if a, b := before.Threshold, after.Threshold; (a == nil) != (b == nil) || a != nil && *a != *b {
		if b == nil {
			out = append(out, "threshold: default")
		} else {
			out = append(out, fmt.Sprintf("threshold: %v", *b))
		}
	}
	return out
}

func noneIfEmpty(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

// Log returns the newest entries of the guild's audit log, at most limit,
// newest first.
func (d *guildService) Log(ctx context.Context, guild corpus.GuildID, limit int) ([]corpus.Entry, error) {
	return d.store.LatestEntries(ctx, guild, limit)
}

// Entries returns at most limit entries of the guild's audit log that follow
// the position after, oldest first.
func (d *guildService) Entries(ctx context.Context, guild corpus.GuildID, after corpus.Seq, limit int) ([]corpus.Entry, error) {
	return d.store.Entries(ctx, guild, after, limit)
}

// Audited returns the guilds whose audit log is posted in a channel.
func (d *guildService) Audited(ctx context.Context) ([]corpus.Audited, error) {
	return d.store.Audited(ctx)
}

// Posted records up to which entry the guild's audit log has been posted.
func (d *guildService) Posted(ctx context.Context, guild corpus.GuildID, at corpus.Seq) error {
	return d.store.Update(ctx, "keep how far the audit log is posted", func(tx *store.Tx) error {
		return tx.SetPosted(ctx, guild, at)
	})
}

// Forget deletes all data of a guild for good, and returns how many articles
// there were. Only the audit entry of the deletion remains.
func (d *guildService) Forget(ctx context.Context, by string, guild corpus.GuildID) (articles int, err error) {
	if err := checkOwner(by, guild); err != nil {
		return 0, err
	}
	if guild == corpus.Shared {
		return 0, errors.New("the shared corpus belongs to no guild: remove its sources and articles instead")
	}
	err = d.store.Update(ctx, "forget a guild", func(tx *store.Tx) error {
		if articles, err = tx.Forget(ctx, guild); err != nil {
			return err
		}
		return tx.Log(ctx, corpus.Entry{
			At: now(), Guild: guild, By: by, Action: corpus.ActionForget, Subject: "all data", Detail: plural(articles, "article"),
		})
	})
	if err != nil {
		return 0, err
	}
	return articles, nil
}

// Left records that the bot was removed from the guild. Its data is deleted
// after 30 days unless Joined is called before.
func (d *guildService) Left(ctx context.Context, guild corpus.GuildID) error {
	return d.setLeft(ctx, guild, now())
}

// Joined records that the bot is in the guild.
func (d *guildService) Joined(ctx context.Context, guild corpus.GuildID) error {
	return d.setLeft(ctx, guild, time.Time{})
}

func (d *guildService) setLeft(ctx context.Context, guild corpus.GuildID, at time.Time) error {
	if err := guild.Validate(); err != nil || guild == corpus.Shared {
		return err
	}
	return d.store.Update(ctx, "keep whether the bot is in a guild", func(tx *store.Tx) error {
		return tx.SetLeft(ctx, guild, at)
	})
}

// Guilds lists the guilds that have data.
func (d *guildService) Guilds(ctx context.Context) ([]corpus.GuildID, error) {
	return d.store.Guilds(ctx)
}
