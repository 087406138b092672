package corpus

// Audited is a guild whose audit log is posted live.
type Audited struct {
	Guild   GuildID
	Channel string // the id of the channel in its settings
	Posted  Seq    // the last entry that was posted there; 0 before the first
}
