package admin

import (
	"context"
	"fmt"

	"verbatim/corpus"
	"verbatim/corpus/store"
)

// watchService keeps watches and what they have found.
type watchService struct{ store *store.Store }

// Watch adds a watch. The caller sets Guild, Channel, By, Topic and Speaker.
// known lists the statements that the watch would find now; they do not count
// as new. Errors: corpus.ErrNoTopic, corpus.ErrWatches.
func (d *watchService) Watch(ctx context.Context, w corpus.Watch, known []corpus.StatementID) (corpus.Watch, error) {
	w.Topic, w.Speaker = tidy(w.Topic), tidy(w.Speaker)
	if w.Topic == "" && w.Speaker == "" {
		return w, corpus.ErrNoTopic
	}
	if err := w.Guild.Validate(); err != nil {
		return w, err
	}
	w.ID, w.At = corpus.WatchID(newID()), now()
	err := d.store.Update(ctx, "watch", func(tx *store.Tx) error {
		all, err := d.store.Watches(ctx, w.Guild)
		if err != nil {
			return err
		}
		if err := checkRoom(all, w); err != nil {
			return err
		}
		head, err := d.store.Head(ctx)
		if err != nil {
			return err
		}
		w.Looked = head.Seq
		if err := tx.PutWatch(ctx, w); err != nil {
			return err
		}
		if err := tx.PutLook(ctx, w.ID, corpus.Noted{Looked: w.Looked, Statements: known}); err != nil {
			return err
		}
		return logWatch(ctx, tx, w.By, corpus.ActionWatch, w)
	})
	return w, err
}

// checkRoom returns an error if there are too many watches.
func checkRoom(all []corpus.Watch, w corpus.Watch) error {
	own := 0
	for _, other := range all {
		if other.By == w.By && other.Channel == "" {
			own++
		}
	}
	switch {
	case w.Guild != corpus.Shared && len(all) >= corpus.MaxGuildWatches:
		return fmt.Errorf("%w: this server has %d, which is as many as can be", corpus.ErrWatches, len(all))
	case w.Channel == "" && own >= corpus.MaxUserWatches:
		return fmt.Errorf("%w: you have %d here, which is as many as can be", corpus.ErrWatches, own)
	}
	return nil
}

// logWatch records a change of a channel's watch in the audit log. Private
// watches are not recorded.
func logWatch(ctx context.Context, tx *store.Tx, by string, what corpus.Action, w corpus.Watch) error {
	if w.Channel == "" {
		return nil
	}
	subject := w.Topic
	if w.Speaker != "" {
		subject = fmt.Sprintf("%s (%s)", w.Speaker, w.Topic)
	}
	if w.Topic == "" {
		subject = w.Speaker
	}
	return tx.Log(ctx, corpus.Entry{At: now(), Guild: w.Guild, By: by, Action: what, Subject: subject, Detail: corpus.DetailChannel + w.Channel})
}

// Unwatch ends a watch of the guild and returns it. The error is
// corpus.ErrNoWatch if there is none. The caller must check whether by may end
// it.
func (d *watchService) Unwatch(ctx context.Context, by string, guild corpus.GuildID, id corpus.WatchID) (w corpus.Watch, err error) {
	err = d.store.Update(ctx, "end a watch", func(tx *store.Tx) (err error) {
		if w, err = tx.RemoveWatch(ctx, guild, id); err != nil {
			return translate(err, corpus.ErrNoWatch)
		}
		return logWatch(ctx, tx, by, corpus.ActionUnwatch, w)
	})
	return w, err
}

// Watches returns the guild's watches, oldest first.
func (d *watchService) Watches(ctx context.Context, guild corpus.GuildID) ([]corpus.Watch, error) {
	return d.store.Watches(ctx, guild)
}

// ForgetMe deletes a user's data: the watches in all guilds. It returns how
// many there were.
func (d *watchService) ForgetMe(ctx context.Context, user string) (watches int, err error) {
	err = d.store.Update(ctx, "forget a user", func(tx *store.Tx) (err error) {
		watches, err = tx.RemoveWatchesOf(ctx, user)
		return err
	})
	return watches, err
}

// AllWatches returns the watches of all guilds.
func (d *watchService) AllWatches(ctx context.Context) ([]corpus.Watch, error) {
	return d.store.AllWatches(ctx)
}

// Changed returns at most limit articles that the guild can see and that
// changed after the position, and the position of the last one.
func (d *watchService) Changed(ctx context.Context, guild corpus.GuildID, after corpus.Seq, limit int) ([]corpus.ArticleRef, corpus.Seq, error) {
	return d.store.Changed(ctx, guild, after, limit)
}

// Unwatched returns the statements that the watch has not posted.
func (d *watchService) Unwatched(ctx context.Context, id corpus.WatchID, statements []corpus.StatementID) ([]corpus.StatementID, error) {
	return d.store.Unposted(ctx, id, statements)
}

// Noted stores the result of a watch's look.
func (d *watchService) Noted(ctx context.Context, id corpus.WatchID, n corpus.Noted) error {
	return d.store.Update(ctx, "keep what a watch found", func(tx *store.Tx) error { return tx.PutLook(ctx, id, n) })
}
