package revise

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"verbatim/corpus"
	"verbatim/corpus/extract/document"
)

// Apply returns the statements of an article after one guild's corrections, and
// whether each correction applies. A correction does not apply if it was undone, is
// about another article, or if its statement, report or mention is gone. When
// several are about one statement, the newest counts: a correction that hides the
// statement, or denies that it is one, holds until a newer one names a report's
// speaker. The newest correction of a report counts even if its mention is gone. A
// report that continued a corrected one follows it, with the same confidence as
// before. Apply does not change its arguments; the result shares with them
// whatever no correction touches. An error is the context's.
func Apply(ctx context.Context, a corpus.Article, statements []corpus.Statement, corrections []corpus.Correction) (out []corpus.Statement, applies []bool, err error) {
	applies = make([]bool, len(corrections))
	p := &placement{article: a, statements: statements}
	words := make(map[int]*verdicts)
	for _, i := range oldestFirst(corrections) {
		if err := ctx.Err(); err != nil { // its words are looked for in the whole text
			return nil, nil, err
		}
		c := &corrections[i]
		at, ok, err := p.find(ctx, c)
		if err != nil {
			return nil, nil, err
		}
		if !ok {
			continue
		}
		w := words[at.statement]
		if w == nil {
			w = &verdicts{reports: make(map[int]*corpus.Speaker)}
			words[at.statement] = w
		}
		applies[i] = w.take(p, c, at)
	}
	if len(words) == 0 {
		return statements, applies, nil
	}
	return p.corrected(words), applies, nil
}

// Hidden returns the spans of the statements that Apply left out, in order.
func Hidden(statements, left []corpus.Statement) []corpus.Span {
	var spans []corpus.Span
	for _, s := range statements {
		if len(left) > 0 && left[0].Start == s.Start {
			left = left[1:]
			continue
		}
		spans = append(spans, s.Span)
	}
	return spans
}

// oldestFirst returns the indices of the corrections that hold, in the order in
// which they were made.
func oldestFirst(corrections []corpus.Correction) []int {
	var order []int
	for i := range corrections {
		if corrections[i].UndoneAt.IsZero() {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(i, j int) int {
		a, b := &corrections[i], &corrections[j]
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Made, b.Made), cmp.Compare(a.ID, b.ID))
	})
	return order
}

// placement finds the places of corrections in an article.
type placement struct {
	article    corpus.Article
	statements []corpus.Statement
	byID       map[corpus.StatementID]int
	byText     map[document.Digest][]int
}

// place is a report of a statement; the report is -1 if the whole statement is
// meant.
type place struct{ statement, report int }

// find is the place that a correction is about, if it is still there.
func (p *placement) find(ctx context.Context, c *corpus.Correction) (place, bool, error) {
	if c.Article != p.article.ID || c.ArticleGuild != p.article.Guild {
		return place{}, false, nil
	}
	candidates, err := p.candidates(ctx, c)
	if err != nil {
		return place{}, false, err
	}
	for n, i := range candidates {
		if err := document.Ended(ctx, n); err != nil {
			return place{}, false, err
		}
		report := p.report(i, c)
		if report >= 0 || c.Verdict == corpus.VerdictHidden || c.Verdict == corpus.VerdictNoStatement {
			return place{i, report}, true, nil
		}
	}
	return place{}, false, nil
}

// candidates returns the statement with the correction's id or, if there is no such
// statement, the ones with its words.
func (p *placement) candidates(ctx context.Context, c *corpus.Correction) ([]int, error) {
	if p.byID == nil {
		p.byID = make(map[corpus.StatementID]int, len(p.statements))
		for i := range p.statements {
			p.byID[p.statements[i].ID] = i
		}
	}
	if i, ok := p.byID[c.Statement]; ok {
		return []int{i}, nil
	}
	if p.byText == nil {
		byText := make(map[document.Digest][]int, len(p.statements))
		for i := range p.statements {
			key, err := document.TextKey(ctx, p.statements[i].Text)
			if err != nil {
				return nil, err
			}
			byText[key] = append(byText[key], i)
		}
		p.byText = byText
	}
	key, err := document.TextKey(ctx, c.Text)
	return p.byText[key], err
}

// report is the report of statement i that a correction is about: the report with
// its cue and content, or the only report with one of them, or -1.
func (p *placement) report(i int, c *corpus.Correction) int {
	var byCue, byContent []int
	reports := p.statements[i].Reports
	for k := range reports {
		cue, content := document.ReportWords(p.article.Text, reports[k])
		sameCue, sameContent := strings.EqualFold(cue, c.Cue), document.BeginsAlike(content, c.Content)
		if sameCue && sameContent {
			return k
		}
		if sameCue {
			byCue = append(byCue, k)
		}
		if sameContent {
			byContent = append(byContent, k)
		}
	}
	switch {
	case len(byCue) == 1 || len(byCue) > 0 && c.Content == "":
		return byCue[0]
	case len(byContent) == 1:
		return byContent[0]
	case len(reports) == 1 && c.Cue == "" && c.Content == "":
		return 0
	}
	return -1
}

// verdicts are the moderators' words on one statement.
type verdicts struct {
	whole   corpus.Verdict          // hidden, no statement, or "" if its reports remain
	reports map[int]*corpus.Speaker // by the reports that were corrected; nil when the newest correction has lost its mention
}

