package extract

// Bounds on where content is looked for, in tokens.
const (
	maxGap     = 10  // how far behind its cue content may begin
	maxAnchor  = 16  // how far behind a noun its agent may stand
	maxContent = 120 // where content may end or begin; it is twice as long at most
	maxEdges   = 40  // places that are compared
)

// anchor is a place where content may begin, behind the cue, or end, before it.
type anchor struct {
	at     int32
	before bool // content precedes the cue
	group  bool // it ends at the verb group rather than at the subject
}

// anchors lists the places for the content of a cue.
func (d *document) anchors(list []anchor, c *candidate) []anchor {
	i, lo, hi := c.token, c.sentence.from, c.sentence.to
	list = list[:0]
	for p := i + 1; p < min(i+maxGap, hi); p++ {
		if d.speaksAt(p) {
			break
		}
		if d.canBegin(p) {
			list = append(list, anchor{at: p})
		}
	}
	front := c.group
	if !c.noun && d.contentEnds(front, lo) {
		list = append(list, anchor{at: d.withoutComma(front, lo), before: true, group: true})
	}
	if !c.subject.empty() && d.contentEnds(c.subject.from, lo) {
		list = append(list, anchor{at: d.withoutComma(c.subject.from, lo), before: true})
	}
	return list
}

func (d *document) contentEnds(at, lo int32) bool {
	return d.withoutComma(at, lo) > lo
}

func (d *document) withoutComma(at, lo int32) int32 {
	for at > lo && (d.at(at-1) == comma || d.at(at-1) == dash) {
		at--
	}
	return at
}

func (d *document) skipComma(at, hi int32) int32 {
	for at < hi && (d.at(at) == comma || d.at(at) == dash) {
		at++
	}
	return at
}

// canBegin reports whether content may begin at token p.
func (d *document) canBegin(p int32) bool {
	switch d.at(p) {
	case comma, finalMark, closeMark, colon, dash, genitive, otherMark:
		return false
	}
	return !d.tokens[p].is(flagQuoted)
}

// anchorFeatures describes a place for the content of a cue.
func (d *document) anchorFeatures(f *features, c *candidate, a anchor) {
	f.reset()
	i, p := c.token, a.at
	stem := d.stem(i)
	next := uint64(d.at(i + 1))
	if a.before {
		kind := 1 | flag(a.group)<<1 | flag(c.enclosed)<<2 | flag(c.passive)<<3 | flag(c.after)<<4 | flag(c.subject.empty())<<5
		f.add(200, kind)
		f.pair(201, stem, kind)
		f.add(202, kind<<6|next)
		f.add(203, kind<<6|uint64(d.at(p-1)))
		f.add(204, kind<<6|uint64(d.at(c.group-1)))
		f.add(205, kind<<4|bucket(p-c.sentence.from))
		f.add(206, kind<<12|d.class2(i+1))
		f.pair(207, stem, kind<<6&0xfff|next)
		f.add(208, d.key(c.group-1)<<6^kind)
		f.add(209, d.key(i+1)<<6^kind)
		if !c.subject.empty() {
			f.add(210, d.key(c.subject.to-1)<<6^kind)
			f.add(211, d.key(c.subject.from-1)<<6^kind)
		}
		f.add(212, kind<<6|uint64(d.at(i)))
		f.add(213, kind<<4|bucket(c.sentence.to-i))
		return
	}
	gap := p - i - 1
	near := uint64(min(gap, 15))
	class, prev := uint64(d.at(p)), uint64(d.at(p-1))
	between := d.between(i+1, p)
	f.add(220, near)
	f.pair(221, stem, near)
	f.add(222, class)
	f.pair(223, stem, class)
	f.add(225, prev<<6|class)
	f.add(228, stem<<20^d.key(p))
	f.add(229, next<<4|near)
	f.add(230, between)
	f.add(231, between<<6|class)
	if gap <= 3 {
		f.add(232, d.class3(i+1)<<12|class<<4|near)
	}
	voice := flag(c.passive) | flag(c.noun)<<1 | flag(c.after)<<2 | flag(c.enclosed)<<3
	f.add(233, voice<<16|class<<4|near)
	f.pair(234, stem, prev<<6|class)
	f.pair(235, d.key(p-1), class)
	f.add(236, d.class2(p)<<6|prev)
	f.add(237, flag(gap > 0)<<12|prev<<6|uint64(d.at(p-2)))
	f.add(238, d.lookAhead(p-1, c.sentence.to)<<8|flag(gap == 0)<<6|class)
	f.pair(239, d.key(i+1), near)
	f.pair(240, d.key(p), uint64(d.at(p+1)))
}

