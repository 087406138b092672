package webhook

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"verbatim/corpus"
	"verbatim/internal/discordtest"
)

func TestAnswersOverLoopback(t *testing.T) {
	discord := discordtest.New(t)
	ann := discord.Guild("Newsroom").Member("ann")
	r := open(t, discord, narrated)
	reply := ann.Types("/ask question: Who opened the gate? private: true").Reply()
	if len(reply.Embeds) != 1 || !strings.Contains(reply.Embeds[0].Description, words) || !reply.Ephemeral() {
		t.Errorf("ann reads %+v, want an ephemeral reply with %q", reply, words)
	}
	for _, q := range discord.Requests() {
		if strings.Contains(q.Path, "/callback") {
			t.Errorf("the reply went to %s, want it in the answer to the request", q.Path)
		}
	}
	r.prints(path) // once its commands are registered, which takes its time
	r.ends()
	for _, want := range []string{"https://discord.com/oauth2/authorize?client_id=" + discord.ApplicationID(), path} {
		if got := r.out.String(); !strings.Contains(got, want) {
			t.Errorf("printed %q, want %q in it", got, want)
		}
	}
}

// What comes late goes to the callback's address, and the request says so.
func TestLateResponses(t *testing.T) {
	tests := []struct {
		name     string
		takes    time.Duration
		callback int
		want     string
	}{
		{"at once", 0, discordtest.CallbackMessage, words},
		{"deferred", 5 * time.Second, discordtest.CallbackDeferredMessage, words},
		{"deferred, and at once after that", 1001 * time.Millisecond, discordtest.CallbackDeferredMessage, words},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inMemory(t, func(t *testing.T, discord *discordtest.Server) {
				ann := discord.Guild("Newsroom").Member("ann")
				open(t, discord, slowly(tt.takes))
				it := ann.Types("/ask question: Who?")
				callback, err := it.Callback(t.Context())
				if err != nil || callback != tt.callback {
					t.Errorf("first response %d, %v, want %d", callback, err, tt.callback)
				}
				if got := shown(it.Reply()); !strings.Contains(got, tt.want) {
					t.Errorf("ann reads %q, want %q", got, tt.want)
				}
			})
		})
	}
}

// post posts a body as it is and returns the status.
func post(t *testing.T, r *running, request *http.Request) (status int, header http.Header, body string) {
	t.Helper()
	// A request that asks for its connection to be closed is cut off in the middle
	// of a body that is refused, before its sender can read why.
	transport := &http.Transport{DialContext: r.discord.DialEndpoint}
	defer transport.CloseIdleConnections()
	response, err := (&http.Client{Transport: transport}).Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, response.Header, string(raw)
}

const (
	address = "http://bot.discord.test" + path
	ping    = `{"id":"1","application_id":"2","type":1,"token":"t","version":1}`
)

