package evidence

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"verbatim/corpus"
	"verbatim/corpus/admin"
	"verbatim/corpus/builtin"
	"verbatim/corpus/extract/extracttest"
	"verbatim/corpus/store"
	"verbatim/internal/golden"
)

const (
	home  = corpus.GuildID("81384788765712384")
	other = corpus.GuildID("7")
	ann   = "1001" // a moderator
)

// reading is the pages over a real desk and store.
type reading struct {
	*admin.Service
	t     *testing.T
	store *store.Store
	links *Links
	pages *Pages
}

func open(t *testing.T) *reading {
	t.Helper()
	s, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "verbatim.db"), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	r := &reading{Service: admin.New(admin.Options{Store: s}), t: t, store: s, links: links(t, "https://verbatim.example", "a secret")}
	r.pages = New(r.links, r.Service, languages(t), tally{}, slog.New(slog.DiscardHandler))
	return r
}

// put stores articles.
func (r *reading) put(articles ...corpus.Article) {
	r.t.Helper()
	if _, err := r.store.Put(r.t.Context(), articles...); err != nil {
		r.t.Fatal(err)
	}
}

// get asks for a link, in a language.
func get(t testing.TB, h http.Handler, link, language string) (*http.Response, string) {
	t.Helper()
	u, err := url.Parse(link)
	if err != nil {
		t.Fatal(err)
	}
	u.Scheme, u.Host, u.Fragment = "", "", ""
	request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, u.String(), nil)
	request.Header.Set("Accept-Language", language)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, request)
	resp := w.Result()
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(body)
}

// page is the page that a link leads to, which must be there.
func (r *reading) page(link string) string {
	r.t.Helper()
	resp, body := get(r.t, r.pages, link, "en")
	if resp.StatusCode != http.StatusOK {
		r.t.Fatalf("%s: got status %d: %s", link, resp.StatusCode, body)
	}
	return body
}

// text returns the visible text of a page.
func text(t testing.TB, page string) string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.TextNode {
			out.WriteString(n.Data)
		}
		for c := range n.ChildNodes() {
			walk(c)
		}
	}
	walk(root)
	return strings.Join(strings.Fields(out.String()), " ")
}

// statement is the statement of an article that holds some words.
func statement(t testing.TB, a corpus.Article, words string) corpus.Statement {
	t.Helper()
	all := extracttest.Statements(t, a)
	i := slices.IndexFunc(all, func(s corpus.Statement) bool { return strings.Contains(s.Text, words) })
	if i < 0 {
		t.Fatalf("no statement holds %q", words)
	}
	return all[i]
}

var harbour = corpus.Article{
	ID: "https://news.example/harbour", Guild: home, Title: "Harbour to reopen", Publisher: "The Courier", Origin: corpus.OriginFetched,
	URL: "https://news.example/harbour", Published: "2026-03-02", Language: "en",
	Text: "Harbour to reopen\n\nAnna Lind, the mayor of Ystad, said that the harbour will reopen on Monday. The work has taken two years.\n\n" +
		"“We are glad that this is over,” Lind said. Tom Hill, the chairman of the fishermen, denied that the boats would have to pay for it.",
}

// stored is the moment at which the first version was stored.
var stored = regexp.MustCompile(`Version 1 · \d+ \pL+ \d{4}, \d\d:\d\d UTC ·`)

func TestTheBuiltinArticleLooksLikeItsGolden(t *testing.T) {
	r := open(t)
	a := builtin.Article()
	r.put(a)
	resp, body := get(t, r.pages, r.links.To("", corpus.ArticleRef{Article: a.ID}, statement(t, a, "coffee").ID), "en")
	if resp.StatusCode != http.StatusOK {
		t.Fatalf("got status %d", resp.StatusCode)
	}
	body = stored.ReplaceAllString(body, "Version 1 · NOW ·")
	golden.Check(t, "testdata/builtin.html", body, "")
}

