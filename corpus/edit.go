package corpus

// EditKind is the kind of a publisher's change to a statement.
type EditKind string

// The kinds of edits.
const (
	Added     EditKind = "added"
	Reworded  EditKind = "reworded"
	Withdrawn EditKind = "withdrawn"
	Unchanged EditKind = "unchanged" // only in lists of all statements
)

// Edit is the difference of one statement between two versions of an article.
type Edit struct {
	Kind EditKind
	Old  *Statement // nil if it was added
	New  *Statement // nil if it was withdrawn
}

// Revision is the changes from the version before to Version.
type Revision struct {
	Version Version
	Edits   []Edit // in the order of the text
}
