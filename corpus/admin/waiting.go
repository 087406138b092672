package admin

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"verbatim/corpus"
	"verbatim/corpus/revise"
	"verbatim/corpus/store"
)

// waitingService decides about page changes that wait for a moderator.
type waitingService struct{ store *store.Store }

// Waiting returns the guild's own articles whose pages show something else and
// wait for a moderator's decision, oldest first. Texts are cut to
// store.MaxBeginning characters.
func (d *waitingService) Waiting(ctx context.Context, guild corpus.GuildID) ([]corpus.Waiting, error) {
	return d.store.Waiting(ctx, guild)
}

// Confirm accepts the page change of the guild's own article as its new
// version, and returns the resulting tally. If the page shows no text, the
// article is withdrawn. The error is corpus.ErrNotWaiting if no page change is
// pending.
func (d *waitingService) Confirm(ctx context.Context, by string, guild corpus.GuildID, article corpus.ArticleID) (corpus.Tally, error) {
	var tally corpus.Tally
	err := d.decide(ctx, by, guild, article, corpus.ActionConfirm, func(w corpus.Waiting) (string, error) {
		var err error
		tally, err = confirmed(ctx, w)
		return tally.String(), err
	}, func(tx *store.Tx, w corpus.Waiting) error {
		if strings.TrimSpace(w.Shown.Text) == "" {
			if _, err := tx.DropWaiting(ctx, guild, article); err != nil {
				return err
			}
			_, err := tx.RemoveArticle(ctx, guild, article)
			return err
		}
		settings, err := d.store.Settings(ctx, guild)
		if err != nil {
			return err
		}
		_, err = tx.PutArticle(ctx, w.Shown, settings.KeptVersions())
		return err
	})
	return tally, err
}

// confirmed returns the tally of accepting a page change.
func confirmed(ctx context.Context, w corpus.Waiting) (corpus.Tally, error) {
	edits, err := revise.Changes(ctx, w.Stands, w.Shown)
	if err != nil {
		return corpus.Tally{}, err
	}
	tally := corpus.TallyOf(edits)
	if strings.TrimSpace(w.Shown.Text) == "" {
		tally.Gone = 1
	} else {
		tally.Changed = 1
	}
	return tally, nil
}

// Drop rejects the page change of the guild's own article. The page is ignored
// until it changes again. The error is corpus.ErrNotWaiting if no page change
// is pending.
func (d *waitingService) Drop(ctx context.Context, by string, guild corpus.GuildID, article corpus.ArticleID) error {
	return d.decide(ctx, by, guild, article, corpus.ActionDrop, func(w corpus.Waiting) (string, error) { return w.Doubt.InWords(), nil },
		func(tx *store.Tx, w corpus.Waiting) error {
			w.Dropped = now()
			return tx.PutWaiting(ctx, w)
		})
}

// errChanged means that the page change is not the one the moderator has seen.
var errChanged = errors.New("the page has changed again just now: look at it again")

// decide carries out a moderator's decision about a page change. detail runs
// before the transaction, because others wait for it.
func (d *waitingService) decide(ctx context.Context, by string, guild corpus.GuildID, article corpus.ArticleID, action corpus.Action,
	detail func(corpus.Waiting) (string, error), do func(*store.Tx, corpus.Waiting) error) error {
	if err := checkOwner(by, guild); err != nil {
		return err
	}
	w, err := d.waitingFor(ctx, guild, article)
	if err != nil {
		return err
	}
	entry := corpus.Entry{At: now(), Guild: guild, By: by, Action: action, Subject: subject(w.Stands)}
	if entry.Detail, err = detail(w); err != nil {
		return err
	}
	return d.store.Update(ctx, "decide about a page", func(tx *store.Tx) error {
		after, err := d.waitingFor(ctx, guild, article)
		if err != nil {
			return err
		}
		if after != w {
			return fmt.Errorf("article %q: %w", article, errChanged)
		}
		if err := do(tx, w); err != nil {
			return err
		}
		return tx.Log(ctx, entry)
	})
}

// waitingFor returns the pending page change of an article.
func (d *waitingService) waitingFor(ctx context.Context, guild corpus.GuildID, article corpus.ArticleID) (corpus.Waiting, error) {
	w, ok, err := d.store.WaitingFor(ctx, guild, article)
	if err == nil && (!ok || !w.Dropped.IsZero()) {
		err = fmt.Errorf("article %q: %w", article, corpus.ErrNotWaiting)
	}
	return w, err
}
