package discordtest

import (
	"encoding/json"
	"net/http"
)

// call is a request to a route.
type call struct {
	*http.Request
	body  []byte // the JSON: the body, or a multipart body's payload_json
	files []File
}

// route is one row of the REST API's table.
type route struct {
	method string
	path   string // with {wildcards}, below /api/v10
	open   bool   // needs no token, since the path holds one
	schema string // of the body in the description: a component, or "[]" and a component for a list
	rules  func(s *Server, c *call, body any) problems
	serve  func(s *Server, c *call) (any, error) // a nil result answers 204
}

// decode decodes a body that was checked before.
func (c *call) decode(v any) error {
	if len(c.body) == 0 {
		return nil
	}
	if err := json.Unmarshal(c.body, v); err != nil {
		return invalidForm(problems{{"", err.Error()}})
	}
	return nil
}

const maxBody = 25 << 20 // bytes, as Discord's request limit
