package corpus

import "encoding/json"

// Kind says how much of a report, or of a whole statement, is quoted.
type Kind string

// The kinds of a report; a statement without a report is Narrated.
const (
	Narrated Kind = "narrated" // the article itself speaks
	Direct   Kind = "direct"   // all of the reported words are in quotation marks
	Indirect Kind = "indirect" // no reported words are
	Mixed    Kind = "mixed"    // some of them are
)

// Class groups cues by the speaker's act. It is used for searching and sorting and is
// never shown in place of the article's own word.
type Class string

// The classes of a report.
const (
	Asserts      Class = "asserts"
	Denies       Class = "denies"
	Alleges      Class = "alleges"
	Acknowledges Class = "acknowledges"
	Asks         Class = "asks"
	Promises     Class = "promises"
	Demands      Class = "demands"
	Warns        Class = "warns"
	Criticizes   Class = "criticizes"
	Supports     Class = "supports"
	Holds        Class = "holds" // beliefs, plans and findings
)

// Statement is one sentence outside headings, extended only until every
// quotation mark opened in it closes, or to join a split quotation.
type Statement struct {
	ID      StatementID `json:"id"`
	Span                // of the statement in the article's text
	Text    string      `json:"text"` // the article's text under Span
	Kind    Kind        `json:"kind"` // Narrated without reports, their kind if they agree, else Mixed
	Reports []Report    `json:"reports"`

	Corrected bool `json:"-"` // a moderator decided that it has no reports
}

// Report reports that a speaker says, writes, asks, denies or holds something.
type Report struct {
	Kind        Kind        `json:"kind"` // Direct, Indirect or Mixed
	Class       Class       `json:"class"`
	Quotes      []Span      `json:"quotes"`                // the words inside quotation marks, without the marks
	Content     *Span       `json:"content"`               // the reported clause of an indirect or mixed report
	Cue         *Cue        `json:"cue"`                   // nil if the report continues another without its own cue
	Continues   StatementID `json:"continues"`             // the statement whose report goes on here
	Speaker     *Speaker    `json:"speaker"`               // nil if the article has no word for the speaker
	Probability float64     `json:"probability"`           // that Speaker is right, calibrated, 0 to 1
	Corrected   bool        `json:"-"`                     // by a moderator
	Evidence    []Evidence  `json:"explanation,omitempty"` // the reasons; set only on request
}

// Cue is the head word of a report: "acknowledged". If a separate line announces a
// quotation ("She said:"), the cue is in that line, outside the statement.
type Cue struct {
	Span
	Text string `json:"text"` // the article's text under Span
}

// SpeakerKind says what sort of thing a speaker is.
type SpeakerKind string

// The kinds of speaker.
const (
	Person       SpeakerKind = "person"
	Organisation SpeakerKind = "organisation"
	Group        SpeakerKind = "group"      // "officials from Iran"
	Government   SpeakerKind = "government" // a country, or a capital that means its government
	UnknownKind  SpeakerKind = "unknown"
)

// Speaker is the speaker of a report, resolved within the article. Name is the best
// guess; show it to people only if Certain is true.
type Speaker struct {
	Name    string      `json:"name"`
	Role    string      `json:"role"` // the article's words for the speaker's role, or ""
	Kind    SpeakerKind `json:"kind"`
	Certain bool        `json:"certain"`
	Mention Span        `json:"mention"` // the words that support the attribution; they may be elsewhere in the article
	Aliases []string    `json:"-"`       // the article's other names for the speaker, for searching only
}

// MarshalJSON writes the empty id as null.
func (id StatementID) MarshalJSON() ([]byte, error) {
	if id == "" {
		return []byte("null"), nil
	}
	return json.Marshal(string(id))
}
