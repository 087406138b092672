package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"verbatim/config"
	"verbatim/corpus"
	"verbatim/corpus/store"
	"verbatim/index"
	"verbatim/index/remote"
)

// searcher answers questions.
type searcher interface {
	Search(ctx context.Context, q corpus.Query) (corpus.Found, error)
	Speakers(ctx context.Context, q corpus.Query) ([]corpus.SpeakerCount, error)
}

// ask answers a question, or a file of questions.
func (p *Program) ask(ctx context.Context, cfg *config.Config) error {
	q := corpus.Query{
		Guild: corpus.GuildID(cfg.Guild), Text: strings.Join(cfg.Ask.Question, " "), Speaker: strings.TrimSpace(cfg.Ask.Speaker),
		Limit: cfg.Ask.Limit, Nearest: cfg.Ask.Nearest, Threshold: index.DefaultThreshold, NoBuiltin: cfg.NoBuiltin,
	}
	if cfg.Ask.Threshold != nil {
		q.Threshold = *cfg.Ask.Threshold
	}
	if err := checkWords(q.Speaker, "the speaker's name"); err != nil {
		return err
	}
	if cfg.Ask.Batch == "" {
		if err := checkQuestion(q.Text); err != nil {
			return err
		}
	}
	return p.withSearcher(ctx, cfg, func(ix searcher) error {
		if cfg.Ask.Batch != "" {
			return p.readFile(cfg.Ask.Batch, func(r io.Reader) error { return p.askBatch(ctx, ix, q, r) })
		}
		found, err := search(ctx, ix, q)
		if err != nil {
			return withNames(ctx, ix, q, err)
		}
		return p.printFound(found, q, cfg.Ask.Format)
	})
}

// withSearcher runs do with an index of everything in the store. If a running
// process owns the data folder's index, do uses that one.
func (p *Program) withSearcher(ctx context.Context, cfg *config.Config, do func(searcher) error) error {
	running, err := remote.Find(ctx, remote.Path(cfg.Data))
	if err != nil {
		return err
	}
	if running != nil {
		return do(running)
	}
	log := p.logger(cfg)
	answered := false
	err = p.withIndex(ctx, cfg, index.Options{Log: log}, func(_ *store.Store, ix *index.Index) error {
		if err := catchUp(ctx, ix, log); err != nil {
			return err
		}
		if err := makeVectors(ctx, ix, cfg.Ask.Batch != "", log); err != nil {
			return err
		}
		if err := do(ix); err != nil {
			return err
		}
		answered = true
		return ix.CatchUp(ctx) // repairs articles found to be damaged
	})
	if answered && err != nil && ctx.Err() == nil {
		log.Warn("the answers are complete, but repairing the index failed: the next command tries again", "error", err)
		return nil
	}
	return err
}

// toldAfter is how long a person waits for the index before they are told why.
const toldAfter = 2 * time.Second

// catchUp lets the index catch up with the store, and says so if that takes
// long.
func catchUp(ctx context.Context, ix *index.Index, log *slog.Logger) error {
	ended := make(chan error, 1)
	go func() { ended <- ix.CatchUp(ctx) }()
	long := time.NewTimer(toldAfter)
	defer long.Stop()
	select {
	case err := <-ended:
		return err
	case <-long.C:
		log.Warn("indexing new articles; the answer comes after that")
		return <-ended
	}
}

// vectorTime is how long a single question waits for vectors that statements lack.
const vectorTime = 2 * time.Second

// makeVectors makes the vectors that statements lack: all of them, or as many as a single question
// waits for. Without the others, and if they cannot be made, answers come all the same.
func makeVectors(ctx context.Context, ix *index.Index, all bool, log *slog.Logger) error {
	bounded := ctx
	if !all {
		var cancel context.CancelFunc
		bounded, cancel = context.WithTimeout(ctx, vectorTime)
		defer cancel()
	}
	if err := ix.MakeVectors(bounded); err != nil && bounded.Err() == nil {
		log.Warn("some statements are found by their words only", "error", err)
	}
	return ctx.Err()
}

