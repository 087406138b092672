package admin_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"verbatim/corpus"
	"verbatim/corpus/fetch/fetchtest"
)

var (
	wall = fetchtest.Page{Title: "Just a moment", Paragraphs: []string{
		"We are checking that you are a person. This can take some seconds, and it needs nothing from you.", "Switch scripts and cookies on to go on."}}
	notFound = fetchtest.Page{Title: "Page not found", Paragraphs: []string{
		"The page that you want was moved, or was never there. Search for it, or go back to the front page of the Courier."}}
	consent = fetchtest.Page{Title: "Harbour to reopen", Paragraphs: []string{
		"We and our 731 partners keep cookies on your device and read them, to measure who reads what and to show you advertisements that suit you.",
		"You can accept this, or refuse it, or choose for each partner. Your choice holds for this site alone, and you can change it whenever you like."}}
	teaser = fetchtest.Page{Title: "Harbour to reopen", Paragraphs: []string{
		harbour.Paragraphs[0], "Subscribe now to go on reading. You have a subscription? Log in."}}
	front = fetchtest.Page{Title: "The Loopback Courier", Paragraphs: []string{
		"Anna Lind, the mayor of Ystad, said that the harbour will reopen on Monday. Fares stay, says the tram company, and the council will vote in June.",
		"The sea is late again, and the town laughed, because the tide tables hang in the mayor's own office. The road to the top is open for cars with chains."}}
)

// page adds a source of one page and reads it.
func (o *office) page(t *testing.T) corpus.Source {
	t.Helper()
	o.site.SetPage("/harbour", harbour)
	s := o.add(t, corpus.Source{Location: o.site.URL + "/harbour"})
	o.read(t, s)
	return s
}

// again reads a source again, and returns what the refresh says.
func (o *office) again(t *testing.T, s corpus.Source) corpus.Run {
	t.Helper()
	runs, err := o.Refresh(t.Context(), ann, s.Guild, s.ID, nil)
	if err != nil || len(runs) != 1 {
		t.Fatalf("refresh: %+v, %v", runs, err)
	}
	return runs[0]
}

// waiting is what waits in the guild, in words.
func (o *office) waiting(t *testing.T) string {
	t.Helper()
	list, err := o.Waiting(t.Context(), home)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, w := range list {
		out = append(out, fmt.Sprintf("%s: %s", w.Doubt, w.Shown.Title))
	}
	return strings.Join(out, ", ")
}

func (o *office) text(t *testing.T) string {
	t.Helper()
	list, err := o.store.Articles(t.Context(), home)
	if err != nil || len(list) != 1 {
		t.Fatalf("articles: %v, %v", list, err)
	}
	a, _, err := o.store.Article(t.Context(), home, list[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	return a.Text
}

func redirect(to string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, to, http.StatusMovedPermanently) }
}

// Whatever a page shows in the place of its article, the article stays, the
// refresh says what has happened, and a second reading finds nothing new.
func TestPageThatShowsSomethingElse(t *testing.T) {
	tests := []struct {
		name string
		then func(o *office)
		want string // waiting
		says string
	}{
		{"a challenge", func(o *office) { o.site.SetPage("/harbour", wall) }, "other: Just a moment", "its text shares too little with the article"},
		{"not found, with status 200", func(o *office) { o.site.SetPage("/harbour", notFound) }, "other: Page not found", "its text shares too little with the article"},
		{"a consent wall with the article's title", func(o *office) { o.site.SetPage("/harbour", consent) }, "other: Harbour to reopen", "its text shares too little"},
		{"a teaser", func(o *office) { o.site.SetPage("/harbour", teaser) }, "cut: Harbour to reopen", "it shows a small part of the article"},
		{"emptied", func(o *office) {
			o.site.SetBytes("/harbour", "text/html", []byte("<html><title>x</title><body></body></html>"))
		}, "empty: ", "it shows no text any more"},
		{"another article", func(o *office) { o.site.SetPage("/harbour", tram) }, "other: Fares stay", "its text shares too little"},
		{"a redirect to the front page", func(o *office) {
			o.site.SetPage("/", front)
			o.site.Serve("/harbour", redirect("/"))
		}, "front: The Loopback Courier", "its address leads to the front page of the site"},
		{"a redirect to another article", func(o *office) {
			o.site.SetPage("/tram", tram)
			o.site.Serve("/harbour", redirect("/tram"))
		}, "elsewhere: Fares stay", "its address leads to another page"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := open(t)
			s := o.page(t)
			before := o.text(t)
			tt.then(o)
			run := o.again(t, s)
			if run.Tally.Waiting != 1 || run.Tally.Changed+run.Tally.Gone+run.Tally.Withdrawn != 0 {
				t.Errorf("the refresh did %+v, want one article waiting", run.Tally)
			}
			for _, want := range []string{`the page of "Harbour to reopen" now says something else`, tt.says, "the old quotes stay"} {
				if !strings.Contains(run.Note, want) {
					t.Errorf("the refresh says %q, want %q", run.Note, want)
				}
			}
			if got := o.waiting(t); got != tt.want {
				t.Errorf("waiting are %q, want %q", got, tt.want)
			}
			sources, err := o.Sources(t.Context(), home)
			if err != nil || sources[0].Waiting != 1 || sources[0].Failures != 0 || sources[0].LastError != "" {
				t.Errorf("the source is %+v, %v", sources[0], err)
			}
			if entries, err := o.Log(t.Context(), home, 1); err != nil || !strings.Contains(entries[0].Detail, tt.says) {
				t.Errorf("the log says %+v, %v", entries, err)
			}
			run = o.again(t, s)
			if run.Tally != (corpus.Tally{Unchanged: 1}) || run.Told() != "" {
				t.Errorf("the next refresh did %+v, %s, want nothing", run.Tally, run.Told())
			}
			if got := o.waiting(t); got != tt.want {
				t.Errorf("then waiting are %q, want %q", got, tt.want)
			}
			o.site.SetPage("/harbour", harbour)
			if run = o.again(t, s); run.Told() != "" || run.Tally.Changes() != 0 {
				t.Errorf("the refresh of the page that is back did %+v, %s", run.Tally, run.Told())
			}
			if got := o.waiting(t); got != "" || o.text(t) != before {
				t.Errorf("the page is back and %q waits; the text is %q", got, o.text(t))
			}
		})
	}
}

