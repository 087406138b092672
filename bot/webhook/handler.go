package webhook

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/netip"
	"os"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/evidence"
	"verbatim/bot/incoming"
)

// path is where Discord posts interactions.
const path = "/interactions"

const (
	// maxBody bounds a request's body, in bytes. The largest interactions carry
	// a whole message or five filled-in texts of 4,000 characters.
	maxBody = 512 << 10
	// bodyWithin is how long a body may take to come, once the headers are there.
	bodyWithin = time.Second
	// maxServing is how many of Discord's requests wait for the bot at a time.
	maxServing = 1024
)

// handler serves the door's paths. Interactions are handled under ctx.
func (d *door) handler(ctx context.Context) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) { d.serve(ctx, w, r) })
	if d.evidence != nil {
		mux.Handle(evidence.Path, d.evidence)
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		d.refuse(w, refuse(http.StatusNotFound, refusedPath, errors.New("there is nothing at the request's path")))
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requestConn(r).brings()
		mux.ServeHTTP(w, r)
	})
}

// Why a request is refused.
const (
	refusedPath      = "path"
	refusedMethod    = "method"
	refusedType      = "type"      // it is not said to be JSON
	refusedSignature = "signature" // it is missing, none, or wrong
	refusedClock     = "clock"     // it was signed at another time
	refusedReplay    = "replay"
	refusedSize      = "size"
	refusedSlow      = "slow"      // its body did not come in time
	refusedCut       = "cut"       // its body ended too early
	refusedDisplaced = "displaced" // newer ones took its place before its body had come
	refusedUnread    = "unread"    // Discord signed it, and it cannot be answered
	refusedOverload  = "overload"  // Discord signed it, and too many wait
)

// refusal is why a request is not served. The status tells; the error is for
// the log.
type refusal struct {
	status int
	reason string
	err    error
}

func (e *refusal) Error() string { return e.err.Error() }
func (e *refusal) Unwrap() error { return e.err }

func refuse(status int, reason string, err error) error { return &refusal{status, reason, err} }

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
		d.refuse(w, refuse(http.StatusServiceUnavailable, refusedOverload, errors.New("too many requests wait for the bot")))
		return
	}
	x := newExchange(d.rest)
	d.bot.Take(ctx, i, x)
	x.serve(w, r, arrived)
}

// receive reads a request and makes sure that Discord sent it. Nothing is read
// of what cannot be Discord's.
func (d *door) receive(w http.ResponseWriter, r *http.Request, now time.Time) (*incoming.Interaction, error) {
	control := http.NewResponseController(w)
	if err := control.SetReadDeadline(now.Add(bodyWithin)); err != nil {
		return nil, refuse(http.StatusBadRequest, refusedCut, fmt.Errorf("bound the reading of a request: %w", err))
	}
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		return nil, refuse(http.StatusMethodNotAllowed, refusedMethod, errors.New("the request is no POST"))
	}
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return nil, refuse(http.StatusUnsupportedMediaType, refusedType, errors.New("the request's body is not said to be JSON"))
	}
	s, err := parseSigned(r.Header.Get("X-Signature-Ed25519"), r.Header.Get("X-Signature-Timestamp"))
	if err != nil {
		return nil, refuse(http.StatusUnauthorized, refusedSignature, err)
	}
	if !s.fresh(now) {
		return nil, refuse(http.StatusUnauthorized, refusedClock, errStale)
	}
	body, err := d.read(w, r)
	if err != nil {
		return nil, err
	}
	if err := d.verifier.verify(s, body, time.Now()); err != nil {
		return nil, refuse(http.StatusUnauthorized, map[error]string{errStale: refusedClock, errReplay: refusedReplay, errSignature: refusedSignature}[err], err)
	}
	requestConn(r).keep()
	// What is read from now on is whether Discord hangs up.
	if err := control.SetReadDeadline(now.Add(readWithin)); err != nil {
		return nil, refuse(http.StatusBadRequest, refusedCut, fmt.Errorf("bound the answering of a request: %w", err))
	}
	i, err := incoming.Read(body)
	if err != nil {
		return nil, refuse(http.StatusBadRequest, refusedUnread, err)
	}
	return i, nil
}

// read reads the body of a request, whoever sent it.
func (d *door) read(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	large := refuse(http.StatusRequestEntityTooLarge, refusedSize, errors.New("the request's body is too large"))
	if r.ContentLength > maxBody {
		return nil, large
	}
	body, lost, err := d.readAll(http.MaxBytesReader(w, r.Body, maxBody), http.NewResponseController(w), d.clients.of(r))
	_, over := errors.AsType[*http.MaxBytesError](err)
	switch {
	case err == nil:
		return body, nil
	case lost != "":
		return nil, refuse(http.StatusServiceUnavailable, refusedDisplaced, errors.New(lost))
	case over:
		return nil, large
	case errors.Is(err, os.ErrDeadlineExceeded):
		return nil, refuse(http.StatusRequestTimeout, refusedSlow, fmt.Errorf("a request's body did not come within %v of its headers", bodyWithin))
	}
	return nil, refuse(http.StatusBadRequest, refusedCut, fmt.Errorf("read a request's body: %w", err))
}

// readAll reads a body to its end. It has a place from its first bytes on that
// are more than most interactions have; lost is why that was gone before the end.
func (d *door) readAll(source io.Reader, control *http.ResponseController, of netip.Prefix) (body []byte, lost string, err error) {
	body = make([]byte, 0, firstBytes)
	var at *place
	defer func() {
		if at != nil {
			lost = d.reading.leave(at)
		}
	}()
	for err == nil {
		if len(body) == cap(body) {
			if at == nil {
				at = d.reading.take(of, func() { _ = control.SetReadDeadline(time.Unix(1, 0)) }) // it has been set before
			}
			if !d.reading.grow(at, cap(body)) {
				return nil, "", os.ErrDeadlineExceeded
			}
			body = append(make([]byte, 0, 2*cap(body)), body...)
		}
		var n int
		n, err = source.Read(body[len(body):cap(body)])
		body = body[:len(body)+n]
	}
	if errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		err = nil
	}
	return body, "", err
}

// refuse answers a request that is not served.
func (d *door) refuse(w http.ResponseWriter, err error) {
	status, reason := http.StatusInternalServerError, "failed"
	if e, ok := errors.AsType[*refusal](err); ok {
		status, reason = e.status, e.reason
	}
	d.meter.Refused(status, reason)
	if reason != refusedPath && reason != refusedMethod { // those who look around do so everywhere
		d.told.Tell(reason, func(count int) {
			d.log.Warn("refused requests", "status", status, "reason", reason, "error", err, "count", count)
		})
	}
	if status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "1")
	}
	http.Error(w, http.StatusText(status), status)
}
