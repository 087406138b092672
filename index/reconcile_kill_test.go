package index

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"verbatim/corpus"
	"verbatim/corpus/store"
)

var killRounds = flag.Int("kill-rounds", 4, "how often TestSetGuildsIsKilled kills a process that changes what it holds")

// killJob is what the process that is to be killed does: it writes to the store,
// follows it and changes what it holds, without end.
type killJob struct {
	Store, Index string
	Round        uint64
}

// Wherever a process is killed while guilds come and leave, the next start is
// right, whatever it is to hold: as an index built from scratch.
func TestSetGuildsIsKilled(t *testing.T) {
	seed := rand.Uint64()
	random := rand.New(rand.NewPCG(seed, 0))
	dir := t.TempDir()
	job := killJob{Store: filepath.Join(dir, "verbatim.db"), Index: filepath.Join(dir, "index")}
	holds, midway, rebuilt := 0, 0, 0
	for round := range *killRounds {
		job.Round = seed + uint64(round)
		holds += killWhileHolding(t, random, job)
		s, err := store.Open(t.Context(), job.Store, slog.New(slog.DiscardHandler))
		must(t, err)
		// Whatever the killed process had under way ends before the index is read.
		must(t, s.Update(t.Context(), "wait", func(*store.Tx) error { return nil }))
		var logged strings.Builder
		guilds := someShards(random)
		x, err := Open(t.Context(), job.Index, s, Options{Guilds: guilds, Log: slog.New(slog.NewTextHandler(&logged, nil))})
		must(t, err)
		if !x.reconciled(x.view.Position) {
			midway++
		}
		catchUp(t, x)
		if strings.Contains(logged.String(), "anew") {
			rebuilt++
			t.Logf("round %d: %s", round, &logged)
		}
		wantFromScratch(t, x, s, guilds)
		hold(t, x, shards(0, 1, 2, 3)) // and nothing was lost beside it
		catchUp(t, x)
		wantFromScratch(t, x, s, shards(0, 1, 2, 3))
		must(t, x.Close())
		must(t, s.Close())
		if t.Failed() {
			t.Fatalf("round %d of seed %d", round, seed)
		}
	}
	t.Logf("%d kills, %d changes of what is held before them, %d indexes had something left to do, %d were built anew",
		*killRounds, holds, midway, rebuilt)
	if rebuilt > 0 {
		t.Errorf("%d indexes were built anew, want none: a kill breaks nothing", rebuilt)
	}
}

// killWhileHolding starts the process, kills it at a random moment, and returns
// how often what it holds had changed by then.
func killWhileHolding(t *testing.T, random *rand.Rand, job killJob) (holds int) {
	t.Helper()
	encoded, err := json.Marshal(job)
	must(t, err)
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestSetGuildsUntilKilled$", "-test.v")
	child.Env = append(os.Environ(), "INDEX_KILLED="+string(encoded))
	out, err := child.StdoutPipe()
	must(t, err)
	must(t, child.Start())
	lines := bufio.NewScanner(out)
	var said strings.Builder
	var timer *time.Timer
	for after := 1 + random.IntN(8); lines.Scan(); {
		said.WriteString(lines.Text() + "\n")
		if lines.Text() != "held" {
			continue
		}
		if holds++; holds == after {
			timer = time.AfterFunc(time.Duration(random.IntN(40_000))*time.Microsecond, func() { _ = child.Process.Kill() })
		}
	}
	if err := child.Wait(); err == nil || child.ProcessState.ExitCode() >= 0 || timer == nil {
		t.Fatalf("the process ended before it was killed: %v\n%s", err, &said)
	}
	return holds
}

// someShards is a set of guilds: mostly some of 4 shards, now and then all, or of
// another number of shards.
func someShards(random *rand.Rand) corpus.Guilds {
	g := corpus.Guilds{Of: []int{4, 4, 4, 8, 2, 0}[random.IntN(6)]}
	for id := range g.Of {
		if random.IntN(2) == 0 {
			g.IDs = append(g.IDs, id)
		}
	}
	return g
}

// TestSetGuildsUntilKilled is the process that TestSetGuildsIsKilled kills.
func TestSetGuildsUntilKilled(t *testing.T) {
	encoded := os.Getenv("INDEX_KILLED")
	if encoded == "" {
		t.Skip("only TestSetGuildsIsKilled starts it")
	}
	var job killJob
	must(t, json.Unmarshal([]byte(encoded), &job))
	random := rand.New(rand.NewPCG(job.Round, 1))
	s, err := store.Open(t.Context(), job.Store, slog.New(slog.DiscardHandler))
	must(t, err)
	x := openHolding(t, job.Index, s, someShards(random))
	failed := make(chan error)
	go func() { failed <- x.Follow(t.Context()) }()
	go func() { failed <- writeOfGuilds(t.Context(), s, job.Round) }()
	go func() {
		for {
			if err := x.SetGuilds(t.Context(), someShards(random)); err != nil {
				failed <- err
				return
			}
			fmt.Println("held")
		}
	}()
	t.Fatal(<-failed)
}

// writeOfGuilds puts, removes and corrects articles of some guilds and of the
// shared corpus.
func writeOfGuilds(ctx context.Context, s *store.Store, round uint64) error {
	random := rand.New(rand.NewPCG(round, 2))
	for n := 0; ; n++ {
		guild := shardGuild(random.IntN(4), random.IntN(3))
		if err := s.Update(ctx, "write", func(tx *store.Tx) error {
			return writeOfGuild(ctx, tx, random, guild, fmt.Sprintf("%d-%d", round, n))
		}); err != nil {
			return err
		}
	}
}

func writeOfGuild(ctx context.Context, tx *store.Tx, random *rand.Rand, guild corpus.GuildID, name string) error {
	switch random.IntN(8) {
	case 0:
		_, err := tx.RemoveArticle(ctx, guild, corpus.ArticleID(fmt.Sprint(random.IntN(20))))
		return err
	case 1:
		a := mill
		a.ID = corpus.ArticleID(fmt.Sprint("mill ", random.IntN(3)))
		a.Text = "Note " + name + " came in today.\n\n" + mill.Text
		_, err := tx.PutArticle(ctx, a, 2)
		return err
	case 2:
		c := aboutMill(guild, corpus.ArticleID(fmt.Sprint("mill ", random.IntN(3))), random.IntN(2) == 0)
		c.ID, c.At = corpus.CorrectionID(fmt.Sprint(guild, c.Article)), time.Unix(int64(random.IntN(1e9)), 0)
		if random.IntN(3) == 0 {
			c.UndoneAt = c.At
		}
		return tx.PutCorrection(ctx, c)
	}
	a := own(string(guild), mill)
	a.ID = corpus.ArticleID(fmt.Sprint(random.IntN(20)))
	a.Text = fmt.Sprintf("The kiln of note %s smokes, Ann Lee said.\n\n", name) + mill.Text
	_, err := tx.PutArticle(ctx, a, 2)
	return err
}

// aboutMill is a guild's correction of a copy of the mill's article.
func aboutMill(guild corpus.GuildID, id corpus.ArticleID, hidden bool) corpus.Correction {
	const said = "An official denied that the turbine had cost ten million pounds."
	c := corpus.Correction{
		Guild: guild, Article: id, Statement: "of another text", Text: said, Cue: "denied",
		Content: "the turbine had cost ten million pounds", Verdict: corpus.VerdictSpeaker, Name: "Tom Brown", Mention: "Tom Brown",
	}
	if hidden {
		c.Verdict, c.Name, c.Mention = corpus.VerdictHidden, "", ""
	}
	return c
}