// between is what stands from token a up to b: punctuation, verbs, prepositions.
func (d *document) between(a, b int32) uint64 {
	v := uint64(0)
	for j := a; j < b; j++ {
		switch c := d.at(j); {
		case c == comma:
			v |= 1
		case c.isFinite():
			v |= 2
		case c == preposition:
			v |= 4
		case c == thatWord || c == subordinator:
			v |= 8
		case c == colon || c == dash:
			v |= 16
		case c == conjunction:
			v |= 32
		}
	}
	return v
}

// edge is a place where content may end, or begin where it precedes its cue.
type edge struct {
	at    int32
	order int32 // how many such places lie nearer the cue
}

// ends lists the places where content that begins at p may end.
func (d *document) ends(list []edge, p int32, c *candidate) []edge {
	list = list[:0]
	hi := min(c.sentence.to, p+2*maxContent)
	for hi > p+1 && (d.at(hi-1) == finalMark || d.at(hi-1) == colon || d.at(hi-1) == closeMark && !d.closesWithin(hi-1, p)) {
		hi--
	}
	for b := p + 1; b < min(hi, p+maxContent) && len(list) < maxEdges; b++ {
		if d.speaksAt(b) {
			return append(list, edge{d.withoutComma(b, p+1), int32(len(list))})
		}
		if d.mayCut(b) && !d.tokens[b].is(flagQuoted) && d.at(b) != closeMark {
			list = append(list, edge{b, int32(len(list))})
		}
	}
	return append(list, edge{hi, int32(len(list))})
}

// closesWithin reports whether the closing mark at i belongs to a quotation that
// opens at p or later.
func (d *document) closesWithin(i, p int32) bool {
	for k := i - 1; k >= p && k > i-maxContent; k-- {
		if d.at(k) == openMark {
			return true
		}
	}
	return false
}

// mayCut reports whether a clause or phrase may end before token b.
func (d *document) mayCut(b int32) bool {
	switch d.at(b) {
	case comma, colon, dash, bracket, preposition, conjunction, subordinator, thatWord, relative, timeWord, toWord,
		formOfBe, formOfHave, formOfDo, modal, verbGerund, verbPast, verbThird, subjectPronoun, adverb, openMark, negation:
		return true
	case determiner, name, title:
		return d.at(b-1) == closeMark || d.at(b-1) == noun
	}
	return d.at(b-1) == closeMark
}

// endFeatures describes the end b of content that begins at p.
func (d *document) endFeatures(f *features, c *candidate, p int32, e edge, last bool) {
	f.reset()
	b := e.at
	stem := d.stem(c.token)
	class, prev, first := uint64(d.at(b)), uint64(d.at(b-1)), uint64(d.at(p))
	if last {
		class = 63
	}
	size := bucket(b - p)
	inside := d.clause(p, b)
	rest := d.restOf(b, c.sentence.to)
	key := d.key(b)
	lead := uint64(d.at(p - 1))
	f.add(300, class)
	f.add(301, key)
	f.add(302, prev)
	f.add(303, prev<<6|class)
	f.pair(304, stem, class)
	f.add(305, first<<6|class)
	f.add(306, size)
	f.add(307, size<<6|class)
	f.add(310, inside<<6|class)
	f.add(311, inside<<16|class<<8|rest)
	f.add(312, bucket(c.sentence.to-b)<<6|class)
	f.add(313, d.key(b-1))
	f.add(314, d.class3(b)<<6|flag(last))
	f.pair(315, key, first)
	f.add(317, lead<<12|first<<6|class)
	f.pair(320, stem, inside<<6|flag(last))
	if d.at(b) == conjunction || d.at(b+1) == conjunction {
		after := b + 1
		if d.at(after) == conjunction {
			after++
		}
		same := flag(d.at(after) == d.at(c.token)) | flag(d.attrs(after)&attrCueVerb != 0)<<1
		f.add(321, same<<12|uint64(d.at(after))<<6|class)
		f.pair(322, key, same<<6|uint64(d.at(after)))
	}
	f.pair(323, key, size)
	f.add(325, size<<12|flag(last)<<8|uint64(d.at(c.token)))
	takes := flag(d.attrs(c.token)&attrSpeechVerb != 0)<<1 | flag(c.noun)
	next := d.goesOn(b, c)
	lo := c.sentence.from
	fronted := flag(c.group == lo)<<1 | flag(d.at(lo) == subordinator || d.at(lo) == preposition || d.tokens[lo].word == wordAs || d.tokens[lo].word == wordWhile)
	fronted = fronted<<2 | min(d.sums[b].since(d.sums[p], sumComma), 3)
	f.add(327, next)
	f.add(329, next<<8|fronted<<2|takes)
	f.add(330, fronted<<12|inside<<8|class<<1|flag(rest > 0))
	f.pair(331, stem, next&63)
	f.add(332, next<<8|uint64(d.at(c.token)))
	f.add(333, next<<16|first<<8|inside)
}