func signedNow(t *testing.T, r *running, body string) *http.Request {
	t.Helper()
	q, err := r.discord.Signed(t.Context(), address, []byte(body))
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func TestSignatures(t *testing.T) {
	_, other, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	sleep := func(d time.Duration) func(*http.Request) { return func(*http.Request) { time.Sleep(d) } }
	set := func(name, value string) func(*http.Request) {
		return func(q *http.Request) { q.Header.Set(name, value) }
	}
	body := func(text string) func(*http.Request) {
		return func(q *http.Request) {
			q.Body, q.ContentLength, q.GetBody = io.NopCloser(strings.NewReader(text)), int64(len(text)), nil
		}
	}
	tests := []struct {
		name   string
		change func(*http.Request)
		want   int
	}{
		{"as Discord signs", func(*http.Request) {}, http.StatusOK},
		{"with a charset", set("Content-Type", "application/json; charset=utf-8"), http.StatusOK},
		{"nearly stale", sleep(window - time.Second), http.StatusOK},
		{"stale", sleep(window + 2*time.Second), http.StatusUnauthorized},
		{"another key", func(q *http.Request) {
			message := append([]byte(q.Header.Get("X-Signature-Timestamp")), ping...)
			q.Header.Set("X-Signature-Ed25519", fmt.Sprintf("%x", ed25519.Sign(other, message)))
		}, http.StatusUnauthorized},
		{"a changed body", body(strings.Replace(ping, "t", "u", 1)), http.StatusUnauthorized},
		{"a longer body", body(ping + " "), http.StatusUnauthorized},
		{"an empty body", body(""), http.StatusUnauthorized},
		{"another timestamp", func(q *http.Request) {
			q.Header.Set("X-Signature-Timestamp", fmt.Sprint(time.Now().Unix()+1))
		}, http.StatusUnauthorized},
		{"a timestamp with a sign", func(q *http.Request) {
			q.Header.Set("X-Signature-Timestamp", "+"+q.Header.Get("X-Signature-Timestamp"))
		}, http.StatusUnauthorized},
		{"a timestamp in words", set("X-Signature-Timestamp", "now"), http.StatusUnauthorized},
		{"a timestamp beyond time", set("X-Signature-Timestamp", strings.Repeat("9", 30)), http.StatusUnauthorized},
		{"no timestamp", func(q *http.Request) { q.Header.Del("X-Signature-Timestamp") }, http.StatusUnauthorized},
		{"no signature", func(q *http.Request) { q.Header.Del("X-Signature-Ed25519") }, http.StatusUnauthorized},
		{"a short signature", set("X-Signature-Ed25519", "00"), http.StatusUnauthorized},
		{"a signature that is no hex", set("X-Signature-Ed25519", strings.Repeat("x", 128)), http.StatusUnauthorized},
		{"another method", func(q *http.Request) { q.Method = http.MethodPut }, http.StatusMethodNotAllowed},
		{"another path", func(q *http.Request) { q.URL.Path = "/" }, http.StatusNotFound},
		{"a form", set("Content-Type", "multipart/form-data; boundary=x"), http.StatusUnsupportedMediaType},
		{"no type", func(q *http.Request) { q.Header.Del("Content-Type") }, http.StatusUnsupportedMediaType},
	}
	inMemory(t, func(t *testing.T, discord *discordtest.Server) {
		r := run(t, discord, narrated)
		for _, tt := range tests {
			time.Sleep(time.Second) // which makes another signature
			q := signedNow(t, r, ping)
			tt.change(q)
			if got, _, answer := post(t, r, q); got != tt.want {
				t.Errorf("%s: answered %d %s, want %d", tt.name, got, answer, tt.want)
			}
		}
	})
}

// A request of the future is refused like one of the past.
func TestTimestampsOfTheFuture(t *testing.T) {
	key, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Unix(1_700_000_000, 0)
	v := newVerifier(key)
	for _, tt := range []struct {
		ahead time.Duration
		want  error
	}{{0, nil}, {window, nil}, {-window, nil}, {window + time.Second, errStale}, {-window - time.Second, errStale}} {
		timestamp := fmt.Sprint(now.Add(tt.ahead).Unix())
		s, err := parseSigned(fmt.Sprintf("%x", ed25519.Sign(private, []byte(timestamp+ping))), timestamp)
		if err != nil {
			t.Fatal(err)
		}
		if got := v.verify(s, []byte(ping), now); got != tt.want { //nolint:errorlint // returned bare
			t.Errorf("%v ahead: %v, want %v", tt.ahead, got, tt.want)
		}
	}
}

// A request is served once, for as long as its timestamp is fresh.
func TestReplays(t *testing.T) {
	key, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	begin := time.Unix(1_700_000_000, 0)
	v := newVerifier(key)
	var all []signed
	for second := 0; second < 400; second += 4 {
		now := begin.Add(time.Duration(second) * time.Second)
		timestamp := fmt.Sprint(now.Add(window).Unix()) // fresh for as long as can be
		s, err := parseSigned(fmt.Sprintf("%x", ed25519.Sign(private, []byte(timestamp+ping))), timestamp)
		if err != nil {
			t.Fatal(err)
		}
		if err := v.verify(s, []byte(ping), now); err != nil {
			t.Fatalf("second %d: %v", second, err)
		}
		all = append(all, s)
		for _, old := range all {
			if err := v.verify(old, []byte(ping), now); err == nil {
				t.Fatalf("second %d: a request of %v was served again", second, old.at.Sub(now))
			}
		}
	}
	if got, limit := len(v.newer)+len(v.older), int(4*window/time.Second)/4+2; got > limit {
		t.Errorf("%d signatures are remembered, want at most %d", got, limit)
	}
}

func TestPing(t *testing.T) {
	inMemory(t, func(t *testing.T, discord *discordtest.Server) {
		r := run(t, discord, narrated)
		q := signedNow(t, r, ping)
		again := q.Clone(t.Context())
		again.Body = io.NopCloser(strings.NewReader(ping))
		status, header, body := post(t, r, q)
		if status != http.StatusOK || header.Get("Content-Type") != "application/json" || body != `{"type":1}` {
			t.Errorf("PING is answered with %d, %q, %s", status, header.Get("Content-Type"), body)
		}
		if status, _, _ := post(t, r, again); status != http.StatusUnauthorized {
			t.Errorf("the same request again is answered with %d, want 401", status)
		}
	})
}

func TestBodies(t *testing.T) {
	inMemory(t, func(t *testing.T, discord *discordtest.Server) {
		r := run(t, discord, narrated)
		large := strings.Repeat(" ", maxBody)
		for _, tt := range []struct {
			name, body string
			chunked    bool
			want       int
		}{
			{"as large as may be", large[len(ping):] + ping, false, http.StatusOK},
			{"too large", large + ping, false, http.StatusRequestEntityTooLarge},
			{"too large, which it does not say", large + ping, true, http.StatusRequestEntityTooLarge},
			{"no JSON", "{", false, http.StatusBadRequest},
			{"nothing", "{}", false, http.StatusBadRequest},
			{"no token", `{"id":"1","type":2,"application_id":"2","data":{"name":"ask"}}`, false, http.StatusBadRequest},
			{"data that is none", `{"id":"1","type":2,"token":"t","application_id":"2","data":"x"}`, false, http.StatusOK},
			{"no data", `{"id":"1","type":2,"token":"t","application_id":"2"}`, false, http.StatusOK},
		} {
			q := signedNow(t, r, tt.body)
			if tt.chunked {
				q.ContentLength, q.Body = -1, io.NopCloser(io.MultiReader(strings.NewReader(tt.body)))
			}
			if got, _, answer := post(t, r, q); got != tt.want {
				t.Errorf("%s: answered %d %s, want %d", tt.name, got, answer, tt.want)
			}
		}
	})
}

// Slow clients are cut off, and do not delay others.
func TestSlowClients(t *testing.T) {
	for name, text := range map[string]string{
		"in the headers": "POST /interactions HTTP/1.1\r\nHost: x\r\n",
		"in the body": "POST /interactions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n" +
			"X-Signature-Ed25519: " + strings.Repeat("00", 64) + "\r\nX-Signature-Timestamp: %d\r\n\r\n{",
		"before a word": "",
	} {
		t.Run(name, func(t *testing.T) {
			inMemory(t, func(t *testing.T, discord *discordtest.Server) {
				ann := discord.Guild("Newsroom").Member("ann")
				open(t, discord, narrated)
				if strings.Contains(text, "%d") {
					text = fmt.Sprintf(text, time.Now().Unix())
				}
				var clients sync.WaitGroup
				begin := time.Now()
				for range 200 {
					clients.Go(func() {
						conn, err := discord.DialEndpoint(context.Background(), "tcp", "")
						if err != nil {
							t.Error(err)
							return
						}
						_, _ = io.WriteString(conn, text) // it may be cut off meanwhile
						_, _ = io.Copy(io.Discard, conn)
						_ = conn.Close()
					})
				}
				synctest.Wait()
				if got := shown(ann.Types("/ask question: Who?").Reply()); !strings.Contains(got, words) {
					t.Errorf("ann reads %q, want %q", got, words)
				}
				clients.Wait()
				if took := time.Since(begin); took > readWithin+time.Second {
					t.Errorf("the clients were cut off after %v, want %v", took, readWithin)
				}
			})
		})
	}
}

func TestStrangersDoNotFillTheLog(t *testing.T) {
	inMemory(t, func(t *testing.T, discord *discordtest.Server) {
		r := run(t, discord, narrated)
		for range 1000 {
			q := signedNow(t, r, ping)
			q.Header.Set("X-Signature-Ed25519", strings.Repeat("0", 128))
			if status, _, _ := post(t, r, q); status != http.StatusUnauthorized {
				t.Fatalf("answered %d, want 401", status)
			}
		}
		if got := strings.Count(r.log.String(), "level=WARN"); got != 1 {
			t.Errorf("%d warnings after 1000 wrong signatures, want 1", got)
		}
	})
}

func TestFinishesWhatIsInFlight(t *testing.T) {
	tests := []struct {
		name  string
		s     search
		after time.Duration // the run is ended
		want  string
	}{
		{"before its first response", slowly(500 * time.Millisecond), 0, words},
		{"what is done in time", slowly(3 * time.Second), 2 * time.Second, words},
		{"what is not is told so", slowly(9 * time.Second), time.Second / 2, "restarting"},
		{"what does not listen is told so", deafly(time.Minute), time.Second / 2, "restarting"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inMemory(t, func(t *testing.T, discord *discordtest.Server) {
				defer time.Sleep(time.Minute) // a search that does not listen goes on for so long
				ann := discord.Guild("Newsroom").Member("ann")
				r := open(t, discord, tt.s)
				it := ann.Types("/ask question: Who?")
				synctest.Wait()
				time.Sleep(tt.after)
				r.ends()
				if got := shown(it.Reply()); !strings.Contains(got, tt.want) {
					t.Errorf("ann reads %q, want %q", got, tt.want)
				}
				if err := discord.SetEndpoint(path); err == nil {
					t.Error("the door is still open")
				}
			})
		})
	}
}

