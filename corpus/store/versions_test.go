package store

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"verbatim/corpus"
)

// texts are versions as "number:text".
func texts(versions []corpus.Version) []string {
	out := []string{}
	for _, v := range versions {
		out = append(out, fmt.Sprintf("%d:%s", v.Number, v.Article.Text))
	}
	return out
}

func versionsOf(t testing.TB, s *Store, guild, id string) []string {
	t.Helper()
	return texts(ok(s.Versions(t.Context(), corpus.GuildID(guild), corpus.ArticleID(id)))(t))
}

func putKeeping(t testing.TB, s *Store, keep int, a corpus.Article) (outcome PutOutcome) {
	t.Helper()
	update(t, s, func(ctx context.Context, tx *Tx) (err error) {
		outcome, err = tx.PutArticle(ctx, a, keep)
		return err
	})
	return outcome
}

func testVersions(t *testing.T, fresh func(testing.TB) string) {
	s := openAt(t, fresh(t))
	before := time.Now().Truncate(time.Second)
	for i, text := range []string{"one", "two", "two", "one"} {
		a := article("7", "a", text)
		want := []PutOutcome{New, Changed, Unchanged, Changed}[i]
		if got := putKeeping(t, s, 20, a); got != want {
			t.Errorf("put %d: got %v, want %v", i, got, want)
		}
	}
	put(t, s, article("8", "a", "another guild's"))
	same(t, "versions", versionsOf(t, s, "7", "a"), []string{"1:one", "2:two", "3:one"})
	all := ok(s.Versions(t.Context(), "7", "a"))(t)
	same(t, "an old version", all[1].Article, article("7", "a", "two"))
	for _, v := range all {
		if v.At.Before(before) || v.At.After(time.Now()) {
			t.Errorf("version %d is of %v, want now", v.Number, v.At)
		}
	}
	same(t, "versions of what is not there", versionsOf(t, s, "7", "b"), []string{})
	changes := changesOf(t, s, 0)
	same(t, "the feed", ids(changes), []string{"7/a", "8/a"})
	same(t, "versions in the feed", texts(changes[0].Versions), []string{"1:one", "2:two"})
	same(t, "an old version in the feed", changes[0].Versions[1], all[1])
	same(t, "when the present one came to be", changes[0].Changed, all[2].At)
	if changes[1].Versions != nil {
		t.Errorf("got versions %v of an article that never changed, want nil", changes[1].Versions)
	}
	list := ok(s.Articles(t.Context(), "7"))(t)
	if len(list) != 1 || list[0].Versions != 3 {
		t.Errorf("Articles = %+v, want one with 3 versions", list)
	}
}

func testVersionLimit(t *testing.T, fresh func(testing.TB) string) {
	tests := []struct {
		name string
		keep int
		want []string
	}{
		{"three", 3, []string{"4:4", "5:5", "6:6"}},
		{"the present one alone", 1, []string{"6:6"}},
		{"none is one", 0, []string{"6:6"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := openAt(t, fresh(t))
			for i := range 6 {
				putKeeping(t, s, tt.keep, article("7", "a", fmt.Sprint(i+1)))
				putKeeping(t, s, 20, article("7", "b", fmt.Sprint(i+1)))
			}
			same(t, "versions", versionsOf(t, s, "7", "a"), tt.want)
			same(t, "another article's", len(versionsOf(t, s, "7", "b")), 6)
		})
	}
	t.Run("as the guild has set", func(t *testing.T) {
		s := openAt(t, fresh(t))
		update(t, s, func(ctx context.Context, tx *Tx) error {
			return tx.PutSettings(ctx, "7", corpus.Settings{Versions: 2})
		})
		for i := range 4 {
			put(t, s, article("7", "a", fmt.Sprint(i+1)), article("8", "a", fmt.Sprint(i+1)))
		}
		same(t, "with the setting", versionsOf(t, s, "7", "a"), []string{"3:3", "4:4"})
		same(t, "without", versionsOf(t, s, "8", "a"), []string{"1:1", "2:2", "3:3", "4:4"})
	})
}

