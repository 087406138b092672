package corpus

import (
	"fmt"
	"strings"
	"time"
)

// Trigger says why a refresh started.
type Trigger string

// The triggers.
const (
	TriggerSchedule Trigger = "schedule" // it was due
	TriggerPerson   Trigger = "person"   // a person asked for it
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
	Error    string // why it failed, for people; "" if it did not
	Note     string // what a successful refresh left out, for people, or ""
}

// Told returns the error or the note, for people.
func (r Run) Told() string {
	if r.Error != "" {
		return r.Error
	}
	return r.Note
}

// Tally counts what a refresh, or an import, did.
type Tally struct {
	New       int `json:"new"`       // articles
	Changed   int `json:"changed"`   // articles that have a new version
	Unchanged int `json:"unchanged"` // articles
	Gone      int `json:"gone"`      // articles that the publisher withdrew
	Failed    int `json:"failed"`    // pages that could not be read
	Waiting   int `json:"waiting"`   // articles whose pages now show something else and wait for a moderator
	Added     int `json:"added"`     // statements
	Reworded  int `json:"reworded"`  // statements
	Withdrawn int `json:"withdrawn"` // statements
}

// Add adds the other tally.
func (t *Tally) Add(o Tally) {
	t.New += o.New
	t.Changed += o.Changed
	t.Unchanged += o.Unchanged
	t.Gone += o.Gone
	t.Failed += o.Failed
	t.Waiting += o.Waiting
	t.Added += o.Added
	t.Reworded += o.Reworded
	t.Withdrawn += o.Withdrawn
}

// TallyOf counts the edits by kind.
func TallyOf(edits []Edit) Tally {
	var t Tally
	for _, e := range edits {
		switch e.Kind {
		case Added:
			t.Added++
		case Reworded:
			t.Reworded++
		case Withdrawn:
			t.Withdrawn++
		}
	}
	return t
}

// Changes returns the number of articles that are new, changed or gone.
func (t Tally) Changes() int { return t.New + t.Changed + t.Gone }

// String describes the tally: "2 articles new, 1 changed; 31 statements
// added, 2 withdrawn".
func (t Tally) String() string {
	articles := count("article", []part{
		{t.New, "new"}, {t.Changed, "changed"}, {t.Gone, "gone"}, {t.Unchanged, "unchanged"}, {t.Waiting, "waiting"}})
	statements := count("statement", []part{{t.Added, "added"}, {t.Reworded, "reworded"}, {t.Withdrawn, "withdrawn"}})
	pages := count("page", []part{{t.Failed, "could not be read"}})
	var out []string
	for _, words := range []string{articles, statements, pages} {
		if words != "" {
			out = append(out, words)
		}
	}
	if len(out) == 0 {
		return "no articles"
	}
	return strings.Join(out, "; ")
}

type part struct {
	n    int
	what string
}

// count lists the parts that are not zero. The first includes the noun.
func count(noun string, parts []part) string {
	var out []string
	for _, p := range parts {
		switch {
		case p.n == 0:
			continue
		case len(out) > 0:
			out = append(out, fmt.Sprintf("%d %s", p.n, p.what))
		case p.n == 1:
			out = append(out, fmt.Sprintf("1 %s %s", noun, p.what))
		default:
			out = append(out, fmt.Sprintf("%d %ss %s", p.n, noun, p.what))
		}
	}
	return strings.Join(out, ", ")
}

// Progress is the state of long work.
type Progress struct {
	Done    int
	Total   int    // 0 while it is not known
	Doing   string // the present object: a source's name, a page's address
	Waiting bool   // if it waits for its turn
	Before  int    // if it waits: how many others are before it
}
