package discordtest

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// markdown converts Discord's markdown to the text that a person sees. It
// follows the rules of the client's parser, which reads greedily from the left:
// if a marker has no matching end, it is shown as it is.
type markdown struct {
	names  map[string]string // of mentions: "@id", "@&id", "#id"
	masked bool              // [text](address) is a link
	links  []Link
}

// The client's patterns, except those that need lookahead.
var (
	patternHeading = regexp.MustCompile(`^ *#{1,3}\s+([^\n]+?)#*\s*(?:\n|$)`)
	patternSubtext = regexp.MustCompile(`^-# ([^\n]+)(?:\n|$)`)
	patternItem    = regexp.MustCompile(`^( *)([*-]|\d+\.) ([^\n]*)(?:\n|$)`)
	patternQuote   = regexp.MustCompile(`^ *> [^\n]*(?:\n *> [^\n]*)*\n?`)
	patternRest    = regexp.MustCompile(`^ *>>> `)
	patternFence   = regexp.MustCompile("^```(?:[a-zA-Z0-9_+\\-.#]+\n)?\n*((?s:.+?))\n*```")
	patternAngle   = regexp.MustCompile(`^<(?:(@!?|@&|#)(\d+)|(a?:\w+:)\d+|t:(-?\d+)(?::[tTdDfFR])?|/([^:>]+):\d+|(https?://[^ >]+))>`)
	patternURL     = regexp.MustCompile(`^https?://[^\s<]+[^<.,:;"'\]\s]`)
	patternAddress = regexp.MustCompile(`^\(\s*<?(https?://(?:\([^)\s]*\)|[^\s\\()<>]|\\.)*)>?(?:\s+['"]((?s:.*?))['"])?\s*\)`)
	patternEscaped = regexp.MustCompile(`\\(.)`)
)

// blocks converts a text with headings, quotes and lists. If quoted is set, it
// is inside a quote, where there are no further quotes.
func (p *markdown) blocks(s string, quoted bool) string {
	var out strings.Builder
	var run strings.Builder // text that is read inline, across lines
	flush := func() {
		out.WriteString(p.inline(run.String()))
		run.Reset()
	}
	for s != "" {
		if fence := patternFence.FindString(s); fence != "" {
			run.WriteString(fence)
			s = s[len(fence):]
			continue
		}
		if taken, text := p.block(s, quoted); taken > 0 {
			flush()
			out.WriteString(text)
			s = s[taken:]
			continue
		}
		end := p.lineEnd(s)
		run.WriteString(s[:end])
		s = s[end:]
	}
	flush()
	return out.String()
}

// lineEnd returns the length of the first line with its end. If a code block
// opens in the line, its length is included.
func (p *markdown) lineEnd(s string) int {
	end := strings.IndexByte(s, '\n') + 1
	if end == 0 {
		end = len(s)
	}
	if open := strings.Index(s[:end], "```"); open > 0 {
		if fence := patternFence.FindString(s[open:]); fence != "" {
			return open + len(fence)
		}
	}
	return end
}

// block converts the block that a line opens. It returns how many bytes the
// block takes, 0 if there is none, and the text that is seen.
func (p *markdown) block(s string, quoted bool) (int, string) {
	if !quoted {
		if m := patternRest.FindString(s); m != "" {
			return len(s), p.blocks(s[len(m):], true)
		}
		if m := patternQuote.FindString(s); m != "" {
			lines := strings.Split(strings.TrimSuffix(m, "\n"), "\n")
			for i, line := range lines {
				lines[i] = strings.TrimPrefix(strings.TrimLeft(line, " "), "> ")
			}
			return len(m), p.blocks(strings.Join(lines, "\n"), true) + "\n"
		}
	}
	if m := patternHeading.FindStringSubmatch(s); m != nil {
		return len(m[0]), p.inline(m[1]) + "\n"
	}
	if m := patternSubtext.FindStringSubmatch(s); m != nil {
		return len(m[0]), p.inline(m[1]) + "\n"
	}
	if m := patternItem.FindStringSubmatch(s); m != nil {
		bullet := m[2]
		if bullet == "-" || bullet == "*" {
			bullet = "•"
		}
		return len(m[0]), m[1] + bullet + " " + p.inline(m[3]) + "\n"
	}
	return 0, ""
}

// inline converts markdown within a line.
func (p *markdown) inline(s string) string {
	var out strings.Builder
	for s != "" {
		taken, text := p.next(s)
		if taken == 0 {
			_, taken = utf8.DecodeRuneInString(s)
			text = s[:taken]
		}
		out.WriteString(text)
		s = s[taken:]
	}
	return out.String()
}

// next converts the beginning of s. It returns how many bytes that takes, 0 for
// a plain character, and the text that is seen.
func (p *markdown) next(s string) (int, string) {
	switch s[0] {
	case '\\':
		r, size := utf8.DecodeRuneInString(s[1:])
		if size > 0 && !unicode.IsSpace(r) && (r >= utf8.RuneSelf || !unicode.IsLetter(r) && !unicode.IsDigit(r)) {
			return 1 + size, s[1 : 1+size]
		}
	case '`':
		return code(s)
	case '<':
		return p.angle(s)
	case '[':
		return p.maskedLink(s)
	case '*':
		if n, text := p.wrapped(s, "**", '*', true); n > 0 {
			return n, text
		}
		return p.emphasis(s)
	case '_':
		if n, text := p.wrapped(s, "__", '_', true); n > 0 {
			return n, text
		}
		return p.underscore(s)
	case '~':
		return p.wrapped(s, "~~", '_', false)
	case '|':
		return p.wrapped(s, "||", 0, false)
	case 'h':
		if url := trimURL(patternURL.FindString(s)); url != "" {
			p.links = append(p.links, Link{Text: url, URL: url})
			return len(url), url
		}
	}
	return 0, ""
}

