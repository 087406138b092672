package discordtest

import "strconv"

// check returns the problems of a body: by Discord's description, if the server
// has it, and by the route's rules for what the description leaves out. The
// rules only run on bodies that fit the description.
func (s *Server) check(r route, c *call, body any) problems {
	found := s.described(r.schema, body)
	if len(found) > 0 || r.rules == nil {
		return found
	}
	return r.rules(s, c, body)
}

// described checks a body against the description.
func (s *Server) described(schema string, body any) problems {
	if schema == "" {
		return nil
	}
	if schema == "callback" {
		return s.describedCallback(body)
	}
	return s.spec.check(schema, body)
}

// describedCallback checks a callback against the variant for its type. That
// gives better problems than a check against the union.
func (s *Server) describedCallback(body any) problems {
	kind, _ := object(body)["type"].(float64)
	var schema string
	switch int(kind) {
	case callbackPong:
		schema = "PongInteractionCallbackRequest"
	case CallbackMessage, CallbackDeferredMessage:
		schema = "CreateMessageInteractionCallbackRequest"
	case CallbackDeferredUpdate, CallbackUpdate:
		schema = "UpdateMessageInteractionCallbackRequest"
	case CallbackChoices:
		return s.spec.check("ApplicationCommandAutocompleteCallbackRequest", body)
	case CallbackModal:
		schema = "ModalInteractionCallbackRequest"
	default:
		return problems{{"type", "no callback type " + strconv.Itoa(int(kind))}}
	}
	return s.spec.check(schema, body)
}

// object returns v as a JSON object, or an empty one if v is not an object.
func object(v any) map[string]any {
	m, _ := v.(map[string]any)
	return m
}
