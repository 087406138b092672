package index

import (
	"encoding/binary"
	"math"
	"slices"

	"verbatim/corpus"
)

// passage is a run of neighbouring statements of one article: the unit that is
// found. Its text is the article's from base on.
type passage struct {
	article    articleKey
	base       int
	text       string
	statements []statement
}

// statement is a statement as a passage holds it.
type statement struct {
	id      string      // packed, see packID; "" where it follows from the text
	span    corpus.Span // in the passage's text
	kind    corpus.Kind
	reports string // encoded, see decodeReports

	paragraph int         // the number of the article's that it begins in
	corrected bool        // a moderator has said that it has no reports
	reworded  corpus.Date // of corpus.Answer
}

// articleKey names an article of a guild in 8 bytes: documents' ids begin with it.
type articleKey [8]byte

// Passages gather paragraphs up to minPassage bytes and are cut between two
// statements beyond maxPassage.
const (
	minPassage = 400
	maxPassage = 1500
)

// cutPassages is the article's statements in passages, in order.
func cutPassages(a corpus.Article, key articleKey, statements []corpus.Statement, paragraphs []corpus.Span) []passage {
	var passages []passage
	for from := 0; from < len(statements); {
		to := from + 1
		for to < len(statements) && fits(statements[from:to], statements[to], paragraphs) {
			to++
		}
		passages = append(passages, newPassage(a, key, statements[from:to]))
		from = to
	}
	return passages
}

// fits reports whether next belongs into the passage that begins with these.
func fits(passage []corpus.Statement, next corpus.Statement, paragraphs []corpus.Span) bool {
	start, end := passage[0].Start, passage[len(passage)-1].End
	if next.End-start > maxPassage {
		return false
	}
	return end-start < minPassage || paragraphAt(paragraphs, end-1) == paragraphAt(paragraphs, next.Start)
}

// paragraphAt is the number of paragraphs that begin at or before the offset.
func paragraphAt(paragraphs []corpus.Span, offset int) int {
	i, found := slices.BinarySearchFunc(paragraphs, offset, func(p corpus.Span, o int) int { return p.Start - o })
	if found {
		i++
	}
	return i
}

func newPassage(a corpus.Article, key articleKey, statements []corpus.Statement) passage {
	base, end := statements[0].Start, statements[len(statements)-1].End
	p := passage{article: key, base: base, text: a.Text[base:end], statements: make([]statement, len(statements))}
	for i, s := range statements {
		p.statements[i] = statement{
			id: packStatement(a.ID, s), span: corpus.Span{Start: s.Start - base, End: s.End - base}, kind: s.Kind,
			reports: encodeReports(a.Text, s), corrected: s.Corrected,
		}
	}
	return p
}

// encode is the passage in bytes.
func (p passage) encode() []byte {
	b := append(make([]byte, 0, len(p.text)+64*len(p.statements)), p.article[:]...)
	b = binary.AppendUvarint(b, uint64(p.base))
	b = appendString(b, p.text)
	b = binary.AppendUvarint(b, uint64(len(p.statements)))
	at, paragraph := 0, 0
	for _, s := range p.statements {
		b = binary.AppendVarint(b, int64(s.span.Start-at))
		b = binary.AppendUvarint(b, uint64(s.span.Len()))
		at = s.span.End
		b = appendString(b, s.id)
		b = append(b, marked(s.marks(), markParagraph, s.paragraph > paragraph))
		if s.paragraph > paragraph {
			b = binary.AppendUvarint(b, uint64(s.paragraph-paragraph))
			paragraph = s.paragraph
		}
		if s.reworded != "" {
			b = appendString(b, string(s.reworded))
		}
		b = appendString(b, s.reports)
	}
	return b
}

// decodePassage reads what encode wrote. It shares the memory of b.
func decodePassage(b string) (passage, error) {
	r := reader{rest: b}
	p := passage{}
	copy(p.article[:], r.take(len(p.article)))
	p.base = r.uvarint()
	p.text = r.string()
	n := r.uvarint()
	if r.failed || n > len(r.rest) {
		return p, errPassage
	}
	p.statements = make([]statement, n)
	at, paragraph := 0, 0
	for i := range p.statements {
		s := &p.statements[i]
		s.span.Start = at + r.varint()
		s.span.End = s.span.Start + r.uvarint()
		at = s.span.End
		s.id = r.string()
		paragraph = s.decodeMarks(&r, paragraph)
		s.reports = r.string()
		if s.span.Start < 0 || s.span.End > len(p.text) || s.span.Start > s.span.End {
			return p, errPassage
		}
	}
	if r.failed {
		return p, errPassage
	}
	return p, nil
}

