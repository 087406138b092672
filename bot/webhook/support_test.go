package webhook

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"log/slog"
	"net"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"verbatim/bot/command"
	"verbatim/corpus"
	"verbatim/internal/discordtest"
)

// search is a searcher that is one function.
type search func(context.Context, corpus.Query) ([]corpus.Answer, error)

func (s search) Search(ctx context.Context, q corpus.Query) (corpus.Found, error) {
	answers, err := s(ctx, q)
	return corpus.Found{Answers: answers}, err
}

// nobody is a corpus without speakers; it still answers questions.
type nobody struct{ search }

func (nobody) SpeakersOn(context.Context, corpus.Query) ([]corpus.SpeakerCount, error) {
	return nil, nil
}

func (nobody) Context(context.Context, corpus.ContextQuery) (corpus.Context, error) {
	return corpus.Context{}, corpus.ErrNoStatement
}

func (nobody) Speakers(context.Context, corpus.Query) ([]corpus.SpeakerCount, error) { return nil, nil }

const words = "Nobody opened the gate."

// narrated answers every question with the same words.
func narrated(context.Context, corpus.Query) ([]corpus.Answer, error) {
	return []corpus.Answer{{ID: "s", Text: words, Span: corpus.Span{End: len(words)}, Kind: corpus.Narrated}}, nil
}

// slowly is narrated after d.
func slowly(d time.Duration) search {
	return func(ctx context.Context, q corpus.Query) ([]corpus.Answer, error) {
		select {
		case <-time.After(d):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		return narrated(ctx, q)
	}
}

// deafly is narrated after d, whatever becomes of its context.
func deafly(d time.Duration) search {
	return func(ctx context.Context, q corpus.Query) ([]corpus.Answer, error) {
		time.Sleep(d)
		return narrated(ctx, q)
	}
}

// buffer is what several goroutines write and the test reads.
type buffer struct {
	mu    sync.Mutex
	bytes bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.bytes.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.bytes.String()
}

// running is a Run under test.
type running struct {
	t        *testing.T
	discord  *discordtest.Server
	listener net.Listener
	stop     context.CancelFunc
	done     chan struct{}
	err      error // once done is closed
	out, log buffer
}

func publicKey(t testing.TB, discord *discordtest.Server) ed25519.PublicKey {
	t.Helper()
	key, err := hex.DecodeString(discord.PublicKey())
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// run runs the door, without telling Discord of it.
func run(t *testing.T, discord *discordtest.Server, s search, change ...func(*Options)) *running {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	r := &running{t: t, discord: discord, stop: stop, done: make(chan struct{}), listener: discord.Listen()}
	log := slog.New(slog.NewTextHandler(&r.log, nil))
	o := Options{
		Token: discord.Token(), Key: publicKey(t, discord), Log: log, Out: &r.out, Transport: discord.Transport(), Listener: r.listener,
	}
	for _, c := range change {
		c(&o)
	}
	b := command.New(command.Options{Search: nobody{s}, Log: log})
	go func() {
		defer close(r.done)
		r.err = Run(ctx, b, o)
	}()
	t.Cleanup(func() {
		r.ends()
		for _, secret := range []string{discord.Token(), "aW50ZXJhY3Rpb24"} {
			if strings.Contains(r.log.String(), secret) {
				t.Errorf("the log holds the secret %q:\n%s", secret, r.log.String())
			}
		}
		if t.Failed() {
			t.Logf("log:\n%s", r.log.String())
		}
	})
	return r
}

// prints waits until the endpoint has printed want.
func (r *running) prints(want string) {
	r.t.Helper()
	for begin := time.Now(); !strings.Contains(r.out.String(), want); runtime.Gosched() {
		if time.Since(begin) > 30*time.Second {
			r.t.Fatalf("it has printed %q, want %q in it", r.out.String(), want)
		}
	}
}

// open runs the door and tells Discord of it.
func open(t *testing.T, discord *discordtest.Server, s search, change ...func(*Options)) *running {
	t.Helper()
	r := run(t, discord, s, change...)
	if err := discord.SetEndpoint(path); err != nil {
		t.Fatal(err)
	}
	discord.Await("ask")
	return r
}

// ends stops the run, and wants it to end within 10 s without an error.
func (r *running) ends() {
	r.t.Helper()
	select {
	case <-r.done:
		return
	default:
	}
	begin := time.Now()
	r.stop()
	<-r.done
	if took := time.Since(begin); r.err != nil || took > 10*time.Second {
		r.t.Errorf("the run ended with %v after %v, want no error within 10 s", r.err, took)
	}
}

// inMemory runs a test against a Discord in memory, with the bubble's time. All
// goroutines must end with the test.
func inMemory(t *testing.T, test func(*testing.T, *discordtest.Server)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { test(t, discordtest.New(t, discordtest.InMemory())) })
}

// shown is the text of a message and its embeds.
func shown(m discordtest.Message) string {
	out := m.Content
	for _, e := range m.Embeds {
		out += "\n" + e.Description
	}
	return out
}
