package corpus

// Annotated is an article as a guild sees it, with all that is known of it: what
// stands on its evidence page.
type Annotated struct {
	Article     Article
	Statements  []Statement       // in order, after the corrections that hold in the guild, each attribution with its evidence
	Hidden      []Span            // of the article's text that a moderator has hidden, in order
	Corrections []CorrectionState // that hold in the guild, the oldest first
	Versions    []Version         // that are kept, without their texts, the oldest first, the present one last
}

// Compared is two versions of an article side by side, as a guild sees them.
// What a moderator has hidden is in neither.
type Compared struct {
	Article  Article // as it stands, without its text
	Old, New Version // without their texts
	Rows     []Edit  // all statements of both, in the order of the text
}
