package render

import (
	"verbatim/bot/locale"
	"verbatim/bot/markdown"
	"verbatim/corpus"
)

// Found is the answers to a question and the language in which they are shown.
type Found struct {
	Question
	Answers []corpus.Answer
	Refusal corpus.Refusal  // why there are no answers
	Nearest []corpus.Answer // if there are no answers: statements that are not sure enough
	Note    string          // said above the answers
	Left    string          // which answers are not counted, "" if all are
	In      *locale.Language
}

// Nothing says that the question has no answer, and why.
func (f Found) Nothing() string {
	said := f.In.Say(f.nothing())
	if why := f.why(); why != "" {
		said += " " + why
	}
	return said
}

// nothing returns the phrase that says that the question has no answer.
func (f Found) nothing() locale.Phrase {
	switch {
	case f.Mode == NameQuote && f.Text == "":
		return locale.PhraseNoneOf
	case f.Mode == NameTimeline, f.Mode == NameCompare:
		return locale.PhraseNoneOnTime
	case f.Mode == NameFind:
		return locale.PhraseNoneBears
	case f.Speaker != "" && f.Refusal.Reason != corpus.UnknownWords:
		return locale.PhraseNothingBy
	}
	return locale.PhraseNothing
}

// why says why there is no answer and what may help, or "" if what is said already says so.
func (f Found) why() string {
	switch r := f.Refusal; {
	case r.Reason == corpus.FilteredOut:
		return f.In.Say(locale.PhraseFilteredOut)
	case f.Mode == NameFind, f.Text == "":
		return ""
	case r.Reason == corpus.UnknownWords:
		return locale.UnknownWords(f.In, r.Unknown)
	case r.Reason == corpus.NotSaid && f.Mode != NameCompare:
		return f.In.Say(locale.PhraseNotSaid)
	case r.Reason == corpus.NotSure:
		return f.In.Say(locale.PhraseNotSure)
	}
	return ""
}

// withDenials returns the answers, each followed by its denial, and each once.
func withDenials(answers []corpus.Answer) []corpus.Answer {
	var out []corpus.Answer
	there := map[corpus.StatementID]bool{}
	add := func(a corpus.Answer) {
		if !there[a.ID] {
			there[a.ID] = true
			out = append(out, a)
		}
	}
	for _, a := range answers {
		add(a)
		if a.Denial != nil {
			add(*a.Denial)
		}
	}
	return out
}

// AnswerByKey returns the answer with that StatementKey.
func AnswerByKey(answers []corpus.Answer, key string) (corpus.Answer, error) {
	for _, a := range withDenials(answers) {
		if StatementKey(a.ID) == key {
			return a, nil
		}
	}
	return corpus.Answer{}, ErrNoLongerAnswers
}

// Quotable reports whether an answer may be shown as a picture: its speaker is certain,
// all reported words are quoted, and it has a publisher.
func Quotable(a corpus.Answer) bool {
	return a.Certain && a.Kind == corpus.Direct && a.Origin == corpus.OriginFetched && markdown.Line(a.Speaker) != "" && markdown.Link(a.URL) != ""
}

// Picturable returns the answers that are quotable.
func Picturable(answers []corpus.Answer) []corpus.Answer {
	var out []corpus.Answer
	for _, a := range answers {
		if Quotable(a) {
			out = append(out, a)
		}
	}
	return out
}
