package store

import (
	"context"
	"maps"
	"slices"
	"testing"
	"time"

	"verbatim/corpus"
)

func putSources(t testing.TB, s *Store, sources ...corpus.Source) {
	t.Helper()
	update(t, s, func(ctx context.Context, tx *Tx) error {
		for _, source := range sources {
			if err := tx.PutSource(ctx, source); err != nil {
				return err
			}
		}
		return nil
	})
}

// of is an article that a source brought.
func of(a corpus.Article, source corpus.SourceID) corpus.Article {
	a.Source = source
	return a
}

func standing(t testing.TB, s *Store, guild corpus.GuildID) map[corpus.ArticleID]corpus.SourceID {
	t.Helper()
	out := map[corpus.ArticleID]corpus.SourceID{}
	for _, l := range ok(s.Articles(t.Context(), guild))(t) {
		out[l.ID] = l.Source
	}
	return out
}

func testSources(t *testing.T, fresh func(testing.TB) string) {
	s := openAt(t, fresh(t))
	quay, mill := source("7", "1", "Quay"), source("7", "2", "Mill")
	quay.Fixed, quay.Refreshed, quay.Failures, quay.LastError = true, noon, 3, "404"
	mill.Kind, mill.Location, mill.Every, mill.Due = corpus.SourceText, "", 0, time.Time{}
	other := source("8", "3", "Quay")
	putSources(t, s, quay, mill, other)
	put(t, s, of(article("7", "a", "x"), "1"), of(article("7", "b", "x"), "1"), article("7", "c", "x"), of(article("7", "gone", "x"), "1"))
	ok(s.Remove(t.Context(), "7", "gone"))(t)
	same(t, "sources", ok(s.Sources(t.Context(), "7"))(t),
		[]corpus.SourceState{{Source: mill}, {Source: quay, Articles: 2}})
	quay.Name, quay.Every, quay.LastError = "The Quay", 90*time.Minute, ""
	putSources(t, s, quay)
	got, found, err := s.Source(t.Context(), "7", "1")
	if err != nil || !found {
		t.Fatalf("Source: %v, %v", found, err)
	}
	same(t, "the updated source", got, quay)
	if _, found, err := s.Source(t.Context(), "8", "1"); found || err != nil {
		t.Errorf("another guild's source: %v, %v, want none", found, err)
	}
	stolen := quay
	stolen.Guild = "8"
	err = s.Update(t.Context(), "test", func(tx *Tx) error { return tx.PutSource(t.Context(), stolen) })
	wantError(t, "a guild that takes another's source", err, ErrNotFound)
}

func testSourceNames(t *testing.T, fresh func(testing.TB) string) {
	s := openAt(t, fresh(t))
	putSources(t, s, source("7", "1", "Quay"))
	try := func(source corpus.Source) error {
		return s.Update(t.Context(), "test", func(tx *Tx) error { return tx.PutSource(t.Context(), source) })
	}
	wantError(t, "the same name", try(source("7", "2", "Quay")), ErrSourceName)
	wantError(t, "in another guild", try(source("8", "3", "Quay")), nil)
	wantError(t, "another name", try(source("7", "2", "Mill")), nil)
	wantError(t, "renamed to a taken name", try(source("7", "2", "Quay")), ErrSourceName)
	update(t, s, func(ctx context.Context, tx *Tx) error {
		_, err := tx.RemoveSource(ctx, "7", "1")
		return err
	})
	wantError(t, "a removed source's name", try(source("7", "2", "Quay")), nil)
	err := s.Update(t.Context(), "test", func(tx *Tx) error {
		_, err := tx.RestoreSource(t.Context(), "7", "1")
		return err
	})
	wantError(t, "restored though its name is taken", err, ErrSourceName)
}

