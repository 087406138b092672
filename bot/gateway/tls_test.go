package gateway

import (
	"crypto/tls"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"verbatim/bot/command"
)

// roundTrip is a transport that is one function.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// Discord's gateway is reached over TLS, which discordgo leaves to the relay.
func TestReachesTheGatewayOverTLS(t *testing.T) {
	asked := make(chan string, 1)
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked <- r.URL.RawQuery
		upgrader := websocket.Upgrader{}
		c, err := upgrader.Upgrade(w, r, nil)
		if err != nil {
			return // it has answered
		}
		defer func() { _ = c.Close() }()
		_ = c.WriteMessage(websocket.TextMessage, []byte(`{"op":10,"d":{"heartbeat_interval":41250}}`))
		_, _, _ = c.ReadMessage() // identify
		_ = c.WriteMessage(websocket.CloseMessage, websocket.FormatCloseMessage(4014, ""))
	}))
	defer server.Close()
	log := slog.New(slog.DiscardHandler)
	err := Run(t.Context(), command.New(command.Options{Log: log}), Options{
		Token: "token", Log: log, Out: io.Discard,
		Dialer: &websocket.Dialer{TLSClientConfig: &tls.Config{RootCAs: server.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs}},
		Transport: roundTrip(func(*http.Request) (*http.Response, error) {
			body := fmt.Sprintf(`{"url":"wss://%s"}`, server.Listener.Addr())
			return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body))}, nil
		}),
	})
	if err == nil || !strings.Contains(err.Error(), "4014") {
		t.Errorf("the run ended with %v, want the close code 4014", err)
	}
	if got, want := <-asked, "encoding=json&v=10"; got != want {
		t.Errorf("connected with %q, want %q", got, want)
	}
}
