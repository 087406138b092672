package parse

import (
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestRobotsRules(t *testing.T) {
	tests := []struct {
		name, robots, path string
		want               bool
	}{
		{"no file", "", "/a", true},
		{"all allowed", "User-agent: *\nDisallow:\n", "/a", true},
		{"all disallowed", "User-agent: *\nDisallow: /\n", "/a", false},
		{"robots.txt itself", "User-agent: *\nDisallow: /\n", "/robots.txt", true},
		{"a prefix", "User-agent: *\nDisallow: /pri", "/private", false},
		{"another prefix", "User-agent: *\nDisallow: /pri", "/public", true},
		{"the longest wins", "User-agent: *\nDisallow: /a\nAllow: /a/b\n", "/a/b/c", true},
		{"the longest wins, whatever the order", "User-agent: *\nAllow: /a/b\nDisallow: /a\nDisallow: /a/b/c\n", "/a/b/c", false},
		{"a tie allows", "User-agent: *\nDisallow: /a\nAllow: /a\n", "/a", true},
		{"a star", "User-agent: *\nDisallow: /*.pdf\n", "/x/y.pdf?z", false},
		{"a star is anchored at the beginning", "User-agent: *\nDisallow: /x*y\n", "/a/x/y", true},
		{"an end", "User-agent: *\nDisallow: /*.pdf$\n", "/x.pdf", false},
		{"not at the end", "User-agent: *\nDisallow: /*.pdf$\n", "/x.pdf?a", true},
		{"an end that comes twice", "User-agent: *\nDisallow: /*a$\n", "/aba", false},
		{"the query counts", "User-agent: *\nDisallow: /*?print=\n", "/a?print=1", false},
		{"our group", "User-agent: *\nAllow: /\nUser-agent: Verbatim\nDisallow: /\n", "/a", false},
		{"our group alone", "User-agent: Verbatim\nDisallow: /x\n\nUser-agent: *\nDisallow: /\n", "/a", true},
		{"our group with a version", "User-agent: verbatim/2.0\nDisallow: /\n", "/a", false},
		{"a longer name is not ours", "User-agent: verbatimcrawler\nDisallow: /\n", "/a", true},
		{"our groups together", "User-agent: verbatim\nDisallow: /a\n\nUser-agent: x\nDisallow: /\n\nUser-agent: verbatim\nDisallow: /b\n", "/b", false},
		{"agents of one group", "User-agent: x\nUser-agent: verbatim\nDisallow: /\n", "/a", false},
		{"an empty rule ends the agents of a group", "User-agent: verbatim\nDisallow:\n\nUser-agent: *\nDisallow: /\n", "/a", true},
		{"rules before any agent", "Disallow: /\nUser-agent: *\nAllow: /\n", "/a", true},
		{"comments, blanks, other lines", "# hello\n\nSitemap: https://x/\nUser-Agent : * # all\n  DISALLOW :  /a  # b\nNonsense\n", "/a", false},
		{"line ends of old Macs", "User-agent: *\rDisallow: /\r", "/a", false},
		{"a byte order mark", "\ufeffUser-agent: *\nDisallow: /\n", "/a", false},
		{"without a slash", "User-agent: *\nDisallow: private\n", "/private", false},
		{"beyond ASCII", "User-agent: *\nDisallow: /café\n", "/caf%C3%A9/x", false},
		{"a page of HTML", "<!doctype html><html><body>Not found: really</body></html>", "/a", true},
	}
	for _, tt := range tests {
		u, err := url.Parse("https://a.example" + tt.path)
		if err != nil {
			t.Fatal(err)
		}
		if got := allows(t, robotsOf(t, tt.robots), u.RequestURI()); got != tt.want {
			t.Errorf("%s: allows(%s) = %v, want %v", tt.name, tt.path, got, tt.want)
		}
	}
}

func robotsOf(t *testing.T, body string) Rules {
	t.Helper()
	r, err := readRobots(t.Context(), RobotsRequest{Document: doc(body), Product: "Verbatim"})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func allows(t *testing.T, r Rules, path string) bool {
	t.Helper()
	ok, err := r.Allows(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	return ok
}

func TestCrawlDelay(t *testing.T) {
	for robots, want := range map[string]time.Duration{
		"User-agent: *\nCrawl-delay: 2.5\n":    2500 * time.Millisecond,
		"User-agent: *\nCrawl-delay: 86400\n":  maxCrawl,
		"User-agent: *\nCrawl-delay: -1\n":     0,
		"User-agent: *\nCrawl-delay: NaN\n":    0,
		"User-agent: *\nCrawl-delay: fast\n":   0,
		"User-agent: else\nCrawl-delay: 5\n":   0,
		"Crawl-delay: 5\nUser-agent: *\n":      0,
		"User-agent: *\nCrawl-delay: +Inf\n\n": maxCrawl,
	} {
		if got := robotsOf(t, robots).Delay; got != want {
			t.Errorf("%q: %s, want %s", robots, got, want)
		}
	}
}

func FuzzRobots(f *testing.F) {
	f.Add([]byte("User-agent: *\nDisallow: /a*b$\nCrawl-delay: 1\n"), "/axb")
	f.Add([]byte("\ufeffuser-agent:verbatim\rallow:*\rdisallow:/é"), "/%C3%A9?x")
	f.Fuzz(func(t *testing.T, robots []byte, path string) {
		r := robotsOf(t, string(robots))
		if r.Delay < 0 || r.Delay > maxCrawl || len(r.Paths) > DefaultBudgets().RobotsRules {
			t.Errorf("delay %s, %d rules", r.Delay, len(r.Paths))
		}
		u := &url.URL{Scheme: "https", Host: "a.example", Path: "/" + path}
		allowed := allows(t, r, u.RequestURI())
		if !allowed && len(r.Paths) == 0 {
			t.Error("disallowed by no rule")
		}
	})
}

// What matches says, said slowly.
func FuzzRobotsMatch(f *testing.F) {
	f.Add("/a*b$", "/aabb")
	f.Add("*/x", "/y/x/z")
	f.Fuzz(func(t *testing.T, pattern, path string) {
		if len(pattern) > 12 || len(path) > 12 {
			return
		}
		end := strings.HasSuffix(pattern, "$")
		if got, want := matches(pattern, path), matchSlowly(strings.TrimSuffix(pattern, "$"), path, end); got != want {
			t.Errorf("matches(%q, %q) = %v, want %v", pattern, path, got, want)
		}
	})
}

func matchSlowly(pattern, path string, end bool) bool {
	if pattern == "" {
		return !end || path == ""
	}
	if pattern[0] == '*' {
		for i := 0; i <= len(path); i++ {
			if matchSlowly(pattern[1:], path[i:], end) {
				return true
			}
		}
		return false
	}
	return path != "" && path[0] == pattern[0] && matchSlowly(pattern[1:], path[1:], end)
}
