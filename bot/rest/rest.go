// Package rest sends the requests that both doors need to Discord over HTTP:
// replies to interactions, messages into channels, the list of commands, and
// questions about the application. The library discordgo sends them; this
// package and transport.go work around its defects.
package rest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot"
)

const (
	// maxRequests bounds the requests under way at a time. maxResponses bounds
	// the first responses besides them: these have 3 s, and must not wait for
	// edits that have minutes. discordgo keeps a rate-limit bucket for every id
	// that it has ever seen, and lets one request at a time through each. So
	// requests use a fixed set of ids, each for one request at a time: the
	// buckets then neither grow nor make requests wait.
	maxRequests  = 64
	maxResponses = 64
	// callWithin bounds a call whose context has no deadline, retries included.
	callWithin = 20 * time.Second
)

// Options tells a Client how to reach Discord.
type Options struct {
	Token string // the bot's token, without "Bot "; never logged
	Log   *slog.Logger
	// Transport sends the requests; nil means http.DefaultTransport. Clients that
	// share a *Transport share its counts.
	Transport http.RoundTripper
}

// Client sends requests to Discord. Make one with New, and Close it. Its errors
// hold no secrets. They wrap bot.ErrGone if the interaction, message or channel
// is gone. A request ends with its context or when the client is closed;
// without a deadline it has 20 s. Within that time, it is repeated after 429
// and 5xx.
type Client struct {
	token     string
	transport *Transport
	session   *discordgo.Session
	buckets   chan string // ids of discordgo's rate-limit buckets that no request uses
	responses chan string // the same, for first responses
	lost      lost
	app       atomic.Pointer[string] // the application's id; nil before Introduce
	close     context.CancelFunc
	onClose   func(func()) (forget func() bool)
}

// New returns a client. It returns an error if the token cannot be valid.
func New(o Options) (*Client, error) {
	token := strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(o.Token)+" ", "Bot "))
	if token == "" || strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return nil, errors.New("the Discord token is empty or has invalid characters; copy it again from the developer portal")
	}
	ctx, cancel := context.WithCancel(context.Background())
	c := &Client{
		token: token, transport: NewTransport(o.Transport, o.Log),
		buckets: buckets("request", maxRequests), responses: buckets("response", maxResponses),
		close: cancel, onClose: func(f func()) func() bool { return context.AfterFunc(ctx, f) },
	}
	session, err := c.Session(0)
	if err != nil {
		return nil, err
	}
	c.session = session
	return c, nil
}

// buckets returns n ids of rate-limit buckets.
func buckets(name string, n int) chan string {
	ids := make(chan string, n)
	for i := range n {
		ids <- fmt.Sprintf("%s %d", name, i)
	}
	return ids
}

// Close ends the requests under way.
func (c *Client) Close() { c.close() }

// Session returns a discordgo session that does not act by itself. within
// bounds each request that the session makes; 0 means no bound.
func (c *Client) Session(within time.Duration) (*discordgo.Session, error) {
	session, err := discordgo.New("Bot " + c.token)
	if err != nil {
		return nil, fmt.Errorf("make a Discord session: %w", err)
	}
	session.LogLevel = -1 // our own code logs it, without discordgo's package-wide logger
	session.Client = &http.Client{Transport: c.transport, Timeout: within}
	session.StateEnabled = false
	session.SyncEvents = true
	session.ShouldReconnectOnError = false // package gateway reconnects, so that Close really closes
	session.ShouldReconnectVoiceOnSessionError = false
	session.ShouldRetryOnRateLimit = false // the transport does, and respects contexts
	session.MaxRestRetries = 0
	return session, nil
}

// send sends a body, if it is not nil, with files, if there are any, and
// returns the answer.
func (c *Client) send(ctx context.Context, method, url string, body any, files []*discordgo.File) ([]byte, error) {
	kind, raw, err := encode(body, files)
	if err != nil {
		return nil, err
	}
	return c.sendRaw(ctx, c.buckets, method, url, kind, raw)
}

// sendRaw sends an encoded body, using one of the buckets.
func (c *Client) sendRaw(ctx context.Context, buckets chan string, method, url, kind string, raw []byte) ([]byte, error) {
	ctx, cancel := withDeadline(ctx)
	defer cancel()
	defer c.onClose(cancel)()
	select {
	case bucket := <-buckets:
		defer func() { buckets <- bucket }()
		answer, err := c.session.RequestRaw(method, url, kind, raw, bucket, 0, discordgo.WithContext(ctx))
		return answer, wrapGone(Hide(err))
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// withDeadline returns ctx with a deadline.
func withDeadline(ctx context.Context) (context.Context, context.CancelFunc) {
	if _, has := ctx.Deadline(); has {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, callWithin)
}

// get sends a GET request and decodes the answer into v.
func (c *Client) get(ctx context.Context, url string, v any) error {
	raw, err := c.send(ctx, http.MethodGet, url, nil, nil)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(raw, v); err != nil {
		return fmt.Errorf("decode Discord's answer: %w", err)
	}
	return nil
}

// encode encodes a body in Discord's form: JSON, followed by the files if there
// are any. A nil body has no encoding.
func encode(body any, files []*discordgo.File) (contentType string, raw []byte, err error) {
	switch {
	case body == nil:
		return "", nil, nil
	case len(files) > 0:
		if body, err = bot.Described(body, files); err != nil {
			return "", nil, err
		}
		contentType, raw, err = discordgo.MultipartBodyWithJSON(body, files)
	default:
		contentType = "application/json"
		raw, err = discordgo.Marshal(body)
	}
	if err != nil {
		return "", nil, fmt.Errorf("encode a request to Discord: %w", err)
	}
	return contentType, raw, nil
}
