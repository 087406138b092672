package gateway

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"verbatim/internal/discordtest"
)

func TestOneLateEditDoesNotHoldUpAnother(t *testing.T) {
	inMemory(t, func(t *testing.T, discord *discordtest.Server) {
		ann := discord.Guild("Newsroom").Member("ann")
		run(t, discord, slowly(2*time.Second))
		discord.Await("ask")
		discord.Fault(discordtest.Fault{Method: http.MethodPatch, Delay: 200 * time.Millisecond})
		begin := time.Now()
		var all []*discordtest.Interaction
		for range 10 {
			all = append(all, ann.Types("/ask question: Who?"))
		}
		for _, it := range all {
			it.Reply()
		}
		if took := time.Since(begin); took > 2500*time.Millisecond {
			t.Errorf("ten edits of 200 ms after 2 s took until %v", took)
		}
	})
}

func TestRetries(t *testing.T) {
	tests := []struct {
		name   string
		fault  discordtest.Fault
		takes  time.Duration // of the search
		answer bool
	}{
		{"429 with a short wait", discordtest.Fault{Path: "/callback", Status: 429, RetryAfter: time.Second, Times: 1}, 0, true},
		{"502 twice", discordtest.Fault{Path: "/callback", Status: 502, Times: 2}, 0, true},
		{"a reset", discordtest.Fault{Path: "/callback", Reset: true, Times: 1}, 0, true},
		{"an answer that is lost", discordtest.Fault{Path: "/callback", Status: 502, Lost: true, Times: 1}, 0, true},
		{"an edit that is limited", discordtest.Fault{Path: "/messages/", Status: 429, RetryAfter: 8 * time.Second, Times: 1}, 2 * time.Second, true},
		{"an edit that fails", discordtest.Fault{Path: "/messages/", Status: 500, Times: 2}, 2 * time.Second, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inMemory(t, func(t *testing.T, discord *discordtest.Server) {
				ann := discord.Guild("Newsroom").Member("ann")
				discord.Tolerate(40060)
				run(t, discord, slowly(tt.takes))
				discord.Await("ask")
				synctest.Wait()
				discord.Fault(tt.fault)
				it := ann.Types("/ask question: Who?")
				if got := shown(it.Reply()); !strings.Contains(got, words) || len(it.Followups()) != 0 {
					t.Errorf("ann reads %q and %d follow-ups, want %q once", got, len(it.Followups()), words)
				}
			})
		})
	}
}

// No wait is begun that is longer than the time there is: discordgo would sleep
// it out.
func TestLongRateLimitsAreNotWaitedOut(t *testing.T) {
	inMemory(t, func(t *testing.T, discord *discordtest.Server) {
		ann := discord.Guild("Newsroom").Member("ann")
		r := run(t, discord, narrated)
		discord.Await("ask")
		synctest.Wait()
		discord.Fault(discordtest.Fault{Path: "/callback", Status: 429, RetryAfter: time.Hour, Times: 1})
		ann.Types("/ask question: Who?")
		synctest.Wait()
		if log := r.log.String(); strings.Count(log, "level=ERROR") != 1 || !strings.Contains(log, "limit") {
			t.Errorf("log\n%s\nwant one error about the limit, at once", log)
		}
		asks(t, discord, ann)
	})
}

// discordgo sleeps for a rate-limit header before the next request of the same
// bucket, whoever that is for.
func TestOneRouteAtItsLimitHoldsUpNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		discord := discordtest.New(t, discordtest.InMemory(), discordtest.RouteLimit(1, time.Hour))
		ann := discord.Guild("Newsroom").Member("ann")
		run(t, discord, slowly(2*time.Second))
		discord.Await("ask")
		const replies = 64
		begin := time.Now()
		for range replies {
			ann.Types("/ask question: Who?").Reply()
		}
		if took := time.Since(begin); took > (2*replies+1)*time.Second {
			t.Errorf("%d replies of 2 s each took %v", replies, took)
		}
	})
}

func TestFailuresKeepTheToken(t *testing.T) {
	inMemory(t, func(t *testing.T, discord *discordtest.Server) {
		ann := discord.Guild("Newsroom").Member("ann")
		r := run(t, discord, narrated)
		discord.Await("ask")
		synctest.Wait()
		discord.Fault(discordtest.Fault{Path: "/callback", Reset: true})
		it := ann.Types("/ask question: Who?")
		time.Sleep(10 * time.Second)
		// run's cleanup looks for the tokens.
		if log := r.log.String(); strings.Count(log, "level=ERROR") != 1 || !strings.Contains(log, it.ID()) {
			t.Errorf("log\n%s\nwant one error that names the interaction", log)
		}
	})
}

func TestRegisteringIsTriedAgain(t *testing.T) {
	inMemory(t, func(t *testing.T, discord *discordtest.Server) {
		discord.Fault(discordtest.Fault{Path: "/commands", Status: 503, Times: 10})
		ann := discord.Guild("Newsroom").Member("ann")
		r := run(t, discord, narrated)
		asks(t, discord, ann)
		synctest.Wait()
		if got := strings.Count(r.out.String(), "\n"); got != 1 {
			t.Errorf("printed %q, want the invite link once", r.out.String())
		}
	})
}
