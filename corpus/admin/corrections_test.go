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
)

func TestCorrections(t *testing.T) {
	o := open(t)
	s := o.add(t, corpus.Source{Location: o.feed()})
	o.read(t, s)
	a := o.article(t, home, "Harb")
	said := statement(t, a, "will reopen on Monday")
	d, err := o.Dispute(t.Context(), home, home, a.ID, said.ID)
	if err != nil || d.Article.Text != "" || d.Article.Title != a.Title || d.Statement.Text != said.Text || len(d.Candidates) < 2 {
		t.Fatalf("Dispute = %+v, %v", d, err)
	}
	i := slices.IndexFunc(d.Candidates, func(k corpus.Candidate) bool { return k.Name == "Tom Hill" })
	if i < 0 {
		t.Fatalf("the candidates are %+v, want Tom Hill among them", d.Candidates)
	}
	hill := d.Candidates[i]
	give := corpus.Correction{
		Guild: home, ArticleGuild: home, Article: a.ID, Statement: said.ID, Verdict: corpus.VerdictSpeaker,
		Cue: "said", Name: hill.Name, Mention: hill.Mention, Occurrence: hill.Occurrence,
	}
	refused := map[string]struct {
		change func(*corpus.Correction)
		want   error
	}{
		"a name that is not in the article": {func(c *corpus.Correction) { c.Name = "Eve Adams" }, corpus.ErrNoSpeaker},
		"a mention that is not there":       {func(c *corpus.Correction) { c.Mention = "Mr. Hill" }, corpus.ErrNoSpeaker},
		"no such statement":                 {func(c *corpus.Correction) { c.Statement = "x" }, corpus.ErrNoStatement},
		"no such article":                   {func(c *corpus.Correction) { c.Article = "x" }, corpus.ErrNoArticle},
		"another guild's article":           {func(c *corpus.Correction) { c.Guild = other }, corpus.ErrNoArticle},
		"a report that it does not have":    {func(c *corpus.Correction) { c.Cue = "denied" }, corpus.ErrNoStatement},
		"a narrated statement":              {func(c *corpus.Correction) { c.Statement = statement(t, a, "two years").ID; c.Cue = "" }, corpus.ErrNoStatement},
		"in the shared corpus":              {func(c *corpus.Correction) { c.Guild = corpus.Shared }, corpus.ErrOperatorOnly},
	}
	for name, tt := range refused {
		c := give
		tt.change(&c)
		if _, err := o.Correct(t.Context(), ann, c); !errors.Is(err, tt.want) {
			t.Errorf("%s: got error %v, want %v", name, err, tt.want)
		}
	}
	c, err := o.Correct(t.Context(), ann, give)
	if err != nil || c.Text != said.Text || c.By != ann || c.ID == "" || c.Content == "" {
		t.Fatalf("Correct = %+v, %v", c, err)
	}
	hidden := give
	hidden.Statement, hidden.Verdict, hidden.Cue = statement(t, a, "We are glad").ID, corpus.VerdictHidden, ""
	hide, err := o.Correct(t.Context(), ann, hidden)
	if err != nil || hide.Name != "" || hide.Mention != "" {
		t.Fatalf("Correct = %+v, %v", hide, err)
	}
	// The article is edited: the one correction finds its place again, the other
	// has lost its statement.
	edited := harbour
	edited.Paragraphs = append([]string{"A new beginning has been added to it by the editors of the paper today."}, harbour.Paragraphs...)
	edited.Paragraphs[2] = "The fishing boats have been moored in the neighbouring town since the storm of last winter."
	o.site.SetPage("/harbour", edited)
	o.read(t, s)
	states, err := o.Corrections(t.Context(), home)
	if err != nil || len(states) != 2 || states[0].ID != hide.ID || states[0].Applies || !states[1].Applies {
		t.Fatalf("Corrections = %+v, %v", states, err)
	}
	if status, err := o.Status(t.Context(), home); err != nil || status.Lapsed != 1 {
		t.Errorf("%d lapsed, %v, want 1", status.Lapsed, err)
	}
	if _, err := o.Undo(t.Context(), ann, other, c.ID); !errors.Is(err, corpus.ErrNoCorrection) {
		t.Errorf("another guild undoes it: %v", err)
	}
	if undone, err := o.Undo(t.Context(), ann, home, c.ID); err != nil || undone.UndoneAt.IsZero() {
		t.Errorf("Undo = %+v, %v", undone, err)
	}
	if _, err := o.Undo(t.Context(), ann, home, c.ID); !errors.Is(err, corpus.ErrNoCorrection) {
		t.Errorf("a second time: %v", err)
	}
	if states, err := o.Corrections(t.Context(), home); err != nil || len(states) != 2 || states[1].Applies {
		t.Errorf("Corrections = %+v, %v", states, err)
	}
	entries, err := o.Log(t.Context(), home, 3)
	if err != nil || entries[0].Action != corpus.ActionUndo || !strings.Contains(entries[2].Detail, "hidden") {
		t.Errorf("the log ends with %+v, %v", entries, err)
	}
}

