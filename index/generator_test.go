package index

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"unicode/utf8"

	"verbatim/corpus"
)

// generator makes articles whose words follow Zipf's law: English function
// words first, then words of a vocabulary, then ever rarer invented ones. The
// same seed gives the same articles, each by its number alone.
type generator struct {
	seed     uint64
	articles int
	common   []string // by rank
}

// The sizes of generated articles.
const (
	statementsPerArticle = 30
	inventedWords        = 1 << 20
	inventedShare        = 0.08 // of all words
)

func newGenerator(seed uint64, statements int, vocabulary []string) *generator {
	g := &generator{seed: seed, articles: (statements + statementsPerArticle - 1) / statementsPerArticle}
	function := strings.Fields(`the of and to in a is that for it as was with be by on not he his but at are this have
		from or had an they which were been has more who will their there would when what about`)
	g.common = append(function, vocabulary...)
	for i := len(g.common); i < 20000; i++ {
		g.common = append(g.common, invented(uint64(i)))
	}
	return g
}

// invented is the n-th invented word.
func invented(n uint64) string {
	consonants, vowels := "bdfgklmnprstvz", "aeiou"
	n = n*2654435761 + 12345
	var b strings.Builder
	for range 2 + n%3 {
		b.WriteByte(consonants[n%14])
		b.WriteByte(vowels[n/14%5])
		n = n/70 + n%97*1009
	}
	b.WriteByte(consonants[n%14])
	return b.String()
}

// dictionary gives the words of one article.
type dictionary struct {
	*rand.Rand
	common, rare *rand.Zipf
	words        []string
}

func (g *generator) dictionary(article int) *dictionary {
	r := rand.New(rand.NewPCG(g.seed, uint64(article)))
	return &dictionary{
		Rand: r, words: g.common,
		common: rand.NewZipf(r, 1.07, 4, uint64(len(g.common)-1)),
		rare:   rand.NewZipf(r, 1.05, 2000, inventedWords),
	}
}

func (d *dictionary) word() string {
	if d.Float64() < inventedShare {
		return invented(20000 + d.rare.Uint64())
	}
	return d.words[d.common.Uint64()]
}

func (d *dictionary) sentence() string {
	words := make([]string, 8+d.IntN(24))
	for i := range words {
		words[i] = d.word()
	}
	_, first := utf8.DecodeRuneInString(words[0])
	words[0] = strings.ToUpper(words[0][:first]) + words[0][first:]
	return strings.Join(words, " ")
}

// name is one of some thousand people's.
func (d *dictionary) name() string {
	n := rand.NewZipf(d.Rand, 1.1, 10, 20000).Uint64()
	first, last := invented(n%500), invented(40000+n)
	return strings.ToUpper(first[:1]) + first[1:] + " " + strings.ToUpper(last[:1]) + last[1:]
}

// article is the n-th article.
func (g *generator) article(n int) corpus.Article {
	d := g.dictionary(n)
	var b strings.Builder
	for i := 0; i < statementsPerArticle; {
		for range min(1+d.IntN(5), statementsPerArticle-i) {
			i++
			switch d.IntN(5) {
			case 0:
				fmt.Fprintf(&b, "“%s,” %s said. ", d.sentence(), d.name())
			case 1:
				fmt.Fprintf(&b, "%s said that %s. ", d.name(), strings.ToLower(d.sentence()))
			default:
				b.WriteString(d.sentence() + ". ")
			}
		}
		b.WriteString("\n\n")
	}
	return corpus.Article{
		ID: corpus.ArticleID(fmt.Sprintf("generated-%07d", n)), Origin: corpus.OriginImported, Language: "en",
		Title: d.sentence(), Publisher: "The " + invented(uint64(n%200)), URL: fmt.Sprintf("https://news.example/%d", n),
		Published: corpus.Date(fmt.Sprintf("20%02d-%02d-%02d", 10+n%15, 1+n%12, 1+n%28)), Text: b.String(),
	}
}

// questions are n questions of some words of one statement each, asked in
// the manner of people.
func (g *generator) questions(n int) []string {
	out := make([]string, n)
	openings := []string{"What did they say about", "Who was", "When did the", "How many of the", "Where is", ""}
	for i := range out {
		d := g.dictionary(i * 7919 % g.articles)
		lines := strings.FieldsFunc(g.article(i*7919%g.articles).Text, func(r rune) bool { return r == '.' || r == '\n' })
		words := strings.Fields(lines[d.IntN(len(lines))])
		words = slices.DeleteFunc(words, func(w string) bool { return d.Float64() < 0.4 && !strings.Contains(w, "b") })
		out[i] = strings.TrimSpace(openings[i%len(openings)] + " " + strings.Join(words[:min(len(words), 9)], " ") + " " + invented(uint64(i%5000+60)))
	}
	return out
}

// Head, ChangesOf and Wait make the generator a feed, of shared articles alone.
func (g *generator) Head(context.Context) (corpus.Head, error) {
	return corpus.Head{Epoch: fmt.Sprint(g.seed), Seq: corpus.Seq(g.articles)}, nil
}

func (g *generator) ChangesOf(_ context.Context, _ corpus.Guilds, after corpus.Seq, limit int) ([]corpus.Change, error) {
	var out []corpus.Change
	for n := int(after); n < g.articles && len(out) < limit; n++ {
		out = append(out, corpus.Change{Seq: corpus.Seq(n + 1), Article: g.article(n)})
	}
	return out, nil
}

func (g *generator) Wait(ctx context.Context, _ corpus.Seq) error {
	<-ctx.Done()
	return ctx.Err()
}

// No guild has a corpus of its own.
func (*generator) Corpora(context.Context, corpus.Guilds) ([]corpus.GuildID, error) { return nil, nil }

func (*generator) GuildChanges(context.Context, corpus.GuildID, corpus.Seq, int) ([]corpus.Change, error) {
	return nil, nil
}

func (*generator) CorrectedChanges(context.Context, corpus.GuildID, corpus.Seq, int) ([]corpus.Change, error) {
	return nil, nil
}
