// Package extract takes the text of a news article apart: into statements, the
// reports in them, and their speakers. It is a set of pure functions: no I/O, no
// state, the same result for the same text and Version, in time linear in the text.
//
// A function that looks at a whole text takes a context, and returns the context's
// error soon after it ends. A text longer than 256 KiB is taken apart in sections
// of about that length. A section ends between two statements, and people are told
// apart only within a section, so memory does not grow with the text.
//
// The command in the train folder fits the models. Their card is in the model
// folder.
package extract

import (
	"context"

	"verbatim/corpus"
	"verbatim/corpus/extract/document"
	"verbatim/corpus/extract/report"
	"verbatim/corpus/extract/speaker"
)

// Version must be raised whenever the result for some text changes: an index that
// was built from another version's statements rebuilds itself. TestVersion fails if
// it is forgotten.
const Version = 3

// Statements returns the statements of an article in the order of its text. They
// cover every sentence outside headings exactly once. Any bytes are accepted, but
// text beyond two gibibytes is left out. An error is the context's.
func Statements(ctx context.Context, a corpus.Article) ([]corpus.Statement, error) {
	return statements(ctx, a, false)
}

// Explain is Statements with the evidence for every attribution.
func Explain(ctx context.Context, a corpus.Article) ([]corpus.Statement, error) {
	return statements(ctx, a, true)
}

// Outline lists the statements of an article with their ids, places and texts, but
// without reports. It takes a fraction of the time and memory of Statements.
func Outline(ctx context.Context, a corpus.Article) ([]corpus.Statement, error) {
	return document.Outline(ctx, a)
}

// Paragraphs returns the paragraphs of a text outside its headings, in order, each
// trimmed of white space.
func Paragraphs(ctx context.Context, text string) ([]corpus.Span, error) {
	return document.ParagraphSpans(ctx, text)
}

// ID is the id of the statement with a text, if the statement is the first in its
// article with these words and every quotation mark in it opens and closes in it.
// For other statements the result is another id, so a caller that stores no ids
// must compare.
func ID(article corpus.ArticleID, text string) corpus.StatementID {
	return document.ID(article, text)
}

// ReportWords returns the words that a correction keeps of a report: its cue, "" if
// it has no cue, and the first words of its content or, if it has no content, of
// its quotes.
func ReportWords(text string, r corpus.Report) (cue, content string) {
	return document.ReportWords(text, r)
}

// MentionAt is the place of a mention's n-th occurrence in a text, counted from 0,
// as whole words. It reports false if there are fewer.
func MentionAt(text, mention string, n int) (corpus.Span, bool) {
	return document.MentionAt(text, mention, n)
}

func statements(ctx context.Context, a corpus.Article, explain bool) ([]corpus.Statement, error) {
	var all []corpus.Statement
	ids := document.NewIdentifier(a.ID)
	for d, err := range document.Sections(ctx, a) {
		if err != nil {
			return nil, err
		}
		out, err := extract(ctx, d, ids.All, explain)
		if err != nil {
			return nil, err
		}
		if all == nil {
			all = out
			continue
		}
		all = append(all, out...)
	}
	return all, nil
}

// extract returns the statements of the document with their reports. It asks for
// their ids last, when it can no longer fail.
func extract(ctx context.Context, d *document.Document, ids func(*document.Document) []corpus.StatementID, explain bool) ([]corpus.Statement, error) {
	drafts, err := report.Drafts(ctx, d)
	if err != nil {
		return nil, err
	}
	who, err := speaker.Speakers(ctx, d, drafts, explain)
	if err != nil {
		return nil, err
	}
	return assemble(d, ids(d), drafts, who, explain), nil
}

// assemble makes the statements from the ids, drafts and attributions.
func assemble(d *document.Document, ids []corpus.StatementID, drafts []report.Draft, who []speaker.Attribution, explain bool) []corpus.Statement {
	out := make([]corpus.Statement, len(d.Statements))
	for i, s := range d.Statements {
		text := d.Text[s.Start:s.End]
		out[i] = corpus.Statement{
			ID: ids[i], Span: corpus.Span{Start: int(s.Start), End: int(s.End)}, Text: text,
			Kind: corpus.Narrated, Reports: []corpus.Report{},
		}
	}
	for i := range drafts {
		r := reportOf(d, &drafts[i])
		if k := drafts[i].Continues; k >= 0 {
			r.Continues = out[drafts[k].Statement].ID
		}
		r.Speaker, r.Probability = who[i].Speaker, who[i].Probability
		if explain {
			r.Evidence = who[i].Evidence
		}
		s := &out[drafts[i].Statement]
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

func reportOf(d *document.Document, r *report.Draft) corpus.Report {
	out := corpus.Report{Kind: r.Kind, Class: r.Class, Quotes: r.Quotes, Content: r.Content}
	if out.Quotes == nil {
		out.Quotes = []corpus.Span{}
	}
	if !r.Cue.Empty() {
		span := d.Span(r.Cue)
		out.Cue = &corpus.Cue{Span: span, Text: span.In(d.Text)}
	}
	return out
}
