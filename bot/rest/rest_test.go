package rest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot"
	"verbatim/internal/discordtest"
)

// roundTrip is a transport that is one function.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// answering is a transport that answers everything alike, and its count.
func answering(status int, header http.Header, body string) (roundTrip, func() int) {
	var mu sync.Mutex
	n := 0
	return func(r *http.Request) (*http.Response, error) {
			mu.Lock()
			defer mu.Unlock()
			n++
			return &http.Response{StatusCode: status, Header: header.Clone(), Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
		}, func() int {
			mu.Lock()
			defer mu.Unlock()
			return n
		}
}

func newClient(t *testing.T, transport http.RoundTripper, log io.Writer) *Client {
	t.Helper()
	c, err := New(Options{Token: "token", Transport: transport, Log: slog.New(slog.NewTextHandler(log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func interaction(n int) *discordgo.Interaction {
	return &discordgo.Interaction{ID: fmt.Sprint(n), AppID: "1", Token: fmt.Sprint("t", n)}
}

func TestReplyingLeavesNoBuckets(t *testing.T) {
	transport, sent := answering(http.StatusOK, http.Header{"X-Ratelimit-Bucket": {"b"}, "X-Ratelimit-Remaining": {"0"}, "X-Ratelimit-Reset-After": {"60"}}, `{}`)
	c := newClient(t, transport, io.Discard)
	for n := range 5 * maxRequests {
		if err := c.Respond(t.Context(), interaction(n), &discordgo.InteractionResponse{Type: discordgo.InteractionResponsePong}); err != nil {
			t.Fatal(err)
		}
	}
	buckets := reflect.ValueOf(c.session.Ratelimiter).Elem().FieldByName("buckets").Len()
	if limit := maxRequests + maxResponses; buckets > limit || sent() != 5*maxRequests {
		t.Errorf("discordgo keeps %d buckets after %d replies, want at most %d", buckets, sent(), limit)
	}
}

func TestTokenThatIsNone(t *testing.T) {
	for _, token := range []string{"", "  ", "a b", "a\nb", "Bot "} {
		if _, err := New(Options{Token: token}); err == nil || strings.Contains(err.Error(), "a b") {
			t.Errorf("with the token %q: %v, want an error that does not hold it", token, err)
		}
	}
}

func TestNothingIsSentAfterA404(t *testing.T) {
	tests := []struct {
		name   string
		status int
		code   int
		again  bool // more is sent about the interaction
	}{
		{"the webhook is unknown", 404, unknownWebhook, false},
		{"the interaction is unknown", 404, unknownInteraction, false},
		{"a 404 without a code", 404, 0, false},
		{"the token has run out", 401, invalidToken, false},
		{"the message was deleted", 404, unknownMessage, true},
		{"the form is wrong", 400, 50035, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			transport, sent := answering(tt.status, http.Header{}, fmt.Sprintf(`{"code": %d, "message": "no"}`, tt.code))
			c := newClient(t, transport, io.Discard)
			content := "text"
			edit := func(n int) error {
				return c.Edit(t.Context(), interaction(n), &discordgo.WebhookEdit{Content: &content})
			}
			if err := edit(1); err == nil || strings.Contains(err.Error(), "t1") {
				t.Fatalf("the first edit: %v, want an error without the token", err)
			}
			err := edit(1)
			if want := 1; !tt.again && (sent() != want || !errors.Is(err, bot.ErrGone)) {
				t.Errorf("after two edits: %v, %d sent, want ErrGone and %d", err, sent(), want)
			}
			if tt.again && sent() != 2 {
				t.Errorf("%d edits sent, want 2", sent())
			}
			before := sent()
			_ = edit(2) // it fails too
			if sent() != before+1 {
				t.Error("another interaction's edit was not sent")
			}
		})
	}
}

func TestLostInteractionsAreForgottenInTurn(t *testing.T) {
	var l lost
	for n := range 3 * maxLost {
		l.add(fmt.Sprint(n))
	}
	if len(l.ids) != maxLost || len(l.oldest) != maxLost || l.has("0") || !l.has(fmt.Sprint(3*maxLost-1)) {
		t.Errorf("%d remembered, want the newest %d", len(l.ids), maxLost)
	}
}

// However much is asked for, Discord refuses less than the 10,000 requests in
// 10 minutes for which it bans an address.
func TestRefusalsAreSlowedDown(t *testing.T) {
	refused := []struct {
		name   string
		status int
		scope  string
		slowed bool
	}{
		{"401", 401, "", true},
		{"403", 403, "", true},
		{"429 of the bot's own", 429, "user", true},
		{"429 that is shared", 429, "shared", false},
		{"404", 404, "", false},
		{"200", 200, "", false},
	}
	for _, tt := range refused {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				transport, sent := answering(tt.status, http.Header{"X-Ratelimit-Scope": {tt.scope}, "Retry-After": {"3600"}}, `{}`)
				var log bytes.Buffer
				c := newClient(t, transport, &log)
				// Six callers send the next request as soon as the last one was
				// answered.
				ctx, stop := context.WithTimeout(t.Context(), 2*refusedWindow+time.Second)
				defer stop()
				var callers sync.WaitGroup
				for n := range 6 {
					callers.Go(func() {
						for ctx.Err() == nil {
							short, cancel := context.WithTimeout(ctx, callWithin)
							_ = c.get(short, discordgo.EndpointUserGuilds("@me"), new(any)) // refused, or not sent
							cancel()
							Sleep(ctx, time.Duration(200+n)*time.Millisecond)
						}
					})
				}
				var inWindow []int
				for before := 0; len(inWindow) < 2; before = sent() {
					time.Sleep(refusedWindow)
					inWindow = append(inWindow, sent()-before)
				}
				callers.Wait()
				for _, n := range inWindow {
					if tt.slowed && (n < slowFrom || n > stopFrom) {
						t.Errorf("%d requests in ten minutes, want %d to %d", n, slowFrom, stopFrom)
					}
					if !tt.slowed && n < 10_000 {
						t.Errorf("%d requests in ten minutes, want all of them", n)
					}
				}
				if got := strings.Contains(log.String(), "level=ERROR"); got != tt.slowed {
					t.Errorf("logged an error: %v, want %v:\n%s", got, tt.slowed, log.String())
				}
			})
		})
	}
}

// Two clients of one process share what Discord refuses.
func TestClientsShareATransport(t *testing.T) {
	base, _ := answering(http.StatusUnauthorized, http.Header{}, `{}`)
	shared := NewTransport(base, slog.New(slog.DiscardHandler))
	a, b := newClient(t, shared, io.Discard), newClient(t, shared, io.Discard)
	for _, c := range []*Client{a, b} {
		_, _ = c.Application(t.Context()) // refused
	}
	if got := shared.refused.total; got != 2 {
		t.Errorf("%d refusals counted, want 2", got)
	}
}

func TestRefusalsFallOutOfTheWindow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &refusals{log: slog.New(slog.DiscardHandler)}
		for range stopFrom {
			r.count(&http.Response{StatusCode: http.StatusForbidden})
		}
		if _, err := r.wait(t.Context()); !errors.Is(err, errRefused) {
			t.Errorf("after %d refusals: %v, want %v", stopFrom, err, errRefused)
		}
		time.Sleep(refusedWindow + 2*refusedSlot)
		begin := time.Now()
		if _, err := r.wait(t.Context()); err != nil || time.Since(begin) > 0 {
			t.Errorf("ten minutes later: %v after %v, want nothing at once", err, time.Since(begin))
		}
	})
}

func TestClosingEndsWhatIsUnderWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		transport, _ := answering(http.StatusBadGateway, http.Header{}, ``)
		c := newClient(t, transport, io.Discard)
		time.AfterFunc(5*time.Second, c.Close)
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		begin := time.Now()
		content := "text"
		err := c.Edit(ctx, interaction(1), &discordgo.WebhookEdit{Content: &content})
		if took := time.Since(begin); err == nil || took != 5*time.Second {
			t.Errorf("the edit ended with %v after %v, want an error after 5 s", err, took)
		}
	})
}

// A long outage does not cost an answer while there is time.
func TestRetriesAsLongAsThereIsTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		discord := discordtest.New(t, discordtest.InMemory())
		discord.Fault(discordtest.Fault{Status: http.StatusServiceUnavailable, Times: 12})
		c, err := New(Options{Token: discord.Token(), Transport: discord.Transport(), Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
		defer cancel()
		if app, err := c.Application(ctx); err != nil || app.ID != discord.ApplicationID() {
			t.Errorf("got %+v, %v, want the application", app, err)
		}
	})
}

// silent is a transport to which requests of a method go unanswered, so many of
// them.
type silent struct {
	method string
	times  atomic.Int64
}

func (s *silent) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method == s.method && s.times.Add(-1) >= 0 {
		<-r.Context().Done()
		return nil, r.Context().Err()
	}
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader("{}")), Request: r}, nil
}

func TestASilentConnectionIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &silent{method: http.MethodPatch}
		s.times.Store(2)
		c := newClient(t, s, io.Discard)
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
		defer cancel()
		begin := time.Now()
		err := c.Edit(ctx, interaction(1), &discordgo.WebhookEdit{})
		if took := time.Since(begin); err != nil || took < 2*tryWithin || took > 3*tryWithin {
			t.Errorf("edited after %v, %v, want the third try to get through after %v", took, err, 2*tryWithin)
		}
	})
}

func TestFirstResponsesDoNotWaitForEdits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &silent{method: http.MethodPatch}
		s.times.Store(1 << 20)
		c := newClient(t, s, io.Discard)
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
		var edits sync.WaitGroup
		for n := range 2 * maxRequests {
			edits.Go(func() { _ = c.Edit(ctx, interaction(n), &discordgo.WebhookEdit{}) }) // it is silence that matters
		}
		synctest.Wait()
		begin := time.Now()
		err := c.Respond(t.Context(), interaction(-1), &discordgo.InteractionResponse{Type: discordgo.InteractionResponsePong})
		if took := time.Since(begin); err != nil || took > 0 {
			t.Errorf("responded after %v, %v, want at once", took, err)
		}
		cancel()
		edits.Wait()
	})
}
