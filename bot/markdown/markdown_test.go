package markdown

import (
	"net/url"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestEscapeShowsTextAsItStands(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"plain words", "We said nothing.", "We said nothing."},
		{"emphasis", "*a* _b_ __c__ ~~d~~ `e` ||f||", `\*a\* \_b\_ \_\_c\_\_ \~\~d\~\~ \` + "`e" + `\` + "`" + ` \|\|f\|\|`},
		{"a backslash", `C:\new`, `C\:\\new`},
		{"mentions", "<@1> <#2> <@&3> @everyone", `\<\@1\> \<\#2\> \<\@&3\> \@everyone`},
		{"timestamps, commands and emoji", "<t:1> </a:1> <:e:1> :smile:", `\<t\:1\> \<\/a\:1\> \<\:e\:1\> \:smile\:`},
		{"a masked link", "[here](https://example.org)", `\[here\](https\:\/\/example.org)`},
		{"a heading", "# Title", `\# Title`},
		{"subtext", "-# small", `\-\# small`},
		{"a list", "- item", `\- item`},
		{"a dash inside", "well-known - so", "well-known - so"},
		{"a numbered list", "12. item", `12\. item`},
		{"a number inside", "in 12. Then", "in 12. Then"},
		{"a block quote", "> said", `\> said`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := Escape(tt.in)
			if got != tt.want {
				t.Errorf("escape(%q)\n got %q\nwant %q", tt.in, got, tt.want)
			}
			if back := Unescape(got); back != tt.in {
				t.Errorf("unescape(%q) = %q, want %q", got, back, tt.in)
			}
		})
	}
}

func TestClip(t *testing.T) {
	tests := []struct {
		name, in string
		limit    int
		want     string
	}{
		{"fits", "John Kirby", 10, "John Kirby"},
		{"after a word", "The Foreign Ministry in Dushanbe", 24, "The Foreign Ministry in…"},
		{"inside one word", "Donaudampfschifffahrt", 10, "Donaudamp…"},
		{"escapes count", "a_b_c_d_e", 8, `a\_b\_c…`},
		{"several lines", "a\n b", 10, "a b"},
		{"beyond the plane", "𝔸𝔹ℂ𝔻", 6, "𝔸𝔹ℂ…"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := Clip(tt.in, tt.limit)
			if got != tt.want || Units(got) > tt.limit {
				t.Errorf("clip(%q, %d) = %q (%d units), want %q", tt.in, tt.limit, got, Units(got), tt.want)
			}
		})
	}
}

func TestLink(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"plain", "https://example.org/a?b=c#d", "https://example.org/a?b=c#d"},
		{"parentheses and marks", "https://example.org/a_(b)*c", "https://example.org/a_%28b%29%2Ac"},
		{"other scripts", "https://example.org/київ", "https://example.org/%D0%BA%D0%B8%D1%97%D0%B2"},
		{"a space in the query", "http://example.org/?q=a b", "http://example.org/?q=a%20b"},
		{"a port", "http://127.0.0.1:8080/", "http://127.0.0.1:8080/"},
		{"a script", "javascript:alert(1)", ""},
		{"a file", "file:///etc/passwd", ""},
		{"no host", "https:///a", ""},
		{"a password", "https://user:secret@example.org/", ""},
		{"a host that only looks like another", "https://exаmple.org/", ""},
		{"not an address", "see the paper", ""},
		{"none", "", ""},
		{"too long", "https://example.org/" + strings.Repeat("a", 600), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Link(tt.in); got != tt.want {
				t.Errorf("link(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

// live finds what Discord would give a meaning to, in text in which every
// escaped character has been replaced.
var live = regexp.MustCompile("[*_~`|<>\\[\\]#@]|https?://|:[^\\s:]+:|discord\\.gg/|(?m)^\\s*(?:[-+]|\\d+[.)])\\s")

// escaped is a character that a backslash takes its meaning from.
var escaped = regexp.MustCompile(`(?s)\\.`)

func inert(text string) (bad string) {
	return live.FindString(escaped.ReplaceAllString(text, "x"))
}

func TestInertSeesMarkup(t *testing.T) {
	for _, text := range []string{"*a*", "<@1>", "a https://x", "- a", "12. a", ":a:", `\\*a*`, "[a](b)"} {
		if inert(text) == "" {
			t.Errorf("inert(%q) sees nothing", text)
		}
	}
}

func FuzzEscape(f *testing.F) {
	f.Add("*a* [b](https://c) <@1> :d:")
	f.Add("12. x\u202E\\")
	f.Fuzz(func(t *testing.T, text string) {
		text = Line(text)
		got := Escape(text)
		if bad := inert(got); bad != "" {
			t.Errorf("escape(%q) = %q leaves %q alive", text, got, bad)
		}
		if back := Unescape(got); back != text {
			t.Errorf("unescape(escape(%q)) = %q", text, back)
		}
		const limit = 40
		clipped := Clip(text, limit)
		if Units(clipped) > limit || !utf8.ValidString(clipped) || inert(clipped) != "" {
			t.Errorf("clip(%q) = %q", text, clipped)
		}
		shown := strings.TrimSuffix(Unescape(clipped), Ellipsis)
		if !strings.HasPrefix(text, shown) {
			t.Errorf("clip(%q) shows %q, which is no beginning of it", text, shown)
		}
		if strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) }) {
			t.Errorf("line left a control character in %q", text)
		}
	})
}

func FuzzLink(f *testing.F) {
	f.Add("https://example.org/a(b)?c=[d] e")
	f.Fuzz(func(t *testing.T, raw string) {
		got := Link(raw)
		if got == "" {
			return
		}
		if strings.ContainsAny(got, " ()<>[]\"\\*`|\n") || len(got) > MaxLink {
			t.Errorf("link(%q) = %q breaks out of its parentheses", raw, got)
		}
		u, err := url.Parse(got)
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			t.Errorf("link(%q) = %q is no web address", raw, got)
		}
	})
}

func TestShorten(t *testing.T) {
	for in, want := range map[string]string{
		"": "", " a  b\n": "a b", "0123456789": "0123456789", "0123456789x": "012345678…", "01234567 9x": "01234567…", "𝔸𝔸𝔸𝔸𝔸𝔸": "𝔸𝔸𝔸𝔸…",
	} {
		if got := Shorten(in, 10); got != want {
			t.Errorf("shorten(%q) = %q, want %q", in, got, want)
		}
	}
}
