package cli

import (
	"cmp"
	"fmt"
	"strings"

	"verbatim/corpus"
)

// showAnswers returns the answers for people at a terminal.
func showAnswers(answers []corpus.Answer, s style) string {
	p := page{style: s}
	for i, a := range answers {
		if i > 0 {
			p.line("")
		}
		p.answer(i+1, a)
	}
	return p.String()
}

func (p *page) answer(number int, a corpus.Answer) {
	mark := fmt.Sprintf("%d. ", number)
	indent := strings.Repeat(" ", len(mark))
	by := a.Byline()
	t := telling{statement: a.Span, text: a.Text, quotes: a.Quotes, content: a.Content}
	words := t.reported()
	if by.Narrated || len(words) == 0 {
		p.item(mark, "the article's own words")
		p.line("")
		p.quotation(indent, []string{a.Text})
	} else {
		p.item(mark, heading(by, ""))
		p.line("")
		p.quotation(indent, words)
		if len(words) > 1 || !sameWords(words[0], a.Text) {
			p.line("")
			p.write(indent, "In the article: "+a.Text, nil)
		}
	}
	p.line("")
	p.provenance(indent, a.Article, by.Provenance)
	p.also(indent, a)
	p.write(indent, standing(by), p.dim)
}

// maxAlso bounds the other articles with the same statement that are shown.
const maxAlso = 5

// also names the other articles that contain the statement, each once.
func (p *page) also(indent string, a corpus.Answer) {
	seen := map[corpus.ArticleID]bool{a.Article: true}
	more := 0
	for _, c := range a.Also {
		switch {
		case seen[c.Article]:
			continue
		case len(seen) > maxAlso:
			more++
		default:
			p.provenance(indent+"also in ", c.Article, c.Provenance())
		}
		seen[c.Article] = true
	}
	if more > 0 {
		p.write(indent, fmt.Sprintf("also in %d more", more), p.dim)
	}
}

// sameWords reports whether the reported words are the whole statement.
func sameWords(words, statement string) bool {
	return strings.TrimSpace(words) == strings.TrimSpace(statement)
}

// standing says how reliable the quotation is.
func standing(b corpus.Byline) string {
	parts := []string{"reported, not verified"}
	switch {
	case b.Corrected:
		parts = append(parts, "attributed automatically, corrected by a moderator")
	case !b.Narrated:
		parts = append(parts, "attributed automatically")
	}
	if day := b.Reworded.Day(); day != "" {
		parts = append(parts, "reworded by its publisher by "+day)
	}
	if day := b.PageChanged.Day(); day != "" {
		parts = append(parts, "its page says something else since "+day)
	}
	if b.Supplied {
		parts = append(parts, "supplied by a moderator, not fetched")
	}
	return strings.Join(parts, "; ")
}

// provenance prints where and when a statement was published, and which of it
// is unknown.
func (p *page) provenance(prefix string, article corpus.ArticleID, where corpus.Provenance) {
	title := fmt.Sprintf("article %q", string(article))
	switch {
	case where.Title != "":
		title = "“" + where.Title + "”"
	case where.Builtin:
		title = "built-in article"
	}
	parts := []string{title}
	if where.Publisher != "" {
		parts = append(parts, where.Publisher)
	} else if !where.Builtin && !where.Supplied {
		parts = append(parts, "publisher unknown")
	}
	parts = append(parts, cmp.Or(where.Published.Day(), "date unknown"))
	p.write(prefix, strings.Join(parts, ", "), p.dim)
	if where.URL != "" {
		p.line(strings.Repeat(" ", len(prefix)) + p.dim(cell(where.URL)))
	}
}
