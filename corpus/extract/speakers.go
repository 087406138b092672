package extract

import (
	"context"
	"fmt"
	"math"
	"slices"
	"sync"

	"verbatim/corpus"
	"verbatim/corpus/extract/internal/linear"
)

// certainFrom is the probability from which on a name may be shown.
const certainFrom = 0.84

// speakerModels are the linear models that speakers are found with.
type speakerModels struct {
	surface    *linear.Model // which words name the speaker
	antecedent *linear.Model // who a pronoun stands for
	trust      *linear.Model // whether the speaker is right, as log-odds
}

func (m *speakerModels) parts() map[string]**linear.Model {
	return map[string]**linear.Model{"surface.bin": &m.surface, "antecedent.bin": &m.antecedent, "trust.bin": &m.trust}
}

// embeddedSpeakers is the embedded models, read on first use.
var embeddedSpeakers = sync.OnceValue(func() *speakerModels {
	m := &speakerModels{}
	for name, part := range m.parts() {
		b, err := modelFiles.ReadFile("model/" + name)
		if err == nil {
			*part, err = linear.Decode(b)
		}
		if err != nil {
			panic(fmt.Sprintf("extract: embedded model %s: %v", name, err)) // cannot be: the tests read every model
		}
	}
	return m
})

// speakers is who each draft is attributed to; why is filled in on request.
func (d *document) speakers(ctx context.Context, drafts []draft, explain bool) ([]attribution, error) {
	out := make([]attribution, len(drafts))
	if d.foreign || len(drafts) == 0 {
		return out, nil
	}
	c, err := d.newCaster(ctx, drafts, embeddedSpeakers())
	if err != nil {
		return nil, err
	}
	for n := range drafts {
		if err := ended(ctx, n); err != nil {
			return nil, err
		}
		c.decide(n)
		out[n] = c.attribute(n, explain)
	}
	return out, nil
}

func (d *document) newCaster(ctx context.Context, drafts []draft, m *speakerModels) (*caster, error) {
	cast, err := d.findCast(ctx)
	if err != nil {
		return nil, err
	}
	c := &caster{cast: cast, models: m, drafts: drafts, decided: make([]decided, len(drafts)), words: make([]tokenRange, len(drafts)), first: make([]int, len(drafts))}
	c.findRoles()
	for n := range drafts {
		if c.first[n] = n; drafts[n].continues >= 0 {
			c.first[n] = c.first[drafts[n].continues] // which is before it
		}
		c.words[n] = c.wordsOf(&drafts[n])
	}
	return c, ctx.Err()
}

// decide finds the speaker of draft n; those before it have been decided.
func (c *caster) decide(n int) {
	r := &c.drafts[n]
	if k := r.continues; k >= 0 && k < n {
		c.decided[n] = c.decided[k]
		c.decided[n].outer = k
		return
	}
	if k := c.signature(n); k >= 0 {
		c.settleOn(n, option{mention: k, after: true, hint: heads}, signed)
		return
	}
	c.list(n)
	if k := c.agent(n); k >= 0 {
		c.settleOn(n, c.options[k], byAgent)
		return
	}
	c.scores = c.scores[:0]
	best := 0
	for i := range c.options {
		o := &c.options[i]
		c.describeOption(n, o)
		o.score = c.models.surface.Score(c.features.list)
		c.scores = append(c.scores, float64(o.score))
		if o.score > c.options[best].score {
			best = i
		}
	}
	c.settleOn(n, c.options[best], c.shareOf(best))
}

// shareOf is the probability of an option, with that of the others that are
// other words for the same: "the mayor, Ann Lee, said".
func (c *caster) shareOf(best int) float64 {
	p := share(c.scores, best)
	o := &c.options[best]
	if o.mention < 0 || c.mentions[o.mention].entity < 0 {
		return p
	}
	for i := range c.options {
		if x := &c.options[i]; i != best && x.mention >= 0 && c.mentions[x.mention].entity == c.mentions[o.mention].entity {
			p += share(c.scores, best) * math.Exp(c.scores[i]-c.scores[best])
		}
	}
	return min(p, 1)
}

