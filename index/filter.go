package index

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/RoaringBitmap/roaring/v2/roaring64"

	"verbatim/corpus"
	"verbatim/index/passage"
	"verbatim/index/rank"
	"verbatim/index/view"
	"verbatim/index/wording"
)

// filter says which passages and reports a query asks for.
type filter struct {
	allowed *roaring64.Bitmap // passages; nil: all
	barred  *roaring64.Bitmap // passages; nil: none
	speaker []string          // words of the speaker's name
	unsure  bool              // no statement is the speaker's for certain
	kind    corpus.Kind
}

// newFilter looks up a query's filters. The error is corpus.ErrUnknownSpeaker if no speaker that
// the guild can see has the name.
func newFilter(s *view.Snapshot, q corpus.Query, asked *rank.Question, scopes []string) (*filter, error) {
	f := &filter{kind: q.Kind, barred: s.Barred, speaker: wording.NameWords(q.Speaker)}
	if strings.TrimSpace(q.Speaker) != "" {
		who, err := s.All(view.FieldSpeaker, f.speaker, scopes)
		if err != nil {
			return nil, err
		}
		if who == nil || who.IsEmpty() {
			if who, err = f.guess(s, q, asked, scopes); err != nil {
				return nil, err
			}
		}
		f.restrict(who)
	}
	if err := f.restrictToArticles(s, q, scopes); err != nil {
		return nil, err
	}
	if q.Kind != "" {
		kind, err := s.Any(view.FieldKind, []string{string(q.Kind)}, scopes)
		if err != nil {
			return nil, err
		}
		f.restrict(kind)
	}
	if q.Since != "" || q.Until != "" {
		terms, err := datesBetween(q.Since, q.Until)
		if err != nil {
			return nil, err
		}
		dates, err := s.Any(view.FieldDate, terms, scopes)
		if err != nil {
			return nil, err
		}
		f.restrict(dates)
	}
	return f, f.restrictToPhrases(s, asked, scopes)
}

// guess returns the passages that name a speaker who has no certain statement. If a question is
// asked, those of their statements count that are not certain, which are shown without a name.
func (f *filter) guess(s *view.Snapshot, q corpus.Query, asked *rank.Question, scopes []string) (*roaring64.Bitmap, error) {
	f.unsure = true
	terms := searchTerms(f.speaker)
	if len(terms) == 0 || len(asked.Words) == 0 {
		return nil, unknownSpeaker(q)
	}
	named, err := s.All(view.FieldText, terms, scopes)
	if err == nil && (named == nil || named.IsEmpty()) {
		err = unknownSpeaker(q)
	}
	return named, err
}

// unknownSpeaker returns the error of a query for a speaker who has no certain statement.
func unknownSpeaker(q corpus.Query) error {
	return fmt.Errorf("%w: %q (choose one that is offered, or ask without)", corpus.ErrUnknownSpeaker, q.Speaker)
}

// searchTerms returns the terms of some words, without stop words.
func searchTerms(words []string) []string {
	var terms []string
	for _, word := range words {
		if !wording.IsStop([]byte(word)) {
			terms = append(terms, wording.Stem(word))
		}
	}
	return terms
}

// restrictToArticles keeps the passages of the query's source and articles. Articles that the
// guild does not see have none: all other look-ups are in the layers that it sees.
func (f *filter) restrictToArticles(s *view.Snapshot, q corpus.Query, scopes []string) error {
	if q.Source != "" {
		from, err := s.Any(view.FieldSource, []string{string(q.Source)}, scopes)
		if err != nil {
			return err
		}
		f.restrict(from)
	}
	if q.Only == nil {
		return nil
	}
	only := roaring64.New()
	for _, ref := range q.Only {
		if ref.Guild != q.Guild && ref.Guild != corpus.Shared {
			continue
		}
		documents, err := s.Documents(passage.KeyOf(ref.Guild, ref.Article))
		if err != nil {
			return err
		}
		for _, d := range documents {
			only.Add(d.Number)
		}
	}
	f.restrict(only)
	return nil
}

// restrictToPhrases keeps the passages that hold the words of each phrase and all terms that must
// be near. Whether they are in
// order is checked when the statements are read.
func (f *filter) restrictToPhrases(s *view.Snapshot, asked *rank.Question, scopes []string) error {
	sets := [][]string{asked.Near}
	for _, phrase := range asked.Phrases {
		sets = append(sets, searchTerms(phrase))
	}
	for _, terms := range sets {
		if len(terms) == 0 {
			continue
		}
		holding, err := s.All(view.FieldText, terms, scopes)
		if err != nil {
			return err
		}
		f.restrict(holding)
	}
	return nil
}

func (f *filter) restrict(to *roaring64.Bitmap) {
	if f.allowed == nil {
		f.allowed = to
		return
	}
	f.allowed.And(to)
}

// passes reports whether a passage may be shown.
func (f *filter) passes(number uint64) bool {
	return (f.allowed == nil || f.allowed.Contains(number)) && (f.barred == nil || !f.barred.Contains(number))
}

// takes reports whether the report has the speaker and the kind that are asked for.
func (f *filter) takes(r *passage.Report) bool {
	if f.kind != "" && r.Kind != f.kind {
		return false
	}
	if len(f.speaker) == 0 {
		return true
	}
	if r.Speaker == nil || !r.Speaker.Certain && !f.unsure {
		return false
	}
	for _, name := range append([]string{r.Speaker.Name}, r.Speaker.Aliases...) {
		words := wording.NameWords(name)
		if !slices.ContainsFunc(f.speaker, func(w string) bool { return !slices.Contains(words, w) }) {
			return true
		}
	}
	return false
}

// The years that articles may be from. A missing end reaches this far.
const firstYear, lastYear = 1400, 2200

// datesBetween returns the days, months and years that make up the time between two dates,
// both included. An empty date is a missing end.
func datesBetween(since, until corpus.Date) ([]string, error) {
	from := time.Date(firstYear, 1, 1, 0, 0, 0, 0, time.UTC)
	to := time.Date(lastYear, 12, 31, 0, 0, 0, 0, time.UTC)
	for _, end := range []struct {
		date corpus.Date
		day  *time.Time
	}{{since, &from}, {until, &to}} {
		if end.date == "" {
			continue
		}
		t, ok := end.date.Time()
		if !ok {
			return nil, fmt.Errorf("%w: %q is not a date (2006-01-02)", corpus.ErrQuery, end.date)
		}
		if t = t.Truncate(24 * time.Hour); t.After(from) && t.Before(to) {
			*end.day = t
		}
	}
	var terms []string
	for day := from; !day.After(to); {
		switch nextYear, nextMonth := day.AddDate(1, 0, 0), day.AddDate(0, 1, 0); {
		case day.YearDay() == 1 && !nextYear.AddDate(0, 0, -1).After(to):
			terms, day = append(terms, day.Format("2006")), nextYear
		case day.Day() == 1 && !nextMonth.AddDate(0, 0, -1).After(to):
			terms, day = append(terms, day.Format("2006-01")), nextMonth
		default:
			terms, day = append(terms, day.Format("2006-01-02")), day.AddDate(0, 0, 1)
		}
	}
	return terms, nil
}
