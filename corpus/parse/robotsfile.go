package parse

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"time"
)

const (
	maxRules = 5000             // of a robots.txt that are heeded
	maxCrawl = 60 * time.Second // the longest crawl delay that is heeded
)

// Rules is what a site's robots.txt says to one product.
type Rules struct {
	Paths []Rule        // the longest that matches decides; without one, all is allowed
	Delay time.Duration // between two requests
}

// Rule is one Allow or Disallow line.
type Rule struct {
	Pattern string // a prefix of paths; * stands for anything, a last $ for the end
	Allow   bool
}

// Allows reports whether the product may ask for a path, which is a URL's path
// and query as they are sent.
func (r Rules) Allows(path string) bool {
	if path == "/robots.txt" {
		return true
	}
	allow, longest := true, -1
	for _, rule := range r.Paths {
		n := len(rule.Pattern)
		if (n > longest || n == longest && rule.Allow) && matches(rule.Pattern, path) {
			allow, longest = rule.Allow, n
		}
	}
	return allow
}

// group is what a robots.txt says to one or more user agents.
type group struct {
	paths []Rule
	delay time.Duration
}

// readRobots reads the rules for a product as RFC 9309 has them: those of
// all groups that name it together, else those of the groups for *. Lines that
// are no rules are passed over.
func readRobots(ctx context.Context, r RobotsRequest) (Rules, error) {
	body, err := r.beginning(ctx)
	if err != nil {
		return Rules{}, err
	}
	p := robotsParser{product: strings.ToLower(r.Product), inRules: true, left: maxRules}
	for line := range strings.Lines(strings.ReplaceAll(strings.TrimPrefix(string(body), "\ufeff"), "\r", "\n")) {
		if key, value, ok := robotsLine(line); ok {
			p.line(key, value)
		}
	}
	if p.found {
		return Rules{Paths: p.named.paths, Delay: p.named.delay}, nil
	}
	return Rules{Paths: p.all.paths, Delay: p.all.delay}, nil
}

// robotsParser is a robots.txt half read.
type robotsParser struct {
	product    string // in lower case
	named, all group
	found      bool     // a group names the product
	current    []*group // what the present group's rules go to
	inRules    bool     // the next user agent begins a new group
	left       int      // rules that are yet heeded
}

func (p *robotsParser) line(key, value string) {
	switch key {
	case "user-agent":
		p.agent(strings.ToLower(value))
	case "allow", "disallow":
		p.inRules = true
		if value == "" || p.left == 0 {
			return // nothing is disallowed
		}
		p.left--
		for _, g := range p.current {
			g.paths = append(g.paths, Rule{normalPattern(value), key == "allow"})
		}
	case "crawl-delay":
		p.inRules = true
		seconds, err := strconv.ParseFloat(value, 64)
		if err != nil || !(seconds > 0) { // NaN is not
			return
		}
		for _, g := range p.current {
			g.delay = time.Duration(min(seconds, maxCrawl.Seconds()) * float64(time.Second))
		}
	}
}

func (p *robotsParser) agent(name string) {
	if p.inRules {
		p.current, p.inRules = nil, false
	}
	switch {
	case name == "*":
		p.current = append(p.current, &p.all)
	case robotsToken(name) == p.product:
		p.current, p.found = append(p.current, &p.named), true
	}
}

// robotsLine splits a line into its key and value.
func robotsLine(line string) (key, value string, ok bool) {
	line, _, _ = strings.Cut(line, "#")
	key, value, ok = strings.Cut(line, ":")
	return strings.ToLower(strings.TrimSpace(key)), strings.TrimSpace(value), ok
}

// robotsToken is the product token at the beginning of a user agent.
func robotsToken(agent string) string {
	end := strings.IndexFunc(agent, func(r rune) bool { return (r < 'a' || r > 'z') && r != '-' && r != '_' })
	if end < 0 {
		return agent
	}
	return agent[:end]
}

// normalPattern escapes a pattern as the paths of URLs are.
func normalPattern(p string) string {
	if !strings.HasPrefix(p, "/") && !strings.HasPrefix(p, "*") {
		p = "/" + p
	}
	if !strings.ContainsFunc(p, func(r rune) bool { return r > '~' || r <= ' ' }) {
		return p
	}
	var b strings.Builder
	for i := range len(p) {
		if p[i] > '~' || p[i] <= ' ' {
			b.WriteString(url.PathEscape(p[i : i+1]))
			continue
		}
		b.WriteByte(p[i])
	}
	return b.String()
}

// matches reports whether path begins as pattern says. It takes at most
// len(pattern) times len(path) steps.
func matches(pattern, path string) bool {
	anchored := strings.HasSuffix(pattern, "$")
	if anchored {
		pattern = pattern[:len(pattern)-1]
	} else {
		pattern += "*"
	}
	p, s := 0, 0
	star, mark := -1, 0
	for s < len(path) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, mark = p, s
			p++
		case p < len(pattern) && pattern[p] == path[s]:
			p++
			s++
		case star >= 0:
			mark++
			p, s = star+1, mark
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}
