package parse

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// maxCrawl is the longest crawl delay that is obeyed.
const maxCrawl = 60 * time.Second

// Rules holds the rules of a robots.txt for one product.
type Rules struct {
	Paths []Rule        // longest first, allowing ones before others; the first match decides, and without a match all is allowed
	Delay time.Duration // between two requests
}

// Rule is one Allow or Disallow line.
type Rule struct {
	Pattern string // a prefix of paths; * matches anything, and a final $ the end
	Allow   bool
}

// Allows reports whether the product may request a path, which is the path and
// query of a URL as sent. It returns an error only when ctx has ended.
func (r Rules) Allows(ctx context.Context, path string) (bool, error) {
	if path == "/robots.txt" {
		return true, nil
	}
	path = path[:min(len(path), DefaultBudgets().RobotsPath)]
	var has [256]bool
	for i := range len(path) {
		has[path[i]] = true
	}
	for i, rule := range r.Paths { // longest first
		if i%checkRulesEvery == 0 && ctx.Err() != nil {
			return false, context.Cause(ctx)
		}
		if mayMatch(rule.Pattern, &has) && matches(rule.Pattern, path) {
			return rule.Allow, nil
		}
	}
	return true, nil
}

// checkRulesEvery is after how many rules the context is checked.
const checkRulesEvery = 64

// mayMatch reports whether a path with these bytes can match the pattern.
func mayMatch(pattern string, has *[256]bool) bool {
	for i := range len(pattern) {
		if c := pattern[i]; !has[c] && c != '*' && (c != '$' || i < len(pattern)-1) {
			return false
		}
	}
	return true
}

// group holds the rules for one or more user agents.
type group struct {
	paths []Rule
	delay time.Duration
}

// readRobots reads the rules for a product according to RFC 9309: those of all
// groups that name it, or those for * if no group does. It ignores invalid
// lines.
func readRobots(ctx context.Context, r RobotsRequest) (Rules, error) {
	body, err := r.beginning(ctx)
	if err != nil {
		return Rules{}, err
	}
	budget := DefaultBudgets()
	p := robotsParser{product: strings.ToLower(r.Product), inRules: true, rules: budget.RobotsRules, bytes: budget.RobotsPatterns}
	n := 0
	for line := range strings.Lines(strings.ReplaceAll(strings.TrimPrefix(string(body), "\ufeff"), "\r", "\n")) {
		if n++; n%checkEvery == 0 && ctx.Err() != nil {
			return Rules{}, context.Cause(ctx)
		}
		if key, value, ok := robotsLine(line); ok {
			p.line(key, value)
		}
	}
	for _, g := range []*group{&p.named, &p.all} {
		slices.SortStableFunc(g.paths, func(a, b Rule) int {
			if len(a.Pattern) != len(b.Pattern) {
				return len(b.Pattern) - len(a.Pattern)
			}
			return asInt(b.Allow) - asInt(a.Allow)
		})
	}
	if p.found {
		return Rules{Paths: p.named.paths, Delay: p.named.delay}, nil
	}
	return Rules{Paths: p.all.paths, Delay: p.all.delay}, nil
}

func asInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// robotsParser is the state of reading a robots.txt.
type robotsParser struct {
	product    string // in lower case
	named, all group
	found      bool     // a group names the product
	current    []*group // the groups to which the next rules belong
	inRules    bool     // the next user agent starts a new group
	rules      int      // how many more rules are accepted
	bytes      int      // how many more bytes of patterns are accepted
}

func (p *robotsParser) line(key, value string) {
	switch key {
	case "user-agent":
		p.agent(strings.ToLower(value))
	case "allow", "disallow":
		p.inRules = true
		if value == "" || len(p.current) == 0 {
			return // an empty rule, or one for other products
		}
		pattern := normalPattern(value)
		if p.rules--; p.rules < 0 || len(pattern) > p.bytes || len(pattern) > DefaultBudgets().RobotsPath {
			return
		}
		p.bytes -= len(pattern)
		for _, g := range p.current {
			g.paths = append(g.paths, Rule{pattern, key == "allow"})
		}
	case "crawl-delay":
		p.inRules = true
		seconds, err := strconv.ParseFloat(value, 64)
		if err != nil || !(seconds > 0) { // also false for NaN
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

// robotsToken returns the product token at the start of a user agent.
func robotsToken(agent string) string {
	end := strings.IndexFunc(agent, func(r rune) bool { return (r < 'a' || r > 'z') && r != '-' && r != '_' })
	if end < 0 {
		return agent
	}
	return agent[:end]
}

// normalPattern escapes a pattern in the way that URL paths are escaped.
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

// matches reports whether path matches pattern. Its time is linear: each part
// between two stars is searched for once, after the first match of the part
// before it.
func matches(pattern, path string) bool {
	pattern, anchored := strings.CutSuffix(pattern, "$")
	part, rest, more := strings.Cut(pattern, "*")
	path, ok := strings.CutPrefix(path, part)
	for ok && more {
		part, rest, more = strings.Cut(rest, "*")
		if !more && anchored {
			return strings.HasSuffix(path, part)
		}
		at := strings.Index(path, part)
		if at < 0 {
			return false
		}
		path = path[at+len(part):]
	}
	return ok && (!anchored || path == "")
}
