package extract

// asName fills in a mention that ends in the run of capitals from token names on.
func (c *chunker) asName(m *mention, names int32) {
	d := c.d
	head := m.head()
	a := d.attrs(head)
	from := names
	person := false
	if a&attrOrganisation == 0 || m.to-names <= 2 && d.attrs(names)&(attrHonorific|attrGiven) != 0 {
		for k := names; k < head; k++ { // "President Ann Lee", "Democrat Ann Lee"
			b := d.attrs(k)
			if b&(attrHonorific|attrRole) != 0 && b&attrGiven == 0 || b&attrHonorific != 0 && k == names || d.classes[k] == title {
				from, person = k+1, true
				m.gender |= genderOf(b)
			}
		}
		if from < head-1 && d.attrs(from)&(attrDemonym|attrState) != 0 && d.attrs(from)&attrGiven == 0 {
			from++
		}
	}
	if a&(attrRole|attrGroup) != 0 && a&attrGiven == 0 && !d.isBody(tokenRange{from, m.to}) && (from == head || a&attrGroup != 0 || !person && d.attrs(names)&attrGiven == 0) || d.classes[head] == title {
		c.asNominal(m)
		return
	}
	if from == names && from-2 >= m.from && d.classes[from-1] == otherMark { // "the Bridge Workers’ Union"
		for from = m.from; d.classes[from] == determiner; from++ {
		}
	}
	m.kind, m.core = named, tokenRange{from, m.to}
	if from == names && names > m.from {
		if b := d.attrs(names - 1); b&(attrRole|attrHonorific) != 0 || d.classes[names-1] == title {
			person = true
			m.gender |= genderOf(b)
		}
	}
	m.sort = c.sortOfName(m, person)
	if m.sort == sortPerson || m.sort == sortUnknown {
		if b := d.attrs(from); m.gender == 0 && (m.to-from > 1 || m.sort == sortPerson) && b&attrGiven != 0 {
			m.gender = genderOf(b)
		}
	}
}

// genderOf is the gender that a word tells, none where it tells both.
func genderOf(a attrs) gender {
	switch a & (attrMasculine | attrFeminine) {
	case attrMasculine:
		return masculine
	case attrFeminine:
		return feminine
	}
	return 0
}

// sortOfName is what a name stands for; person says that a title precedes it.
func (c *chunker) sortOfName(m *mention, person bool) sortOf {
	d := c.d
	head := m.head()
	a, size := d.attrs(head), m.core.to-m.core.from
	first := d.attrs(m.core.from)
	switch {
	case person:
		return sortPerson
	case size == 1 && a&(attrCountry|attrCapital) != 0 && a&attrGiven == 0, d.isState(m.core):
		return sortGovernment
	case a&attrOrganisation != 0:
		return sortOrganisation
	case size > 1 && first&attrGiven != 0 && first&(attrCountry|attrState) == 0:
		return sortPerson
	case size == 1 && a&attrDemonym != 0:
		return sortGroup
	case d.classes[m.from] == determiner:
		return sortOrganisation
	case size == 1 && d.tokens[head].is(flagAllCaps) && d.tokens[head].end-d.tokens[head].start <= 6:
		return sortOrganisation
	}
	for k := m.core.from; k < head; k++ {
		if d.attrs(k)&attrOrganisation != 0 || d.tokens[k].word == wordOf {
			return sortOrganisation
		}
	}
	if size == 2 || size == 3 {
		if first&(attrDemonym|attrState|attrCountry|attrCapital) == 0 {
			return sortPerson
		}
		return sortOrganisation
	}
	return sortUnknown
}

// isBody reports whether a name is a body's although its last word is a person's
// title: "United States", "Court of Justice".
func (d *document) isBody(r tokenRange) bool {
	for k := r.from + 1; k < r.to; k++ {
		if d.tokens[k].word == wordOf && d.attrs(k-1)&attrOrganisation != 0 {
			return true
		}
	}
	return d.isState(r)
}

// isState reports whether a name of two words is a country's, or that of a union
// or house that acts as one.
func (d *document) isState(r tokenRange) bool {
	if r.to-r.from != 2 {
		return false
	}
	a, b := d.word(r.from), d.word(r.from+1)
	switch a {
	case "United":
		return b == "States" || b == "Kingdom" || b == "Nations"
	case "European":
		return b == "Union"
	case "White":
		return b == "House"
	case "Saudi":
		return b == "Arabia"
	case "North", "South":
		return b == "Korea" || b == "Africa" || b == "Sudan"
	case "New":
		return b == "Zealand" || b == "Delhi"
	case "Sri":
		return b == "Lanka"
	case "Hong":
		return b == "Kong"
	case "Costa":
		return b == "Rica"
	case "El":
		return b == "Salvador"
	}
	return false
}

// asNominal fills in a mention whose head is a common noun.
func (c *chunker) asNominal(m *mention) {
	d := c.d
	a := d.attrs(m.head())
	m.kind, m.gender = nominal, genderOf(a)
	switch {
	case a&attrRole != 0 && a&attrGroup == 0:
		m.sort = sortPerson
	case a&attrGroup != 0:
		m.sort, m.plural = sortGroup, true
	case a&attrOrganisation != 0:
		m.sort = sortOrganisation
	case a&attrThing != 0:
		m.sort = sortThing
	case a&(attrCountry|attrCapital) != 0:
		m.sort = sortGovernment
	}
	t := d.tokens[m.head()]
	if m.sort == sortUnknown && t.end-t.start > 3 && d.text[t.end-1] == 's' && d.text[t.end-2] != 's' {
		m.plural = true
	}
}

// pronoun adds the mention of the pronoun at i.
func (c *chunker) pronoun(i int32, genitive bool) {
	d := c.d
	t := d.tokens[i]
	m := mention{tokenRange: tokenRange{i, i + 1}, sentence: c.sentence, entity: -1, before: -1, kind: pronominal, genitive: genitive, inner: genitive, quoted: t.is(flagQuoted)}
	if m.gender = genderOf(d.attrs(i)); m.gender != 0 {
		m.sort = sortPerson
	}
	switch t.word {
	case wordThey, wordTheir, wordThem, wordWe:
		m.plural = true
	case wordIt, wordIts:
		m.sort = sortThing
	}
	m.subject = d.classes[i] == subjectPronoun
	c.out = append(c.out, m)
}
