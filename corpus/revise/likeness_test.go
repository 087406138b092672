package revise_test

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"verbatim/corpus"
	"verbatim/corpus/revise"
)

//go:embed testdata/articles.txt
var invented string

// articles are invented, in four languages: each behind its title.
func articles() []corpus.Article {
	var out []corpus.Article
	for i, part := range strings.Split("\n"+invented, "\n### ")[1:] {
		title, text, _ := strings.Cut(part, "\n")
		out = append(out, corpus.Article{
			ID: corpus.ArticleID(fmt.Sprint(i)), Title: title, Text: strings.TrimSpace(text),
			URL: fmt.Sprintf("https://quay.example/news/%d", i),
		})
	}
	return out
}

// comesThrough is the part of the texts, each rewritten many times, that are
// taken for new versions.
func comesThrough(w way, rate float64, cut func(corpus.Article) corpus.Article) float64 {
	const times = 60
	came, all := 0, 0
	for i, a := range articles() {
		var others []string
		for k, o := range articles() {
			if k != i {
				others = append(others, sentences(o.Text)...)
			}
		}
		a = cut(a)
		for n := range times {
			g := newRewriter(uint64(1000*i+n), others)
			b := a
			b.Text, b.Title = w.do(g, a.Text, rate), g.rewordOne(a.Title, rate)
			all++
			if doubted(a, b) == corpus.NoDoubt {
				came++
			}
		}
	}
	return float64(came) / float64(all)
}

// What a publisher rewrites comes through, of each language: all of it, unless
// more than half of all words are others, in whatever place.
func TestRewritesComeThrough(t *testing.T) {
	least := map[float64]float64{0.1: 0.999, 0.3: 0.995, 0.6: 0.75}
	for _, w := range ways {
		for _, rate := range []float64{0.1, 0.3, 0.6} {
			got := comesThrough(w, rate, func(a corpus.Article) corpus.Article { return a })
			t.Logf("%s at %.0f %%: %.2f %% come through", w.name, 100*rate, 100*got)
			if got < least[rate] {
				t.Errorf("%s at %.0f %%: %.2f %% come through, want %.2f %%", w.name, 100*rate, 100*got, 100*least[rate])
			}
		}
	}
}

// So do small corrections of news in brief, down to one sentence.
func TestCorrectionsOfShortTexts(t *testing.T) {
	for _, many := range []int{1, 2, 4} {
		cut := func(a corpus.Article) corpus.Article {
			a.Text = strings.Join(sentences(a.Text)[:many], " ")
			return a
		}
		for _, rate := range []float64{0.1, 0.3} {
			if got := comesThrough(ways[2], rate, cut); got < 0.97 {
				t.Errorf("%d sentences reworded at %.0f %%: %.2f %% come through", many, 100*rate, 100*got)
			}
		}
	}
}

// Nothing that a site shows in the place of an article comes through, whichever
// title it bears, and however short the article is.
func TestWhatIsNoVersionWaits(t *testing.T) {
	all := articles()
	var home string
	for _, a := range all {
		home += a.Title + "\n\n" + sentences(a.Text)[0] + "\n\n"
	}
	for i, whole := range all {
		for _, many := range []int{1, 3, 100} {
			a := whole
			s := sentences(a.Text)
			a.Text = strings.Join(s[:min(many, len(s))], " ")
			other := all[(i+1)%5]
			if other.ID == a.ID {
				other = all[5]
			}
			shown := map[string]corpus.Article{
				"another article":                      {Title: other.Title, Text: other.Text},
				"its beginning":                        {Title: other.Title, Text: sentences(other.Text)[0]},
				"another article below the same title": {Title: a.Title, Text: other.Text},
				"the front page":                       {Title: "The Quay", Text: home},
				"nothing":                              {Title: a.Title},
				"nothing but a comma":                  {Title: a.Title, Text: " ,\n"},
				"the front page, with":                 {Title: "The Quay", Text: home, URL: "https://quay.example/"},
			}
			if many > 3 {
				shown["a teaser"] = corpus.Article{Title: a.Title, Text: s[0] + "\n\nSubscribe now to go on reading."}
			}
			for n, wall := range walls {
				shown[fmt.Sprint("wall ", n)] = corpus.Article{Title: []string{a.Title, "The Quay"}[n%2], Text: wall}
			}
			for what, b := range shown {
				if doubted(a, b) == corpus.NoDoubt {
					t.Errorf("%q, %d sentences: %s comes through", a.Title, many, what)
				}
			}
		}
	}
}