// goesOn is how the sentence goes on from b: the class of its next word, whether
// a finite verb follows in the same clause, whether that one is a cue, or has
// the form of the present one.
func (d *document) goesOn(b int32, c *candidate) uint64 {
	hi := c.sentence.to
	i := b
	v := uint64(0)
	for i < hi && (d.at(i) == comma || d.at(i) == dash || d.at(i) == closeMark || d.at(i) == colon) {
		i++
		v = 1
	}
	if i < hi && d.at(i) == conjunction {
		i++
		v |= 2
	}
	if i >= hi || d.at(i) == finalMark {
		return v
	}
	v |= uint64(d.at(i)+1) << 2
	for j := i; j < min(i+12, hi); j++ {
		k := d.at(j)
		if k == comma || k == colon || k == finalMark {
			break
		}
		if k.isFinite() {
			cue := d.attrs(j)&attrSpeechVerb != 0
			return v | 1<<8 | flag(cue)<<9 | flag(j == i)<<10 | flag(k == d.at(c.token))<<11
		}
	}
	return v
}

// clause is whether the tokens from p to b hold a finite verb, several, a "to".
func (d *document) clause(p, b int32) uint64 {
	x, y := d.sums[p], d.sums[b]
	return min(y.since(x, sumFinite), 2) | flag(y.since(x, sumTo) != 0)<<2
}

// restOf is what the sentence holds from b on: a finite verb, a cue, a mark.
func (d *document) restOf(b, hi int32) uint64 {
	x, y := d.sums[b], d.sums[min(hi, b+maxTag)]
	return flag(y.since(x, sumFinite) != 0) | flag(y.since(x, sumCue) != 0)<<1 | flag(y.since(x, sumOpen) != 0)<<2
}

// speaksAt reports whether a quotation that is speech of its own opens or closes
// at token i.
func (d *document) speaksAt(i int32) bool {
	c := d.at(i)
	return (c == openMark || c == closeMark) && d.quotationAt(i).speech == speech
}

// begins lists the places where content that ends at b, before its cue, may
// begin.
func (d *document) begins(list []edge, b int32, c *candidate) []edge {
	list = list[:0]
	lo := max(c.sentence.from, b-maxContent)
	for p := b - 1; p > lo && len(list) < maxEdges; p-- {
		if d.speaksAt(p) {
			if p+1 < b {
				list = append(list, edge{d.skipComma(p+1, b-1), int32(len(list))})
			}
			return list
		}
		if !d.tokens[p].is(flagQuoted) && d.canBegin(p) && (d.mayCut(p) || d.mayCut(p-1)) {
			list = append(list, edge{p, int32(len(list))})
		}
	}
	return append(list, edge{lo, int32(len(list))})
}

// beginFeatures describes the beginning p of content that ends at b before its
// cue.
func (d *document) beginFeatures(f *features, c *candidate, b int32, e edge, last, group bool) {
	f.reset()
	p := e.at
	stem := d.stem(c.token)
	class, prev := uint64(d.at(p)), uint64(d.at(p-1))
	if last {
		prev = 63
	}
	size := bucket(b - p)
	inside := d.clause(p, b)
	kind := flag(group) | flag(c.enclosed)<<1 | flag(c.passive)<<2 | flag(c.after)<<3
	f.add(400, prev)
	f.add(401, class)
	f.add(402, prev<<6|class)
	f.add(403, d.key(p-1))
	f.add(404, d.key(p))
	f.add(405, size<<4|kind)
	f.add(406, inside<<4|kind)
	f.add(407, inside<<20|prev<<12|class<<4|kind)
	f.add(408, uint64(min(e.order, 7))<<4|kind)
	f.pair(409, stem, inside<<5|flag(last)<<4|kind)
	f.add(410, kind<<1|flag(last))
	f.add(411, kind<<20|prev<<12|size<<4|flag(last))
	f.pair(412, d.key(p-1), uint64(d.at(p-2)))
	f.add(413, kind<<12|prev<<6|uint64(d.at(p-2)))
	f.pair(414, d.key(p-1), kind<<4|inside)
}
