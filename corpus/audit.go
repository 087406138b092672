package corpus

import "time"

// Who does what without being a Discord user, as Entry.By has it.
const (
	ByOperator = "operator" // at the command line
	BySchedule = "schedule" // nobody: it was due
)

// Action is what was done, as the audit log has it.
type Action string

// What is entered in the audit log.
const (
	ActionAdd      Action = "add"      // a source
	ActionRemove   Action = "remove"   // a source or an article
	ActionRestore  Action = "restore"  // a source that had been removed
	ActionRefresh  Action = "refresh"  // a source, by a person; or by the schedule, where something came of it
	ActionFail     Action = "fail"     // a source has begun to fail
	ActionAside    Action = "aside"    // a document of a source is set aside: reading it ended badly time and again
	ActionImport   Action = "import"   // articles
	ActionExport   Action = "export"   // a corpus
	ActionCorrect  Action = "correct"  // a statement
	ActionUndo     Action = "undo"     // a correction
	ActionFlag     Action = "flag"     // an answer, by a member
	ActionDismiss  Action = "dismiss"  // a flag
	ActionConfirm  Action = "confirm"  // what an article's page shows now, as its new version
	ActionDrop     Action = "drop"     // the same: the article stays as it was
	ActionSettings Action = "settings" // a guild's settings
	ActionWatch    Action = "watch"    // a channel begins to be told of new statements
	ActionUnwatch  Action = "unwatch"  // it is no longer
	ActionTakedown Action = "takedown" // a statement, everywhere
	ActionForget   Action = "forget"   // a guild's data
)

// DetailChannel begins the detail of ActionWatch and ActionUnwatch; the channel's
// Discord id is the rest.
const DetailChannel = "channel "

// Entry is one line of the audit log.
type Entry struct {
	Seq     Seq // its position, by which the log is ordered
	At      time.Time
	Guild   GuildID
	By      string // a Discord user's id, ByOperator or BySchedule
	Action  Action
	Subject string // what it was done to: a source's name, an article's id, a statement's id: no words of a statement, or a takedown would leave them here
	Detail  string // what came of it, "" where there is no more to say
}
