package refresh

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"verbatim/corpus"
	"verbatim/corpus/revise"
	"verbatim/corpus/store"
)

// verdict compares the present text of a page with the stored article and with
// a pending page change.
type verdict struct {
	current   corpus.Article // zero if there is none
	waiting   corpus.Waiting // zero if no page change is pending or was rejected
	doubt     corpus.Doubt
	unchanged bool // the page shows the pending or rejected text, except for details
}

// judge compares the present text of a page with the store. It may take long,
// so it runs before the transaction. text says that the page showed a text; if
// all of it was taken down, the page does not count as empty.
func judge(ctx context.Context, s *store.Store, a corpus.Article, text bool) (verdict, error) {
	v, err := stored(ctx, s, a)
	if err != nil || v.current.ID == "" || text && blank(a.Text) {
		return v, err
	}
	if v.doubt, err = doubt(ctx, v.current, a); err != nil || v.doubt == corpus.NoDoubt || v.waiting.At.IsZero() {
		return v, err
	}
	if blank(v.waiting.Shown.Text) || blank(a.Text) {
		v.unchanged = blank(v.waiting.Shown.Text) && blank(a.Text)
		return v, nil
	}
	other, err := doubt(ctx, v.waiting.Shown, a)
	v.unchanged = other == corpus.NoDoubt
	return v, err
}

// stored loads the article and its pending page change.
func stored(ctx context.Context, s *store.Store, a corpus.Article) (v verdict, err error) {
	v.current, _, err = s.Article(ctx, a.Guild, a.ID)
	if errors.Is(err, corpus.ErrDamaged) { // the remaining text suffices, and storing the article repairs it
		err = nil
	}
	if err == nil {
		v.waiting, _, err = s.WaitingFor(ctx, a.Guild, a.ID)
	}
	return v, err
}

// hasChanged reports whether the store has changed since judge returned v.
func (v verdict) hasChanged(ctx context.Context, s *store.Store, a corpus.Article) (bool, error) {
	now, err := stored(ctx, s, a)
	return now.current != v.current || now.waiting != v.waiting, err
}

// doubt is revise.Doubt, except that a page without text is never a new
// version.
func doubt(ctx context.Context, before, after corpus.Article) (corpus.Doubt, error) {
	switch {
	case blank(after.Text):
		return corpus.DoubtEmpty, nil
	case before.Text == after.Text && before.URL == after.URL:
		return corpus.NoDoubt, nil
	}
	return revise.Doubt(ctx, before, after)
}

func blank(text string) bool { return strings.TrimSpace(text) == "" }

// hold stores a page change until a moderator decides. It reports whether this
// is new. A change that a moderator has rejected stays rejected until it
// changes.
func (v verdict) hold(ctx context.Context, tx *store.Tx, a corpus.Article) (begun bool, err error) {
	w := corpus.Waiting{Stands: v.current, Shown: a, Doubt: v.doubt, At: now()}
	if v.unchanged {
		w.At, w.Dropped = v.waiting.At, v.waiting.Dropped
	}
	w.Shown.Source = v.current.Source
	return !v.unchanged, tx.PutWaiting(ctx, w)
}

// waitingNote says which pages of a source have begun to show something else
// since a time, in words for users, or "".
func waitingNote(ctx context.Context, s *store.Store, source corpus.Source, since time.Time) (string, error) {
	all, err := s.Waiting(ctx, source.Guild)
	if err != nil {
		return "", err
	}
	all = slices.DeleteFunc(all, func(w corpus.Waiting) bool {
		return w.Stands.Source != source.ID || w.At.Before(since)
	})
	if len(all) == 0 {
		return "", nil // a moderator has already decided
	}
	first := all[0]
	name := first.Stands.Title
	if name == "" {
		name = string(first.Stands.ID)
	}
	led := ""
	if first.Doubt == corpus.DoubtElsewhere {
		led = " (" + first.Shown.URL + ")"
	}
	what := fmt.Sprintf("the page of %q now says something else: %s%s; the old quotes stay", name, first.Doubt.InWords(), led)
	if more := len(all) - 1; more > 0 {
		what += fmt.Sprintf(", and so it is with %d more of its pages", more)
	}
	return what + "; confirm the new text or drop it", nil
}
