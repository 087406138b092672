package playground

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot"
)

// replier is how the bot replies to one interaction.
type replier struct {
	*state
	patience    time.Duration
	interaction *interaction
}

// Respond accepts the first response.
func (x *replier) Respond(_ context.Context, _ *discordgo.Interaction, r *discordgo.InteractionResponse) error {
	i := x.interaction
	var files []*discordgo.File
	if r.Data != nil {
		files = r.Data.Files
	}
	raw, err := encode(bot.Encodable(r), files)
	if err != nil {
		return err
	}
	sent, err := readFiles(files)
	if err != nil {
		return x.refused("callback", raw, err)
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	err = x.respond(raw, sent)
	x.replied(i.log, "callback", raw, sent, err)
	if err != nil && i.response == 0 {
		i.answer(answered{raw: raw, refused: err.Error()})
	}
	return err
}

// refused records a request that was refused.
func (x *replier) refused(what string, raw []byte, err error) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.replied(x.interaction.log, what, raw, nil, err)
	return err
}

// respond does what a first response says. The caller holds mu.
func (x *replier) respond(raw []byte, sent []file) error {
	var body struct {
		Type int             `json:"type"`
		Data json.RawMessage `json:"data"`
	}
	if err := json.Unmarshal(raw, &body); err != nil {
		return fmt.Errorf("read a response: %w", err)
	}
	switch {
	case x.interaction.response != 0:
		return fmt.Errorf("the interaction %s has already been acknowledged", x.interaction.id)
	case time.Since(x.interaction.created) > x.patience:
		return fmt.Errorf("%w: the first response to interaction %s came after %v", bot.ErrGone, x.interaction.id, x.patience)
	}
	if err := x.interaction.fits(body.Type); err != nil {
		return err
	}
	if err := checkResponse(body.Type, body.Data); err != nil {
		return err
	}
	if err := x.carry(body.Type, body.Data, sent); err != nil {
		return err
	}
	x.interaction.response = body.Type
	x.interaction.answer(answered{raw: raw})
	return nil
}

// carry carries out a response. The caller holds mu.
func (x *replier) carry(kind int, data json.RawMessage, sent []file) error {
	switch kind {
	case respondMessage, respondDeferred:
		body, err := readDraft(orEmpty(data))
		if err != nil {
			return err
		}
		m := x.newReply(x.interaction, body.Flags)
		if kind == respondDeferred {
			m.flags |= discordgo.MessageFlagsLoading
		} else {
			m.apply(body, x.keepAll(sent, body))
		}
		x.interaction.original = m
		x.post(m)
	case respondUpdate:
		body, err := readDraft(orEmpty(data))
		if err != nil {
			return err
		}
		x.interaction.original = x.interaction.source
		x.amend(x.interaction.source, body, sent)
	case respondNothing:
		x.interaction.original = x.interaction.source
	case respondModal:
		var modal struct {
			CustomID   string      `json:"custom_id"`
			Components []component `json:"components"`
		}
		if err := json.Unmarshal(data, &modal); err != nil {
			return fmt.Errorf("read a modal: %w", err)
		}
		x.interaction.modalID, x.interaction.modal = modal.CustomID, modal.Components
	}
	return nil
}

// Edit replaces the first response.
func (x *replier) Edit(_ context.Context, _ *discordgo.Interaction, e *discordgo.WebhookEdit) error {
	i := x.interaction
	return x.more("edit", e, e.Files, func(body draft, sent []file) error {
		switch {
		case i.original == nil || !x.isShown(i.original):
			return fmt.Errorf("%w: interaction %s has no message to edit", bot.ErrGone, i.id)
		}
		x.amend(i.original, body, sent)
		return nil
	})
}

// Follow accepts a further message. After a deferred message, the first one
// takes its place.
func (x *replier) Follow(_ context.Context, _ *discordgo.Interaction, w *discordgo.WebhookParams) error {
	i := x.interaction
	return x.more("follow-up", w, w.Files, func(body draft, sent []file) error {
		if m := i.original; i.response == respondDeferred && x.isShown(m) && m.flags&discordgo.MessageFlagsLoading != 0 {
			x.amend(m, body, sent)
			return nil
		}
		m := x.newReply(i, body.Flags)
		m.apply(body, x.keepAll(sent, body))
		x.post(m)
		return nil
	})
}

// more accepts a request about an interaction after its first response.
func (x *replier) more(what string, v any, files []*discordgo.File, carry func(draft, []file) error) error {
	raw, err := encode(v, files)
	if err != nil {
		return err
	}
	sent, err := readFiles(files)
	if err != nil {
		return x.refused(what, raw, err)
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if err = x.interaction.open(); err == nil {
		err = checkMessage(raw, len(sent), what == "edit")
	}
	var body draft
	if err == nil {
		body, err = readDraft(raw)
	}
	if err == nil {
		err = carry(body, sent)
	}
	x.replied(x.interaction.log, what, raw, sent, err)
	return err
}
