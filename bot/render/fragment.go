package render

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"verbatim/bot/markdown"
	"verbatim/corpus"
)

// What a text fragment quotes: all of a short text, else the words at both of
// its ends.
const (
	wholeWords = 8
	edgeWords  = 5
)

// fragmentMark begins a URL's text fragment, at whose text a browser opens it.
const fragmentMark = ":~:text="

// highlighted is a link, as link made it, that opens at the answer's reported
// words, or at the statement where nobody is reported; the link itself where
// that would be too long.
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

// reportedWords is the statement's text from its first reported word to the
// last, or all of it.
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

// ends is a text without its middle where it is so long that its first and last
// words alone can be in a link: they stand on lines of their own.
func ends(text string) string {
	const most = 4 * markdown.MaxLink
	if len(text) <= 2*most {
		return text
	}
	first, last := text[:most], text[len(text)-most:]
	from, to := strings.IndexFunc(last, unicode.IsSpace), strings.LastIndexFunc(first, unicode.IsSpace)
	if from < 0 || to < 0 {
		return "" // of words that are longer than a link
	}
	return first[:to] + "\n" + last[from:]
}

// fragment is the directive that finds text in a page: its words, or the first
// and the last of them with a comma between, at most edge of them. Neither
// reaches over the end of a line, where a page begins another block. It is ""
// where there is no word.
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

// percent encodes all that means something in a text fragment, a URL or a
// masked link: everything but letters and digits of ASCII.
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