func testVersionsOfRemoved(t *testing.T, fresh func(testing.TB) string) {
	tests := []struct {
		name string
		put  string // what comes back
		want []string
	}{
		{"as it was", "two", []string{"1:one", "2:two"}},
		{"changed", "three", []string{"1:one", "2:two", "3:three"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := openAt(t, fresh(t))
			put(t, s, article("7", "a", "one"))
			put(t, s, article("7", "a", "two"))
			ok(s.Remove(t.Context(), "7", "a"))(t)
			same(t, "versions of a removed article", versionsOf(t, s, "7", "a"), []string{})
			if got := putKeeping(t, s, 20, article("7", "a", tt.put)); got != New {
				t.Errorf("got %v, want New", got)
			}
			same(t, "versions", versionsOf(t, s, "7", "a"), tt.want)
		})
	}
}

func testPutVersion(t *testing.T, fresh func(testing.TB) string) {
	version := func(number int, text string) corpus.Version {
		return corpus.Version{Number: number, At: noon.Add(time.Duration(number) * time.Hour), Article: article("7", "a", text)}
	}
	all := []corpus.Version{version(3, "one"), version(4, "two"), version(5, "one")}
	s := openAt(t, fresh(t))
	for range 2 { // an import may be repeated
		update(t, s, func(ctx context.Context, tx *Tx) error {
			for _, v := range all[:2] {
				if err := tx.PutVersion(ctx, "7", "a", v); err != nil {
					return err
				}
			}
			if _, err := tx.PutArticle(ctx, all[2].Article, 20); err != nil {
				return err
			}
			return tx.PutVersion(ctx, "7", "a", all[2])
		})
		same(t, "versions", ok(s.Versions(t.Context(), "7", "a"))(t), all)
	}
	t.Run("after the article", func(t *testing.T) {
		s := openAt(t, fresh(t))
		put(t, s, article("7", "a", "now"))
		update(t, s, func(ctx context.Context, tx *Tx) error {
			for _, v := range []corpus.Version{version(1, "one"), version(2, "two"), version(3, "now")} {
				if err := tx.PutVersion(ctx, "7", "a", v); err != nil {
					return err
				}
			}
			return nil
		})
		same(t, "versions", versionsOf(t, s, "7", "a"), []string{"1:one", "2:two", "3:now"})
		same(t, "the present one's time", ok(s.Versions(t.Context(), "7", "a"))(t)[2].At, version(3, "").At)
	})
	for _, bad := range []corpus.Version{version(0, "x"), version(1, "\xff")} {
		if err := s.Update(t.Context(), "test", func(tx *Tx) error { return tx.PutVersion(t.Context(), "7", "a", bad) }); err == nil {
			t.Errorf("version %d with %q was taken", bad.Number, bad.Article.Text)
		}
	}
}

func testRedact(t *testing.T, fresh func(testing.TB) string) {
	s := openAt(t, fresh(t))
	for _, id := range []string{"a", "gone", "other"} {
		put(t, s, article("7", id, "Secret one."))
		put(t, s, article("7", id, "Harmless."))
		put(t, s, article("7", id, "Secret two."))
	}
	ok(s.Remove(t.Context(), "7", "gone"))(t)
	before := head(t, s)
	redact := func(id corpus.ArticleID) (n int) {
		update(t, s, func(ctx context.Context, tx *Tx) (err error) {
			n, err = tx.Redact(ctx, "7", id, func(text string) (string, bool) {
				out := strings.ReplaceAll(text, "Secret", "█")
				return out, out != text
			})
			return err
		})
		return n
	}
	for _, id := range []corpus.ArticleID{"a", "gone"} {
		if n := redact(id); n != 2 {
			t.Errorf("%s: %d texts changed, want 2", id, n)
		}
	}
	same(t, "versions", versionsOf(t, s, "7", "a"), []string{"1:█ one.", "2:Harmless.", "3:█ two."})
	same(t, "another article's", versionsOf(t, s, "7", "other")[0], "1:Secret one.")
	same(t, "the feed", ids(changesOf(t, s, before)), []string{"7/a", "-7/gone"})
	update(t, s, func(ctx context.Context, tx *Tx) error {
		_, err := tx.RestoreArticle(ctx, "7", "gone")
		return err
	})
	same(t, "versions of a removed one", versionsOf(t, s, "7", "gone"), []string{"1:█ one.", "2:Harmless.", "3:█ two."})
	before = head(t, s)
	if n := redact("a"); n != 0 || head(t, s) != before {
		t.Errorf("once more: %d texts changed, position %d, want none, %d", n, head(t, s), before)
	}
	if n := redact("nowhere"); n != 0 {
		t.Errorf("of no article: %d texts changed, want none", n)
	}
}
