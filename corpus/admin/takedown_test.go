package admin_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"verbatim/corpus"
	"verbatim/corpus/admin"
	"verbatim/corpus/builtin"
	"verbatim/corpus/extract/extracttest"
	"verbatim/corpus/store"
)

func TestTakedown(t *testing.T) { takedown(t, open(t)) }

func takedown(t *testing.T, o *office) {
	for _, guild := range []corpus.GuildID{home, other} {
		o.read(t, o.add(t, corpus.Source{Guild: guild, Location: o.feed()}))
	}
	const words = "We are glad that this is over"
	a := o.article(t, home, "Harb")
	id := statement(t, a, words).ID
	if _, err := o.Correct(t.Context(), ann, corpus.Correction{Guild: home, ArticleGuild: home, Article: a.ID, Statement: id, Verdict: corpus.VerdictHidden}); err != nil {
		t.Fatal(err)
	}
	if _, err := o.Flag(t.Context(), "55", corpus.Flag{Guild: home, ArticleGuild: home, Article: a.ID, Statement: id, Note: words}); err != nil {
		t.Fatal(err)
	}
	// The words are in older versions too, in what was removed, and supplied.
	edited := harbour
	edited.Paragraphs = append(slices.Clone(harbour.Paragraphs), "Nothing else is known about it at the time of writing of this article.")
	o.site.SetPage("/harbour", edited)
	sources, err := o.Sources(t.Context(), home)
	if err != nil {
		t.Fatal(err)
	}
	o.read(t, sources[0].Source)
	pasted, _, err := o.AddText(t.Context(), ann, home, "Alone", "“"+words+",” Lind said.")
	if err != nil {
		t.Fatal(err)
	}
	gone, _, err := o.AddText(t.Context(), ann, home, "Removed", "\"We are glad that this is over\", Lind said. She went home.")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.Remove(t.Context(), ann, home, gone.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := o.Takedown(t.Context(), ann, home, a.ID, id); !errors.Is(err, corpus.ErrOperatorOnly) {
		t.Errorf("a moderator takes down: %v", err)
	}
	if _, err := o.Takedown(t.Context(), corpus.ByOperator, home, a.ID, "x"); !errors.Is(err, corpus.ErrNoStatement) {
		t.Errorf("no such statement: %v", err)
	}
	n, err := o.Takedown(t.Context(), corpus.ByOperator, home, a.ID, id)
	if err != nil || n != 4 {
		t.Errorf("Takedown = %d, %v, want it out of four articles", n, err)
	}
	nowhere := func(when string) {
		t.Helper()
		changes, err := o.store.Changes(t.Context(), 0, 100)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range changes {
			for _, text := range append([]string{c.Article.Text}, versionTexts(c.Versions)...) {
				if strings.Contains(text, words) {
					t.Errorf("%s: it stands in %s of guild %q", when, c.Article.ID, c.Article.Guild)
				}
			}
		}
		for _, guild := range []corpus.GuildID{home, other} {
			var out strings.Builder
			if err := o.Export(t.Context(), corpus.ByOperator, guild, &out); err != nil || strings.Contains(out.String(), "glad that this") {
				t.Errorf("%s: the export holds it: %v", when, err)
			}
		}
	}
	nowhere("after the takedown")
	if strings.Contains(o.titles(t, home), "Alone") {
		t.Errorf("an article of which all was taken down stands: %q", pasted.Name)
	}
	if n, err := o.Restore(t.Context(), ann, home, gone.ID); err != nil || n != 1 {
		t.Errorf("Restore = %d, %v", n, err)
	}
	if text := o.article(t, home, "Removed").Text; text != "She went home." {
		t.Errorf("what was removed comes back as %q", text)
	}
	edited.Paragraphs = append(edited.Paragraphs, "This was added.")
	o.site.SetPage("/harbour", edited)
	if got := o.read(t, sources[0].Source); got.Changed != 1 || got.Added != 1 {
		t.Errorf("the next refresh: %+v", got)
	}
	nowhere("after a refresh")
	if _, _, err := o.AddText(t.Context(), ann, home, "Again", "“"+words+"”, LIND said!"); !errors.Is(err, corpus.ErrNoText) {
		t.Errorf("pasting it again: %v", err)
	}
	if got := o.acts(t, other); !slices.Contains(got, "operator takedown "+string(a.ID)) {
		t.Errorf("the other guild's log has %q", got)
	}
}

func versionTexts(versions []corpus.Version) (texts []string) {
	for _, v := range versions {
		texts = append(texts, v.Article.Text)
	}
	return texts
}

// What is taken down of the built-in article stays out of it.
func TestSeed(t *testing.T) {
	o := open(t)
	a := builtin.Article()
	for range 2 {
		if err := admin.Seed(t.Context(), o.store, a); err != nil {
			t.Fatal(err)
		}
	}
	head, err := o.store.Head(t.Context())
	if err != nil || head.Seq != 1 {
		t.Errorf("the store stands at %d, %v, want one write", head.Seq, err)
	}
	s := extracttest.Statements(t, a)[2]
	if n, err := o.Takedown(t.Context(), corpus.ByOperator, home, a.ID, s.ID); err != nil || n != 1 {
		t.Fatalf("Takedown = %d, %v", n, err)
	}
	if err := admin.Seed(t.Context(), o.store, a); err != nil {
		t.Fatal(err)
	}
	if got, _, err := o.store.Article(t.Context(), corpus.Shared, a.ID); err != nil || strings.Contains(got.Text, s.Text) || got.Text == "" {
		t.Errorf("it stands there again, %v", err)
	}
}

// The words go out of whatever else holds them: titles, names, notes, also of
// reports that were closed, the audit log. A statement of few words is looked
// for as a whole alone.
func TestTakedownOfWordsElsewhere(t *testing.T) {
	const words = "The harbour of Quillmarket will be dredged at night"
	o := open(t)
	add := func(title, text string) corpus.Article {
		t.Helper()
		s, _, err := o.AddText(t.Context(), ann, home, title, text)
		if err != nil {
			t.Fatal(err)
		}
		a, _, err := o.store.Article(t.Context(), home, corpus.ArticleID("text:"+string(s.ID)))
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	a := add("One", words+". It rained.")
	quoting := add("“"+words+"”, she said", "It was a long day.")
	few := add("It rained", "It was a short day.")
	id := statement(t, a, words).ID
	f, err := o.Flag(t.Context(), "55", corpus.Flag{Guild: home, ArticleGuild: home, Article: a.ID, Statement: id, Note: "not " + words})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.Dismiss(t.Context(), ann, home, f.ID); err != nil {
		t.Fatal(err)
	}
	if n, err := o.Takedown(t.Context(), corpus.ByOperator, home, a.ID, id); err != nil || n != 1 {
		t.Fatalf("Takedown = %d, %v", n, err)
	}
	if n, err := o.Takedown(t.Context(), corpus.ByOperator, home, a.ID, statement(t, a, "It rained.").ID); err != nil || n != 1 {
		t.Fatalf("Takedown = %d, %v", n, err)
	}
	if err := o.store.Rows(t.Context(), func(r store.Row) error {
		for column, value := range r.Values {
			if text, ok := value.(string); ok && strings.Contains(text, words) {
				t.Errorf("%s.%s holds it: %q", r.Table, column, text)
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if got, ok, err := o.store.Article(t.Context(), home, quoting.ID); err != nil || !ok || got.Title != "" || got.Text != quoting.Text {
		t.Errorf("the article whose title quotes it is %+v, %v", got, err)
	}
	if got, _, err := o.store.Article(t.Context(), home, few.ID); err != nil || got.Title != "" {
		t.Errorf("the article of that title is %+v, %v", got, err)
	}
	if unwiped, err := o.store.Unwiped(t.Context()); err != nil || !unwiped {
		t.Errorf("nothing is to be wiped, %v", err)
	}
}
