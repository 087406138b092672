// Package corpus is Verbatim's vocabulary: articles, the statements in them,
// who is reported as saying what, the question that is asked of them and the
// answer that is given. It does no I/O and imports nothing of the project.
//
// All offsets are bytes of an article's UTF-8 text, half-open.
package corpus

// GuildID is a Discord server's snowflake in decimal. The empty GuildID is the
// shared corpus, which every guild reads and only the operator writes.
type GuildID string

// Shared is the corpus that every guild reads.
const Shared GuildID = ""

// ArticleID names an article within its guild. It is chosen by whoever
// supplies the article and is 1 to 512 bytes long.
type ArticleID string

// StatementID identifies a statement by its article, its normalised text and
// its occurrence in that article, so it survives edits elsewhere in the text.
type StatementID string

// Origin says how an article came into the corpus.
type Origin string

// The origins of an article.
const (
	OriginBuiltin  Origin = "builtin"  // ships with the program
	OriginImported Origin = "imported" // imported by the operator
	OriginFetched  Origin = "fetched"  // fetched from the web, from its publisher
	OriginFile     Origin = "file"     // read from the operator's disk
	OriginPasted   Origin = "pasted"   // pasted by a moderator
	OriginAttached Origin = "attached" // attached by a moderator
)

// Supplied reports whether a moderator supplied the article, so that nothing
// but their word says where it is from.
func (o Origin) Supplied() bool { return o == OriginPasted || o == OriginAttached }

// BuiltinID is the id of the article that ships with the program.
const BuiltinID ArticleID = "builtin"

// Article is one text with its citation. A citation's unknown parts are empty;
// nothing is ever invented for them.
type Article struct {
	ID        ArticleID
	Guild     GuildID
	Title     string
	Publisher string
	Author    string
	URL       string
	Published Date
	Fetched   Date
	Language  string // BCP 47, "" when unknown
	Origin    Origin
	Source    SourceID // "" where it has none: imported, or built in
	Text      string   // valid UTF-8
}

// Span is a half-open range of byte offsets into an article's text.
type Span struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// Len is the number of bytes in the span.
func (s Span) Len() int { return s.End - s.Start }

// Contains reports whether o lies within s.
func (s Span) Contains(o Span) bool { return s.Start <= o.Start && o.End <= s.End }

// Overlaps reports whether the spans share at least one byte.
func (s Span) Overlaps(o Span) bool { return s.Start < o.End && o.Start < s.End }

// In is the text under the span. It panics where the span does not lie in
// text, as slicing does.
func (s Span) In(text string) string { return text[s.Start:s.End] }