// settleOn takes an option for draft n and resolves it.
func (c *caster) settleOn(n int, o option, probability float64) {
	out := decided{mention: o.mention, entity: -1, surface: probability, resolved: 1, option: o, outer: -1}
	switch {
	case o.carry:
		last := c.decided[n-1]
		defer func() { c.decided[n].person = last.person }()
		out.mention, out.entity, out.resolved, out.outer = last.mention, last.entity, last.surface*last.resolved, n-1
	case o.mention >= 0:
		out.mention, out.entity, out.resolved = c.resolve(n, o.mention)
	}
	out.person = out.entity
	c.decided[n] = out
	c.findPerson(n)
	c.learnGender(n)
}

// sureGender is the probability from which on a pronoun tells a gender.
const sureGender = 0.8

// learnGender takes the gender of the pronoun that draft n rests on for that of
// its speaker.
func (c *caster) learnGender(n int) {
	x := &c.decided[n]
	if x.mention < 0 || x.entity < 0 || x.resolved < sureGender || x.option.carry {
		return
	}
	if m := &c.mentions[x.mention]; m.kind == pronominal {
		c.entities[x.entity].addGender(m.gender)
	}
}

// resolve is who mention i stands for in draft n, how probably, and the mention
// that says so.
func (c *caster) resolve(n int, i int32) (mention, entity int32, probability float64) {
	m := &c.mentions[i]
	switch m.kind {
	case named:
		return i, m.entity, 1
	case nominal:
		return i, c.resolveRole(n, i), 1
	}
	if c.d.classes[m.from] == relative {
		if k := c.relativeHead(i); k >= 0 && c.mentions[k].kind != pronominal {
			return i, c.mentions[k].entity, 0.9
		}
		return i, -1, 1
	}
	entity, probability = c.bestAntecedent(n, i)
	return i, entity, probability
}

// bestAntecedent is who mention i of draft n most probably stands for, -1 where
// nobody agrees with it.
func (c *caster) bestAntecedent(n int, i int32) (entity int32, probability float64) {
	c.collect(n, i)
	if len(c.rivals) == 0 {
		return -1, 1
	}
	c.scores = c.scores[:0]
	best := 0
	for k := range c.rivals {
		a := &c.rivals[k]
		c.describeAntecedent(n, i, a)
		a.score = c.models.antecedent.Score(c.features.list)
		c.scores = append(c.scores, float64(a.score))
		if a.score > c.rivals[best].score {
			best = k
		}
	}
	return c.rivals[best].entity, share(c.scores, best)
}

