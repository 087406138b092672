package store_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"sync"
	"testing"

	"verbatim/corpus"
	"verbatim/corpus/store"
	"verbatim/index"
)

// killChild holds, in a process that is to be killed, its job.
const killChild = "VERBATIM_TEST_KILL_CHILD"

// killJob is what the process that is to be killed does.
type killJob struct {
	Location string // of the store
	Index    string // the index's folder
	Round    int
}

// killStep is a line that it reports: what it is about to write in one
// transaction, and, once that was acknowledged, that it was.
type killStep struct {
	Name    string            // of the transaction, which its line of the audit log tells
	Put     map[string]string // texts by id
	Remove  []string
	Done    bool
	Opened  bool   // the store is open
	Problem string // it ends for another reason than being killed
}

// killWriters write at once, each to articles of its own.
const (
	killWriters  = 2
	killArticles = 40 // of each writer
)

// killGuild is the guild that everything is written for.
const killGuild corpus.GuildID = "7"

func TestMain(m *testing.M) {
	job := os.Getenv(killChild)
	if job == "" {
		os.Exit(m.Run())
	}
	report := newReporter()
	if err := writeUntilKilled(context.Background(), job, report); err != nil {
		report(killStep{Problem: err.Error()})
	}
	os.Exit(1)
}

// newReporter writes each step to the standard output in one piece.
func newReporter() func(killStep) {
	var mu sync.Mutex
	return func(s killStep) {
		line, err := json.Marshal(s)
		if err != nil {
			panic(err) // strings
		}
		mu.Lock()
		defer mu.Unlock()
		if _, err := os.Stdout.Write(append(line, '\n')); err != nil {
			os.Exit(1) // nobody reads any more
		}
	}
}

// writeUntilKilled puts, changes and removes articles while an index follows.
func writeUntilKilled(ctx context.Context, encoded string, report func(killStep)) error {
	var job killJob
	if err := json.Unmarshal([]byte(encoded), &job); err != nil {
		return err
	}
	quiet := slog.New(slog.DiscardHandler)
	s, err := store.Open(ctx, job.Location, quiet)
	if err != nil {
		return err
	}
	report(killStep{Opened: true})
	failed := make(chan error)
	for w := range killWriters {
		go func() {
			random := rand.New(rand.NewPCG(uint64(job.Round), uint64(w)))
			for n := 0; ; n++ {
				step := nextStep(random, w, fmt.Sprintf("round %d writer %d step %d", job.Round, w, n))
				report(step)
				if err := apply(ctx, s, step); err != nil {
					failed <- err
					return
				}
				report(killStep{Name: step.Name, Done: true})
			}
		}()
	}
	go func() { failed <- follow(ctx, s, job.Index) }()
	return <-failed
}

func follow(ctx context.Context, s *store.Store, dir string) error {
	x, err := index.Open(ctx, dir, s, index.Options{})
	if err != nil {
		return err
	}
	if err := x.Follow(ctx); err != nil {
		return err
	}
	return errors.New("the index has ceased to follow")
}

// nextStep is a transaction of one or a few articles, put, changed or removed.
func nextStep(random *rand.Rand, writer int, name string) killStep {
	step := killStep{Name: name, Put: map[string]string{}}
	for range 1 + random.IntN(4) {
		id := fmt.Sprintf("%d-%d", writer, random.IntN(killArticles))
		if _, there := step.Put[id]; there {
			continue
		}
		if random.IntN(3) == 0 {
			step.Remove = append(step.Remove, id)
			continue
		}
		step.Put[id] = fmt.Sprintf("The lighthouse keeper wrote %q in the log of %s.", id, name)
	}
	return step
}

// apply writes the step in one transaction. What is removed is so first.
func apply(ctx context.Context, s *store.Store, step killStep) error {
	return s.Update(ctx, step.Name, func(tx *store.Tx) error {
		for _, id := range step.Remove {
			if _, err := tx.RemoveArticle(ctx, killGuild, corpus.ArticleID(id)); err != nil {
				return err
			}
		}
		for id, text := range step.Put {
			a := corpus.Article{Guild: killGuild, ID: corpus.ArticleID(id), Origin: corpus.OriginImported, Text: text}
			if _, err := tx.PutArticle(ctx, a, corpus.DefaultVersions); err != nil {
				return err
			}
		}
		return tx.Log(ctx, corpus.Entry{Guild: killGuild, By: corpus.ByOperator, Action: corpus.ActionImport, Subject: step.Name})
	})
}
