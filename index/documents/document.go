package documents

import (
	"context"

	"github.com/blevesearch/bleve/v2/document"

	"verbatim/corpus"
	"verbatim/corpus/extract"
	"verbatim/corpus/revise"
	"verbatim/index/nearest"
	"verbatim/index/passage"
	"verbatim/index/speakers"
	"verbatim/index/view"
	"verbatim/index/wording"
)

// Made is the documents of one article, with their speakers.
type Made struct {
	Documents  []*document.Document
	Statements int
	Counts     speakers.Tally          // statements by the names of certain speakers
	Vectors    map[string]nearest.Made // what its vectors are to be made of, by the rest of each document's id
	Failed     error                   // why there are no documents; nil if there are
}

// analyze takes the terms out of the documents' fields. Bleve would do so in goroutines of its
// own, in which a panic ends the process.
func (m *Made) analyze() {
	for _, d := range m.Documents {
		for _, f := range d.Fields {
			if f.Options().IsIndexed() {
				f.Analyze()
			}
		}
	}
}

// Make makes the documents of a changed article, with copies for those guilds that
// are held. It depends only on the change, and may run for several changes at once. The only
// error is that ctx has ended.
func Make(ctx context.Context, c corpus.Change, held func(corpus.GuildID) bool, stems *wording.Stemmer, packer *passage.Packer) (Made, error) {
	a := c.Article
	out := Made{Counts: speakers.Tally{}, Vectors: make(map[string]nearest.Made)}
	plain, err := extract.Statements(ctx, a)
	if err != nil {
		return Made{}, err
	}
	statements, err := ofGuild(a.Guild, c).apply(ctx, a, plain)
	if err != nil || len(statements) == 0 {
		return out, err
	}
	out.Statements = len(statements)
	key := passage.KeyOf(a.Guild, a.ID)
	paragraphs, err := extract.Paragraphs(ctx, a.Text)
	if err != nil {
		return Made{}, err
	}
	reworded, err := rewordings(ctx, c, plain)
	if err != nil {
		return Made{}, err
	}
	m := maker{
		article: a, layer: view.LayerOf(a.Guild, a.Origin), dates: dateTerms(a.Published), packer: packer, stems: stems,
		hidden: revise.Hidden(plain, statements), reworded: reworded, counts: out.Counts, vectors: out.Vectors, paragraphs: paragraphs,
	}
	head := document.NewDocument(string(key[:]))
	head.AddField(view.NewField(view.FieldStored, packer.Pack(passage.EncodeCitation(a, corpus.DateOf(c.PageChanged))), nil))
	out.Documents = append(out.Documents, head)
	copies, err := newCopies(ctx, &m, c, held, statements)
	if err != nil {
		return Made{}, err
	}
	rest := statements
	for i, p := range passage.Cut(a, key, statements, paragraphs) {
		if err := ctx.Err(); err != nil {
			return Made{}, err
		}
		own := rest[:len(p.Statements)]
		rest = rest[len(own):]
		d := m.document(view.PassageID(key, i), m.layer, p, own)
		for _, one := range copies {
			if copied := one.passage(key, i, own); copied != nil {
				d.AddField(view.NewField(view.FieldCopied, []byte(one.layer.Scope()), nil))
				out.Documents = append(out.Documents, copied)
			}
		}
		out.Documents = append(out.Documents, d)
	}
	return out, nil
}
