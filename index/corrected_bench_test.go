package index

import (
	"context"
	"strconv"
	"testing"
	"time"

	"verbatim/corpus"
	"verbatim/corpus/extract/extracttest"
	"verbatim/index/indextest"
)

// corrected is generated articles of which one in every so many has a statement
// that guild 1 hides.
type corrected struct {
	*indextest.Generator
	every int
	tb    testing.TB
}

func (c corrected) ChangesOf(ctx context.Context, guilds corpus.Guilds, after corpus.Seq, limit int) ([]corpus.Change, error) {
	changes, err := c.Generator.ChangesOf(ctx, guilds, after, limit)
	for i := range changes {
		if a := changes[i].Article; int(changes[i].Seq)%c.every == 0 {
			s := extracttest.Statements(c.tb, a)[0]
			changes[i].Corrections = []corpus.Correction{{
				Guild: "1", ArticleGuild: a.Guild, Article: a.ID, Statement: s.ID, Text: s.Text, Verdict: corpus.VerdictHidden,
			}}
		}
	}
	return changes, err
}

// BenchmarkCorrected answers questions of a guild that corrected many shared
// passages, and of one that corrected none.
func BenchmarkCorrected(b *testing.B) {
	vocabulary, questions := realWords(b)
	g := indextest.NewGenerator(1, 100_000, vocabulary)
	if len(questions) == 0 {
		questions = g.Questions(1000)
	}
	for _, every := range []int{30, 3} {
		x, err := Open(context.Background(), b.TempDir(), corrected{g, every, b}, Options{})
		must(b, err)
		catchUp(b, x)
		for _, guild := range []corpus.GuildID{"1", "2"} {
			b.Run(strconv.Itoa(g.Articles/every)+"-passages/guild-"+string(guild), func(b *testing.B) {
				var took []time.Duration
				for b.Loop() {
					for _, q := range questions {
						start := time.Now()
						ask(b, x, corpus.Query{Guild: guild, Text: q, Limit: 10})
						took = append(took, time.Since(start))
					}
				}
				reportQuantiles(b, "", took)
			})
		}
		must(b, x.Close())
	}
}
