package discordtest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// callback handles the first response to an interaction.
func (s *Server) callback(c *call) (any, error) {
	var body struct {
		Type int             `json:"type"`
		Data json.RawMessage `json:"data"`
	}
	if err := c.decode(&body); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	it := s.interactions[c.PathValue("id")]
	if it == nil || it.token != c.PathValue("token") || time.Since(it.created) > FirstResponse && it.callback == 0 {
		return nil, notFound(CodeUnknownInteraction, "interaction")
	}
	if it.callback != 0 {
		return nil, &apiError{status: http.StatusBadRequest, code: CodeAlreadyAcknowledged,
			message: "Interaction has already been acknowledged."}
	}
	if !it.accepts(body.Type) {
		return nil, invalidForm(problems{{"type", fmt.Sprintf("a callback of type %d does not answer an interaction of type %d", body.Type, it.kind)}})
	}
	if err := it.respond(body.Type, body.Data, c.files); err != nil {
		return nil, err
	}
	it.callback, it.answered = body.Type, time.Now()
	it.bump()
	if with, err := strconv.ParseBool(c.URL.Query().Get("with_response")); err != nil || !with {
		return nil, nil
	}
	return it.callbackResponse(), nil
}

// accepts reports whether a callback of the type may answer the interaction.
func (it *Interaction) accepts(callback int) bool {
	switch callback {
	case CallbackMessage, CallbackDeferredMessage:
		return it.kind != kindAutocomplete
	case CallbackDeferredUpdate, CallbackUpdate:
		return it.kind == kindComponent || it.kind == kindModal && it.source != nil
	case CallbackChoices:
		return it.kind == kindAutocomplete
	case CallbackModal:
		return it.kind == kindCommand || it.kind == kindComponent
	}
	return false
}

// respond carries out a callback. The caller holds mu.
func (it *Interaction) respond(callback int, data json.RawMessage, files []File) error {
	s := it.srv
	read := func(v any) error {
		if len(data) == 0 || string(data) == "null" {
			return nil
		}
		if err := json.Unmarshal(data, v); err != nil {
			return invalidForm(problems{{"data", err.Error()}})
		}
		return nil
	}
	switch callback {
	case CallbackChoices:
		var d struct{ Choices []Choice }
		if err := read(&d); err != nil {
			return err
		}
		it.choices, it.settled = d.Choices, true
		return nil
	case CallbackModal:
		modal := &Modal{from: it}
		it.modal, it.settled = modal, true
		return read(modal)
	}
	var d draft
	if err := read(&d); err != nil {
		return err
	}
	switch callback {
	case CallbackDeferredUpdate:
		it.original = it.source
		return nil
	case CallbackUpdate:
		it.original, it.settled = it.source, true
		return s.edit(it.source, d, files)
	case CallbackDeferredMessage:
		it.original = s.newMessage(it, d)
		it.original.Flags |= FlagLoading
	default:
		m := s.newMessage(it, d)
		m.apply(d, files)
		if m.empty() {
			return errEmptyMessage()
		}
		it.original, it.settled = m, true
	}
	s.post(it.original)
	return nil
}

func (it *Interaction) callbackResponse() map[string]any {
	interaction := map[string]any{"id": it.id, "type": it.kind}
	answer := map[string]any{"interaction": interaction}
	if m := it.original; m != nil {
		interaction["response_message_id"] = m.ID
		interaction["response_message_ephemeral"] = m.Ephemeral()
		interaction["response_message_loading"] = m.Loading()
		answer["resource"] = map[string]any{"type": it.callback, "message": m.wire()}
	}
	return answer
}
