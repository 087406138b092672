package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"verbatim/corpus"
)

// A guild's or a set's part of the feed is what the whole feed holds of it.
func testFeedByGuild(t *testing.T, fresh func(testing.TB) string) {
	s := openAt(t, fresh(t))
	guild := func(shard int) string { return fmt.Sprint((1000 + shard) << 22) }
	for round := range 3 {
		for shard := range 4 {
			for i := range 3 {
				put(t, s, article(guild(shard), fmt.Sprint("a", i), fmt.Sprint("text ", round)))
			}
		}
		put(t, s, article("", fmt.Sprint("s", round), "shared"), article("", "s", fmt.Sprint("shared ", round)))
	}
	if _, err := s.Remove(t.Context(), corpus.GuildID(guild(1)), "a1"); err != nil {
		t.Fatal(err)
	}
	for i, c := range []corpus.Correction{
		{ID: "own", Guild: corpus.GuildID(guild(2)), ArticleGuild: corpus.GuildID(guild(2)), Article: "a0"},
		{ID: "shared", Guild: corpus.GuildID(guild(2)), Article: "s1"},
		{ID: "undone", Guild: corpus.GuildID(guild(2)), Article: "s2"},
		{ID: "other's", Guild: corpus.GuildID(guild(3)), Article: "s1"},
		{ID: "alone", Guild: "17", Article: "s"}, // has no article of its own
	} {
		c.Statement, c.Text, c.Verdict, c.At = "x", fmt.Sprint("text ", i), corpus.VerdictHidden, noon
		update(t, s, func(ctx context.Context, tx *Tx) error { return tx.PutCorrection(ctx, c) })
	}
	update(t, s, func(ctx context.Context, tx *Tx) error {
		_, err := tx.UndoCorrection(ctx, corpus.GuildID(guild(2)), "undone", noon)
		return err
	})
	whole := changesOf(t, s, 0)
	part := func(of func(corpus.Change) bool) []corpus.Change {
		return slices.DeleteFunc(slices.Clone(whole), func(c corpus.Change) bool { return !of(c) })
	}
	for _, guilds := range []corpus.Guilds{{}, {Of: 4}, {Of: 4, IDs: []int{1}}, {Of: 4, IDs: []int{0, 3}}, {Of: 1, IDs: []int{0}}} {
		want := part(func(c corpus.Change) bool { return guilds.Has(c.Article.Guild) })
		var got []corpus.Change
		for after := corpus.Seq(0); ; after = got[len(got)-1].Seq {
			changes := ok(s.ChangesOf(t.Context(), guilds, after, 4))(t)
			if len(changes) == 0 {
				break
			}
			got = append(got, changes...)
		}
		same(t, guilds.String(), got, want)
		owners := []corpus.GuildID{}
		for _, id := range []corpus.GuildID{"17", corpus.GuildID(guild(0)), corpus.GuildID(guild(1)), corpus.GuildID(guild(2)), corpus.GuildID(guild(3))} {
			if guilds.Has(id) {
				owners = append(owners, id)
			}
		}
		same(t, "corpora of "+guilds.String(), append([]corpus.GuildID{}, ok(s.Corpora(t.Context(), guilds))(t)...), owners)
	}
	for shard := range 4 {
		id := corpus.GuildID(guild(shard))
		own := part(func(c corpus.Change) bool { return c.Article.Guild == id })
		same(t, "the feed of one guild", ok(s.GuildChanges(t.Context(), id, 0, 100))(t), own)
		same(t, "a piece of it", ok(s.GuildChanges(t.Context(), id, own[0].Seq, 1))(t), own[1:2])
		corrected := part(func(c corpus.Change) bool {
			return c.Article.Guild == corpus.Shared && slices.ContainsFunc(c.Corrections, func(one corpus.Correction) bool { return one.Guild == id })
		})
		same(t, "the shared articles that it corrected", append([]corpus.Change{}, ok(s.CorrectedChanges(t.Context(), id, 0, 100))(t)...), append([]corpus.Change{}, corrected...))
		if wanted := shard >= 2; wanted != (len(corrected) == 1) {
			t.Errorf("shard %d: %d articles are corrected", shard, len(corrected))
		}
	}
	sameOneByOne(t, s, whole)
}

// sameOneByOne fails where the articles read one by one are not those of the feed.
func sameOneByOne(t *testing.T, s *Store, whole []corpus.Change) {
	t.Helper()
	var standing, listed []corpus.ArticleRef
	for _, c := range whole {
		ref := corpus.ArticleRef{Guild: c.Article.Guild, Article: c.Article.ID}
		got, err := s.ArticleChange(t.Context(), ref)
		if c.Removed {
			if !errors.Is(err, corpus.ErrNoArticle) {
				t.Errorf("a removed article: got %v, %v; want that there is none", got, err)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		standing = append(standing, ref)
		same(t, fmt.Sprint(ref), []corpus.Change{got}, []corpus.Change{c})
	}
	if _, err := s.ArticleChange(t.Context(), corpus.ArticleRef{Article: "nobody's"}); !errors.Is(err, corpus.ErrNoArticle) {
		t.Errorf("an unknown article: got %v, want that there is none", err)
	}
	for after := corpus.Seq(0); ; {
		refs, upTo, err := s.ArticleRefs(t.Context(), after, 5)
		if err != nil {
			t.Fatal(err)
		}
		if len(refs) == 0 {
			break
		}
		listed, after = append(listed, refs...), upTo
	}
	same(t, "the articles that stand", listed, standing)
}

// Whoever reads one guild's part of the feed reads no others' rows.
func TestFeedByGuildUsesItsIndex(t *testing.T) {
	s := openTemp(t)
	type step struct {
		id, parent, unused int
		detail             string
	}
	plan := ok(collect(t.Context(), s.db, func(p *step) []any { return []any{&p.id, &p.parent, &p.unused, &p.detail} },
		`EXPLAIN QUERY PLAN SELECT seq, body FROM articles WHERE seq > $1 AND guild = $3 ORDER BY seq LIMIT $2`, 0, 10, "7"))(t)
	if len(plan) != 1 || !strings.Contains(plan[0].detail, "USING INDEX articles_by_guild (guild=? AND seq>?)") {
		t.Errorf("got the plan %+v", plan)
	}
}
