// Package revise holds what corrections and new versions do to the statements of an
// article: it applies corrections, compares two versions, cuts out statements that
// were taken down, and tells if a page's text of today is a new version of its
// article or something else. Its functions are pure.
package revise

import (
	"cmp"
	"context"
	"fmt"
	"hash/fnv"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"verbatim/corpus"
)

// How much a page's new text must share with the stored one to be a version of it.
// A share is the smaller of two parts: of the old text that is in the new one, and
// of the new text that is in the old one. The shares of long words, pairs and
// triples of words are added, so two texts have from 0 to 3 in common. The figures
// were chosen from texts that were rewritten in many ways, and from pairs of
// articles of one site; TestDoubtOnEval prints them.
const (
	leastShared    = 0.45 // of all three shares
	sameTitle      = 0.2  // enough if the title is the same; in proportion if it is alike
	otherAddress   = 0.1  // needed in addition if the address leads elsewhere
	manyMore       = 0.15 // more is needed of a text that is much longer, with another title
	leastAtFront   = 1.0  // on a site's front page
	muchLonger     = 3    // times the old text
	leastLeft      = 0.5  // of the old length, unless half of the triples are there
	beginningAlone = 0.7  // a new text that is the beginning of the old one, and is shorter than this part of it, is cut off
	wholeInIt      = 0.5  // of the old triples in the new text: it has grown, where the title is alike
	alikeTitle     = 0.5
)

// Doubt says why a page's new text may not be a new version of the article that the
// page had before. It is corpus.NoDoubt if the two share enough: after a
// publisher's corrections, a rewrite, or when an article grows or loses its older
// parts. It works in every language: it compares words or, in scripts without
// spaces, characters. The time is about linear in the length of the texts. The
// error is the context's.
func Doubt(ctx context.Context, old, new corpus.Article) (corpus.Doubt, error) { //nolint:predeclared // the field's own word
	before, err := newProfile(ctx, old.Text)
	if err != nil {
		return corpus.NoDoubt, err
	}
	after, err := newProfile(ctx, new.Text)
	if err != nil {
		return corpus.NoDoubt, err
	}
	return doubt(old, new, before, after), nil
}

func doubt(old, new corpus.Article, before, after *profile) corpus.Doubt { //nolint:predeclared // the field's own word
	if after.words == 0 {
		if before.words == 0 {
			return corpus.NoDoubt
		}
		return corpus.DoubtEmpty
	}
	led := leads(old.URL, new.URL)
	l := likenessOf(before, after)
	l.title = titleLikeness(old.Title, new.Title)
	switch {
	case led == corpus.DoubtFront && l.shared() < leastAtFront:
		return led
	case l.enough(led):
		return corpus.NoDoubt
	case led != corpus.NoDoubt:
		return led
	case l.cutOff():
		return corpus.DoubtCut
	}
	return corpus.DoubtOther
}

// leads reports whether an article's address leads elsewhere than before.
func leads(before, after string) corpus.Doubt {
	was, err := url.Parse(before)
	is, err2 := url.Parse(after)
	if err != nil || err2 != nil || was.Host == "" || is.Host == "" {
		return corpus.NoDoubt
	}
	place := func(u *url.URL) string {
		return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.") + strings.TrimRight(u.Path, "/") + "?" + u.RawQuery
	}
	switch {
	case place(was) == place(is):
		return corpus.NoDoubt
	case front(is) && !front(was):
		return corpus.DoubtFront
	}
	return corpus.DoubtElsewhere
}

// front reports whether an address is that of a site's front page, or of one of
// its languages.
func front(u *url.URL) bool {
	path := strings.Trim(u.Path, "/")
	return u.RawQuery == "" && (len(path) <= 2 || strings.HasPrefix(path, "index.") && !strings.Contains(path, "/"))
}

// likeness tells how much two texts share.
type likeness struct {
	old, new             int // words
	words, pairs, triple share
	title                float64 // from 0 to 1
	last                 float64 // where the last of the old triples that the new text has is in it, from 0 to 1
	first                float64 // where the first of the new triples that the old text has is in it
}

// share is how much of the old text is in the new one, and how much of the new
// one in the old.
type share struct{ kept, known float64 }

func (s share) both() float64 { return min(s.kept, s.known) }

func (l *likeness) shared() float64 { return l.words.both() + l.pairs.both() + l.triple.both() }

// enough reports whether the new text is a version of the old one.
func (l *likeness) enough(led corpus.Doubt) bool {
	if float64(l.new) < leastLeft*float64(l.old) && l.triple.kept < wholeInIt || l.beginning() {
		return false
	}
	grown := l.triple.kept >= wholeInIt && l.title >= alikeTitle && led != corpus.DoubtFront
	need := leastShared - float64(sameTitle*l.title)
	if led != corpus.NoDoubt {
		need += otherAddress
	}
	if l.new > muchLonger*l.old && l.title < alikeTitle {
		need += manyMore
	}
	return grown || l.shared() >= need
}

// beginning reports whether the new text is the beginning of the old one, with a
// few other words behind it, for example a request for money.
func (l *likeness) beginning() bool {
	return float64(l.new) < beginningAlone*float64(l.old) && l.last < beginningAlone && l.first < 0.1 &&
		l.triple.known >= 0.5 && l.triple.kept >= 0.8*l.last
}

// cutOff reports whether the new text is a small part of the old one.
func (l *likeness) cutOff() bool { return l.new < l.old && l.triple.known >= 0.3 }