// checkQuestion returns an error if a question cannot be searched for.
func checkQuestion(text string) error {
	switch {
	case strings.TrimSpace(text) == "":
		return errors.New("the question is empty: ask something, as in: verbatim ask \"What did the minister say about drones?\"")
	case len(text) > corpus.MaxQuestion:
		return fmt.Errorf("the question is %d bytes long, at most %d are searched for: ask a shorter one", len(text), corpus.MaxQuestion)
	}
	return checkWords(text, "the question")
}

// checkWords returns an error if a text has characters that no one types.
func checkWords(text, what string) error {
	for _, r := range text {
		if unicode.IsControl(r) && !unicode.IsSpace(r) {
			return fmt.Errorf("%s holds the control character %U: leave it out", what, r)
		}
	}
	return nil
}

// withNames extends a search's error: if the speaker is unknown, it adds the
// names that begin alike.
func withNames(ctx context.Context, ix searcher, q corpus.Query, err error) error {
	q.Limit = 1
	known, failed := ix.Speakers(ctx, q)
	if q.Speaker == "" || failed != nil || len(known) > 0 {
		return err
	}
	first, _ := utf8.DecodeRuneInString(q.Speaker)
	q.Speaker, q.Limit = string(first), 5
	near, failed := ix.Speakers(ctx, q)
	if failed != nil || len(near) == 0 {
		return err // the error says enough
	}
	var names []string
	for _, s := range near {
		names = append(names, fmt.Sprintf("%q", s.Name))
	}
	return fmt.Errorf("%w; there is %s", err, strings.Join(names, ", "))
}

// search searches for q, and returns empty lists in place of nil.
func search(ctx context.Context, ix searcher, q corpus.Query) (corpus.Found, error) {
	found, err := ix.Search(ctx, q)
	if found.Answers == nil {
		found.Answers = []corpus.Answer{}
	}
	for _, all := range [][]corpus.Answer{found.Answers, found.Nearest} {
		for i := range all {
			if all[i].Quotes == nil {
				all[i].Quotes = []corpus.Span{}
			}
			if all[i].Also == nil {
				all[i].Also = []corpus.Citation{}
			}
		}
	}
	return found, err
}

// batchAnswer is the result for a line of a batch.
type batchAnswer struct {
	ID json.RawMessage `json:"id"` // null if the line has no id that can be read
	corpus.Found
	Error string `json:"error,omitempty"` // why the line is not answered
}

// askBatch answers each line {"id","q"} of r with a line {"id","answers"}, which
// has a "refusal" if there are none, in order. If a line cannot be answered, its answer holds an error that names the
// line. At the end a partlyError says how many there are.
func (p *Program) askBatch(ctx context.Context, ix searcher, q corpus.Query, r io.Reader) error {
	work := func(ctx context.Context, l batchLine) (batchAnswer, error) {
		a := batchAnswer{ID: json.RawMessage("null"), Found: corpus.Found{Answers: []corpus.Answer{}}}
		err := a.fill(ctx, ix, q, l)
		if ctx.Err() != nil {
			return a, ctx.Err()
		}
		if err != nil {
			a.Found, a.Error = corpus.Found{Answers: []corpus.Answer{}}, err.Error()
		}
		return a, nil
	}
	var done tally
	err := inOrder(ctx, batchLines(r), work, func(a batchAnswer) error {
		done.add(a.Error)
		return p.printJSON(a)
	})
	if err != nil {
		return err
	}
	return done.err("answered")
}

// fill answers a line.
func (a *batchAnswer) fill(ctx context.Context, ix searcher, q corpus.Query, l batchLine) error {
	if l.fault != nil {
		return l.fault
	}
	var in struct {
		ID json.RawMessage `json:"id"`
		Q  *string         `json:"q"`
	}
	err := l.Decode(&in)
	if len(in.ID) > 0 {
		a.ID = in.ID
	}
	if err != nil {
		return err
	}
	if bytes.Equal(a.ID, []byte("null")) || in.Q == nil {
		return l.Errorf(`has no "id" or no "q"`)
	}
	if err := checkQuestion(*in.Q); err != nil {
		return l.Errorf("is not answered: %w", err)
	}
	q.Text = *in.Q
	if a.Found, err = search(ctx, ix, q); err != nil {
		return l.Errorf("is not answered: %w", err)
	}
	return nil
}
