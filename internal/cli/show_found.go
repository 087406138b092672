package cli

import (
	"io"
	"strings"

	"verbatim/config"
	"verbatim/corpus"
)

// printFound prints what a search found. As JSON, answers are a list. A search without
// answers is one object, which says why.
func (p *Program) printFound(f corpus.Found, q corpus.Query, format string) error {
	machine := format == config.JSON || format == config.JSONL
	switch {
	case machine && len(f.Answers) == 0:
		return p.printJSON(f)
	case machine:
		return printRows(p, f.Answers, format)
	case len(f.Answers) == 0:
		_, err := io.WriteString(p.Stdout, showRefusal(f, q, p.style()))
		return err
	}
	_, err := io.WriteString(p.Stdout, showAnswers(f.Answers, p.style()))
	return err
}

// showRefusal says why there is no answer, and shows the nearest statements if the query
// asks for them.
func showRefusal(f corpus.Found, q corpus.Query, s style) string {
	p := page{style: s}
	p.message("", "Nothing in the corpus answers this.")
	if why := reasonOf(f.Refusal); why != "" {
		p.message("", why)
	}
	switch {
	case q.Nearest == 0 && q.Threshold > 0:
		p.message("", "With --nearest 3 the nearest statements are shown all the same.")
	case q.Nearest > 0 && len(f.Nearest) == 0:
		p.message("", "No statement is near to an answer.")
	case q.Nearest > 0:
		p.line("")
		p.message("", "The nearest statements, which do not answer it:")
		p.line("")
		p.WriteString(showAnswers(f.Nearest, s))
	}
	return p.String()
}

// reasonOf says why a question is refused, and what can be done about it.
func reasonOf(r corpus.Refusal) string {
	switch r.Reason {
	case corpus.UnknownWords:
		var quoted []string
		for _, word := range r.Unknown {
			quoted = append(quoted, "“"+printable(word)+"”")
		}
		return "No article mentions " + strings.Join(quoted, ", ") + "."
	case corpus.NotSaid:
		return "Nothing that the speaker said for certain answers it; without a speaker something may."
	case corpus.FilteredOut:
		return "No statement fits its filters; without them something may."
	case corpus.NotSure:
		return "The nearest statements are not sure enough to be answers."
	}
	return ""
}
