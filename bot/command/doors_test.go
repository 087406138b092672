package command_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"verbatim/bot/command"
	"verbatim/bot/gateway"
	"verbatim/bot/webhook"
	"verbatim/corpus"
	"verbatim/internal/discordtest"
)

// visit is a bot online through one of its doors.
type visit struct {
	discord *discordtest.Server
	ann     *discordtest.User
	log     *bytes.Buffer
	stop    func() // ends the bot, and wants it to end well; it is done once
}

// throughBothDoors runs a test once over the gateway and once over signed HTTP,
// in memory. No goroutine may outlive it.
func throughBothDoors(t *testing.T, search func(context.Context, corpus.Query) ([]corpus.Answer, error), test func(*testing.T, *visit)) {
	t.Helper()
	for _, door := range []string{"gateway", "http"} {
		t.Run(door, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				discord := discordtest.New(t, discordtest.InMemory())
				v := &visit{discord: discord, ann: discord.Guild("Newsroom").Member("ann"), log: new(bytes.Buffer)}
				log := slog.New(slog.NewTextHandler(v.log, nil))
				b := command.New(command.Options{Search: searches(search), Log: log})
				ctx, cancel := context.WithCancel(context.Background())
				done := make(chan error, 1)
				switch door {
				case "gateway":
					go func() {
						done <- gateway.Run(ctx, b, gateway.Options{
							Token: discord.Token(), Log: log, Out: io.Discard, Transport: discord.Transport(), Dialer: discord.Dialer(),
						})
					}()
				case "http":
					key, err := hex.DecodeString(discord.PublicKey())
					if err != nil {
						t.Fatal(err)
					}
					listener := discord.Listen()
					go func() {
						done <- webhook.Run(ctx, b, webhook.Options{
							Token: discord.Token(), Key: key, Log: log, Out: io.Discard, Transport: discord.Transport(), Listener: listener,
						})
					}()
					if err := discord.SetEndpoint("/interactions"); err != nil {
						t.Fatal(err)
					}
				}
				v.stop = sync.OnceFunc(func() {
					discord.Settle()
					cancel()
					begin := time.Now()
					if err := <-done; err != nil || time.Since(begin) > 10*time.Second {
						t.Errorf("the bot ended with %v after %v", err, time.Since(begin))
					}
				})
				defer v.stop()
				discord.Await("ask")
				synctest.Wait()
				test(t, v)
			})
		})
	}
}

// searches is a searcher that is one function, in a corpus of one speaker.
type searches func(context.Context, corpus.Query) ([]corpus.Answer, error)

func (s searches) Search(ctx context.Context, q corpus.Query) (corpus.Found, error) {
	answers, err := s(ctx, q)
	return corpus.Found{Answers: answers}, err
}

func (searches) Speakers(context.Context, corpus.Query) ([]corpus.SpeakerCount, error) {
	return []corpus.SpeakerCount{{Name: "Ada Quill", Statements: 3}}, nil
}

func (searches) SpeakersOn(context.Context, corpus.Query) ([]corpus.SpeakerCount, error) {
	return nil, nil
}

func (searches) Context(context.Context, corpus.ContextQuery) (corpus.Context, error) {
	return corpus.Context{}, corpus.ErrNoStatement
}

const gate = "Nobody opened the gate."

