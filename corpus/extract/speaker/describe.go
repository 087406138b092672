package speaker

import (
	"verbatim/corpus"
	"verbatim/corpus/extract/document"
	"verbatim/corpus/extract/lexicon"
	"verbatim/corpus/extract/model"
	"verbatim/corpus/extract/report"
)

// DescribeOption lists the features of option o of draft n.
func DescribeOption(c *Resolver, n int, o *Option) {
	d, r, f := c.Doc, &c.Drafts[n], &c.Features
	f.Reset()
	at := anchorOf(c, r)
	stem := uint64(0)
	if !r.Cue.Empty() {
		stem = d.Stem(r.Cue.From)
	}
	form := uint64(r.Voice)<<3 | model.Flag(r.Inverted)<<2 | model.Flag(r.Subject.Empty())<<1 | model.Flag(r.Kind == corpus.Direct)
	shape := shapeOf(c, r)
	if o.Mention < 0 {
		describeNone(c, n, o, stem, form)
		return
	}
	m := &c.Mentions[o.Mention]
	if o.prior {
		describePrior(c, o, m, form)
		describeEntity(c, n, m, 1<<6)
		return
	}
	side := model.Flag(o.after)
	gap := wordsBetween(c, m, at)
	what := uint64(m.Kind)<<4 | uint64(m.Type)
	look := what<<4 | model.Flag(m.Inner)<<3 | model.Flag(m.Genitive)<<2 | model.Flag(m.Subject)<<1 | model.Flag(m.plural)
	hint := uint64(o.Hint)
	dist := at.From - m.To
	if o.after {
		dist = m.From - at.To
	}
	f.Add(model.SurfaceHint, hint<<8|form)
	f.Add(model.SurfaceOrder, side<<8|uint64(o.order))
	f.Pair(model.SurfaceGapForm, gap, form)
	f.Add(model.SurfaceDistance, model.Bucket(dist)<<1|side)
	f.Add(model.SurfaceLook, look)
	f.Add(model.SurfaceLookHint, look<<8|hint<<4|side)
	f.Pair(model.SurfaceStemHint, stem, hint<<4|side)
	f.Pair(model.SurfaceStemOrder, stem, uint64(min(o.order, 3))<<1|side)
	f.Pair(model.SurfaceGapHint, gap, hint)
	f.Add(model.SurfaceFormOrder, form<<12|side<<8|hint<<4|uint64(min(o.order, 3)))
	f.Add(model.SurfaceHead, d.Key(m.Head()))
	f.Pair(model.SurfaceHeadHint, d.Key(m.Head()), side<<4|hint)
	f.Add(model.SurfacePreviousWord, d.Key(m.From-1))
	f.Pair(model.SurfacePreviousWordHint, d.Key(m.From-1), side<<4|hint)
	f.Add(model.SurfaceNextWord, d.Key(m.To))
	f.Pair(model.SurfaceNextWordHint, d.Key(m.To), side<<4|hint)
	f.Add(model.SurfaceNeighbours, uint64(d.At(m.From-1))<<16|uint64(d.At(m.To))<<8|side<<4|hint)
	f.Add(model.SurfaceType, what<<8|side<<4|hint)
	f.Add(model.SurfaceTypeForm, what<<12|form)
	f.Add(model.SurfaceOpens, model.Flag(m.From == d.Sentences[m.sentence].From)<<5|side<<4|hint)
	f.Pair(model.SurfaceGapLook, gap, look)
	f.Pair(model.SurfaceStemLook, stem, look)
	f.Pair(model.SurfaceStemForm, stem, form<<1|side)
	f.Pair(model.SurfaceGapStem, gap, stem&0xfff)
	f.Add(model.SurfaceShapeType, shape<<12|uint64(m.Type)<<8|side<<4|hint)
	f.Add(model.SurfaceShapeOrder, shape<<12|uint64(min(o.order, 7))<<8|side<<4|hint)
	f.Add(model.SurfaceShapeLook, shape<<12|look)
	f.Pair(model.SurfaceGapShape, gap, shape)
	first := model.Flag(m.From == d.Sentences[m.sentence].From || d.At(m.From-1) == lexicon.Comma)
	f.Add(model.SurfaceShapeFirst, shape<<12|first<<9|model.Flag(m.Subject)<<8|side<<4|hint)
	f.Add(model.SurfaceTypeFirst, uint64(m.Type)<<12|first<<9|model.Flag(m.Subject)<<8|side<<4|hint)
	describeEntity(c, n, m, side<<4|hint)
}