func likenessOf(before, after *profile) likeness {
	// Of long texts, a sample of the words is enough if it is the same for both.
	sieve := uint64(1)
	for n := max(before.words, after.words); n > mostCompared; n /= 2 {
		sieve *= 2
	}
	l := likeness{old: before.words, new: after.words}
	for kind, to := range []*share{&l.words, &l.pairs, &l.triple} {
		*to = before.hashes[kind].share(after.hashes[kind], sieve)
	}
	l.last, l.first = before.lastOf(after, sieve), after.firstOf(before, sieve)
	return l
}

// mostCompared is about the greatest number of words of a text that are compared.
const mostCompared = 1 << 16

// The kinds of words and groups that are compared.
const (
	longWords = iota
	wordPairs
	wordTriples
	kinds
)

// profile is the hashes of a text's long words, and of its pairs and triples of
// neighbouring words, in their order.
type profile struct {
	words  int
	hashes [kinds]hashes
}

type hashes []uint64

// longWord is the least number of letters of a word that tells the subject of a
// text.
const longWord = 5

func newProfile(ctx context.Context, text string) (*profile, error) {
	p := &profile{}
	var last [2]wordHash
	take := func(w wordHash) {
		switch {
		case w.alone && last[1].alone:
			p.add(longWords, mix(last[1].hash, w.hash))
		case w.long:
			p.add(longWords, w.hash)
		}
		if p.words > 0 {
			p.add(wordPairs, mix(last[1].hash, w.hash))
		}
		if p.words > 1 {
			p.add(wordTriples, mix(mix(last[0].hash, last[1].hash), w.hash))
		}
		p.words++
		last[0], last[1] = last[1], w
	}
	for rest := text; rest != ""; {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("compare texts: %w", err)
		}
		n := atOnce(rest)
		eachCompared(rest[:n], take)
		rest = rest[n:]
	}
	if p.words > 0 && p.words < 3 { // too short for a triple: the whole is one
		p.add(wordTriples, mix(mix(0, last[0].hash), last[1].hash))
	}
	return p, nil
}

// atOnce is the number of bytes that are read between two looks at the context, up
// to the next end of a word.
func atOnce(text string) int {
	const some, near = 1 << 15, 1 << 10
	if len(text) <= some+near {
		return len(text)
	}
	if i := strings.IndexAny(text[some:some+near], " \n"); i >= 0 {
		return some + i
	}
	n := some
	for !utf8.RuneStart(text[n]) {
		n++
	}
	return n
}

func (p *profile) add(kind int, hash uint64) { p.hashes[kind] = append(p.hashes[kind], hash) }

// wordHash is a word as it is compared.
type wordHash struct {
	hash  uint64
	long  bool // it has many letters, or a digit
	alone bool // it is a character of a script that parts no words
}

// eachCompared calls do for each word of a text.
func eachCompared(text string, do func(wordHash)) {
	sum, letters, digit := fnv.New64a(), 0, false
	end := func() {
		if letters > 0 {
			do(wordHash{hash: mix(0, sum.Sum64()), long: letters >= longWord || digit})
		}
		sum.Reset()
		letters, digit = 0, false
	}
	for _, r := range Words(text) {
		switch {
		case r == ' ':
			end()
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar):
			end()
			do(wordHash{hash: mix(1, uint64(r)), alone: true})
		default:
			letters++
			digit = digit || unicode.IsDigit(r)
			_, _ = sum.Write([]byte(string(r))) // a hash takes all
		}
	}
	end()
}

// mix is a hash of two hashes.
func mix(a, b uint64) uint64 {
	h := a*0x9e3779b97f4a7c15 + b
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}

// distinct returns the hashes that a sieve lets through, each once, in order.
func (h hashes) distinct(sieve uint64) hashes {
	out := make(hashes, 0, len(h)/int(sieve)+1)
	for _, one := range h {
		if one%sieve == 0 {
			out = append(out, one)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// share is how much of h is in other, and of other in h.
func (h hashes) share(other hashes, sieve uint64) share {
	a, b := h.distinct(sieve), other.distinct(sieve)
	both := 0
	for i, k := 0, 0; i < len(a) && k < len(b); {
		switch cmp.Compare(a[i], b[k]) {
		case -1:
			i++
		case 1:
			k++
		default:
			both, i, k = both+1, i+1, k+1
		}
	}
	return share{part(both, len(a)), part(both, len(b))}
}

func part(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(n) / float64(of)
}

// lastOf is the place of the last triple that the other text has too, from 0 to 1.
func (p *profile) lastOf(other *profile, sieve uint64) float64 {
	theirs := other.hashes[wordTriples].distinct(sieve)
	own := p.hashes[wordTriples]
	for i, h := range slices.Backward(own) {
		if h%sieve != 0 {
			continue
		}
		if _, found := slices.BinarySearch(theirs, h); found {
			return part(i+1, len(own))
		}
	}
	return 0
}

// firstOf is the place of the first triple that the other text has too.
func (p *profile) firstOf(other *profile, sieve uint64) float64 {
	theirs := other.hashes[wordTriples].distinct(sieve)
	own := p.hashes[wordTriples]
	for i, h := range own {
		if _, found := slices.BinarySearch(theirs, h); found && h%sieve == 0 {
			return part(i, len(own))
		}
	}
	return 1
}

// titleLikeness is the share of words that two titles have in common, from 0 to 1.
// If both are unknown, it is alikeTitle.
func titleLikeness(a, b string) float64 {
	words := func(title string) hashes {
		var out hashes
		eachCompared(title, func(w wordHash) { out = append(out, w.hash) })
		return out.distinct(1)
	}
	before, after := words(a), words(b)
	s := before.share(after, 1)
	if len(before)+len(after) == 0 {
		return alikeTitle
	}
	return 2 * s.kept * float64(len(before)) / float64(len(before)+len(after))
}
