package extract

import "verbatim/corpus"

// continued adds the report of a statement that has none of its own, or only
// one whose subject is a pronoun, and goes on with the report before it in the
// same paragraph: its words are partly quoted, or its subject is a pronoun that
// points into the words reported there.
func (f *finder) continued(statement, from int) {
	d := f.d
	outer := from - 1
	if statement == 0 || outer < 0 {
		return
	}
	before := &f.drafts[outer]
	s := d.statements[statement]
	if before.statement != statement-1 || before.content == nil || before.voice == voiceNominal ||
		s.paragraph != d.statements[statement-1].paragraph || s.sentences.to-s.sentences.from > 1 {
		return
	}
	pronoun := d.leadingThey(s.tokenRange)
	points := pronoun >= 0 && !d.plural(before.subject) && d.mentionsThem(*before.content)
	own := f.drafts[from:]
	switch {
	case len(own) == 0 && (points || f.partlyQuoted(s)):
	case len(own) == 1 && points && own[0].subject == tokenRange{pronoun, pronoun + 1}:
	default:
		return
	}
	out := draft{statement: statement, class: before.class, voice: voiceNone, continues: outer, score: before.score}
	if before.continues >= 0 {
		out.continues = before.continues
	}
	out.uncertain = len(own) == 1 && own[0].class != corpus.Holds
	content := s.tokenRange
	for content.to > content.from+1 && d.at(content.to-1) == finalMark && !d.tokens[content.to-1].is(flagQuoted) {
		content.to--
	}
	d.setContent(&out, content)
	f.drafts = append(f.drafts[:from], out)
}

// partlyQuoted reports whether a statement has quoted words, but no quotation
// that stands for itself.
func (f *finder) partlyQuoted(s statement) bool {
	for k := s.quotations.from; k < s.quotations.to; k++ {
		if q := f.d.quotations[k]; q.speech == speechPart && q.to-q.from > 4 {
			return true
		}
	}
	return false
}

// leadingThey is the "they" that is the subject of a sentence's first clause,
// or -1.
func (d *document) leadingThey(s tokenRange) int32 {
	for i := s.from; i < min(s.to, s.from+maxTag); i++ {
		c := d.at(i)
		if d.tokens[i].word == wordThey {
			return i
		}
		if c == subjectPronoun || c.isFinite() || c == subordinator && i > s.from || c == openMark {
			return -1
		}
	}
	return -1
}

// plural reports whether a phrase that names a speaker is one of several people,
// as far as its form tells: it is none where it is empty.
func (d *document) plural(r tokenRange) bool {
	if r.empty() {
		return true
	}
	for i := r.from; i < r.to; i++ {
		if d.at(i) == preposition || d.at(i) == comma || d.at(i) == relative {
			r.to = i
			break
		}
		if d.at(i) == conjunction {
			return true
		}
	}
	if r.empty() {
		return true
	}
	last := d.word(r.to - 1)
	return d.tokens[r.to-1].word == wordThey || len(last) > 3 && last[len(last)-1] == 's' && d.at(r.to-1) != name
}

// mentionsThem reports whether the words of a span name several: by a pronoun,
// a plural noun or two nouns together.
func (d *document) mentionsThem(span corpus.Span) bool {
	for i := d.tokenAt(span.Start); int(i) < len(d.tokens) && int(d.tokens[i].start) < span.End; i++ {
		switch d.tokens[i].word {
		case wordThey, wordThem, wordTheir:
			return true
		}
		w := d.word(i)
		if d.at(i) == noun && len(w) > 3 && w[len(w)-1] == 's' && w[len(w)-2] != 's' {
			return true
		}
	}
	return false
}
