package extract

// apposed is the named mention that stands in apposition to the noun phrase,
// mention i, which says what its bearer is: "the leader of the council, Helen
// Carrow, said", "Lang's wife, Ruth, said"; -1 where there is none.
func (c *cast) apposed(i int32) int32 {
	d := c.d
	m := &c.mentions[i]
	if m.plural || m.quoted || m.inner || m.sort != sortPerson && m.sort != sortOrganisation {
		return -1
	}
	phrase := c.withPhrases(m.tokenRange)
	if d.at(phrase.to) != comma {
		return -1
	}
	for k := i + 1; int(k) < len(c.mentions) && c.mentions[k].sentence == m.sentence && c.mentions[k].from <= phrase.to+1; k++ {
		x := &c.mentions[k]
		if x.from != phrase.to+1 || x.kind != named || x.inner || x.genitive {
			continue
		}
		if suits := x.sort == m.sort || x.sort == sortUnknown; !suits || d.at(x.to) != comma || d.at(x.to+1) == conjunction {
			return -1 // of another sort, or one of a list
		}
		return k
	}
	return -1
}

// appose lets the noun phrase, mention i, stand for whoever is named behind it,
// and be their role; it reports whether somebody is.
func (c *cast) appose(i int32) bool {
	k := c.apposed(i)
	if k < 0 {
		return false
	}
	if c.mentions[k].entity < 0 {
		c.joinShort(k)
	}
	m := &c.mentions[i]
	m.entity = c.mentions[k].entity
	e := &c.entities[m.entity]
	e.sort = m.sort
	if r := c.withPhrases(m.tokenRange); e.role.empty() && m.sort == sortPerson && c.d.at(r.from) != possessive {
		if c.d.at(r.from) == determiner && !c.owned(m) {
			r.from++
		}
		e.role = r
	}
	return true
}

// owned reports whether a noun phrase's determiner is an owner's: "the
// company's lawyer".
func (c *cast) owned(m *mention) bool {
	for j := m.from + 1; j < m.head(); j++ {
		if c.d.at(j) == genitive {
			return true
		}
	}
	return false
}
