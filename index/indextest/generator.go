// Package indextest makes articles and questions to fill an index with: as many
// as wanted, the same every time, and of the words of a folder where one is
// given.
package indextest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"unicode/utf8"

	"verbatim/corpus"
)

// Generator makes articles whose words follow Zipf's law: English function
// words first, then words of a vocabulary, then ever rarer invented ones. The
// same seed gives the same articles, each by its number alone. It is the feed of
// a store that holds them all, too.
type Generator struct {
	Articles int // how many there are

	seed   uint64
	common []string // by rank
}

// StatementsPerArticle is how many statements every article holds.
const StatementsPerArticle = 30

const (
	inventedWords = 1 << 20
	inventedShare = 0.08 // of all words
)

// NewGenerator makes a generator of at least so many statements. The vocabulary,
// which may be empty, has its most frequent words first.
func NewGenerator(seed uint64, statements int, vocabulary []string) *Generator {
	g := &Generator{seed: seed, Articles: (statements + StatementsPerArticle - 1) / StatementsPerArticle}
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

// Statements is how many statements the articles hold together.
func (g *Generator) Statements() int { return g.Articles * StatementsPerArticle }

// Dictionary gives the words of one article.
type Dictionary struct {
	*rand.Rand
	common, rare *rand.Zipf
	words        []string
}

// Dictionary is that of the article of a number from 0.
func (g *Generator) Dictionary(article int) *Dictionary {
	r := rand.New(rand.NewPCG(g.seed, uint64(article)))
	return &Dictionary{
		Rand: r, words: g.common,
		common: rand.NewZipf(r, 1.07, 4, uint64(len(g.common)-1)),
		rare:   rand.NewZipf(r, 1.05, 2000, inventedWords),
	}
}

func (d *Dictionary) word() string {
	if d.Float64() < inventedShare {
		return invented(20000 + d.rare.Uint64())
	}
	return d.words[d.common.Uint64()]
}

func (d *Dictionary) sentence() string {
	words := make([]string, 8+d.IntN(24))
	for i := range words {
		words[i] = d.word()
	}
	_, first := utf8.DecodeRuneInString(words[0])
	words[0] = strings.ToUpper(words[0][:first]) + words[0][first:]
	return strings.Join(words, " ")
}

// Name is one of some thousand people's.
func (d *Dictionary) Name() string {
	n := rand.NewZipf(d.Rand, 1.1, 10, 20000).Uint64()
	first, last := invented(n%500), invented(40000+n)
	return strings.ToUpper(first[:1]) + first[1:] + " " + strings.ToUpper(last[:1]) + last[1:]
}

// Article is the article of a number from 0.
func (g *Generator) Article(n int) corpus.Article {
	d := g.Dictionary(n)
	var b strings.Builder
	for i := 0; i < StatementsPerArticle; {
		for range min(1+d.IntN(5), StatementsPerArticle-i) {
			i++
			switch d.IntN(5) {
			case 0:
				fmt.Fprintf(&b, "“%s,” %s said. ", d.sentence(), d.Name())
			case 1:
				fmt.Fprintf(&b, "%s said that %s. ", d.Name(), strings.ToLower(d.sentence()))
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

// Questions are n questions of some words of one statement each, asked in
// the manner of people.
func (g *Generator) Questions(n int) []string {
	out := make([]string, n)
	openings := []string{"What did they say about", "Who was", "When did the", "How many of the", "Where is", ""}
	for i := range out {
		d := g.Dictionary(i * 7919 % g.Articles)
		lines := strings.FieldsFunc(g.Article(i*7919%g.Articles).Text, func(r rune) bool { return r == '.' || r == '\n' })
		words := strings.Fields(lines[d.IntN(len(lines))])
		words = slices.DeleteFunc(words, func(w string) bool { return d.Float64() < 0.4 && !strings.Contains(w, "b") })
		out[i] = strings.TrimSpace(openings[i%len(openings)] + " " + strings.Join(words[:min(len(words), 9)], " ") + " " + invented(uint64(i%5000+60)))
	}
	return out
}

// Head is where the feed ends: at its last article.
func (g *Generator) Head(context.Context) (corpus.Head, error) {
	return corpus.Head{Epoch: fmt.Sprint(g.seed), Seq: corpus.Seq(g.Articles)}, nil
}

// ChangesOf are the articles after a position, in order, at most limit of them.
// All of them are shared, whichever guilds are asked for.
func (g *Generator) ChangesOf(_ context.Context, _ corpus.Guilds, after corpus.Seq, limit int) ([]corpus.Change, error) {
	var out []corpus.Change
	for n := int(after); n < g.Articles && len(out) < limit; n++ {
		out = append(out, corpus.Change{Seq: corpus.Seq(n + 1), Article: g.Article(n)})
	}
	return out, nil
}

// Wait waits for ctx to end: nothing comes later.
func (g *Generator) Wait(ctx context.Context, _ corpus.Seq) error {
	<-ctx.Done()
	return ctx.Err()
}

// ArticleChange is the article as it is made.
func (g *Generator) ArticleChange(_ context.Context, ref corpus.ArticleRef) (corpus.Change, error) {
	n := -1
	if _, err := fmt.Sscanf(string(ref.Article), "generated-%d", &n); err != nil || n < 0 || n >= g.Articles || ref.Guild != corpus.Shared {
		return corpus.Change{}, fmt.Errorf("%w: %q", corpus.ErrNoArticle, ref.Article)
	}
	return corpus.Change{Seq: corpus.Seq(n + 1), Article: g.Article(n)}, nil
}

// ArticleRefs are the articles after a position, in order, at most limit of them.
func (g *Generator) ArticleRefs(_ context.Context, after corpus.Seq, limit int) ([]corpus.ArticleRef, corpus.Seq, error) {
	var refs []corpus.ArticleRef
	n := int(after)
	for ; n < g.Articles && len(refs) < limit; n++ {
		refs = append(refs, corpus.ArticleRef{Article: g.Article(n).ID})
	}
	return refs, corpus.Seq(n), nil
}

// Corpora are none: no guild has a corpus of its own.
func (*Generator) Corpora(context.Context, corpus.Guilds) ([]corpus.GuildID, error) { return nil, nil }

// GuildChanges are none.
func (*Generator) GuildChanges(context.Context, corpus.GuildID, corpus.Seq, int) ([]corpus.Change, error) {
	return nil, nil
}

// CorrectedChanges are none: nobody corrects anything.
func (*Generator) CorrectedChanges(context.Context, corpus.GuildID, corpus.Seq, int) ([]corpus.Change, error) {
	return nil, nil
}
