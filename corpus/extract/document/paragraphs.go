package document

import (
	"strings"
	"unicode/utf8"

	"verbatim/corpus"
	"verbatim/corpus/extract/lexicon"
)

// maxHeadingWords is the longest heading.
const maxHeadingWords = 12

// splitParagraphs returns the paragraphs of a text from an offset on, headings
// included. A paragraph is a line, or a block of lines between blank lines if its
// lines are wrapped.
func splitParagraphs(text string, from int) []corpus.Span {
	spans := make([]corpus.Span, 0, (len(text)-from)/200+1)
	block := 0 // index in spans of the block's first line
	for at := from; at < len(text); {
		end := len(text)
		if n := strings.IndexByte(text[at:], '\n'); n >= 0 {
			end = at + n
		}
		if line := TrimSpan(text, at, end); line.Len() > 0 {
			spans = append(spans, line)
		} else {
			spans = unwrap(text, spans, block)
			block = len(spans)
		}
		at = end + 1
	}
	return unwrap(text, spans, block)
}

// The lines of a block count as wrapped if only the last is short, if no line is
// long, if most do not end as a sentence does, and if at least one goes on in lower
// case.
const (
	minWrapped = 45
	maxWrapped = 100
)

// unwrap joins the lines from block on when they look like one paragraph.
func unwrap(text string, spans []corpus.Span, block int) []corpus.Span {
	lines := spans[block:]
	if len(lines) < 2 {
		return spans
	}
	ends, goesOn := 0, false
	for i, l := range lines {
		if l.Len() > maxWrapped || i < len(lines)-1 && l.Len() < minWrapped {
			return spans
		}
		if i < len(lines)-1 && endsSentence(text[l.Start:l.End]) {
			ends++
		}
		goesOn = goesOn || i > 0 && charClasses[text[l.Start]] == classLower
	}
	if 2*ends > len(lines)-1 || !goesOn {
		return spans
	}
	lines[0].End = lines[len(lines)-1].End
	return spans[:block+1]
}

// endsSentence reports whether a line ends with final punctuation, apart from
// closing marks and brackets. A colon counts, because it announces something.
func endsSentence(line string) bool {
	for line != "" {
		r, n := utf8.DecodeLastRuneInString(line)
		switch r {
		case '.', '!', '?', ':', '…', ';', ',', '—':
			return true
		case '"', '\'', '”', '’', '“', '»', '«', ')', ']', '*':
			line = line[:len(line)-n]
		default:
			return false
		}
	}
	return false
}

// TrimSpan is the part of text[start:end] without the white space around it.
func TrimSpan(text string, start, end int) corpus.Span {
	for start < end {
		if c := text[start]; c < utf8.RuneSelf {
			if charClasses[c] != classSpace {
				break
			}
			start++
			continue
		}
		r, n := utf8.DecodeRuneInString(text[start:end])
		if !IsSpaceRune(r) {
			break
		}
		start += n
	}
	for end > start {
		if c := text[end-1]; c < utf8.RuneSelf {
			if charClasses[c] != classSpace {
				break
			}
			end--
			continue
		}
		r, n := utf8.DecodeLastRuneInString(text[start:end])
		if !IsSpaceRune(r) {
			break
		}
		end -= n
	}
	return corpus.Span{Start: start, End: end}
}

// isHeading reports whether a paragraph is a heading: it has at most
// maxHeadingWords words and no final punctuation. An item of a list is not a
// heading, and neither is a quotation with a signature. A line of asterisks
// counts as a heading, since it holds no sentence.
func isHeading(d *Document, i int) bool {
	p := d.Paragraphs[i]
	if p.To-p.From > 3*maxHeadingWords {
		return false
	}
	text := d.Text[p.Start:p.End]
	if endsSentence(text) || isSignedLine(d, p.TokenRange) {
		return false
	}
	wordCount := 0
	for _, t := range d.Tokens[p.From:p.To] {
		if !t.Is(FlagPunct) && t.Is(FlagSpace) {
			wordCount++
		}
	}
	return wordCount <= maxHeadingWords && !isListItem(text)
}

// isSignedLine reports whether a line is a quotation that ends as a sentence does,
// then a dash and a name: “…!” — Ann Lee.
func isSignedLine(d *Document, r TokenRange) bool {
	if markAt(d, r.From).style == styleNone {
		return false
	}
	for i := r.From + 1; i+3 < r.To; i++ {
		if d.At(i) == lexicon.FinalMark && markAt(d, i+1).style != styleNone && d.IsDash(i+2) {
			return true
		}
	}
	return false
}

// isListItem reports whether a line begins as an item of a list does.
func isListItem(line string) bool {
	r, n := utf8.DecodeRuneInString(line)
	switch r {
	case '•', '*', '·', '▪', '●', '-', '–', '—', '◦', '‣':
		return len(line) > n
	}
	return false
}
