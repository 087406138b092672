package remote

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"verbatim/corpus"
	"verbatim/index"
)

var _ searchIndex = (*index.Index)(nil)

// fakeIndex notes the calls that it gets.
type fakeIndex struct {
	calls   []string
	failure error // of CatchUp
	answers []corpus.Answer
	asked   corpus.Query
}

func (f *fakeIndex) CatchUp(context.Context) error {
	f.calls = append(f.calls, "catch up")
	return f.failure
}

func (f *fakeIndex) Purge(context.Context) error {
	f.calls = append(f.calls, "purge")
	return nil
}

func (f *fakeIndex) Search(_ context.Context, q corpus.Query) (corpus.Found, error) {
	f.calls, f.asked = append(f.calls, "search"), q
	return corpus.Found{Answers: f.answers}, nil
}

func (f *fakeIndex) Speakers(_ context.Context, q corpus.Query) ([]corpus.SpeakerCount, error) {
	f.calls, f.asked = append(f.calls, "speakers"), q
	return []corpus.SpeakerCount{{Name: "Ann Lee", Statements: 2}}, nil
}

// serving runs do with a client of a process that serves the index at the path.
func serving(t *testing.T, path string, ix searchIndex, do func(*Client)) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- Serve(ctx, path, ix, slog.New(slog.DiscardHandler)) }()
	var client *Client
	for await := time.Now().Add(10 * time.Second); client == nil && time.Now().Before(await); runtime.Gosched() {
		var err error
		if client, err = Find(t.Context(), path); err != nil {
			t.Fatal(err)
		}
	}
	if client == nil {
		t.Fatal("no process answers on the socket")
	}
	do(client)
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// socket returns a path for a socket that is short on every system.
func socket(t *testing.T) string {
	t.Helper()
	t.Chdir(t.TempDir())
	return "s.sock"
}

func TestClient(t *testing.T) {
	query := corpus.Query{Guild: "7", Text: "Who said so?", Speaker: "Ann", Limit: 3}
	tests := []struct {
		name  string
		ask   func(*Client) error
		calls []string
	}{
		{"alive", func(c *Client) error { return c.Alive(t.Context()) }, nil},
		{"settle", func(c *Client) error { return c.Settle(t.Context()) }, []string{"catch up", "purge"}},
		{"search", func(c *Client) error { _, err := c.Search(t.Context(), query); return err }, []string{"catch up", "search"}},
		{"speakers", func(c *Client) error {
			got, err := c.Speakers(t.Context(), query)
			if len(got) != 1 || got[0].Name != "Ann Lee" || got[0].Statements != 2 {
				t.Errorf("got %v, want Ann Lee with two statements", got)
			}
			return err
		}, []string{"catch up", "speakers"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ix := &fakeIndex{}
			serving(t, socket(t), ix, func(c *Client) {
				if err := tt.ask(c); err != nil {
					t.Error(err)
				}
			})
			if !reflect.DeepEqual(ix.calls, tt.calls) {
				t.Errorf("the index was called to %q, want %q", ix.calls, tt.calls)
			}
			if len(tt.calls) == 2 && tt.calls[1] != "purge" && !reflect.DeepEqual(ix.asked, query) {
				t.Errorf("the index was asked %+v, want %+v", ix.asked, query)
			}
		})
	}
}

// If the index cannot take in what is stored, its error reaches the client, and the
// process is alive all the same.
func TestIndexFails(t *testing.T) {
	ix := &fakeIndex{failure: errors.New("the store is away")}
	serving(t, socket(t), ix, func(c *Client) {
		if _, err := c.Search(t.Context(), corpus.Query{}); err == nil || err.Error() != "the store is away" {
			t.Errorf("Search = %v, want the index's error", err)
		}
		if err := c.Alive(t.Context()); err != nil {
			t.Errorf("Alive = %v, want no error", err)
		}
	})
}

// Every part of an answer comes through the socket.
func TestSocketCarriesAnswers(t *testing.T) {
	answer := corpus.Answer{Guild: "7", Mention: &corpus.Mention{Text: "he"}, Cue: &corpus.Cue{}, Content: &corpus.Span{}, Quotes: []corpus.Span{{}}}
	serving(t, socket(t), &fakeIndex{answers: []corpus.Answer{answer}}, func(c *Client) {
		got, err := c.Search(t.Context(), corpus.Query{})
		if err != nil || len(got.Answers) != 1 {
			t.Fatalf("Search = %v, %v, want one answer", got, err)
		}
		a := got.Answers[0]
		if a.Guild != "7" || a.Mention == nil || a.Mention.Text != "he" || a.Cue == nil || a.Content == nil || len(a.Quotes) != 1 {
			t.Errorf("got %+v, want %+v", a, answer)
		}
	})
}

// A socket that no process listens on any more is replaced, and only its owner may
// use the new one.
func TestSocketLeftBehind(t *testing.T) {
	path := socket(t)
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	l.SetUnlinkOnClose(false)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if c, err := Find(t.Context(), path); c != nil || err != nil {
		t.Errorf("Find = %v, %v, want no process", c, err)
	}
	serving(t, path, &fakeIndex{}, func(*Client) {
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm() != 0o600 || info.Mode().Type() != fs.ModeSocket {
			t.Errorf("the socket is %v, %v, want one that only its owner may use", info, err)
		}
	})
}

// A path that is too long for a socket does not keep the bot from running.
func TestPathTooLong(t *testing.T) {
	path := Path(filepath.Join(t.TempDir(), strings.Repeat("long", 50)))
	ctx, cancel := context.WithCancel(t.Context())
	var log bytes.Buffer
	done := make(chan error, 1)
	go func() { done <- Serve(ctx, path, &fakeIndex{}, slog.New(slog.NewTextHandler(&log, nil))) }()
	cancel()
	if err := <-done; err != nil || !strings.Contains(log.String(), "choose a shorter one with --data") {
		t.Errorf("Serve = %v, its log %q, want a warning that says what to do", err, log.String())
	}
	if c, err := Find(t.Context(), path); c != nil || err != nil {
		t.Errorf("Find = %v, %v, want no process", c, err)
	}
}
