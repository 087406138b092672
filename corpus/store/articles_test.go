package store

import (
	"errors"
	"maps"
	"reflect"
	"strings"
	"testing"

	"verbatim/corpus"
)

func testPutCountsAndChanges(t *testing.T, fresh func(testing.TB) string) {
	first := article("", "a", "The harbour reopens.")
	reworded, retitled, refetched := first, first, first
	reworded.Text = "The harbour stays shut."
	retitled.Title = "Another title"
	refetched.Fetched = "2024-04-02T10:00:00Z"
	tests := []struct {
		name string
		then []corpus.Article // put after first
		want Counts
		seq  corpus.Seq
	}{
		{"the same again", []corpus.Article{first}, Counts{Unchanged: 1}, 1},
		{"fetched again, no word changed", []corpus.Article{refetched}, Counts{Unchanged: 1}, 1},
		{"another text", []corpus.Article{reworded}, Counts{Changed: 1}, 2},
		{"another title", []corpus.Article{retitled}, Counts{Changed: 1}, 2},
		{"the same id in a guild", []corpus.Article{article("7", "a", "x")}, Counts{New: 1}, 2},
		{"twice in one call", []corpus.Article{reworded, first}, Counts{Changed: 2}, 3},
		{"nothing at all", nil, Counts{}, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := openAt(t, fresh(t))
			if got, err := s.Put(t.Context(), first); err != nil || got != (Counts{New: 1}) {
				t.Fatalf("first Put = %+v, %v, want one new", got, err)
			}
			got, err := s.Put(t.Context(), tt.then...)
			if err != nil || got != tt.want {
				t.Errorf("Put = %+v, %v, want %+v", got, err, tt.want)
			}
			head, err := s.Head(t.Context())
			if err != nil || head.Seq != tt.seq {
				t.Errorf("Head = %+v, %v, want position %d", head, err, tt.seq)
			}
		})
	}
}

func testArticleComesBackWhole(t *testing.T, fresh func(testing.TB) string) {
	s := openAt(t, fresh(t))
	want := article("7", "a", "One “word”.\n\nAnother.")
	if _, err := s.Put(t.Context(), want); err != nil {
		t.Fatal(err)
	}
	got, ok, err := s.Article(t.Context(), "7", "a")
	if err != nil || !ok || got != want {
		t.Errorf("Article = %+v, %v, %v, want %+v", got, ok, err, want)
	}
	if _, ok, err := s.Article(t.Context(), corpus.Shared, "a"); ok || err != nil {
		t.Errorf("the guild's article in the shared corpus: %v, %v, want none", ok, err)
	}
	list, err := s.Articles(t.Context(), "7")
	listed := want
	listed.Text = ""
	if err != nil || len(list) != 1 || list[0] != (ArticleInfo{Article: listed, Bytes: len(want.Text), Versions: 1}) {
		t.Errorf("Articles = %+v, %v, want the one, %d bytes", list, err, len(want.Text))
	}
}

func testBrokenArticleKeepsTheOthersOut(t *testing.T, fresh func(testing.TB) string) {
	s := openAt(t, fresh(t))
	_, err := s.Put(t.Context(), article("", "a", "x"), article("", "b", "\xff"))
	if err == nil || !strings.Contains(err.Error(), `article "b": "text" is not valid UTF-8`) {
		t.Errorf("Put = %v, want it to name the broken article", err)
	}
	broken := errors.New("line 2 is broken")
	_, err = s.PutAll(t.Context(), func(yield func(corpus.Article, error) bool) {
		_ = yield(article("", "a", "x"), nil) && yield(corpus.Article{}, broken)
	})
	if err == nil || err.Error() != broken.Error() {
		t.Errorf("PutAll = %v, want %v", err, broken)
	}
	if list, err := s.Articles(t.Context(), ""); err != nil || len(list) != 0 {
		t.Errorf("%d articles stand, %v, want none", len(list), err)
	}
	if head, err := s.Head(t.Context()); err != nil || head.Seq != 0 {
		t.Errorf("Head = %+v, %v, want position 0", head, err)
	}
}

func testCount(t *testing.T, fresh func(testing.TB) string) {
	s := openAt(t, fresh(t))
	shipped := article("", "c", "x")
	shipped.Origin = corpus.OriginBuiltin
	if _, err := s.Put(t.Context(), article("", "a", "x"), article("", "b", "x"), shipped, article("7", "a", "x"), article("7", "gone", "x")); err != nil {
		t.Fatal(err)
	}
	if removed, err := s.Remove(t.Context(), "7", "gone"); err != nil || !removed {
		t.Fatalf("Remove = %v, %v", removed, err)
	}
	plain := article("", "a", "x").Origin
	for guild, want := range map[corpus.GuildID]map[corpus.Origin]int{"": {plain: 2, corpus.OriginBuiltin: 1}, "7": {plain: 1}, "8": {}} {
		if got, err := s.Count(t.Context(), guild); err != nil || !maps.Equal(got, want) {
			t.Errorf("in %q: Count = %v, %v, want %v", guild, got, err, want)
		}
	}
}

func testRemove(t *testing.T, fresh func(testing.TB) string) {
	s := openAt(t, fresh(t))
	a := article("", "a", "x")
	if _, err := s.Put(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name  string
		guild corpus.GuildID
		id    corpus.ArticleID
		want  bool
		seq   corpus.Seq
	}{
		{"in another guild", "7", "a", false, 1},
		{"unknown", "", "b", false, 1},
		{"there", "", "a", true, 2},
		{"once more", "", "a", false, 2},
	} {
		got, err := s.Remove(t.Context(), tt.guild, tt.id)
		if err != nil || got != tt.want {
			t.Errorf("%s: Remove = %v, %v, want %v", tt.name, got, err, tt.want)
		}
		if head, err := s.Head(t.Context()); err != nil || head.Seq != tt.seq {
			t.Errorf("%s: Head = %+v, %v, want position %d", tt.name, head, err, tt.seq)
		}
	}
	changes, err := s.Changes(t.Context(), 0, 10)
	want := corpus.Change{Seq: 2, Removed: true, Article: corpus.Article{ID: "a"}}
	if err != nil || len(changes) != 1 || !reflect.DeepEqual(changes[0], want) {
		t.Errorf("Changes = %+v, %v, want %+v", changes, err, want)
	}
	if counts, err := s.Put(t.Context(), a); err != nil || counts != (Counts{New: 1}) {
		t.Errorf("Put after Remove = %+v, %v, want one new", counts, err)
	}
}