// How the process does is the operator's to ask, on the operator's own listener.
func TestHealthIsNotTheDoors(t *testing.T) {
	inMemory(t, func(t *testing.T, discord *discordtest.Server) {
		r := run(t, discord, narrated)
		for _, path := range []string{"/healthz", "/readyz", "/metrics", "/debug/pprof/"} {
			q, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://bot.discord.test"+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			if status, _, body := post(t, r, q); status != http.StatusNotFound {
				t.Errorf("%s: answered %d %q, want 404", path, status, body)
			}
		}
	})
}

// If the answer to the request cannot be written, the reply goes to the
// callback URL.
func TestDiscordHangsUp(t *testing.T) {
	inMemory(t, func(t *testing.T, discord *discordtest.Server) {
		ann := discord.Guild("Newsroom").Member("ann")
		hung := make(chan struct{})
		open(t, discord, func(ctx context.Context, q corpus.Query) ([]corpus.Answer, error) {
			discord.HangUp()
			close(hung)
			time.Sleep(100 * time.Millisecond)
			return narrated(ctx, q)
		})
		it := ann.Types("/ask question: Who?")
		<-hung
		if got := shown(it.Reply()); !strings.Contains(got, words) {
			t.Errorf("ann reads %q, want %q", got, words)
		}
		synctest.Wait() // a request is listed when it has been answered
		if !slices.ContainsFunc(discord.Requests(), func(q discordtest.Request) bool { return strings.HasSuffix(q.Path, "/callback") }) {
			t.Error("no callback came, want the reply there")
		}
	})
}

