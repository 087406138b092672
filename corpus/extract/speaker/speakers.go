// Package speaker finds out to whom reports are attributed: it looks for mentions of
// people and bodies, gathers those that mean the same, and chooses one for each
// report, with the probability that it is right.
package speaker

import (
	"context"
	"math"
	"slices"

	"verbatim/corpus"
	"verbatim/corpus/extract/document"
	"verbatim/corpus/extract/lexicon"
	"verbatim/corpus/extract/model"
	"verbatim/corpus/extract/report"
)

// certainFrom is the probability from which on a name may be shown.
const certainFrom = 0.84

// Speakers is who each draft is attributed to; why is filled in on request.
func Speakers(ctx context.Context, d *document.Document, drafts []report.Draft, explain bool) ([]Attribution, error) {
	out := make([]Attribution, len(drafts))
	if d.Foreign || len(drafts) == 0 {
		return out, nil
	}
	c, err := NewCaster(ctx, d, drafts, model.EmbeddedSpeakers())
	if err != nil {
		return nil, err
	}
	for n := range drafts {
		if err := document.Ended(ctx, n); err != nil {
			return nil, err
		}
		c.Decide(n)
		out[n] = c.attribute(n, explain)
	}
	return out, nil
}

func NewCaster(ctx context.Context, d *document.Document, drafts []report.Draft, m *model.Speakers) (*Caster, error) {
	cast, err := FindCast(ctx, d)
	if err != nil {
		return nil, err
	}
	c := &Caster{Cast: cast, models: m, Drafts: drafts, Decided: make([]Decided, len(drafts)), words: make([]document.TokenRange, len(drafts)), first: make([]int, len(drafts))}
	c.findRoles()
	for n := range drafts {
		if c.first[n] = n; drafts[n].Continues >= 0 {
			c.first[n] = c.first[drafts[n].Continues] // which is before it
		}
		c.words[n] = c.wordsOf(&drafts[n])
	}
	return c, ctx.Err()
}

// Decide finds the speaker of draft n; those before it have been decided.
func (c *Caster) Decide(n int) {
	r := &c.Drafts[n]
	if k := r.Continues; k >= 0 && k < n {
		c.Decided[n] = c.Decided[k]
		c.Decided[n].Outer = k
		return
	}
	if k := c.signature(n); k >= 0 {
		c.settleOn(n, option{Mention: k, after: true, Hint: Heads}, signed)
		return
	}
	c.List(n)
	if k := c.agent(n); k >= 0 {
		c.settleOn(n, c.Options[k], byAgent)
		return
	}
	c.scores = c.scores[:0]
	best := 0
	for i := range c.Options {
		o := &c.Options[i]
		c.DescribeOption(n, o)
		o.score = c.models.Surface.Score(c.Features.List)
		c.scores = append(c.scores, float64(o.score))
		if o.score > c.Options[best].score {
			best = i
		}
	}
	c.settleOn(n, c.Options[best], c.shareOf(best))
}

// shareOf is the probability of an option, with that of the others that are
// other words for the same: "the mayor, Ann Lee, said".
func (c *Caster) shareOf(best int) float64 {
	p := share(c.scores, best)
	o := &c.Options[best]
	if o.Mention < 0 || c.Mentions[o.Mention].Entity < 0 {
		return p
	}
	for i := range c.Options {
		if x := &c.Options[i]; i != best && x.Mention >= 0 && c.Mentions[x.Mention].Entity == c.Mentions[o.Mention].Entity {
			p += share(c.scores, best) * math.Exp(c.scores[i]-c.scores[best])
		}
	}
	return min(p, 1)
}

// settleOn takes an option for draft n and resolves it.
func (c *Caster) settleOn(n int, o option, probability float64) {
	out := Decided{Mention: o.Mention, Entity: -1, surface: probability, Resolved: 1, option: o, Outer: -1}
	switch {
	case o.Carry:
		last := c.Decided[n-1]
		defer func() { c.Decided[n].Person = last.Person }()
		out.Mention, out.Entity, out.Resolved, out.Outer = last.Mention, last.Entity, last.surface*last.Resolved, n-1
	case o.Mention >= 0:
		out.Mention, out.Entity, out.Resolved = c.resolve(n, o.Mention)
	}
	out.Person = out.Entity
	c.Decided[n] = out
	c.findPerson(n)
	c.LearnGender(n)
}

// sureGender is the probability from which on a pronoun tells a gender.
const sureGender = 0.8