// code converts a code block or a code span.
func code(s string) (int, string) {
	if m := patternFence.FindStringSubmatch(s); m != nil {
		return len(m[0]), m[1]
	}
	ticks := len(s) - len(strings.TrimLeft(s, "`"))
	for i := ticks; i < len(s); {
		if s[i] != '`' {
			i++
			continue
		}
		n := len(s[i:]) - len(strings.TrimLeft(s[i:], "`"))
		if n == ticks && i > ticks {
			return i + n, strings.TrimSpace(s[ticks:i])
		}
		i += n
	}
	return ticks, s[:ticks]
}

// angle converts mentions, custom emoji, timestamps and <addresses>.
func (p *markdown) angle(s string) (int, string) {
	m := patternAngle.FindStringSubmatch(s)
	switch {
	case m == nil:
		return 0, ""
	case m[2] != "":
		kind := strings.TrimSuffix(m[1], "!")
		if name, ok := p.names[kind+m[2]]; ok {
			return len(m[0]), name
		}
		return len(m[0]), map[string]string{"@": "@unknown-user", "@&": "@unknown-role", "#": "#unknown"}[kind]
	case m[3] != "":
		return len(m[0]), strings.TrimPrefix(m[3], "a")
	case m[4] != "":
		seconds, err := strconv.ParseInt(m[4], 10, 64)
		if err != nil {
			return 0, ""
		}
		return len(m[0]), time.Unix(seconds, 0).UTC().Format(time.DateOnly)
	case m[5] != "":
		return len(m[0]), "/" + m[5]
	}
	p.links = append(p.links, Link{Text: m[6], URL: m[6]})
	return len(m[0]), m[6]
}

// maskedLink converts [text](address "title").
func (p *markdown) maskedLink(s string) (int, string) {
	if !p.masked {
		return 0, ""
	}
	depth, end := 0, -1
	for i := 0; i < len(s) && end < 0; i++ {
		switch s[i] {
		case '\\':
			i++
		case '[':
			depth++
		case ']':
			if depth--; depth == 0 {
				end = i
			}
		}
	}
	if end < 2 {
		return 0, ""
	}
	m := patternAddress.FindStringSubmatch(s[end+1:])
	if m == nil {
		return 0, ""
	}
	inner := &markdown{names: p.names}
	text := inner.inline(s[1:end])
	p.links = append(p.links, Link{Text: text, URL: patternEscaped.ReplaceAllString(m[1], "$1")})
	return end + 1 + len(m[0]), text
}

// wrapped converts the text between two markers. The second marker must not be
// followed by the byte not. If escapes is set, a backslash can hide it.
func (p *markdown) wrapped(s, marker string, not byte, escapes bool) (int, string) {
	if !strings.HasPrefix(s, marker) {
		return 0, ""
	}
	n := len(marker)
	for i := n; i < len(s); i++ {
		if escapes && s[i] == '\\' {
			i++
			continue
		}
		end := i + n
		if i > n && strings.HasPrefix(s[i:], marker) && (not == 0 || end >= len(s) || s[end] != not) {
			return end, p.inline(s[n:i])
		}
	}
	return 0, ""
}

// emphasis converts *text*, which neither begins nor ends with a space.
func (p *markdown) emphasis(s string) (int, string) {
	if len(s) < 3 || isSpace(s[1]) {
		return 0, ""
	}
	for i := 1; i < len(s); {
		switch {
		case s[i] == '*' && i > 1 && !strings.HasPrefix(s[i:], "**"):
			return i + 1, p.inline(s[1:i])
		case strings.HasPrefix(s[i:], "**"), s[i] == '\\':
			i += 2
		case s[i] == '*':
			return 0, ""
		case isSpace(s[i]):
			for i < len(s) && isSpace(s[i]) {
				i++
			}
			if i < len(s) && s[i] == '*' && !strings.HasPrefix(s[i:], "**") {
				return 0, ""
			}
		default:
			i++
		}
	}
	return 0, ""
}

// underscore converts _text_, which must not end within a word.
func (p *markdown) underscore(s string) (int, string) {
	for i := 1; i < len(s); {
		switch {
		case s[i] == '_' && i > 1 && (i+1 == len(s) || !isWord(s[i+1])):
			return i + 1, p.inline(s[1:i])
		case strings.HasPrefix(s[i:], "__"), s[i] == '\\':
			i += 2
		case s[i] == '_':
			return 0, ""
		default:
			i++
		}
	}
	return 0, ""
}

func isSpace(b byte) bool { return b == ' ' || b == '\n' || b == '\t' || b == '\r' }

// isWord matches JavaScript's \w.
func isWord(b byte) bool {
	return b == '_' || b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z'
}

// trimURL cuts closing parentheses that were not opened in the address.
func trimURL(url string) string {
	for strings.HasSuffix(url, ")") && strings.Count(url, ")") > strings.Count(url, "(") {
		url = url[:len(url)-1]
	}
	return url
}

// Link is a link that a person can click, with the text that they read.
type Link struct{ Text, URL string }
