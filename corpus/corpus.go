// Package corpus is Verbatim's vocabulary: articles, their statements, who is
// reported as saying what, questions and answers. It does no I/O and imports no other
// package of the project.
//
// All offsets are bytes of an article's UTF-8 text, half-open.
package corpus

// GuildID is a Discord server's snowflake in decimal. The empty GuildID is the
// shared corpus, which every guild reads and only the operator writes.
type GuildID string

// Shared is the corpus that every guild reads.
const Shared GuildID = ""

// ArticleID identifies an article within its guild. The supplier of the article
// chooses it. It is 1 to 512 bytes long.
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

// Supplied reports whether a moderator supplied the article. If so, its citation is
// only the moderator's claim.
func (o Origin) Supplied() bool { return o == OriginPasted || o == OriginAttached }

// BuiltinID is the id of the article that ships with the program.
const BuiltinID ArticleID = "builtin"

// Article is one text with its citation. Unknown parts of the citation are empty and
// are never made up.
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
	Source    SourceID // "" if it is imported or built in
	Text      string   // valid UTF-8
}

// Span is a half-open range of byte offsets into an article's text.
type Span struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// Len returns the number of bytes in the span.
func (s Span) Len() int { return s.End - s.Start }

// Contains reports whether o lies within s.
func (s Span) Contains(o Span) bool { return s.Start <= o.Start && o.End <= s.End }

// Overlaps reports whether the spans share at least one byte.
func (s Span) Overlaps(o Span) bool { return s.Start < o.End && o.Start < s.End }

// In returns the part of text that the span covers. Like slicing, it panics if the
// span is not within text.
func (s Span) In(text string) string { return text[s.Start:s.End] }
