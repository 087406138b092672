package corpus

import "time"

// CorrectionID names a correction. It is random, and unique in a store.
type CorrectionID string

// Verdict is what a moderator says about a statement.
type Verdict string

// What a moderator can say.
const (
	VerdictSpeaker      Verdict = "speaker"       // somebody else said it: Name, at Mention
	VerdictUnidentified Verdict = "unidentified"  // the article does not say who said it
	VerdictNoStatement  Verdict = "not-statement" // nothing is reported here: the article itself speaks
	VerdictHidden       Verdict = "hidden"        // it is not to be shown
)

// Correction is a moderator's word on a statement. It holds in its guild alone.
// It keeps the statement's text and cue, by which it finds its place again
// when the article or the extractor has changed.
type Correction struct {
	ID           CorrectionID
	Guild        GuildID // in which it holds; Shared: wherever the shared corpus is read
	ArticleGuild GuildID // whose the article is: Guild or Shared
	Article      ArticleID
	Statement    StatementID
	Text         string // of the statement
	Cue          string // of the report that is meant, "" where it has none
	Content      string // the report's first words (content, else quotes), which tell it from another with the same cue
	Verdict      Verdict
	Name         string    // of VerdictSpeaker: a speaker of the article, or the words of Mention
	Mention      string    // of VerdictSpeaker: the article's words that the attribution rests on
	Occurrence   int       // which of Mention's occurrences in the article's text, from 0
	By           string    // as in Entry.By
	At           time.Time // in whole seconds
	Made         Seq       // the position at which it was made, as the store has it: the later of two within a second is the higher
	UndoneAt     time.Time // zero while it holds
}

// FlagID names a flag. It is random, and unique in a store.
type FlagID string

// Flag is a member's word that an answer is wrong. It waits for a moderator.
type Flag struct {
	ID           FlagID
	Guild        GuildID
	ArticleGuild GuildID
	Article      ArticleID
	Statement    StatementID
	Text         string // of the statement
	Note         string // what the member says is wrong, "" where they say nothing
	By           string // as in Entry.By
	At           time.Time
	ClosedAt     time.Time // zero while it waits
}

// CorrectionState is a correction with whether it has its place.
type CorrectionState struct {
	Correction
	Applies bool // false where it was undone, or its article no longer has the statement
}

// Candidate is somebody a statement may be attributed to instead.
type Candidate struct {
	Name       string // a speaker of the article, or the mention's own words
	Mention    string // the article's words that the attribution would rest on
	Occurrence int    // as in Correction
	Speaker    bool   // the article's reports are attributed to them for certain elsewhere
}

// Disputed is a statement of which somebody says that it is wrong.
type Disputed struct {
	Article    Article // without its text
	Statement  Statement
	Candidates []Candidate // the nearest to the statement first, speakers before mere mentions
}
