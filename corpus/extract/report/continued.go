package report

import (
	"verbatim/corpus"
	"verbatim/corpus/extract/document"
	"verbatim/corpus/extract/lexicon"
)

// continuedBy adds the report of a statement that goes on with the report before it
// in the same paragraph. The statement has no report of its own, or only one whose
// subject is a pronoun. If it goes on, its words are partly quoted, or its subject
// is a pronoun that refers to the words reported there.
func continuedBy(f *Finder, statement, from int) {
	d := f.D
	outer := from - 1
	if statement == 0 || outer < 0 {
		return
	}
	before := &f.drafts[outer]
	s := d.Statements[statement]
	if before.Statement != statement-1 || before.Content == nil || before.Voice == voiceNominal ||
		s.Paragraph != d.Statements[statement-1].Paragraph || s.Sentences.To-s.Sentences.From > 1 {
		return
	}
	pronoun := leadingThey(d, s.TokenRange)
	points := pronoun >= 0 && !plural(d, before.Subject) && mentionsThem(d, *before.Content)
	own := f.drafts[from:]
	switch {
	case len(own) == 0 && (points || partlyQuoted(f, s)):
	case len(own) == 1 && points && own[0].Subject == document.Range(pronoun, pronoun+1):
	default:
		return
	}
	out := Draft{Statement: statement, Class: before.Class, Voice: VoiceNone, Continues: outer, Score: before.Score}
	if before.Continues >= 0 {
		out.Continues = before.Continues
	}
	out.Uncertain = len(own) == 1 && own[0].Class != corpus.Holds
	content := s.TokenRange
	for content.To > content.From+1 && d.At(content.To-1) == lexicon.FinalMark && !d.Tokens[content.To-1].Is(document.FlagQuoted) {
		content.To--
	}
	setContent(d, &out, content)
	f.drafts = append(f.drafts[:from], out)
}

// partlyQuoted reports whether a statement has quoted words but no quotation that
// is speech by itself.
func partlyQuoted(f *Finder, s document.Statement) bool {
	for k := s.Quotations.From; k < s.Quotations.To; k++ {
		if q := f.D.Quotations[k]; q.Speech == document.SpeechPart && q.To-q.From > 4 {
			return true
		}
	}
	return false
}

// leadingThey is the "they" that is the subject of a sentence's first clause, or
// -1.
func leadingThey(d *document.Document, s document.TokenRange) int32 {
	for i := s.From; i < min(s.To, s.From+maxTag); i++ {
		c := d.At(i)
		if d.Tokens[i].Word == lexicon.WordThey {
			return i
		}
		if c == lexicon.SubjectPronoun || c.IsFinite() || c == lexicon.Subordinator && i > s.From || c == lexicon.OpenMark {
			return -1
		}
	}
	return -1
}

// plural reports whether a phrase that names a speaker is about several people, if
// its form shows it. An empty phrase is not.
func plural(d *document.Document, r document.TokenRange) bool {
	if r.Empty() {
		return true
	}
	for i := r.From; i < r.To; i++ {
		if d.At(i) == lexicon.Preposition || d.At(i) == lexicon.Comma || d.At(i) == lexicon.Relative {
			r.To = i
			break
		}
		if d.At(i) == lexicon.Conjunction {
			return true
		}
	}
	if r.Empty() {
		return true
	}
	last := d.Word(r.To - 1)
	return d.Tokens[r.To-1].Word == lexicon.WordThey || len(last) > 3 && last[len(last)-1] == 's' && d.At(r.To-1) != lexicon.Name
}

// mentionsThem reports whether the words of a span name several: by a pronoun,
// a plural noun or two nouns together.
func mentionsThem(d *document.Document, span corpus.Span) bool {
	for i := d.TokenAt(span.Start); int(i) < len(d.Tokens) && int(d.Tokens[i].Start) < span.End; i++ {
		switch d.Tokens[i].Word {
		case lexicon.WordThey, lexicon.WordThem, lexicon.WordTheir:
			return true
		}
		w := d.Word(i)
		if d.At(i) == lexicon.Noun && len(w) > 3 && w[len(w)-1] == 's' && w[len(w)-2] != 's' {
			return true
		}
	}
	return false
}
