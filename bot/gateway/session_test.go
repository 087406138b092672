package gateway

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"verbatim/internal/discordtest"
)

// asks wants a question answered.
func asks(t *testing.T, discord *discordtest.Server, u *discordtest.User) {
	t.Helper()
	discord.Await("ask")
	if got := shown(u.Types("/ask question: Who?").Reply()); !strings.Contains(got, words) {
		t.Errorf("%s reads %q, want %q", u.Name(), got, words)
	}
}

// The gateway misbehaves while the bot connects; the bot gets through all the
// same, and closes in time even while it does.
func TestConnectsInTheEnd(t *testing.T) {
	tests := []struct {
		name string
		op   int // in place of Ready
	}{
		{"Op 7 in place of Ready", 7},
		{"Op 9 in place of Ready", 9},
		{"silence in place of Ready", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inMemory(t, func(t *testing.T, discord *discordtest.Server) {
				discord.InsteadOfReady(tt.op)
				ann := discord.Guild("Newsroom").Member("ann")
				run(t, discord, narrated)
				asks(t, discord, ann)
				if got := discord.Identifies(); len(got) != 2 || got[1].Sub(got[0]) < identifyEvery {
					t.Errorf("identified at %v, want twice and %v apart", got, identifyEvery)
				}
			})
		})
		t.Run(tt.name+", and stopped meanwhile", func(t *testing.T) {
			inMemory(t, func(t *testing.T, discord *discordtest.Server) {
				discord.InsteadOfReady(slices.Repeat([]int{tt.op}, 100)...)
				r := run(t, discord, narrated)
				time.Sleep(10 * time.Second)
				r.ends()
			})
		})
	}
}

func TestSilentServer(t *testing.T) {
	inMemory(t, func(t *testing.T, discord *discordtest.Server) {
		discord.SilentOpen(true)
		ann := discord.Guild("Newsroom").Member("ann")
		r := run(t, discord, narrated)
		time.Sleep(time.Minute)
		if r.log.String() == "" {
			t.Error("nothing is logged after a silent minute")
		}
		discord.SilentOpen(false)
		asks(t, discord, ann)
	})
	inMemory(t, func(t *testing.T, discord *discordtest.Server) {
		discord.SilentOpen(true)
		r := run(t, discord, narrated)
		time.Sleep(5 * time.Second)
		r.ends()
	})
}

func TestLostConnectionsAreResumed(t *testing.T) {
	tests := []struct {
		name    string
		lose    func(*discordtest.Server)
		within  time.Duration
		resumes int
	}{
		{"cut", (*discordtest.Server).DropGateway, 5 * time.Second, 1},
		{"Op 7", (*discordtest.Server).AskReconnect, 5 * time.Second, 1},
		{"Op 9, resumable", func(d *discordtest.Server) { d.InvalidateSessions(true) }, 12 * time.Second, 1},
		{"Op 9, not resumable", func(d *discordtest.Server) { d.InvalidateSessions(false) }, 12 * time.Second, 0},
		{"closed, to be resumed", func(d *discordtest.Server) { d.CloseGateway(4000) }, 5 * time.Second, 1},
		{"a silent connection", func(d *discordtest.Server) { d.GoSilent(time.Hour) }, 2 * time.Minute, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inMemory(t, func(t *testing.T, discord *discordtest.Server) {
				ann := discord.Guild("Newsroom").Member("ann")
				run(t, discord, narrated)
				discord.Await("ask")
				time.Sleep(10 * time.Second)
				tt.lose(discord)
				time.Sleep(tt.within)
				asks(t, discord, ann)
				if got := discord.Resumes(); got != tt.resumes {
					t.Errorf("resumed %d times, want %d", got, tt.resumes)
				}
				for _, code := range discord.Closes() {
					if code == 1000 || code == 1001 {
						t.Errorf("closed with %d, which ends the session", code)
					}
				}
			})
		})
	}
}

func TestInvalidSessionIsWaitedOut(t *testing.T) {
	inMemory(t, func(t *testing.T, discord *discordtest.Server) {
		ann := discord.Guild("Newsroom").Member("ann")
		run(t, discord, narrated)
		discord.Await("ask")
		for range 5 {
			time.Sleep(time.Minute)
			before, invalid := len(discord.Identifies()), time.Now()
			discord.InvalidateSessions(false)
			time.Sleep(10 * time.Second)
			after := discord.Identifies()
			if len(after) != before+1 {
				t.Fatalf("identified %d times after Op 9, want once", len(after)-before)
			}
			if waited := after[before].Sub(invalid); waited < time.Second || waited > 5*time.Second {
				t.Errorf("identified %v after Op 9, want 1 to 5 s", waited)
			}
		}
		asks(t, discord, ann)
	})
}