func testRemoveSource(t *testing.T, fresh func(testing.TB) string) {
	s := openAt(t, fresh(t))
	putSources(t, s, source("7", "1", "Quay"), source("7", "2", "Mill"))
	put(t, s, of(article("7", "a", "x"), "1"), of(article("7", "b", "x"), "1"), of(article("7", "before", "x"), "1"),
		of(article("7", "c", "x"), "2"), article("7", "d", "x"))
	ok(s.Remove(t.Context(), "7", "before"))(t)
	position := head(t, s)
	remove := func(id corpus.SourceID) (n int, err error) {
		err = s.Update(t.Context(), "test", func(tx *Tx) error {
			n, err = tx.RemoveSource(t.Context(), "7", id)
			return err
		})
		return n, err
	}
	restore := func(id corpus.SourceID) (n int, err error) {
		err = s.Update(t.Context(), "test", func(tx *Tx) error {
			n, err = tx.RestoreSource(t.Context(), "7", id)
			return err
		})
		return n, err
	}
	if n, err := remove("1"); n != 2 || err != nil {
		t.Errorf("removed with %d articles, %v, want 2", n, err)
	}
	same(t, "what stands", standing(t, s, "7"), map[corpus.ArticleID]corpus.SourceID{"c": "2", "d": ""})
	same(t, "the feed", ids(changesOf(t, s, position)), []string{"-7/a", "-7/b"})
	removed, found, err := s.Source(t.Context(), "7", "1")
	if err != nil || !found || time.Since(removed.RemovedAt) > time.Minute {
		t.Errorf("the removed source: %+v, %v, %v, want it removed now", removed, found, err)
	}
	same(t, "sources that are due", len(ok(s.Due(t.Context(), noon.Add(time.Hour), 10, 10))(t)), 1)
	_, err = remove("1")
	wantError(t, "removed once more", err, ErrNotFound)
	err = s.Update(t.Context(), "test", func(tx *Tx) error { return tx.PutSource(t.Context(), source("7", "1", "Quay")) })
	wantError(t, "a refresh that ends after the removal", err, ErrNotFound)
	position = head(t, s)
	if n, err := restore("1"); n != 2 || err != nil {
		t.Errorf("restored with %d articles, %v, want 2", n, err)
	}
	same(t, "what stands again", standing(t, s, "7"), map[corpus.ArticleID]corpus.SourceID{"a": "1", "b": "1", "c": "2", "d": ""})
	same(t, "the feed", ids(changesOf(t, s, position)), []string{"7/a", "7/b"})
	got, _, err := s.Source(t.Context(), "7", "1")
	same(t, "the restored source", got, source("7", "1", "Quay"))
	if n, restoring := restore("1"); n != 0 || restoring != nil || err != nil {
		t.Errorf("restored once more: %d, %v, %v, want nothing", n, restoring, err)
	}
	_, err = restore("nowhere")
	wantError(t, "restored though it never was", err, ErrNotFound)
}

func testSourceHeirs(t *testing.T, fresh func(testing.TB) string) {
	s := openAt(t, fresh(t))
	late := source("7", "2", "Late")
	late.Added = noon.Add(time.Hour)
	putSources(t, s, source("7", "1", "Quay"), late, source("7", "3", "Early"), source("7", "4", "Removed"), source("8", "5", "Foreign"))
	put(t, s, of(article("7", "both", "x"), "1"), of(article("7", "alone", "x"), "1"))
	update(t, s, func(ctx context.Context, tx *Tx) error {
		for guild, sources := range map[corpus.GuildID][]corpus.SourceID{"7": {"1", "2", "3", "4"}, "8": {"5"}} {
			for _, id := range sources {
				if err := tx.PutResource(ctx, guild, id, corpus.Resource{URL: "https://quay.example/both", Article: "both"}); err != nil {
					return err
				}
			}
		}
		if err := tx.PutResource(ctx, "7", "4", corpus.Resource{URL: "https://quay.example/alone", Article: "alone"}); err != nil {
			return err
		}
		if err := tx.PutResource(ctx, "8", "5", corpus.Resource{URL: "https://quay.example/alone", Article: "alone"}); err != nil {
			return err
		}
		_, err := tx.RemoveSource(ctx, "7", "4")
		return err
	})
	position := head(t, s)
	update(t, s, func(ctx context.Context, tx *Tx) error {
		n, err := tx.RemoveSource(ctx, "7", "1")
		if n != 1 {
			t.Errorf("%d articles went, want 1", n)
		}
		return err
	})
	same(t, "what stands", standing(t, s, "7"), map[corpus.ArticleID]corpus.SourceID{"both": "3"})
	same(t, "the feed", ids(changesOf(t, s, position)), []string{"7/both", "-7/alone"})
	update(t, s, func(ctx context.Context, tx *Tx) error {
		_, err := tx.RestoreSource(ctx, "7", "1")
		return err
	})
	same(t, "what stands again", standing(t, s, "7"), map[corpus.ArticleID]corpus.SourceID{"both": "3", "alone": "1"})
}

