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

// Settings is what the guild has chosen, or the default.
func (d *Service) Settings(ctx context.Context, guild corpus.GuildID) (corpus.Settings, error) {
	return d.store.Settings(ctx, guild)
}

// Change sets what the guild has chosen; corpus.ErrSettings says what of it
// cannot be.
func (d *Service) Change(ctx context.Context, by string, guild corpus.GuildID, s corpus.Settings) error {
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
		if corpus.GuildID(id.value).Validate() != nil { // all of Discord's ids look alike
			return fmt.Errorf("%w: the %s %q is not an id of Discord's (digits alone)", corpus.ErrSettings, id.what, id.value)
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

// difference is what a change of settings changes, in words.
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

// Log is the at most limit newest entries of the guild's audit log, the newest
// first.
func (d *Service) Log(ctx context.Context, guild corpus.GuildID, limit int) ([]corpus.Entry, error) {
	return d.store.LatestEntries(ctx, guild, limit)
}

// Entries are the at most limit entries of the guild's audit log that follow a
// position, the oldest first.
func (d *Service) Entries(ctx context.Context, guild corpus.GuildID, after corpus.Seq, limit int) ([]corpus.Entry, error) {
	return d.store.Entries(ctx, guild, after, limit)
}

// Audited are the guilds whose audit log is posted live.
func (d *Service) Audited(ctx context.Context) ([]corpus.Audited, error) { return d.store.Audited(ctx) }

// Posted keeps how far the guild's audit log has been posted.
func (d *Service) Posted(ctx context.Context, guild corpus.GuildID, at corpus.Seq) error {
	return d.store.Update(ctx, "keep how far the audit log is posted", func(tx *store.Tx) error {
		return tx.SetPosted(ctx, guild, at)
	})
}

// Forget deletes all of a guild's data, at once and for good, and returns how
// many articles that were. That it was done is all that stays.
func (d *Service) Forget(ctx context.Context, by string, guild corpus.GuildID) (articles int, err error) {
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

// Left keeps that the bot was removed from the guild: in 30 days its data is
// deleted, unless Joined comes first.
func (d *Service) Left(ctx context.Context, guild corpus.GuildID) error {
	return d.setLeft(ctx, guild, now())
}

// Joined keeps that the bot is in the guild.
func (d *Service) Joined(ctx context.Context, guild corpus.GuildID) error {
	return d.setLeft(ctx, guild, time.Time{})
}

func (d *Service) setLeft(ctx context.Context, guild corpus.GuildID, at time.Time) error {
	if err := guild.Validate(); err != nil || guild == corpus.Shared {
		return err
	}
	return d.store.Update(ctx, "keep whether the bot is in a guild", func(tx *store.Tx) error {
		return tx.SetLeft(ctx, guild, at)
	})
}

// Guilds lists the guilds of which anything is kept.
func (d *Service) Guilds(ctx context.Context) ([]corpus.GuildID, error) { return d.store.Guilds(ctx) }
