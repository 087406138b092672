package admin_test

import (
	"errors"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"verbatim/corpus"
)

// Moderators refresh, remove, restore and add the same sources at once, and the
// site edits its pages: each is told what happened, and in the end all there is
// stands once and as it is on the site.
func TestModeratorsAtOnce(t *testing.T) {
	o := open(t)
	feed := o.feed()
	first := o.add(t, corpus.Source{Location: feed})
	page := o.add(t, corpus.Source{Location: o.site.URL + "/tram", Name: "Trams"})
	expected := []error{corpus.ErrBusy, corpus.ErrNoSource, corpus.ErrSourceThere, corpus.ErrSourceName}
	check := func(what string, err error) {
		for _, e := range expected {
			if errors.Is(err, e) {
				return
			}
		}
		if err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	var group sync.WaitGroup
	for worker := range 4 {
		group.Go(func() {
			r := rand.New(rand.NewPCG(uint64(worker), 3))
			for range 12 {
				id := []corpus.SourceID{first.ID, page.ID}[r.IntN(2)]
				switch r.IntN(6) {
				case 0, 1:
					_, err := o.Refresh(t.Context(), ann, home, id, nil)
					check("refresh", err)
				case 2:
					_, err := o.Refresh(t.Context(), ann, home, "", nil)
					check("refresh all", err)
				case 3:
					_, err := o.Remove(t.Context(), ann, home, id)
					check("remove", err)
				case 4:
					_, err := o.Restore(t.Context(), ann, home, id)
					check("restore", err)
				case 5:
					edited := tram
					edited.Title = "Fares stay " + strings.Repeat("x", r.IntN(9))
					o.site.SetPage("/tram", edited)
				}
			}
		})
	}
	group.Wait()
	o.site.SetPage("/tram", tram)
	for _, s := range []corpus.Source{first, page} {
		if _, err := o.Restore(t.Context(), ann, home, s.ID); err != nil {
			t.Fatal(err)
		}
		o.read(t, s)
	}
	if got := o.titles(t, home); got != "Fares stay, Harbour to reopen" {
		t.Errorf("%s stand", got)
	}
	sources, err := o.Sources(t.Context(), home)
	if err != nil || len(sources) != 2 || sources[0].Articles+sources[1].Articles != 2 {
		t.Errorf("the sources are %+v, %v", sources, err)
	}
	if held, err := o.store.HeldLeases(t.Context()); err != nil || len(held) != 0 {
		t.Errorf("leases are held: %v, %v", held, err)
	}
}