// shapeOf is the form of a draft's cue: its word class, and whether it is an
// infinitive.
func shapeOf(c *Resolver, r *report.Draft) uint64 {
	if r.Cue.Empty() {
		return 0
	}
	i := r.Cue.From
	infinitive := i > 0 && c.Doc.At(i-1) == lexicon.ToWord
	return uint64(c.Doc.At(i))<<2 | model.Flag(infinitive)<<1 | 1
}

// describeEntity adds the features of the mention's entity.
func describeEntity(c *Resolver, n int, m *Mention, place uint64) {
	f := &c.Features
	if m.Entity < 0 {
		f.Add(model.EntityNone, place)
		return
	}
	e := &c.Entities[m.Entity]
	f.Add(model.EntityCount, model.Bucket(e.count)<<8|place)
	f.Add(model.EntityType, uint64(e.entityType)<<8|place)
	if n > 0 {
		f.Add(model.EntityBefore, model.Flag(c.Decisions[n-1].Entity == m.Entity)<<8|place)
	}
	if !e.role.Empty() {
		f.Add(model.EntityRole, place)
	}
}

// describeNone lists the features of the choice that no mention near the cue names
// the speaker.
func describeNone(c *Resolver, n int, o *Option, stem, form uint64) {
	d, r, f := c.Doc, &c.Drafts[n], &c.Features
	carry := model.Flag(o.Carry)
	f.Add(model.NoneForm, carry<<8|form)
	f.Pair(model.NoneStem, stem, carry)
	f.Pair(model.NoneStemForm, stem, form<<1|carry)
	f.Add(model.NoneOptions, carry<<16|form<<8|uint64(min(len(c.Options), 6)))
	if !o.Carry {
		return
	}
	last := &c.Drafts[n-1]
	apart := uint64(min(r.Statement-last.Statement, 3))
	paragraphs := d.Statements[r.Statement].Paragraph - d.Statements[last.Statement].Paragraph
	f.Add(model.CarryApart, apart<<16|model.Bucket(paragraphs)<<8|form)
	f.Add(model.CarryVoice, uint64(last.Voice)<<16|apart<<8|form)
	f.Add(model.CarryDirect, model.Flag(last.Kind == corpus.Direct)<<16|model.Bucket(paragraphs)<<8|form)
	f.Add(model.CarryOpens, model.Flag(d.Statements[r.Statement].From == d.Paragraphs[d.Statements[r.Statement].Paragraph].From)<<8|form)
}

// wordsBetween describes the tokens between a mention and a cue.
func wordsBetween(c *Resolver, m *Mention, at document.TokenRange) uint64 {
	d := c.Doc
	lo, hi, side := m.To, at.From, uint64(0)
	if m.From >= at.To {
		lo, hi, side = at.To, m.From, 1
	}
	if hi-lo <= 4 {
		v := side + 2
		for j := lo; j < hi; j++ {
			v = v<<6 | uint64(d.At(j))
		}
		return v
	}
	var verbs, commas, flags uint64
	hi = min(hi, lo+40)
	for j := lo; j < hi; j++ {
		switch k := d.At(j); {
		case k.IsVerb() && k != lexicon.VerbGerund && k != lexicon.VerbBase:
			verbs++
		case k == lexicon.Comma:
			commas++
		case k == lexicon.Relative:
			flags |= 1
		case k == lexicon.Conjunction:
			flags |= 2
		case k == lexicon.ThatWord || k == lexicon.Subordinator:
			flags |= 4
		case k == lexicon.OpenMark || k == lexicon.CloseMark:
			flags |= 8
		case k == lexicon.SubjectPronoun:
			flags |= 16
		}
	}
	v := 1<<40 | side<<32 | min(verbs, 3)<<24 | min(commas, 3)<<16 | flags<<8
	return v | uint64(d.At(lo))
}
