package evidence

import (
	"strings"
	"testing"
	"time"

	"verbatim/corpus"
	"verbatim/corpus/store"
)

func TestCorrectionsHoldInTheirGuild(t *testing.T) {
	r := open(t)
	shared := harbour
	shared.Guild = corpus.Shared
	r.put(shared)
	ref := corpus.ArticleRef{Article: shared.ID}
	glad, pay := statement(t, shared, "glad"), statement(t, shared, "would have to pay")
	for _, c := range []corpus.Correction{
		{Guild: home, Article: shared.ID, Statement: glad.ID, Verdict: corpus.VerdictSpeaker, Name: "Tom Hill"},
		{Guild: home, Article: shared.ID, Statement: pay.ID, Verdict: corpus.VerdictHidden},
	} {
		if _, err := r.Correct(t.Context(), ann, c); err != nil {
			t.Fatal(err)
		}
	}
	page := r.page(r.links.To(home, ref, glad.ID))
	shown := text(t, page)
	for _, want := range []string{"attributed to Tom HillWe are glad", "all in quotation marks · corrected by a moderator", "hidden from answers", "A moderator has hidden a statement that stands here."} {
		if !strings.Contains(strings.ReplaceAll(shown, "“", ""), want) {
			t.Errorf("the guild's page lacks %q; it shows\n%s", want, shown)
		}
	}
	if strings.Contains(page, "would have to pay") || strings.Contains(page, string(pay.ID)) || strings.Contains(page, ann) {
		t.Errorf("the page shows what is hidden, or who hid it: %s", shown)
	}
	elsewhere := text(t, r.page(r.links.To(other, ref, glad.ID)))
	if !strings.Contains(elsewhere, "would have to pay") || strings.Contains(elsewhere, "corrected by") || strings.Contains(elsewhere, "hidden") {
		t.Errorf("another guild sees the corrections: %s", elsewhere)
	}
}

func TestVersionsStandSideBySide(t *testing.T) {
	r := open(t)
	first, second, third := harbour, harbour, harbour
	second.Text = strings.Replace(first.Text, "on Monday", "on Friday next week", 1)
	second.Title = "Harbour to reopen later"
	third.Title = second.Title
	third.Text = strings.Replace(second.Text, " The work has taken two years.", "", 1) + " Lind added that the ferry would run again."
	r.put(first)
	r.put(second)
	r.put(third)
	ref := corpus.ArticleRef{Guild: home, Article: harbour.ID}
	article := r.page(r.links.To(home, ref, ""))
	for _, want := range []string{`href="./versions/3"`, `href="./versions/2"`} {
		if !strings.Contains(article, want) {
			t.Errorf("the article's page lacks %s", want)
		}
	}
	root := r.links.To(home, ref, "")
	page := r.page(root + "versions/2")
	for _, want := range []string{"reopen on<mark> Monday.</mark>", "reopen on<mark> Friday next week.</mark>", "reopen<mark> later</mark>", `href="./../"`, `href="../../style.css"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the second version lacks %s: %s", want, page)
		}
	}
	shown := text(t, r.page(root+"versions/3"))
	for _, want := range []string{"2 statements differ.", "Withdrawn", "The work has taken two years.", "Added Lind added that the ferry would run again."} {
		if !strings.Contains(shown, want) {
			t.Errorf("the third version lacks %q: %s", want, shown)
		}
	}
	for _, n := range []string{"1", "4", "-1", "x", "99999999999999999999"} {
		if resp, _ := get(t, r.pages, root+"versions/"+n, "en"); resp.StatusCode != 404 {
			t.Errorf("version %s: got status %d, want 404", n, resp.StatusCode)
		}
	}
}

// If a statement was corrected before it was hidden, its words must not appear
// in the correction, even after the publisher reworded it.
func TestHiddenWordsAreInNoCorrection(t *testing.T) {
	r := open(t)
	r.put(harbour)
	ref := corpus.ArticleRef{Guild: home, Article: harbour.ID}
	glad := statement(t, harbour, "glad")
	for i, c := range []corpus.Correction{{Verdict: corpus.VerdictSpeaker, Name: "Tom Hill"}, {Verdict: corpus.VerdictHidden}} {
		c.Guild, c.ArticleGuild, c.Article, c.Statement = home, home, harbour.ID, glad.ID
		made, err := r.Correct(t.Context(), ann, c)
		if err != nil {
			t.Fatal(err)
		}
		made.At = time.Unix(1_700_000_000+int64(i), 0).UTC() // one after the other
		if err := r.store.Update(t.Context(), "date a correction", func(tx *store.Tx) error { return tx.PutCorrection(t.Context(), made) }); err != nil {
			t.Fatal(err)
		}
	}
	if shown := text(t, r.page(r.links.To(home, ref, ""))); strings.Contains(shown, "We are glad") || !strings.Contains(shown, "attributed to Tom Hill") {
		t.Errorf("the hidden words are shown, or their correction is not: %s", shown)
	}
	reworded := harbour
	reworded.Text = strings.Replace(harbour.Text, "We are glad that this is over", "We are pleased", 1)
	r.put(reworded)
	if shown := text(t, r.page(r.links.To(home, ref, ""))); strings.Contains(shown, "We are glad") || !strings.Contains(shown, "no longer applies") {
		t.Errorf("after the rewording: %s", shown)
	}
}

// Hidden words must not appear in older versions either.
func TestHiddenWordsAreInNoVersion(t *testing.T) {
	r := open(t)
	second := harbour
	second.Text = strings.Replace(harbour.Text, "on Monday", "on Friday", 1)
	r.put(harbour)
	r.put(second)
	if _, err := r.Correct(t.Context(), ann, corpus.Correction{
		Guild: home, ArticleGuild: home, Article: harbour.ID, Statement: statement(t, second, "on Friday").ID, Verdict: corpus.VerdictHidden,
	}); err != nil {
		t.Fatal(err)
	}
	page := r.page(r.links.To(home, corpus.ArticleRef{Guild: home, Article: harbour.ID}, "") + "versions/2")
	if shown := text(t, page); strings.Contains(shown, "Monday") || strings.Contains(shown, "Friday") || !strings.Contains(shown, "glad") {
		t.Errorf("the hidden statement is shown, or another is not: %s", shown)
	}
}
