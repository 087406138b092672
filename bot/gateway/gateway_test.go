package gateway

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"verbatim/bot"
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

func (nobody) Speakers(context.Context, corpus.Query) ([]corpus.SpeakerCount, error) {
	return nil, nil
}

var words = "Nobody opened the gate."

// narrated answers every question with the same words.
func narrated(context.Context, corpus.Query) ([]corpus.Answer, error) {
	return []corpus.Answer{{ID: "s", Text: words, Span: corpus.Span{End: len(words)}, Kind: corpus.Narrated}}, nil
}

// slowly is narrated after d, whatever becomes of the context.
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

// running is a Run under test.
type running struct {
	t      *testing.T
	bubble bool // in memory, with the bubble's time
	stop   context.CancelFunc
	done   chan struct{}
	err    error // once done is closed
	out    buffer
	log    buffer
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

// signalling closes first when something has been written.
type signalling struct {
	io.Writer
	once  sync.Once
	first chan struct{}
}

func (s *signalling) Write(p []byte) (int, error) {
	n, err := s.Writer.Write(p)
	s.once.Do(func() { close(s.first) })
	return n, err
}

func run(t *testing.T, discord *discordtest.Server, s search, change ...func(*Options)) *running {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	r := &running{t: t, bubble: !strings.Contains(discord.GatewayURL(), "127.0.0.1"), stop: stop, done: make(chan struct{})}
	log := slog.New(bot.NewLogHandler(slog.NewTextHandler(&r.log, nil)))
	o := Options{Token: discord.Token(), Log: log, Out: &r.out, Transport: discord.Transport(), Dialer: discord.Dialer()}
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
		for _, secret := range []string{discord.Token(), "interaction:", "aW50ZXJhY3Rpb24"} {
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

// ends stops the run, and wants it to end within 10 s, without an error unless
// it had ended before.
func (r *running) ends() {
	r.t.Helper()
	select {
	case <-r.done:
		return
	default:
	}
	if r.bubble {
		// discordgo sleeps for a second with its lock held when it closes. A
		// goroutine that waits for the lock would stop the bubble's clock, so let
		// discordgo's goroutines settle first. A test that failed may end
		// while it sleeps, or waits for a silent Discord.
		if r.t.Failed() {
			time.Sleep(5 * time.Minute)
		}
		synctest.Wait()
	}
	begin := time.Now()
	r.stop()
	<-r.done
	if took := time.Since(begin); r.err != nil || took > 10*time.Second {
		r.t.Errorf("the run ended with %v after %v, want no error within 10 s", r.err, took)
	}
}

// inMemory runs a test against a Discord in memory, with the bubble's time.
func inMemory(t *testing.T, test func(*testing.T, *discordtest.Server)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { test(t, discordtest.New(t, discordtest.InMemory())) })
}

func TestAnswersOverLoopback(t *testing.T) {
	discord := discordtest.New(t)
	ann := discord.Guild("Newsroom").Member("ann")
	printed := make(chan struct{})
	r := run(t, discord, narrated, func(o *Options) { o.Out = &signalling{Writer: o.Out, first: printed} })
	discord.Await("ask")
	reply := ann.Types("/ask question: Who opened the gate? private: true").Reply()
	if len(reply.Embeds) != 1 || !strings.Contains(reply.Embeds[0].Description, words) || !reply.Ephemeral() {
		t.Errorf("ann reads %+v, want an ephemeral reply with %q", reply, words)
	}
	<-printed
	r.ends()
	want := fmt.Sprintf("https://discord.com/oauth2/authorize?client_id=%s&scope=bot+applications.commands&permissions=0\n", discord.ApplicationID())
	if got := r.out.String(); !strings.HasSuffix(got, want) || strings.Count(got, "\n") != 1 {
		t.Errorf("printed %q, want one line with %q", got, want)
	}
}

func TestAsksForNoIntent(t *testing.T) {
	inMemory(t, func(t *testing.T, discord *discordtest.Server) {
		run(t, discord, narrated)
		discord.Await("ask")
		for _, s := range discord.Sessions() {
			if s.Intents != 0 {
				t.Errorf("the session has the intents %b, want none", s.Intents)
			}
		}
	})
}

func TestRegistersOnlyWhatDiffers(t *testing.T) {
	inMemory(t, func(t *testing.T, discord *discordtest.Server) {
		puts := func() (n int) {
			for _, q := range discord.Requests() {
				if q.Method == http.MethodPut {
					n++
				}
			}
			return n
		}
		for range 3 {
			r := run(t, discord, narrated)
			discord.Await("ask")
			synctest.Wait()
			r.ends()
		}
		if got := puts(); got != 1 {
			t.Errorf("registered %d times in three runs, want once", got)
		}
	})
}

func TestDefersWhatTakesLong(t *testing.T) {
	tests := []struct {
		name     string
		takes    time.Duration
		callback int
		want     string
	}{
		{"within a second", 900 * time.Millisecond, discordtest.CallbackMessage, words},
		{"later", 5 * time.Second, discordtest.CallbackDeferredMessage, words},
		{"too late", time.Minute, discordtest.CallbackDeferredMessage, "too long"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inMemory(t, func(t *testing.T, discord *discordtest.Server) {
				ann := discord.Guild("Newsroom").Member("ann")
				run(t, discord, slowly(tt.takes))
				discord.Await("ask")
				it := ann.Types("/ask question: Who? private: true")
				callback, err := it.Callback(t.Context())
				if err != nil || callback != tt.callback {
					t.Errorf("first response %d, %v, want %d", callback, err, tt.callback)
				}
				reply := it.Reply()
				if got := shown(reply); !strings.Contains(got, tt.want) || !reply.Ephemeral() {
					t.Errorf("ann reads %q (ephemeral: %v), want %q, ephemeral", got, reply.Ephemeral(), tt.want)
				}
			})
		})
	}
}

// shown is the text of a message and its embeds.
func shown(m discordtest.Message) string {
	out := m.Content
	for _, e := range m.Embeds {
		out += "\n" + e.Description
	}
	return out
}

// newTestDoor is a door that stays connected until the test ends.
func newTestDoor(t *testing.T, discord *discordtest.Server) *connector {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	d, err := newConnector(command.New(command.Options{Search: nobody{search(narrated)}, Log: log}),
		Options{Token: discord.Token(), Log: log, Out: new(buffer), Transport: discord.Transport(), Dialer: discord.Dialer()})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error)
	go func() { done <- d.run(ctx, ctx) }()
	t.Cleanup(func() {
		synctest.Wait()
		cancel()
		if err := <-done; err != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("stay: %v", err)
		}
		d.shutdown(time.Second, func() {})
	})
	return d
}

