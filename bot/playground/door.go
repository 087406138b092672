package playground

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot"
)

// answered is the outcome of an interaction's first response.
type answered struct {
	raw     json.RawMessage // as the bot sent it
	refused string          // why Discord would refuse it; "" if it was accepted
}

// reply is what the bot replies through for one interaction.
type reply struct {
	playground  *Playground
	interaction *interaction
}

// Types of responses.
const (
	pong            = int(discordgo.InteractionResponsePong)
	respondMessage  = int(discordgo.InteractionResponseChannelMessageWithSource)
	respondDeferred = int(discordgo.InteractionResponseDeferredChannelMessageWithSource)
	respondNothing  = int(discordgo.InteractionResponseDeferredMessageUpdate)
	respondUpdate   = int(discordgo.InteractionResponseUpdateMessage)
	respondChoices  = int(discordgo.InteractionApplicationCommandAutocompleteResult)
	respondModal    = int(discordgo.InteractionResponseModal)
)

// Respond accepts the first response.
func (d *reply) Respond(_ context.Context, _ *discordgo.Interaction, r *discordgo.InteractionResponse) error {
	p, i := d.playground, d.interaction
	var files []*discordgo.File
	if r.Data != nil {
		files = r.Data.Files
	}
	raw, err := encode(bot.Encodable(r), files)
	if err != nil {
		return err
	}
	sent, err := read(files)
	if err != nil {
		return p.refused(i, "callback", raw, err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	err = p.respond(i, raw, sent)
	p.replied(i.log, "callback", raw, sent, err)
	if err != nil && i.response == 0 {
		i.answer(answered{raw: raw, refused: err.Error()})
	}
	return err
}

// encode encodes a body in the form that Discord gets, without its files.
func encode(body any, files []*discordgo.File) ([]byte, error) {
	body, err := bot.Described(body, files)
	if err != nil {
		return nil, err
	}
	raw, err := discordgo.Marshal(body)
	if err != nil {
		return nil, fmt.Errorf("encode a request to Discord: %w", err)
	}
	return raw, nil
}

// refused records a request that was refused.
func (p *Playground) refused(i *interaction, what string, raw []byte, err error) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.replied(i.log, what, raw, nil, err)
	return err
}

// respond does what a first response says. The caller holds mu.
func (p *Playground) respond(i *interaction, raw []byte, sent []file) error {
	var body struct {
		Type int             `json:"type"`
		Data json.RawMessage `json:"data"`
	}
	if err := json.Unmarshal(raw, &body); err != nil {
		return fmt.Errorf("read a response: %w", err)
	}
	switch {
	case i.response != 0:
		return fmt.Errorf("the interaction %s has already been acknowledged", i.id)
	case time.Since(i.created) > p.patience:
		return fmt.Errorf("%w: the first response to interaction %s came after %v", bot.ErrGone, i.id, p.patience)
	}
	if err := i.fits(body.Type); err != nil {
		return err
	}
	if err := checkResponse(body.Type, body.Data); err != nil {
		return err
	}
	if err := p.carry(i, body.Type, body.Data, sent); err != nil {
		return err
	}
	i.response = body.Type
	i.answer(answered{raw: raw})
	return nil
}

// fits returns an error unless a response of that type can answer the
// interaction.
func (i *interaction) fits(response int) error {
	completing := i.kind == discordgo.InteractionApplicationCommandAutocomplete
	switch response {
	case respondMessage, respondDeferred:
		if !completing {
			return nil
		}
	case respondChoices:
		if completing {
			return nil
		}
	case respondModal:
		if !completing && i.kind != discordgo.InteractionModalSubmit {
			return nil
		}
	case respondUpdate, respondNothing:
		if i.source != nil {
			return nil
		}
	}
	return invalid("type", fmt.Sprintf("a response of type %d cannot answer an interaction of type %d", response, i.kind))
}

// carry carries out a response. The caller holds mu.
func (p *Playground) carry(i *interaction, kind int, data json.RawMessage, sent []file) error {
	switch kind {
	case respondMessage, respondDeferred:
		d, err := readDraft(orEmpty(data))
		if err != nil {
			return err
		}
		m := p.newReply(i, d.Flags)
		if kind == respondDeferred {
			m.flags |= discordgo.MessageFlagsLoading
		} else {
			m.apply(d, p.keepAll(sent, d))
		}
		i.original = m
		p.post(m)
	case respondUpdate:
		d, err := readDraft(orEmpty(data))
		if err != nil {
			return err
		}
		i.original = i.source
		p.amend(i.source, d, sent)
	case respondNothing:
		i.original = i.source
	case respondModal:
		var modal struct {
			CustomID   string      `json:"custom_id"`
			Components []component `json:"components"`
		}
		if err := json.Unmarshal(data, &modal); err != nil {
			return fmt.Errorf("read a modal: %w", err)
		}
		i.modalID, i.modal = modal.CustomID, modal.Components
	}
	return nil
}

func orEmpty(data json.RawMessage) json.RawMessage {
	if len(data) == 0 || string(data) == "null" {
		return json.RawMessage("{}")
	}
	return data
}

// newReply returns an empty message that answers an interaction. The caller
// holds mu.
func (p *Playground) newReply(i *interaction, flags discordgo.MessageFlags) *message {
	verbatim, _ := personOf(botID)
	m := &message{id: p.newID(), channel: i.channel.id, author: verbatim, created: time.Now(), interaction: i}
	if flags&discordgo.MessageFlagsEphemeral != 0 {
		m.only, m.flags = i.person.id, discordgo.MessageFlagsEphemeral
	}
	return m
}

// amend applies a draft to a message and shows it. The caller holds mu.
func (p *Playground) amend(m *message, d draft, sent []file) {
	loading := m.flags&discordgo.MessageFlagsLoading != 0
	m.flags &^= discordgo.MessageFlagsLoading
	m.apply(d, p.keepAll(sent, d))
	if !loading {
		m.edited = time.Now()
	}
	if p.isShown(m) {
		p.show(m)
	}
}

// answer hands the first response to the page that waits for it.
func (i *interaction) answer(a answered) {
	select {
	case i.first <- a:
	default:
	}
}

// open returns an error unless more can be sent about an interaction. The
// caller holds mu.
func (i *interaction) open() error {
	switch {
	case i.response == 0:
		return fmt.Errorf("%w: interaction %s has no response yet", bot.ErrGone, i.id)
	case time.Since(i.created) > tokenLife:
		return fmt.Errorf("%w: the token of interaction %s has expired", bot.ErrGone, i.id)
	}
	return nil
}

// Edit replaces the first response.
func (d *reply) Edit(_ context.Context, _ *discordgo.Interaction, e *discordgo.WebhookEdit) error {
	p, i := d.playground, d.interaction
	return p.more(i, "edit", e, e.Files, func(body draft, sent []file) error {
		switch {
		case i.original == nil || !p.isShown(i.original):
			return fmt.Errorf("%w: interaction %s has no message to edit", bot.ErrGone, i.id)
		}
		p.amend(i.original, body, sent)
		return nil
	})
}

// Follow accepts a further message. After a deferred message, the first one
// takes its place.
func (d *reply) Follow(_ context.Context, _ *discordgo.Interaction, w *discordgo.WebhookParams) error {
	p, i := d.playground, d.interaction
	return p.more(i, "follow-up", w, w.Files, func(body draft, sent []file) error {
		if m := i.original; i.response == respondDeferred && p.isShown(m) && m.flags&discordgo.MessageFlagsLoading != 0 {
			p.amend(m, body, sent)
			return nil
		}
		m := p.newReply(i, body.Flags)
		m.apply(body, p.keepAll(sent, body))
		p.post(m)
		return nil
	})
}

// more accepts a request about an interaction after its first response.
func (p *Playground) more(i *interaction, what string, v any, files []*discordgo.File, carry func(draft, []file) error) error {
	raw, err := encode(v, files)
	if err != nil {
		return err
	}
	sent, err := read(files)
	if err != nil {
		return p.refused(i, what, raw, err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if err = i.open(); err == nil {
		err = checkMessage(raw, len(sent), what == "edit")
	}
	var body draft
	if err == nil {
		body, err = readDraft(raw)
	}
	if err == nil {
		err = carry(body, sent)
	}
	p.replied(i.log, what, raw, sent, err)
	return err
}
