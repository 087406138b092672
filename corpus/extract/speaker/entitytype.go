package speaker

import (
	"verbatim/corpus/extract/document"
	"verbatim/corpus/extract/lexicon"
)

// asName fills in a mention that ends in the run of capitals from token names on.
func asName(d *document.Document, m *Mention, names int32) {
	head := m.Head()
	a := d.Attrs(head)
	from := names
	person := false
	if a&lexicon.AttrOrganisation == 0 || m.To-names <= 2 && d.Attrs(names)&(lexicon.AttrHonorific|lexicon.AttrGiven) != 0 {
		for k := names; k < head; k++ { // "President Ann Lee", "Democrat Ann Lee"
			b := d.Attrs(k)
			if b&(lexicon.AttrHonorific|lexicon.AttrRole) != 0 && b&lexicon.AttrGiven == 0 || b&lexicon.AttrHonorific != 0 && k == names || d.Classes[k] == lexicon.Title {
				from, person = k+1, true
				m.gender |= genderOf(b)
			}
		}
		if from < head-1 && d.Attrs(from)&(lexicon.AttrDemonym|lexicon.AttrState) != 0 && d.Attrs(from)&lexicon.AttrGiven == 0 {
			from++
		}
	}
	if a&(lexicon.AttrRole|lexicon.AttrGroup) != 0 && a&lexicon.AttrGiven == 0 && !isBody(d, document.Range(from, m.To)) && (from == head || a&lexicon.AttrGroup != 0 || !person && d.Attrs(names)&lexicon.AttrGiven == 0) || d.Classes[head] == lexicon.Title {
		asNominal(d, m)
		return
	}
	if from == names && from-2 >= m.From && d.Classes[from-1] == lexicon.OtherMark { // "the Bridge Workers’ Union"
		for from = m.From; d.Classes[from] == lexicon.Determiner; from++ {
		}
	}
	m.Kind, m.core = Named, document.Range(from, m.To)
	if from == names && names > m.From {
		if b := d.Attrs(names - 1); b&(lexicon.AttrRole|lexicon.AttrHonorific) != 0 || d.Classes[names-1] == lexicon.Title {
			person = true
			m.gender |= genderOf(b)
		}
	}
	m.Type = typeOfName(d, m, person)
	if m.Type == typePerson || m.Type == TypeUnknown {
		if b := d.Attrs(from); m.gender == 0 && (m.To-from > 1 || m.Type == typePerson) && b&lexicon.AttrGiven != 0 {
			m.gender = genderOf(b)
		}
	}
}

// typeOfName is the type of a name's entity; person is set if a title precedes it.
func typeOfName(d *document.Document, m *Mention, person bool) EntityType {
	head := m.Head()
	a, size := d.Attrs(head), m.core.To-m.core.From
	first := d.Attrs(m.core.From)
	switch {
	case person:
		return typePerson
	case size == 1 && a&(lexicon.AttrCountry|lexicon.AttrCapital) != 0 && a&lexicon.AttrGiven == 0, isState(d, m.core):
		return typeGovernment
	case a&lexicon.AttrOrganisation != 0:
		return typeOrganisation
	case size > 1 && first&lexicon.AttrGiven != 0 && first&(lexicon.AttrCountry|lexicon.AttrState) == 0:
		return typePerson
	case size == 1 && a&lexicon.AttrDemonym != 0:
		return typeGroup
	case d.Classes[m.From] == lexicon.Determiner:
		return typeOrganisation
	case size == 1 && d.Tokens[head].Is(document.FlagAllCaps) && d.Tokens[head].End-d.Tokens[head].Start <= 6:
		return typeOrganisation
	}
	for k := m.core.From; k < head; k++ {
		if d.Attrs(k)&lexicon.AttrOrganisation != 0 || d.Tokens[k].Word == lexicon.WordOf {
			return typeOrganisation
		}
	}
	if size == 2 || size == 3 {
		if first&(lexicon.AttrDemonym|lexicon.AttrState|lexicon.AttrCountry|lexicon.AttrCapital) == 0 {
			return typePerson
		}
		return typeOrganisation
	}
	return TypeUnknown
}

// isBody reports whether a name is a body's even if its last word is a person's
// title: "United States", "Court of Justice".
func isBody(d *document.Document, r document.TokenRange) bool {
	for k := r.From + 1; k < r.To; k++ {
		if d.Tokens[k].Word == lexicon.WordOf && d.Attrs(k-1)&lexicon.AttrOrganisation != 0 {
			return true
		}
	}
	return isState(d, r)
}

// isState reports whether a name of two words is a country's, or a union's or
// house's that acts as a country does.
func isState(d *document.Document, r document.TokenRange) bool {
	if r.To-r.From != 2 {
		return false
	}
	a, b := d.Word(r.From), d.Word(r.From+1)
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
func asNominal(d *document.Document, m *Mention) {
	a := d.Attrs(m.Head())
	m.Kind, m.gender = Nominal, genderOf(a)
	switch {
	case a&lexicon.AttrRole != 0 && a&lexicon.AttrGroup == 0:
		m.Type = typePerson
	case a&lexicon.AttrGroup != 0:
		m.Type, m.plural = typeGroup, true
	case a&lexicon.AttrOrganisation != 0:
		m.Type = typeOrganisation
	case a&lexicon.AttrThing != 0:
		m.Type = typeThing
	case a&(lexicon.AttrCountry|lexicon.AttrCapital) != 0:
		m.Type = typeGovernment
	}
	t := d.Tokens[m.Head()]
	if m.Type == TypeUnknown && t.End-t.Start > 3 && d.Text[t.End-1] == 's' && d.Text[t.End-2] != 's' {
		m.plural = true
	}
}
