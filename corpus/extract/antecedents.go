package extract

import "verbatim/corpus"

// antecedent is who a pronoun may stand for.
type antecedent struct {
	entity  int32
	nearest int32 // the nearest mention before the pronoun
	near    int32 // mentions within reach
	order   int32 // how many antecedents are nearer
	spoke   int32 // how many reports before this one it spoke last, -1 for not lately
	score   float32
}

// Bounds on the search for what a pronoun stands for.
const (
	reachMentions    = 80
	reachAntecedents = 14
	reachReports     = 4
)

// agrees reports whether an entity can be what the pronoun m stands for.
func (c *caster) agrees(m *mention, e *entity) bool {
	if m.gender != 0 {
		if e.plural || e.sort != sortPerson && (e.sort != sortUnknown || !e.named) && e.persons == 0 {
			return false
		}
		g := e.gender()
		return g == 0 || g&m.gender != 0
	}
	switch {
	case m.plural:
		return e.plural || e.sort == sortGroup || e.sort == sortOrganisation || e.sort == sortGovernment
	case m.sort == sortThing:
		return !e.plural && e.sort != sortPerson && e.sort != sortGroup
	}
	return false
}

// collect lists who the pronoun, mention i, may stand for in draft n.
func (c *caster) collect(n int, i int32) {
	m := &c.mentions[i]
	c.rivals = c.rivals[:0]
	k := i
	if int(i) >= int(c.starts[len(c.starts)-1]) {
		k = c.starts[m.sentence]
	}
	for lo := max(0, k-reachMentions); k > lo; {
		k--
		x := &c.mentions[k]
		if x.entity < 0 || x.to > m.from {
			continue
		}
		c.offer(m, x.entity, k)
	}
	for back := 1; back <= reachReports && back <= n; back++ {
		e := c.decided[n-back].person
		if e < 0 {
			continue
		}
		at := c.offer(m, e, c.decided[n-back].mention)
		if at >= 0 && c.rivals[at].spoke < 0 {
			c.rivals[at].spoke = int32(back)
		}
	}
}

// offer adds an entity that is mentioned at k, and is its index or -1.
func (c *caster) offer(m *mention, e, k int32) int {
	for at := range c.rivals {
		if c.rivals[at].entity == e {
			c.rivals[at].near++
			return at
		}
	}
	if len(c.rivals) >= reachAntecedents || !c.agrees(m, &c.entities[e]) {
		return -1
	}
	if x := &c.entities[e]; m.gender != 0 && !x.named && c.d.isDefinite(x.name.from) {
		return -1 // "the senator" is somebody who has a name, too
	}
	c.rivals = append(c.rivals, antecedent{entity: e, nearest: k, near: 1, order: int32(len(c.rivals)), spoke: -1})
	return len(c.rivals) - 1
}