// encodeReports is the reports of a statement in bytes. Spans are relative to
// the statement; a cue or a mention elsewhere in the article brings its text.
func encodeReports(text string, s corpus.Statement) string {
	if len(s.Reports) == 0 {
		return ""
	}
	b := binary.AppendUvarint(nil, uint64(len(s.Reports)))
	for _, r := range s.Reports {
		b = append(b, marked(kindCode(r.Kind), markCorrected, r.Corrected))
		b = appendString(b, string(r.Class))
		b = appendSpans(b, s.Start, r.Quotes)
		b = appendSpans(b, s.Start, optional(r.Content))
		b = appendCue(b, text, s, r.Cue)
		b = appendString(b, string(r.Continues))
		b = binary.AppendUvarint(b, uint64(math.Round(max(0, min(1, r.Probability))*probabilityUnit)))
		b = appendSpeaker(b, text, s, r.Speaker)
	}
	return string(b)
}

// probabilityUnit is the steps in which a probability is stored.
const probabilityUnit = 10000

func appendSpeaker(b []byte, text string, s corpus.Statement, speaker *corpus.Speaker) []byte {
	if speaker == nil {
		return append(b, 0)
	}
	flags := byte(1)
	if speaker.Certain {
		flags |= 2
	}
	b = append(b, flags)
	b = appendString(b, speaker.Name)
	b = appendString(b, speaker.Role)
	b = appendString(b, string(speaker.Kind))
	b = appendWords(b, text, s, speaker.Mention)
	b = binary.AppendUvarint(b, uint64(len(speaker.Aliases)))
	for _, alias := range speaker.Aliases {
		b = appendString(b, alias)
	}
	return b
}

func appendCue(b []byte, text string, s corpus.Statement, c *corpus.Cue) []byte {
	if c == nil {
		return append(b, 0)
	}
	return appendWords(append(b, 1), text, s, c.Span)
}

// appendWords appends a span of the article, with its text where it lies outside
// the statement: there the passage may not have it, or no longer shows it.
func appendWords(b []byte, text string, s corpus.Statement, at corpus.Span) []byte {
	b = binary.AppendVarint(b, int64(at.Start-s.Start))
	b = binary.AppendUvarint(b, uint64(at.Len()))
	words := ""
	if !s.Contains(at) {
		words = at.In(text)
	}
	return appendString(b, words)
}

// report is a report with the words of its speaker's mention.
type report struct {
	corpus.Report
	mention string
}

// decodeReports reads the reports of the passage's statement i, with offsets
// into the article.
func (p *passage) decodeReports(i int) ([]report, error) {
	s := p.statements[i]
	if s.reports == "" {
		return nil, nil
	}
	r := reader{rest: s.reports}
	n := r.uvarint()
	if n > len(r.rest) {
		return nil, errPassage
	}
	reports := make([]report, n)
	start := p.base + s.span.Start
	for k := range reports {
		out := &reports[k]
		kind := r.byte()
		out.Kind, out.Class, out.Corrected = kindOf(kind&markKind), corpus.Class(r.string()), kind&markCorrected != 0
		out.Quotes = r.spans(start)
		if content := r.spans(start); len(content) > 0 {
			out.Content = &content[0]
		}
		if r.byte() != 0 {
			out.Cue = &corpus.Cue{}
			out.Cue.Span, out.Cue.Text = p.words(&r, start)
		}
		out.Continues = corpus.StatementID(r.string())
		out.Probability = float64(r.uvarint()) / probabilityUnit
		p.decodeSpeaker(&r, start, out)
		if r.failed {
			return nil, errPassage
		}
	}
	return reports, nil
}

func (p *passage) decodeSpeaker(r *reader, start int, out *report) {
	flags := r.byte()
	if flags == 0 {
		return
	}
	s := &corpus.Speaker{Certain: flags&2 != 0, Name: r.string(), Role: r.string(), Kind: corpus.SpeakerKind(r.string())}
	s.Mention, out.mention = p.words(r, start)
	n := r.uvarint()
	r.failed = r.failed || n > len(r.rest)
	for range n {
		if r.failed {
			break
		}
		s.Aliases = append(s.Aliases, r.string())
	}
	out.Speaker = s
}

// words reads what appendWords wrote: a span of the article with its text.
func (p *passage) words(r *reader, start int) (corpus.Span, string) {
	at := corpus.Span{Start: start + r.varint()}
	at.End = at.Start + r.uvarint()
	text := r.string()
	if text == "" && at.Len() > 0 {
		var inside bool
		text, inside = p.at(at)
		r.failed = r.failed || !inside
	}
	return at, text
}

// at is the text under a span of the article that lies in the passage.
func (p *passage) at(s corpus.Span) (string, bool) {
	from, to := s.Start-p.base, s.End-p.base
	if from < 0 || to > len(p.text) || from > to {
		return "", false
	}
	return p.text[from:to], true
}
