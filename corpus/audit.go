package corpus

import "time"

// Values of Entry.By that are not a Discord user.
const (
	ByOperator = "operator" // at the command line
	BySchedule = "schedule" // the schedule, when something was due
)

// Action is the kind of an entry of the audit log.
type Action string

// The actions in the audit log. The comment names the object.
const (
	ActionAdd      Action = "add"      // a source
	ActionRemove   Action = "remove"   // a source or an article
	ActionRestore  Action = "restore"  // a source that had been removed
	ActionRefresh  Action = "refresh"  // a source: by a person, or by the schedule if it changed something
	ActionFail     Action = "fail"     // a source has begun to fail
	ActionAside    Action = "aside"    // a document of a source, which is set aside because reading it ended badly repeatedly
	ActionImport   Action = "import"   // articles
	ActionExport   Action = "export"   // a corpus
	ActionCorrect  Action = "correct"  // a statement
	ActionUndo     Action = "undo"     // a correction
	ActionFlag     Action = "flag"     // an answer, by a member
	ActionDismiss  Action = "dismiss"  // a flag
	ActionConfirm  Action = "confirm"  // the present content of an article's page, as its new version
	ActionDrop     Action = "drop"     // the present content of an article's page; the article stays as it was
	ActionSettings Action = "settings" // a guild's settings
	ActionWatch    Action = "watch"    // a channel starts to get new statements
	ActionUnwatch  Action = "unwatch"  // a channel stops to get new statements
	ActionTakedown Action = "takedown" // a statement, everywhere
	ActionForget   Action = "forget"   // a guild's data
)

// DetailChannel is the prefix of the detail of ActionWatch and ActionUnwatch. The
// channel's Discord id follows it.
const DetailChannel = "channel "

// Entry is one line of the audit log.
type Entry struct {
	Seq     Seq // the log is ordered by it
	At      time.Time
	Guild   GuildID
	By      string // a Discord user's id, ByOperator or BySchedule
	Action  Action
	Subject string // a source's name, an article's id or a statement's id; never words of a statement, which a takedown would have to find here
	Detail  string // the result, or ""
}