func TestCloseWhileReconnectingClosesForGood(t *testing.T) {
	for _, after := range []time.Duration{0, 500 * time.Millisecond, 1500 * time.Millisecond, 3 * time.Second} {
		t.Run(after.String(), func(t *testing.T) {
			inMemory(t, func(t *testing.T, discord *discordtest.Server) {
				r := run(t, discord, narrated)
				discord.Await("ask")
				synctest.Wait()
				discord.SilentOpen(true)
				discord.DropGateway()
				time.Sleep(after + time.Second) // discordgo notices, and sleeps for a second
				r.ends()
				discord.SilentOpen(false)
				time.Sleep(time.Hour)
				for _, s := range discord.Sessions() {
					if s.Connected {
						t.Error("the session is open again")
					}
				}
				if got := len(discord.Identifies()) + discord.Resumes(); got != 1 {
					t.Errorf("identified or resumed %d times, want once", got)
				}
			})
		})
	}
}

func TestFatalCloseEndsTheRun(t *testing.T) {
	for _, code := range []int{4004, 4010, 4011, 4012, 4013, 4014} {
		inMemory(t, func(t *testing.T, discord *discordtest.Server) {
			r := run(t, discord, narrated)
			discord.Await("ask")
			synctest.Wait()
			discord.CloseGateway(code)
			<-r.done
			if r.err == nil || !strings.Contains(r.err.Error(), "code 40") {
				t.Errorf("closed with %d the run ended with %v, want an error that names it", code, r.err)
			}
		})
	}
}

// deaf is a transport that never answers and heeds no context.
type deaf chan struct{}

func (d deaf) RoundTrip(*http.Request) (*http.Response, error) {
	<-d
	return nil, context.Canceled
}

// If discordgo hangs for good, Run still returns.
func TestHangingLibrary(t *testing.T) {
	hang := func(t *testing.T, test func(*running)) {
		t.Helper()
		synctest.Test(t, func(t *testing.T) {
			d := make(deaf)
			t.Cleanup(func() {
				close(d)
				time.Sleep(time.Minute) // what hung may end before the bubble does
			})
			r := run(t, discordtest.New(t, discordtest.InMemory()), narrated, func(o *Options) { o.Transport = d })
			test(r)
		})
	}
	t.Run("stopped", func(t *testing.T) {
		hang(t, func(r *running) {
			time.Sleep(3 * time.Second)
			r.ends()
		})
	})
	t.Run("not stopped", func(t *testing.T) {
		hang(t, func(r *running) {
			begin := time.Now()
			<-r.done
			if took := time.Since(begin); !errors.Is(r.err, errHung) || took > 5*time.Minute {
				t.Errorf("the run ended with %v after %v, want %v within minutes", r.err, took, errHung)
			}
		})
	})
}

func TestAConnectionThatTheLibraryGivesUpKeepsItsSession(t *testing.T) {
	inMemory(t, func(t *testing.T, discord *discordtest.Server) {
		ann := discord.Guild("Newsroom").Member("ann")
		d := newTestDoor(t, discord)
		discord.Await("ask")
		synctest.Wait()
		if err := d.running.snapshot()[0].session.Close(); err != nil { // as it does when it misses heartbeats
			t.Fatal(err)
		}
		asks(t, discord, ann)
		if got := discord.Closes(); !slices.Equal(got, []int{closeKeep}) {
			t.Errorf("closed with %v, want %d", got, closeKeep)
		}
	})
}

func TestRelaySpeaksVersion10AndResumesWhereReadySays(t *testing.T) {
	r := newRelay(nil, nil, nil)
	request := &http.Request{Host: "gateway.example", URL: &url.URL{Path: "/", RawQuery: "v=9&encoding=json"}}
	for _, tt := range []struct{ resume, want string }{
		{"", "wss://gateway.example/?encoding=json&v=10"},
		{"wss://resume.example", "wss://resume.example?encoding=json&v=10"},
		{"no address", "wss://gateway.example/?encoding=json&v=10"},
	} {
		r.session.resumeAt(tt.resume)
		if got := r.session.address("wss", request); got != tt.want {
			t.Errorf("with the resume address %q: %q, want %q", tt.resume, got, tt.want)
		}
	}
}
