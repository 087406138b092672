package index

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"verbatim/corpus"
	"verbatim/index/passage"
	"verbatim/index/rank"
	"verbatim/index/view"
	"verbatim/index/wording"
)

// addDenials adds to each statement found that is an allegation the denial of it in the same
// article, if there is one.
func addDenials(s *searchRun, found corpus.Found) error {
	known := make(map[passage.Key][]denial)
	for i := range len(found.Answers) + len(found.Nearest) {
		var a *corpus.Answer
		if i < len(found.Answers) {
			a = &found.Answers[i]
		} else {
			a = &found.Nearest[i-len(found.Answers)]
		}
		if a.Class != corpus.Alleges {
			continue
		}
		key := passage.KeyOf(a.Guild, a.Article)
		denials, read := known[key]
		if !read {
			var err error
			if denials, err = findDenials(s, key); err != nil {
				return err
			}
			known[key] = denials
		}
		best := denialOf(s, a, denials)
		if best == nil {
			continue
		}
		cited, err := s.citation(&best.Scored)
		if passage.IsDamaged(err) {
			continue
		}
		if err != nil {
			return err
		}
		denied := newAnswer(&best.Scored, &best.report, cited)
		a.Denial = &denied
	}
	return nil
}

// denial is a report of a denial with its statement.
type denial struct {
	rank.Scored
	report  passage.Report
	content map[string]bool // the terms of the denied words
	deniers map[string]bool // the terms of the denier's names
}

// findDenials returns the denials in an article, as the query's guild sees it.
func findDenials(s *searchRun, key passage.Key) ([]denial, error) {
	documents, err := s.snapshot.Documents(key)
	if err != nil {
		return nil, err
	}
	var found []denial
	for _, d := range documents {
		denies, err := holdsDenial(s, d.Number)
		if err != nil {
			return nil, err
		}
		if !denies {
			continue
		}
		p, err := s.snapshot.Passage(d.Number)
		if passage.IsDamaged(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		for i := range p.Statements {
			reports, err := s.snapshot.Reports(p, i)
			if passage.IsDamaged(err) {
				continue
			}
			if err != nil {
				return nil, err
			}
			for _, r := range reports {
				if r.Class == corpus.Denies {
					found = append(found, newDenial(s, rank.Scored{Passage: p, Statement: i}, r))
				}
			}
		}
	}
	return found, nil
}

// holdsDenial reports whether the query sees the document and it holds a denial.
func holdsDenial(s *searchRun, number uint64) (bool, error) {
	if s.snapshot.Barred != nil && s.snapshot.Barred.Contains(number) {
		return false, nil
	}
	for _, scope := range s.scopes {
		holds, err := s.snapshot.Holds(number, view.FieldKind, scope+view.DenialKind)
		if holds || err != nil {
			return holds, err
		}
	}
	return false, nil
}

// newDenial takes the terms out of a denial.
func newDenial(s *searchRun, at rank.Scored, r passage.Report) denial {
	d := denial{Scored: at, report: r, content: make(map[string]bool), deniers: make(map[string]bool)}
	names := r.Mention
	if r.Speaker != nil {
		names = strings.Join(append([]string{names, r.Speaker.Name, r.Speaker.Role}, r.Speaker.Aliases...), "\n")
	}
	addNames(s, d.deniers, names)
	text := at.Text()
	for _, span := range r.WordSpans() {
		own := corpus.Span{Start: span.Start - at.Start(), End: span.End - at.Start()}
		if own.Start < 0 || own.End > len(text) {
			continue
		}
		s.stems.EachTerm(own.In(text), func(term string, _, _, _ int) {
			if !ofAccusing[term] {
				d.content[term] = true
			}
		})
	}
	return d
}

// ofAccusing are terms that say that there is an accusation, and not which: a person who
// rejects "the allegations" may mean any.
var ofAccusing = wording.TermSet(`allegation allegations accusation accusations charge charges claim claims report reports suggestion
	suggestions assertion assertions statement statements involvement involved wrongdoing responsibility such strictly
	strongly categorically allegedly accused alleged`)

// An allegation and its denial share sharedTerms terms of the denied words, or all of them if
// there are fewer, or one if the denier is accused. A denial that does not say what it denies
// is about an accusation of its denier in the last soonDenied bytes.
const (
	sharedTerms = 2
	soonDenied  = 1000
)

// ofOffices are the terms of offices, which are in many names.
var ofOffices = wording.TermSet(`foreign prime interior defence defense minister ministry president government office department
	embassy council committee court party union national state official officials authorities spokesman spokeswoman
	spokesperson republic`)

// denialOf returns the denial of an allegation, or nil if there is none. It prefers the one
// that shares most with it, and then the next one in the article.
func denialOf(s *searchRun, a *corpus.Answer, denials []denial) *denial {
	alleged, accused, accusers := allegation(s, a)
	var best *denial
	bestShared := 0
	for i := range denials {
		d := &denials[i]
		if d.Start() == a.Start || common(d.deniers, accusers) > 0 {
			continue
		}
		shared := common(d.content, alleged)
		about := shared >= min(sharedTerms, len(d.content)) && shared > 0
		if common(d.deniers, accused) > 0 {
			soon := a.Start < d.Start() && d.Start() <= a.End+soonDenied
			about = about || shared > 0 || len(d.content) == 0 && soon
			shared += sharedTerms
		}
		if about && (best == nil || shared > bestShared || shared == bestShared && nearer(a, d, best)) {
			best, bestShared = d, shared
		}
	}
	return best
}

// nearer reports whether a denial is nearer to the allegation than another. One before the
// allegation is farther than all after it.
func nearer(a *corpus.Answer, d, than *denial) bool {
	if before := d.Start() < a.Start; before != (than.Start() < a.Start) {
		return !before
	}
	if d.Start() < a.Start {
		return d.Start() > than.Start()
	}
	return d.Start() < than.Start()
}

// common returns how many of the terms, or of their variants, are in others.
func common(terms, others map[string]bool) int {
	n := 0
	for term := range terms {
		if wording.HoldsTerm(others, term) {
			n++
		}
	}
	return n
}

// addNames adds the terms of names, without those of offices.
func addNames(s *searchRun, to map[string]bool, names string) {
	s.stems.EachTerm(names, func(term string, _, _, _ int) {
		if !ofOffices[term] {
			to[term] = true
		}
	})
}

// allegation returns the terms of the alleged words, of the names in the statement that may be
// accused, and of the accuser's name, which may not.
func allegation(s *searchRun, a *corpus.Answer) (alleged, accused, accusers map[string]bool) {
	alleged, accused, accusers = make(map[string]bool), make(map[string]bool), make(map[string]bool)
	words := (&passage.Report{Report: corpus.Report{Content: a.Content, Quotes: a.Quotes}}).WordSpans()
	accuser := corpus.Span{}
	if a.Mention != nil {
		accuser = a.Mention.Span
		addNames(s, accusers, a.Mention.Text)
	}
	addNames(s, accusers, a.Speaker+"\n"+a.Role)
	s.stems.EachTerm(a.Text, func(term string, _, start, end int) {
		span := corpus.Span{Start: a.Start + start, End: a.Start + end}
		if slices.ContainsFunc(words, func(w corpus.Span) bool { return w.Contains(span) }) {
			alleged[term] = true
		}
		first, _ := utf8.DecodeRuneInString(a.Text[start:])
		if unicode.IsUpper(first) && !span.Overlaps(accuser) && !ofOffices[term] {
			accused[term] = true
		}
	})
	return alleged, accused, accusers
}