// findPerson finds whom the definite phrase that draft n rests on means, for the
// pronouns that follow; the phrase itself is shown as it stands.
func (c *caster) findPerson(n int) {
	x := &c.decided[n]
	if x.mention < 0 || x.entity < 0 || c.models == nil || c.models.antecedent == nil {
		return
	}
	m := &c.mentions[x.mention]
	if c.entities[x.entity].named { // an apposition says who it is
		return
	}
	if m.kind != nominal || m.sort != sortPerson || m.plural || m.entity != x.entity || !c.d.isDefinite(m.from) || m.sentence < 0 {
		return
	}
	was := m.gender
	if m.gender == 0 {
		m.gender = masculine | feminine
	}
	if e, _ := c.bestAntecedent(n, x.mention); e >= 0 {
		x.person = e
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
func (c *caster) attribute(n int, explain bool) attribution {
	x := &c.decided[n]
	if x.mention < 0 {
		return attribution{}
	}
	s := &corpus.Speaker{}
	c.fill(s, x)
	p := c.probability(n)
	s.Certain = p >= certainFrom && !c.drafts[n].uncertain && s.Name != ""
	out := attribution{speaker: s, probability: p}
	if explain {
		out.evidence = c.evidence(n)
	}
	return out
}

// fill sets the speaker that was decided.
func (c *caster) fill(s *corpus.Speaker, x *decided) {
	d := c.d
	m := &c.mentions[x.mention]
	full := c.extent(x.mention)
	s.Mention = d.span(full)
	s.Kind = corpus.UnknownKind
	if x.entity < 0 {
		s.Name = d.text[s.Mention.Start:s.Mention.End]
		s.Kind = kindOf(m.sort)
		return
	}
	e := &c.entities[x.entity]
	s.Kind = kindOf(e.sort)
	s.Name = c.nameOf(e, x.mention, full)
	if !e.role.empty() {
		s.Role = d.text[d.tokens[e.role.from].start:d.tokens[e.role.to-1].end]
	}
	s.Aliases = c.aliases(x.entity, s.Name)
}

// nameOf is the name under which an entity is shown.
func (c *caster) nameOf(e *entity, mention int32, full tokenRange) string {
	d := c.d
	own := &c.mentions[mention]
	r := e.name
	shown := &c.mentions[e.shown]
	if !e.named {
		if own.kind == nominal {
			r = full // "the organiser" may be another than the one before
		} else {
			r = c.extent(e.shown)
		}
	} else if e.sort != sortPerson && shown.from < r.from && d.classes[shown.from] == determiner && shown.from == r.from-1 {
		r.from = shown.from
	}
	if e.named && e.sort == sortOrganisation {
		r = c.withPlace(r)
	}
	return d.text[d.tokens[r.from].start:d.tokens[r.to-1].end]
}

// extent is the words of mention i that are shown as the article's own: a phrase
// with what belongs to its head, a name without titles.
func (c *caster) extent(i int32) tokenRange {
	d := c.d
	m := &c.mentions[i]
	r := m.tokenRange
	switch m.kind {
	case pronominal:
		return r
	case named:
		if m.sort == sortPerson || d.classes[m.from] != determiner || m.core.from > m.from+1 {
			r = m.core
		}
		if m.sort == sortOrganisation {
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
func (c *cast) withPhrases(r tokenRange) tokenRange {
	d := c.d
	hi := min(int32(len(d.tokens)), r.from+maxExtent)
	for r.to < hi {
		tied := d.joins(r.to, r.from) || d.at(r.to-1) == title && d.isTie(r.to) // "the mayor" + "of Lismore"
		if d.at(r.to) != preposition || !tied || d.tokens[r.to].is(flagSentenceStart) {
			break
		}
		next := d.phraseAfter(r.to+1, hi)
		if next.empty() || d.at(next.to-1) == timeWord {
			break
		}
		r.to = next.to
	}
	return r
}

// withPlace adds to an organisation's name the place of it: "in Dushanbe".
func (c *caster) withPlace(r tokenRange) tokenRange {
	d := c.d
	if i := r.to; int(i)+1 < len(d.tokens) && d.tokens[i].word == wordIn && d.attrs(i+1)&(attrCapital|attrCountry) != 0 && !d.tokens[i].is(flagSentenceStart) {
		return tokenRange{r.from, i + 2}
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
func (c *caster) aliases(k int32, name string) []string {
	out := []string{}
	for _, s := range c.forms(k) {
		if s != name && len(out) < maxAliases {
			out = append(out, s)
		}
	}
	return out
}

// forms is the different words that name an entity, newest first.
func (c *caster) forms(k int32) []string {
	if c.names == nil {
		c.names = make(map[int32][]string)
	}
	if a, ok := c.names[k]; ok {
		return a
	}
	d := c.d
	var out []string
	for i, n := c.entities[k].newest, 0; i >= 0 && n < maxForms && len(out) <= maxAliases; i, n = c.mentions[i].before, n+1 {
		m := &c.mentions[i]
		r := m.core
		if m.kind == nominal {
			r = m.tokenRange
		}
		if s := d.text[d.tokens[r.from].start:d.tokens[r.to-1].end]; !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	c.names[k] = out
	return out
}

// attribution is who a draft is attributed to.
type attribution struct {
	speaker     *corpus.Speaker // nil where the article has no word for who speaks
	probability float64         // calibrated, 0 to 1
	evidence    []corpus.Evidence
}
