package discordtest

import (
	"regexp"
	"slices"
	"strings"
)

// allowedMentions says what a message may ping.
type allowedMentions struct {
	Parse []string `json:"parse"`
	Users []string `json:"users"`
	Roles []string `json:"roles"`
}

var patternMention = regexp.MustCompile(`<@(!|&)?(\d+)>`)

// pings returns the mentions in a text that its author allows. Without
// allowed_mentions, all are allowed.
func pings(text string, allowed *allowedMentions) Pings {
	may := func(kind string, ids []string, id string) bool {
		return allowed == nil || slices.Contains(allowed.Parse, kind) || slices.Contains(ids, id)
	}
	var p Pings
	for _, m := range patternMention.FindAllStringSubmatch(text, -1) {
		role, id := m[1] == "&", m[2]
		switch {
		case role && may("roles", roleIDs(allowed), id):
			p.Roles = append(p.Roles, id)
		case !role && may("users", userIDs(allowed), id):
			p.Users = append(p.Users, id)
		}
	}
	if strings.Contains(text, "@everyone") || strings.Contains(text, "@here") {
		p.Everyone = may("everyone", nil, "")
	}
	return p
}

func userIDs(a *allowedMentions) []string {
	if a == nil {
		return nil
	}
	return a.Users
}

func roleIDs(a *allowedMentions) []string {
	if a == nil {
		return nil
	}
	return a.Roles
}

func (p *Pings) add(more Pings) {
	p.Everyone = p.Everyone || more.Everyone
	for _, id := range more.Users {
		if !slices.Contains(p.Users, id) {
			p.Users = append(p.Users, id)
		}
	}
	for _, id := range more.Roles {
		if !slices.Contains(p.Roles, id) {
			p.Roles = append(p.Roles, id)
		}
	}
}

// names maps mentions to the names that people read in their place. The caller
// holds mu.
func (s *Server) names(g *Guild) map[string]string {
	names := make(map[string]string, len(s.people))
	for id, p := range s.people {
		names["@"+id] = "@" + p.name
	}
	if g == nil {
		return names
	}
	for _, r := range g.roles {
		names["@&"+r.ID] = "@" + r.Name
	}
	for _, c := range g.chans {
		names["#"+c.id] = "#" + c.name
	}
	return names
}
