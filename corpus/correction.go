package corpus

import "time"

// CorrectionID identifies a correction. It is random and unique in a store.
type CorrectionID string

// Verdict is a moderator's decision about a statement.
type Verdict string

// The verdicts.
const (
	VerdictSpeaker      Verdict = "speaker"       // the speaker is Name, at Mention
	VerdictUnidentified Verdict = "unidentified"  // the article does not say who said it
	VerdictNoStatement  Verdict = "not-statement" // there is no report in it: the article itself speaks
	VerdictHidden       Verdict = "hidden"        // it must not be shown
)

// Correction is a moderator's decision about a statement. It is valid only in its
// guild. It keeps the statement's text and cue to find the statement again when the
// article or the extractor has changed.
type Correction struct {
	ID           CorrectionID
	Guild        GuildID // the guild in which it is valid; Shared: every guild that reads the shared corpus
	ArticleGuild GuildID // of the article: Guild or Shared
	Article      ArticleID
	Statement    StatementID
	Text         string // of the statement
	Cue          string // of the report that is meant, "" if the report has no cue
	Content      string // the report's first words (content, else quotes); they distinguish reports with the same cue
	Verdict      Verdict
	Name         string    // of VerdictSpeaker: a speaker of the article, or the words of Mention
	Mention      string    // of VerdictSpeaker: the article's words that support the attribution
	Occurrence   int       // which of Mention's occurrences in the article's text, from 0
	By           string    // as in Entry.By
	At           time.Time // in whole seconds
	Made         Seq       // its position in the store, which orders corrections of the same second
	UndoneAt     time.Time // zero while it is valid
}

// FlagID identifies a flag. It is random and unique in a store.
type FlagID string

// Flag is a member's claim that an answer is wrong. It waits for a moderator.
type Flag struct {
	ID           FlagID
	Guild        GuildID
	ArticleGuild GuildID
	Article      ArticleID
	Statement    StatementID
	Text         string // of the statement
	Note         string // the member's reason, or ""
	By           string // as in Entry.By
	At           time.Time
	ClosedAt     time.Time // zero while it waits
}

// CorrectionState is a correction, and whether it still applies.
type CorrectionState struct {
	Correction
	Applies bool // false if it was undone, or if its article no longer has the statement
}

// Candidate is a speaker that a moderator may choose for a statement.
type Candidate struct {
	Name       string // a speaker of the article, or the mention's own words
	Mention    string // the article's words that would support the attribution
	Occurrence int    // as in Correction
	Speaker    bool   // if other reports of the article are certainly theirs
}

// Disputed is a statement that a moderator looks at, with its possible speakers.
type Disputed struct {
	Article    Article // without its text
	Statement  Statement
	Candidates []Candidate // the nearest to the statement first, speakers before other mentions
}
