package extract

import (
	"context"
	"strings"
)

// attrAgent are the attributes of nouns that can speak.
const attrAgent = attrRole | attrGroup | attrOrganisation | attrThing

// mentionKind is the form of a mention.
type mentionKind uint8

const (
	nominal mentionKind = iota // a noun phrase: "the diplomatic chief"
	named                      // a name, its title included: "Sen. Ann Lee"
	pronominal
)

// sortOf is what sort of thing a mention stands for, as far as its form tells.
type sortOf uint8

const (
	sortUnknown sortOf = iota
	sortPerson
	sortGroup
	sortOrganisation
	sortGovernment
	sortThing
)

// gender is a set: what a word can stand for.
type gender uint8

const (
	masculine gender = 1 << iota
	feminine
)

// mention is a phrase that may name a speaker: a noun phrase without what
// follows its head, or a pronoun. Mentions are in the order of their ends; one
// may lie within another ("Ann" in "Ann’s lawyer").
type mention struct {
	tokenRange
	core     tokenRange // of a named one: the name without titles
	sentence int32
	entity   int32 // index into cast.entities, -1 where there is none
	before   int32 // the mention of the same entity before this one, -1 where it is the first
	kind     mentionKind
	sort     sortOf
	gender   gender
	plural   bool
	genitive bool // "’s" follows, or it is a possessive pronoun
	inner    bool // stands within a longer mention, before its head
	quoted   bool // stands within quotation marks
	subject  bool // a finite verb follows
}

// head is the token that says what a mention is.
func (m *mention) head() int32 { return m.to - 1 }

// maxApposition bounds an apposition between a subject and its verb, in tokens.
const maxApposition = 20

// maxBracket bounds what stands in brackets between them, in tokens.
const maxBracket = 10

// chunker finds the mentions of a document.
type chunker struct {
	d        *document
	capitals hashSet // words that begin with a capital inside sentences
	out      []mention
	sentence int32
}

// findMentions is the mentions of all sentences.
func (d *document) findMentions(ctx context.Context) ([]mention, error) {
	c := &chunker{d: d, capitals: d.capitalWords(), out: make([]mention, 0, len(d.tokens)*3/8+4)}
	for k := range d.sentences {
		c.sentence = int32(k)
		s := d.sentences[k].tokenRange
		for i := s.from; i < s.to; {
			if err := ended(ctx, len(c.out)); err != nil {
				return nil, err
			}
			i = c.next(i, s.to)
		}
	}
	return c.out, nil
}

// capitalWords is the words that are names wherever they stand: those with a
// capital that no sentence's beginning explains.
func (d *document) capitalWords() hashSet {
	n := 0
	for i := range d.tokens {
		if d.classes[i] == name {
			n++
		}
	}
	set := newHashSet(n)
	for i, t := range d.tokens {
		if d.classes[i] == name && !t.is(flagSentenceStart) && i > 0 && !d.opensAt(int32(i)-1) {
			set.add(t.hash)
		}
	}
	return set
}

// opensAt reports whether token i lets the next one begin with a capital.
func (d *document) opensAt(i int32) bool {
	switch d.at(i) {
	case openMark, closeMark, colon, finalMark, dash, bracket:
		return true
	}
	return false
}

// isName reports whether token i is part of a name.
func (c *chunker) isName(i int32) bool {
	d := c.d
	t := &d.tokens[i]
	if !t.is(flagCapital) {
		return false
	}
	a := d.attrs(i)
	switch d.classes[i] {
	case name:
		first := t.is(flagSentenceStart) || i > 0 && d.opensAt(i-1)
		if !first || a&(attrGiven|attrCountry|attrCapital|attrDemonym|attrState) != 0 || c.capitals.has(t.hash) {
			return true
		}
		if a&(attrVerb|attrAgent|attrCueNoun) != 0 {
			return false
		}
		return d.isCapital(i+1) && d.at(i+1) != timeWord
	case title, noun, reportNoun, verbParticiple:
		return true
	case objectPronoun: // the US
		return t.is(flagAllCaps) && a&attrCountry != 0
	case timeWord, modal, number:
		return a&attrGiven != 0 && d.isCapital(i+1) && d.at(i+1) == name
	}
	return a&attrSuffix != 0
}

