package markdown

// Discord's limits. Lengths are in units (see Units) unless another measure is named. If
// Discord counts characters, a text within the limit in units is within it, too.
const (
	// MaxContent is the longest text of a message.
	MaxContent = 2000
	// MaxEmbeds is how many embeds a message has at most.
	MaxEmbeds = 10
	// MaxEmbedTotal is the longest text of all embeds of a message together.
	MaxEmbedTotal = 6000
	// MaxEmbedTitle is the longest title of an embed.
	MaxEmbedTitle = 256
	// MaxDescription is the longest description of an embed.
	MaxDescription = 4096
	// MaxFooter is the longest footer of an embed.
	MaxFooter = 2048
	// MaxFields is how many fields an embed has at most.
	MaxFields = 25
	// MaxField is the longest value of an embed's field.
	MaxField = 1024
	// MaxAlt is the longest description of an attachment.
	MaxAlt = 1024
	// MaxUpload is the largest file that a bot may send everywhere, in bytes.
	MaxUpload = 10 << 20

	// MaxRows is how many rows of components a message has at most.
	MaxRows = 5
	// MaxButtons is how many buttons a row has at most.
	MaxButtons = 5
	// MaxCustomID is the longest custom_id.
	MaxCustomID = 100
	// MaxLabel is the longest label of a button.
	MaxLabel = 80
	// MaxPlaceholder is the longest placeholder of a menu.
	MaxPlaceholder = 150
	// MaxOptions is how many options a menu has at most.
	MaxOptions = 25
	// MaxOption is the longest label, value or description of a menu's option.
	MaxOption = 100
	// MaxModalTitle is the longest title of a modal.
	MaxModalTitle = 45
	// MaxInputLabel is the longest label of a modal's input.
	MaxInputLabel = 45
	// MaxInput is the longest text that a user can type into a modal's input.
	MaxInput = 4000

	// MaxChoices is how many choices a completion offers at most.
	MaxChoices = 25
	// MaxChoice is the longest name or value of a choice.
	MaxChoice = 100
	// MaxOptionText is the longest text of a command's option.
	MaxOptionText = 6000
)

// How long the parts of a message may be, in units of escaped text. A passage and the
// lines around it together stay below MaxDescription.
const (
	// RoomPassage is for the words of a statement.
	RoomPassage = 2200
	// RoomName is for the name of a speaker.
	RoomName = 200
	// RoomRole is for the role of a speaker.
	RoomRole = 200
	// RoomCue is for the article's word for how something was said.
	RoomCue = 100
	// RoomTitle is for the title of an article.
	RoomTitle = 250
	// RoomPublisher is for the name of a publisher.
	RoomPublisher = 100
)
