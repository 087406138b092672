package bot

// Discord's limits. Lengths are in units (see units) unless another measure is
// named. What Discord counts in characters keeps its limit when it is counted in
// units, which are never fewer.
const (
	// MaxContent is the longest text of a message.
	maxContent = 2000
	// MaxEmbeds is how many embeds a message has at most.
	maxEmbeds = 10
	// MaxEmbedTotal is the longest text of all embeds of a message together.
	maxEmbedTotal = 6000
	// MaxEmbedTitle is the longest title of an embed.
	maxEmbedTitle = 256
	// MaxDescription is the longest description of an embed.
	maxDescription = 4096
	// MaxFooter is the longest footer of an embed.
	maxFooter = 2048
	// MaxFields is how many fields an embed has at most.
	maxFields = 25
	// MaxField is the longest value of an embed's field.
	maxField = 1024
	// MaxAlt is the longest description of an attachment.
	maxAlt = 1024
	// MaxUpload is the largest file that a bot may send everywhere, in bytes.
	MaxUpload = 10 << 20

	// MaxRows is how many rows of components a message has at most.
	maxRows = 5
	// MaxButtons is how many buttons a row has at most.
	maxButtons = 5
	// MaxCustomID is the longest custom_id.
	maxCustomID = 100
	// MaxLabel is the longest label of a button.
	maxLabel = 80
	// MaxPlaceholder is the longest placeholder of a menu.
	maxPlaceholder = 150
	// MaxOptions is how many options a menu has at most.
	maxOptions = 25
	// MaxOption is the longest label, value or description of a menu's option.
	maxOption = 100
	// MaxModalTitle is the longest title of a modal.
	maxModalTitle = 45
	// MaxInputLabel is the longest label of a modal's input.
	maxInputLabel = 45
	// MaxInput is the longest text that a user can type into a modal's input.
	maxInput = 4000

	// MaxChoices is how many choices a completion offers at most.
	maxChoices = 25
	// MaxChoice is the longest name or value of a choice.
	maxChoice = 100
	// MaxOptionText is the longest text of a command's option.
	maxOptionText = 6000
)

// How much of a text a message shows, in units of escaped text. A passage and the
// lines above and below it stay below MaxDescription together.
const (
	// RoomPassage is for the words of a statement.
	roomPassage = 2200
	// RoomName is for the name of a speaker.
	roomName = 200
	// RoomRole is for the role of a speaker.
	roomRole = 200
	// RoomCue is for the word that reports a statement.
	roomCue = 100
	// RoomTitle is for the title of an article.
	roomTitle = 250
	// RoomPublisher is for the name of a publisher.
	roomPublisher = 100
)