// after answers with the same words after d.
func after(d time.Duration) func(context.Context, corpus.Query) ([]corpus.Answer, error) {
	return func(ctx context.Context, _ corpus.Query) ([]corpus.Answer, error) {
		select {
		case <-time.After(d):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		return []corpus.Answer{{ID: "s", Text: gate, Span: corpus.Span{End: len(gate)}, Kind: corpus.Narrated}}, nil
	}
}

// read is what a user reads of a message.
func read(m discordtest.Message) string {
	out := m.Content
	for _, e := range m.Embeds {
		out += "\n" + e.Description
	}
	return out
}

// A user cannot tell the doors apart.
func TestBothDoorsBehaveAlike(t *testing.T) {
	tests := []struct {
		name     string
		search   func(context.Context, corpus.Query) ([]corpus.Answer, error)
		faults   []discordtest.Fault
		typed    string
		callback int
		want     string
		private  bool
	}{
		{"at once", after(0), nil, "/ask question: Who?", discordtest.CallbackMessage, gate, false},
		{"privately", after(0), nil, "/ask question: Who? private: true", discordtest.CallbackMessage, gate, true},
		{"within a second", after(900 * time.Millisecond), nil, "/ask question: Who?", discordtest.CallbackMessage, gate, false},
		{"later", after(5 * time.Second), nil, "/ask question: Who? private: true", discordtest.CallbackDeferredMessage, gate, true},
		{"too late", after(time.Minute), nil, "/ask question: Who?", discordtest.CallbackDeferredMessage, "too long", false},
		{"a panic", func(context.Context, corpus.Query) ([]corpus.Answer, error) { panic("the cellar is flooded") }, nil,
			"/ask question: Who?", discordtest.CallbackMessage, "Something went wrong", true},
		{"later, at the rate limit", after(2 * time.Second),
			[]discordtest.Fault{{Path: "/messages/", Status: http.StatusTooManyRequests, RetryAfter: time.Minute, Times: 2}},
			"/ask question: Who?", discordtest.CallbackDeferredMessage, gate, false},
		{"later, in an outage of minutes", after(2 * time.Second),
			[]discordtest.Fault{{Path: "/messages/", Status: http.StatusServiceUnavailable, Times: 20}},
			"/ask question: Who?", discordtest.CallbackDeferredMessage, gate, false},
		{"later, through resets", after(2 * time.Second),
			[]discordtest.Fault{{Path: "/messages/", Reset: true, Times: 5}},
			"/ask question: Who?", discordtest.CallbackDeferredMessage, gate, false},
		{"later, and it is never known that the deferral arrived", after(2 * time.Second),
			[]discordtest.Fault{
				{Path: "/callback", Reset: true, Lost: true, Times: 1},
				{Path: "/callback", Status: http.StatusTooManyRequests, RetryAfter: time.Minute, Times: 1},
			},
			"/ask question: Who?", discordtest.CallbackDeferredMessage, gate, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			throughBothDoors(t, tt.search, func(t *testing.T, v *visit) {
				for _, f := range tt.faults {
					v.discord.Fault(f)
				}
				it := v.ann.Types(tt.typed)
				callback, err := it.Callback(t.Context())
				if err != nil || callback != tt.callback {
					t.Errorf("the first response is of type %d, %v, want %d", callback, err, tt.callback)
				}
				reply := it.Reply()
				if got := read(reply); !strings.Contains(got, tt.want) || reply.Ephemeral() != tt.private || len(it.Followups()) != 0 {
					t.Errorf("ann reads %q (private: %v) and %d follow-ups, want %q (%v) once", got, reply.Ephemeral(), len(it.Followups()), tt.want, tt.private)
				}
			})
		})
	}
}

func TestBothDoorsComplete(t *testing.T) {
	throughBothDoors(t, after(0), func(t *testing.T, v *visit) {
		got := v.ann.Completes("ask", "speaker", "ad")
		if len(got) != 1 || !strings.Contains(got[0].Name, "Ada Quill") {
			t.Errorf("completed are %+v, want Ada Quill", got)
		}
	})
}

// Many at once are each answered once, and nothing is left over: see
// throughBothDoors.
func TestBothDoorsAnswerEachOnce(t *testing.T) {
	throughBothDoors(t, after(1500*time.Millisecond), func(t *testing.T, v *visit) {
		v.discord.Fault(discordtest.Fault{Path: "/messages/", Status: http.StatusBadGateway, Times: 50})
		v.discord.Fault(discordtest.Fault{Path: "/messages/", Reset: true, Lost: true, Times: 50})
		var all []*discordtest.Interaction
		for range 200 {
			all = append(all, v.ann.Types("/ask question: Who?"))
			time.Sleep(20 * time.Millisecond)
		}
		for _, it := range all {
			reply, err := it.Wait(t.Context())
			if got := read(reply); err != nil || !strings.Contains(got, gate) || len(it.Followups()) != 0 {
				t.Errorf("got %q, %v and %d follow-ups, want %q once", got, err, len(it.Followups()), gate)
			}
		}
	})
}

func TestBothDoorsFinishWhatIsInFlight(t *testing.T) {
	for name, tt := range map[string]struct {
		takes time.Duration
		want  string
	}{
		"what is done in time":      {3 * time.Second, gate},
		"what is not is told so":    {9 * time.Second, "restarting"},
		"before its first response": {500 * time.Millisecond, gate},
	} {
		t.Run(name, func(t *testing.T) {
			throughBothDoors(t, after(tt.takes), func(t *testing.T, v *visit) {
				it := v.ann.Types("/ask question: Who?")
				synctest.Wait()
				v.stop()
				if got := read(it.Reply()); !strings.Contains(got, tt.want) {
					t.Errorf("ann reads %q, want %q", got, tt.want)
				}
			})
		})
	}
}
