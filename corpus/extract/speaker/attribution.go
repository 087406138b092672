package speaker

import (
	"slices"

	"verbatim/corpus"
	"verbatim/corpus/extract/document"
	"verbatim/corpus/extract/lexicon"
)

// attribute makes the attribution of draft n from its decision.
func attribute(c *Resolver, n int, explain bool) Attribution {
	x := &c.Decisions[n]
	if x.Mention < 0 {
		return Attribution{}
	}
	s := &corpus.Speaker{}
	Fill(c, s, x)
	p := probabilityOf(c, n)
	s.Certain = p >= certainFrom && !c.Drafts[n].Uncertain && s.Name != ""
	out := Attribution{Speaker: s, Probability: p}
	if explain {
		out.Evidence = evidenceFor(c, n)
	}
	return out
}

// Fill sets the speaker of a decision.
func Fill(c *Resolver, s *corpus.Speaker, x *Decision) {
	d := c.Doc
	m := &c.Mentions[x.Mention]
	full := Extent(c, x.Mention)
	s.Mention = d.Span(full)
	s.Kind = corpus.UnknownKind
	if x.Entity < 0 {
		s.Name = d.Text[s.Mention.Start:s.Mention.End]
		s.Kind = kindOf(m.Type)
		return
	}
	e := &c.Entities[x.Entity]
	s.Kind = kindOf(e.entityType)
	s.Name = NameOf(c, e, x.Mention, full)
	if !e.role.Empty() {
		s.Role = d.Text[d.Tokens[e.role.From].Start:d.Tokens[e.role.To-1].End]
	}
	s.Aliases = aliasesOf(c, x.Entity, s.Name)
}

// NameOf is the name under which an entity is shown.
func NameOf(c *Resolver, e *Entity, mention int32, full document.TokenRange) string {
	d := c.Doc
	own := &c.Mentions[mention]
	r := e.Name
	shown := &c.Mentions[e.shown]
	if !e.Named {
		if own.Kind == Nominal {
			r = full // "the organiser" may be another than the one before
		} else {
			r = Extent(c, e.shown)
		}
	} else if e.entityType != typePerson && shown.From < r.From && d.Classes[shown.From] == lexicon.Determiner && shown.From == r.From-1 {
		r.From = shown.From
	}
	if e.Named && e.entityType == typeOrganisation {
		r = withPlace(c, r)
	}
	return d.Text[d.Tokens[r.From].Start:d.Tokens[r.To-1].End]
}

// Extent is the words of mention i that are shown as the article's own: a phrase
// with the words that belong to its head, or a name without titles.
func Extent(c *Resolver, i int32) document.TokenRange {
	d := c.Doc
	m := &c.Mentions[i]
	r := m.TokenRange
	switch m.Kind {
	case Pronominal:
		return r
	case Named:
		if m.Type == typePerson || d.Classes[m.From] != lexicon.Determiner || m.core.From > m.From+1 {
			r = m.core
		}
		if m.Type == typeOrganisation {
			r = withPlace(c, r)
		}
		return r
	}
	return c.withPhrases(r)
}

// maxExtent bounds the shown words of a speaker, in tokens.
const maxExtent = 14

// withPlace adds the place to an organisation's name: "in Dushanbe".
func withPlace(c *Resolver, r document.TokenRange) document.TokenRange {
	d := c.Doc
	if i := r.To; int(i)+1 < len(d.Tokens) && d.Tokens[i].Word == lexicon.WordIn && d.Attrs(i+1)&(lexicon.AttrCapital|lexicon.AttrCountry) != 0 && !d.Tokens[i].Is(document.FlagSentenceStart) {
		return document.Range(r.From, i+2)
	}
	return r
}

func kindOf(s EntityType) corpus.SpeakerKind {
	switch s {
	case typePerson:
		return corpus.Person
	case typeGroup:
		return corpus.Group
	case typeOrganisation:
		return corpus.Organisation
	case typeGovernment:
		return corpus.Government
	}
	return corpus.UnknownKind
}

// aliasesOf returns the other forms of an entity's name in the article.
func aliasesOf(c *Resolver, k int32, name string) []string {
	out := []string{}
	for _, s := range forms(c, k) {
		if s != name && len(out) < maxAliases {
			out = append(out, s)
		}
	}
	return out
}

// forms returns the different words that name an entity, the newest first.
func forms(c *Resolver, k int32) []string {
	if c.names == nil {
		c.names = make(map[int32][]string)
	}
	if a, ok := c.names[k]; ok {
		return a
	}
	d := c.Doc
	var out []string
	for i, n := c.Entities[k].newest, 0; i >= 0 && n < maxForms && len(out) <= maxAliases; i, n = c.Mentions[i].before, n+1 {
		m := &c.Mentions[i]
		r := m.core
		if m.Kind == Nominal {
			r = m.TokenRange
		}
		if s := d.Text[d.Tokens[r.From].Start:d.Tokens[r.To-1].End]; !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	c.names[k] = out
	return out
}

// Attribution is the speaker of a draft.
type Attribution struct {
	Speaker     *corpus.Speaker // nil if the article has no word for the speaker
	Probability float64         // calibrated, 0 to 1
	Evidence    []corpus.Evidence
}

// Bounds on the other names of a speaker, and on the mentions that are searched for
// them.
const (
	maxAliases = 8
	maxForms   = 100
)