func TestAStatementStandsWithItsCueMentionAndKind(t *testing.T) {
	r := open(t)
	r.put(harbour)
	ref := corpus.ArticleRef{Guild: home, Article: harbour.ID}
	said := statement(t, harbour, "will reopen")
	shown := text(t, r.page(r.links.To(home, ref, said.ID)))
	for _, want := range []string{
		"Harbour to reopen", "The Courier · 2 March 2026", "Reported, not verified",
		"Anna Lind, the mayor of Ystad 2 statements", "Tom Hill, the chairman of the fishermen 1 statement",
		"how: said · who: Anna Lind without quotation marks · attributed automatically",
		"how: said · who: Lind all in quotation marks · attributed automatically",
		"how: denied · who: Tom Hill",
		"the article’s own words Link to this statement",
		"Nothing in this article has been corrected.", "Version 1",
	} {
		if !strings.Contains(shown, want) {
			t.Errorf("the page lacks %q; it shows\n%s", want, shown)
		}
	}
	page := r.page(r.links.To(home, ref, said.ID))
	for _, s := range extracttest.Statements(t, harbour) {
		if !strings.Contains(page, fmt.Sprintf(`id="s-%s"`, s.ID)) || !strings.Contains(page, fmt.Sprintf(`href="./%s#s-%s"`, s.ID, s.ID)) {
			t.Errorf("%q has no place or no link of its own", s.Text)
		}
	}
	if resp, _ := get(t, r.pages, r.links.To(home, ref, "gone"), "en"); resp.StatusCode != http.StatusOK {
		t.Errorf("a statement that is gone: got status %d, want the article", resp.StatusCode)
	}
	if shown := text(t, r.page(r.links.To(home, ref, "gone"))); !strings.Contains(shown, "no longer stands in the article") {
		t.Errorf("the page does not say that the statement is gone: %s", shown)
	}
}

func TestEachGuildSeesItsOwnAlone(t *testing.T) {
	r := open(t)
	shared := harbour
	shared.Guild, shared.ID = corpus.Shared, "shared"
	closed := harbour
	closed.Guild = other
	r.put(harbour, shared, closed)
	without := corpus.GuildID("8")
	if err := r.Change(t.Context(), ann, without, corpus.Settings{NoShared: true}); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name  string
		guild corpus.GuildID
		ref   corpus.ArticleRef
		want  int
	}{
		{"its own", home, corpus.ArticleRef{Guild: home, Article: harbour.ID}, 200},
		{"a shared one", home, corpus.ArticleRef{Article: "shared"}, 200},
		{"a shared one, in direct messages", "", corpus.ArticleRef{Article: "shared"}, 200},
		{"another guild's", home, corpus.ArticleRef{Guild: other, Article: harbour.ID}, 404},
		{"a guild's, in direct messages", "", corpus.ArticleRef{Guild: home, Article: harbour.ID}, 404},
		{"a shared one, where the settings leave them out", without, corpus.ArticleRef{Article: "shared"}, 404},
		{"none", home, corpus.ArticleRef{Guild: home, Article: "none"}, 404},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			resp, body := get(t, r.pages, r.links.To(tt.guild, tt.ref, ""), "en")
			if resp.StatusCode != tt.want || tt.want != 200 && strings.Contains(body, "harbour") {
				t.Errorf("got status %d, want %d; %s", resp.StatusCode, tt.want, text(t, body))
			}
		})
	}
	if removed, err := r.RemoveArticle(t.Context(), ann, home, harbour.ID); err != nil || !removed {
		t.Fatalf("remove the article: %v, %v", removed, err)
	}
	if resp, body := get(t, r.pages, r.links.To(home, corpus.ArticleRef{Guild: home, Article: harbour.ID}, ""), "en"); resp.StatusCode != 404 || strings.Contains(body, "harbour") {
		t.Errorf("an article that was removed: got status %d, want 404", resp.StatusCode)
	}
}