func TestCorrectionOfASharedArticle(t *testing.T) {
	o := open(t)
	a := builtin.Article()
	if err := admin.Seed(t.Context(), o.store, a); err != nil {
		t.Fatal(err)
	}
	s := extracttest.Statements(t, a)[0]
	give := corpus.Correction{Guild: home, ArticleGuild: corpus.Shared, Article: a.ID, Statement: s.ID, Verdict: corpus.VerdictHidden}
	c, err := o.Correct(t.Context(), ann, give)
	if err != nil || c.ArticleGuild != corpus.Shared || c.Guild != home {
		t.Errorf("Correct = %+v, %v", c, err)
	}
	if states, err := o.Corrections(t.Context(), home); err != nil || len(states) != 1 || !states[0].Applies {
		t.Errorf("Corrections = %+v, %v", states, err)
	}
	if err := o.Change(t.Context(), ann, other, corpus.Settings{NoBuiltin: true}); err != nil {
		t.Fatal(err)
	}
	give.Guild = other
	if _, err := o.Correct(t.Context(), ann, give); !errors.Is(err, corpus.ErrNoArticle) {
		t.Errorf("a guild that leaves it out corrects it: %v", err)
	}
	if _, _, err := o.History(t.Context(), other, a.ID); !errors.Is(err, corpus.ErrNoArticle) {
		t.Errorf("a guild that leaves it out reads its history: %v", err)
	}
	if list, err := o.Articles(t.Context(), other, "", 10); err != nil || len(list) != 0 {
		t.Errorf("a guild that leaves it out is offered %v, %v", list, err)
	}
	if list, err := o.Articles(t.Context(), home, "BUILT", 10); err != nil || len(list) != 1 || list[0].Text != "" {
		t.Errorf("the others are offered %v, %v", list, err)
	}
}

func TestFlags(t *testing.T) {
	o := open(t)
	o.read(t, o.add(t, corpus.Source{Location: o.feed()}))
	a := o.article(t, home, "Harb")
	give := corpus.Flag{Guild: home, ArticleGuild: home, Article: a.ID, Statement: statement(t, a, "Monday").ID, Text: "made up", Note: "It was Hill"}
	f, err := o.Flag(t.Context(), "55", give)
	if err != nil || !strings.Contains(f.Text, "Monday") || f.By != "55" {
		t.Fatalf("Flag = %+v, %v", f, err)
	}
	give.Note = strings.Repeat("é", 700)
	again, err := o.Flag(t.Context(), "55", give)
	if err != nil || again.ID != f.ID || len(again.Note) > admin.MaxNote {
		t.Errorf("a second time: %+v, %v", again, err)
	}
	if _, err := o.Flag(t.Context(), "56", give); err != nil {
		t.Fatal(err)
	}
	flags, err := o.Flags(t.Context(), home)
	if err != nil || len(flags) != 2 || flags[0].ID != f.ID || flags[0].Note != again.Note {
		t.Errorf("Flags = %+v, %v", flags, err)
	}
	give.Statement = "x"
	if _, err := o.Flag(t.Context(), "55", give); !errors.Is(err, corpus.ErrNoStatement) {
		t.Errorf("no such statement: %v", err)
	}
	closed, err := o.Dismiss(t.Context(), ann, home, f.ID)
	if err != nil || !strings.Contains(closed.Text, "Monday") {
		t.Errorf("Dismiss = %+v, %v", closed, err)
	}
	if _, err := o.Dismiss(t.Context(), ann, home, f.ID); !errors.Is(err, corpus.ErrNoFlag) {
		t.Errorf("a second time: %v", err)
	}
	if flags, err := o.Flags(t.Context(), home); err != nil || len(flags) != 1 {
		t.Errorf("Flags = %+v, %v", flags, err)
	}
}
