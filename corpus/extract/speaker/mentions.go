package speaker

import (
	"context"
	"strings"

	"verbatim/corpus/extract/document"
	"verbatim/corpus/extract/lexicon"
	"verbatim/corpus/extract/model"
)

// maxApposition bounds an apposition between a subject and its verb, in tokens.
const maxApposition = 20

// maxBracket bounds a bracket between them, in tokens.
const maxBracket = 10

// chunker finds the mentions of a document.
type chunker struct {
	doc      *document.Document
	capitals model.HashSet // words that begin with a capital inside sentences
	out      []Mention
	sentence int32
}

// FindMentions returns the mentions of all sentences. An error is the context's.
func FindMentions(ctx context.Context, d *document.Document) ([]Mention, error) {
	c := &chunker{doc: d, capitals: capitalWords(d), out: make([]Mention, 0, len(d.Tokens)*3/8+4)}
	for k := range d.Sentences {
		c.sentence = int32(k)
		s := d.Sentences[k].TokenRange
		for i := s.From; i < s.To; {
			if err := document.Ended(ctx, len(c.out)); err != nil {
				return nil, err
			}
			i = c.next(i, s.To)
		}
	}
	return c.out, nil
}

// capitalWords are the words that are names anywhere in the text: they have a
// capital that is not due to a sentence's beginning.
func capitalWords(d *document.Document) model.HashSet {
	n := 0
	for i := range d.Tokens {
		if d.Classes[i] == lexicon.Name {
			n++
		}
	}
	set := model.NewHashSet(n)
	for i, t := range d.Tokens {
		if d.Classes[i] == lexicon.Name && !t.Is(document.FlagSentenceStart) && i > 0 && !opensAt(d, int32(i)-1) {
			set.Add(t.Hash)
		}
	}
	return set
}

// opensAt reports whether the token after token i has a capital because of its
// place.
func opensAt(d *document.Document, i int32) bool {
	switch d.At(i) {
	case lexicon.OpenMark, lexicon.CloseMark, lexicon.Colon, lexicon.FinalMark, lexicon.Dash, lexicon.Bracket:
		return true
	}
	return false
}

// isName reports whether token i is part of a name.
func (c *chunker) isName(i int32) bool {
	d := c.doc
	t := &d.Tokens[i]
	if !t.Is(document.FlagCapital) {
		return false
	}
	a := d.Attrs(i)
	switch d.Classes[i] {
	case lexicon.Name:
		first := t.Is(document.FlagSentenceStart) || i > 0 && opensAt(d, i-1)
		if !first || a&(lexicon.AttrGiven|lexicon.AttrCountry|lexicon.AttrCapital|lexicon.AttrDemonym|lexicon.AttrState) != 0 || c.capitals.Has(t.Hash) {
			return true
		}
		if a&(lexicon.AttrVerb|attrAgent|lexicon.AttrCueNoun) != 0 {
			return false
		}
		return isCapital(d, i+1) && d.At(i+1) != lexicon.TimeWord
	case lexicon.Title, lexicon.Noun, lexicon.ReportNoun, lexicon.VerbParticiple:
		return true
	case lexicon.ObjectPronoun: // the US
		return t.Is(document.FlagAllCaps) && a&lexicon.AttrCountry != 0
	case lexicon.TimeWord, lexicon.Modal, lexicon.Number:
		return a&lexicon.AttrGiven != 0 && isCapital(d, i+1) && d.At(i+1) == lexicon.Name
	}
	return a&lexicon.AttrSuffix != 0
}

// isCapital reports whether token i begins with a capital.
func isCapital(d *document.Document, i int32) bool {
	return i >= 0 && int(i) < len(d.Tokens) && d.Tokens[i].Is(document.FlagCapital)
}

// next reads the token at i and returns the token at which to go on.
func (c *chunker) next(i, hi int32) int32 {
	d := c.doc
	switch d.Classes[i] {
	case lexicon.SubjectPronoun, lexicon.ObjectPronoun, lexicon.Relative:
		if !c.isName(i) {
			c.pronoun(i, false)
			return i + 1
		}
	case lexicon.Possessive:
		c.pronoun(i, true)
	case lexicon.Name:
		if a := d.Attrs(i); !c.isName(i) && a&attrAgent == 0 && (a&lexicon.AttrVerb != 0 || strings.HasSuffix(d.Word(i), "ly")) {
			return i + 1 // "Asked about it", "Similarly"
		}
	case lexicon.Determiner, lexicon.Noun, lexicon.Number, lexicon.Title, lexicon.ReportNoun:
	case lexicon.VerbParticiple, lexicon.VerbPast, lexicon.VerbGerund, lexicon.VerbBase, lexicon.VerbThird, lexicon.Modal, lexicon.TimeWord:
		if !c.isName(i) {
			return i + 1
		}
	default:
		return i + 1
	}
	end := c.phrase(i, hi)
	return max(end, i+1)
}