// isCapital reports whether token i begins with a capital.
func (d *document) isCapital(i int32) bool {
	return i >= 0 && int(i) < len(d.tokens) && d.tokens[i].is(flagCapital)
}

// next takes what begins at token i and is where to go on.
func (c *chunker) next(i, hi int32) int32 {
	d := c.d
	switch d.classes[i] {
	case subjectPronoun, objectPronoun, relative:
		if !c.isName(i) {
			c.pronoun(i, false)
			return i + 1
		}
	case possessive:
		c.pronoun(i, true)
	case name:
		if a := d.attrs(i); !c.isName(i) && a&attrAgent == 0 && (a&attrVerb != 0 || strings.HasSuffix(d.word(i), "ly")) {
			return i + 1 // "Asked about it", "Similarly"
		}
	case determiner, noun, number, title, reportNoun:
	case verbParticiple, verbPast, verbGerund, verbBase, verbThird, modal, timeWord:
		if !c.isName(i) {
			return i + 1
		}
	default:
		return i + 1
	}
	end := c.phrase(i, hi)
	return max(end, i+1)
}

// phrase reads the noun phrase that begins at token i, adds its mentions and is
// its end.
func (c *chunker) phrase(i, hi int32) int32 {
	d := c.d
	end := min(hi, i+maxPhrase)
	names := int32(-1) // where the present run of names begins
	j := i
	for ; j < end; j++ {
		if c.isName(j) {
			if names < 0 {
				if j > i && !c.takesName(j) {
					break
				}
				names = j
			}
			continue
		}
		if names >= 0 {
			if k := c.bridge(names, j, end); k > j {
				j = k - 1
				continue
			}
		}
		if names >= 0 && c.joinsTitles(j, end) {
			names = -1
			continue
		}
		if !c.continues(i, j, hi) || names == i && c.mayBeVerb(j) {
			break
		}
		if names >= 0 {
			c.add(i, names, j, c.isGenitive(j), true)
			names = -1
		} else if j > i && c.isGenitive(j) {
			c.add(i, -1, j, true, true)
		}
	}
	for j > i && (d.classes[j-1] == determiner && j-1 > i || c.isGenitive(j-1) || d.classes[j-1] == adverb) {
		j--
	}
	if j > i && (j > i+1 || d.classes[i] != possessive) {
		c.add(i, names, j, j < hi && c.isGenitive(j), false)
	}
	return j
}

// takesName reports whether a name at j can end the phrase before it: it
// follows a role, a title, a determiner or another modifier, but no plural and no
// noun that stands for itself ("the ad Trump ran").
func (c *chunker) takesName(j int32) bool {
	d := c.d
	switch d.classes[j-1] {
	case determiner, possessive, genitive, title, number, adverb, otherMark:
		return true
	case verbPast, verbParticiple, verbGerund, verbBase, verbThird:
		return true
	}
	before := d.tokens[j-1]
	a := d.attrs(j - 1)
	if (a|d.attrs(j))&(attrRole|attrHonorific) != 0 || a&attrDemonym != 0 || d.classes[j] == title {
		return true
	}
	if a&(attrThing|attrGroup|attrCueNoun) != 0 {
		return false
	}
	last := d.text[before.end-1]
	return last != 's' && d.attrs(j-1)&attrOrganisation == 0
}

// mayBeVerb reports whether the noun at j, which stands behind a bare name, may
// be a verb that the lexicon does not know: no agent and no name follows.
func (c *chunker) mayBeVerb(j int32) bool {
	d := c.d
	if d.classes[j] != noun || d.attrs(j)&attrAgent != 0 {
		return false
	}
	next := d.at(j + 1)
	return next != name && next != noun && next != title || next == noun && d.attrs(j+1)&attrAgent == 0
}

// joinsTitles reports whether the "and" at j joins two titles before one name.
func (c *chunker) joinsTitles(j, end int32) bool {
	d := c.d
	return d.tokens[j].word == wordAnd && j+1 < end && c.isName(j+1) && (d.attrs(j-1)&(attrHonorific|attrRole) != 0 && d.attrs(j-1)&attrGiven == 0 || d.classes[j-1] == title)
}