// describeAntecedent lists the features of a as what mention i stands for.
func (c *caster) describeAntecedent(n int, i int32, a *antecedent) {
	d, r, f := c.d, &c.drafts[n], &c.features
	f.reset()
	m, x, e := &c.mentions[i], &c.mentions[a.nearest], &c.entities[a.entity]
	w := uint64(m.gender&feminine)<<2 | flag(m.plural)<<1 | flag(m.sort == sortThing)
	sentences := uint64(min(m.sentence-x.sentence, 7))
	here, there := d.sentences[m.sentence].paragraph, d.sentences[x.sentence].paragraph
	paragraphs := uint64(min(here-there, 4))
	alone := flag(len(c.rivals) == 1)
	form := uint64(x.kind)<<5 | flag(x.subject)<<4 | flag(x.genitive)<<3 | flag(x.inner)<<2 | flag(x.quoted)<<1 | flag(x.from == d.sentences[x.sentence].from)
	spoke := uint64(a.spoke + 1)
	near := flag(n > 0 && d.statements[c.drafts[n-1].statement].paragraph == d.statements[r.statement].paragraph)
	agree := uint64(3)
	if g := e.gender(); g != 0 {
		agree = flag(g&m.gender != 0)
	}
	top := flag(c.mostNamed(a))
	order := uint64(min(a.order, 5))
	f.add(600, w<<8|order)
	f.add(601, w<<8|sentences)
	f.add(602, w<<8|paragraphs)
	f.add(603, w<<8|spoke<<1|near)
	f.add(604, w<<8|form)
	f.add(605, w<<8|agree<<4|uint64(e.sort))
	f.add(606, w<<8|bucket(e.count)<<1|top)
	f.add(607, w<<8|bucket(a.near)<<1|alone)
	f.add(608, spoke<<12|near<<8|order<<4|sentences)
	f.add(609, form<<8|sentences<<4|paragraphs)
	f.add(610, form<<12|order<<8|spoke)
	f.add(611, agree<<12|order<<8|spoke<<4|paragraphs)
	f.add(612, uint64(r.kind[0])<<16|spoke<<8|order)
	f.add(613, flag(e.named)<<8|uint64(min(e.name.to-e.name.from, 3))<<4|uint64(e.sort))
	f.add(614, flag(c.speaksOfIt(n, a))<<8|w)
	f.add(615, flag(c.speaksOfIt(n, a))<<8|spoke<<4|order)
	f.add(616, flag(here == there)<<12|flag(m.sentence == x.sentence)<<8|order<<4|spoke)
	f.add(617, top<<12|order<<8|spoke<<4|sentences)
	f.add(618, flag(d.statements[r.statement].from == d.paragraphs[here].from)<<12|spoke<<8|order<<4|near)
	f.add(619, d.key(x.to)<<8|sentences)
	f.add(620, d.key(x.from-1)<<8|sentences)
	f.add(621, flag(e.role.empty())<<8|order)
	f.add(622, flag(x.sentence == m.sentence-1 && x.from == d.sentences[x.sentence].from)<<8|spoke<<4|near)
	source := uint64(0)
	for back := 1; back <= reachReports && back <= n && source == 0; back++ {
		if x := &c.decided[n-back]; x.mention == a.nearest {
			source = uint64(back)
		}
	}
	guess := flag(m.entity == a.entity)<<1 | flag(m.entity >= 0 && m.kind == pronominal)
	f.add(631, guess<<12|spoke<<8|agree<<4|near)
	f.add(632, guess<<12|order<<8|sentences<<4|paragraphs)
	main := flag(c.isMain(a.nearest))
	f.add(628, main<<12|sentences<<8|order<<4|paragraphs)
	f.add(629, main<<12|spoke<<8|sentences<<4|agree)
	f.add(630, main<<12|form<<4|sentences)
	f.add(624, source<<12|sentences<<8|order<<4|paragraphs)
	f.add(625, source<<12|spoke<<8|agree<<4|near)
	f.add(626, form<<12|agree<<8|sentences)
	f.add(627, uint64(min(e.men, 3))<<8|uint64(min(e.women, 3))<<4|w)
	if n > 0 {
		last := &c.decided[n-1]
		pronoun := last.mention >= 0 && c.mentions[last.mention].kind == pronominal
		f.add(623, flag(last.entity == a.entity)<<9|flag(pronoun)<<8|paragraphs<<4|sentences)
	}
}

// isMain reports whether mention k is the first subject of its sentence.
func (c *caster) isMain(k int32) bool {
	if int(k) >= int(c.starts[len(c.starts)-1]) || !c.mentions[k].subject {
		return false
	}
	for i := k - 1; i >= c.starts[c.mentions[k].sentence] && i > k-8; i-- {
		if x := &c.mentions[i]; x.subject && !x.quoted && !x.inner {
			return false
		}
	}
	return true
}

// mostNamed reports whether no antecedent is mentioned more often.
func (c *caster) mostNamed(a *antecedent) bool {
	for i := range c.rivals {
		if c.entities[c.rivals[i].entity].count > c.entities[a.entity].count {
			return false
		}
	}
	return true
}

// speaksOfIt reports whether the reported words name the antecedent: people
// seldom name themselves.
func (c *caster) speaksOfIt(n int, a *antecedent) bool {
	words := c.words[n]
	if words.empty() {
		return false
	}
	s := c.d.sentenceOf(words.from)
	for k, lim := c.starts[s], 0; int(k) < int(c.starts[len(c.starts)-1]) && lim < 40; k, lim = k+1, lim+1 {
		m := &c.mentions[k]
		if m.from >= words.to {
			break
		}
		if m.entity == a.entity && m.from >= words.from {
			return true
		}
	}
	return false
}

// relativeHead is the mention that the relative pronoun, mention i, refers to:
// the one right before it, or -1.
func (c *caster) relativeHead(i int32) int32 {
	m := &c.mentions[i]
	for k := i - 1; k >= 0 && k > i-4; k-- {
		x := &c.mentions[k]
		if x.to <= m.from && m.from-x.to <= 2 && !x.inner {
			return k
		}
	}
	return -1
}

var _ = corpus.Person
