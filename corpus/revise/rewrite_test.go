package revise_test

import (
	"context"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"verbatim/corpus"
	"verbatim/corpus/revise"
)

// doubted is revise.Doubt where nobody ends it.
func doubted(before, after corpus.Article) corpus.Doubt {
	d, err := revise.Doubt(context.Background(), before, after)
	if err != nil {
		panic(err)
	}
	return d
}

// way is a way in which a publisher rewrites a text: a rate from 0 to 1 says
// how much of it.
type way struct {
	name string
	do   func(g *rewriter, text string, rate float64) string
}

var ways = []way{
	{"edited", (*rewriter).edit},
	{"replaced", (*rewriter).replace},
	{"reworded", (*rewriter).reword},
}

// rewriter rewrites texts with sentences of others.
type rewriter struct {
	*rand.Rand
	others []string
}

func newRewriter(seed uint64, others []string) *rewriter {
	return &rewriter{rand.New(rand.NewPCG(seed, 1)), others}
}

func (g *rewriter) other() string { return g.others[g.IntN(len(g.others))] }

// edit does one of five things to a part of the sentences: half of its words
// are others, it is replaced, dropped or moved, or a new one comes behind it.
func (g *rewriter) edit(text string, rate float64) string {
	var out, moved []string
	for _, s := range sentences(text) {
		if g.Float64() >= rate {
			out = append(out, s)
			continue
		}
		switch g.IntN(5) {
		case 0:
			out = append(out, g.rewordOne(s, 0.5))
		case 1:
			out = append(out, g.other())
		case 2:
			out = append(out, s, g.other())
		case 3:
			moved = append(moved, s)
		}
	}
	for _, s := range moved {
		out = slices.Insert(out, g.IntN(len(out)+1), s)
	}
	return strings.Join(out, " ")
}

// replace puts others in the place of a part of the sentences.
func (g *rewriter) replace(text string, rate float64) string {
	all := sentences(text)
	for i := range all {
		if g.Float64() < rate {
			all[i] = g.other()
		}
	}
	return strings.Join(all, " ")
}

// reword puts others in the place of a part of the words, in all sentences.
func (g *rewriter) reword(text string, rate float64) string {
	all := sentences(text)
	for i, s := range all {
		all[i] = g.rewordOne(s, rate)
	}
	return strings.Join(all, " ")
}

func (g *rewriter) rewordOne(sentence string, rate float64) string {
	between := " "
	if strings.ContainsFunc(sentence, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		between = ""
	}
	words, others := strings.Split(sentence, between), strings.Split(g.other(), between)
	for i := range words {
		if g.Float64() < rate {
			words[i] = others[g.IntN(len(others))]
		}
	}
	return strings.Join(words, between)
}

// ending is the end of a sentence, well enough to take texts apart.
var ending = regexp.MustCompile(`[.!?…]+[”"»’)]*\s+|[。！？]+[”」]*|\n+`)

func sentences(text string) []string {
	var out []string
	at := 0
	for _, e := range append(ending.FindAllStringIndex(text, -1), []int{len(text), len(text)}) {
		if s := strings.TrimSpace(text[at:e[1]]); s != "" {
			out = append(out, s)
		}
		at = e[1]
	}
	return out
}

// beginning is the sentences that hold the first of so many equal parts of a
// text, at least one.
func beginning(text string, parts int) string {
	all := sentences(text)
	return strings.Join(all[:max(1, len(all)/parts)], " ")
}

// walls are what sites show in the place of an article.
var walls = []string{
	"Just a moment…\n\nWe are checking that you are a person. This can take some seconds and needs nothing from you.\n\nSwitch scripts and cookies on to go on.",
	"Page not found\n\nThe page that you want was moved, or was never there. Search for it, or go back to our front page.",
	"We care about your privacy. We and our 731 partners keep cookies on your device and read them, to measure who reads what and to show you advertisements that suit you. You can accept this, or refuse it, or choose for each partner. Your choice holds for this site alone, and you can change it whenever you like at the foot of each page.",
	"Subscribe to go on reading. You have read your three free articles of this month. All of our articles for 1 euro a month, and you can end it whenever you like. You have a subscription? Log in.",
	"Bitte einen Augenblick Geduld. Wir prüfen, ob Sie ein Mensch sind. Schalten Sie Cookies und Skripte ein, damit es weitergeht.",
	"Avec votre accord, nous et nos partenaires déposons des cookies pour mesurer l’audience de nos pages et vous montrer des publicités qui vous intéressent. Vous pouvez refuser ou changer d’avis à tout moment.",
	"Сторінку не знайдено. Можливо, її перенесли або видалили. Скористайтеся пошуком або поверніться на головну сторінку.",
	"您访问的页面不存在或已被删除。请返回首页，或使用搜索功能查找其他文章。",
}