func TestPagesAreReadOnlyAndPolite(t *testing.T) {
	r := open(t)
	r.put(harbour)
	to := r.links.To(home, corpus.ArticleRef{Guild: home, Article: harbour.ID}, "")
	resp, body := get(t, r.pages, to, "de-AT,en;q=0.5")
	for header, want := range map[string]string{
		"Content-Security-Policy": policy, "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff",
		"X-Robots-Tag": "noindex, nofollow, noarchive", "Cache-Control": "no-store", "Content-Type": "text/html; charset=utf-8",
	} {
		if got := resp.Header.Get(header); got != want {
			t.Errorf("%s is %q, want %q", header, got, want)
		}
	}
	if shown := text(t, body); !strings.Contains(shown, "Berichtet, nicht überprüft") || !strings.Contains(body, `<html lang="de">`) {
		t.Errorf("a German browser gets %s", shown)
	}
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete} {
		w := httptest.NewRecorder()
		r.pages.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), method, strings.TrimPrefix(to, "https://verbatim.example"), nil))
		if w.Code == http.StatusOK || strings.Contains(w.Body.String(), "harbour") {
			t.Errorf("%s: got status %d, want a refusal", method, w.Code)
		}
	}
	if resp, body := get(t, r.pages, "/evidence/style.css", ""); resp.StatusCode != 200 || !strings.Contains(body, ".statement") && !strings.Contains(body, ".row") {
		t.Errorf("the style: got status %d", resp.StatusCode)
	}
	for _, path := range []string{"/evidence/", "/evidence/x", "/evidence/x/", "/evidence/x/y", "/evidence/x/versions/1", "/evidence/style.css/", "/evidence/../", "/evidence/a/b/c/d"} {
		resp, body := get(t, r.pages, path, "")
		if resp.StatusCode != 404 && resp.StatusCode != 307 && resp.StatusCode != 301 {
			t.Errorf("%s: got status %d, want 404: %s", path, resp.StatusCode, body)
		}
	}
}

// failing is a desk that cannot read.
type failing struct{ err error }

func (f failing) Annotated(context.Context, corpus.GuildID, corpus.ArticleRef) (corpus.Annotated, error) {
	return corpus.Annotated{}, f.err
}

func (f failing) Compared(context.Context, corpus.GuildID, corpus.ArticleRef, int) (corpus.Compared, error) {
	return corpus.Compared{}, f.err
}

// tally counts pages by the status of the answer.
type tally map[int]int

func (t tally) Paged(status int, _ time.Duration) { t[status]++ }

func TestFailuresSayWhatToDo(t *testing.T) {
	tests := []struct {
		name   string
		err    error
		status int
		says   string
		logged bool
	}{
		{"no such article", fmt.Errorf("x: %w", corpus.ErrNoArticle), 404, "There is no such page", false},
		{"no such version", fmt.Errorf("x: %w", corpus.ErrNoVersion), 404, "There is no such page", false},
		{"the store is away", fmt.Errorf("x: %w", corpus.ErrOutage), 503, "Please try again in a minute", false},
		{"too slow", context.DeadlineExceeded, 503, "Please try again in a minute", false},
		{"a mistake", errors.New("column secret is missing"), 500, "its operator can read what", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var log bytes.Buffer
			l := links(t, "https://verbatim.example", "a secret")
			paged := tally{}
			p := New(l, failing{tt.err}, languages(t), paged, slog.New(slog.NewTextHandler(&log, nil)))
			for _, path := range []string{"", "versions/2"} {
				resp, body := get(t, p, l.To("7", corpus.ArticleRef{Article: "a"}, "")+path, "en")
				if shown := text(t, body); resp.StatusCode != tt.status || !strings.Contains(shown, tt.says) || strings.Contains(body, "secret") {
					t.Errorf("%q: got %d, %s, want %d, %s", path, resp.StatusCode, shown, tt.status, tt.says)
				}
				if retry := resp.Header.Get("Retry-After"); (retry != "") != (tt.status == 503) {
					t.Errorf("Retry-After is %q", retry)
				}
			}
			if want := (tally{tt.status: 2}); !maps.Equal(paged, want) {
				t.Errorf("counted %v, want %v", paged, want)
			}
			if got := strings.Contains(log.String(), "column secret"); got != tt.logged {
				t.Errorf("logged: %v, want %v: %s", got, tt.logged, log.String())
			}
		})
	}
}
