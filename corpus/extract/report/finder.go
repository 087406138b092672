// Package report finds the reports in a document: the cue of a report, the reported
// words, its quotes, its kind and its class. Package speaker finds the speaker.
package report

import (
	"context"
	"math"
	"slices"

	"verbatim/corpus"
	"verbatim/corpus/extract/document"
	"verbatim/corpus/extract/lexicon"
	"verbatim/corpus/extract/model"
)

// cueThreshold is the least log-odds of a word that counts as a cue.
const cueThreshold = -0.6

// Finder collects the reports of a document.
type Finder struct {
	D          *document.Document
	drafts     []Draft
	cover      []coverage // of every token
	candidates []Candidate
	Features   model.Features
	Anchors    []Anchor
	Edges      []Edge
}

// coverage is the use that a token has in a report.
type coverage uint8

const (
	free    coverage = iota
	content          // reported words
	cue              // the cue of a direct report
)

// settle orders a statement's drafts, from index from on, by their places. It may
// move reports freely when they continue no report of the same statement.
func (f *Finder) settle(from int) {
	slices.SortStableFunc(f.drafts[from:], func(a, b Draft) int { return a.Place() - b.Place() })
}

// reported finds the indirect and mixed reports of a statement. Of nested ones the
// outermost wins: it looks first at words that end a sentence with who said it,
// then at the others from left to right.
func (f *Finder) reported(ctx context.Context, statement int) error {
	d := f.D
	s := d.Statements[statement]
	for k := s.Sentences.From; k < s.Sentences.To; k++ {
		if err := f.collect(ctx, d.Sentences[k].TokenRange); err != nil {
			return err
		}
		for _, trailing := range [...]bool{true, false} {
			for n := range f.candidates {
				if err := document.Ended(ctx, n+1); err != nil {
					return err
				}
				if c := &f.candidates[n]; !trailing || c.enclosed || d.Tokens[c.Token].Word == lexicon.WordAccording {
					f.consider(statement, c, trailing)
				}
			}
		}
	}
	return nil
}

// consider adds the report of a candidate when it is a cue and no report that was
// accepted before covers it. If trailing is set, it also requires that the content
// precedes the cue.
func (f *Finder) consider(statement int, c *Candidate, trailing bool) {
	if f.cover[c.Token] != free {
		return
	}
	if !c.judged {
		c.content, c.isCue = f.judge(c)
		c.judged = true
	}
	r := c.content
	if !c.isCue || trailing && r.From > c.Token || slices.Contains(f.cover[r.From:r.To], content) {
		return
	}
	f.take(r, content)
	f.addReport(statement, c, r)
}

// take notes the use of some tokens.
func (f *Finder) take(r document.TokenRange, as coverage) {
	for i := r.From; i < r.To; i++ {
		f.cover[i] = as
	}
}

// judge decides whether a candidate is a cue, and finds its content.
func (f *Finder) judge(c *Candidate) (document.TokenRange, bool) {
	d := f.D
	if claim, ok := claimOf(d, c); ok {
		return claim, true
	}
	if c.score <= cueThreshold && !certain(d, c) || f.unspoken(c) || isMedium(d, document.Range(c.Token+1, c.Sentence.To)) {
		return document.TokenRange{}, false
	}
	r, ok := f.content(c)
	if !ok || isMedium(d, r) || claimAhead(d, c, r) {
		return document.TokenRange{}, false
	}
	r = trim(d, c, r)
	return r, !f.onlyNamed(r) && !onlyTitled(d, c, r) && !onlyAsked(d, c, r)
}

// collect lists the candidates of a sentence with their scores.
func (f *Finder) collect(ctx context.Context, s document.TokenRange) error {
	d := f.D
	f.candidates = f.candidates[:0]
	for i := s.From; i < s.To; i++ {
		if err := document.Ended(ctx, int(i)); err != nil {
			return err
		}
		if !IsCandidate(d, i) {
			continue
		}
		c := Describe(d, i, s)
		c.Prior = len(f.candidates)
		CueFeatures(d, &f.Features, &c)
		c.score = d.Models.Cue.Score(f.Features.List)
		f.candidates = append(f.candidates, c)
	}
	return nil
}

