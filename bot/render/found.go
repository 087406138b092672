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
	Note    string // said above the answers
	Left    string // which answers are not counted, "" if all are
	In      *locale.Language
}

// NothingFound returns the phrase that says that a question has no answer.
func NothingFound(q Question) locale.Phrase {
	switch {
	case q.Mode == NameQuote && q.Text == "":
		return locale.PhraseNoneOf
	case q.Mode == NameTimeline, q.Mode == NameCompare:
		return locale.PhraseNoneOnTime
	case q.Mode == NameFind:
		return locale.PhraseNoneBears
	case q.Speaker != "":
		return locale.PhraseNothingBy
	}
	return locale.PhraseNothing
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
