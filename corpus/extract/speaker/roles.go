package speaker

import (
	"verbatim/corpus/extract/document"
	"verbatim/corpus/extract/lexicon"
)

// maxRole bounds a role's words, in tokens.
const maxRole = 25

// findRoles finds the article's words for the roles of its people: before their
// names ("Iranian Foreign Minister Hossein Amirabdollahian"), behind them ("Hugh
// Hill, a doctor, said"), or in the sentence before by their bare title.
func findRoles(c *Resolver) {
	for i := range c.Mentions {
		m := &c.Mentions[i]
		if m.Kind != Named || m.Entity < 0 || m.quoted {
			continue
		}
		e := &c.Entities[m.Entity]
		if !e.role.Empty() || m.Type != typePerson && m.Type != TypeUnknown {
			continue
		}
		before, behind := roleBefore(c, m), roleBehind(c, m)
		switch {
		case !before.Empty():
			e.role = before
		case !behind.Empty():
			e.role = behind
		case m.before < 0 && m.core.To-m.core.From > 1:
			e.role = bareTitle(c, int32(i))
		}
		if !e.role.Empty() && e.entityType == TypeUnknown {
			e.entityType = typePerson
		}
		switch roleGender(c, before) | roleGender(c, behind) {
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
func roleGender(c *Resolver, r document.TokenRange) gender {
	for i := r.From; i < r.To; i++ {
		if c.Doc.At(i) == lexicon.Preposition {
			break
		}
		if a := c.Doc.Attrs(i); a&lexicon.AttrRole != 0 {
			if g := genderOf(a); g != 0 {
				return g
			}
		}
	}
	return 0
}

// roleBefore is the words before a name that give the role.
func roleBefore(c *Resolver, m *Mention) document.TokenRange {
	d := c.Doc
	r := document.Range(m.From, m.core.From)
	for r.From < r.To && (d.At(r.From) == lexicon.Determiner || d.At(r.From) == lexicon.Number || d.At(r.From) == lexicon.Possessive) {
		r.From++
	}
	for i := r.From; i < r.To; i++ {
		if a := d.Attrs(i); a&(lexicon.AttrRole|lexicon.AttrHonorific) != 0 && !isCourtesy(c, i) || d.At(i) == lexicon.Title && !isCourtesy(c, i) {
			return r
		}
	}
	return document.TokenRange{}
}

// isCourtesy reports whether token i is a title of courtesy, which is not a role.
func isCourtesy(c *Resolver, i int32) bool {
	switch c.Doc.Word(i) {
	case "Mr.", "Mr", "Mrs.", "Mrs", "Ms.", "Ms", "Miss", "Mx.", "Mx", "Dr.", "Dr", "Saint", "St.", "Father", "Mother", "Brother", "Sister", "Messrs.", "Madam":
		return true
	}
	return false
}

// roleBehind is the apposition behind a name.
func roleBehind(c *Resolver, m *Mention) document.TokenRange {
	d := c.Doc
	i := m.To
	if d.At(i) != lexicon.Comma {
		return document.TokenRange{}
	}
	hi := min(d.Sentences[m.sentence].To, i+maxRole)
	i++
	from, role := i, false
	if i < hi && d.At(i) == lexicon.Number && d.At(i+1) == lexicon.Comma { // "Ann Lee, 34, a nurse,"
		i += 2
		from = i
	}
	for ; i < hi; i++ {
		k := d.At(i)
		switch {
		case k == lexicon.Comma || k == lexicon.FinalMark || k == lexicon.Dash || k == lexicon.CloseMark || k == lexicon.OpenMark || k == lexicon.Colon || k == lexicon.Relative || k == lexicon.Bracket:
			if role && i > from {
				return document.Range(from, i)
			}
			return document.TokenRange{}
		case k.IsFinite() || k == lexicon.SubjectPronoun || k == lexicon.ThatWord || k == lexicon.Subordinator:
			if d.At(i-1) == lexicon.Determiner || d.At(i-1) == lexicon.Possessive || d.At(i-1) == lexicon.Genitive {
				continue
			}
			return document.TokenRange{}
		case i == from && k == lexicon.Possessive:
			return document.TokenRange{} // "his eldest son" has no meaning away from its place
		case i == from && k != lexicon.Determiner && k != lexicon.Noun && k != lexicon.Title && k != lexicon.Name && d.Attrs(i)&(lexicon.AttrRole|lexicon.AttrDemonym) == 0:
			return document.TokenRange{}
		}
		if d.Attrs(i)&lexicon.AttrRole != 0 && d.At(i+1) != lexicon.Genitive {
			role = true
		}
	}
	return document.TokenRange{}
}

// bareTitle is the title without a determiner that begins the sentence before a
// person's first one, in the same paragraph: "Foreign Minister rejects … . Ann Lee
// says".
func bareTitle(c *Resolver, i int32) document.TokenRange {
	d := c.Doc
	m := &c.Mentions[i]
	s := m.sentence
	if s == 0 || m.From != d.Sentences[s].From || d.Sentences[s-1].Paragraph != d.Sentences[s].Paragraph {
		return document.TokenRange{}
	}
	for k := c.starts[s-1]; k < c.starts[s]; k++ {
		x := &c.Mentions[k]
		if x.From == d.Sentences[s-1].From && x.Kind == Nominal && x.Type == typePerson && !x.plural && !x.Inner && x.To-x.From > 1 && isCapital(d, x.Head()) {
			return x.TokenRange
		}
	}
	return document.TokenRange{}
}

// reachRoles bounds how far back a role noun is resolved, in mentions.
const reachRoles = 120

// resolveRole is the entity that the noun phrase, mention i, refers to in draft n:
// "the diplomatic chief" is the minister who was named before, "the office" the
// ministry that spoke last. It is the phrase's own entity when no other fits.
func resolveRole(c *Resolver, n int, i int32) int32 {
	d := c.Doc
	m := &c.Mentions[i]
	if m.plural || d.Tokens[m.From].Word != lexicon.WordThe {
		return m.Entity
	}
	switch m.Type {
	case typePerson:
		if e := bearerOf(c, i); e >= 0 {
			return e
		}
	case typeOrganisation:
		if e := bodyOf(c, n, i); e >= 0 {
			return e
		}
	}
	return m.Entity
}

// bearerOf is the person before mention i with the role that it names, or -1. A
// role with the same head counts. One with another head counts if it is the same
// office and its other words agree.
func bearerOf(c *Resolver, i int32) int32 {
	m := &c.Mentions[i]
	best, top := int32(-1), 0
	k := min(i, c.starts[m.sentence+1])
	for lo := max(0, k-reachRoles); k > lo; k-- {
		x := &c.Mentions[k-1]
		if x.Kind != Named || x.Entity < 0 {
			continue
		}
		e := &c.Entities[x.Entity]
		if e.role.Empty() || e.role.From >= m.From || m.gender != 0 && e.gender() != 0 && m.gender != e.gender() {
			continue
		}
		if score := sameOffice(c, m, e.role); score > top {
			best, top = x.Entity, score
		}
	}
	return best
}

// sameOffice tells how well a phrase names a role, 0 if it does not.
func sameOffice(c *Resolver, m *Mention, role document.TokenRange) int {
	d := c.Doc
	head, end := m.Head(), role.From
	for end < role.To && d.At(end) != lexicon.Preposition && d.At(end) != lexicon.Comma {
		end++
	}
	if end == role.From {
		return 0
	}
	other := end - 1
	var score int
	switch a, b := office(d.Word(head)), office(d.Word(other)); {
	case d.Tokens[head].Hash == d.Tokens[other].Hash:
		score = 3
	case a != "" && a == b:
		score = 1
	default:
		return 0
	}
	topics := 0
	for i := m.From + 1; i < head; i++ {
		t := topic(d.Word(i))
		if t == "" {
			continue
		}
		topics++
		for j := role.From; j < role.To; j++ {
			if topic(d.Word(j)) == t || d.Tokens[i].Hash == d.Tokens[j].Hash {
				return score + 3
			}
		}
	}
	if score == 1 || topics > 0 {
		return 0 // "the football chief" is no minister
	}
	return score
}

// bodyOf is the organisation that spoke last before draft n, if mention i is a
// general word for it, or -1.
func bodyOf(c *Resolver, n int, i int32) int32 {
	d := c.Doc
	m := &c.Mentions[i]
	if m.To-m.From > 2 {
		return -1
	}
	for back := 1; back <= 2 && back <= n; back++ {
		x := &c.Decisions[n-back]
		if x.Entity < 0 || x.Mention < 0 || m.sentence-c.Mentions[x.Mention].sentence > 2 {
			continue
		}
		e := &c.Entities[x.Entity]
		if e.entityType != typeOrganisation || x.Entity == m.Entity || !e.Named || e.Name.To-e.Name.From < 2 {
			continue
		}
		end := e.Name.To - 1
		for k := e.Name.From + 1; k < e.Name.To; k++ {
			if d.Tokens[k].Word == lexicon.WordOf { // "the Ministry of Transport"
				end = k - 1
				break
			}
		}
		if a := office(d.Word(m.Head())); a != "" && a == office(d.Word(end)) {
			return x.Entity
		}
	}
	return -1
}
