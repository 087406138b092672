package passage

import (
	"encoding/binary"
	"errors"
	"slices"

	"verbatim/corpus"
	"verbatim/corpus/extract"
)

// Passage is a run of neighbouring statements of one article: the unit that is
// found. Its text is the article's from base on.
type Passage struct {
	Article    Key
	Base       int
	Text       string
	Statements []Statement
}

// Statement is a statement as a passage holds it.
type Statement struct {
	id      string      // packed, see packID; "" where it follows from the text
	Span    corpus.Span // in the passage's text
	Kind    corpus.Kind
	encoded string // encoded, see decodeReports

	Paragraph int         // the number of the article's that it begins in
	Corrected bool        // a moderator has said that it has no reports
	Reworded  corpus.Date // of corpus.Answer
}

// HasReports reports whether the statement carries a report.
func (s Statement) HasReports() bool { return s.encoded != "" }

// Passages gather paragraphs up to minPassage bytes and are cut between two
// statements beyond maxPassage.
const (
	minPassage = 400
	maxPassage = 1500
)

// Cut is the article's statements in passages, in order.
func Cut(a corpus.Article, key Key, statements []corpus.Statement, paragraphs []corpus.Span) []Passage {
	var passages []Passage
	for from := 0; from < len(statements); {
		to := from + 1
		for to < len(statements) && fits(statements[from:to], statements[to], paragraphs) {
			to++
		}
		passages = append(passages, New(a, key, statements[from:to]))
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
	return end-start < minPassage || ParagraphAt(paragraphs, end-1) == ParagraphAt(paragraphs, next.Start)
}

// ParagraphAt is the number of paragraphs that begin at or before the offset.
func ParagraphAt(paragraphs []corpus.Span, offset int) int {
	i, found := slices.BinarySearchFunc(paragraphs, offset, func(p corpus.Span, o int) int { return p.Start - o })
	if found {
		i++
	}
	return i
}

func New(a corpus.Article, key Key, statements []corpus.Statement) Passage {
	base, end := statements[0].Start, statements[len(statements)-1].End
	p := Passage{Article: key, Base: base, Text: a.Text[base:end], Statements: make([]Statement, len(statements))}
	for i, s := range statements {
		p.Statements[i] = Statement{
			id: packStatement(a.ID, s), Span: corpus.Span{Start: s.Start - base, End: s.End - base}, Kind: s.Kind,
			encoded: encodeReports(a.Text, s), Corrected: s.Corrected,
		}
	}
	return p
}

// Encode is the passage in bytes.
func (p Passage) Encode() []byte {
	b := append(make([]byte, 0, len(p.Text)+64*len(p.Statements)), p.Article[:]...)
	b = binary.AppendUvarint(b, uint64(p.Base))
	b = appendString(b, p.Text)
	b = binary.AppendUvarint(b, uint64(len(p.Statements)))
	at, paragraph := 0, 0
	for _, s := range p.Statements {
		b = binary.AppendVarint(b, int64(s.Span.Start-at))
		b = binary.AppendUvarint(b, uint64(s.Span.Len()))
		at = s.Span.End
		b = appendString(b, s.id)
		b = append(b, marked(s.marks(), markParagraph, s.Paragraph > paragraph))
		if s.Paragraph > paragraph {
			b = binary.AppendUvarint(b, uint64(s.Paragraph-paragraph))
			paragraph = s.Paragraph
		}
		if s.Reworded != "" {
			b = appendString(b, string(s.Reworded))
		}
		b = appendString(b, s.encoded)
	}
	return b
}

// Decode reads what encode wrote. It shares the memory of b.
func Decode(b string) (Passage, error) {
	r := reader{rest: b}
	p := Passage{}
	copy(p.Article[:], r.take(len(p.Article)))
	p.Base = r.uvarint()
	p.Text = r.string()
	n := r.uvarint()
	if r.failed || n > len(r.rest) {
		return p, ErrDamaged
	}
	p.Statements = make([]Statement, n)
	at, paragraph := 0, 0
	for i := range p.Statements {
		s := &p.Statements[i]
		s.Span.Start = at + r.varint()
		s.Span.End = s.Span.Start + r.uvarint()
		at = s.Span.End
		s.id = r.string()
		paragraph = s.decodeMarks(&r, paragraph)
		s.encoded = r.string()
		if s.Span.Start < 0 || s.Span.End > len(p.Text) || s.Span.Start > s.Span.End {
			return p, ErrDamaged
		}
	}
	if r.failed {
		return p, ErrDamaged
	}
	return p, nil
}

// Reports reads the reports of the passage's statement i, with offsets
// into the article.
func (p *Passage) Reports(i int) ([]Report, error) {
	s := p.Statements[i]
	if s.encoded == "" {
		return nil, nil
	}
	r := reader{rest: s.encoded}
	n := r.uvarint()
	if n > len(r.rest) {
		return nil, ErrDamaged
	}
	reports := make([]Report, n)
	start := p.Base + s.Span.Start
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
		out.Probability = float64(r.uvarint()) / ProbabilityUnit
		p.decodeSpeaker(&r, start, out)
		if r.failed {
			return nil, ErrDamaged
		}
	}
	return reports, nil
}

func (p *Passage) decodeSpeaker(r *reader, start int, out *Report) {
	flags := r.byte()
	if flags == 0 {
		return
	}
	s := &corpus.Speaker{Certain: flags&2 != 0, Name: r.string(), Role: r.string(), Kind: corpus.SpeakerKind(r.string())}
	s.Mention, out.Mention = p.words(r, start)
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
func (p *Passage) words(r *reader, start int) (corpus.Span, string) {
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
func (p *Passage) at(s corpus.Span) (string, bool) {
	from, to := s.Start-p.Base, s.End-p.Base
	if from < 0 || to > len(p.Text) || from > to {
		return "", false
	}
	return p.Text[from:to], true
}

// ErrDamaged says that stored bytes are not what was written.
var ErrDamaged = errors.New("the index holds a damaged passage")

// IsDamaged reports whether err is only that something stored cannot be read.
// Whoever met it has told damage, and goes on without it.
func IsDamaged(err error) bool { return errors.Is(err, ErrDamaged) }

// StatementID is the id of the passage's statement i, whose article has that id.
func (p *Passage) StatementID(i int, article corpus.ArticleID) corpus.StatementID {
	if s := p.Statements[i]; s.id != "" {
		return unpackID(s.id)
	}
	return extract.ID(article, p.Statements[i].Span.In(p.Text))
}