func TestWrongApplications(t *testing.T) {
	other, _, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name   string
		change func(*Options)
		want   string
	}{
		{"a wrong token", func(o *Options) { o.Token = "another.token.altogether" }, "Discord refuses the token"},
		{"another application's key", func(o *Options) { o.Key = other }, "public key does not belong to the token's application"},
		{"no key", func(o *Options) { o.Key = nil }, "public key to check Discord's signatures with is missing"},
		{"a token that is none", func(o *Options) { o.Token = "a b" }, "has invalid characters"},
		{"a certificate that is not there", func(o *Options) { o.CertFile, o.KeyFile = "/nowhere/a", "/nowhere/b" }, "TLS certificate"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inMemory(t, func(t *testing.T, discord *discordtest.Server) {
				discord.Tolerate(0)
				r := run(t, discord, narrated, tt.change)
				<-r.done
				if r.err == nil || !strings.Contains(r.err.Error(), tt.want) || strings.Contains(r.err.Error(), "altogether") {
					t.Errorf("the run ended with %v, want %q", r.err, tt.want)
				}
			})
		})
	}
}

func TestAnAddressThatIsTaken(t *testing.T) {
	discord := discordtest.New(t)
	r := run(t, discord, narrated, func(o *Options) {
		o.Addr, o.Listener = o.Listener.Addr().String(), nil
	})
	<-r.done
	if r.err == nil || !strings.Contains(r.err.Error(), "in use") {
		t.Errorf("the run ended with %v, want that the address is in use", r.err)
	}
	_ = r.listener.Close() // which run did not hand on
}

