package discordtest

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"strconv"
	"time"
)

// newKey makes the application's key pair.
func newKey() (ed25519.PublicKey, ed25519.PrivateKey, error) { return ed25519.GenerateKey(rand.Reader) }

// Listen makes a listener for the bot's endpoint on the server's own network: a
// free port of 127.0.0.1, or memory. [Server.SetEndpoint] connects to it. The
// bot closes it.
func (s *Server) Listen() net.Listener {
	s.t.Helper()
	n := s.cfg.network()
	listener, err := n.listen()
	if err != nil {
		s.t.Fatalf("discordtest: listen: %v", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.botNetwork = n
	return listener
}

// DialEndpoint connects to the last listener that [Server.Listen] made,
// whatever the address is.
func (s *Server) DialEndpoint(ctx context.Context, network, _ string) (net.Conn, error) {
	s.mu.Lock()
	n := s.botNetwork
	s.mu.Unlock()
	if n == nil {
		return nil, fmt.Errorf("dial the bot's endpoint: nobody listens")
	}
	address := n.host()
	if _, _, err := net.SplitHostPort(address); err != nil {
		address = net.JoinHostPort(address, "80")
	}
	return n.dial(ctx, network, address)
}

// SetEndpoint enters path as the Interactions Endpoint URL, at the last
// listener that [Server.Listen] made. If Discord's check passes, interactions
// are posted there from now on. The check sends a PING that must be answered
// with a PONG, and a PING with a wrong signature that must be answered with
// 401. If path is empty, interactions go to the gateway again.
func (s *Server) SetEndpoint(path string) error {
	if path == "" {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.dropEndpoint()
		return nil
	}
	e := &endpoint{url: "http://bot.discord.test" + path, client: &http.Client{
		Transport: &http.Transport{DialContext: s.DialEndpoint, MaxIdleConnsPerHost: 16, DisableCompression: true},
		Timeout:   FirstResponse,
	}, hangUp: make(chan struct{})}
	if err := s.checkEndpoint(e); err != nil {
		e.client.CloseIdleConnections()
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dropEndpoint()
	s.endpoint = e
	s.announce()
	return nil
}

// HangUp cuts the requests to the endpoint that are under way. Their answers
// are lost.
func (s *Server) HangUp() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.endpoint != nil {
		close(s.endpoint.hangUp)
		s.endpoint.hangUp = make(chan struct{})
	}
}

// checkEndpoint does Discord's own check of an endpoint.
func (s *Server) checkEndpoint(e *endpoint) error {
	s.mu.Lock()
	ping := encode(map[string]any{
		"id": s.newID(), "application_id": s.app, "type": kindPing, "token": "ping", "version": 1,
		"user": s.people[s.app].wire(),
	})
	s.mu.Unlock()
	good, err := s.Signed(s.t.Context(), e.url, ping)
	if err != nil {
		return err
	}
	status, kind, body, err := e.post(good)
	if err != nil {
		return fmt.Errorf("check the endpoint: %w", err)
	}
	var pong struct {
		Type int `json:"type"`
	}
	if media, _, err := mime.ParseMediaType(kind); status != http.StatusOK || err != nil || media != "application/json" ||
		json.Unmarshal(body, &pong) != nil || pong.Type != callbackPong {
		return fmt.Errorf("check the endpoint: PING is answered with %d, %s, %.200s, want a PONG as JSON", status, kind, body)
	}
	bad, err := s.Signed(s.t.Context(), e.url, ping)
	if err != nil {
		return err
	}
	bad.Header.Set("X-Signature-Ed25519", hex.EncodeToString(make([]byte, ed25519.SignatureSize)))
	if status, _, _, err = e.post(bad); err != nil {
		return fmt.Errorf("check the endpoint with a wrong signature: %w", err)
	}
	if status != http.StatusUnauthorized {
		return fmt.Errorf("check the endpoint: a wrong signature is answered with %d, want 401", status)
	}
	return nil
}

// Signed returns a request that posts a body as Discord does, signed now.
func (s *Server) Signed(ctx context.Context, url string, body []byte) (*http.Request, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("post to the bot: %w", err)
	}
	timestamp := strconv.FormatInt(time.Now().Unix(), 10)
	r.Header.Set("X-Signature-Timestamp", timestamp)
	r.Header.Set("X-Signature-Ed25519", hex.EncodeToString(ed25519.Sign(s.private, append([]byte(timestamp), body...))))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "Discord-Interactions/1.0 (+https://discord.com)")
	return r, nil
}

func (e *endpoint) post(r *http.Request) (status int, contentType string, body []byte, err error) {
	response, err := e.client.Do(r)
	if err != nil {
		return 0, "", nil, err
	}
	defer func() { _ = response.Body.Close() }() // it has been read
	body, err = io.ReadAll(io.LimitReader(response.Body, maxBody))
	return response.StatusCode, response.Header.Get("Content-Type"), body, err
}

// deliver posts an interaction to the endpoint, and takes the answer as the
// first response.
func (it *Interaction) deliver(e *endpoint, hangUp <-chan struct{}, body []byte) {
	s := it.srv
	ctx, cancel := context.WithTimeout(context.Background(), FirstResponse)
	defer cancel()
	s.running.Go(func() {
		select {
		case <-hangUp:
			cancel()
		case <-ctx.Done():
		}
	})
	r, err := s.Signed(ctx, e.url, body)
	if err != nil {
		s.t.Errorf("discordtest: %s: %v", it.what(), err)
		return
	}
	status, kind, answer, err := e.post(r)
	s.mu.Lock()
	closed := s.closed
	s.mu.Unlock()
	switch {
	case closed, err != nil: // the user reads that the application did not respond
	case status == http.StatusAccepted, status == http.StatusNoContent: // the callback comes in a request of its own
	case status != http.StatusOK:
		s.refused(Refusal{Method: "ENDPOINT", Path: r.URL.Path, Status: status, Message: fmt.Sprintf("the bot answers %d to an interaction", status)})
	default:
		s.take(it, r, kind, answer)
	}
}

// take carries out a first response that came as the answer to a request.
func (s *Server) take(it *Interaction, r *http.Request, contentType string, answer []byte) {
	q := r.Clone(r.Context())
	q.Header = http.Header{"Content-Type": {contentType}}
	q.Body = io.NopCloser(bytes.NewReader(answer))
	q.SetPathValue("id", it.id)
	q.SetPathValue("token", it.token)
	_, err := s.serve(callbackRoute(), q)
	if err == nil {
		return
	}
	refusal := Refusal{Method: "ENDPOINT", Path: r.URL.Path, Status: http.StatusOK, Message: err.Error()}
	if e, ok := err.(*apiError); ok { //nolint:errorlint // serve returns it bare
		refusal.Code, refusal.Problems = e.code, e.problems.lines()
	}
	s.refused(refusal)
}
