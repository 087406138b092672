package webhook

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"unicode/utf8"

	"verbatim/bot/command"
	"verbatim/corpus"
	"verbatim/corpus/admin"
	"verbatim/corpus/store"
	"verbatim/index"
	"verbatim/index/indextest"
)

var (
	sizes   = flag.String("sizes", "10000", "statements in the corpora behind the door, parted by commas")
	evalDir = flag.String("eval", "", "folder with articles.jsonl and questions.jsonl, whose words and questions are used")
)

// BenchmarkCorpus measures the endpoint in front of a corpus: an index on disk
// of generated articles, a store with the settings of guilds, HTTP over
// loopback with signed requests. It reports how many interactions a second are
// served to so many clients, how long each takes from request to reply, how
// much of that is search, and how much the rest. The clients and their signing
// run on the same cores; with more than one client, an interaction also waits
// for others. The confidence threshold is off: made-up texts answer few
// questions, and showing a quote takes longer than saying that there is no
// answer.
func BenchmarkCorpus(b *testing.B) {
	vocabulary, questions, err := indextest.Words(*evalDir)
	if err != nil {
		b.Fatal(err)
	}
	for size := range strings.SplitSeq(*sizes, ",") {
		n, err := strconv.Atoi(size)
		if err != nil {
			b.Fatalf("-sizes %q: %v", *sizes, err)
		}
		b.Run(size, func(b *testing.B) {
			g := indextest.NewGenerator(1, n, vocabulary)
			asked := questions
			if len(asked) == 0 {
				asked = g.Questions(1000)
			}
			l := openLibrary(b, g)
			for _, clients := range []int{1, 8} {
				b.Run(fmt.Sprintf("ask/clients=%d", clients), func(b *testing.B) {
					l.measure(b, clients, 2, func(i int64) data { return askFor(asked[int(i)%len(asked)]) })
				})
			}
			typed := l.typed(b)
			b.Run("complete-speaker", func(b *testing.B) {
				l.measure(b, 1, 4, func(i int64) data { return complete(typed[int(i)%len(typed)]) })
			})
		})
	}
}

// library is a door with a corpus behind it.
type library struct {
	url     string
	private ed25519.PrivateKey
	index   *index.Index
	watch   stopwatch
	next    atomic.Int64 // the last interaction's number
}

// openLibrary fills an index and runs a door in front of it until b ends.
func openLibrary(b *testing.B, g *indextest.Generator) *library {
	b.Helper()
	ctx, stop := context.WithCancel(context.Background())
	log := slog.New(slog.DiscardHandler)
	s, err := store.Open(ctx, filepath.Join(b.TempDir(), "verbatim.db"), log)
	failOn(b, err)
	x, err := index.Open(ctx, filepath.Join(b.TempDir(), "index"), g, index.Options{Log: log})
	failOn(b, err)
	failOn(b, x.CatchUp(ctx))
	key, private, err := ed25519.GenerateKey(nil)
	failOn(b, err)
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	failOn(b, err)
	l := &library{url: "http://" + listener.Addr().String(), private: private, index: x, watch: stopwatch{Index: x}}
	handler := command.New(command.Options{
		Search: &l.watch, Log: log,
		Settings: admin.New(admin.Options{Store: s, Log: log}),
	})
	var running sync.WaitGroup
	running.Go(func() {
		if err := Run(ctx, handler, Options{Token: "token", Key: key, Log: log, Out: io.Discard, Transport: nowhere{}, Listener: listener}); err != nil {
			b.Error(err)
		}
	})
	b.Cleanup(func() {
		stop()
		running.Wait()
		failOn(b, errors.Join(x.Close(), s.Close()))
	})
	return l
}

