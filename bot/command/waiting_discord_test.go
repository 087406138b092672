package command_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"verbatim/corpus"
)

// A moderator sees both texts of a changed page, turns between pages, and
// decides; a button of what is decided already says so.
func TestModeratorsDecideAboutChangedPages(t *testing.T) {
	inOffice(t, func(t *testing.T, m *moderated) {
		for i, doubt := range []corpus.Doubt{corpus.DoubtOther, corpus.DoubtFront, corpus.DoubtEmpty} {
			w := corpus.Waiting{Doubt: doubt, At: time.Now().Add(-time.Hour)}
			w.Stands = corpus.Article{ID: corpus.ArticleID(fmt.Sprint("https://quay.example/", i, strings.Repeat("/x", 200))), Title: fmt.Sprint("Gate ", i), Text: "The gate was open.", URL: "https://quay.example/gate"}
			w.Shown = corpus.Article{Title: "Just a moment", Text: "We check that you are *a person*. @everyone", URL: "https://quay.example/"}
			if doubt == corpus.DoubtEmpty {
				w.Shown.Title, w.Shown.Text = "", " "
			}
			m.office.waiting = append(m.office.waiting, w)
		}
		expect(t, m.bob.Types("/corpus waiting").Reply(), forModerators)
		expect(t, m.mod.Types("/corpus status").Reply(), "3 pages now say something else, and their old quotes stay: /corpus waiting")
		list := m.mod.Types("/corpus waiting").Reply()
		expect(t, list, "Changed page 1 of 3", "The article", "Gate 0", "The gate was open.", "Its page now", "Just a moment", "We check that you are", "its text shares too little with the article", "The old quotes stay until you decide")
		if !list.Ephemeral() {
			t.Error("it shows to everybody")
		}
		m.restart()
		other := m.ann.Presses(m.ann.Types("/corpus waiting").Reply(), "Next").Reply()
		second := m.mod.Presses(list, "Next").Reply()
		expect(t, second, "Changed page 2 of 3", "Gate 1", "leads to the front page")
		taken := m.mod.Presses(second, "Take the new text").Reply()
		expect(t, taken, "The new text is taken. 1 article changed", "3 statements added", "Changed page 2 of 2", "Gate 2", "no text", "it shows no text any more")
		kept := m.mod.Presses(taken, "Keep the article").Reply()
		expect(t, kept, "The article stays as it was.", "Changed page 1 of 1", "Gate 0")
		for _, button := range []string{"Take the new text", "Keep the article"} {
			expect(t, m.ann.Presses(other, button).Reply(), "decided already")
		}
		expect(t, m.mod.Presses(kept, "Keep the article").Reply(), "The article stays as it was.", "Every page shows its article.")
		var log []string
		for _, e := range m.office.entries {
			log = append(log, fmt.Sprintf("%s %s %.22s", e.By, e.Action, e.Subject))
		}
		by := m.mod.ID()
		want := []string{by + " confirm https://quay.example/1", by + " drop https://quay.example/2", by + " drop https://quay.example/0"}
		if !slices.Equal(log, want) {
			t.Errorf("the log has %q, want %q", log, want)
		}
		expect(t, m.mod.Types("/corpus log").Reply(), "took the new text of", "though its page changed")
	})
}

// A moderator decides about what they have seen: a page that has changed again
// since then is shown anew.
func TestAPageThatChangesAgainIsShownAnew(t *testing.T) {
	inOffice(t, func(t *testing.T, m *moderated) {
		m.office.waiting = []corpus.Waiting{{
			Doubt: corpus.DoubtOther, At: time.Now().Add(-time.Hour),
			Stands: corpus.Article{ID: "gate", Title: "Gate", Text: "The gate was open."},
			Shown:  corpus.Article{Title: "Gate", Text: "The gate was rebuilt."},
		}}
		list := m.mod.Types("/corpus waiting").Reply()
		for i, button := range []string{"Take the new text", "Keep the article"} {
			text := fmt.Sprintf("Buy gates, offer %d.", i)
			m.office.waiting[0].Shown.Text = text
			again := m.mod.Presses(list, button).Reply()
			expect(t, again, "Changed page 1 of 1", text)
			if len(m.office.entries) != 0 {
				t.Fatalf("what nobody has seen was decided about: %+v", m.office.entries)
			}
			list = again
		}
		expect(t, m.mod.Presses(list, "Keep the article").Reply(), "The article stays as it was.")
	})
}

// An answer of an article whose page shows something else says so.
func TestAnswerOfAChangedPage(t *testing.T) {
	inOffice(t, func(t *testing.T, m *moderated) {
		a := m.said("s1", "The gate was open.")
		m.shelf.answers = []corpus.Answer{a}
		if got := m.bob.Types("/ask question: Who?").Reply(); strings.Contains(got.Text(), "something else") {
			t.Errorf("got\n%s", got.Text())
		}
		m.shelf.answers[0].PageChanged = "2026-03-02T10:00:00Z"
		expect(t, m.bob.Types("/ask question: Who?").Reply(), "its page has said something else since 2 March 2026")
	})
}
