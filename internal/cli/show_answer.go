package cli

import (
	"fmt"
	"strings"

	"verbatim/corpus"
)

// showAnswers is the answers as a person reads them at a terminal.
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
	t := telling{
		statement: a.Span, text: a.Text, quotes: a.Quotes, content: a.Content, cue: a.Cue,
		certain: a.Certain && a.Speaker != "", name: a.Speaker, role: a.Role,
	}
	if a.Mention != nil {
		t.mention = corpus.OwnWord(a.Mention.Text)
	}
	words := t.reported()
	if a.Kind == corpus.Narrated || len(words) == 0 {
		p.item(mark, "the article's own words")
		p.line("")
		p.quotation(indent, []string{a.Text})
	} else {
		p.item(mark, t.heading())
		p.line("")
		p.quotation(indent, words)
		if len(words) > 1 || !sameWords(words[0], a.Text) {
			p.line("")
			p.write(indent, "In the article: "+a.Text, nil)
		}
	}
	p.line("")
	p.citation(indent, citationOf(a))
	p.also(indent, a)
	p.write(indent, standing(a), p.dim)
}

// mostAlso is how many other articles that hold the same statement are shown.
const mostAlso = 5

// also names the other articles in which the statement stands, each once.
func (p *page) also(indent string, a corpus.Answer) {
	seen := map[corpus.ArticleID]bool{a.Article: true}
	more := 0
	for _, c := range a.Also {
		switch {
		case seen[c.Article]:
			continue
		case len(seen) > mostAlso:
			more++
		default:
			p.citation(indent+"also in ", c)
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

// standing says what the answer is worth.
func standing(a corpus.Answer) string {
	parts := []string{"reported, not verified"}
	switch {
	case a.Corrected:
		parts = append(parts, "attributed automatically, corrected by a moderator")
	case a.Kind != corpus.Narrated:
		parts = append(parts, "attributed automatically")
	}
	if day := a.Reworded.Day(); day != "" {
		parts = append(parts, "reworded by its publisher by "+day)
	}
	if day := a.PageChanged.Day(); day != "" {
		parts = append(parts, "its page says something else since "+day)
	}
	if a.Origin.Supplied() {
		parts = append(parts, "supplied by a moderator, not fetched")
	}
	return strings.Join(parts, "; ")
}

func citationOf(a corpus.Answer) corpus.Citation {
	return corpus.Citation{
		Article: a.Article, Statement: a.ID, Title: a.Title, Publisher: a.Publisher, URL: a.URL,
		Published: a.Published, Origin: a.Origin,
	}
}

// citation says where a statement stands. What is unknown is called that.
func (p *page) citation(prefix string, c corpus.Citation) {
	title, publisher, day := c.Title, c.Publisher, c.Published.Day()
	if c.Origin.Supplied() {
		publisher = "" // it is a claim
	}
	switch {
	case title != "":
		title = "“" + title + "”"
	case c.Origin == corpus.OriginBuiltin:
		title = "built-in article"
	default:
		title = fmt.Sprintf("article %q", string(c.Article))
	}
	parts := []string{title}
	if publisher != "" {
		parts = append(parts, publisher)
	} else if c.Origin != corpus.OriginBuiltin && !c.Origin.Supplied() {
		parts = append(parts, "publisher unknown")
	}
	if day == "" {
		day = "date unknown"
	}
	p.write(prefix, strings.Join(append(parts, day), ", "), p.dim)
	if c.URL != "" {
		p.line(strings.Repeat(" ", len(prefix)) + p.dim(cell(c.URL)))
	}
}
