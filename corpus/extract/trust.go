package extract

import (
	"math"
	"strings"

	"verbatim/corpus"
)

// How probable it is that a report which no quotation stands for goes on with
// the speaker of the one that it continues: with quoted words of its own, and
// where nothing but a pronoun says so.
const (
	carriedOn = 0.97
	pointedAt = 0.8
)

// probability is the probability that the speaker of draft n is right.
func (c *caster) probability(n int) float64 {
	if r := &c.drafts[n]; r.continues >= 0 && r.kind != corpus.Direct { // the labels know none of these
		if r.kind == corpus.Indirect {
			return pointedAt * c.probability(r.continues)
		}
		return carriedOn * c.probability(r.continues)
	}
	c.describeTrust(n)
	return 1 / (1 + math.Exp(-float64(c.models.trust.Score(c.features.list))))
}

// odds is a probability on a coarse scale.
func odds(p float64) uint64 {
	x := math.Log(max(p, 1e-4) / max(1-p, 1e-4))
	return uint64(min(max(math.Round(x)+4, 0), 12))
}

// fine is a probability on a scale that tells high ones apart.
func fine(p float64) uint64 {
	x := math.Log(max(p, 1e-3) / max(1-p, 1e-3))
	return uint64(math.Round(3*x) + 30)
}

// describeTrust lists what tells whether the speaker of draft n is right.
func (c *caster) describeTrust(n int) {
	r, x, f := &c.drafts[n], &c.decided[n], &c.features
	f.reset()
	surface, resolved := odds(x.surface), odds(x.resolved)
	form, sort := uint64(9), uint64(9)
	if x.mention >= 0 {
		switch m := &c.mentions[x.mention]; {
		case c.inferred(n):
			form = uint64(named)
		case m.entity < 0:
			form = uint64(m.kind) + 4
		default:
			form = uint64(m.kind)
		}
	}
	facts := uint64(0)
	if x.entity >= 0 {
		e := &c.entities[x.entity]
		sort = uint64(e.sort)
		facts = flag(e.named)<<3 | flag(e.rival && c.isBare(x.mention))<<2 | flag(e.name.to-e.name.from > 1)<<1 | flag(e.count > 2)
	}
	route := flag(x.option.carry || x.option.prior)<<1 | flag(r.continues >= 0)
	own := flag(r.continues >= 0)<<1 | flag(r.kind == corpus.Direct)
	direct := flag(r.kind == corpus.Direct)
	r = &c.drafts[c.first[n]] // it rests on what that one rests on
	near := uint64(3)
	if x.mention >= 0 && !r.cue.empty() {
		m := &c.mentions[x.mention]
		near = flag(m.to == r.cue.from || m.from == r.cue.to) | flag(m.subject)<<1
	}
	if x.surface == byAgent {
		near = 4
	}
	cue := uint64(min(max(r.score+2, 0), 9))
	f.add(700, own)
	f.add(701, surface<<2|route)
	f.add(702, resolved<<4|form)
	f.add(703, form<<8|sort<<4|direct)
	f.add(704, uint64(x.option.hint)<<4|route)
	f.add(705, facts<<4|form)
	f.add(706, uint64(r.voice)<<4|route<<1|direct)
	f.add(707, form<<12|route<<8|surface)
	f.add(708, sort<<8|facts)
	f.add(709, near<<8|form<<4|uint64(x.option.hint))
	f.add(710, cue<<1|direct)
	f.add(711, surface<<8|resolved<<4|form)
	f.add(713, fine(x.resolved)<<4|form)
	if !r.cue.empty() {
		f.pair(712, c.d.stem(r.cue.from), direct)
	}
}

// isBare reports whether mention i is a surname without a title that tells one
// bearer from another.
func (c *caster) isBare(i int32) bool {
	m := &c.mentions[i]
	return m.kind == named && m.core.to-m.core.from == 1 && m.gender == 0
}

// inferred reports whether the speaker of draft n was found by the role that the
// article's word for them names.
func (c *caster) inferred(n int) bool {
	x := &c.decided[n]
	return x.mention >= 0 && x.entity >= 0 && c.mentions[x.mention].kind == nominal && c.mentions[x.mention].entity != x.entity
}

// evidence is why draft n has its speaker.
func (c *caster) evidence(n int) []corpus.Evidence {
	d, r, x := c.d, &c.drafts[n], &c.decided[n]
	var out []corpus.Evidence
	add := func(probability float64, e corpus.Evidence) {
		e.Probability = math.Floor(probability*1000) / 1000 // not up, over the limit
		out = append(out, e)
	}
	m := &c.mentions[x.mention]
	stands := corpus.Evidence{Words: d.text[d.tokens[m.from].start:d.tokens[m.to-1].end]}
	switch {
	case r.continues >= 0:
		stands.Rule = corpus.RuleContinues
	case x.option.carry:
		stands.Rule = corpus.RuleGoesOn
	case x.option.prior:
		stands.Rule = corpus.RuleSentenceBefore
	case r.cue.empty():
		stands.Rule = corpus.RuleBesideQuote
	default:
		stands.Rule, stands.Of = corpus.RuleBeforeCue, d.text[d.tokens[r.cue.from].start:d.tokens[r.cue.to-1].end]
		if x.option.after {
			stands.Rule = corpus.RuleBehindCue
		}
	}
	add(x.surface, stands)
	if x.entity >= 0 {
		c.entityEvidence(x, m, stands.Words, add)
	}
	if r.uncertain {
		add(0, corpus.Evidence{Rule: corpus.RuleGuess})
	}
	add(c.probability(n), corpus.Evidence{Rule: corpus.RuleProbability, Number: int(100 * certainFrom)})
	return out
}

// entityEvidence says how a mention led to its entity.
func (c *caster) entityEvidence(x *decided, m *mention, words string, add func(float64, corpus.Evidence)) {
	d := c.d
	e := &c.entities[x.entity]
	name := d.text[d.tokens[e.name.from].start:d.tokens[e.name.to-1].end]
	switch {
	case m.kind == pronominal:
		add(x.resolved, corpus.Evidence{Rule: corpus.RulePronoun, Words: words, Of: name, Number: int(e.count)})
	case m.entity != x.entity:
		add(x.resolved, corpus.Evidence{Rule: corpus.RuleRole, Words: words, Of: name})
	case !strings.Contains(words, name):
		add(x.resolved, corpus.Evidence{Rule: corpus.RuleLongerName, Words: words, Of: name})
	}
	if e.rival && c.isBare(x.mention) {
		add(0, corpus.Evidence{Rule: corpus.RuleRival})
	}
}
