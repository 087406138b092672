package webhook

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/evidence"
	"verbatim/bot/rest"
)

// path is where Discord posts interactions.
const path = "/interactions"

const (
	// maxBody bounds a request's body, in bytes. The largest interactions carry
	// a whole message or five filled-in texts of 4,000 characters.
	maxBody = 512 << 10
	// maxReading is how many requests are read at a time, so that those of
	// strangers take at most maxReading*maxBody of memory.
	maxReading = 128
	// maxServing is how many of Discord's requests wait for the bot at a time.
	maxServing = 1024
)

// handler serves the door's paths. Interactions are handled under ctx.
func (d *door) handler(ctx context.Context) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+path, func(w http.ResponseWriter, r *http.Request) { d.serve(ctx, w, r) })
	mux.HandleFunc("GET /healthz", d.alive)
	mux.HandleFunc("GET /readyz", d.ready)
	if d.evidence != nil {
		mux.Handle(evidence.Path, d.evidence)
	}
	return mux
}

// refusal is why a request is not served. The status tells; the error is for
// the log.
type refusal struct {
	status int
	err    error
}

func (e *refusal) Error() string { return e.err.Error() }
func (e *refusal) Unwrap() error { return e.err }

func refuse(status int, err error) error { return &refusal{status, err} }

// serve serves one of Discord's requests.
func (d *door) serve(ctx context.Context, w http.ResponseWriter, r *http.Request) {
	arrived := time.Now()
	i, err := d.receive(w, r, arrived)
	if err != nil {
		d.refuse(w, err)
		return
	}
	if i.Type == discordgo.InteractionPing {
		_ = write(w, reply{contentType: "application/json", body: []byte(`{"type":1}`)}) // Discord asks again
		return
	}
	select {
	case d.serving <- struct{}{}:
		defer func() { <-d.serving }()
	default:
		d.refuse(w, refuse(http.StatusServiceUnavailable, errors.New("too many requests wait for the bot")))
		return
	}
	x := newExchange(d.rest)
	d.bot.Handle(ctx, i, x)
	x.serve(w, r, arrived)
}

// receive reads a request and makes sure that Discord sent it. Nothing is read
// of what cannot be Discord's.
func (d *door) receive(w http.ResponseWriter, r *http.Request, now time.Time) (*discordgo.Interaction, error) {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return nil, refuse(http.StatusUnsupportedMediaType, errors.New("the request's body is not said to be JSON"))
	}
	s, err := parseSigned(r.Header.Get("X-Signature-Ed25519"), r.Header.Get("X-Signature-Timestamp"))
	if err != nil {
		return nil, refuse(http.StatusUnauthorized, err)
	}
	if !s.fresh(now) {
		return nil, refuse(http.StatusUnauthorized, errStale)
	}
	body, err := d.read(w, r)
	if err != nil {
		return nil, err
	}
	if err := d.verifier.verify(s, body, time.Now()); err != nil {
		return nil, refuse(http.StatusUnauthorized, err)
	}
	i, err := decode(body)
	if err != nil {
		return nil, refuse(http.StatusBadRequest, err)
	}
	return i, nil
}

// read reads the body of a request, whoever sent it.
func (d *door) read(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if r.ContentLength > maxBody {
		return nil, refuse(http.StatusRequestEntityTooLarge, errors.New("the request's body is too large"))
	}
	select {
	case d.reading <- struct{}{}:
		defer func() { <-d.reading }()
	default:
		return nil, refuse(http.StatusServiceUnavailable, errors.New("too many requests are being read"))
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return nil, refuse(http.StatusRequestEntityTooLarge, errors.New("the request's body is too large"))
	}
	if err != nil {
		return nil, refuse(http.StatusRequestTimeout, fmt.Errorf("read a request's body: %w", err))
	}
	return body, nil
}

// decode reads an interaction, as the gateway's door has it from discordgo.
func decode(body []byte) (*discordgo.Interaction, error) {
	i := new(discordgo.Interaction)
	if err := json.Unmarshal(body, i); err != nil {
		return nil, fmt.Errorf("read an interaction: %w", err)
	}
	if i.Type != discordgo.InteractionPing && !rest.Complete(i) {
		return nil, errors.New("read an interaction: something is missing in it")
	}
	return i, nil
}

// refuse answers a request that is not served.
func (d *door) refuse(w http.ResponseWriter, err error) {
	status := http.StatusInternalServerError
	if e, ok := errors.AsType[*refusal](err); ok {
		status = e.status
	}
	if d.told.first(status, time.Now()) {
		d.log.Warn("refused a request, as others may be in the next minute", "status", status, "error", err)
	}
	if status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "1")
	}
	http.Error(w, http.StatusText(status), status)
}

// complaints keeps strangers from filling the log: a line a minute and status.
type complaints struct {
	mu   sync.Mutex
	last map[int]time.Time
}

// first reports whether there was no such complaint in the last minute.
func (c *complaints) first(status int, now time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now.Sub(c.last[status]) < time.Minute {
		return false
	}
	if c.last == nil {
		c.last = map[int]time.Time{}
	}
	c.last[status] = now
	return true
}
