package parse

import (
	"bytes"
	"mime"
	"strings"
	"unicode/utf8"

	"github.com/gogs/chardet"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
)

// decode returns body as UTF-8 without NUL and with \n line endings. It trusts
// the bytes more than the server or the document. It looks for a byte order
// mark first, and then whether the bytes are UTF-8 beyond ASCII. Then it tries
// the charset of the header and the one that the document names, if the bytes
// can be in it. If all that fails, it guesses.
func decode(body []byte, contentType string) string {
	text := decodeCharset(body, contentType)
	text = strings.ToValidUTF8(text, "\uFFFD")
	text = strings.TrimPrefix(text, "\uFEFF")
	if strings.IndexByte(text, '\r') < 0 && strings.IndexByte(text, 0) < 0 {
		return text // avoids a copy by the replacer
	}
	return plainLines.Replace(text)
}

var plainLines = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\x00", "")

func decodeCharset(body []byte, contentType string) string {
	if e, _, certain := charset.DetermineEncoding(body[:min(len(body), 4)], ""); certain && hasMark(body) {
		return convert(e, body)
	}
	if plainUTF8(body) {
		return string(body)
	}
	for _, name := range []string{headerCharset(contentType), documentCharset(body)} {
		e, err := htmlindex.Get(name)
		if err != nil {
			continue
		}
		if canonical, _ := htmlindex.Name(e); canonical == "utf-8" && !nearlyUTF8(body) {
			continue
		}
		if text := convert(e, body); plausible(text) {
			return text
		}
	}
	return guess(body)
}

// hasMark reports whether body begins with a byte order mark.
func hasMark(body []byte) bool {
	return bytes.HasPrefix(body, []byte("\xEF\xBB\xBF")) || bytes.HasPrefix(body, []byte("\xFE\xFF")) || bytes.HasPrefix(body, []byte("\xFF\xFE"))
}

// plainUTF8 reports whether body is ASCII, or valid UTF-8 beyond ASCII, which
// rarely happens by accident. It rejects 7-bit encodings, which contain escape
// characters, and 16-bit ones, which contain NUL.
func plainUTF8(body []byte) bool {
	ascii := true
	for _, c := range body {
		if c == 0 || c == 0x1b {
			return false
		}
		ascii = ascii && c < utf8.RuneSelf
	}
	return ascii || utf8.Valid(body)
}

// nearlyUTF8 reports whether at most 1 % of the characters beyond ASCII are
// broken.
func nearlyUTF8(body []byte) bool {
	good, bad := 0, 0
	for len(body) > 0 {
		r, n := utf8.DecodeRune(body)
		switch {
		case r == utf8.RuneError && n == 1:
			bad++
		case n > 1:
			good++
		}
		body = body[n:]
	}
	return bad*100 <= good+bad || bad == 0
}

func headerCharset(contentType string) string {
	_, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		_, name, _ := strings.Cut(strings.ToLower(contentType), "charset=")
		return strings.Trim(name, " \"';")
	}
	return params["charset"]
}

// documentHead is how many bytes at the start of a document may name its
// charset.
const documentHead = 4096

// documentCharset returns the charset that a <meta> or an XML declaration
// names.
func documentCharset(body []byte) string {
	head := body[:min(len(body), documentHead)]
	if declaration, _, ok := bytes.Cut(head, []byte("?>")); ok && bytes.HasPrefix(bytes.TrimSpace(declaration), []byte("<?xml")) {
		if _, rest, ok := bytes.Cut(declaration, []byte("encoding=")); ok && len(rest) > 1 {
			name, _, _ := bytes.Cut(rest[1:], rest[:1])
			return string(name)
		}
	}
	// The library reads the first 1024 bytes, but some pages name it later.
	for at := 0; at < len(head); at += 512 {
		if _, name, certain := charset.DetermineEncoding(head[at:min(len(head), at+1024)], "text/html"); certain || name != "windows-1252" && name != "utf-8" {
			return name
		}
	}
	return ""
}

// plausible reports whether a text has hardly any replacement and control
// characters.
func plausible(text string) bool {
	odd, all := 0, 0
	for _, r := range text {
		all++
		if r == utf8.RuneError || r < ' ' && r != '\n' && r != '\r' && r != '\t' && r != '\f' || r >= 0x7f && r < 0xa0 {
			odd++
		}
	}
	return odd*1000 <= all
}

// guess decodes the bytes by their frequencies.
func guess(body []byte) string {
	if utf8.Valid(body) {
		return string(body)
	}
	sample := body
	if first := bytes.IndexFunc(body, func(r rune) bool { return r >= utf8.RuneSelf }); first > 0 {
		sample = body[max(0, first-1024):]
	}
	found, err := chardet.NewHtmlDetector().DetectBest(sample[:min(len(sample), 64<<10)])
	if err == nil && found.Confidence >= 30 {
		if e, err := htmlindex.Get(found.Charset); err == nil {
			if text := convert(e, body); plausible(text) {
				return text
			}
		}
	}
	if nearlyUTF8(body) {
		return string(body)
	}
	return convert(charmap.Windows1252, body)
}

func convert(e encoding.Encoding, body []byte) string {
	text, err := e.NewDecoder().Bytes(body)
	if err != nil {
		return string(body)
	}
	return string(text)
}
