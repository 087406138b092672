package render

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"verbatim/bot/markdown"
	"verbatim/corpus"
)

// How many words a text fragment quotes: all of a short text, or some at both of its
// ends.
const (
	wholeWords = 8
	edgeWords  = 5
)

// fragmentMark begins the text fragment of a URL. A browser opens the page at that text.
const fragmentMark = ":~:text="

// highlighted returns a link, made by markdown.Link, that opens at the answer's reported
// words, or at the statement if it has no report. If that would be too long, it returns
// the link itself.
func highlighted(to string, a corpus.Answer) string {
	if to == "" || strings.Contains(to, ":~:") {
		return to
	}
	sign := "#"
	if strings.Contains(to, "#") {
		sign = ""
	}
	words := ends(reportedWords(a))
	for edge := edgeWords; edge > 0; edge-- {
		directive := fragment(words, edge)
		if directive == "" {
			return to
		}
		if full := to + sign + fragmentMark + directive; len(full) <= markdown.MaxLink {
			return full
		}
	}
	return to
}

// reportedWords returns the text from the first reported word to the last, or all of it.
func reportedWords(a corpus.Answer) string {
	start, end := -1, -1
	spans := a.Quotes
	if a.Content != nil {
		spans = append([]corpus.Span{*a.Content}, spans...)
	}
	for _, s := range spans {
		if s.Start < a.Start || s.End > a.Start+len(a.Text) || s.Start >= s.End {
			continue
		}
		if start < 0 || s.Start < start {
			start = s.Start
		}
		end = max(end, s.End)
	}
	if start < 0 {
		return a.Text
	}
	return a.Text[start-a.Start : end-a.Start]
}

// ends returns a text without its middle, if it is so long that only its first and last
// words fit into a link. Both ends are then on lines of their own.
func ends(text string) string {
	const most = 4 * markdown.MaxLink
	if len(text) <= 2*most {
		return text
	}
	first, last := text[:most], text[len(text)-most:]
	from, to := strings.IndexFunc(last, unicode.IsSpace), strings.LastIndexFunc(first, unicode.IsSpace)
	if from < 0 || to < 0 {
		return "" // its words are longer than a link
	}
	return first[:to] + "\n" + last[from:]
}

// fragment returns the directive that finds text in a page: its words, or at most edge of
// the first and of the last with a comma between them. Neither goes past the end of a
// line, because another block of the page may begin there. It returns "" if the text has
// no word.
func fragment(text string, edge int) string {
	if !utf8.ValidString(text) {
		return ""
	}
	text = strings.TrimFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.M, r) })
	if text == "" {
		return ""
	}
	words := strings.Fields(text)
	oneLine := !strings.ContainsAny(text, "\n\r\u2028\u2029\u0085")
	if oneLine && (len(words) <= wholeWords && edge == edgeWords || len(words) <= 2*edge) {
		return percent(strings.Join(words, " "))
	}
	lines := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("\n\r\u2028\u2029\u0085", r) })
	first, last := strings.Fields(lines[0]), strings.Fields(lines[len(lines)-1])
	if len(first) == 0 || len(last) == 0 {
		return ""
	}
	return percent(strings.Join(first[:min(edge, len(first))], " ")) + "," + percent(strings.Join(last[max(0, len(last)-edge):], " "))
}

// percent encodes everything but ASCII letters and digits. The result has no meaning of
// its own in a text fragment, a URL or a masked link.
func percent(text string) string {
	var out strings.Builder
	for _, c := range []byte(text) {
		if 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' {
			out.WriteByte(c)
			continue
		}
		const hex = "0123456789ABCDEF"
		out.Write([]byte{'%', hex[c>>4], hex[c&15]})
	}
	return out.String()
}
