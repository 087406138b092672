package passage

import (
	"encoding/binary"
	"math"

	"verbatim/corpus"
)

// Report is a report with the text of its speaker's mention.
type Report struct {
	corpus.Report
	Mention string
}

// Covers reports whether bytes of the article are in the reported words.
func (r *Report) Covers(start, end int) bool {
	if r.Content != nil && r.Content.Start <= start && end <= r.Content.End {
		return true
	}
	for _, q := range r.Quotes {
		if q.Start <= start && end <= q.End {
			return true
		}
	}
	return false
}

// Touches reports whether bytes of the article are in the reported words, the cue or the
// speaker's mention.
func (r *Report) Touches(start, end int) bool {
	if r.Covers(start, end) || r.Cue != nil && r.Cue.Start <= start && end <= r.Cue.End {
		return true
	}
	return r.Speaker != nil && r.Speaker.Mention.Start <= start && end <= r.Speaker.Mention.End
}

// WordSpans returns the spans of the reported words: the content, or else the quotes.
func (r *Report) WordSpans() []corpus.Span {
	if r.Content != nil {
		return []corpus.Span{*r.Content}
	}
	return r.Quotes
}

// encodeReports returns the reports of a statement in bytes. Spans are relative to the
// statement. A cue or a mention outside of the statement brings its text.
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
		b = binary.AppendUvarint(b, uint64(math.Round(max(0, min(1, r.Probability))*ProbabilityUnit)))
		b = appendSpeaker(b, text, s, r.Speaker)
	}
	return string(b)
}

// ProbabilityUnit is the number of steps in which a probability is stored.
const ProbabilityUnit = 10000

// appendSpeaker appends the speaker of a report, if it has one.
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
	b = appendText(b, text, s, speaker.Mention)
	b = binary.AppendUvarint(b, uint64(len(speaker.Aliases)))
	for _, alias := range speaker.Aliases {
		b = appendString(b, alias)
	}
	return b
}

// appendCue appends the cue of a report, if it has one.
func appendCue(b []byte, text string, s corpus.Statement, c *corpus.Cue) []byte {
	if c == nil {
		return append(b, 0)
	}
	return appendText(append(b, 1), text, s, c.Span)
}

// appendText appends a span of the article. If it is outside of the statement, its text
// follows: the passage may not hold it, or may hide it.
func appendText(b []byte, text string, s corpus.Statement, at corpus.Span) []byte {
	b = binary.AppendVarint(b, int64(at.Start-s.Start))
	b = binary.AppendUvarint(b, uint64(at.Len()))
	words := ""
	if !s.Contains(at) {
		words = at.In(text)
	}
	return appendString(b, words)
}
