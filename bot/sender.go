package bot

import (
	"context"
	"errors"

	"github.com/bwmarrin/discordgo"

	"verbatim/corpus"
)

// Sender sends messages that do not answer an interaction, or that outlive it.
type Sender interface {
	// Post sends a message into a channel and returns its id. If several messages have
	// the same nonce (at most 25 bytes, "" for none), Discord sends the first of them
	// only, for as long as it remembers the nonce.
	Post(ctx context.Context, channel, nonce string, m *discordgo.MessageSend) (id string, err error)
	// Amend replaces a message that Post has sent.
	Amend(ctx context.Context, channel, message string, m *discordgo.MessageEdit) error
	// Direct returns the channel of the direct messages to a user.
	Direct(ctx context.Context, user string) (channel string, err error)
}

// ChannelOf returns the channel that a watch posts into. s may be nil.
func ChannelOf(ctx context.Context, s Sender, w corpus.Watch) (string, error) {
	if s == nil {
		return "", Unwritable(w)
	}
	if w.Channel != "" {
		return w.Channel, nil
	}
	channel, err := s.Direct(ctx, w.By)
	if err != nil {
		return "", errors.Join(errNoDirect, err)
	}
	return channel, nil
}

// Unwritable returns why a watch cannot post where it should.
func Unwritable(w corpus.Watch) error {
	if w.Channel == "" {
		return errNoDirect
	}
	return ErrUnwritable
}

// NoMentions lets nothing in a message ping anyone.
func NoMentions() *discordgo.MessageAllowedMentions {
	return &discordgo.MessageAllowedMentions{Parse: []discordgo.AllowedMentionType{}}
}