func TestHandlerPanicIsOneErrorAndOneReply(t *testing.T) {
	inMemory(t, func(t *testing.T, discord *discordtest.Server) {
		ann := discord.Guild("Newsroom").Member("ann")
		r := run(t, discord, func(context.Context, corpus.Query) ([]corpus.Answer, error) { panic("the cellar is flooded") })
		discord.Await("ask")
		reply := ann.Types("/ask question: Who?").Reply()
		if !strings.Contains(reply.Content, "Something went wrong") || strings.Contains(reply.Content, "cellar") {
			t.Errorf("ann reads %q, want an apology without the cause", reply.Content)
		}
		log := r.log.String()
		if strings.Count(log, "level=ERROR") != 1 || !strings.Contains(log, "cellar") || !strings.Contains(log, "gateway_test.go") {
			t.Errorf("log\n%s\nwant one error with the cause and the stack", log)
		}
	})
}

// What cannot be answered is dropped, and told with its reason, in one line a
// minute for each; the connection stays.
func TestUnreadableInteractionsAreDropped(t *testing.T) {
	inMemory(t, func(t *testing.T, discord *discordtest.Server) {
		ann := discord.Guild("Newsroom").Member("ann")
		r := run(t, discord, narrated)
		discord.Await("ask")
		for i, data := range []string{
			`{}`, `null`, `{"id":7}`, `{"type":1}`, `{"id":"1","type":2,"application_id":"2","data":{}}`, `[]`, `{"id":["1"],"type":2,"token":"t"}`,
		} {
			discord.SendRaw(fmt.Sprintf(`{"op":0,"t":"INTERACTION_CREATE","s":%d,"d":%s}`, 100+i, data))
		}
		synctest.Wait()
		time.Sleep(2 * time.Minute)
		for reason, count := range map[string]int{"no id or no token": 4, "not a JSON object": 2, "must come over HTTP": 1} {
			told := 0
			for _, m := range regexp.MustCompile(`dropped an interaction.*`+reason+`.*count=(\d+)`).FindAllStringSubmatch(r.log.String(), -1) {
				n, err := strconv.Atoi(m[1])
				if err != nil {
					t.Fatal(err)
				}
				told += n
			}
			if told != count {
				t.Errorf("%d were dropped since %q, want %d", told, reason, count)
			}
		}
		if got := shown(ann.Types("/ask question: Who?").Reply()); !strings.Contains(got, words) {
			t.Errorf("afterwards ann reads %q, want %q", got, words)
		}
	})
}

func TestFinishesWhatIsInFlight(t *testing.T) {
	tests := []struct {
		name  string
		takes time.Duration
		want  string
	}{
		{"what is done in time", 3 * time.Second, words},
		{"what is not is told so", 9 * time.Second, "restarting"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inMemory(t, func(t *testing.T, discord *discordtest.Server) {
				ann := discord.Guild("Newsroom").Member("ann")
				r := run(t, discord, slowly(tt.takes))
				discord.Await("ask")
				it := ann.Types("/ask question: Who?")
				synctest.Wait()
				r.ends()
				if got := shown(it.Reply()); !strings.Contains(got, tt.want) {
					t.Errorf("ann reads %q, want %q", got, tt.want)
				}
				if codes := discord.Closes(); !slices.Equal(codes, []int{1000}) {
					t.Errorf("closed with %v, want 1000 once, which ends the session", codes)
				}
			})
		})
	}
}

func TestTokenThatIsNone(t *testing.T) {
	for _, token := range []string{"", "  ", "a b", "a\nb", "Bot "} {
		err := Run(t.Context(), nil, Options{Token: token})
		if err == nil || strings.Contains(err.Error(), "a b") {
			t.Errorf("Run with token %q: %v, want an error that does not hold it", token, err)
		}
	}
}

func TestRefusedTokenIsAnError(t *testing.T) {
	inMemory(t, func(t *testing.T, discord *discordtest.Server) {
		const wrong = "another.token.altogether"
		r := run(t, discord, narrated, func(o *Options) { o.Token = wrong })
		<-r.done
		if r.err == nil || !strings.Contains(r.err.Error(), "token") || strings.Contains(r.err.Error(), wrong) {
			t.Errorf("the run ended with %v, want an error about the token without the token", r.err)
		}
	})
}
