package playground

import (
	"context"
	"fmt"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot"
)

// nonceLife is how long a message's nonce is remembered, and maxNonces how many
// are.
const (
	nonceLife = 5 * time.Minute
	maxNonces = 500
)

// posted is a message that was posted with a nonce.
type posted struct {
	nonce string
	id    string
	at    time.Time
}

// Post sends a message into a channel and returns its id. Messages with the
// same nonce ("" for no nonce) are shown once within five minutes. Messages
// into channels outside the playground go to the next poster.
func (p *Playground) Post(ctx context.Context, in, nonce string, m *discordgo.MessageSend) (id string, err error) {
	c, ok := channelOf(in)
	if !ok {
		if p.next == nil {
			return "", fmt.Errorf("post into channel %s: %w: the playground has no such channel, and is not connected to Discord", in, bot.ErrGone)
		}
		return p.next.Post(ctx, in, nonce, m)
	}
	raw, err := encode(m, m.Files)
	if err != nil {
		return "", fmt.Errorf("post into channel %s: %w", in, err)
	}
	sent, err := read(m.Files)
	if err != nil {
		return "", fmt.Errorf("post into channel %s: %w", in, err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if old, ok := p.nonces.find(func(o *posted) bool { return o.nonce == in+" "+nonce }); ok && nonce != "" && time.Since(old.at) < nonceLife {
		return old.id, nil
	}
	e := p.unasked("post into #" + c.name)
	d, err := readDraft(raw)
	if err == nil {
		err = checkMessage(raw, len(sent), false)
	}
	p.replied(e, "post", raw, sent, err)
	if err != nil {
		return "", fmt.Errorf("post into channel %s: %w", in, err)
	}
	verbatim, _ := personOf(botID)
	shown := &message{id: p.newID(), channel: c.id, author: verbatim, created: time.Now()}
	shown.apply(d, p.keepAll(sent, d))
	p.nonces.add(&posted{nonce: in + " " + nonce, id: shown.id, at: shown.created})
	p.post(shown)
	return shown.id, nil
}

// Amend replaces a message that Post has sent.
func (p *Playground) Amend(ctx context.Context, in, id string, m *discordgo.MessageEdit) error {
	c, ok := channelOf(in)
	if !ok {
		if p.next == nil {
			return fmt.Errorf("edit message %s in channel %s: %w", id, in, bot.ErrGone)
		}
		return p.next.Amend(ctx, in, id, m)
	}
	raw, err := encode(m, m.Files)
	if err != nil {
		return fmt.Errorf("edit message %s in channel %s: %w", id, in, err)
	}
	sent, err := read(m.Files)
	if err != nil {
		return fmt.Errorf("edit message %s in channel %s: %w", id, in, err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	shown := p.seen("", in, id)
	d, err := readDraft(raw)
	switch {
	case err != nil:
	case shown == nil || shown.author.id != botID:
		err = fmt.Errorf("%w: there is no such message", bot.ErrGone)
	default:
		err = checkMessage(raw, len(sent), true)
	}
	p.replied(p.unasked("edit in #"+c.name), "edit", raw, sent, err)
	if err != nil {
		return fmt.Errorf("edit message %s in channel %s: %w", id, in, err)
	}
	p.amend(shown, d, sent)
	return nil
}

// Direct returns the channel of the direct messages to a user.
func (p *Playground) Direct(ctx context.Context, user string) (string, error) {
	who, ok := personOf(user)
	switch {
	case ok && !who.bot:
		return who.direct, nil
	case p.next == nil || ok:
		return "", fmt.Errorf("open the direct messages to user %s: no person in the playground has that id", user)
	}
	return p.next.Direct(ctx, user)
}