// A publisher's edits, a corrected headline and a rewrite come through.
func TestRewriteComesThrough(t *testing.T) {
	o := open(t)
	s := o.page(t)
	p := harbour
	for _, change := range []func(){
		func() { p.Title = "Quay opens again" },
		func() {
			p.Paragraphs = slices.Insert(slices.Clone(p.Paragraphs), 0, "Corrected on Tuesday: the harbour had been shut for two years and not, as was said here before, for three.")
		},
		func() {
			p.Paragraphs[2] = "“We are more than glad,” the mayor told this paper later. The boats have been in the neighbouring town since last winter's storm, and no one knows who pays."
		},
	} {
		change()
		o.site.SetPage("/harbour", p)
		if run := o.again(t, s); run.Tally.Changed != 1 || run.Told() != "" {
			t.Errorf("the refresh did %+v, %s, want one article changed", run.Tally, run.Told())
		}
	}
	if got := o.waiting(t); got != "" {
		t.Errorf("%q waits", got)
	}
	o.site.Remove("/harbour") // 404 withdraws as ever
	if run := o.again(t, s); run.Tally.Gone != 1 {
		t.Errorf("the refresh of a page that is gone did %+v, %s", run.Tally, run.Error+run.Note)
	}
}

func TestConfirmAndDrop(t *testing.T) {
	for _, article := range []fetchtest.Page{tram, wall} {
		o := open(t)
		s := o.page(t)
		o.site.SetPage("/harbour", article)
		o.again(t, s)
		id := o.article(t, home, "Harb").ID
		if _, err := o.Confirm(t.Context(), ann, corpus.Shared, id); !errors.Is(err, corpus.ErrOperatorOnly) {
			t.Errorf("a moderator confirms what is shared: %v", err)
		}
		if _, err := o.Confirm(t.Context(), ann, other, id); !errors.Is(err, corpus.ErrNotWaiting) {
			t.Errorf("another guild confirms: %v", err)
		}
		tally, err := o.Confirm(t.Context(), ann, home, id)
		if err != nil || tally.Changed != 1 || tally.Added+tally.Reworded == 0 || tally.Withdrawn == 0 {
			t.Errorf("Confirm = %+v, %v", tally, err)
		}
		if got := o.text(t); !strings.HasPrefix(got, article.Paragraphs[0]) || o.waiting(t) != "" {
			t.Errorf("the text is %q, and %q waits", got, o.waiting(t))
		}
		if _, err := o.Confirm(t.Context(), ann, home, id); !errors.Is(err, corpus.ErrNotWaiting) {
			t.Errorf("a second time: %v", err)
		}
		if entries, err := o.Log(t.Context(), home, 1); err != nil || entries[0].Action != corpus.ActionConfirm || entries[0].Subject != "Harbour to reopen" {
			t.Errorf("the log says %+v, %v", entries, err)
		}
		if run := o.again(t, s); run.Tally != (corpus.Tally{Unchanged: 1}) {
			t.Errorf("the next refresh did %+v", run.Tally)
		}
	}
}

