package corpus

// Query is a question put to a guild's corpus and the shared one.
//
// Where its Text is empty but its Speaker is not, all that is attributed to that
// speaker for certain matches, in the query's order (the newest first where it
// names none), with a confidence of 1.
type Query struct {
	Guild     GuildID      // Shared searches the shared corpus alone
	Text      string       // as a person typed it
	Message   bool         // Text is somebody's message in a chat, up to MaxMessage bytes, and no question: nothing in it is a filter, and what bears on any of its sentences matches
	Speaker   string       // only what this speaker said; "" for everybody
	Kind      Kind         // only statements of this kind; "" for all
	Source    SourceID     // only articles of this source; "" for all
	Only      []ArticleRef // only these articles, of those that the guild sees; nil for all
	Since     Date         // published on or after; unknown dates do not match
	Until     Date         // published on or before
	Order     Order        // of the answers
	Limit     int          // at most so many answers, the first in Order; at least 1
	Threshold float64      // 0 never refuses; else see Individual
	NoBuiltin bool         // leave the built-in article out
	NoShared  bool         // leave the shared corpus out, but for the built-in article
}

// Individual reports whether every answer must reach the query's Threshold with
// a confidence of its own. Of other queries the first must, and brings those
// behind it.
func (q Query) Individual() bool { return q.Message || q.Only != nil || q.Order != Best }

// Order is the order of answers.
type Order string

// The orders of answers. By date, unknown dates come last, and of the same date
// the statements of an article stay together as they stand there. What matches
// less than half as surely as the best is left out of an order by date.
const (
	Best   Order = ""       // what matches best first
	Newest Order = "newest" // the last published first
	Oldest Order = "oldest" // the first published first
)

// ArticleRef names an article of a guild.
type ArticleRef struct {
	Guild   GuildID // whose the article is; Shared where it is in the shared corpus
	Article ArticleID
}

// MaxQuestion is the longest question that is searched for, in bytes, and
// MaxMessage the longest message: the 4,000 characters that Discord allows.
const (
	MaxQuestion = 2_000
	MaxMessage  = 16_000
)

// Answer is the statement that matches a question, with the report whose
// content or quotes match; without one where the match lies outside every
// report, and the article itself speaks.
type Answer struct {
	ID        StatementID `json:"id"`
	Guild     GuildID     `json:"-"` // whose the article is
	Article   ArticleID   `json:"article"`
	Title     string      `json:"title"`
	Publisher string      `json:"publisher"`
	URL       string      `json:"url"`
	Published Date        `json:"published"`
	Origin    Origin      `json:"origin"`
	Span                  // of the statement in the article's text
	Text      string      `json:"text"`
	Kind      Kind        `json:"kind"` // of the matching report, or Narrated
	Class     Class       `json:"class"`

	Quotes      []Span   `json:"quotes"`
	Content     *Span    `json:"content"`
	Cue         *Cue     `json:"cue"`
	Mention     *Mention `json:"mention"`
	Speaker     string   `json:"speaker"` // the best guess; to be shown only where Certain
	Role        string   `json:"role"`
	Certain     bool     `json:"certain"`
	Probability float64  `json:"probability"`
	Corrected   bool     `json:"corrected"`          // a moderator has spoken
	Reworded    Date     `json:"reworded,omitempty"` // when the publisher last changed the statement's words; unknown where they stand as they first did

	PageChanged Date `json:"page_changed,omitempty"` // as in Citation

	Permalink string `json:"-"` // of the page that shows where the statement stands, "" where there is none; who answers in Discord fills it in

	Also       []Citation `json:"also"`             // where else the same statement stands
	Denial     *Answer    `json:"denial,omitempty"` // where this is an allegation: the denial of it in the same article, if there is one; without a score
	Score      float64    `json:"score"`
	Confidence float64    `json:"confidence"` // that this answers the question, 0 to 1
}

// Mention is the article's own word for the speaker, as it stands at Span.
type Mention struct {
	Span
	Text string `json:"-"`
}

// Citation says where a statement stands.
type Citation struct {
	Article   ArticleID   `json:"article"`
	Statement StatementID `json:"id"`
	Title     string      `json:"title"`
	Publisher string      `json:"publisher"`
	URL       string      `json:"url"`
	Published Date        `json:"published"`
	Origin    Origin      `json:"origin"`

	PageChanged Date `json:"page_changed,omitempty"` // since when the article's page shows something else, about which no moderator has decided; unknown if it does not
}

// SpeakerCount is a speaker with the number of statements attributed to them.
type SpeakerCount struct {
	Name       string
	Statements int
}

// ContextQuery asks where a statement stands.
type ContextQuery struct {
	Guild     GuildID // who asks, as in Query
	Article   ArticleRef
	Statement StatementID
	NoBuiltin bool // as in Query
	NoShared  bool
}

// Context is a statement where it stands. All its spans are of the article's
// text. What is hidden from who asks is in none of it; within Paragraph, spaces
// stand in its place.
type Context struct {
	Citation                // of the statement
	Guild         GuildID   // whose the article is
	Statement     Statement // with all its reports
	Reworded      Date      // as in Answer
	Paragraph     string    // the paragraphs that the statement stands in, cut between statements where they are longer than MaxParagraph
	ParagraphSpan Span      // of Paragraph
	Before        string    // the statement before Paragraph; "" where there is none
	After         string    // the statement after Paragraph; "" where there is none
}

// MaxParagraph is the longest paragraph of a Context, in bytes, unless the
// statement itself is longer.
const MaxParagraph = 3_000