func TestDoubt(t *testing.T) {
	all := articles()
	a := all[0]
	s := sentences(a.Text)
	join := func(s ...string) string { return strings.Join(s, " ") }
	posts := sentences(all[1].Text + " " + all[2].Text + " " + all[3].Text + " " + all[4].Text)
	tests := []struct {
		name     string
		old, new corpus.Article
		want     corpus.Doubt
	}{
		{"the same", a, a, corpus.NoDoubt},
		{"a corrected headline", a, with(a, func(b *corpus.Article) { b.Title = "Sollen cut off: no ferry before summer" }), corpus.NoDoubt},
		{"the text alone, without a title", a, with(a, func(b *corpus.Article) { b.Title = "" }), corpus.NoDoubt},
		{"another address on the site", a, with(a, func(b *corpus.Article) { b.URL = "https://quay.example/news/0-sollen" }), corpus.NoDoubt},
		{"its canonical address is the front page now", a, with(a, func(b *corpus.Article) { b.URL = "https://quay.example" }), corpus.NoDoubt},
		{"the end is gone", a, with(a, func(b *corpus.Article) { b.Text = join(s[:len(s)-2]...) }), corpus.NoDoubt},
		{"the first half alone", a, with(a, func(b *corpus.Article) { b.Text = join(s[:len(s)/2]...) }), corpus.DoubtCut},
		{"a teaser", a, with(a, func(b *corpus.Article) { b.Text = join(s[0], s[1], "Subscribe to read on.") }), corpus.DoubtCut},
		{"half of it is dropped here and there", a, with(a, func(b *corpus.Article) { b.Text = join(s[0], s[2], s[4], s[6], s[7], s[9]) }), corpus.NoDoubt},
		{"a live blog grows", post(posts[30:]), post(posts), corpus.NoDoubt},
		{"a live blog has begun with one post", post(posts[39:]), post(posts), corpus.NoDoubt},
		{"a live blog loses as much as it gains", post(posts[15:35]), post(posts[5:25]), corpus.NoDoubt},
		{"a live blog loses more than it gains", post(posts[10:30]), post(posts[7:20]), corpus.NoDoubt},
		{"a live blog begins anew", post(posts[20:]), post(posts[:20]), corpus.DoubtOther},
		{"a brief grows into an article", with(a, func(b *corpus.Article) { b.Text = s[0] }), a, corpus.NoDoubt},
		{"emptied", a, with(a, func(b *corpus.Article) { b.Text = "" }), corpus.DoubtEmpty},
		{"both are empty", with(a, func(b *corpus.Article) { b.Text = "" }), with(a, func(b *corpus.Article) { b.Text = "" }), corpus.NoDoubt},
		{"another article at another address", a, all[1], corpus.DoubtElsewhere},
		{"another article at the same address", a, with(all[1], func(b *corpus.Article) { b.URL = "http://www.quay.example/news/0/" }), corpus.DoubtOther},
		{"a front page", a, with(all[1], func(b *corpus.Article) { b.URL = "https://quay.example/en/" }), corpus.DoubtFront},
		{"a front page that holds all of a brief", with(a, func(b *corpus.Article) { b.Text = s[0] }),
			corpus.Article{Title: a.Title, Text: a.Text + all[2].Text, URL: "https://quay.example/index.html"}, corpus.DoubtFront},
		{"an article of no address", with(a, func(b *corpus.Article) { b.URL = "" }), all[1], corpus.DoubtOther},
		{"two words", corpus.Article{Text: "All sold"}, corpus.Article{Text: "All sold"}, corpus.NoDoubt},
		{"one word", corpus.Article{Text: "Sold"}, corpus.Article{Text: "Gone"}, corpus.DoubtOther},
		{"a word becomes a sentence", corpus.Article{Text: "Sold", Title: "Pictures"}, corpus.Article{Text: "Sold, for a price that nobody tells.", Title: "Lamps"}, corpus.DoubtOther},
		{"case, marks and blanks", a, with(a, func(b *corpus.Article) { b.Text = strings.ToUpper(strings.ReplaceAll(a.Text, " ", "\n\n")) }), corpus.NoDoubt},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := doubted(tt.old, tt.new); got != tt.want {
				t.Errorf("Doubt is %q, want %q", got, tt.want)
			}
		})
	}
}

func with(a corpus.Article, change func(*corpus.Article)) corpus.Article {
	change(&a)
	return a
}

func post(posts []string) corpus.Article {
	return corpus.Article{Title: "Live: the day in the county", URL: "https://quay.example/live", Text: strings.Join(posts, "\n\n")}
}

// Of a long text a part is compared, and the verdict is the same.
func TestDoubtOfLongTexts(t *testing.T) {
	var old, half, other []string
	for n := range 40_000 {
		old = append(old, fmt.Sprintf("The clerk counted %d boats at pier %d.", n, n%777))
		other = append(other, fmt.Sprintf("A farmer sold %d sheep on market day %d.", n+50_000, n%555))
	}
	half = slices.Concat(old[:10_000], other[:20_000], old[30_000:])
	text := func(lines []string) corpus.Article { return corpus.Article{Text: strings.Join(lines, " ")} }
	if got := doubted(text(old), text(half)); got != corpus.NoDoubt {
		t.Errorf("half of it stands: %q", got)
	}
	if got := doubted(text(old), text(other)); got != corpus.DoubtOther {
		t.Errorf("nothing of it stands: %q", got)
	}
	if got := doubted(text(old), text(old[:9_000])); got != corpus.DoubtCut {
		t.Errorf("its beginning: %q", got)
	}
}

// Whatever two texts are, the verdict is one of those that there are, and a
// text is a version of itself.
func FuzzDoubt(f *testing.F) {
	for _, a := range articles() {
		f.Add(a.Text, a.Title, a.URL, walls[0])
	}
	f.Fuzz(func(t *testing.T, text, title, address, other string) {
		a := corpus.Article{Text: text, Title: title, URL: address}
		if got := doubted(a, a); got != corpus.NoDoubt {
			t.Errorf("a text is no version of itself: %q", got)
		}
		switch got := doubted(a, corpus.Article{Text: other, Title: title}); got {
		case corpus.NoDoubt, corpus.DoubtEmpty, corpus.DoubtCut, corpus.DoubtOther:
		default:
			t.Errorf("Doubt is %q", got)
		}
	})
}

// A long comparison ends with its context.
func TestDoubtEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	a := articles()[0]
	if _, err := revise.Doubt(ctx, a, a); !errors.Is(err, context.Canceled) {
		t.Errorf("got error %v, want %v", err, context.Canceled)
	}
}
