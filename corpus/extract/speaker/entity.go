package speaker

import (
	"verbatim/corpus/extract/document"
	"verbatim/corpus/extract/lexicon"
)

// Entity is a person or thing that mentions of an article refer to.
type Entity struct {
	Name        document.TokenRange // the longest form: of a name without titles, else the whole phrase
	shown       int32               // the mention that has it
	role        document.TokenRange // the article's words for the role, empty if it has no words for it
	first, last uint32              // hashes of the name's first and last words; of a noun phrase its head
	count       int32               // mentions
	newest      int32               // the newest mention so far, while reading on
	full        int32               // the newest mention by the full name so far
	next        int32               // another entity with the same last word, or -1
	persons     int16               // mentions that can only be a person's
	others      int16               // mentions that can not
	men, women  int16               // mentions that tell a gender
	entityType  EntityType
	told        bool // a name, a title or a role tells the gender, so that pronouns need not
	Named       bool
	plural      bool
	rival       bool // another person of the article bears the same surname
}

// addGender counts a pronoun that refers to the entity.
func (e *Entity) addGender(g gender) {
	switch {
	case e.told:
	case g == masculine:
		e.men++
	case g == feminine:
		e.women++
	}
}

// gender is the gender that an entity's mentions tell, 0 when they differ.
func (e *Entity) gender() gender {
	switch {
	case e.men > 2*e.women:
		return masculine
	case e.women > 2*e.men:
		return feminine
	}
	return 0
}

// EntitySet holds the mentions of a document and their entities.
type EntitySet struct {
	Doc      *document.Document
	Mentions []Mention
	Entities []Entity
	byLast   map[uint32]int32 // the newest entity whose name ends in a word
	starts   []int32          // the first mention of every sentence, and the end
}

// maxChain bounds how many entities of one last word are compared.
const maxChain = 8

// followPronouns guesses the person that each pronoun between reports refers to:
// the last subject of its gender or, if there is no such subject, the last person
// named. This first guess tells the ranker about whom an article is speaking.
func (c *EntitySet) followPronouns() {
	type topic struct{ entity, sentence int32 }
	none := topic{-1, -1 - reachTopic}
	subject, person := [2]topic{none, none}, [2]topic{none, none} // by gender: men, women
	for i := range c.Mentions {
		m := &c.Mentions[i]
		if m.quoted {
			continue
		}
		if m.Kind == Pronominal && m.gender != 0 {
			g := m.gender >> 1
			t := &subject[g]
			if t.entity < 0 || m.sentence-t.sentence > reachTopic {
				t = &person[g]
			}
			if t.entity >= 0 && m.sentence-t.sentence <= reachTopic {
				m.Entity = t.entity
				if m.Subject {
					subject[g] = topic{m.Entity, m.sentence}
				}
			}
			continue
		}
		if m.Kind != Named || m.Entity < 0 || m.Inner {
			continue
		}
		e := &c.Entities[m.Entity]
		if e.entityType != typePerson && e.persons == 0 {
			continue
		}
		for g := range subject {
			if own := e.gender(); own != 0 && own>>1 != gender(g) {
				continue
			}
			person[g] = topic{m.Entity, m.sentence}
			if m.Subject {
				subject[g] = topic{m.Entity, m.sentence}
			}
		}
	}
}

// findGenders counts the pronouns that can only refer to one person: the only one
// who is named before them in their sentence or, if they begin their sentence, in
// the sentence before.
func (c *EntitySet) findGenders() {
	person, sentence := int32(-1), int32(-1) // the only one named there, or -1
	several := false
	for i := range c.Mentions {
		m := &c.Mentions[i]
		if m.sentence != sentence {
			if m.sentence != sentence+1 || c.Doc.Sentences[m.sentence].Paragraph != c.Doc.Sentences[max(0, sentence)].Paragraph ||
				m.Kind != Pronominal || m.From != c.Doc.Sentences[m.sentence].From {
				person = -1
			}
			sentence, several = m.sentence, several && person >= 0
		}
		switch {
		case m.quoted:
		case m.Kind == Named && m.Entity >= 0 && (m.Type == typePerson || m.Type == TypeUnknown):
			several = several || person >= 0 && person != m.Entity
			person = m.Entity
		case m.Kind == Nominal && m.Type == typePerson:
			several = true
		case m.Kind == Pronominal && m.gender != 0 && person >= 0 && !several:
			c.Entities[person].addGender(m.gender)
		}
	}
}

