package corpus

// Query is a question put to a guild's corpus and the shared one.
//
// If Text is empty and Speaker is not, every statement that is certainly the
// speaker's matches with a confidence of 1, in the query's order, or the newest first
// if Order is Best.
type Query struct {
	Guild     GuildID      // Shared searches only the shared corpus
	Text      string       // as a person typed it
	Message   bool         // Text is a chat message of up to MaxMessage bytes: it has no filters, and what fits any of its sentences matches
	Speaker   string       // only this speaker's statements; "" for all
	Kind      Kind         // only statements of this kind; "" for all
	Source    SourceID     // only articles of this source; "" for all
	Only      []ArticleRef // only these articles; nil for all that the guild sees
	Since     Date         // published on or after; unknown dates do not match
	Until     Date         // published on or before
	Order     Order        // of the answers
	Limit     int          // the greatest number of answers, at least 1
	Threshold float64      // the least confidence, see Individual; 0 refuses no question
	Nearest   int          // how many statements to return in Found.Nearest if there is no answer, up to MaxNearest
	NoBuiltin bool         // leave the built-in article out
	NoShared  bool         // leave the shared corpus out, except the built-in article
}

// Individual reports whether each answer must reach the query's Threshold. For other
// queries only the first answer must, and the others follow it.
func (q Query) Individual() bool { return q.Message || q.Only != nil || q.Order != Best }

// Order is the order of answers.
type Order string

// The orders of answers. By date, unknown dates come last, and an article's statements
// stay together in their order. An order by date leaves out answers with less than half
// the confidence of the best.
const (
	Best   Order = ""       // the best match first
	Newest Order = "newest" // the newest first
	Oldest Order = "oldest" // the oldest first
)

// ArticleRef identifies an article of a guild.
type ArticleRef struct {
	Guild   GuildID // of the article; Shared if it is in the shared corpus
	Article ArticleID
}

// MaxQuestion is the length of the longest question, in bytes. MaxMessage is that of
// the longest message: Discord allows 4,000 characters.
const (
	MaxQuestion = 2_000
	MaxMessage  = 16_000
)

// Answer is a statement that matches a question, with the report whose content or
// quotes match. If the match is outside every report, the article itself speaks.
type Answer struct {
	ID        StatementID `json:"id"`
	Guild     GuildID     `json:"-"` // of the article
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
	Speaker     string   `json:"speaker"` // the best guess; show it only if Certain
	Role        string   `json:"role"`
	Certain     bool     `json:"certain"`
	Probability float64  `json:"probability"`
	Corrected   bool     `json:"corrected"`          // by a moderator
	Reworded    Date     `json:"reworded,omitempty"` // when the publisher last changed the statement's words; unknown if they never changed

	PageChanged Date `json:"page_changed,omitempty"` // as in Citation

	Permalink string `json:"-"` // of the evidence page, "" if there is none; the bot sets it

	Also       []Citation `json:"also"`             // other articles with the same statement
	Denial     *Answer    `json:"denial,omitempty"` // of an allegation: its denial in the same article, without a score
	Score      float64    `json:"score"`
	Confidence float64    `json:"confidence"` // the probability that this answers the question, 0 to 1
}

// Mention is the article's own word for the speaker, at Span.
type Mention struct {
	Span
	Text string `json:"-"`
}

// Citation says in which article a statement is.
type Citation struct {
	Article   ArticleID   `json:"article"`
	Statement StatementID `json:"id"`
	Title     string      `json:"title"`
	Publisher string      `json:"publisher"`
	URL       string      `json:"url"`
	Published Date        `json:"published"`
	Origin    Origin      `json:"origin"`

	PageChanged Date `json:"page_changed,omitempty"` // since when the article's page shows something else and waits for a moderator; unknown if it does not
}

// SpeakerCount is a speaker with the number of statements attributed to them.
type SpeakerCount struct {
	Name       string
	Statements int
}

// ContextQuery asks for the text around a statement.
type ContextQuery struct {
	Guild     GuildID // as in Query
	Article   ArticleRef
	Statement StatementID
	NoBuiltin bool // as in Query
	NoShared  bool
}

// Context is a statement with the text around it. All spans are of the article's
// text. Hidden statements are left out; in Paragraph they are replaced with spaces.
type Context struct {
	Citation                // of the statement
	Guild         GuildID   // of the article
	Statement     Statement // with all its reports
	Reworded      Date      // as in Answer
	Paragraph     string    // the paragraphs of the statement, cut between statements if they are longer than MaxParagraph
	ParagraphSpan Span      // of Paragraph
	Before        string    // the statement before Paragraph, or ""
	After         string    // the statement after Paragraph, or ""
}

// MaxParagraph is the longest paragraph of a Context, in bytes, unless the
// statement itself is longer.
const MaxParagraph = 3_000
