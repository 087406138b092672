package index

import (
	"testing"
	"time"

	"verbatim/corpus"
)

// That an article's page shows something else follows the feed into all of its
// answers, and out of them, in every layer.
func TestPageChanged(t *testing.T) {
	const text = "The canal is closed for a week, Ann Lee said. Herons live there."
	m := newModerated()
	m.publish(corpus.Change{Article: article("news", text)})
	m.correct(about(t, "1", article("news", text), "canal", "said", corpus.VerdictUnidentified))
	x := openModerated(t, m)
	for _, since := range []time.Time{{}, time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC), {}} {
		m.publish(corpus.Change{Article: article("news", text), PageChanged: since})
		catchUp(t, x)
		want := corpus.DateOf(since)
		for _, guild := range []corpus.GuildID{corpus.Shared, "1"} {
			for _, question := range []string{"canal", "herons"} {
				got := ask(t, x, corpus.Query{Guild: guild, Text: question})
				if len(got) != 1 || got[0].PageChanged != want {
					t.Fatalf("guild %q, %q: got %+v, want the page changed %q", guild, question, got, want)
				}
				c, err := x.Context(t.Context(), corpus.ContextQuery{Guild: guild, Article: corpus.ArticleRef{Article: "news"}, Statement: got[0].ID})
				if err != nil || c.PageChanged != want {
					t.Errorf("guild %q, %q: where it stands: %+v, %v, want the page changed %q", guild, question, c, err, want)
				}
			}
		}
	}
}
