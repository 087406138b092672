package extract

// maxRole bounds a role's words, in tokens.
const maxRole = 25

// findRoles finds what the article says its people are: before their names
// ("Iranian Foreign Minister Hossein Amirabdollahian"), behind them ("Hugh Hill,
// a doctor, said"), or in the sentence before by their bare title.
func (c *caster) findRoles() {
	for i := range c.mentions {
		m := &c.mentions[i]
		if m.kind != named || m.entity < 0 || m.quoted {
			continue
		}
		e := &c.entities[m.entity]
		if !e.role.empty() || m.sort != sortPerson && m.sort != sortUnknown {
			continue
		}
		before, behind := c.roleBefore(m), c.roleBehind(m)
		switch {
		case !before.empty():
			e.role = before
		case !behind.empty():
			e.role = behind
		case m.before < 0 && m.core.to-m.core.from > 1:
			e.role = c.bareTitle(int32(i))
		}
		if !e.role.empty() && e.sort == sortUnknown {
			e.sort = sortPerson
		}
		switch c.roleGender(before) | c.roleGender(behind) {
		case masculine:
			e.men++
			e.told = true
		case feminine:
			e.women++
			e.told = true
		}
	}
}

// roleGender is the gender that a role's words tell.
func (c *caster) roleGender(r tokenRange) gender {
	for i := r.from; i < r.to; i++ {
		if c.d.at(i) == preposition {
			break
		}
		if a := c.d.attrs(i); a&attrRole != 0 {
			if g := genderOf(a); g != 0 {
				return g
			}
		}
	}
	return 0
}

// roleBefore is the words before a name that say what its bearer is.
func (c *caster) roleBefore(m *mention) tokenRange {
	d := c.d
	r := tokenRange{m.from, m.core.from}
	for r.from < r.to && (d.at(r.from) == determiner || d.at(r.from) == number || d.at(r.from) == possessive) {
		r.from++
	}
	for i := r.from; i < r.to; i++ {
		if a := d.attrs(i); a&(attrRole|attrHonorific) != 0 && !c.isCourtesy(i) || d.at(i) == title && !c.isCourtesy(i) {
			return r
		}
	}
	return tokenRange{}
}

// isCourtesy reports whether token i is a title that everybody has.
func (c *caster) isCourtesy(i int32) bool {
	switch c.d.word(i) {
	case "Mr.", "Mr", "Mrs.", "Mrs", "Ms.", "Ms", "Miss", "Mx.", "Mx", "Dr.", "Dr", "Saint", "St.", "Father", "Mother", "Brother", "Sister", "Messrs.", "Madam":
		return true
	}
	return false
}

// roleBehind is the apposition behind a name.
func (c *caster) roleBehind(m *mention) tokenRange {
	d := c.d
	i := m.to
	if d.at(i) != comma {
		return tokenRange{}
	}
	hi := min(d.sentences[m.sentence].to, i+maxRole)
	i++
	from, role := i, false
	if i < hi && d.at(i) == number && d.at(i+1) == comma { // "Ann Lee, 34, a nurse,"
		i += 2
		from = i
	}
	for ; i < hi; i++ {
		k := d.at(i)
		switch {
		case k == comma || k == finalMark || k == dash || k == closeMark || k == openMark || k == colon || k == relative || k == bracket:
			if role && i > from {
				return tokenRange{from, i}
			}
			return tokenRange{}
		case k.isFinite() || k == subjectPronoun || k == thatWord || k == subordinator:
			if d.at(i-1) == determiner || d.at(i-1) == possessive || d.at(i-1) == genitive {
				continue
			}
			return tokenRange{}
		case i == from && k == possessive:
			return tokenRange{} // "his eldest son" says nothing away from its place
		case i == from && k != determiner && k != noun && k != title && k != name && d.attrs(i)&(attrRole|attrDemonym) == 0:
			return tokenRange{}
		}
		if d.attrs(i)&attrRole != 0 && d.at(i+1) != genitive {
			role = true
		}
	}
	return tokenRange{}
}

