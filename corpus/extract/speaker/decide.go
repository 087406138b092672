package speaker

import (
	"context"

	"verbatim/corpus/extract/document"
	"verbatim/corpus/extract/lexicon"
	"verbatim/corpus/extract/model"
	"verbatim/corpus/extract/report"
	"verbatim/internal/exact"
)

// NewResolver makes the Resolver of a document's drafts, with the models that it
// scores options with. An error is the context's.
func NewResolver(ctx context.Context, d *document.Document, drafts []report.Draft, m *model.Speakers) (*Resolver, error) {
	entities, err := FindEntities(ctx, d)
	if err != nil {
		return nil, err
	}
	c := &Resolver{EntitySet: entities, models: m, Drafts: drafts, Decisions: make([]Decision, len(drafts)), words: make([]document.TokenRange, len(drafts)), first: make([]int, len(drafts))}
	findRoles(c)
	for n := range drafts {
		if c.first[n] = n; drafts[n].Continues >= 0 {
			c.first[n] = c.first[drafts[n].Continues] // which is before it
		}
		c.words[n] = wordsOf(c, &drafts[n])
	}
	return c, ctx.Err()
}

// Decide finds the speaker of draft n. The drafts before it must be decided.
func Decide(c *Resolver, n int) {
	r := &c.Drafts[n]
	if k := r.Continues; k >= 0 && k < n {
		c.Decisions[n] = c.Decisions[k]
		c.Decisions[n].Outer = k
		return
	}
	if k := signatureOf(c, n); k >= 0 {
		settleOn(c, n, Option{Mention: k, after: true, Hint: Heads}, signed)
		return
	}
	ListOptions(c, n)
	if k := agentOption(c, n); k >= 0 {
		settleOn(c, n, c.Options[k], byAgent)
		return
	}
	c.scores = c.scores[:0]
	best := 0
	for i := range c.Options {
		o := &c.Options[i]
		DescribeOption(c, n, o)
		o.score = c.models.Surface.Score(c.Features.List)
		c.scores = append(c.scores, float64(o.score))
		if o.score > c.Options[best].score {
			best = i
		}
	}
	settleOn(c, n, c.Options[best], shareOf(c, best))
}

// shareOf is the probability of an option, together with the options that are other
// words for the same entity: "the mayor, Ann Lee, said".
func shareOf(c *Resolver, best int) float64 {
	p := share(c.scores, best)
	o := &c.Options[best]
	if o.Mention < 0 || c.Mentions[o.Mention].Entity < 0 {
		return p
	}
	for i := range c.Options {
		if x := &c.Options[i]; i != best && x.Mention >= 0 && c.Mentions[x.Mention].Entity == c.Mentions[o.Mention].Entity {
			p += float64(share(c.scores, best) * exact.Exp(c.scores[i]-c.scores[best]))
		}
	}
	return min(p, 1)
}

// settleOn takes an option for draft n and resolves it.
func settleOn(c *Resolver, n int, o Option, probability float64) {
	out := Decision{Mention: o.Mention, Entity: -1, surface: probability, Resolved: 1, option: o, Outer: -1}
	switch {
	case o.Carry:
		last := c.Decisions[n-1]
		defer func() { c.Decisions[n].Person = last.Person }()
		out.Mention, out.Entity, out.Resolved, out.Outer = last.Mention, last.Entity, last.surface*last.Resolved, n-1
	case o.Mention >= 0:
		out.Mention, out.Entity, out.Resolved = resolve(c, n, o.Mention)
	}
	out.Person = out.Entity
	c.Decisions[n] = out
	findPerson(c, n)
	LearnGender(c, n)
}

// sureGender is the least probability at which a pronoun tells a gender.
const sureGender = 0.8

// LearnGender gives the speaker of draft n the gender of the pronoun that names
// them.
func LearnGender(c *Resolver, n int) {
	x := &c.Decisions[n]
	if x.Mention < 0 || x.Entity < 0 || x.Resolved < sureGender || x.option.Carry {
		return
	}
	if m := &c.Mentions[x.Mention]; m.Kind == Pronominal {
		c.Entities[x.Entity].addGender(m.gender)
	}
}

// resolve is the entity that mention i refers to in draft n, its probability, and
// the mention that shows it.
func resolve(c *Resolver, n int, i int32) (mention, entity int32, probability float64) {
	m := &c.Mentions[i]
	switch m.Kind {
	case Named:
		return i, m.Entity, 1
	case Nominal:
		return i, resolveRole(c, n, i), 1
	}
	if c.Doc.Classes[m.From] == lexicon.Relative {
		if k := relativeHead(c, i); k >= 0 && c.Mentions[k].Kind != Pronominal {
			return i, c.Mentions[k].Entity, 0.9
		}
		return i, -1, 1
	}
	entity, probability = bestAntecedent(c, n, i)
	return i, entity, probability
}

// bestAntecedent is the most probable entity for mention i of draft n, or -1 if no
// entity agrees with it.
func bestAntecedent(c *Resolver, n int, i int32) (entity int32, probability float64) {
	CollectAntecedents(c, n, i)
	if len(c.Rivals) == 0 {
		return -1, 1
	}
	c.scores = c.scores[:0]
	best := 0
	for k := range c.Rivals {
		a := &c.Rivals[k]
		DescribeAntecedent(c, n, i, a)
		a.score = c.models.Antecedent.Score(c.Features.List)
		c.scores = append(c.scores, float64(a.score))
		if a.score > c.Rivals[best].score {
			best = k
		}
	}
	return c.Rivals[best].Entity, share(c.scores, best)
}

// findPerson finds the person that the definite phrase of draft n means. It serves
// the pronouns after it; the phrase itself is shown unchanged.
func findPerson(c *Resolver, n int) {
	x := &c.Decisions[n]
	if x.Mention < 0 || x.Entity < 0 || c.models == nil || c.models.Antecedent == nil {
		return
	}
	m := &c.Mentions[x.Mention]
	if c.Entities[x.Entity].Named { // an apposition says who it is
		return
	}
	if m.Kind != Nominal || m.Type != typePerson || m.plural || m.Entity != x.Entity || !isDefinite(c.Doc, m.From) || m.sentence < 0 {
		return
	}
	was := m.gender
	if m.gender == 0 {
		m.gender = masculine | feminine
	}
	if e, _ := bestAntecedent(c, n, x.Mention); e >= 0 {
		x.Person = e
	}
	m.gender = was
}

// share is the probability of one of several scores.
func share(scores []float64, best int) float64 {
	sum := 0.0
	for _, s := range scores {
		sum += exact.Exp(s - scores[best])
	}
	return 1 / sum
}