// LearnGender takes the gender of the pronoun that draft n rests on for that of
// its speaker.
func (c *Caster) LearnGender(n int) {
	x := &c.Decided[n]
	if x.Mention < 0 || x.Entity < 0 || x.Resolved < sureGender || x.option.Carry {
		return
	}
	if m := &c.Mentions[x.Mention]; m.Kind == Pronominal {
		c.Entities[x.Entity].addGender(m.gender)
	}
}

// resolve is who mention i stands for in draft n, how probably, and the mention
// that says so.
func (c *Caster) resolve(n int, i int32) (mention, entity int32, probability float64) {
	m := &c.Mentions[i]
	switch m.Kind {
	case Named:
		return i, m.Entity, 1
	case nominal:
		return i, c.resolveRole(n, i), 1
	}
	if c.D.Classes[m.From] == lexicon.Relative {
		if k := c.relativeHead(i); k >= 0 && c.Mentions[k].Kind != Pronominal {
			return i, c.Mentions[k].Entity, 0.9
		}
		return i, -1, 1
	}
	entity, probability = c.bestAntecedent(n, i)
	return i, entity, probability
}

// bestAntecedent is who mention i of draft n most probably stands for, -1 where
// nobody agrees with it.
func (c *Caster) bestAntecedent(n int, i int32) (entity int32, probability float64) {
	c.Collect(n, i)
	if len(c.Rivals) == 0 {
		return -1, 1
	}
	c.scores = c.scores[:0]
	best := 0
	for k := range c.Rivals {
		a := &c.Rivals[k]
		c.DescribeAntecedent(n, i, a)
		a.score = c.models.Antecedent.Score(c.Features.List)
		c.scores = append(c.scores, float64(a.score))
		if a.score > c.Rivals[best].score {
			best = k
		}
	}
	return c.Rivals[best].Entity, share(c.scores, best)
}

// findPerson finds whom the definite phrase that draft n rests on means, for the
// pronouns that follow; the phrase itself is shown as it stands.
func (c *Caster) findPerson(n int) {
	x := &c.Decided[n]
	if x.Mention < 0 || x.Entity < 0 || c.models == nil || c.models.Antecedent == nil {
		return
	}
	m := &c.Mentions[x.Mention]
	if c.Entities[x.Entity].Named { // an apposition says who it is
		return
	}
	if m.Kind != nominal || m.Sort != sortPerson || m.plural || m.Entity != x.Entity || !isDefinite(c.D, m.From) || m.sentence < 0 {
		return
	}
	was := m.gender
	if m.gender == 0 {
		m.gender = masculine | feminine
	}
	if e, _ := c.bestAntecedent(n, x.Mention); e >= 0 {
		x.Person = e
	}
	m.gender = was
}

// share is the probability of one of several scores.
func share(scores []float64, best int) float64 {
	sum := 0.0
	for _, s := range scores {
		sum += math.Exp(s - scores[best])
	}
	return 1 / sum
}

// attribute makes the attribution of what was decided for draft n.
func (c *Caster) attribute(n int, explain bool) Attribution {
	x := &c.Decided[n]
	if x.Mention < 0 {
		return Attribution{}
	}
	s := &corpus.Speaker{}
	c.Fill(s, x)
	p := c.probability(n)
	s.Certain = p >= certainFrom && !c.Drafts[n].Uncertain && s.Name != ""
	out := Attribution{Speaker: s, Probability: p}
	if explain {
		out.Evidence = c.evidence(n)
	}
	return out
}

// Fill sets the speaker that was decided.
func (c *Caster) Fill(s *corpus.Speaker, x *Decided) {
	d := c.D
	m := &c.Mentions[x.Mention]
	full := c.Extent(x.Mention)
	s.Mention = d.Span(full)
	s.Kind = corpus.UnknownKind
	if x.Entity < 0 {
		s.Name = d.Text[s.Mention.Start:s.Mention.End]
		s.Kind = kindOf(m.Sort)
		return
	}
	e := &c.Entities[x.Entity]
	s.Kind = kindOf(e.sort)
	s.Name = c.NameOf(e, x.Mention, full)
	if !e.role.Empty() {
		s.Role = d.Text[d.Tokens[e.role.From].Start:d.Tokens[e.role.To-1].End]
	}
	s.Aliases = c.aliases(x.Entity, s.Name)
}

