package bot

// Options that several commands have.
const (
	nameSpeaker    = "speaker"
	namePrivate    = "private"
	descPrivate    = "describe.private"
	nameSource     = "source"
	nameSettings   = "settings"
	nameLanguage   = "language"
	descLanguage   = "describe.language"
	nameKind       = "kind"
	nameSince      = "since"
	nameUntil      = "until"
	descKind       = "describe.kind"
	descSince      = "describe.since"
	descUntil      = "describe.until"
	descOnlySource = "describe.only-source"
	nameTopic      = "topic"
	descTopic      = "describe.topic"
)