// continues reports whether token j, which is no name, belongs to the phrase
// that began at i.
func (c *chunker) continues(i, j, hi int32) bool {
	d := c.d
	before := noWord
	if j > i {
		before = d.classes[j-1]
	}
	switch d.classes[j] {
	case noun, number, title, reportNoun, name:
		return true
	case determiner:
		return j == i || before == determiner && j == i+1
	case possessive:
		return j == i || before == determiner && j == i+1
	case otherMark:
		return j > i && j+1 < hi && c.isGenitive(j)
	case genitive:
		return j > i && (before == noun || before == name || before == title || before == reportNoun || before == timeWord)
	case adverb:
		return j > i && d.classes[i] == determiner && j+1 < hi && (d.classes[j+1] == noun || d.classes[j+1] == name)
	case verbPast, verbParticiple, verbGerund, verbBase, verbThird:
		switch before {
		case determiner, possessive, genitive:
			return true
		case adverb, number:
			return j > i+1
		}
	}
	return false
}

// isGenitive reports whether token j makes a genitive of the word before it:
// "’s", or the bare apostrophe behind a plural.
func (c *chunker) isGenitive(j int32) bool {
	d := c.d
	if d.classes[j] != otherMark {
		return d.classes[j] == genitive
	}
	t := d.tokens[j]
	if j == 0 || t.is(flagSpace|flagMark) || d.text[d.tokens[j-1].end-1]|0x20 != 's' {
		return false
	}
	switch d.text[t.start:t.end] {
	case "’", "'":
		return true
	}
	return false
}

// bridge goes over a word inside a name that is written small: a particle, or
// "of" and "for" after the head of an organisation's name. It is where the name
// goes on, or j.
func (c *chunker) bridge(names, j, end int32) int32 {
	d := c.d
	k := j
	if d.attrs(j)&attrParticle != 0 && d.tokens[j].flags&(flagCapital|flagPunct) == 0 {
		for k++; k < end && k < j+3 && d.attrs(k)&attrParticle != 0; {
			k++
		}
		if k < end && c.isName(k) {
			return k
		}
		return j
	}
	switch d.tokens[j].word {
	case wordOf, wordFor, wordOn:
		if d.attrs(j-1)&attrOrganisation == 0 || d.attrs(names)&attrGiven != 0 && j > names+1 {
			return j
		}
		k++
		if k < end && d.tokens[k].word == wordThe {
			k++
		}
		if k < end && c.isName(k) {
			return k
		}
	}
	return j
}

// add adds the mention of tokens i to j, whose name, if it has one, begins at
// names and ends at j.
func (c *chunker) add(i, names, j int32, genitive, inner bool) {
	d := c.d
	m := mention{tokenRange: tokenRange{i, j}, sentence: c.sentence, entity: -1, before: -1, genitive: genitive, inner: inner}
	m.quoted = d.tokens[j-1].is(flagQuoted)
	m.subject = !genitive && d.isSubject(j)
	if names >= 0 {
		c.asName(&m, names)
	} else {
		c.asNominal(&m)
	}
	c.out = append(c.out, m)
}

// isSubject reports whether a finite verb follows the phrase that ends before
// token j, over adverbs and an apposition between commas.
func (d *document) isSubject(j int32) bool {
	if d.at(j) == bracket { // "Jim Lake (R-Ohio) said"
		for i := j + 1; i < j+maxBracket && d.at(i) != finalMark && d.at(i) != noWord; i++ {
			if d.at(i) == bracket {
				j = i + 1
				break
			}
		}
	}
	if d.at(j) == comma {
		j = d.pastApposition(j)
	}
	for n := 0; n < 3 && (d.at(j) == adverb || d.attrs(j)&attrReflexive != 0); n++ {
		j++
	}
	return d.at(j).isFinite()
}

// pastApposition is the token behind the last comma of the apposition that the
// comma at j opens, or j.
func (d *document) pastApposition(j int32) int32 {
	for i := j; i < j+maxApposition; i++ {
		switch d.at(i) {
		case finalMark, openMark, closeMark, colon, noWord:
			return j
		case comma:
			next := i + 1
			for d.at(next) == adverb {
				next++
			}
			if d.at(next).isFinite() {
				return i + 1
			}
			if d.at(next) == name && d.attrs(next)&(attrState|attrCapital|attrCountry) == 0 && i > j {
				return j
			}
		}
	}
	return j
}
