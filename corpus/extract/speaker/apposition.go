package speaker

import "verbatim/corpus/extract/lexicon"

// apposed is the name in apposition to the noun phrase, mention i, which gives the
// role: "the leader of the council, Helen Carrow, said", "Lang's wife, Ruth, said".
// It is -1 if there is no such name.
func apposed(c *EntitySet, i int32) int32 {
	d := c.Doc
	m := &c.Mentions[i]
	if m.plural || m.quoted || m.Inner || m.Type != typePerson && m.Type != typeOrganisation {
		return -1
	}
	phrase := c.withPhrases(m.TokenRange)
	if d.At(phrase.To) != lexicon.Comma {
		return -1
	}
	for k := i + 1; int(k) < len(c.Mentions) && c.Mentions[k].sentence == m.sentence && c.Mentions[k].From <= phrase.To+1; k++ {
		x := &c.Mentions[k]
		if x.From != phrase.To+1 || x.Kind != Named || x.Inner || x.Genitive {
			continue
		}
		if suits := x.Type == m.Type || x.Type == TypeUnknown; !suits || d.At(x.To) != lexicon.Comma || d.At(x.To+1) == lexicon.Conjunction {
			return -1 // of another sort, or one of a list
		}
		return k
	}
	return -1
}

// appose makes the noun phrase, mention i, refer to the person named behind it, and
// be their role. It reports whether there is such a person.
func appose(c *EntitySet, i int32) bool {
	k := apposed(c, i)
	if k < 0 {
		return false
	}
	if c.Mentions[k].Entity < 0 {
		c.joinShort(k)
	}
	m := &c.Mentions[i]
	m.Entity = c.Mentions[k].Entity
	e := &c.Entities[m.Entity]
	e.entityType = m.Type
	if r := c.withPhrases(m.TokenRange); e.role.Empty() && m.Type == typePerson && c.Doc.At(r.From) != lexicon.Possessive {
		if c.Doc.At(r.From) == lexicon.Determiner && !owned(c, m) {
			r.From++
		}
		e.role = r
	}
	return true
}

// owned reports whether a noun phrase's determiner is an owner's: "the
// company's lawyer".
func owned(c *EntitySet, m *Mention) bool {
	for j := m.From + 1; j < m.Head(); j++ {
		if c.Doc.At(j) == lexicon.Genitive {
			return true
		}
	}
	return false
}
