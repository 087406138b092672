package render

import (
	"verbatim/bot/locale"
	"verbatim/bot/markdown"
	"verbatim/corpus"
)

// Found is what answers a question, and the language in which it is shown.
type Found struct {
	Question
	Answers []corpus.Answer
	Note    string // what is to be said beside them
	Left    string // what is not among the counted, "" for nothing
	In      *locale.Language
}

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

// withDenials is the answers, each with the denial of it, and none twice.
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

// AnswerByKey is the answer of that key.
func AnswerByKey(answers []corpus.Answer, key string) (corpus.Answer, error) {
	for _, a := range withDenials(answers) {
		if StatementKey(a.ID) == key {
			return a, nil
		}
	}
	return corpus.Answer{}, ErrNoLongerAnswers
}

// Quotable reports whether an answer may stand alone in a picture: who said it
// is certain, all the reported words are quoted, and a publisher answers for
// them.
func Quotable(a corpus.Answer) bool {
	return a.Certain && a.Kind == corpus.Direct && a.Origin == corpus.OriginFetched && markdown.Line(a.Speaker) != "" && markdown.Link(a.URL) != ""
}

// Picturable are the answers that may be drawn.
func Picturable(answers []corpus.Answer) []corpus.Answer {
	var out []corpus.Answer
	for _, a := range answers {
		if Quotable(a) {
			out = append(out, a)
		}
	}
	return out
}
