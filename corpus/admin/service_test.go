package admin_test

import (
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"verbatim/corpus"
	"verbatim/corpus/admin"
	"verbatim/corpus/extract/extracttest"
	"verbatim/corpus/fetch"
	"verbatim/corpus/fetch/fetchtest"
	"verbatim/corpus/refresh"
	"verbatim/corpus/store"
)

const (
	home  = corpus.GuildID("81384788765712384")
	other = corpus.GuildID("7")
	ann   = "1001" // a moderator of home
)

// office is a desk over a real store, and a news site to read.
type office struct {
	*admin.Service
	store   *store.Store
	refresh *refresh.Refresher
	site    *fetchtest.Site
}

func openStore(t testing.TB) *store.Store {
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
	return s
}

func open(t testing.TB) *office {
	t.Helper()
	return openOn(t, openStore(t))
}

func openOn(t testing.TB, s *store.Store) *office {
	t.Helper()
	o := &office{store: s, site: fetchtest.New(t)}
	f, err := fetch.New(fetch.Options{Loopback: true, HostDelay: -1, RetryWait: -1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	o.refresh = refresh.New(refresh.Options{Store: o.store, Fetch: f})
	o.Service = admin.New(admin.Options{Store: o.store, Fetch: f, Refresh: o.refresh})
	return o
}

var (
	harbour = fetchtest.Page{Title: "Harbour to reopen", Paragraphs: []string{
		"Anna Lind, the mayor of Ystad, said that the harbour will reopen on Monday. The work has taken two years, and it has cost the town a great deal of money.",
		"“We are glad that this is over,” Lind said. The fishing boats have been moored in the neighbouring town since the storm of last winter.",
		"Tom Hill, the chairman of the fishermen, denied that the boats would have to pay for it. The first of them are expected at the end of the week.",
	}}
	tram = fetchtest.Page{Title: "Fares stay", Paragraphs: []string{
		"The tram company denied on Tuesday that fares would rise this year. Passengers had complained about crowded trams and broken doors for months.",
		"“Nobody will pay more,” said Mia Stone, who runs the company. The city council will vote on a subsidy for the lines to the suburbs in June.",
	}}
)

// feed puts a feed of the two pages on the site.
func (o *office) feed() string {
	o.site.SetPage("/harbour", harbour)
	o.site.SetPage("/tram", tram)
	o.site.SetFeed("/feed", "The Loopback Courier", "/harbour", "/tram")
	return o.site.URL + "/feed"
}

func (o *office) add(t *testing.T, s corpus.Source) corpus.Source {
	t.Helper()
	if s.Guild == "" {
		s.Guild = home
	}
	added, err := o.Add(t.Context(), ann, s, nil)
	if err != nil {
		t.Fatal(err)
	}
	return added
}

func (o *office) read(t *testing.T, s corpus.Source) corpus.Tally {
	t.Helper()
	runs, err := o.Refresh(t.Context(), ann, s.Guild, s.ID, nil)
	if err != nil || len(runs) != 1 {
		t.Fatalf("refresh: %+v, %v", runs, err)
	}
	if runs[0].Error != "" {
		t.Fatalf("refresh: %s", runs[0].Error)
	}
	return runs[0].Tally
}

// titles are the titles of what the guild has of its own.
func (o *office) titles(t *testing.T, guild corpus.GuildID) string {
	t.Helper()
	list, err := o.store.Articles(t.Context(), guild)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, l := range list {
		out = append(out, l.Title)
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}

// acts are the guild's audit log, as who did what to what.
func (o *office) acts(t *testing.T, guild corpus.GuildID) []string {
	t.Helper()
	entries, err := o.Entries(t.Context(), guild, 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		out = append(out, e.By+" "+string(e.Action)+" "+e.Subject)
	}
	return out
}

func (o *office) article(t *testing.T, guild corpus.GuildID, title string) corpus.Article {
	t.Helper()
	list, err := o.Articles(t.Context(), guild, title, 1)
	if err != nil || len(list) != 1 {
		t.Fatalf("article %q: %v, %v", title, list, err)
	}
	a, ok, err := o.store.Article(t.Context(), list[0].Guild, list[0].ID)
	if err != nil || !ok {
		t.Fatalf("article %q: %v, %v", title, ok, err)
	}
	return a
}

// statement is the article's statement that holds the words.
func statement(t *testing.T, a corpus.Article, words string) corpus.Statement {
	t.Helper()
	for _, s := range extracttest.Statements(t, a) {
		if strings.Contains(s.Text, words) {
			return s
		}
	}
	t.Fatalf("no statement of %q holds %q", a.Title, words)
	return corpus.Statement{}
}
