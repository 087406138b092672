package extracttest

import (
	"strings"
	"testing"
	"time"

	"verbatim/corpus"
	"verbatim/corpus/extract"
)

// Bridge is an article with two speakers, a pronoun and an official.
func Bridge() corpus.Article {
	return corpus.Article{ID: "bridge", Guild: "7", Language: "en", Text: strings.TrimSpace(`
Ann Lee, the mayor of Lismore, said that the bridge would reopen on Monday. “We are ready,” she said.

An official denied that the repairs had cost ten million pounds.

Tom Brown, a councillor, said the bridge was not safe, and warned that it would be closed again.

The bridge is ninety years old. Annual inspections began in 1990.`)}
}

// Correction is a correction of the report with that cue in the statement that
// holds some words; of the statement itself if the cue is "".
func Correction(t testing.TB, a corpus.Article, words, cue string, v corpus.Verdict) corpus.Correction {
	t.Helper()
	for _, s := range Statements(t, a) {
		if !strings.Contains(s.Text, words) {
			continue
		}
		c := corpus.Correction{
			ID: corpus.CorrectionID(words + cue), Guild: a.Guild, ArticleGuild: a.Guild, Article: a.ID,
			Statement: s.ID, Text: s.Text, Verdict: v, At: time.Unix(1000, 0),
		}
		for _, r := range s.Reports {
			if one, content := extract.ReportWords(a.Text, r); one == cue {
				c.Cue, c.Content = one, content
				return c
			}
		}
		if cue == "" {
			return c
		}
		t.Fatalf("%q has no report with the cue %q: %+v", s.Text, cue, s.Reports)
	}
	t.Fatalf("no statement holds %q", words)
	return corpus.Correction{}
}
