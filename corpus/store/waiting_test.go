package store

import (
	"context"
	"strings"
	"testing"
	"time"

	"verbatim/corpus"
)

// waits is a wall in the place of an article.
func waits(guild, id, text string) corpus.Waiting {
	shown := article(guild, id, text)
	shown.Title = "Just a moment"
	return corpus.Waiting{Shown: shown, Doubt: corpus.DoubtOther, At: noon}
}

func putWaiting(t testing.TB, s *Store, w corpus.Waiting) {
	t.Helper()
	update(t, s, func(ctx context.Context, tx *Tx) error { return tx.PutWaiting(ctx, w) })
}

// What a page shows is kept beside the article, which stays as it is, and the
// feed tells of it and of its end.
func testWaiting(t *testing.T, fresh func(testing.TB) string) {
	s := openAt(t, fresh(t))
	putSources(t, s, source("7", "s", "Quay"))
	long := strings.Repeat("The harbour opens. ", 200)
	put(t, s, of(article("7", "a", long), "s"), article("7", "b", "It shuts."), article("8", "a", long))
	listed := func() []string {
		var out []string
		for _, w := range ok(s.Waiting(t.Context(), "7"))(t) {
			out = append(out, string(w.Stands.ID)+": "+w.Shown.Text)
		}
		return out
	}
	position := head(t, s)
	fed := func(what string, want ...string) {
		t.Helper()
		var got []string
		for _, c := range changesOf(t, s, position) {
			since := ""
			if !c.PageChanged.IsZero() {
				since = " since " + c.PageChanged.Format(time.RFC3339)
			}
			got = append(got, string(c.Article.Guild)+"/"+string(c.Article.ID)+since)
		}
		same(t, what, got, want)
		position = head(t, s)
	}

	w := waits("7", "a", "We are checking that you are a person.")
	putWaiting(t, s, w)
	fed("the feed", "7/a since "+noon.Format(time.RFC3339))
	same(t, "what waits", listed(), []string{"a: " + w.Shown.Text})
	same(t, "of another guild", len(ok(s.Waiting(t.Context(), "8"))(t)), 0)
	same(t, "by source", ok(s.Sources(t.Context(), "7"))(t)[0].Waiting, 1)
	stands, _, err := s.Article(t.Context(), "7", "a")
	if err != nil || stands.Text != long {
		t.Errorf("the article is %q, %v, want it as it was", stands.Text, err)
	}
	one := ok(s.Waiting(t.Context(), "7"))(t)[0]
	same(t, "the article's beginning", one.Stands.Text, long[:MaxBeginning])
	whole, found, err := s.WaitingFor(t.Context(), "7", "a")
	w.Stands = stands
	if err != nil || !found || whole != w {
		t.Errorf("the whole is %+v, %v, %v, want %+v", whole, found, err, w)
	}

	w.Shown.Text = "We are checking that you are a person. Mark 2."
	putWaiting(t, s, w)
	fed("the feed of other details")
	same(t, "what waits", listed(), []string{"a: " + w.Shown.Text})
	w.Dropped = noon.Add(time.Hour)
	putWaiting(t, s, w)
	fed("the feed of what is put aside", "7/a")
	same(t, "what waits", len(listed()), 0)
	same(t, "by source", ok(s.Sources(t.Context(), "7"))(t)[0].Waiting, 0)
	same(t, "what is shown", ok(s.Shown(t.Context(), "7"))(t), []corpus.ArticleID{"a"})
	if whole, found, err = s.WaitingFor(t.Context(), "7", "a"); err != nil || !found || whole.Dropped != w.Dropped {
		t.Errorf("what was put aside is %+v, %v, %v", whole, found, err)
	}
	for _, want := range []bool{true, false} {
		update(t, s, func(ctx context.Context, tx *Tx) error {
			got, err := tx.DropWaiting(ctx, "7", "a")
			same(t, "anything to drop", got, want)
			return err
		})
	}
	fed("the feed of its end", "7/a")
}

// What waits goes with the article's next version, waits for its restoring, and
// goes for good when the article does.
func testWaitingEnds(t *testing.T, fresh func(testing.TB) string) {
	s := openAt(t, fresh(t))
	shown := func() int { return len(ok(s.Shown(t.Context(), "7"))(t)) }
	put(t, s, article("7", "a", "one"), article("8", "a", "one"))
	putWaiting(t, s, waits("7", "a", "wall"))
	putWaiting(t, s, waits("8", "a", "wall"))
	put(t, s, article("7", "a", "one"))
	same(t, "with the same version put again", shown(), 1)
	put(t, s, article("7", "a", "two"))
	same(t, "with another version", shown(), 0)
	putWaiting(t, s, waits("7", "a", "wall"))
	ok(s.Remove(t.Context(), "7", "a"))(t)
	same(t, "listed of a removed article", len(ok(s.Waiting(t.Context(), "7"))(t)), 0)
	if _, found, err := s.WaitingFor(t.Context(), "7", "a"); found || err != nil {
		t.Errorf("of a removed article: %v, %v", found, err)
	}
	update(t, s, func(ctx context.Context, tx *Tx) error {
		_, err := tx.RestoreArticle(ctx, "7", "a")
		return err
	})
	same(t, "listed once it is restored", len(ok(s.Waiting(t.Context(), "7"))(t)), 1)
	ok(s.Remove(t.Context(), "7", "a"))(t)
	for _, step := range []struct{ days, want int }{{6, 1}, {8, 0}} {
		if err := s.Sweep(t.Context(), time.Now().Add(time.Duration(step.days)*24*time.Hour)); err != nil {
			t.Fatal(err)
		}
		same(t, "kept with the removed article", shown(), step.want)
	}
	same(t, "another guild's", len(ok(s.Waiting(t.Context(), "8"))(t)), 1)
}

// What is taken down is cut out of every guild's, whether or not the article
// stands, and nobody need hear of it.
func testRedactWaiting(t *testing.T, fresh func(testing.TB) string) {
	s := openAt(t, fresh(t))
	put(t, s, article("7", "a", "one"), article("7", "b", "one"), article("8", "a", "one"))
	for _, w := range []corpus.Waiting{waits("7", "a", "x secret"), waits("7", "b", "clean"), waits("8", "a", "secret")} {
		putWaiting(t, s, w)
	}
	ok(s.Remove(t.Context(), "8", "a"))(t)
	before := head(t, s)
	update(t, s, func(ctx context.Context, tx *Tx) error {
		return tx.RedactWaiting(ctx, func(a corpus.Article) (string, bool, error) {
			cut := strings.TrimSpace(strings.ReplaceAll(a.Text, "secret", ""))
			return cut, cut != a.Text, nil
		})
	})
	same(t, "the feed's position", head(t, s), before)
	rows, _ := content(t, s)
	if all := strings.Join(rows, "\n"); strings.Contains(all, "secret") || !strings.Contains(all, `"body":"x"`) || !strings.Contains(all, "clean") {
		t.Errorf("the store holds\n%s", all)
	}
}
