package extract

import "context"

// entity is somebody or something that an article's mentions stand for.
type entity struct {
	name        tokenRange // the longest form: of a name without titles, else the whole phrase
	shown       int32      // the mention that has it
	role        tokenRange // the article's words for what they are, empty where it has none
	first, last uint32     // hashes of the name's first and last words; of a noun phrase its head
	count       int32      // mentions
	newest      int32      // the newest mention so far, while reading on
	full        int32      // the newest mention by the full name so far
	next        int32      // another entity with the same last word, -1 where there is none
	persons     int16      // mentions that can only be a person's
	others      int16      // mentions that can not
	men, women  int16      // mentions that tell a gender
	sort        sortOf
	told        bool // a name, a title or a role tells the gender, so that pronouns need not
	named       bool
	plural      bool
	rival       bool // another person of the article bears the same surname
}

// addGender counts a pronoun that means the entity.
func (e *entity) addGender(g gender) {
	switch {
	case e.told:
	case g == masculine:
		e.men++
	case g == feminine:
		e.women++
	}
}

// gender is the gender that an entity's mentions tell, none where they differ.
func (e *entity) gender() gender {
	switch {
	case e.men > 2*e.women:
		return masculine
	case e.women > 2*e.men:
		return feminine
	}
	return 0
}

// cast is the entities of a document and its mentions.
type cast struct {
	d        *document
	mentions []mention
	entities []entity
	byLast   map[uint32]int32 // the newest entity whose name ends in a word
	starts   []int32          // the first mention of every sentence, and the end
}

// maxChain bounds how many entities of one last word are compared.
const maxChain = 8

// cast finds the mentions of a document and tells which stand for the same.
func (d *document) findCast(ctx context.Context) (*cast, error) {
	mentions, err := d.findMentions(ctx)
	if err != nil {
		return nil, err
	}
	c := &cast{d: d, mentions: mentions}
	few := len(c.mentions) / 3 // entities, as a rule
	c.entities, c.byLast = make([]entity, 0, few), make(map[uint32]int32, few)
	c.starts = make([]int32, len(d.sentences)+1)
	k := int32(0)
	for s := range c.starts {
		for int(k) < len(c.mentions) && int(c.mentions[k].sentence) < s {
			k++
		}
		c.starts[s] = k
	}
	for i := range c.mentions { // full names first, so that a surname finds one that follows
		if err := ended(ctx, i); err != nil {
			return nil, err
		}
		if m := &c.mentions[i]; m.kind == named && m.core.to-m.core.from > 1 {
			c.join(int32(i))
		}
	}
	for i := range c.entities {
		c.entities[i].newest, c.entities[i].full = -1, -1
	}
	for i := range c.mentions {
		if err := ended(ctx, i); err != nil {
			return nil, err
		}
		m := &c.mentions[i]
		switch {
		case m.kind == named && m.entity < 0:
			c.joinShort(int32(i))
		case m.kind == nominal && c.appose(int32(i)):
		case m.kind == nominal && (m.sort != sortUnknown || m.plural):
			c.joinNominal(int32(i))
		}
		if m.entity >= 0 {
			c.count(int32(i))
		}
	}
	c.findRivals()
	c.findGenders()
	c.followPronouns()
	return c, nil
}

// reachTopic bounds how far back a pronoun is followed, in sentences.
const reachTopic = 2

// followPronouns guesses whom the pronouns of persons between reports mean: the
// last subject of their gender, else the last one named. It is a first guess,
// which tells the ranker who an article is speaking of.
func (c *cast) followPronouns() {
	type topic struct{ entity, sentence int32 }
	none := topic{-1, -1 - reachTopic}
	subject, person := [2]topic{none, none}, [2]topic{none, none} // by gender: men, women
	for i := range c.mentions {
		m := &c.mentions[i]
		if m.quoted {
			continue
		}
		if m.kind == pronominal && m.gender != 0 {
			g := m.gender >> 1
			t := &subject[g]
			if t.entity < 0 || m.sentence-t.sentence > reachTopic {
				t = &person[g]
			}
			if t.entity >= 0 && m.sentence-t.sentence <= reachTopic {
				m.entity = t.entity
				if m.subject {
					subject[g] = topic{m.entity, m.sentence}
				}
			}
			continue
		}
		if m.kind != named || m.entity < 0 || m.inner {
			continue
		}
		e := &c.entities[m.entity]
		if e.sort != sortPerson && e.persons == 0 {
			continue
		}
		for g := range subject {
			if own := e.gender(); own != 0 && own>>1 != gender(g) {
				continue
			}
			person[g] = topic{m.entity, m.sentence}
			if m.subject {
				subject[g] = topic{m.entity, m.sentence}
			}
		}
	}
}

