// Package incoming reads interactions from Discord. discordgo v0.29.0 rejects a
// whole interaction if a single value in it has an unknown form, such as a
// component of a newer type. Read removes such values before discordgo sees
// them, and reports what it removed.
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
	// maxDepth bounds the nesting of values, and maxElements the elements of a
	// list or map. Values beyond them are skipped. Discord's own limits are far
	// lower.
	maxDepth    = 64
	maxElements = 1000
	// maxLosses bounds the number of different losses that are reported.
	maxLosses = 8
)

// Reasons for which an interaction cannot be read at all.
var (
	ErrJSON         = errors.New("the interaction is not a JSON object")
	ErrSize         = errors.New("the interaction is too large")
	ErrUnanswerable = errors.New("the interaction has no id or no token, so it cannot be answered")
)

// Kinds of losses. Each is a label of a metric.
const (
	LostComponent   = "component"   // of an unknown type
	LostField       = "field"       // a value whose form differs from Discord's documentation
	LostDepth       = "depth"       // a value that is nested too deep, or exceeds maxElements
	LostOption      = "option"      // of an unknown type
	LostContext     = "context"     // unknown
	LostInteraction = "interaction" // of an unknown type, or without the fields that its type needs
)

// Loss is a part of an interaction that was skipped.
type Loss struct {
	What string // one of the constants above
	Type string // its type, or its place and form; never text that a person wrote
}

// String returns the loss as it is logged.
func (l Loss) String() string { return l.What + " " + l.Type }

// Interaction is an interaction without the parts that could not be read.
type Interaction struct {
	*discordgo.Interaction
	Losses []Loss // the skipped parts, each kind and type once, at most maxLosses
	// Unread means that it is unknown what the user did. The bot can only answer
	// that it did not understand.
	Unread bool
}

// Read reads an interaction. It skips the parts that discordgo does not
// understand. It returns an error if no answer is possible: the interaction is
// not a JSON object, is larger than MaxSize, or has no id or token. A PING
// needs neither.
func Read(raw []byte) (*Interaction, error) {
	if len(raw) > MaxSize {
		return nil, fmt.Errorf("%w: %d bytes, at most %d", ErrSize, len(raw), MaxSize)
	}
	if !json.Valid(raw) {
		return nil, ErrJSON
	}
	f := filter{scanner: scanner{in: raw}, shapes: known()}
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
	f.findUnknown(in, number)
	in.Losses = f.losses
	return in, nil
}

// findUnknown finds values that were decoded but are unknown.
func (f *filter) findUnknown(in *Interaction, number string) {
	if in.Context > discordgo.InteractionContextPrivateChannel {
		f.recordLoss(LostContext, strconv.FormatUint(uint64(in.Context), 10))
	}
	switch data := in.Data.(type) {
	case discordgo.ApplicationCommandInteractionData:
		f.findUnknownOptions(data.Options)
		in.Unread = data.Name == ""
	case discordgo.MessageComponentInteractionData:
		in.Unread = data.CustomID == ""
	case discordgo.ModalSubmitInteractionData:
		in.Unread = data.CustomID == ""
	default:
		in.Unread = in.Type != discordgo.InteractionPing
	}
	if in.Unread {
		f.recordLoss(LostInteraction, cmp.Or(number, "without a number"))
	}
}

// findUnknownOptions recurses at most maxDepth deep, since the filter has cut what is
// deeper.
func (f *filter) findUnknownOptions(options []*discordgo.ApplicationCommandInteractionDataOption) {
	for _, o := range options {
		if o == nil {
			continue
		}
		if o.Type < discordgo.ApplicationCommandOptionSubCommand || o.Type > discordgo.ApplicationCommandOptionAttachment {
			f.recordLoss(LostOption, strconv.Itoa(int(o.Type)))
		}
		f.findUnknownOptions(o.Options)
	}
}