// content finds the words that a cue reports.
func (f *Finder) content(c *Candidate) (document.TokenRange, bool) {
	d := f.D
	if p := c.Token + 2; d.At(c.Token+1) == lexicon.ThatWord && !c.noun && p < c.Sentence.To && canBegin(d, p) {
		return f.contentAfter(c, Anchor{At: p}) // the only place left
	}
	f.Anchors = Anchors(d, f.Anchors, c)
	best, top := -1, float32(0)
	for n, a := range f.Anchors {
		AnchorFeatures(d, &f.Features, c, a)
		if s := d.Models.Anchor.Score(f.Features.List); best < 0 || s > top {
			best, top = n, s
		}
	}
	if best < 0 {
		return document.TokenRange{}, false
	}
	a := f.Anchors[best]
	if a.Before {
		return f.contentBefore(c, a)
	}
	return f.contentAfter(c, a)
}

func (f *Finder) contentAfter(c *Candidate, a Anchor) (document.TokenRange, bool) {
	d := f.D
	p := a.At
	f.Edges = Ends(d, f.Edges, p, c)
	best, top := len(f.Edges)-1, float32(math.Inf(-1))
	for n, e := range f.Edges {
		last := n == len(f.Edges)-1
		if !last && endsEarly(d, c, p, e.At) {
			continue
		}
		EndFeatures(d, &f.Features, c, p, e, last)
		if s := d.Models.End.Score(f.Features.List); s > top {
			best, top = n, s
		}
	}
	r := document.Range(p, f.Edges[best].At)
	if d.At(r.From) == lexicon.ThatWord {
		r.From++
	}
	return r, !r.Empty()
}

func (f *Finder) contentBefore(c *Candidate, a Anchor) (document.TokenRange, bool) {
	d := f.D
	f.Edges = Begins(d, f.Edges, a.At, c)
	if len(f.Edges) == 0 {
		return document.TokenRange{}, false
	}
	best, top := 0, float32(0)
	for n, e := range f.Edges {
		BeginFeatures(d, &f.Features, c, a.At, e, n == len(f.Edges)-1, a.Group)
		if s := d.Models.Begin.Score(f.Features.List); n == 0 || s > top {
			best, top = n, s
		}
	}
	return document.Range(f.Edges[best].At, a.At), true
}

// unspoken reports whether a cue is about speech that did not happen.
func (f *Finder) unspoken(c *Candidate) bool {
	d := f.D
	if c.noun || d.Word(c.Token) == "according" {
		return false
	}
	class := lexicon.Classes[d.Lex.Entries[d.Tokens[c.Token].Word].Class]
	if c.negated && class != corpus.Holds {
		return true
	}
	if refuses(d, c.Token) || reacts(d, c) {
		return true
	}
	return c.group < c.Token && d.Tokens[c.group].Word == lexicon.WordTo && c.group > 0 && refuses(d, c.group-1)
}

func refuses(d *document.Document, i int32) bool {
	switch d.Word(i) {
	case "refused", "declined", "refuses", "declines", "refusing", "declining", "refuse", "decline":
		return true
	}
	return false
}