// What was dropped stays out, with other details too, until the page shows
// something else again.
func TestDropKeepsTheArticle(t *testing.T) {
	o := open(t)
	s := o.page(t)
	before := o.text(t)
	o.site.SetPage("/harbour", wall)
	o.again(t, s)
	id := o.article(t, home, "Harb").ID
	if err := o.Drop(t.Context(), ann, home, id); err != nil {
		t.Fatal(err)
	}
	if err := o.Drop(t.Context(), ann, home, id); !errors.Is(err, corpus.ErrNotWaiting) {
		t.Errorf("a second time: %v", err)
	}
	if entries, err := o.Log(t.Context(), home, 1); err != nil || entries[0].Action != corpus.ActionDrop || entries[0].Subject != "Harbour to reopen" {
		t.Errorf("the log says %+v, %v", entries, err)
	}
	detailed := wall
	for n := range 3 {
		detailed.Paragraphs = append(slices.Clone(wall.Paragraphs), fmt.Sprintf("The number of this check is %d.", 83142+n))
		o.site.SetPage("/harbour", detailed)
		if run := o.again(t, s); run.Tally != (corpus.Tally{Unchanged: 1}) || run.Error+run.Note != "" || o.waiting(t) != "" {
			t.Errorf("the wall with another number: %+v, %s, %q waits", run.Tally, run.Error+run.Note, o.waiting(t))
		}
	}
	o.site.SetPage("/harbour", notFound)
	if run := o.again(t, s); run.Tally.Waiting != 1 || o.waiting(t) != "other: Page not found" {
		t.Errorf("another text: %+v, %q waits", run.Tally, o.waiting(t))
	}
	o.site.SetPage("/harbour", consent) // takes the place of what waits
	if run := o.again(t, s); run.Tally.Waiting != 1 || o.waiting(t) != "other: Harbour to reopen" {
		t.Errorf("yet another text: %+v, %q waits", run.Tally, o.waiting(t))
	}
	if o.text(t) != before {
		t.Errorf("the text is %q", o.text(t))
	}
}

// A page without text is withdrawn where a moderator confirms it.
func TestConfirmOfAnEmptiedPage(t *testing.T) {
	o := open(t)
	s := o.page(t)
	o.site.SetBytes("/harbour", "text/html", []byte("<html><title>x</title><body></body></html>"))
	o.again(t, s)
	tally, err := o.Confirm(t.Context(), ann, home, o.article(t, home, "Harb").ID)
	if err != nil || tally.Gone != 1 || tally.Withdrawn == 0 {
		t.Errorf("Confirm = %+v, %v", tally, err)
	}
	if got := o.titles(t, home); got != "" {
		t.Errorf("%q stands", got)
	}
}

// What is taken down is cut out of what waits too, and of what a backup or an
// export brings back.
func TestTakedownOfWhatWaits(t *testing.T) {
	o := open(t)
	feed := o.add(t, corpus.Source{Location: o.feed()})
	o.read(t, feed)
	moved := tram
	moved.Paragraphs = append(slices.Clone(tram.Paragraphs), "“We are glad that this is over,” Lind said.")
	o.site.SetPage("/harbour", moved) // the words wait at another article's place
	run := o.again(t, feed)
	if run.Tally.Waiting != 1 {
		t.Fatalf("the refresh did %+v", run.Tally)
	}
	held := func() string {
		var all strings.Builder
		if err := o.ExportAll(t.Context(), &all); err != nil {
			t.Fatal(err)
		}
		return all.String()
	}
	older := held()
	if !strings.Contains(older, "that this is over") {
		t.Fatal("the words are not there")
	}
	a := o.article(t, home, "Harb")
	if _, err := o.Takedown(t.Context(), corpus.ByOperator, home, a.ID, statement(t, a, "We are glad that this is over").ID); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(held(), "that this is over") {
		t.Error("the words are there after the takedown")
	}
	if _, err := o.ReplaceFrom(t.Context(), strings.NewReader(older), true); err != nil {
		t.Fatal(err)
	}
	if all := held(); strings.Contains(all, "that this is over") || !strings.Contains(all, `"waiting"`) {
		t.Error("the words are back with an older export, or what waits is not")
	}
}

// An export leaves out what waits; where it is taken in, the page is read and
// judged again, though its server says that nothing has changed.
func TestExportLeavesOutWhatWaits(t *testing.T) {
	o := open(t)
	s := o.page(t)
	o.site.SetPage("/harbour", wall)
	o.again(t, s)
	var out strings.Builder
	if err := o.Export(t.Context(), ann, home, &out); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(out.String(), "checking that you are a person") || strings.Contains(out.String(), `"etag"`) {
		t.Errorf("the export holds %s", out.String())
	}
	to := open(t)
	if _, err := to.Import(t.Context(), corpus.ByOperator, home, strings.NewReader(out.String())); err != nil {
		t.Fatal(err)
	}
	if run := to.again(t, s); run.Tally.Waiting != 1 || to.waiting(t) != "other: Just a moment" {
		t.Errorf("the refresh did %+v, and %q waits", run.Tally, to.waiting(t))
	}
}