// count adds mention i to the counts of its entity.
func (c *EntitySet) count(i int32) {
	m := &c.Mentions[i]
	e := &c.Entities[m.Entity]
	e.count++
	m.before, e.newest = e.newest, i
	if m.Kind == Named && m.core.To-m.core.From > 1 {
		e.full = i
	}
	switch m.Type {
	case typePerson:
		e.persons++
	case typeOrganisation, typeGovernment, typeGroup, typeThing:
		e.others++
	}
	switch m.gender {
	case masculine:
		e.men++
		e.told = true
	case feminine:
		e.women++
		e.told = true
	}
	if e.entityType == TypeUnknown || e.entityType == typeOrganisation && m.Type == typePerson && e.persons > e.others {
		e.entityType = m.Type
	}
}

// add makes a new entity of mention i with the name r.
func (c *EntitySet) add(i int32, r document.TokenRange) {
	d := c.Doc
	m := &c.Mentions[i]
	e := Entity{Name: r, shown: i, newest: -1, full: -1, next: -1, entityType: m.Type, Named: m.Kind == Named, plural: m.plural}
	e.first, e.last = d.Tokens[r.From].Hash, d.Tokens[c.lastOf(r)].Hash
	key := e.last
	if !e.Named {
		key = ^d.Tokens[m.Head()].Hash
	}
	if old, ok := c.byLast[key]; ok {
		e.next = old
	}
	m.Entity = int32(len(c.Entities))
	c.byLast[key] = m.Entity
	c.Entities = append(c.Entities, e)
}

// lastOf is the last token of a name, apart from suffixes: the first token of "King
// Jr.".
func (c *EntitySet) lastOf(r document.TokenRange) int32 {
	for i := r.To - 1; i > r.From; i-- {
		if c.Doc.Attrs(i)&lexicon.AttrSuffix == 0 {
			return i
		}
	}
	return r.From
}

// chain calls f for the entities whose names end in a word, the newest first, until
// f returns true.
func (c *EntitySet) chain(key uint32, f func(k int32, e *Entity) (done bool)) {
	k, ok := c.byLast[key]
	for n := 0; ok && k >= 0 && n < maxChain; n++ {
		e := &c.Entities[k]
		if f(k, e) {
			return
		}
		k = e.next
	}
}

// join finds the entity of a mention by a name of several words, or adds it.
func (c *EntitySet) join(i int32) {
	d := c.Doc
	m := &c.Mentions[i]
	first, last := d.Tokens[m.core.From], d.Tokens[c.lastOf(m.core)]
	c.chain(last.Hash, func(k int32, e *Entity) bool {
		if e.first == first.Hash || c.sameInitial(m, e) {
			m.Entity = k
		}
		return m.Entity >= 0
	})
	if m.Entity < 0 {
		c.add(i, m.core)
		return
	}
	e := &c.Entities[m.Entity]
	if size := m.core.To - m.core.From; size > e.Name.To-e.Name.From && size <= 5 {
		e.Name, e.shown = m.core, i
	}
}

// sameInitial reports whether a mention's first word is an initial of the
// entity's, or the other way round.
func (c *EntitySet) sameInitial(m *Mention, e *Entity) bool {
	d := c.Doc
	a, b := d.Word(m.core.From), d.Word(e.Name.From)
	return (len(a) == 2 && a[1] == '.' || len(b) == 2 && b[1] == '.') && a[0] == b[0]
}

// joinShort finds the entity of a name of one word: a surname, a given name, or
// part of an organisation's name.
func (c *EntitySet) joinShort(i int32) {
	d := c.Doc
	m := &c.Mentions[i]
	key := d.Tokens[m.core.From].Hash
	best, top := int32(-1), int32(-1)
	c.chain(key, func(k int32, e *Entity) bool {
		score := c.fit(i, e)
		if score > top {
			best, top = k, score
		}
		return false
	})
	if best < 0 && d.Attrs(m.core.From)&lexicon.AttrGiven != 0 || best < 0 && d.Tokens[m.core.From].Is(document.FlagAllCaps) {
		best = c.byFirst(i, key)
	}
	if best < 0 {
		c.add(i, m.core)
		return
	}
	m.Entity = best
}

