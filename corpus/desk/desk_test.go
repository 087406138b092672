package desk_test

import (
	"errors"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"verbatim/corpus"
	"verbatim/corpus/builtin"
	"verbatim/corpus/desk"
	"verbatim/corpus/extract"
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
	*desk.Desk
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
	o := &office{store: openStore(t), site: fetchtest.New(t)}
	f, err := fetch.New(fetch.Options{Loopback: true, HostDelay: -1, RetryWait: -1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	o.refresh = refresh.New(refresh.Options{Store: o.store, Fetch: f})
	o.Desk = desk.New(desk.Options{Store: o.store, Fetch: f, Refresh: o.refresh})
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
	added, err := o.Add(t.Context(), ann, s)
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
	for _, s := range extract.Statements(a) {
		if strings.Contains(s.Text, words) {
			return s
		}
	}
	t.Fatalf("no statement of %q holds %q", a.Title, words)
	return corpus.Statement{}
}

// A feed is added and read; the site edits an article; it is read again, and
// the history tells.
func TestFromAddingToHistory(t *testing.T) {
	o := open(t)
	s := o.add(t, corpus.Source{Location: o.feed()})
	if s.Kind != corpus.SourceFeed || s.Name != "The Loopback Courier" || s.ID == "" || s.AddedBy != ann {
		t.Errorf("added %+v", s)
	}
	if got, want := o.read(t, s), (corpus.Tally{New: 2, Added: 10}); got != want {
		t.Errorf("the first refresh: %+v, want %+v", got, want)
	}
	if got, want := o.read(t, s), (corpus.Tally{Unchanged: 2}); got != want {
		t.Errorf("the second refresh: %+v, want %+v", got, want)
	}
	edited := harbour
	edited.Paragraphs = slices.Clone(harbour.Paragraphs)
	edited.Paragraphs[0] = strings.Replace(edited.Paragraphs[0], "on Monday", "on Friday", 1)
	edited.Paragraphs[1] = "The fishing boats have been moored in the neighbouring town since the storm of last winter."
	o.site.SetPage("/harbour", edited)
	if got, want := o.read(t, s), (corpus.Tally{Changed: 1, Unchanged: 1, Reworded: 1, Withdrawn: 1}); got != want {
		t.Errorf("after the edit: %+v, want %+v", got, want)
	}
	a, revisions, err := o.History(t.Context(), home, o.article(t, home, "harb").ID)
	if err != nil || a.Title != "Harbour to reopen" || len(revisions) != 2 {
		t.Fatalf("History = %q, %d revisions, %v", a.Title, len(revisions), err)
	}
	var told []string
	for _, e := range revisions[0].Edits {
		words := e.Old
		if words == nil {
			words = e.New
		}
		told = append(told, string(e.Kind)+": "+words.Text[:12])
	}
	if got, want := strings.Join(told, "; "), "reworded: Anna Lind, t; withdrawn: “We are gl"; got != want {
		t.Errorf("the history tells %q, want %q", got, want)
	}
	if revisions[0].Version.Number != 2 || revisions[1].Version.Number != 1 || len(revisions[1].Edits) != 0 {
		t.Errorf("revisions %d and %d, %d edits of the oldest", revisions[0].Version.Number, revisions[1].Version.Number, len(revisions[1].Edits))
	}
	if _, _, err := o.History(t.Context(), other, a.ID); !errors.Is(err, corpus.ErrNoArticle) {
		t.Errorf("another guild reads it: %v", err)
	}
	o.site.Remove("/tram")
	o.site.SetFeed("/feed", "The Loopback Courier", "/harbour", "/tram")
	if got := o.read(t, s); got.Gone != 1 || got.Withdrawn != 4 {
		t.Errorf("after a page went: %+v", got)
	}
	want := []string{"1001 add The Loopback Courier"}
	for range 4 {
		want = append(want, "1001 refresh The Loopback Courier")
	}
	if got := o.acts(t, home); !slices.Equal(got, want) {
		t.Errorf("the log has %q, want %q", got, want)
	}
	status, err := o.Status(t.Context(), home)
	if err != nil || status.Articles != 1 || status.Statements != 5 || len(status.Sources) != 1 || len(status.Runs) != 4 || len(status.Running) != 0 {
		t.Errorf("Status = %+v, %v", status, err)
	}
}

func TestAddRefuses(t *testing.T) {
	o := open(t)
	feed := o.feed()
	o.site.SetSitemap("/sitemap", "/harbour")
	o.add(t, corpus.Source{Location: feed, Name: "Courier"})
	tests := []struct {
		name   string
		by     string
		source corpus.Source
		want   error
		says   string
	}{
		{"the same again", ann, corpus.Source{Guild: home, Location: feed}, corpus.ErrSourceThere, `it is called "Courier"`},
		{"a name that is taken", ann, corpus.Source{Guild: home, Location: o.site.URL + "/tram", Name: " COURIER "}, corpus.ErrSourceName, "COURIER"},
		{"a long name", ann, corpus.Source{Guild: home, Location: o.site.URL + "/tram", Name: strings.Repeat("n", 101)}, corpus.ErrName, "longer than 100"},
		{"a file, by a moderator", ann, corpus.Source{Guild: home, Kind: corpus.SourceFile, Location: "/etc/passwd"}, corpus.ErrOperatorOnly, "command line"},
		{"a file that is not where", corpus.ByOperator, corpus.Source{Guild: home, Kind: corpus.SourceFile, Location: "news"}, corpus.ErrLocation, "whole path"},
		{"the shared corpus, by a moderator", ann, corpus.Source{Location: feed}, corpus.ErrOperatorOnly, "shared"},
		{"a page for a feed", ann, corpus.Source{Guild: home, Kind: corpus.SourceFeed, Location: o.site.URL + "/tram"}, corpus.ErrNotFeed, "is a page"},
		{"a feed for a sitemap", ann, corpus.Source{Guild: home, Kind: corpus.SourceSitemap, Location: feed}, corpus.ErrNotSitemap, "is a feed"},
		{"too often", ann, corpus.Source{Guild: home, Location: o.site.URL + "/tram", Every: time.Minute}, corpus.ErrInterval, "15m"},
		{"nothing there", ann, corpus.Source{Guild: home, Location: o.site.URL + "/absent"}, corpus.ErrGone, "/absent"},
		{"a text", ann, corpus.Source{Guild: home, Kind: corpus.SourceText, Location: "x"}, nil, `"text" cannot be added by its location`},
		{"no guild", ann, corpus.Source{Guild: "home", Location: feed}, nil, "not a Discord server's id"},
		{"a name that cannot be seen is none", ann, corpus.Source{Guild: home, Location: o.site.URL + "/tram", Name: "\u200b\n"}, nil, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := o.Add(t.Context(), tt.by, tt.source)
			if tt.says == "" {
				if err != nil || got.Name != "Fares stay" {
					t.Errorf("Add = %q, %v", got.Name, err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), tt.says) || tt.want != nil && !errors.Is(err, tt.want) {
				t.Errorf("got error %v, want %v with %q", err, tt.want, tt.says)
			}
		})
	}
	if got := o.acts(t, home); len(got) != 2 {
		t.Errorf("the log has %q, want the two that were added", got)
	}
}

func TestAddMakesNames(t *testing.T) {
	o := open(t)
	long := fetchtest.Page{Title: strings.Repeat("Über alles ", 20), Paragraphs: harbour.Paragraphs}
	for _, path := range []string{"/a", "/b", "/c"} {
		o.site.SetPage(path, long)
	}
	o.site.SetSitemap("/sitemap", "/a")
	var got []string
	for _, path := range []string{"/a", "/b", "/c", "/sitemap"} {
		s := o.add(t, corpus.Source{Location: o.site.URL + path})
		if len(s.Name) > corpus.MaxSourceName {
			t.Errorf("%q has %d bytes", s.Name, len(s.Name))
		}
		got = append(got, s.Name)
	}
	if !strings.HasSuffix(got[1], " 2") || !strings.HasSuffix(got[2], " 3") || got[3] != "127.0.0.1" {
		t.Errorf("the names are %q", got)
	}
	s := o.add(t, corpus.Source{Guild: other, Location: o.site.URL + "/a"})
	if s.Name != got[0] {
		t.Errorf("in another guild it is called %q", s.Name)
	}
}

func TestTexts(t *testing.T) {
	o := open(t)
	s, tally, err := o.AddText(t.Context(), ann, home, "", "# Minutes of the council\n\nAnn Lee said that the budget was too small. It was adopted.\n")
	if err != nil || s.Name != "Minutes of the council" || tally != (corpus.Tally{New: 1, Added: 2}) {
		t.Fatalf("AddText = %+v, %+v, %v", s, tally, err)
	}
	a := o.article(t, home, "Minutes")
	if a.Origin != corpus.OriginPasted || a.Source != s.ID || a.Fetched != "" || a.URL != "" || a.Publisher != "" {
		t.Errorf("the article is %+v", a)
	}
	if s, _, err = o.AddText(t.Context(), ann, home, "minutes of the Council", "Ann Lee spoke."); err != nil || s.Name != "minutes of the Council 2" {
		t.Errorf("the second is called %q, %v", s.Name, err)
	}
	if s, _, err = o.AddText(t.Context(), ann, home, "", "Ann Lee spoke."); err != nil || s.Name != "Pasted text" {
		t.Errorf("one without a title is called %q, %v", s.Name, err)
	}
	if a, _, err := o.store.Article(t.Context(), home, corpus.ArticleID("text:"+string(s.ID))); err != nil || a.Title != "" {
		t.Errorf("a title was made up: %+v, %v", a, err)
	}
	if _, err := o.Refresh(t.Context(), ann, home, s.ID, nil); !errors.Is(err, corpus.ErrNotRefreshed) {
		t.Errorf("it is refreshed: %v", err)
	}
	o.site.SetBytes("/notes.md", "text/markdown", []byte("# Notes\n\nAnn Lee *said* that the harbour reopens.\n"))
	s, _, err = o.AddAttachment(t.Context(), ann, home, "", "notes.md", o.site.URL+"/notes.md")
	if err != nil || s.Kind != corpus.SourceAttachment || s.Name != "Notes" || s.Location != "notes.md" {
		t.Errorf("AddAttachment = %+v, %v", s, err)
	}
	if a := o.article(t, home, "Notes"); a.Origin != corpus.OriginAttached || !strings.Contains(a.Text, "harbour reopens") {
		t.Errorf("the article is %+v", a)
	}
	if n := o.site.Requests("/notes.md"); n != 1 {
		t.Errorf("it was downloaded %d times", n)
	}
	for name, tt := range map[string]struct {
		text string
		want error
	}{
		"nothing":        {" \n", corpus.ErrNoText},
		"a heading only": {"Minutes", corpus.ErrNoText},
		"not UTF-8":      {"Ann said \xff.", corpus.ErrNotText},
		"too much":       {strings.Repeat("x", corpus.MaxText+1), corpus.ErrTooLarge},
	} {
		if _, _, err := o.AddText(t.Context(), ann, home, "", tt.text); !errors.Is(err, tt.want) {
			t.Errorf("%s: got error %v, want %v", name, err, tt.want)
		}
	}
	if _, _, err := o.AddAttachment(t.Context(), ann, home, "", "notes.exe", o.site.URL+"/notes.exe"); !errors.Is(err, corpus.ErrNotText) {
		t.Errorf("a program: %v", err)
	}
}

func TestRemoveAndRestore(t *testing.T) {
	o := open(t)
	s := o.add(t, corpus.Source{Location: o.feed()})
	page := o.add(t, corpus.Source{Location: o.site.URL + "/tram", Name: "Trams"})
	o.read(t, s)
	o.read(t, page)
	n, err := o.Remove(t.Context(), ann, home, s.ID)
	if err != nil || n != 1 {
		t.Fatalf("Remove = %d, %v, want the article that no other source has", n, err)
	}
	if got := o.titles(t, home); got != "Fares stay" {
		t.Errorf("%s stands", got)
	}
	if _, err := o.Remove(t.Context(), ann, home, s.ID); !errors.Is(err, corpus.ErrNoSource) {
		t.Errorf("a second time: %v", err)
	}
	if _, err := o.Refresh(t.Context(), ann, home, s.ID, nil); !errors.Is(err, corpus.ErrNoSource) {
		t.Errorf("it is refreshed: %v", err)
	}
	if _, err := o.Restore(t.Context(), ann, other, s.ID); !errors.Is(err, corpus.ErrNoSource) {
		t.Errorf("another guild restores it: %v", err)
	}
	again := o.add(t, corpus.Source{Location: o.site.URL + "/feed", Name: s.Name})
	if _, err := o.Restore(t.Context(), ann, home, s.ID); !errors.Is(err, corpus.ErrSourceName) {
		t.Errorf("its name is taken: %v", err)
	}
	if _, err := o.Remove(t.Context(), ann, home, again.ID); err != nil {
		t.Fatal(err)
	}
	if n, err = o.Restore(t.Context(), ann, home, s.ID); err != nil || n != 1 {
		t.Errorf("Restore = %d, %v", n, err)
	}
	if n, err = o.Restore(t.Context(), ann, home, s.ID); err != nil || n != 0 {
		t.Errorf("a second time: %d, %v", n, err)
	}
	if got := o.titles(t, home); got != "Fares stay, Harbour to reopen" {
		t.Errorf("%s stand", got)
	}
	due, err := o.store.Due(t.Context(), time.Now(), 10)
	if err != nil || len(due) != 1 || due[0].ID != s.ID {
		t.Errorf("due are %v, %v, want what was restored", due, err)
	}
	removed, err := o.RemoveArticle(t.Context(), ann, home, o.article(t, home, "Harb").ID)
	if err != nil || !removed {
		t.Errorf("RemoveArticle = %v, %v", removed, err)
	}
	o.read(t, s)
	if got := o.titles(t, home); got != "Fares stay" {
		t.Errorf("%s stand after a refresh, want the removed article gone", got)
	}
}

func TestRefreshAll(t *testing.T) {
	o := open(t)
	o.add(t, corpus.Source{Location: o.feed()})
	broken := o.add(t, corpus.Source{Location: o.site.URL + "/tram", Name: "Broken"})
	if _, _, err := o.AddText(t.Context(), ann, home, "Minutes", "Ann Lee spoke."); err != nil {
		t.Fatal(err)
	}
	o.site.Remove("/tram")
	var last corpus.Progress
	runs, err := o.Refresh(t.Context(), ann, home, "", func(p corpus.Progress) { last = p })
	if err != nil || len(runs) != 2 || last != (corpus.Progress{Done: 2, Total: 2}) {
		t.Fatalf("%d runs, %v, at last %+v", len(runs), err, last)
	}
	for _, r := range runs {
		if (r.Error != "") != (r.Source == broken.ID) && r.Tally.Failed == 0 {
			t.Errorf("run %+v", r)
		}
		if r.Trigger != corpus.TriggerAdded {
			t.Errorf("the first refresh was set off by %q", r.Trigger)
		}
	}
	sources, err := o.Sources(t.Context(), home)
	if err != nil || sources[0].Name != "Broken" || sources[0].Failures != 1 || sources[0].LastError == "" {
		t.Errorf("sources %+v, %v", sources, err)
	}
	if got := o.acts(t, home); !slices.Contains(got, "1001 fail Broken") {
		t.Errorf("the log has %q", got)
	}
}

func TestCorrections(t *testing.T) {
	o := open(t)
	s := o.add(t, corpus.Source{Location: o.feed()})
	o.read(t, s)
	a := o.article(t, home, "Harb")
	said := statement(t, a, "will reopen on Monday")
	d, err := o.Dispute(t.Context(), home, home, a.ID, said.ID)
	if err != nil || d.Article.Text != "" || d.Article.Title != a.Title || d.Statement.Text != said.Text || len(d.Candidates) < 2 {
		t.Fatalf("Dispute = %+v, %v", d, err)
	}
	i := slices.IndexFunc(d.Candidates, func(k corpus.Candidate) bool { return k.Name == "Tom Hill" })
	if i < 0 {
		t.Fatalf("the candidates are %+v, want Tom Hill among them", d.Candidates)
	}
	hill := d.Candidates[i]
	give := corpus.Correction{
		Guild: home, ArticleGuild: home, Article: a.ID, Statement: said.ID, Verdict: corpus.VerdictSpeaker,
		Cue: "said", Name: hill.Name, Mention: hill.Mention, Occurrence: hill.Occurrence,
	}
	refused := map[string]struct {
		change func(*corpus.Correction)
		want   error
	}{
		"a name that is not in the article": {func(c *corpus.Correction) { c.Name = "Eve Adams" }, corpus.ErrNoSpeaker},
		"a mention that is not there":       {func(c *corpus.Correction) { c.Mention = "Mr. Hill" }, corpus.ErrNoSpeaker},
		"no such statement":                 {func(c *corpus.Correction) { c.Statement = "x" }, corpus.ErrNoStatement},
		"no such article":                   {func(c *corpus.Correction) { c.Article = "x" }, corpus.ErrNoArticle},
		"another guild's article":           {func(c *corpus.Correction) { c.Guild = other }, corpus.ErrNoArticle},
		"a report that it does not have":    {func(c *corpus.Correction) { c.Cue = "denied" }, corpus.ErrNoStatement},
		"a narrated statement":              {func(c *corpus.Correction) { c.Statement = statement(t, a, "two years").ID; c.Cue = "" }, corpus.ErrNoStatement},
		"in the shared corpus":              {func(c *corpus.Correction) { c.Guild = corpus.Shared }, corpus.ErrOperatorOnly},
	}
	for name, tt := range refused {
		c := give
		tt.change(&c)
		if _, err := o.Correct(t.Context(), ann, c); !errors.Is(err, tt.want) {
			t.Errorf("%s: got error %v, want %v", name, err, tt.want)
		}
	}
	c, err := o.Correct(t.Context(), ann, give)
	if err != nil || c.Text != said.Text || c.By != ann || c.ID == "" || c.Content == "" {
		t.Fatalf("Correct = %+v, %v", c, err)
	}
	hidden := give
	hidden.Statement, hidden.Verdict, hidden.Cue = statement(t, a, "We are glad").ID, corpus.VerdictHidden, ""
	hide, err := o.Correct(t.Context(), ann, hidden)
	if err != nil || hide.Name != "" || hide.Mention != "" {
		t.Fatalf("Correct = %+v, %v", hide, err)
	}
	// The article is edited: the one correction finds its place again, the other
	// has lost its statement.
	edited := harbour
	edited.Paragraphs = append([]string{"A new beginning has been added to it by the editors of the paper today."}, harbour.Paragraphs...)
	edited.Paragraphs[2] = "The fishing boats have been moored in the neighbouring town since the storm of last winter."
	o.site.SetPage("/harbour", edited)
	o.read(t, s)
	states, err := o.Corrections(t.Context(), home)
	if err != nil || len(states) != 2 || states[0].ID != hide.ID || states[0].Applies || !states[1].Applies {
		t.Fatalf("Corrections = %+v, %v", states, err)
	}
	if status, err := o.Status(t.Context(), home); err != nil || status.Lapsed != 1 {
		t.Errorf("%d lapsed, %v, want 1", status.Lapsed, err)
	}
	if _, err := o.Undo(t.Context(), ann, other, c.ID); !errors.Is(err, corpus.ErrNoCorrection) {
		t.Errorf("another guild undoes it: %v", err)
	}
	if undone, err := o.Undo(t.Context(), ann, home, c.ID); err != nil || undone.UndoneAt.IsZero() {
		t.Errorf("Undo = %+v, %v", undone, err)
	}
	if _, err := o.Undo(t.Context(), ann, home, c.ID); !errors.Is(err, corpus.ErrNoCorrection) {
		t.Errorf("a second time: %v", err)
	}
	if states, err := o.Corrections(t.Context(), home); err != nil || len(states) != 2 || states[1].Applies {
		t.Errorf("Corrections = %+v, %v", states, err)
	}
	entries, err := o.Log(t.Context(), home, 3)
	if err != nil || entries[0].Action != corpus.ActionUndo || !strings.Contains(entries[2].Detail, "hidden") {
		t.Errorf("the log ends with %+v, %v", entries, err)
	}
}

func TestCorrectionOfASharedArticle(t *testing.T) {
	o := open(t)
	a := builtin.Article()
	if err := desk.Seed(t.Context(), o.store, a); err != nil {
		t.Fatal(err)
	}
	s := extract.Statements(a)[0]
	give := corpus.Correction{Guild: home, ArticleGuild: corpus.Shared, Article: a.ID, Statement: s.ID, Verdict: corpus.VerdictHidden}
	c, err := o.Correct(t.Context(), ann, give)
	if err != nil || c.ArticleGuild != corpus.Shared || c.Guild != home {
		t.Errorf("Correct = %+v, %v", c, err)
	}
	if states, err := o.Corrections(t.Context(), home); err != nil || len(states) != 1 || !states[0].Applies {
		t.Errorf("Corrections = %+v, %v", states, err)
	}
	if err := o.Change(t.Context(), ann, other, corpus.Settings{NoBuiltin: true}); err != nil {
		t.Fatal(err)
	}
	give.Guild = other
	if _, err := o.Correct(t.Context(), ann, give); !errors.Is(err, corpus.ErrNoArticle) {
		t.Errorf("a guild that leaves it out corrects it: %v", err)
	}
	if _, _, err := o.History(t.Context(), other, a.ID); !errors.Is(err, corpus.ErrNoArticle) {
		t.Errorf("a guild that leaves it out reads its history: %v", err)
	}
	if list, err := o.Articles(t.Context(), other, "", 10); err != nil || len(list) != 0 {
		t.Errorf("a guild that leaves it out is offered %v, %v", list, err)
	}
	if list, err := o.Articles(t.Context(), home, "BUILT", 10); err != nil || len(list) != 1 || list[0].Text != "" {
		t.Errorf("the others are offered %v, %v", list, err)
	}
}

func TestFlags(t *testing.T) {
	o := open(t)
	o.read(t, o.add(t, corpus.Source{Location: o.feed()}))
	a := o.article(t, home, "Harb")
	give := corpus.Flag{Guild: home, ArticleGuild: home, Article: a.ID, Statement: statement(t, a, "Monday").ID, Text: "made up", Note: "It was Hill"}
	f, err := o.Flag(t.Context(), "55", give)
	if err != nil || !strings.Contains(f.Text, "Monday") || f.By != "55" {
		t.Fatalf("Flag = %+v, %v", f, err)
	}
	give.Note = strings.Repeat("é", 700)
	again, err := o.Flag(t.Context(), "55", give)
	if err != nil || again.ID != f.ID || len(again.Note) > desk.MaxNote {
		t.Errorf("a second time: %+v, %v", again, err)
	}
	if _, err := o.Flag(t.Context(), "56", give); err != nil {
		t.Fatal(err)
	}
	flags, err := o.Flags(t.Context(), home)
	if err != nil || len(flags) != 2 || flags[0].ID != f.ID || flags[0].Note != again.Note {
		t.Errorf("Flags = %+v, %v", flags, err)
	}
	give.Statement = "x"
	if _, err := o.Flag(t.Context(), "55", give); !errors.Is(err, corpus.ErrNoStatement) {
		t.Errorf("no such statement: %v", err)
	}
	closed, err := o.Dismiss(t.Context(), ann, home, f.ID)
	if err != nil || !strings.Contains(closed.Text, "Monday") {
		t.Errorf("Dismiss = %+v, %v", closed, err)
	}
	if _, err := o.Dismiss(t.Context(), ann, home, f.ID); !errors.Is(err, corpus.ErrNoFlag) {
		t.Errorf("a second time: %v", err)
	}
	if flags, err := o.Flags(t.Context(), home); err != nil || len(flags) != 1 {
		t.Errorf("Flags = %+v, %v", flags, err)
	}
}

func TestSettings(t *testing.T) {
	o := open(t)
	half, wrong := 0.5, 1.5
	for name, s := range map[string]corpus.Settings{
		"a role in words":     {ModeratorRole: "mods"},
		"a channel in words":  {AuditChannel: "#log"},
		"too many versions":   {Versions: corpus.MaxVersions + 1},
		"a threshold above 1": {Threshold: &wrong},
	} {
		if err := o.Change(t.Context(), ann, home, s); !errors.Is(err, corpus.ErrSettings) {
			t.Errorf("%s: got error %v", name, err)
		}
	}
	want := corpus.Settings{ModeratorRole: "12", AuditChannel: "13", NoShared: true, Versions: 3, Threshold: &half}
	for range 2 {
		if err := o.Change(t.Context(), ann, home, want); err != nil {
			t.Fatal(err)
		}
	}
	got, err := o.Settings(t.Context(), home)
	if err != nil || *got.Threshold != half || got.AuditChannel != "13" || !got.NoShared || got.NoBuiltin || got.KeptVersions() != 3 {
		t.Errorf("Settings = %+v, %v", got, err)
	}
	entries, err := o.Log(t.Context(), home, 10)
	if err != nil || len(entries) != 1 || entries[0].Detail != "moderators' role: 12; audit channel: 13; shared corpus: off; versions kept: 3; threshold: 0.5" {
		t.Errorf("the log has %+v, %v", entries, err)
	}
	audited, err := o.Audited(t.Context())
	if err != nil || !slices.Equal(audited, []corpus.Audited{{Guild: home, Channel: "13"}}) {
		t.Errorf("Audited = %+v, %v", audited, err)
	}
	if err := o.Posted(t.Context(), home, 9); err != nil {
		t.Fatal(err)
	}
	if audited, err := o.Audited(t.Context()); err != nil || audited[0].Posted != 9 {
		t.Errorf("Audited = %+v, %v", audited, err)
	}
}

func TestForgetAndLeave(t *testing.T) {
	o := open(t)
	for _, guild := range []corpus.GuildID{home, other} {
		o.read(t, o.add(t, corpus.Source{Guild: guild, Location: o.feed()}))
	}
	if _, err := o.Forget(t.Context(), ann, corpus.Shared); err == nil {
		t.Error("the shared corpus was forgotten")
	}
	n, err := o.Forget(t.Context(), ann, home)
	if err != nil || n != 2 || o.titles(t, home) != "" {
		t.Errorf("Forget = %d, %v; %q stands", n, err, o.titles(t, home))
	}
	if sources, err := o.Sources(t.Context(), home); err != nil || len(sources) != 0 {
		t.Errorf("sources %v, %v", sources, err)
	}
	if got := o.acts(t, home); !slices.Equal(got, []string{"1001 forget all data"}) {
		t.Errorf("the log has %q", got)
	}
	if got := o.titles(t, other); got != "Fares stay, Harbour to reopen" {
		t.Errorf("the other guild has %q", got)
	}
	// A guild that was left is forgotten after its grace, unless the bot is back.
	past := time.Now().Add(-refresh.Grace - time.Hour)
	for _, guild := range []corpus.GuildID{home, other} {
		err := o.store.Update(t.Context(), "leave", func(tx *store.Tx) error { return tx.SetLeft(t.Context(), guild, past) })
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := o.Joined(t.Context(), other); err != nil {
		t.Fatal(err)
	}
	if err := o.refresh.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := o.titles(t, other); got == "" {
		t.Error("a guild that the bot came back to was forgotten")
	}
	if err := o.Left(t.Context(), other); err != nil {
		t.Fatal(err)
	}
	if err := o.refresh.Sweep(t.Context()); err != nil || o.titles(t, other) == "" {
		t.Errorf("a guild that was left just now was forgotten, %v", err)
	}
	err = o.store.Update(t.Context(), "leave", func(tx *store.Tx) error {
		if err := tx.SetLeft(t.Context(), other, time.Time{}); err != nil {
			return err
		}
		return tx.SetLeft(t.Context(), other, past)
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := o.refresh.Sweep(t.Context()); err != nil || o.titles(t, other) != "" {
		t.Errorf("%q of a guild that was left stands, %v", o.titles(t, other), err)
	}
}

func TestTakedown(t *testing.T) {
	o := open(t)
	for _, guild := range []corpus.GuildID{home, other} {
		o.read(t, o.add(t, corpus.Source{Guild: guild, Location: o.feed()}))
	}
	const words = "We are glad that this is over"
	a := o.article(t, home, "Harb")
	id := statement(t, a, words).ID
	if _, err := o.Correct(t.Context(), ann, corpus.Correction{Guild: home, ArticleGuild: home, Article: a.ID, Statement: id, Verdict: corpus.VerdictHidden}); err != nil {
		t.Fatal(err)
	}
	if _, err := o.Flag(t.Context(), "55", corpus.Flag{Guild: home, ArticleGuild: home, Article: a.ID, Statement: id, Note: words}); err != nil {
		t.Fatal(err)
	}
	// The words are in older versions too, in what was removed, and supplied.
	edited := harbour
	edited.Paragraphs = append(slices.Clone(harbour.Paragraphs), "Nothing else is known about it at the time of writing of this article.")
	o.site.SetPage("/harbour", edited)
	sources, err := o.Sources(t.Context(), home)
	if err != nil {
		t.Fatal(err)
	}
	o.read(t, sources[0].Source)
	pasted, _, err := o.AddText(t.Context(), ann, home, "Alone", "“"+words+",” Lind said.")
	if err != nil {
		t.Fatal(err)
	}
	gone, _, err := o.AddText(t.Context(), ann, home, "Removed", "\"We are glad that this is over\", Lind said. She went home.")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.Remove(t.Context(), ann, home, gone.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := o.Takedown(t.Context(), ann, home, a.ID, id); !errors.Is(err, corpus.ErrOperatorOnly) {
		t.Errorf("a moderator takes down: %v", err)
	}
	if _, err := o.Takedown(t.Context(), corpus.ByOperator, home, a.ID, "x"); !errors.Is(err, corpus.ErrNoStatement) {
		t.Errorf("no such statement: %v", err)
	}
	n, err := o.Takedown(t.Context(), corpus.ByOperator, home, a.ID, id)
	if err != nil || n != 4 {
		t.Errorf("Takedown = %d, %v, want it out of four articles", n, err)
	}
	nowhere := func(when string) {
		t.Helper()
		changes, err := o.store.Changes(t.Context(), 0, 100)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range changes {
			for _, text := range append([]string{c.Article.Text}, versionTexts(c.Versions)...) {
				if strings.Contains(text, words) {
					t.Errorf("%s: it stands in %s of guild %q", when, c.Article.ID, c.Article.Guild)
				}
			}
		}
		for _, guild := range []corpus.GuildID{home, other} {
			var out strings.Builder
			if err := o.Export(t.Context(), corpus.ByOperator, guild, &out); err != nil || strings.Contains(out.String(), "glad that this") {
				t.Errorf("%s: the export holds it: %v", when, err)
			}
		}
	}
	nowhere("after the takedown")
	if strings.Contains(o.titles(t, home), "Alone") {
		t.Errorf("an article of which all was taken down stands: %q", pasted.Name)
	}
	if n, err := o.Restore(t.Context(), ann, home, gone.ID); err != nil || n != 1 {
		t.Errorf("Restore = %d, %v", n, err)
	}
	if text := o.article(t, home, "Removed").Text; text != "She went home." {
		t.Errorf("what was removed comes back as %q", text)
	}
	edited.Paragraphs = append(edited.Paragraphs, "This was added.")
	o.site.SetPage("/harbour", edited)
	if got := o.read(t, sources[0].Source); got.Changed != 1 || got.Added != 1 {
		t.Errorf("the next refresh: %+v", got)
	}
	nowhere("after a refresh")
	if _, _, err := o.AddText(t.Context(), ann, home, "Again", "“"+words+"”, LIND said!"); !errors.Is(err, corpus.ErrNoText) {
		t.Errorf("pasting it again: %v", err)
	}
	if got := o.acts(t, other); !slices.Contains(got, "operator takedown "+string(a.ID)) {
		t.Errorf("the other guild's log has %q", got)
	}
}

func versionTexts(versions []corpus.Version) (texts []string) {
	for _, v := range versions {
		texts = append(texts, v.Article.Text)
	}
	return texts
}

// What is taken down of the built-in article stays out of it.
func TestSeed(t *testing.T) {
	o := open(t)
	a := builtin.Article()
	for range 2 {
		if err := desk.Seed(t.Context(), o.store, a); err != nil {
			t.Fatal(err)
		}
	}
	head, err := o.store.Head(t.Context())
	if err != nil || head.Seq != 1 {
		t.Errorf("the store stands at %d, %v, want one write", head.Seq, err)
	}
	s := extract.Statements(a)[2]
	if n, err := o.Takedown(t.Context(), corpus.ByOperator, home, a.ID, s.ID); err != nil || n != 1 {
		t.Fatalf("Takedown = %d, %v", n, err)
	}
	if err := desk.Seed(t.Context(), o.store, a); err != nil {
		t.Fatal(err)
	}
	if got, _, err := o.store.Article(t.Context(), corpus.Shared, a.ID); err != nil || strings.Contains(got.Text, s.Text) || got.Text == "" {
		t.Errorf("it stands there again, %v", err)
	}
}
