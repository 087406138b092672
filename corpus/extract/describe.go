package extract

import "verbatim/corpus"

// describeOption lists the features of option o of draft n.
func (c *caster) describeOption(n int, o *option) {
	d, r, f := c.d, &c.drafts[n], &c.features
	f.reset()
	at := c.anchor(r)
	stem := uint64(0)
	if !r.cue.empty() {
		stem = d.stem(r.cue.from)
	}
	form := uint64(r.voice)<<3 | flag(r.inverted)<<2 | flag(r.subject.empty())<<1 | flag(r.kind == corpus.Direct)
	shape := c.shape(r)
	if o.mention < 0 {
		c.describeNone(n, o, stem, form)
		return
	}
	m := &c.mentions[o.mention]
	if o.prior {
		c.describePrior(o, m, form)
		c.describeEntity(n, m, 1<<6)
		return
	}
	side := flag(o.after)
	gap := c.gap(m, at)
	what := uint64(m.kind)<<4 | uint64(m.sort)
	look := what<<4 | flag(m.inner)<<3 | flag(m.genitive)<<2 | flag(m.subject)<<1 | flag(m.plural)
	hint := uint64(o.hint)
	dist := at.from - m.to
	if o.after {
		dist = m.from - at.to
	}
	f.add(500, hint<<8|form)
	f.add(501, side<<8|uint64(o.order))
	f.pair(502, gap, form)
	f.add(503, bucket(dist)<<1|side)
	f.add(504, look)
	f.add(505, look<<8|hint<<4|side)
	f.pair(506, stem, hint<<4|side)
	f.pair(507, stem, uint64(min(o.order, 3))<<1|side)
	f.pair(508, gap, hint)
	f.add(509, form<<12|side<<8|hint<<4|uint64(min(o.order, 3)))
	f.add(510, d.key(m.head()))
	f.pair(511, d.key(m.head()), side<<4|hint)
	f.add(512, d.key(m.from-1))
	f.pair(513, d.key(m.from-1), side<<4|hint)
	f.add(514, d.key(m.to))
	f.pair(515, d.key(m.to), side<<4|hint)
	f.add(516, uint64(d.at(m.from-1))<<16|uint64(d.at(m.to))<<8|side<<4|hint)
	f.add(517, what<<8|side<<4|hint)
	f.add(518, what<<12|form)
	f.add(519, flag(m.from == d.sentences[m.sentence].from)<<5|side<<4|hint)
	f.pair(520, gap, look)
	f.pair(521, stem, look)
	f.pair(522, stem, form<<1|side)
	f.pair(523, gap, stem&0xfff)
	f.add(524, shape<<12|uint64(m.sort)<<8|side<<4|hint)
	f.add(525, shape<<12|uint64(min(o.order, 7))<<8|side<<4|hint)
	f.add(526, shape<<12|look)
	f.pair(527, gap, shape)
	first := flag(m.from == d.sentences[m.sentence].from || d.at(m.from-1) == comma)
	f.add(528, shape<<12|first<<9|flag(m.subject)<<8|side<<4|hint)
	f.add(529, uint64(m.sort)<<12|first<<9|flag(m.subject)<<8|side<<4|hint)
	c.describeEntity(n, m, side<<4|hint)
}

// shape is the form of a draft's cue: its word class, and whether it is an
// infinitive.
func (c *caster) shape(r *draft) uint64 {
	if r.cue.empty() {
		return 0
	}
	i := r.cue.from
	infinitive := i > 0 && c.d.at(i-1) == toWord
	return uint64(c.d.at(i))<<2 | flag(infinitive)<<1 | 1
}

// describeEntity adds what the mention's entity tells.
func (c *caster) describeEntity(n int, m *mention, place uint64) {
	f := &c.features
	if m.entity < 0 {
		f.add(530, place)
		return
	}
	e := &c.entities[m.entity]
	f.add(531, bucket(e.count)<<8|place)
	f.add(532, uint64(e.sort)<<8|place)
	if n > 0 {
		f.add(533, flag(c.decided[n-1].entity == m.entity)<<8|place)
	}
	if !e.role.empty() {
		f.add(534, place)
	}
}

// describeNone lists the features of naming nobody near the cue.
func (c *caster) describeNone(n int, o *option, stem, form uint64) {
	d, r, f := c.d, &c.drafts[n], &c.features
	carry := flag(o.carry)
	f.add(540, carry<<8|form)
	f.pair(541, stem, carry)
	f.pair(542, stem, form<<1|carry)
	f.add(543, carry<<16|form<<8|uint64(min(len(c.options), 6)))
	if !o.carry {
		return
	}
	last := &c.drafts[n-1]
	apart := uint64(min(r.statement-last.statement, 3))
	paragraphs := d.statements[r.statement].paragraph - d.statements[last.statement].paragraph
	f.add(544, apart<<16|bucket(paragraphs)<<8|form)
	f.add(545, uint64(last.voice)<<16|apart<<8|form)
	f.add(546, flag(last.kind == corpus.Direct)<<16|bucket(paragraphs)<<8|form)
	f.add(547, flag(d.statements[r.statement].from == d.paragraphs[d.statements[r.statement].paragraph].from)<<8|form)
}

// gap is what stands between a mention and a cue.
func (c *caster) gap(m *mention, at tokenRange) uint64 {
	d := c.d
	lo, hi, side := m.to, at.from, uint64(0)
	if m.from >= at.to {
		lo, hi, side = at.to, m.from, 1
	}
	if hi-lo <= 4 {
		v := side + 2
		for j := lo; j < hi; j++ {
			v = v<<6 | uint64(d.at(j))
		}
		return v
	}
	var verbs, commas, flags uint64
	hi = min(hi, lo+40)
	for j := lo; j < hi; j++ {
		switch k := d.at(j); {
		case k.isVerb() && k != verbGerund && k != verbBase:
			verbs++
		case k == comma:
			commas++
		case k == relative:
			flags |= 1
		case k == conjunction:
			flags |= 2
		case k == thatWord || k == subordinator:
			flags |= 4
		case k == openMark || k == closeMark:
			flags |= 8
		case k == subjectPronoun:
			flags |= 16
		}
	}
	v := 1<<40 | side<<32 | min(verbs, 3)<<24 | min(commas, 3)<<16 | flags<<8
	return v | uint64(d.at(lo))
}