// fit tells how well an entity with the same last word suits mention i. It is
// negative if the entity is impossible. An entity that was lately named in full
// suits best, then the entity with the most mentions.
func (c *EntitySet) fit(i int32, e *Entity) int32 {
	m := &c.Mentions[i]
	long := e.Name.To-e.Name.From > 1
	if !e.Named || long && (m.Type == typeGovernment || m.Type == typeOrganisation && c.Doc.Tokens[m.Head()].Is(document.FlagAllCaps)) {
		return -1 // "ABC" is not "Watch ABC"
	}
	if g := e.likelyGender(c); m.gender != 0 && g != 0 && m.gender != g {
		return -1
	}
	score := min(e.count, 50)
	switch {
	case e.full >= 0 && m.sentence-c.Mentions[e.full].sentence <= 2:
		score += 200
	case e.full >= 0 || e.newest >= 0:
		score += 100
	}
	return score
}

// byFirst is the person near mention i who has it as their given name, or -1.
func (c *EntitySet) byFirst(i int32, first uint32) int32 {
	for k := i - 1; k >= 0 && k >= i-maxFirst; k-- {
		if e := c.Mentions[k].Entity; e >= 0 && c.Entities[e].Named && c.Entities[e].first == first && c.Entities[e].Name.To-c.Entities[e].Name.From > 1 {
			return e
		}
	}
	return -1
}

// joinNominal finds the entity of a noun phrase by its head: "the ministry"
// after "the Foreign Ministry". An indefinite one is always new.
func (c *EntitySet) joinNominal(i int32) {
	d := c.Doc
	m := &c.Mentions[i]
	head := d.Tokens[m.Head()].Hash
	if isDefinite(d, m.From) || m.plural {
		c.chain(^head, func(k int32, e *Entity) bool {
			if e.plural != m.plural {
				return false
			}
			m.Entity = k
			return true
		})
	}
	if m.Entity < 0 {
		c.add(i, m.TokenRange)
	}
}

// findRivals marks each person who shares a surname with another person of the
// article, if that one is named nearly as often.
func (c *EntitySet) findRivals() {
	for k := range c.Entities {
		e := &c.Entities[k]
		if !e.Named || e.next < 0 || e.entityType != typePerson {
			continue
		}
		for o, n := e.next, 0; o >= 0 && n < maxChain; o, n = c.Entities[o].next, n+1 {
			other := &c.Entities[o]
			if !other.Named || other.entityType != typePerson {
				continue
			}
			if 4*e.count > other.count {
				other.rival = true
			}
			if 4*other.count > e.count {
				e.rival = true
			}
		}
	}
}

// withPhrases extends a noun phrase by the prepositional phrases that belong to it:
// "officials" + "from Iran".
func (c *EntitySet) withPhrases(r document.TokenRange) document.TokenRange {
	d := c.Doc
	hi := min(int32(len(d.Tokens)), r.From+maxExtent)
	for r.To < hi {
		tied := document.Joins(d, r.To, r.From) || d.At(r.To-1) == lexicon.Title && document.IsTie(d, r.To) // "the mayor" + "of Lismore"
		if d.At(r.To) != lexicon.Preposition || !tied || d.Tokens[r.To].Is(document.FlagSentenceStart) {
			break
		}
		next := document.PhraseAfter(d, r.To+1, hi)
		if next.Empty() || d.At(next.To-1) == lexicon.TimeWord {
			break
		}
		r.To = next.To
	}
	return r
}

// reachTopic bounds how far back a pronoun is followed, in sentences.
const reachTopic = 2

// likelyGender is the entity's gender. It goes by the name when no pronoun was
// counted yet.
func (e *Entity) likelyGender(c *EntitySet) gender {
	if g := e.gender(); g != 0 {
		return g
	}
	return c.Mentions[e.shown].gender
}

// maxFirst bounds how far back a person is searched by the given name, in mentions.
const maxFirst = 60

// isDefinite reports whether a phrase begins with "the" or the like.
func isDefinite(d *document.Document, i int32) bool {
	switch d.Tokens[i].Word {
	case lexicon.WordThe, lexicon.WordThis, lexicon.WordThese, lexicon.WordThose, lexicon.WordThat:
		return true
	}
	return false
}
