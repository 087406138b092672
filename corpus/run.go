package corpus

import "time"

// Trigger says what set a refresh off.
type Trigger string

// What sets a refresh off.
const (
	TriggerSchedule Trigger = "schedule" // it was due, also where it had become so while no process ran
	TriggerPerson   Trigger = "person"   // somebody asked for it
	TriggerAdded    Trigger = "added"    // the source was new
)

// Run is one refresh of one source.
type Run struct {
	Guild    GuildID
	Source   SourceID
	Trigger  Trigger
	By       string // as in Entry.By
	Started  time.Time
	Finished time.Time
	Tally    Tally
	Error    string // what went wrong, for people; "" where nothing did
}

// Tally counts what a refresh, or an import, did.
type Tally struct {
	New       int `json:"new"`       // articles
	Changed   int `json:"changed"`   // articles that have a new version
	Unchanged int `json:"unchanged"` // articles
	Gone      int `json:"gone"`      // articles that the publisher withdrew
	Failed    int `json:"failed"`    // pages that could not be had
	Added     int `json:"added"`     // statements
	Reworded  int `json:"reworded"`  // statements
	Withdrawn int `json:"withdrawn"` // statements
}

// Add counts the other tally in.
func (t *Tally) Add(o Tally) {
	t.New += o.New
	t.Changed += o.Changed
	t.Unchanged += o.Unchanged
	t.Gone += o.Gone
	t.Failed += o.Failed
	t.Added += o.Added
	t.Reworded += o.Reworded
	t.Withdrawn += o.Withdrawn
}

// Progress says how far long work is.
type Progress struct {
	Done  int
	Total int    // 0 while it is not known
	Doing string // what is being worked at: a source's name, a page's address
}
