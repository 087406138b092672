// Package rest is what the bot's doors ask of Discord over HTTP: replies to
// interactions, messages into channels, the list of commands, and what Discord
// knows of the application. discordgo does the talking; what it does not do for
// us is mended here and in transport.go.
package rest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot"
)

const (
	// maxRequests is how many requests are under way at a time, and
	// maxResponses how many first responses beside them: those have 3 s, and
	// must not wait for edits that have minutes. discordgo keeps a rate-limit
	// bucket for every id that it has ever seen, and lets one request at a time
	// through each: a fixed set of ids, each held by one request at most,
	// neither grows nor waits.
	maxRequests  = 64
	maxResponses = 64
	// callWithin bounds a call that its caller does not bound, its retries
	// included.
	callWithin = 20 * time.Second
)

// Options is how a Client reaches Discord.
type Options struct {
	Token string // the bot's token, without "Bot "; never logged
	Log   *slog.Logger
	// Transport is the way to Discord, nil for http.DefaultTransport. Clients
	// that share a *Transport share what it counts.
	Transport http.RoundTripper
}

// Client sends requests to Discord. Make one with New, and Close it. Its errors
// hold no secret; they are bot.ErrGone where there is nothing any more to send
// to. A request ends with its context, or when the client is closed; without a
// deadline it has 20 s. Within that time, 429 and 5xx are waited out.
type Client struct {
	token     string
	transport *Transport
	session   *discordgo.Session
	buckets   chan string // ids of discordgo's rate-limit buckets that no request holds
	responses chan string // the same, for first responses
	lost      lost
	app       atomic.Pointer[string] // the application's id, nil before Introduce
	close     context.CancelFunc
	onClose   func(func()) (forget func() bool)
}

// New makes a client. It fails where the token is none.
func New(o Options) (*Client, error) {
	token := strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(o.Token)+" ", "Bot "))
	if token == "" || strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return nil, errors.New("the Discord token is empty or has characters that no token has; copy it anew from the developer portal")
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

// buckets is n ids of rate-limit buckets.
func buckets(name string, n int) chan string {
	ids := make(chan string, n)
	for i := range n {
		ids <- fmt.Sprintf("%s %d", name, i)
	}
	return ids
}

// Close ends what is under way.
func (c *Client) Close() { c.close() }

// Session makes a session of discordgo's with all that it does by itself turned
// off. A request of the session's own is bounded by within, 0 for not.
func (c *Client) Session(within time.Duration) (*discordgo.Session, error) {
	session, err := discordgo.New("Bot " + c.token)
	if err != nil {
		return nil, fmt.Errorf("make a Discord session: %w", err)
	}
	session.LogLevel = -1 // what it says is said by us, without its package-wide logger
	session.Client = &http.Client{Transport: c.transport, Timeout: within}
	session.StateEnabled = false
	session.SyncEvents = true
	session.ShouldReconnectOnError = false // the gateway's door does, so that Close closes
	session.ShouldReconnectVoiceOnSessionError = false
	session.ShouldRetryOnRateLimit = false // the transport does, and knows contexts
	session.MaxRestRetries = 0
	return session, nil
}

// send sends a body, with files where there are any and none where it is nil,
// and returns the answer.
func (c *Client) send(ctx context.Context, method, url string, body any, files []*discordgo.File) ([]byte, error) {
	kind, raw, err := encode(body, files)
	if err != nil {
		return nil, err
	}
	return c.sendRaw(ctx, c.buckets, method, url, kind, raw)
}

// sendRaw sends a body that is encoded already, with one of the buckets.
func (c *Client) sendRaw(ctx context.Context, buckets chan string, method, url, kind string, raw []byte) ([]byte, error) {
	ctx, cancel := bounded(ctx)
	defer cancel()
	defer c.onClose(cancel)()
	select {
	case bucket := <-buckets:
		defer func() { buckets <- bucket }()
		answer, err := c.session.RequestRaw(method, url, kind, raw, bucket, 0, discordgo.WithContext(ctx))
		return answer, gone(Hide(err))
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// bounded is ctx with a deadline.
func bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	if _, has := ctx.Deadline(); has {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, callWithin)
}

// get asks for something and decodes the answer into v.
func (c *Client) get(ctx context.Context, url string, v any) error {
	raw, err := c.send(ctx, http.MethodGet, url, nil, nil)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(raw, v); err != nil {
		return fmt.Errorf("read Discord's answer: %w", err)
	}
	return nil
}

// encode encodes a body as Discord takes it: JSON, and the files behind it
// where there are any. A body that is nil is none.
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
		return "", nil, fmt.Errorf("encode what is sent to Discord: %w", err)
	}
	return contentType, raw, nil
}

// Hide takes out of an error what no log may hold: the URL, in which the
// interaction's token stands.
func Hide(err error) error {
	if e, ok := errors.AsType[*url.Error](err); ok {
		return fmt.Errorf("%s: %w", e.Op, e.Err)
	}
	if e, ok := errors.AsType[*discordgo.RateLimitError](err); ok {
		return fmt.Errorf("at Discord's rate limit for %v", e.RetryAfter)
	}
	return err
}

// Status is the HTTP status that Discord refused a request with, 0 where err is
// no such refusal; code is Discord's own number for the reason.
func Status(err error) (status, code int) {
	e, ok := errors.AsType[*discordgo.RESTError](err)
	if !ok {
		return 0, 0
	}
	if e.Message != nil {
		code = e.Message.Code
	}
	return e.Response.StatusCode, code
}

// Final reports whether sending the same again is of no use.
func Final(err error) bool {
	status, _ := Status(err)
	return status >= http.StatusBadRequest && status < http.StatusInternalServerError && status != http.StatusTooManyRequests
}

// Sleep waits for so long and reports whether ctx has not ended.
func Sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// Discord's codes for a token that has run out, or leads to nothing.
const (
	unknownChannel     = 10003
	unknownMessage     = 10008
	unknownWebhook     = 10015
	unknownInteraction = 10062
	invalidToken       = 50027
)

// gone says so where a request failed because there is nothing to send it to.
func gone(err error) error {
	switch _, code := Status(err); code {
	case unknownChannel, unknownMessage, unknownWebhook, unknownInteraction, invalidToken:
		return fmt.Errorf("%w: %w", bot.ErrGone, err)
	}
	return err
}
