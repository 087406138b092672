package evidence

import (
	"strings"
	"testing"
	"time"

	"verbatim/corpus"
	"verbatim/corpus/store"
)

// The page of an article whose own page shows something else says so, until a
// moderator decides.
func TestAChangedPageIsSaid(t *testing.T) {
	r := open(t)
	a := corpus.Article{ID: "gate", Guild: home, Title: "The gate", URL: "https://quay.example/gate", Origin: corpus.OriginFetched, Text: "The gate was open, said Ann Lee."}
	r.put(a)
	link := r.links.To(home, corpus.ArticleRef{Guild: home, Article: a.ID}, "")
	says := func() bool {
		return strings.Contains(text(t, r.page(link)), "has shown something else since 2 March 2026")
	}
	if says() {
		t.Error("it says so of a page that shows its article")
	}
	shown := a
	shown.Text = "We are checking that you are a person."
	err := r.store.Update(t.Context(), "test", func(tx *store.Tx) error {
		return tx.PutWaiting(t.Context(), corpus.Waiting{Shown: shown, Doubt: corpus.DoubtOther, At: time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)})
	})
	if err != nil {
		t.Fatal(err)
	}
	if !says() {
		t.Errorf("the page says\n%s", text(t, r.page(link)))
	}
	if err := r.Drop(t.Context(), ann, home, a.ID); err != nil {
		t.Fatal(err)
	}
	if says() {
		t.Error("it says so after a moderator kept the article")
	}
}