func failOn(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// stopwatch is an index that adds up how long it searches for each guild. A
// client is a guild of its own and has one interaction at a time.
type stopwatch struct {
	*index.Index
	spent sync.Map // of *atomic.Int64, in nanoseconds, by guild
}

func (s *stopwatch) Search(ctx context.Context, q corpus.Query) (corpus.Found, error) {
	defer s.since(q.Guild, time.Now())
	return s.Index.Search(ctx, q)
}

func (s *stopwatch) Speakers(ctx context.Context, q corpus.Query) ([]corpus.SpeakerCount, error) {
	defer s.since(q.Guild, time.Now())
	return s.Index.Speakers(ctx, q)
}

func (s *stopwatch) since(guild corpus.GuildID, begin time.Time) {
	s.of(guild).Add(int64(time.Since(begin)))
}

func (s *stopwatch) of(guild corpus.GuildID) *atomic.Int64 {
	spent, _ := s.spent.LoadOrStore(guild, new(atomic.Int64))
	return spent.(*atomic.Int64)
}

// data is what an interaction's field of that name holds.
type data map[string]any

func askFor(question string) data {
	return data{"id": "771825006014889984", "name": "ask", "type": 1, "options": []any{data{"name": "question", "type": 3, "value": question}}}
}

func complete(typed string) data {
	return data{"id": "771825006014889984", "name": "ask", "type": 1, "options": []any{
		data{"name": "question", "type": 3, "value": "When?"}, data{"name": "speaker", "type": 3, "value": typed, "focused": true},
	}}
}

// typed is what people type on their way to speakers' names.
func (l *library) typed(b *testing.B) []string {
	b.Helper()
	found, err := l.index.Speakers(b.Context(), corpus.Query{Limit: 200})
	failOn(b, err)
	out := []string{""}
	for _, s := range found {
		for i := range s.Name {
			if i > 0 {
				out = append(out, s.Name[:i])
			}
		}
	}
	if len(found) == 0 || !utf8.ValidString(strings.Join(out, "")) {
		b.Fatalf("%d speakers, want some to complete", len(found))
	}
	return out
}

// figure is what one interaction took.
type figure struct {
	whole, search time.Duration
	shows         bool // answers or choices
}

// measure lets so many clients send b.N interactions of a type one after the
// other, and reports how long they took.
func (l *library) measure(b *testing.B, clients, kind int, of func(i int64) data) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: clients}}
	defer client.CloseIdleConnections()
	took := make([][]figure, clients)
	var sent atomic.Int64
	var running sync.WaitGroup
	b.ResetTimer()
	for c := range clients {
		running.Go(func() {
			guild := corpus.GuildID(fmt.Sprint(290926798626357000 + c))
			for i := sent.Add(1); i <= int64(b.N); i = sent.Add(1) {
				before := l.watch.of(guild).Load()
				body, err := interaction(l.next.Add(1), guild, kind, of(i))
				if err != nil {
					b.Error(err)
					return
				}
				f, err := l.send(b, client, body)
				if err != nil {
					b.Error(err)
					return
				}
				f.search = time.Duration(l.watch.of(guild).Load() - before)
				took[c] = append(took[c], f)
			}
		})
	}
	running.Wait()
	b.StopTimer()
	report(b, slices.Concat(took...))
}

func report(b *testing.B, took []figure) {
	if len(took) == 0 {
		return
	}
	var whole, search, rest []time.Duration
	var wholeSum, searchSum time.Duration
	shown := 0
	for _, f := range took {
		whole, search, rest = append(whole, f.whole), append(search, f.search), append(rest, f.whole-f.search)
		wholeSum, searchSum = wholeSum+f.whole, searchSum+f.search
		if f.shows {
			shown++
		}
	}
	b.ReportMetric(float64(len(took))/b.Elapsed().Seconds(), "interactions/s")
	b.ReportMetric(100*float64(searchSum)/float64(wholeSum), "search-%")
	b.ReportMetric(100*float64(shown)/float64(len(took)), "answered-%")
	for name, values := range map[string][]time.Duration{"whole": whole, "search": search, "rest": rest} {
		slices.Sort(values)
		for _, p := range []int{50, 95, 99} {
			b.ReportMetric(float64(values[(len(values)-1)*p/100].Nanoseconds())/1e6, fmt.Sprintf("%s-p%d-ms", name, p))
		}
	}
}

// send signs and sends an interaction, and reads the reply to its end.
func (l *library) send(b *testing.B, client *http.Client, body []byte) (figure, error) {
	timestamp := strconv.FormatInt(time.Now().Unix(), 10)
	r, err := http.NewRequestWithContext(b.Context(), http.MethodPost, l.url+path, bytes.NewReader(body))
	if err != nil {
		return figure{}, err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-Signature-Timestamp", timestamp)
	r.Header.Set("X-Signature-Ed25519", fmt.Sprintf("%x", ed25519.Sign(l.private, append([]byte(timestamp), body...))))
	begin := time.Now()
	response, err := client.Do(r)
	if err != nil {
		return figure{}, err
	}
	defer func() { _ = response.Body.Close() }() // it is read to the end
	raw, err := io.ReadAll(response.Body)
	took := time.Since(begin)
	if err != nil {
		return figure{}, err
	}
	if response.StatusCode != http.StatusOK {
		return figure{}, fmt.Errorf("answered %d %s", response.StatusCode, raw)
	}
	return figure{whole: took, shows: bytes.Contains(raw, []byte(`"description":"`)) || bytes.Contains(raw, []byte(`"choices":[{`))}, nil
}
