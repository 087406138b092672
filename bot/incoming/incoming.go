// Package incoming reads interactions as Discord sends them, as far as they are
// understood. discordgo v0.29.0 gives a whole interaction up where one value in
// it is of a form that it does not know, such as a component of a newer type;
// Read takes such values out before discordgo sees them, and says which.
package incoming

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"github.com/bwmarrin/discordgo"
)

const (
	// MaxSize bounds an interaction, in bytes.
	MaxSize = 1 << 20
	// maxDepth is how deep values may lie in one another, and maxElements how
	// many a list or a map may have. What goes beyond is passed over. Discord's
	// own limits lie far below.
	maxDepth    = 64
	maxElements = 1000
	// maxLosses is how many different losses are named.
	maxLosses = 8
)

// Why an interaction cannot be read at all.
var (
	ErrJSON         = errors.New("the interaction is not a JSON object")
	ErrSize         = errors.New("the interaction is too large")
	ErrUnanswerable = errors.New("the interaction has no id or no token, so that it cannot be answered")
)

// The kinds of what is passed over. Each is a label of a metric.
const (
	LostComponent   = "component"   // of a type that is not known
	LostField       = "field"       // a value of another form than the documentation's
	LostDepth       = "depth"       // what lies too deep, or is one of too many
	LostOption      = "option"      // of a type that is not known
	LostContext     = "context"     // that is not known
	LostInteraction = "interaction" // of a type that is not known, or without what its type needs
)

// Loss is something in an interaction that was passed over.
type Loss struct {
	What string // one of the constants above
	Type string // its type, or where it stood and what it was; nothing that a person wrote
}

// String is the loss as the log has it.
func (l Loss) String() string { return l.What + " " + l.Type }

// Interaction is an interaction, read as far as it is understood.
type Interaction struct {
	*discordgo.Interaction
	Losses []Loss // what was passed over, each kind and type once, at most maxLosses of them
	// Unread says that what its user did is not known, so that nothing more than
	// that can be answered.
	Unread bool
}

// Read reads an interaction. What discordgo does not understand is passed over.
// It fails where nothing can be answered: the interaction is no JSON object,
// larger than MaxSize, or has no id or token. A PING needs neither.
func Read(raw []byte) (*Interaction, error) {
	if len(raw) > MaxSize {
		return nil, fmt.Errorf("%w: %d bytes, at most %d", ErrSize, len(raw), MaxSize)
	}
	if !json.Valid(raw) {
		return nil, ErrJSON
	}
	f := filter{in: raw, shapes: known()}
	number, ok := f.root()
	if !ok {
		return nil, ErrJSON
	}
	in := &Interaction{Interaction: new(discordgo.Interaction)}
	if err := json.Unmarshal(f.out, in.Interaction); err != nil {
		return nil, fmt.Errorf("read an interaction: %w", err)
	}
	if in.Type != discordgo.InteractionPing && (in.ID == "" || in.Token == "") {
		return nil, ErrUnanswerable
	}
	f.judge(in, number)
	in.Losses = f.losses
	return in, nil
}

// judge finds what could be decoded and is not known all the same.
func (f *filter) judge(in *Interaction, number string) {
	if in.Context > discordgo.InteractionContextPrivateChannel {
		f.lose(LostContext, strconv.FormatUint(uint64(in.Context), 10))
	}
	switch data := in.Data.(type) {
	case discordgo.ApplicationCommandInteractionData:
		f.judgeOptions(data.Options)
		in.Unread = data.Name == ""
	case discordgo.MessageComponentInteractionData:
		in.Unread = data.CustomID == ""
	case discordgo.ModalSubmitInteractionData:
		in.Unread = data.CustomID == ""
	default:
		in.Unread = in.Type != discordgo.InteractionPing
	}
	if in.Unread {
		f.lose(LostInteraction, cmp.Or(number, "without a number"))
	}
}

// judgeOptions goes no deeper than maxDepth, which has been kept to.
func (f *filter) judgeOptions(options []*discordgo.ApplicationCommandInteractionDataOption) {
	for _, o := range options {
		if o == nil {
			continue
		}
		if o.Type < discordgo.ApplicationCommandOptionSubCommand || o.Type > discordgo.ApplicationCommandOptionAttachment {
			f.lose(LostOption, strconv.Itoa(int(o.Type)))
		}
		f.judgeOptions(o.Options)
	}
}
