package admin

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"verbatim/corpus"
	"verbatim/corpus/extract"
	"verbatim/corpus/store"
)

// Limits of flags.
const (
	MaxNote  = 1_000 // bytes of a note
	MaxFlags = 1_000 // waiting flags per guild
)

// flagService keeps members' reports of wrong answers.
type flagService struct {
	store    *store.Store
	articles *articleService
}

// Flag stores a member's report that an answer is wrong. The caller sets Guild,
// ArticleGuild, Article, Statement and Note. If the member has already flagged
// the statement, the new flag replaces the old one. Errors:
// corpus.ErrNoArticle, corpus.ErrNoStatement, corpus.ErrTooMany.
func (d *flagService) Flag(ctx context.Context, by string, f corpus.Flag) (corpus.Flag, error) {
	if err := f.Guild.Validate(); err != nil {
		return corpus.Flag{}, err
	}
	f.ID, f.By, f.At = corpus.FlagID(newID()), by, now()
	f.Note = clip(strings.TrimSpace(strings.ReplaceAll(strings.ToValidUTF8(f.Note, string(utf8.RuneError)), "\x00", "")), MaxNote)
	ref := corpus.ArticleRef{Guild: f.ArticleGuild, Article: f.Article}
	find := func(a corpus.Article) error {
		all, err := extract.Outline(ctx, a)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(s corpus.Statement) bool { return s.ID == f.Statement })
		if i < 0 {
			return fmt.Errorf("statement %q of article %q: %w", string(f.Statement), f.Article, corpus.ErrNoStatement)
		}
		f.Text = strings.Clone(all[i].Text)
		return nil
	}
	err := d.articles.updateUnchanged(ctx, "flag an answer", f.Guild, ref, find, func(tx *store.Tx, a corpus.Article) error {
		waiting, err := d.store.Flags(ctx, f.Guild)
		if err != nil {
			return err
		}
		same := slices.IndexFunc(waiting, func(o corpus.Flag) bool {
			return o.By == by && o.Statement == f.Statement && o.Article == f.Article && o.ArticleGuild == f.ArticleGuild
		})
		switch {
		case same >= 0:
			f.ID = waiting[same].ID
			return tx.PutFlag(ctx, f)
		case len(waiting) >= MaxFlags:
			return fmt.Errorf("%w: %s wait for the moderators already", corpus.ErrTooMany, plural(len(waiting), "report"))
		}
		if err := tx.PutFlag(ctx, f); err != nil {
			return err
		}
		return tx.Log(ctx, corpus.Entry{
			At: f.At, Guild: f.Guild, By: by, Action: corpus.ActionFlag, Subject: subject(a), Detail: "statement " + string(f.Statement),
		})
	})
	if err != nil {
		return corpus.Flag{}, err
	}
	return f, nil
}

// Flags returns the guild's flags that wait for a moderator, oldest first.
func (d *flagService) Flags(ctx context.Context, guild corpus.GuildID) ([]corpus.Flag, error) {
	return d.store.Flags(ctx, guild)
}

// Dismiss removes a flag from the queue and returns it. Its text and note are
// not kept. The error is corpus.ErrNoFlag if no such flag is waiting.
func (d *flagService) Dismiss(ctx context.Context, by string, guild corpus.GuildID, id corpus.FlagID) (corpus.Flag, error) {
	if err := checkOwner(by, guild); err != nil {
		return corpus.Flag{}, err
	}
	var f corpus.Flag
	err := d.store.Update(ctx, "dismiss a flag", func(tx *store.Tx) (err error) {
		if f, err = tx.CloseFlag(ctx, guild, id, now()); err != nil {
			return translate(err, fmt.Errorf("report %q: %w that waits", string(id), corpus.ErrNoFlag))
		}
		empty := f
		empty.Text, empty.Note = "", ""
		if err := tx.PutFlag(ctx, empty); err != nil {
			return err
		}
		return tx.Log(ctx, corpus.Entry{
			At: now(), Guild: guild, By: by, Action: corpus.ActionDismiss, Subject: string(f.Article), Detail: "statement " + string(f.Statement),
		})
	})
	if err != nil {
		return corpus.Flag{}, err
	}
	return f, nil
}
