package corpus

// EditKind says what a publisher did to a statement.
type EditKind string

// What a publisher can do to a statement.
const (
	Added     EditKind = "added"
	Reworded  EditKind = "reworded"
	Withdrawn EditKind = "withdrawn"
	Unchanged EditKind = "unchanged" // nothing, where all statements are listed
)

// Edit is one statement of two versions of an article, and what became of it.
type Edit struct {
	Kind EditKind
	Old  *Statement // nil where it was added
	New  *Statement // nil where it was withdrawn
}

// Revision is what one version of an article changed in the one before it.
type Revision struct {
	Version Version
	Edits   []Edit // in the order of the text
}