// NameOf is the name under which an entity is shown.
func (c *Caster) NameOf(e *entity, mention int32, full document.TokenRange) string {
	d := c.D
	own := &c.Mentions[mention]
	r := e.Name
	shown := &c.Mentions[e.shown]
	if !e.Named {
		if own.Kind == nominal {
			r = full // "the organiser" may be another than the one before
		} else {
			r = c.Extent(e.shown)
		}
	} else if e.sort != sortPerson && shown.From < r.From && d.Classes[shown.From] == lexicon.Determiner && shown.From == r.From-1 {
		r.From = shown.From
	}
	if e.Named && e.sort == sortOrganisation {
		r = c.withPlace(r)
	}
	return d.Text[d.Tokens[r.From].Start:d.Tokens[r.To-1].End]
}

// Extent is the words of mention i that are shown as the article's own: a phrase
// with what belongs to its head, a name without titles.
func (c *Caster) Extent(i int32) document.TokenRange {
	d := c.D
	m := &c.Mentions[i]
	r := m.TokenRange
	switch m.Kind {
	case Pronominal:
		return r
	case Named:
		if m.Sort == sortPerson || d.Classes[m.From] != lexicon.Determiner || m.core.From > m.From+1 {
			r = m.core
		}
		if m.Sort == sortOrganisation {
			r = c.withPlace(r)
		}
		return r
	}
	return c.withPhrases(r)
}

// maxExtent bounds the words that are shown for a speaker, in tokens.
const maxExtent = 14

// withPhrases adds to a noun phrase the prepositional phrases that tie to it:
// "officials" + "from Iran".
func (c *Cast) withPhrases(r document.TokenRange) document.TokenRange {
	d := c.D
	hi := min(int32(len(d.Tokens)), r.From+maxExtent)
	for r.To < hi {
		tied := d.Joins(r.To, r.From) || d.At(r.To-1) == lexicon.Title && d.IsTie(r.To) // "the mayor" + "of Lismore"
		if d.At(r.To) != lexicon.Preposition || !tied || d.Tokens[r.To].Is(document.FlagSentenceStart) {
			break
		}
		next := d.PhraseAfter(r.To+1, hi)
		if next.Empty() || d.At(next.To-1) == lexicon.TimeWord {
			break
		}
		r.To = next.To
	}
	return r
}

// withPlace adds to an organisation's name the place of it: "in Dushanbe".
func (c *Caster) withPlace(r document.TokenRange) document.TokenRange {
	d := c.D
	if i := r.To; int(i)+1 < len(d.Tokens) && d.Tokens[i].Word == lexicon.WordIn && d.Attrs(i+1)&(lexicon.AttrCapital|lexicon.AttrCountry) != 0 && !d.Tokens[i].Is(document.FlagSentenceStart) {
		return document.Range(r.From, i+2)
	}
	return r
}

func kindOf(s sortOf) corpus.SpeakerKind {
	switch s {
	case sortPerson:
		return corpus.Person
	case sortGroup:
		return corpus.Group
	case sortOrganisation:
		return corpus.Organisation
	case sortGovernment:
		return corpus.Government
	}
	return corpus.UnknownKind
}

// Bounds on the other names of a speaker, and on the mentions that are looked
// through for them.
const (
	maxAliases = 8
	maxForms   = 100
)

// aliases is the other forms of an entity's name in the article.
func (c *Caster) aliases(k int32, name string) []string {
	out := []string{}
	for _, s := range c.forms(k) {
		if s != name && len(out) < maxAliases {
			out = append(out, s)
		}
	}
	return out
}

// forms is the different words that name an entity, newest first.
func (c *Caster) forms(k int32) []string {
	if c.names == nil {
		c.names = make(map[int32][]string)
	}
	if a, ok := c.names[k]; ok {
		return a
	}
	d := c.D
	var out []string
	for i, n := c.Entities[k].newest, 0; i >= 0 && n < maxForms && len(out) <= maxAliases; i, n = c.Mentions[i].before, n+1 {
		m := &c.Mentions[i]
		r := m.core
		if m.Kind == nominal {
			r = m.TokenRange
		}
		if s := d.Text[d.Tokens[r.From].Start:d.Tokens[r.To-1].End]; !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	c.names[k] = out
	return out
}

// Attribution is who a draft is attributed to.
type Attribution struct {
	Speaker     *corpus.Speaker // nil where the article has no word for who speaks
	Probability float64         // calibrated, 0 to 1
	Evidence    []corpus.Evidence
}