// phrase reads the noun phrase that begins at token i, adds its mentions and
// returns its end.
func (c *chunker) phrase(i, hi int32) int32 {
	d := c.doc
	end := min(hi, i+document.MaxPhrase)
	names := int32(-1) // the beginning of the present run of names
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
	for j > i && (d.Classes[j-1] == lexicon.Determiner && j-1 > i || c.isGenitive(j-1) || d.Classes[j-1] == lexicon.Adverb) {
		j--
	}
	if j > i && (j > i+1 || d.Classes[i] != lexicon.Possessive) {
		c.add(i, names, j, j < hi && c.isGenitive(j), false)
	}
	return j
}

// takesName reports whether a name at j can end the phrase before it: it follows a
// role, a title, a determiner or another modifier, but neither a plural nor a noun
// with a meaning of its own ("the ad Trump ran").
func (c *chunker) takesName(j int32) bool {
	d := c.doc
	switch d.Classes[j-1] {
	case lexicon.Determiner, lexicon.Possessive, lexicon.Genitive, lexicon.Title, lexicon.Number, lexicon.Adverb, lexicon.OtherMark:
		return true
	case lexicon.VerbPast, lexicon.VerbParticiple, lexicon.VerbGerund, lexicon.VerbBase, lexicon.VerbThird:
		return true
	}
	before := d.Tokens[j-1]
	a := d.Attrs(j - 1)
	if (a|d.Attrs(j))&(lexicon.AttrRole|lexicon.AttrHonorific) != 0 || a&lexicon.AttrDemonym != 0 || d.Classes[j] == lexicon.Title {
		return true
	}
	if a&(lexicon.AttrThing|lexicon.AttrGroup|lexicon.AttrCueNoun) != 0 {
		return false
	}
	last := d.Text[before.End-1]
	return last != 's' && d.Attrs(j-1)&lexicon.AttrOrganisation == 0
}

// mayBeVerb reports whether the noun at j, right behind a bare name, may be a verb
// that the lexicon lacks. It may if neither an agent nor a name follows.
func (c *chunker) mayBeVerb(j int32) bool {
	d := c.doc
	if d.Classes[j] != lexicon.Noun || d.Attrs(j)&attrAgent != 0 {
		return false
	}
	next := d.At(j + 1)
	return next != lexicon.Name && next != lexicon.Noun && next != lexicon.Title || next == lexicon.Noun && d.Attrs(j+1)&attrAgent == 0
}

// joinsTitles reports whether the "and" at j joins two titles before one name.
func (c *chunker) joinsTitles(j, end int32) bool {
	d := c.doc
	return d.Tokens[j].Word == lexicon.WordAnd && j+1 < end && c.isName(j+1) && (d.Attrs(j-1)&(lexicon.AttrHonorific|lexicon.AttrRole) != 0 && d.Attrs(j-1)&lexicon.AttrGiven == 0 || d.Classes[j-1] == lexicon.Title)
}

// continues reports whether token j, which is not a name, belongs to the phrase
// that began at i.
func (c *chunker) continues(i, j, hi int32) bool {
	d := c.doc
	before := lexicon.NoWord
	if j > i {
		before = d.Classes[j-1]
	}
	switch d.Classes[j] {
	case lexicon.Noun, lexicon.Number, lexicon.Title, lexicon.ReportNoun, lexicon.Name:
		return true
	case lexicon.Determiner:
		return j == i || before == lexicon.Determiner && j == i+1
	case lexicon.Possessive:
		return j == i || before == lexicon.Determiner && j == i+1
	case lexicon.OtherMark:
		return j > i && j+1 < hi && c.isGenitive(j)
	case lexicon.Genitive:
		return j > i && (before == lexicon.Noun || before == lexicon.Name || before == lexicon.Title || before == lexicon.ReportNoun || before == lexicon.TimeWord)
	case lexicon.Adverb:
		return j > i && d.Classes[i] == lexicon.Determiner && j+1 < hi && (d.Classes[j+1] == lexicon.Noun || d.Classes[j+1] == lexicon.Name)
	case lexicon.VerbPast, lexicon.VerbParticiple, lexicon.VerbGerund, lexicon.VerbBase, lexicon.VerbThird:
		switch before {
		case lexicon.Determiner, lexicon.Possessive, lexicon.Genitive:
			return true
		case lexicon.Adverb, lexicon.Number:
			return j > i+1
		}
	}
	return false
}

