package webhook

import (
	"context"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/rest"
)

// callbacks is a transport to Discord that keeps the requests.
type callbacks struct {
	mu    sync.Mutex
	paths []string
	body  string
}

func (c *callbacks) RoundTrip(r *http.Request) (*http.Response, error) {
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.paths, c.body = append(c.paths, r.URL.Path), string(raw)
	return &http.Response{StatusCode: http.StatusNoContent, Header: http.Header{}, Body: http.NoBody, Request: r}, nil
}

func newTestExchange(t *testing.T) (*exchange, *callbacks) {
	t.Helper()
	sent := new(callbacks)
	client, err := rest.New(rest.Options{Token: "token", Transport: sent})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return newExchange(client), sent
}

func withFile() *discordgo.InteractionResponse {
	return &discordgo.InteractionResponse{Type: discordgo.InteractionResponseChannelMessageWithSource, Data: &discordgo.InteractionResponseData{
		Content: "here it is", Files: []*discordgo.File{{Name: "a.txt", ContentType: "text/plain", Reader: strings.NewReader("of the file")}},
	}}
}

func asked() *discordgo.Interaction { return &discordgo.Interaction{ID: "1", AppID: "2", Token: "t"} }

func TestFilesComeInTheAnswer(t *testing.T) {
	x, sent := newTestExchange(t)
	answered := make(chan error)
	go func() { answered <- x.Respond(t.Context(), asked(), withFile()) }()
	w := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { x.serve(w, r, time.Now()) }))
	defer w.Close()
	response, err := w.Client().Post(w.URL, "application/json", strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	kind, params, err := mime.ParseMediaType(response.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" {
		t.Fatalf("the answer is %q, %v, want a form", kind, err)
	}
	form, err := multipart.NewReader(response.Body, params["boundary"]).ReadForm(1 << 20)
	if err != nil || len(form.Value["payload_json"]) != 1 || !strings.Contains(form.Value["payload_json"][0], "here it is") || len(form.File) != 1 {
		t.Errorf("got %+v, %v, want the message and the file", form, err)
	}
	if err := <-answered; err != nil || len(sent.paths) != 0 {
		t.Errorf("Respond: %v with %q sent, want the answer alone", err, sent.paths)
	}
}

// broken is a client that cannot be written to.
type broken struct{ http.ResponseWriter }

func (broken) SetWriteDeadline(time.Time) error { return nil }
func (broken) Header() http.Header              { return http.Header{} }
func (broken) Write([]byte) (int, error)        { return 0, errors.New("gone") }
func (broken) WriteHeader(int)                  {}

// If the first way to Discord fails, the whole file is still sent the other
// way.
func TestFilesComeToTheCallbackOtherwise(t *testing.T) {
	for name, late := range map[string]bool{"the client is gone": false, "it is too late": true} {
		t.Run(name, func(t *testing.T) {
			x, sent := newTestExchange(t)
			r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, nil)
			if late {
				w := httptest.NewRecorder()
				x.serve(w, r, time.Now().Add(-respondBy))
				if w.Code != http.StatusAccepted || w.Body.Len() > 0 {
					t.Errorf("the request is answered with %d %q, want 202 alone", w.Code, w.Body)
				}
			} else {
				go x.serve(broken{}, r, time.Now())
			}
			if err := x.Respond(context.Background(), asked(), withFile()); err != nil {
				t.Fatal(err)
			}
			if len(sent.paths) != 1 || !strings.HasSuffix(sent.paths[0], "/callback") || !strings.Contains(sent.body, "of the file") {
				t.Errorf("sent %q: %s, want the file in a callback", sent.paths, sent.body)
			}
		})
	}
}