// bareTitle is the title without a determiner that begins the sentence before a
// person's first one, in the same paragraph: "Foreign Minister rejects … . Ann
// Lee says".
func (c *caster) bareTitle(i int32) tokenRange {
	d := c.d
	m := &c.mentions[i]
	s := m.sentence
	if s == 0 || m.from != d.sentences[s].from || d.sentences[s-1].paragraph != d.sentences[s].paragraph {
		return tokenRange{}
	}
	for k := c.starts[s-1]; k < c.starts[s]; k++ {
		x := &c.mentions[k]
		if x.from == d.sentences[s-1].from && x.kind == nominal && x.sort == sortPerson && !x.plural && !x.inner && x.to-x.from > 1 && d.isCapital(x.head()) {
			return x.tokenRange
		}
	}
	return tokenRange{}
}

// reachRoles bounds how far back a role noun is resolved, in mentions.
const reachRoles = 120

// resolveRole is who the noun phrase, mention i, stands for in draft n: "the
// diplomatic chief" the minister who was named before, "the office" the ministry
// that spoke last. It is the phrase's own entity where nobody fits.
func (c *caster) resolveRole(n int, i int32) int32 {
	d := c.d
	m := &c.mentions[i]
	if m.plural || d.tokens[m.from].word != wordThe {
		return m.entity
	}
	switch m.sort {
	case sortPerson:
		if e := c.bearerOf(i); e >= 0 {
			return e
		}
	case sortOrganisation:
		if e := c.bodyOf(n, i); e >= 0 {
			return e
		}
	}
	return m.entity
}

// bearerOf is the person before mention i whose role it names, or -1. A role of
// the same head counts, and one of another head for the same office whose other
// words do not speak against it.
func (c *caster) bearerOf(i int32) int32 {
	m := &c.mentions[i]
	best, top := int32(-1), 0
	k := min(i, c.starts[m.sentence+1])
	for lo := max(0, k-reachRoles); k > lo; k-- {
		x := &c.mentions[k-1]
		if x.kind != named || x.entity < 0 {
			continue
		}
		e := &c.entities[x.entity]
		if e.role.empty() || e.role.from >= m.from || m.gender != 0 && e.gender() != 0 && m.gender != e.gender() {
			continue
		}
		if score := c.sameOffice(m, e.role); score > top {
			best, top = x.entity, score
		}
	}
	return best
}

// sameOffice is how well a phrase names a role: 0 where it does not.
func (c *caster) sameOffice(m *mention, role tokenRange) int {
	d := c.d
	head, end := m.head(), role.from
	for end < role.to && d.at(end) != preposition && d.at(end) != comma {
		end++
	}
	if end == role.from {
		return 0
	}
	other := end - 1
	var score int
	switch a, b := office(d.word(head)), office(d.word(other)); {
	case d.tokens[head].hash == d.tokens[other].hash:
		score = 3
	case a != "" && a == b:
		score = 1
	default:
		return 0
	}
	topics := 0
	for i := m.from + 1; i < head; i++ {
		t := topic(d.word(i))
		if t == "" {
			continue
		}
		topics++
		for j := role.from; j < role.to; j++ {
			if topic(d.word(j)) == t || d.tokens[i].hash == d.tokens[j].hash {
				return score + 3
			}
		}
	}
	if score == 1 || topics > 0 {
		return 0 // "the football chief" is no minister
	}
	return score
}

// bodyOf is the organisation that spoke last before draft n, where mention i is
// a general word for what it is, or -1.
func (c *caster) bodyOf(n int, i int32) int32 {
	d := c.d
	m := &c.mentions[i]
	if m.to-m.from > 2 {
		return -1
	}
	for back := 1; back <= 2 && back <= n; back++ {
		x := &c.decided[n-back]
		if x.entity < 0 || x.mention < 0 || m.sentence-c.mentions[x.mention].sentence > 2 {
			continue
		}
		e := &c.entities[x.entity]
		if e.sort != sortOrganisation || x.entity == m.entity || !e.named || e.name.to-e.name.from < 2 {
			continue
		}
		end := e.name.to - 1
		for k := e.name.from + 1; k < e.name.to; k++ {
			if d.tokens[k].word == wordOf { // "the Ministry of Transport"
				end = k - 1
				break
			}
		}
		if a := office(d.word(m.head())); a != "" && a == office(d.word(end)) {
			return x.entity
		}
	}
	return -1
}