// onlyNamed reports whether content is only a person or a place.
func (f *Finder) onlyNamed(r document.TokenRange) bool {
	d := f.D
	if r.To-r.From == 1 && d.At(r.From) == lexicon.Relative {
		return true
	}
	for i := r.From; i < r.To; i++ {
		switch d.At(i) {
		case lexicon.Name, lexicon.Title, lexicon.Genitive, lexicon.ObjectPronoun:
		case lexicon.Determiner, lexicon.Conjunction, lexicon.Comma:
			if r.To-r.From == 1 {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// addReport adds the report of a cue and its content.
func (f *Finder) addReport(statement int, c *Candidate, r document.TokenRange) {
	d := f.D
	out := Draft{Statement: statement, Continues: -1, Cue: document.Range(c.Token, c.Token+1), Score: c.score, Class: classOf(d, c)}
	setContent(d, &out, r)
	setSubject(d, &out, c, r)
	f.drafts = append(f.drafts, out)
}

// setContent sets the spans and the kind of a report whose content is r.
func setContent(d *document.Document, out *Draft, r document.TokenRange) {
	span := d.Span(r)
	out.Kind = corpus.Indirect
	for k := d.QuotationIndex(r.From); k < len(d.Quotations) && d.Quotations[k].From < r.To; k++ {
		q := d.Quotations[k]
		if q.From < r.From || q.To > r.To || q.Speech == document.NotSpeech && insideOf(d, &q)&insideTitle != 0 {
			continue
		}
		out.Kind = corpus.Mixed
		out.Quotes = append(out.Quotes, corpus.Span{Start: int(q.Start), End: int(q.End)})
		if q.From == r.From && q.To == r.To {
			out.Kind = corpus.Direct
			return
		}
	}
	out.Content = &span
}

// classOf is the class of a candidate's cue.
func classOf(d *document.Document, c *Candidate) corpus.Class {
	i := c.Token
	class := lexicon.Classes[d.Lex.Entries[d.Tokens[i].Word].Class]
	if d.Stem(i) == uint64(lexicon.HashWord("call")) && d.Word(i+1) != "for" && d.Word(i+1) != "on" {
		return corpus.Asserts
	}
	return class
}

// setSubject sets the voice of a report and the hint for its speaker.
func setSubject(d *document.Document, out *Draft, c *Candidate, content document.TokenRange) {
	i, hi := c.Token, c.Sentence.To
	switch {
	case d.Tokens[i].Word == lexicon.WordAccording:
		out.Voice = voiceAccording
		if i+2 < hi && d.Tokens[i+1].Word == lexicon.WordTo {
			out.Cue.To = i + 2
			out.Subject = document.PhraseAfter(d, i+2, hi)
		}
	case c.noun:
		out.Voice = voiceNominal
		out.Subject = agentOf(d, i, c.Sentence, content)
	case c.passive:
		out.Voice = voicePassive
		out.Subject = byPhrase(d, i+1, hi)
	case c.after && content.To <= i:
		out.Inverted = true
		out.Subject = document.PhraseAfter(d, i+1, hi)
	default:
		out.Subject = c.subject
	}
	if out.Subject.From < content.To && content.From < out.Subject.To {
		out.Subject = document.TokenRange{}
	}
}

// agentOf is the phrase for who makes the claim that the noun at i names: "charges
// made by X", "X’s claim", "a claim from X", "the claim of X".
func agentOf(d *document.Document, i int32, s, content document.TokenRange) document.TokenRange {
	if by := byPhrase(d, i+1, s.To); !by.Empty() && by.From < content.From {
		return by
	}
	for j := i - 1; j >= s.From && j > i-6; j-- {
		switch d.At(j) {
		case lexicon.Possessive:
			return document.Range(j, j+1)
		case lexicon.Genitive:
			return document.BarePhraseBefore(d, j, s.From)
		case lexicon.Noun, lexicon.Name, lexicon.Adverb, lexicon.Number, lexicon.VerbPast:
			continue
		}
		break
	}
	if j := i + 1; j < content.From && (d.Tokens[j].Word == lexicon.WordOf || d.Tokens[j].Word == lexicon.WordFrom) {
		return document.PhraseAfter(d, j+1, s.To)
	}
	return verbSubject(d, i, s)
}

// verbSubject is the subject of the verb that governs the noun at i: "X made the
// claim that".
func verbSubject(d *document.Document, i int32, s document.TokenRange) document.TokenRange {
	for j := i - 1; j >= s.From && j > i-maxAnchor; j-- {
		if c := d.At(j); c.IsVerb() && c != lexicon.VerbGerund {
			return document.PhraseBefore(d, document.VerbGroup(d, j, s.From), s.From)
		}
		if d.At(j) == lexicon.Comma {
			break
		}
	}
	return document.TokenRange{}
}
