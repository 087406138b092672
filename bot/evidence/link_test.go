package evidence

import (
	"net/url"
	"strings"
	"testing"

	"verbatim/corpus"
)

func links(t testing.TB, base, secret string) *Links {
	t.Helper()
	l, err := NewLinks(base, secret)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// token is the part of a link that is signed.
func token(t testing.TB, link string) string {
	t.Helper()
	u, err := url.Parse(link)
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(u.EscapedPath(), Path)
	token, _, _ := strings.Cut(rest, "/")
	return token
}

func TestLinksAreReadBack(t *testing.T) {
	tests := []struct {
		name, base string
		guild      corpus.GuildID
		article    corpus.ArticleRef
		statement  corpus.StatementID
		begins     string
		ends       string
	}{
		{"of the shared corpus", "https://verbatim.example", "", corpus.ArticleRef{Article: "builtin"}, "abc", "https://verbatim.example/evidence/", "/abc#s-abc"},
		{"of a guild's own", "https://verbatim.example", "81384788765712384", corpus.ArticleRef{Guild: "81384788765712384", Article: "text:1"}, "abc", "https://verbatim.example/evidence/", "/abc#s-abc"},
		{"behind a path", "https://verbatim.example/bot/", "7", corpus.ArticleRef{Article: "https://news.example/a?b=c&d#e"}, "abc", "https://verbatim.example/bot/evidence/", "/abc#s-abc"},
		{"of an article", "http://127.0.0.1:8080/", "7", corpus.ArticleRef{Article: "a/../b"}, "", "http://127.0.0.1:8080/evidence/", "/"},
		{"of an odd id", "http://127.0.0.1:8080", "7", corpus.ArticleRef{Article: "a"}, "a/b #?", "http://127.0.0.1:8080/evidence/", "/a%2Fb%20%23%3F#s-a%2Fb%20%23%3F"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := links(t, tt.base, "a secret")
			to := l.To(tt.guild, tt.article, tt.statement)
			if !strings.HasPrefix(to, tt.begins) || !strings.HasSuffix(to, tt.ends) {
				t.Errorf("got %q, want %q…%q", to, tt.begins, tt.ends)
			}
			guild, article, ok := links(t, "https://elsewhere.example", "a secret").read(token(t, to))
			if !ok || guild != tt.guild || article != tt.article {
				t.Errorf("read back as %q, %+v, %v, want %q, %+v", guild, article, ok, tt.guild, tt.article)
			}
		})
	}
}

func TestForgedLinksLeadNowhere(t *testing.T) {
	l := links(t, "https://verbatim.example", "a secret")
	good := token(t, l.To("7", corpus.ArticleRef{Guild: "7", Article: "text:1"}, "abc"))
	tests := []struct{ name, token string }{
		{"nothing", ""},
		{"of another secret", token(t, links(t, "https://verbatim.example", "another secret").To("7", corpus.ArticleRef{Guild: "7", Article: "text:1"}, "abc"))},
		{"cut short", good[:len(good)-1]},
		{"longer", good + "A"},
		{"in another form of base64", good + "="},
		{"no base64", "!" + good[1:]},
		{"far too long", strings.Repeat("A", 1<<20)},
	}
	for i := range good {
		other := byte('A')
		if good[i] == other {
			other = 'B'
		}
		tests = append(tests, struct{ name, token string }{"another character", good[:i] + string(other) + good[i+1:]})
	}
	for _, tt := range tests {
		if guild, article, ok := l.read(tt.token); ok {
			t.Errorf("%s: %.80q is read as %q, %+v", tt.name, tt.token, guild, article)
		}
	}
	if _, _, ok := l.read(good); !ok {
		t.Error("the link itself is not read")
	}
}

func TestLinksNeedASecret(t *testing.T) {
	if _, err := NewLinks("https://verbatim.example", ""); err == nil {
		t.Error("links without a secret can be made by anybody")
	}
	one, err := NewPassingLinks("https://verbatim.example")
	if err != nil {
		t.Fatal(err)
	}
	two, err := NewPassingLinks("https://verbatim.example")
	if err != nil {
		t.Fatal(err)
	}
	if _, _, ok := two.read(token(t, one.To("", corpus.ArticleRef{Article: "builtin"}, ""))); ok {
		t.Error("links of one process hold in another, though they have no secret in common")
	}
}

// FuzzLinks checks that Links reads exactly the tokens that it made.
func FuzzLinks(f *testing.F) {
	f.Add("7", "7", "text:1", "AQ")
	f.Add("", "", "builtin", "")
	f.Add("7", "", "https://news.example/a\x00b", strings.Repeat("A", 64))
	f.Fuzz(func(t *testing.T, guild, of, article, forged string) {
		l := links(t, "https://verbatim.example", "a secret")
		ref := corpus.ArticleRef{Guild: corpus.GuildID(of), Article: corpus.ArticleID(article)}
		to := l.To(corpus.GuildID(guild), ref, "abc")
		u, err := url.Parse(to)
		if err != nil || !strings.HasPrefix(u.Path, Path) {
			t.Fatalf("%q is no link: %v", to, err)
		}
		made := token(t, to)
		g, a, ok := l.read(made)
		plain := !strings.Contains(guild+of, "\x00") && len(made) <= maxToken
		if plain && (!ok || string(g) != guild || a != ref) {
			t.Errorf("%q of %q, %+v is read back as %q, %+v, %v", to, guild, ref, g, a, ok)
		}
		if _, _, ok := l.read(forged); ok && forged != made {
			t.Errorf("%q is read, which nobody signed", forged)
		}
	})
}
