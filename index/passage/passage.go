package passage

import (
	"encoding/binary"
	"errors"
	"slices"
	"strings"

	"verbatim/corpus"
	"verbatim/corpus/extract"
)

// ErrDamaged is the error of stored bytes that have changed since they were written.
var ErrDamaged = errors.New("the index holds a damaged passage")

// IsDamaged reports whether err only says that something stored cannot be read. The snapshot
// has noted it, and a search goes on without it.
func IsDamaged(err error) bool { return errors.Is(err, ErrDamaged) }

// Passage is a run of neighbouring statements of one article, the unit that is found. Its text
// is that of the article from Base on, with spaces for hidden statements.
type Passage struct {
	Article    Key
	Base       int
	Text       string
	Statements []Statement
	Memo       *Memo // nil if the passage is not kept
}

// MemoryBytes returns about how much memory the passage takes, with its memo.
func (p *Passage) MemoryBytes() int { return 512 + 6*len(p.Text) + 256*len(p.Statements) }

// A passage takes whole paragraphs until it has minPassage bytes. It ends between two
// statements if it would have more than maxPassage.
const (
	minPassage = 400
	maxPassage = 1500
)

// Cut divides the article's statements into passages, in order.
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

// fits reports whether the next statement belongs to the passage that begins with these.
func fits(passage []corpus.Statement, next corpus.Statement, paragraphs []corpus.Span) bool {
	start, end := passage[0].Start, passage[len(passage)-1].End
	if next.End-start > maxPassage {
		return false
	}
	return end-start < minPassage || ParagraphAt(paragraphs, end-1) == ParagraphAt(paragraphs, next.Start)
}

// ParagraphAt returns the number of paragraphs that begin at or before the offset.
func ParagraphAt(paragraphs []corpus.Span, offset int) int {
	i, found := slices.BinarySearchFunc(paragraphs, offset, func(p corpus.Span, o int) int { return p.Start - o })
	if found {
		i++
	}
	return i
}

// New makes a passage of an article's statements.
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

// Blank replaces the passage's text under the spans of the article by spaces, so that searches
// do not find words that are not shown.
func (p *Passage) Blank(hidden []corpus.Span) {
	whole := corpus.Span{Start: p.Base, End: p.Base + len(p.Text)}
	for _, h := range hidden {
		if whole.Overlaps(h) {
			from, to := max(h.Start-p.Base, 0), min(h.End-p.Base, len(p.Text))
			p.Text = p.Text[:from] + strings.Repeat(" ", to-from) + p.Text[to:]
		}
	}
}

// Encode returns the passage in bytes.
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

// Decode reads the bytes of Encode, and shares their memory.
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

// StatementID returns the id of statement i, if the article has that id.
func (p *Passage) StatementID(i int, article corpus.ArticleID) corpus.StatementID {
	if s := p.Statements[i]; s.id != "" {
		return unpackID(s.id)
	}
	return extract.ID(article, p.Statements[i].Span.In(p.Text))
}

// Reports decodes the reports of statement i, with offsets into the article.
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
			out.Cue.Span, out.Cue.Text = p.readText(&r, start)
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

// decodeSpeaker reads the bytes of appendSpeaker.
func (p *Passage) decodeSpeaker(r *reader, start int, out *Report) {
	flags := r.byte()
	if flags == 0 {
		return
	}
	s := &corpus.Speaker{Certain: flags&2 != 0, Name: r.string(), Role: r.string(), Kind: corpus.SpeakerKind(r.string())}
	s.Mention, out.Mention = p.readText(r, start)
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

// readText reads the bytes of appendText: a span of the article and its text.
func (p *Passage) readText(r *reader, start int) (corpus.Span, string) {
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

// at returns the text under a span of the article, if the passage holds it.
func (p *Passage) at(s corpus.Span) (string, bool) {
	from, to := s.Start-p.Base, s.End-p.Base
	if from < 0 || to > len(p.Text) || from > to {
		return "", false
	}
	return p.Text[from:to], true
}
