package speaker

import (
	"math"
	"strings"

	"verbatim/corpus"
	"verbatim/corpus/extract/model"
	"verbatim/internal/exact"
)

// The probability that a report without a label goes on with the speaker of the
// report that it continues: when it has quoted words of its own, and when only a
// pronoun connects them.
const (
	carriedOn = 0.97
	pointedAt = 0.8
)

// probabilityOf is the probability that the speaker of draft n is right.
func probabilityOf(c *Resolver, n int) float64 {
	if r := &c.Drafts[n]; r.Continues >= 0 && r.Kind != corpus.Direct { // the labels have no such reports
		if r.Kind == corpus.Indirect {
			return pointedAt * probabilityOf(c, r.Continues)
		}
		return carriedOn * probabilityOf(c, r.Continues)
	}
	DescribeConfidence(c, n)
	return exact.Logistic(float64(c.models.Confidence.Score(c.Features.List)))
}

// odds is a probability on a coarse scale.
func odds(p float64) uint64 {
	x := exact.Log(max(p, 1e-4) / max(1-p, 1e-4))
	return uint64(min(max(math.Round(x)+4, 0), 12))
}

// fine is a probability on a scale that tells high ones apart.
func fine(p float64) uint64 {
	x := exact.Log(max(p, 1e-3) / max(1-p, 1e-3))
	return uint64(math.Round(float64(3*x)) + 30)
}

// DescribeConfidence lists the features of whether the speaker of draft n is right.
func DescribeConfidence(c *Resolver, n int) {
	r, x, f := &c.Drafts[n], &c.Decisions[n], &c.Features
	f.Reset()
	surface, resolved := odds(x.surface), odds(x.Resolved)
	form, typ := uint64(9), uint64(9)
	if x.Mention >= 0 {
		switch m := &c.Mentions[x.Mention]; {
		case Inferred(c, n):
			form = uint64(Named)
		case m.Entity < 0:
			form = uint64(m.Kind) + 4
		default:
			form = uint64(m.Kind)
		}
	}
	facts := uint64(0)
	if x.Entity >= 0 {
		e := &c.Entities[x.Entity]
		typ = uint64(e.entityType)
		facts = model.Flag(e.Named)<<3 | model.Flag(e.rival && isBare(c, x.Mention))<<2 | model.Flag(e.Name.To-e.Name.From > 1)<<1 | model.Flag(e.count > 2)
	}
	route := model.Flag(x.option.Carry || x.option.prior)<<1 | model.Flag(r.Continues >= 0)
	own := model.Flag(r.Continues >= 0)<<1 | model.Flag(r.Kind == corpus.Direct)
	direct := model.Flag(r.Kind == corpus.Direct)
	r = &c.Drafts[c.first[n]] // it rests on what that one rests on
	near := uint64(3)
	if x.Mention >= 0 && !r.Cue.Empty() {
		m := &c.Mentions[x.Mention]
		near = model.Flag(m.To == r.Cue.From || m.From == r.Cue.To) | model.Flag(m.Subject)<<1
	}
	if x.surface == byAgent {
		near = 4
	}
	cue := uint64(min(max(r.Score+2, 0), 9))
	f.Add(model.ConfidenceOwn, own)
	f.Add(model.ConfidenceSurface, surface<<2|route)
	f.Add(model.ConfidenceResolved, resolved<<4|form)
	f.Add(model.ConfidenceType, form<<8|typ<<4|direct)
	f.Add(model.ConfidenceHint, uint64(x.option.Hint)<<4|route)
	f.Add(model.ConfidenceFacts, facts<<4|form)
	f.Add(model.ConfidenceVoice, uint64(r.Voice)<<4|route<<1|direct)
	f.Add(model.ConfidenceForm, form<<12|route<<8|surface)
	f.Add(model.ConfidenceTypeFacts, typ<<8|facts)
	f.Add(model.ConfidenceNear, near<<8|form<<4|uint64(x.option.Hint))
	f.Add(model.ConfidenceCue, cue<<1|direct)
	f.Add(model.ConfidenceBoth, surface<<8|resolved<<4|form)
	f.Add(model.ConfidenceFine, fine(x.Resolved)<<4|form)
	if !r.Cue.Empty() {
		f.Pair(model.ConfidenceStem, c.Doc.Stem(r.Cue.From), direct)
	}
}

// isBare reports whether mention i is a surname without a title that would tell two
// people of that name apart.
func isBare(c *Resolver, i int32) bool {
	m := &c.Mentions[i]
	return m.Kind == Named && m.core.To-m.core.From == 1 && m.gender == 0
}

// Inferred reports whether the speaker of draft n was found by a role that the
// article's word for them names.
func Inferred(c *Resolver, n int) bool {
	x := &c.Decisions[n]
	return x.Mention >= 0 && x.Entity >= 0 && c.Mentions[x.Mention].Kind == Nominal && c.Mentions[x.Mention].Entity != x.Entity
}

// evidenceFor returns the reasons for the speaker of draft n.
func evidenceFor(c *Resolver, n int) []corpus.Evidence {
	d, r, x := c.Doc, &c.Drafts[n], &c.Decisions[n]
	var out []corpus.Evidence
	add := func(probability float64, e corpus.Evidence) {
		e.Probability = math.Floor(probability*1000) / 1000 // not up, over the limit
		out = append(out, e)
	}
	m := &c.Mentions[x.Mention]
	stands := corpus.Evidence{Words: d.Text[d.Tokens[m.From].Start:d.Tokens[m.To-1].End]}
	switch {
	case r.Continues >= 0:
		stands.Rule = corpus.RuleContinues
	case x.option.Carry:
		stands.Rule = corpus.RuleGoesOn
	case x.option.prior:
		stands.Rule = corpus.RuleSentenceBefore
	case r.Cue.Empty():
		stands.Rule = corpus.RuleBesideQuote
	default:
		stands.Rule, stands.Of = corpus.RuleBeforeCue, d.Text[d.Tokens[r.Cue.From].Start:d.Tokens[r.Cue.To-1].End]
		if x.option.after {
			stands.Rule = corpus.RuleBehindCue
		}
	}
	add(x.surface, stands)
	if x.Entity >= 0 {
		entityEvidence(c, x, m, stands.Words, add)
	}
	if r.Uncertain {
		add(0, corpus.Evidence{Rule: corpus.RuleGuess})
	}
	add(probabilityOf(c, n), corpus.Evidence{Rule: corpus.RuleProbability, Number: int(100 * certainFrom)})
	return out
}

// entityEvidence adds the reason for which a mention refers to its entity.
func entityEvidence(c *Resolver, x *Decision, m *Mention, words string, add func(float64, corpus.Evidence)) {
	d := c.Doc
	e := &c.Entities[x.Entity]
	name := d.Text[d.Tokens[e.Name.From].Start:d.Tokens[e.Name.To-1].End]
	switch {
	case m.Kind == Pronominal:
		add(x.Resolved, corpus.Evidence{Rule: corpus.RulePronoun, Words: words, Of: name, Number: int(e.count)})
	case m.Entity != x.Entity:
		add(x.Resolved, corpus.Evidence{Rule: corpus.RuleRole, Words: words, Of: name})
	case !strings.Contains(words, name):
		add(x.Resolved, corpus.Evidence{Rule: corpus.RuleLongerName, Words: words, Of: name})
	}
	if e.rival && isBare(c, x.Mention) {
		add(0, corpus.Evidence{Rule: corpus.RuleRival})
	}
}

// certainFrom is the least probability of a speaker whose name may be shown.
const certainFrom = 0.84
