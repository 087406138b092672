package discordtest

import "testing"

type Spec struct{}

func loadSpecFor(t testing.TB, cfg config) *Spec { return nil }

func (s *Server) check(r route, c *call, body any) problems {
	if r.rules != nil {
		return r.rules(s, c, body)
	}
	return nil
}
func commandsRules(s *Server, c *call, body any) problems { return nil }
func commandRules(s *Server, c *call, body any) problems  { return nil }
func callbackRules(s *Server, c *call, body any) problems { return nil }
func followUpRules(s *Server, c *call, body any) problems { return nil }
func editRules(s *Server, c *call, body any) problems     { return nil }
func postRules(s *Server, c *call, body any) problems     { return nil }
func characters(s string) int                             { return len([]rune(s)) }
func (m Message) Text() string                            { return m.Content }