// isGenitive reports whether token j makes a genitive of the word before it:
// "’s", or the bare apostrophe behind a plural.
func (c *chunker) isGenitive(j int32) bool {
	d := c.doc
	if d.Classes[j] != lexicon.OtherMark {
		return d.Classes[j] == lexicon.Genitive
	}
	t := d.Tokens[j]
	if j == 0 || t.Is(document.FlagSpace|document.FlagMark) || d.Text[d.Tokens[j-1].End-1]|0x20 != 's' {
		return false
	}
	switch d.Text[t.Start:t.End] {
	case "’", "'":
		return true
	}
	return false
}

// bridge passes a word inside a name that is in lower case: a particle, or "of" and
// "for" after the head of an organisation's name. It returns the token at which the
// name goes on, or j.
func (c *chunker) bridge(names, j, end int32) int32 {
	d := c.doc
	k := j
	if d.Attrs(j)&lexicon.AttrParticle != 0 && d.Tokens[j].Flags&(document.FlagCapital|document.FlagPunct) == 0 {
		for k++; k < end && k < j+3 && d.Attrs(k)&lexicon.AttrParticle != 0; {
			k++
		}
		if k < end && c.isName(k) {
			return k
		}
		return j
	}
	switch d.Tokens[j].Word {
	case lexicon.WordOf, lexicon.WordFor, lexicon.WordOn:
		if d.Attrs(j-1)&lexicon.AttrOrganisation == 0 || d.Attrs(names)&lexicon.AttrGiven != 0 && j > names+1 {
			return j
		}
		k++
		if k < end && d.Tokens[k].Word == lexicon.WordThe {
			k++
		}
		if k < end && c.isName(k) {
			return k
		}
	}
	return j
}

// add adds the mention of tokens i to j. If it has a name, the name begins at names
// and ends at j.
func (c *chunker) add(i, names, j int32, genitive, inner bool) {
	d := c.doc
	m := Mention{TokenRange: document.Range(i, j), sentence: c.sentence, Entity: -1, before: -1, Genitive: genitive, Inner: inner}
	m.quoted = d.Tokens[j-1].Is(document.FlagQuoted)
	m.Subject = !genitive && isSubject(d, j)
	if names >= 0 {
		asName(d, &m, names)
	} else {
		asNominal(d, &m)
	}
	c.out = append(c.out, m)
}

// isSubject reports whether a finite verb follows the phrase that ends before token
// j, after adverbs and an apposition between commas.
func isSubject(d *document.Document, j int32) bool {
	if d.At(j) == lexicon.Bracket { // "Jim Lake (R-Ohio) said"
		for i := j + 1; i < j+maxBracket && d.At(i) != lexicon.FinalMark && d.At(i) != lexicon.NoWord; i++ {
			if d.At(i) == lexicon.Bracket {
				j = i + 1
				break
			}
		}
	}
	if d.At(j) == lexicon.Comma {
		j = pastApposition(d, j)
	}
	for n := 0; n < 3 && (d.At(j) == lexicon.Adverb || d.Attrs(j)&lexicon.AttrReflexive != 0); n++ {
		j++
	}
	return d.At(j).IsFinite()
}

// pastApposition is the token behind the last comma of the apposition that the
// comma at j opens, or j.
func pastApposition(d *document.Document, j int32) int32 {
	for i := j; i < j+maxApposition; i++ {
		switch d.At(i) {
		case lexicon.FinalMark, lexicon.OpenMark, lexicon.CloseMark, lexicon.Colon, lexicon.NoWord:
			return j
		case lexicon.Comma:
			next := i + 1
			for d.At(next) == lexicon.Adverb {
				next++
			}
			if d.At(next).IsFinite() {
				return i + 1
			}
			if d.At(next) == lexicon.Name && d.Attrs(next)&(lexicon.AttrState|lexicon.AttrCapital|lexicon.AttrCountry) == 0 && i > j {
				return j
			}
		}
	}
	return j
}

// pronoun adds the mention of the pronoun at i.
func (c *chunker) pronoun(i int32, genitive bool) {
	d := c.doc
	t := d.Tokens[i]
	m := Mention{TokenRange: document.Range(i, i+1), sentence: c.sentence, Entity: -1, before: -1, Kind: Pronominal, Genitive: genitive, Inner: genitive, quoted: t.Is(document.FlagQuoted)}
	if m.gender = genderOf(d.Attrs(i)); m.gender != 0 {
		m.Type = typePerson
	}
	switch t.Word {
	case lexicon.WordThey, lexicon.WordTheir, lexicon.WordThem, lexicon.WordWe:
		m.plural = true
	case lexicon.WordIt, lexicon.WordIts:
		m.Type = typeThing
	}
	m.Subject = d.Classes[i] == lexicon.SubjectPronoun
	c.out = append(c.out, m)
}
