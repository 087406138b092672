package discordtest

import (
	"regexp"
	"slices"
	"strings"
)

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
