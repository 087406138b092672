package e2e

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"verbatim/internal/cli"
	"verbatim/internal/discordtest"
)

// The door answers what Discord signed; how the process does, and what was refused
// at the door, is read at the operator's listener.
func TestTheDoorIsDiscordsAlone(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows cannot interrupt one process")
	}
	discord := discordtest.New(t)
	door, ops := free(t), free(t)
	stop := startServing(t, discord, t.TempDir(), "--http", door, "--ops", ops, "--trusted-proxy", "127.0.0.1,::1")
	for address, want := range map[string]int{
		door + "/healthz": http.StatusNotFound, door + "/readyz": http.StatusNotFound, door + "/metrics": http.StatusNotFound,
		ops + "/healthz": http.StatusOK, ops + "/readyz": http.StatusOK,
	} {
		if status, body := get(t, "http://"+address); status != want {
			t.Errorf("%s is answered with %d %q, want %d", address, status, body, want)
		}
	}
	for range 3 {
		q, err := discord.Signed(t.Context(), "http://"+door+"/interactions", []byte(`{"type":1}`))
		if err != nil {
			t.Fatal(err)
		}
		q.Header.Set("X-Signature-Ed25519", strings.Repeat("0", 128))
		response, err := http.DefaultClient.Do(q)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
	}
	fillRoom(t, door)
	_, metrics := get(t, "http://"+ops+"/metrics")
	for _, want := range []string{
		`verbatim_http_refused_total{reason="signature",status="401"} 3`,
		`verbatim_http_refused_total{reason="path",status="404"} 3`,
	} {
		if !strings.Contains(metrics, want) {
			t.Errorf("the metrics have no %s", want)
		}
	}
	if strings.Contains(metrics, `{reason="displaced",status="503"} 0`) {
		t.Error("one client of a trusted proxy has had room for more than is one client's")
	}
	if status, stderr := stop(os.Interrupt); status != cli.ExitDone {
		t.Errorf("after the signal: status %d; its log:\n%s", status, stderr)
	}
}

// fillRoom sends many large bodies of one client, all but for their ends, and
// waits until one has been answered.
func fillRoom(t *testing.T, door string) {
	t.Helper()
	answered := make(chan string, 16)
	for range cap(answered) {
		c, err := net.Dial("tcp", door)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = c.Close() }()
		const size = 500 << 10
		go func() {
			_, _ = fmt.Fprintf(c, "POST /interactions HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 203.0.113.7\r\nContent-Type: application/json\r\nContent-Length: %d\r\nX-Signature-Ed25519: %s\r\nX-Signature-Timestamp: %d\r\n\r\n%s",
				size, strings.Repeat("0f", 64), time.Now().Unix(), strings.Repeat(" ", size-1)) // it may be cut off meanwhile
			line, _ := bufio.NewReader(c).ReadString('\n')
			answered <- line
		}()
	}
	for range cap(answered) {
		<-answered
	}
}

func get(t *testing.T, address string) (status int, body string) {
	t.Helper()
	q, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(q)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(raw)
}
