package admin_test

import (
	"errors"
	"strings"
	"testing"

	"verbatim/corpus"
	"verbatim/corpus/extract/extracttest"
)

// speakers are who says the statement that holds some words, "" where nobody is
// certain; ok is false where the statement is not there.
func speakers(t *testing.T, x corpus.Annotated, words string) (names []string, ok bool) {
	t.Helper()
	all, err := x.Explain(t.Context(), 0, len(x.Places))
	if err != nil || len(all) != len(x.Places) {
		t.Fatalf("%d statements are explained, want %d: %v", len(all), len(x.Places), err)
	}
	for _, s := range all {
		if !strings.Contains(s.Text, words) {
			continue
		}
		for _, r := range s.Reports {
			name := ""
			if r.Speaker != nil && r.Speaker.Certain {
				name = r.Speaker.Name
			}
			names = append(names, name)
		}
		return names, true
	}
	return nil, false
}

// The operator's corrections of a shared article hold for every guild, and a
// guild's own on top of them in that guild.
func TestAnnotatedIsAsTheGuildSeesIt(t *testing.T) {
	o := open(t)
	a := corpus.Article{ID: "quay", Origin: corpus.OriginImported, Text: "Anna Lind said that the quay is closed.\n\nTom Hill denied that the boats would have to pay.\n\n" +
		"“We are glad,” Mia Stone said."}
	if _, err := o.store.Put(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	ref := corpus.ArticleRef{Article: a.ID}
	id := func(words string) corpus.StatementID {
		for _, s := range extracttest.Statements(t, a) {
			if strings.Contains(s.Text, words) {
				return s.ID
			}
		}
		t.Fatalf("no statement holds %q", words)
		return ""
	}
	for _, c := range []struct {
		by string
		corpus.Correction
	}{
		{corpus.ByOperator, corpus.Correction{Statement: id("closed"), Verdict: corpus.VerdictSpeaker, Name: "Tom Hill"}},
		{corpus.ByOperator, corpus.Correction{Statement: id("glad"), Verdict: corpus.VerdictHidden}},
		{ann, corpus.Correction{Guild: home, Statement: id("closed"), Verdict: corpus.VerdictUnidentified}},
		{ann, corpus.Correction{Guild: home, Statement: id("pay"), Verdict: corpus.VerdictNoStatement}},
	} {
		c.Article = a.ID
		if _, err := o.Correct(t.Context(), c.by, c.Correction); err != nil {
			t.Fatal(err)
		}
	}
	tests := []struct {
		guild       corpus.GuildID
		closed, pay string // who speaks, each with a comma behind
		corrections int
	}{
		{corpus.Shared, "Tom Hill,", "Tom Hill,", 2},
		{other, "Tom Hill,", "Tom Hill,", 2},
		{home, ",", "", 4},
	}
	for _, tt := range tests {
		x, err := o.Annotated(t.Context(), tt.guild, ref)
		if err != nil {
			t.Fatal(err)
		}
		for words, want := range map[string]string{"closed": tt.closed, "pay": tt.pay} {
			names, ok := speakers(t, x, words)
			got := ""
			for _, n := range names {
				got += n + ","
			}
			if !ok || got != want {
				t.Errorf("guild %q: %q is said by %q, want %q", tt.guild, words, got, want)
			}
		}
		if _, there := speakers(t, x, "glad"); there || len(x.Hidden) != 1 || !strings.Contains(x.Hidden[0].In(a.Text), "glad") {
			t.Errorf("guild %q: the hidden statement is there: %v, hidden are %v", tt.guild, there, x.Hidden)
		}
		if len(x.Corrections) != tt.corrections || len(x.Versions) != 1 || x.Versions[0].Article.Text != "" {
			t.Errorf("guild %q: %d corrections, %+v, want %d, and the one version without its text", tt.guild, len(x.Corrections), x.Versions, tt.corrections)
		}
		for _, c := range x.Corrections {
			if !c.Applies {
				t.Errorf("guild %q: the correction %+v does not apply", tt.guild, c)
			}
		}
	}
	if _, err := o.Annotated(t.Context(), home, corpus.ArticleRef{Guild: other, Article: a.ID}); !errors.Is(err, corpus.ErrNoArticle) {
		t.Errorf("another guild's article: %v, want ErrNoArticle", err)
	}
	if _, err := o.Compared(t.Context(), home, ref, 1); !errors.Is(err, corpus.ErrNoVersion) {
		t.Errorf("the first version has nothing before it: %v, want ErrNoVersion", err)
	}
}
