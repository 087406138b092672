package passage

import (
	"encoding/base32"

	"verbatim/corpus"
	"verbatim/corpus/extract"
)

// Statement is a statement of a passage.
type Statement struct {
	id      string      // packed, see packID; "" if it follows from the text
	Span    corpus.Span // in the passage's text
	Kind    corpus.Kind
	encoded string // the reports in bytes, see Passage.Reports

	Paragraph int         // the number of the paragraph that it begins in
	Corrected bool        // a moderator has said that it has no reports
	Reworded  corpus.Date // when it was last reworded; "" if never
}

// HasReports reports whether the statement has a report.
func (s Statement) HasReports() bool { return s.encoded != "" }

// marks returns the statement's kind with its marks.
func (s *Statement) marks() byte {
	return marked(marked(kindCode(s.Kind), markCorrected, s.Corrected), markReworded, s.Reworded != "")
}

// decodeMarks reads the kind and its marks, for a statement after one in that paragraph. It
// returns the number of its own paragraph.
func (s *Statement) decodeMarks(r *reader, paragraph int) int {
	b := r.byte()
	s.Kind, s.Corrected, s.Paragraph = kindOf(b&markKind), b&markCorrected != 0, paragraph
	if b&markParagraph != 0 {
		s.Paragraph += r.uvarint()
	}
	if b&markReworded != 0 {
		s.Reworded = corpus.Date(r.string())
	}
	return s.Paragraph
}

// packStatement returns a statement's id in bytes, none if it follows from the text.
func packStatement(article corpus.ArticleID, s corpus.Statement) string {
	if extract.ID(article, s.Text) == s.ID {
		return ""
	}
	return packID(s.ID)
}

// idEncoding is the encoding of most statements' ids: 16 letters for 10 bytes.
var idEncoding = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// packID returns a statement's id in bytes, as few as possible.
func packID(id corpus.StatementID) string {
	raw, err := idEncoding.DecodeString(string(id))
	if err != nil || idEncoding.EncodeToString(raw) != string(id) {
		return "\x00" + string(id)
	}
	return "\x01" + string(raw)
}

// unpackID reads the bytes of packID.
func unpackID(packed string) corpus.StatementID {
	if packed[0] == 1 {
		return corpus.StatementID(idEncoding.EncodeToString([]byte(packed[1:])))
	}
	return corpus.StatementID(packed[1:])
}