func testFirstSource(t *testing.T, fresh func(testing.TB) string) {
	s := openAt(t, fresh(t))
	putSources(t, s, source("7", "1", "Quay"), source("7", "2", "Mill"))
	steps := []struct {
		name string
		put  corpus.Article
		want corpus.SourceID
	}{
		{"imported", article("7", "a", "one"), ""},
		{"fetched in other words", of(article("7", "a", "two"), "1"), "1"},
		{"another source brings it", of(article("7", "a", "two"), "2"), "1"},
		{"another source brings other words", of(article("7", "a", "three"), "2"), "1"},
		{"imported again", article("7", "a", "four"), "1"},
	}
	for _, step := range steps {
		put(t, s, step.put)
		same(t, step.name, standing(t, s, "7"), map[corpus.ArticleID]corpus.SourceID{"a": step.want})
	}
	update(t, s, func(ctx context.Context, tx *Tx) error {
		_, err := tx.RemoveSource(ctx, "7", "1")
		return err
	})
	put(t, s, of(article("7", "a", "four"), "2"))
	same(t, "after the first source went", standing(t, s, "7"), map[corpus.ArticleID]corpus.SourceID{"a": "2"})
	update(t, s, func(ctx context.Context, tx *Tx) error {
		n, err := tx.RestoreSource(ctx, "7", "1")
		if n != 0 {
			t.Errorf("%d articles came back with the first source, want none", n)
		}
		return err
	})
}

func testDue(t *testing.T, fresh func(testing.TB) string) {
	s := openAt(t, fresh(t))
	var sources []corpus.Source
	for i, due := range []time.Time{noon.Add(2), noon.Add(-time.Hour), {}, noon.Add(time.Hour), noon.Add(-time.Minute)} {
		source := source("7", string(rune('a'+i)), string(rune('a'+i)))
		source.Due = due
		sources = append(sources, source)
	}
	sources[4].Guild = "8"
	putSources(t, s, sources...)
	due := func(now time.Time, each, limit int) (names string) {
		for _, source := range ok(s.Due(t.Context(), now, each, limit))(t) {
			names += source.Name
		}
		return names
	}
	same(t, "at noon", due(noon, 10, 10), "bea")
	same(t, "two at noon", due(noon, 10, 2), "be")
	same(t, "one of each guild at noon", due(noon, 1, 10), "be")
	same(t, "before", due(noon.Add(-2*time.Hour), 10, 10), "")
	same(t, "later", due(noon.Add(2*time.Hour), 10, 10), "bead")
}

func testResources(t *testing.T, fresh func(testing.TB) string) {
	s := openAt(t, fresh(t))
	putSources(t, s, source("7", "1", "Quay"))
	page := corpus.Resource{URL: "https://quay.example/a", ETag: `"1"`, LastModified: "Sun, 01 Mar 2026 12:00:00 GMT", Article: "a", Fetched: noon}
	feed := corpus.Resource{URL: "https://quay.example/feed"}
	position := head(t, s)
	update(t, s, func(ctx context.Context, tx *Tx) error {
		for _, r := range []corpus.Resource{page, feed, {URL: "https://quay.example/gone"}} {
			if err := tx.PutResource(ctx, "7", "1", r); err != nil {
				return err
			}
		}
		return nil
	})
	page.ETag = `"2"`
	update(t, s, func(ctx context.Context, tx *Tx) error {
		if err := tx.DropResource(ctx, "7", "1", "https://quay.example/gone"); err != nil {
			return err
		}
		if err := tx.DropResource(ctx, "8", "1", page.URL); err != nil { // not its own
			return err
		}
		return tx.PutResource(ctx, "7", "1", page)
	})
	same(t, "resources", ok(s.Resources(t.Context(), "7", "1"))(t), map[string]corpus.Resource{page.URL: page, feed.URL: feed})
	same(t, "another guild's", slices.Collect(maps.Keys(ok(s.Resources(t.Context(), "8", "1"))(t))), []string(nil))
	if head(t, s) != position {
		t.Errorf("resources have moved the feed from %d to %d", position, head(t, s))
	}
}