// kept implements membership.Guilds and records the calls.
type kept struct {
	mu    sync.Mutex
	told  []string
	known []corpus.GuildID
}

func (k *kept) tell(what string, guild corpus.GuildID) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.told = append(k.told, what+" "+string(guild))
	return nil
}

func (k *kept) Joined(_ context.Context, guild corpus.GuildID) error { return k.tell("joined", guild) }
func (k *kept) Left(_ context.Context, guild corpus.GuildID) error   { return k.tell("left", guild) }
func (k *kept) Guilds(context.Context) ([]corpus.GuildID, error)     { return k.known, nil }

// Over HTTP, Discord does not say that the bot was removed from a server, so
// the endpoint asks.
func TestServersThatComeAndGo(t *testing.T) {
	inMemory(t, func(t *testing.T, discord *discordtest.Server) {
		var all []*discordtest.Guild
		for n := range 450 { // more than two pages
			all = append(all, discord.Guild(fmt.Sprint("Server ", n)))
		}
		k := &kept{known: []corpus.GuildID{"", "77", corpus.GuildID(all[0].ID())}}
		run(t, discord, narrated, func(o *Options) { o.Guilds = k })
		synctest.Wait()
		told := func() []string {
			k.mu.Lock()
			defer k.mu.Unlock()
			defer func() { k.told = nil }()
			return slices.Sorted(slices.Values(k.told))
		}
		want := []string{"left 77"}
		for _, g := range all {
			want = append(want, "joined "+g.ID())
		}
		slices.Sort(want)
		if got := told(); !slices.Equal(got, want) {
			t.Errorf("%d servers are told of, want %d", len(got), len(want))
		}
		all[0].Kick()
		joined := discord.Guild("Another")
		time.Sleep(listEvery + time.Minute)
		want = []string{"joined " + joined.ID(), "left " + all[0].ID()}
		if got := told(); !slices.Equal(got, want) {
			t.Errorf("told %q, want %q", got, want)
		}
	})
}

func FuzzParseSigned(f *testing.F) {
	f.Add(strings.Repeat("0f", 64), "1700000000")
	f.Add("", "-1")
	f.Fuzz(func(t *testing.T, signature, timestamp string) {
		s, err := parseSigned(signature, timestamp)
		if err != nil {
			return
		}
		if s.timestamp != timestamp || !bytes.EqualFold(fmt.Appendf(nil, "%x", s.signature), []byte(signature)) || s.at.Before(time.Unix(0, 0)) {
			t.Errorf("%q, %q are read as %+v", signature, timestamp, s)
		}
	})
}