// findGenders counts the pronouns that can mean nobody but the one person who is
// named before them in their sentence, or in the sentence before where they
// begin theirs.
func (c *cast) findGenders() {
	person, sentence := int32(-1), int32(-1) // the only one named there, or -1
	several := false
	for i := range c.mentions {
		m := &c.mentions[i]
		if m.sentence != sentence {
			if m.sentence != sentence+1 || c.d.sentences[m.sentence].paragraph != c.d.sentences[max(0, sentence)].paragraph ||
				m.kind != pronominal || m.from != c.d.sentences[m.sentence].from {
				person = -1
			}
			sentence, several = m.sentence, several && person >= 0
		}
		switch {
		case m.quoted:
		case m.kind == named && m.entity >= 0 && (m.sort == sortPerson || m.sort == sortUnknown):
			several = several || person >= 0 && person != m.entity
			person = m.entity
		case m.kind == nominal && m.sort == sortPerson:
			several = true
		case m.kind == pronominal && m.gender != 0 && person >= 0 && !several:
			c.entities[person].addGender(m.gender)
		}
	}
}

// count adds mention i to what is known of its entity.
func (c *cast) count(i int32) {
	m := &c.mentions[i]
	e := &c.entities[m.entity]
	e.count++
	m.before, e.newest = e.newest, i
	if m.kind == named && m.core.to-m.core.from > 1 {
		e.full = i
	}
	switch m.sort {
	case sortPerson:
		e.persons++
	case sortOrganisation, sortGovernment, sortGroup, sortThing:
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
	if e.sort == sortUnknown || e.sort == sortOrganisation && m.sort == sortPerson && e.persons > e.others {
		e.sort = m.sort
	}
}

// add makes a new entity of mention i with the name r.
func (c *cast) add(i int32, r tokenRange) {
	d := c.d
	m := &c.mentions[i]
	e := entity{name: r, shown: i, newest: -1, full: -1, next: -1, sort: m.sort, named: m.kind == named, plural: m.plural}
	e.first, e.last = d.tokens[r.from].hash, d.tokens[c.lastOf(r)].hash
	key := e.last
	if !e.named {
		key = ^d.tokens[m.head()].hash
	}
	if old, ok := c.byLast[key]; ok {
		e.next = old
	}
	m.entity = int32(len(c.entities))
	c.byLast[key] = m.entity
	c.entities = append(c.entities, e)
}

// lastOf is the last token of a name that is no suffix: of "King Jr." the first.
func (c *cast) lastOf(r tokenRange) int32 {
	for i := r.to - 1; i > r.from; i-- {
		if c.d.attrs(i)&attrSuffix == 0 {
			return i
		}
	}
	return r.from
}

// chain calls f for the entities whose names end in a word, newest first, until
// it is done.
func (c *cast) chain(key uint32, f func(k int32, e *entity) (done bool)) {
	k, ok := c.byLast[key]
	for n := 0; ok && k >= 0 && n < maxChain; n++ {
		e := &c.entities[k]
		if f(k, e) {
			return
		}
		k = e.next
	}
}

// join finds the entity of a mention by a name of several words, or adds it.
func (c *cast) join(i int32) {
	d := c.d
	m := &c.mentions[i]
	first, last := d.tokens[m.core.from], d.tokens[c.lastOf(m.core)]
	c.chain(last.hash, func(k int32, e *entity) bool {
		if e.first == first.hash || c.sameInitial(m, e) {
			m.entity = k
		}
		return m.entity >= 0
	})
	if m.entity < 0 {
		c.add(i, m.core)
		return
	}
	e := &c.entities[m.entity]
	if size := m.core.to - m.core.from; size > e.name.to-e.name.from && size <= 5 {
		e.name, e.shown = m.core, i
	}
}

// sameInitial reports whether a mention's first word is an initial of the
// entity's, or the other way round.
func (c *cast) sameInitial(m *mention, e *entity) bool {
	d := c.d
	a, b := d.word(m.core.from), d.word(e.name.from)
	return (len(a) == 2 && a[1] == '.' || len(b) == 2 && b[1] == '.') && a[0] == b[0]
}

// joinShort finds the entity of a name of one word: a surname, a given name, or
// part of an organisation's name.
func (c *cast) joinShort(i int32) {
	d := c.d
	m := &c.mentions[i]
	key := d.tokens[m.core.from].hash
	best, top := int32(-1), int32(-1)
	c.chain(key, func(k int32, e *entity) bool {
		score := c.fit(i, e)
		if score > top {
			best, top = k, score
		}
		return false
	})
	if best < 0 && d.attrs(m.core.from)&attrGiven != 0 || best < 0 && d.tokens[m.core.from].is(flagAllCaps) {
		best = c.byFirst(i, key)
	}
	if best < 0 {
		c.add(i, m.core)
		return
	}
	m.entity = best
}

// fit is how well an entity with the same last word suits mention i, negative
// where it cannot be meant: what was named lately by its full name suits best,
// then what is named most.
func (c *cast) fit(i int32, e *entity) int32 {
	m := &c.mentions[i]
	long := e.name.to-e.name.from > 1
	if !e.named || long && (m.sort == sortGovernment || m.sort == sortOrganisation && c.d.tokens[m.head()].is(flagAllCaps)) {
		return -1 // "ABC" is not "Watch ABC"
	}
	if g := e.likelyGender(c); m.gender != 0 && g != 0 && m.gender != g {
		return -1
	}
	score := min(e.count, 50)
	switch {
	case e.full >= 0 && m.sentence-c.mentions[e.full].sentence <= 2:
		score += 200
	case e.full >= 0 || e.newest >= 0:
		score += 100
	}
	return score
}

// likelyGender is the entity's gender, by the name where nothing was counted yet.
func (e *entity) likelyGender(c *cast) gender {
	if g := e.gender(); g != 0 {
		return g
	}
	return c.mentions[e.shown].gender
}

// maxFirst bounds how far back a given name alone is looked for, in mentions.
const maxFirst = 60

// byFirst is the person near mention i whose given name alone it is, or -1.
func (c *cast) byFirst(i int32, first uint32) int32 {
	for k := i - 1; k >= 0 && k >= i-maxFirst; k-- {
		if e := c.mentions[k].entity; e >= 0 && c.entities[e].named && c.entities[e].first == first && c.entities[e].name.to-c.entities[e].name.from > 1 {
			return e
		}
	}
	return -1
}

// joinNominal finds the entity of a noun phrase by its head: "the ministry"
// after "the Foreign Ministry". An indefinite one is always new.
func (c *cast) joinNominal(i int32) {
	d := c.d
	m := &c.mentions[i]
	head := d.tokens[m.head()].hash
	if d.isDefinite(m.from) || m.plural {
		c.chain(^head, func(k int32, e *entity) bool {
			if e.plural != m.plural {
				return false
			}
			m.entity = k
			return true
		})
	}
	if m.entity < 0 {
		c.add(i, m.tokenRange)
	}
}

// isDefinite reports whether a phrase begins with "the" or the like.
func (d *document) isDefinite(i int32) bool {
	switch d.tokens[i].word {
	case wordThe, wordThis, wordThese, wordThose, wordThat:
		return true
	}
	return false
}

// findRivals marks persons whose surname another person of the article bears
// who is named nearly as often.
func (c *cast) findRivals() {
	for k := range c.entities {
		e := &c.entities[k]
		if !e.named || e.next < 0 || e.sort != sortPerson {
			continue
		}
		for o, n := e.next, 0; o >= 0 && n < maxChain; o, n = c.entities[o].next, n+1 {
			other := &c.entities[o]
			if !other.named || other.sort != sortPerson {
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