// take notes a correction that is newer than the ones taken before. It returns
// false if the words that the correction rests on are no longer in the article.
func (w *verdicts) take(p *placement, c *corpus.Correction, at place) bool {
	switch c.Verdict {
	case corpus.VerdictHidden, corpus.VerdictNoStatement:
		w.whole = c.Verdict
		return true
	case corpus.VerdictUnidentified:
		w.whole = ""
		w.reports[at.report] = p.unidentified(at)
		return true
	case corpus.VerdictSpeaker:
		w.whole = ""
		w.reports[at.report] = p.speaker(c, at)
		return w.reports[at.report] != nil
	}
	return false
}

// speaker is the speaker that a correction names, nil if the article does not have
// them.
func (p *placement) speaker(c *corpus.Correction, at place) *corpus.Speaker {
	text := p.article.Text
	if _, ok := document.MentionAt(text, c.Name, 0); !ok {
		return nil
	}
	span, ok := document.MentionAt(text, c.Mention, c.Occurrence)
	if !ok {
		span, ok = document.NearestMention(text, c.Mention, p.statements[at.statement].Span)
	}
	if !ok {
		return nil
	}
	s := &corpus.Speaker{Name: c.Name, Kind: corpus.UnknownKind, Certain: true, Mention: span}
	p.eachSpeaker(c.Name, func(known *corpus.Speaker) (done bool) {
		s.Kind, s.Aliases = known.Kind, slices.Clone(known.Aliases)
		s.Role = known.Role
		return s.Role != ""
	})
	return s
}

// eachSpeaker calls visit for every certain speaker of that name, until visit
// returns true.
func (p *placement) eachSpeaker(name string, visit func(*corpus.Speaker) (done bool)) {
	for i := range p.statements {
		for k := range p.statements[i].Reports {
			if s := p.statements[i].Reports[k].Speaker; s != nil && s.Certain && s.Name == name && visit(s) {
				return
			}
		}
	}
}

// unidentified is the speaker of a report that keeps only the article's own word. A
// report without such a word gets a speaker without a mention.
func (p *placement) unidentified(at place) *corpus.Speaker {
	return ownWord(p.article.Text, p.statements[at.statement].Reports[at.report].Speaker)
}

// ownWord is a speaker that keeps only the article's own word.
func ownWord(text string, s *corpus.Speaker) *corpus.Speaker {
	if s == nil {
		return &corpus.Speaker{}
	}
	return &corpus.Speaker{Name: s.Mention.In(text), Kind: corpus.UnknownKind, Mention: s.Mention}
}

// corrected applies the verdicts to the statements.
func (p *placement) corrected(words map[int]*verdicts) []corpus.Statement {
	out := make([]corpus.Statement, 0, len(p.statements))
	changed := make(map[corpus.StatementID]follower) // whose reports may go on further down
	for i, s := range p.statements {
		old := s
		w := words[i]
		switch {
		case w == nil:
			s = p.follow(s, changed, nil)
		case w.whole != "":
			s.Reports, s.Kind, s.Corrected = []corpus.Report{}, corpus.Narrated, true
		default:
			s = p.follow(s, changed, w.reports)
			s.Reports = slices.Clone(s.Reports)
			for k, speaker := range w.reports {
				if speaker != nil {
					correct(&s.Reports[k], speaker)
				}
			}
		}
		if w != nil || !sameReports(old, s) {
			changed[s.ID] = follower{old.Reports, s.Reports, w != nil && w.whole == corpus.VerdictHidden}
		}
		if w == nil || w.whole != corpus.VerdictHidden {
			out = append(out, s)
		}
	}
	return out
}

// correct gives a report a speaker.
func correct(r *corpus.Report, speaker *corpus.Speaker) {
	own := *speaker
	r.Speaker, r.Corrected, r.Probability, r.Evidence = &own, true, 0, nil
	if own.Certain {
		r.Probability = 1
	}
	if own.Name == "" && own.Mention.Len() == 0 {
		r.Speaker = nil
	}
}

// follower is a corrected statement's reports before and after.
type follower struct {
	before, after []corpus.Report
	hidden        bool
}

// follow gives the reports of a statement that continue a changed report its
// speaker, except for reports with corrections of their own.
func (p *placement) follow(s corpus.Statement, changed map[corpus.StatementID]follower, own map[int]*corpus.Speaker) corpus.Statement {
	copied := false
	for k := range s.Reports {
		outer, ok := changed[s.Reports[k].Continues]
		if !ok || own[k] != nil || s.Reports[k].Continues == "" {
			continue
		}
		if !copied {
			s.Reports, copied = slices.Clone(s.Reports), true
		}
		outer.lead(&s.Reports[k], p.article.Text)
	}
	return s
}

// lead makes a report follow the report that it continues.
func (f follower) lead(r *corpus.Report, text string) {
	if f.hidden {
		r.Continues = ""
	}
	if r.Speaker == nil {
		return
	}
	for k := range f.before {
		before := f.before[k].Speaker
		if before == nil || before.Name != r.Speaker.Name {
			continue
		}
		if len(f.after) == 0 { // it has no report any more
			r.Speaker, r.Probability = ownWord(text, r.Speaker), 0
			return
		}
		after := f.after[k].Speaker
		switch {
		case after == nil:
			r.Speaker, r.Probability = nil, 0
		case after.Name != before.Name || after.Certain != before.Certain:
			own := *after
			own.Certain = r.Speaker.Certain && after.Certain
			r.Speaker, r.Probability = &own, min(r.Probability, f.after[k].Probability)
		}
		return
	}
}

// sameReports reports whether two states of one statement have the same reports
// in memory.
func sameReports(a, b corpus.Statement) bool {
	return len(a.Reports) == len(b.Reports) && (len(a.Reports) == 0 || &a.Reports[0] == &b.Reports[0])
}
