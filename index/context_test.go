package index

import (
	"context"
	"errors"
	"strings"
	"testing"

	"verbatim/corpus"
	"verbatim/corpus/builtin"
	"verbatim/corpus/extract/extracttest"
	"verbatim/index/passage"
)

// where is where the statement with some words of an article stands.
func where(t *testing.T, x *Index, guild corpus.GuildID, a corpus.Article, words string) (corpus.Context, error) {
	t.Helper()
	for _, s := range extracttest.Statements(t, a) {
		if strings.Contains(s.Text, words) {
			return x.Context(context.Background(), corpus.ContextQuery{
				Guild: guild, Article: corpus.ArticleRef{Guild: a.Guild, Article: a.ID}, Statement: s.ID,
			})
		}
	}
	t.Fatalf("no statement holds %q", words)
	return corpus.Context{}, nil
}

func TestContextOfAStatement(t *testing.T) {
	long := article("long", strings.Repeat("The mill grinds barley all day long. ", 60)+"“It is loud,” Ann Lee said. "+strings.Repeat("The weir is low in a dry summer. ", 60)+"\n\nThe end came soon.")
	x, _ := open(t, mill, long)
	tests := []struct {
		name                     string
		article                  corpus.Article
		words                    string
		paragraph, before, after string
	}{
		{"the first paragraph", mill, "We are ready", "Ann Lee, the mayor of Lismore, said that the mill would reopen on Monday. “We are ready,” she said.", "", "An official denied that the turbine had cost ten million pounds."},
		{"one between others", mill, "An official", "An official denied that the turbine had cost ten million pounds.", "“We are ready,” she said.", "Tom Brown, a councillor, said the mill was not safe, and warned that it would be closed again."},
		{"the last", mill, "ninety", "The mill is ninety years old and grinds barley.", "Tom Brown, a councillor, said the mill was not safe, and warned that it would be closed again.", ""},
		{"one of a single long paragraph", long, "loud", "", "The mill grinds barley all day long.", "The weir is low in a dry summer."},
		{"behind it", long, "The end", "The end came soon.", "The weir is low in a dry summer.", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := where(t, x, corpus.Shared, tt.article, tt.words)
			must(t, err)
			if tt.paragraph != "" && got.Paragraph != tt.paragraph || got.Before != tt.before || got.After != tt.after {
				t.Errorf("got %q between %q and %q, want %q between %q and %q", got.Paragraph, got.Before, got.After, tt.paragraph, tt.before, tt.after)
			}
			checkContext(t, tt.article, got)
			if got.Title != tt.article.Title || got.Citation.Statement != got.Statement.ID {
				t.Errorf("got the citation %+v", got.Citation)
			}
		})
	}
}

// checkContext checks a context against its article's text.
func checkContext(t *testing.T, a corpus.Article, c corpus.Context) {
	t.Helper()
	if c.ParagraphSpan.In(a.Text) != c.Paragraph || c.Statement.In(a.Text) != c.Statement.Text || !c.ParagraphSpan.Contains(c.Statement.Span) {
		t.Errorf("%+v is not in the article", c)
	}
	if len(c.Paragraph) > corpus.MaxParagraph && c.Paragraph != c.Statement.Text {
		t.Errorf("a paragraph of %d bytes", len(c.Paragraph))
	}
	for _, r := range c.Statement.Reports {
		if r.Cue != nil && (r.Cue.In(a.Text) != r.Cue.Text || !c.Statement.Contains(r.Cue.Span)) {
			t.Errorf("the cue %+v is not in the statement", r.Cue)
		}
	}
}

// Every statement of an article stands where the article has it, with the
// reports that were found in it.
func TestContextOfEveryStatement(t *testing.T) {
	for _, a := range []corpus.Article{mill, harbour, bridge, builtin.Article()} {
		x, _ := open(t, a)
		paragraphs := paragraphsOf(t, a.Text)
		for _, s := range extracttest.Statements(t, a) {
			got, err := x.Context(context.Background(), corpus.ContextQuery{Article: corpus.ArticleRef{Article: a.ID}, Statement: s.ID})
			must(t, err)
			checkContext(t, a, got)
			if got.Statement.Span != s.Span || got.Statement.Kind != s.Kind || len(got.Statement.Reports) != len(s.Reports) {
				t.Errorf("got %+v, want %+v", got.Statement, s)
			}
			want := paragraphs[passage.ParagraphAt(paragraphs, s.Start)-1]
			if got.ParagraphSpan != want && want.Len() < corpus.MaxParagraph && s.End <= want.End {
				t.Errorf("%q stands in %q, want %q", s.Text, got.Paragraph, want.In(a.Text))
			}
		}
	}
}

// What a guild has hidden is nowhere for it; what is another's is nowhere.
func TestContextIsWhatAGuildSees(t *testing.T) {
	theirs := own("1", article("s", "Ann Lee said that the zeppelin was ready. It flew."))
	m := newModerated(mill, theirs, builtin.Article())
	m.correct(about(t, "1", mill, "We are ready", "said", corpus.VerdictHidden))
	m.correct(about(t, "1", mill, "Tom Brown", "said", corpus.VerdictUnidentified))
	x := openModerated(t, m)
	tests := []struct {
		name    string
		guild   corpus.GuildID
		article corpus.Article
		words   string
		want    error
	}{
		{"its own", "1", theirs, "zeppelin", nil},
		{"another's", "2", theirs, "zeppelin", corpus.ErrNoArticle},
		{"of the shared corpus alone", corpus.Shared, theirs, "zeppelin", corpus.ErrNoArticle},
		{"shared and hidden", "1", mill, "We are ready", corpus.ErrNoStatement},
		{"shared and not hidden", "2", mill, "We are ready", nil},
		{"shared and corrected", "1", mill, "Tom Brown", nil},
		{"of no guild", "x", mill, "Tom Brown", corpus.ErrQuery},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got, err := where(t, x, tt.guild, tt.article, tt.words); !errors.Is(err, tt.want) {
				t.Errorf("got %+v, %v, want %v", got, err, tt.want)
			}
		})
	}
	for guild, hidden := range map[corpus.GuildID]bool{"1": true, "2": false} {
		got, err := where(t, x, guild, mill, "Ann Lee")
		must(t, err)
		if strings.Contains(got.Paragraph+got.Before+got.After, "We are ready") == hidden {
			t.Errorf("guild %s is shown %+v", guild, got)
		}
	}
	corrected, err := where(t, x, "1", mill, "Tom Brown")
	must(t, err)
	plain, err := where(t, x, "2", mill, "Tom Brown")
	must(t, err)
	if c, p := corrected.Statement.Reports[0], plain.Statement.Reports[0]; !c.Corrected || p.Corrected || c.Speaker.Certain || !p.Speaker.Certain {
		t.Errorf("guild 1 has %+v, guild 2 %+v", c, p)
	}
	for _, q := range []corpus.ContextQuery{
		{Guild: "1", Article: corpus.ArticleRef{Article: mill.ID}, Statement: plain.Statement.ID, NoShared: true},
		{Guild: "1", Article: corpus.ArticleRef{Article: corpus.BuiltinID}, Statement: "x", NoBuiltin: true},
		{Guild: "1", Article: corpus.ArticleRef{Article: "nowhere"}, Statement: "x"},
	} {
		if got, err := x.Context(context.Background(), q); !errors.Is(err, corpus.ErrNoArticle) {
			t.Errorf("%+v: got %+v, %v", q, got, err)
		}
	}
}
