package admin_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"verbatim/corpus"
	"verbatim/corpus/admin"
	"verbatim/corpus/fetch/fetchtest"
	"verbatim/corpus/store"
)

// A feed is added and read; the site edits an article; it is read again, and
// the history tells.
func TestFromAddingToHistory(t *testing.T) { fromAddingToHistory(t, open(t)) }

func fromAddingToHistory(t *testing.T, o *office) {
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
			got, err := o.Add(t.Context(), tt.by, tt.source, nil)
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
	s, _, err = o.AddAttachment(t.Context(), ann, home, "", "notes.md", o.site.URL+"/notes.md", nil)
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
	if _, _, err := o.AddAttachment(t.Context(), ann, home, "", "notes.exe", o.site.URL+"/notes.exe", nil); !errors.Is(err, corpus.ErrNotText) {
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
	due, err := o.store.Due(t.Context(), time.Now(), 10, 10)
	if err != nil || len(due) != 1 || due[0].ID != s.ID {
		t.Errorf("due are %v, %v, want what was restored", due, err)
	}
	// What had passed to another source comes back with either.
	for _, id := range []corpus.SourceID{page.ID, s.ID} {
		if _, err := o.Remove(t.Context(), ann, home, id); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := o.Restore(t.Context(), ann, home, page.ID); err != nil || n != 1 || o.titles(t, home) != "Fares stay" {
		t.Errorf("Restore = %d, %v; %s stands", n, err, o.titles(t, home))
	}
	if n, err := o.Restore(t.Context(), ann, home, s.ID); err != nil || n != 1 {
		t.Errorf("Restore = %d, %v", n, err)
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

// The operator adds a folder, whose files are read, edited and deleted.
func TestFiles(t *testing.T) {
	o := open(t)
	folder := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("harbour.md", "# Harbour\n\nAnna Lind said that the harbour reopens.\n")
	write("tram.txt", "Trams\n\nThe tram company denied it. Nobody knows.\n")
	s, err := o.Add(t.Context(), corpus.ByOperator, corpus.Source{Guild: home, Kind: corpus.SourceFile, Location: folder + "/"}, nil)
	if err != nil || s.Name != filepath.Base(folder) || s.Location != folder {
		t.Fatalf("Add = %+v, %v", s, err)
	}
	if got := o.read(t, s); got.New != 2 || got.Added != 3 {
		t.Errorf("the first refresh: %+v", got)
	}
	if a := o.article(t, home, "Harbour"); a.Origin != corpus.OriginFile {
		t.Errorf("the article is %+v", a)
	}
	write("tram.txt", "Trams\n\nThe tram company denied it. Everybody knows it by now.\n")
	if err := os.Remove(filepath.Join(folder, "harbour.md")); err != nil {
		t.Fatal(err)
	}
	if got := o.read(t, s); got.Changed != 1 || got.Gone != 1 || got.Withdrawn < 1 {
		t.Errorf("the second refresh: %+v", got)
	}
}

func TestAddWhereThereIsNoRoom(t *testing.T) {
	o := open(t)
	err := o.store.Update(t.Context(), "fill", func(tx *store.Tx) error {
		for i := range admin.MaxSources {
			s := corpus.Source{ID: corpus.SourceID(fmt.Sprint("s", i)), Guild: home, Kind: corpus.SourceText, Name: fmt.Sprint("Source ", i)}
			if err := tx.PutSource(t.Context(), s); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = o.AddText(t.Context(), ann, home, "", "Ann Lee spoke.")
	if !errors.Is(err, corpus.ErrTooMany) || !strings.Contains(err.Error(), "500 sources") {
		t.Errorf("got error %v, want that there is no room", err)
	}
	if _, _, err := o.AddText(t.Context(), ann, other, "", "Ann Lee spoke."); err != nil {
		t.Errorf("another guild: %v", err)
	}
}
