package extract

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"slices"
	"unicode/utf8"

	"verbatim/corpus"
)

// joinStatements makes statements of sentences: each as many as it takes for
// every quotation that opens in it to close.
func (d *document) joinStatements() {
	d.statements = make([]statement, 0, len(d.sentences))
	q := int32(0)
	for i := int32(0); i < int32(len(d.sentences)); {
		first := d.sentences[i]
		s := statement{tokenRange: first.tokenRange, paragraph: first.paragraph, sentences: tokenRange{i, i + 1}}
		s.quotations = tokenRange{q, q}
		for {
			for q < int32(len(d.quotations)) && d.quotations[q].from < s.to {
				d.quotations[q].statement = int32(len(d.statements))
				q++
			}
			if s.sentences.to >= int32(len(d.sentences)) || q == s.quotations.from || d.quotations[q-1].to <= s.to {
				break
			}
			s.to = d.sentences[s.sentences.to].to
			s.sentences.to++
		}
		s.quotations.to = q
		s.start, s.end = d.tokens[s.from].start, d.tokens[s.to-1].end
		for ; i < s.sentences.to; i++ {
			d.sentences[i].statement = int32(len(d.statements))
		}
		d.statements = append(d.statements, s)
	}
}

// assemble makes the statements that are handed out.
func (d *document) assemble(article corpus.ArticleID, drafts []draft, who []attribution, explain bool) []corpus.Statement {
	out := make([]corpus.Statement, len(d.statements))
	ids := identifier{article: article, seen: make(map[[16]byte]uint32, len(d.statements))}
	for i, s := range d.statements {
		text := d.text[s.start:s.end]
		out[i] = corpus.Statement{
			ID: ids.next(text), Span: corpus.Span{Start: int(s.start), End: int(s.end)}, Text: text,
			Kind: corpus.Narrated, Reports: []corpus.Report{},
		}
	}
	for i := range drafts {
		r := d.report(&drafts[i])
		if k := drafts[i].continues; k >= 0 {
			r.Continues = out[drafts[k].statement].ID
		}
		r.Speaker, r.Probability = who[i].speaker, who[i].probability
		if explain {
			r.Evidence = who[i].evidence
		}
		s := &out[drafts[i].statement]
		switch {
		case len(s.Reports) == 0:
			s.Kind = r.Kind
		case s.Kind != r.Kind:
			s.Kind = corpus.Mixed
		}
		s.Reports = append(s.Reports, r)
	}
	return out
}

func (d *document) report(r *draft) corpus.Report {
	out := corpus.Report{Kind: r.kind, Class: r.class, Quotes: r.quotes, Content: r.content}
	if out.Quotes == nil {
		out.Quotes = []corpus.Span{}
	}
	if !r.cue.empty() {
		span := d.span(r.cue)
		out.Cue = &corpus.Cue{Span: span, Text: span.In(d.text)}
	}
	return out
}

// identifier gives out the ids of one article's statements.
type identifier struct {
	article corpus.ArticleID
	seen    map[[16]byte]uint32
	buf     []byte
}

// idEncoding is how ids are written: lower-case letters and digits.
var idEncoding = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

func (x *identifier) next(text string) corpus.StatementID {
	x.buf = append(append(x.buf[:0], x.article...), 0)
	x.buf = appendNormal(x.buf, text)
	sum := sha256.Sum256(x.buf)
	key := [16]byte(sum[:16])
	n := x.seen[key]
	x.seen[key] = n + 1
	if n > 0 {
		sum = sha256.Sum256(binary.BigEndian.AppendUint32(slices.Clone(sum[:]), n))
	}
	return corpus.StatementID(idEncoding.EncodeToString(sum[:10]))
}

// appendNormal appends text such that white space and the form of quotation
// marks make no difference.
func appendNormal(b []byte, text string) []byte {
	space := false
	for i := 0; i < len(text); {
		c := text[i]
		if c > ' ' && c < utf8.RuneSelf {
			b, space = append(b, c), false
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(text[i:])
		switch {
		case isSpaceRune(r):
			if !space {
				b = append(b, ' ')
			}
			space = true
		default:
			b, space = append(b, plainMark(r, text[i:i+n])...), false
		}
		i += n
	}
	return b
}

func plainMark(r rune, s string) string {
	switch r {
	case '“', '”', '„':
		return `"`
	case '‘', '’':
		return "'"
	}
	return s
}
