package webhook

import (
	"bufio"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"verbatim/internal/discordtest"
)

// Refused requests are counted by status and reason. Each reason is logged at
// once, and later with a count.
func TestRefusalsAreCountedAndTold(t *testing.T) {
	inMemory(t, func(t *testing.T, discord *discordtest.Server) {
		m := newTallied()
		r := run(t, discord, narrated, func(o *Options) { o.Meter = m })
		send := func(times int, body string, change func(*http.Request)) {
			for range times {
				time.Sleep(time.Second) // which makes another signature
				q := signedNow(t, r, body)
				change(q)
				post(t, r, q)
			}
		}
		as := func(*http.Request) {}
		header := func(name, value string) func(*http.Request) {
			return func(q *http.Request) { q.Header.Set(name, value) }
		}
		send(3, ping, header("X-Signature-Ed25519", strings.Repeat("0", 128)))
		send(1, ping, header("X-Signature-Ed25519", "none"))
		send(1, ping, header("X-Signature-Timestamp", fmt.Sprint(time.Now().Add(5*time.Minute).Unix())))
		send(2, ping, header("Content-Type", "text/plain"))
		send(2, "{", as)
		send(1, `{"type":2,"id":"1"}`, as)
		send(1, strings.Repeat(" ", maxBody)+ping, as)
		send(1, ping, func(q *http.Request) { q.Method = http.MethodPut })
		send(5, ping, func(q *http.Request) { q.URL.Path = "/wp-login.php" })
		again := signedNow(t, r, ping)
		post(t, r, again.Clone(t.Context()))
		again.Body = io.NopCloser(strings.NewReader(ping))
		post(t, r, again)
		want := map[string]int{
			"401 signature": 4, "401 clock": 1, "415 type": 2, "400 unread": 3, "413 size": 1, "405 method": 1, "404 path": 5, "401 replay": 1,
		}
		if got := m.refusals(); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("counted %v, want %v", got, want)
		}
		first := r.log.String()
		time.Sleep(2 * time.Minute)
		told := map[string]int{}
		for _, line := range regexp.MustCompile(`"refused requests" status=(\d+) reason=(\w+) error=.* count=(\d+)`).FindAllStringSubmatch(r.log.String(), -1) {
			n, err := strconv.Atoi(line[3])
			if err != nil {
				t.Fatal(err)
			}
			told[line[1]+" "+line[2]] += n
		}
		delete(want, "405 method")
		delete(want, "404 path")
		if fmt.Sprint(told) != fmt.Sprint(want) {
			t.Errorf("told of %v, want %v", told, want)
		}
		for what := range want {
			if !strings.Contains(first, "reason="+strings.Fields(what)[1]) {
				t.Errorf("%q was not told at once", what)
			}
		}
	})
}

// If too many of Discord's requests wait, the refusals are counted too.
func TestOverloadIsCounted(t *testing.T) {
	inMemory(t, func(t *testing.T, discord *discordtest.Server) {
		m := newTallied()
		r := open(t, discord, slowly(900*time.Millisecond), func(o *Options) { o.Meter = m })
		body := func(n int) string {
			raw, err := interaction(int64(n), "290926798626357999", 2, askFor("Who?"))
			if err != nil {
				t.Fatal(err)
			}
			return string(raw)
		}
		var waiting sync.WaitGroup
		defer waiting.Wait()
		for n := range maxServing {
			waiting.Go(func() { post(t, r, signedNow(t, r, body(n+1))) })
		}
		synctest.Wait()
		for n := range 2 {
			if status, header, _ := post(t, r, signedNow(t, r, body(maxServing+n+1))); status != http.StatusServiceUnavailable || header.Get("Retry-After") == "" {
				t.Errorf("answered %d, want 503 with a Retry-After", status)
			}
		}
		waiting.Wait()
		if got := m.refusals()["503 overload"]; got != 2 {
			t.Errorf("%d are counted, want 2", got)
		}
	})
}

// A body comes within a second of its headers.
func TestBodiesThatDawdle(t *testing.T) {
	inMemory(t, func(t *testing.T, discord *discordtest.Server) {
		m := newTallied()
		run(t, discord, narrated, func(o *Options) { o.Meter = m })
		for name, begins := range map[string]string{"nothing of it": "", "its first byte": "{", "much of it": "{" + strings.Repeat(" ", 20_000)} {
			conn, err := discord.DialEndpoint(context.Background(), "tcp", "")
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.WriteString(conn, signedHead(maxBody, "")+begins); err != nil {
				t.Fatal(err)
			}
			begun := time.Now()
			answer, err := bufio.NewReader(conn).ReadString('\n')
			if took := time.Since(begun); took != bodyWithin || !strings.HasPrefix(answer, "HTTP/1.1 408 ") {
				t.Errorf("%s: answered %q, %v after %v, want 408 after %v", name, answer, err, took, bodyWithin)
			}
			_ = conn.Close()
		}
		if got := m.refusals()["408 slow"]; got != 3 {
			t.Errorf("%d are counted, want 3", got)
		}
	})
}

// A body that fills all the room there is takes it from itself, or from older
// ones, and never from a body that is there at once.
func TestTooManyRequestsAreReadAtATime(t *testing.T) {
	inMemory(t, func(t *testing.T, discord *discordtest.Server) {
		m := newTallied()
		r := run(t, discord, narrated, func(o *Options) { o.Meter = m })
		var clients sync.WaitGroup
		defer clients.Wait()
		const many = 3 * maxReading / maxBody
		for range many {
			conn, err := discord.DialEndpoint(context.Background(), "tcp", "")
			if err != nil {
				t.Fatal(err)
			}
			clients.Go(func() {
				_, _ = io.WriteString(conn, signedHead(maxBody, "")+"{"+strings.Repeat(" ", maxBody-10)) // it may be cut off meanwhile
				_, _ = io.Copy(io.Discard, conn)
				_ = conn.Close()
			})
		}
		synctest.Wait()
		large := strings.Repeat(" ", maxBody-len(ping)) + ping
		if status, _, answer := post(t, r, signedNow(t, r, large)); status != http.StatusOK {
			t.Errorf("answered %d %s, want 200", status, answer)
		}
		clients.Wait()
		got := m.refusals()
		if got["503 displaced"] < many/2 || got["503 displaced"]+got["408 slow"] != many {
			t.Errorf("%v are counted of %d", got, many)
		}
	})
}

func TestConnectionsUnderTLS(t *testing.T) {
	c := &conn{Conn: &socket{}}
	if got := connOf(tls.Server(c, &tls.Config{MinVersion: tls.VersionTLS13})); got != c {
		t.Errorf("got %v, want the connection", got)
	}
	if got := connOf(&socket{}); got != nil {
		t.Errorf("got %v of another table, want none", got)
	}
}

// An interaction that cannot be read is no reason to break off: its user is told.
func TestStrangeInteractionsAreAnswered(t *testing.T) {
	inMemory(t, func(t *testing.T, discord *discordtest.Server) {
		r := run(t, discord, narrated)
		status, _, body := post(t, r, signedNow(t, r, `{"id":"1","token":"t","application_id":"2","type":9,"data":{"secret":1}}`))
		if status != http.StatusOK || !strings.Contains(body, "cannot read this kind") || strings.Contains(r.log.String(), "secret") {
			t.Errorf("answered %d %s, want words", status, body)
		}
		if !strings.Contains(r.log.String(), "what=interaction type=9") {
			t.Errorf("the log is\n%s", r.log.String())
		}
	})
}
