package webhook

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"net/netip"
	"os"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot"
	"verbatim/bot/evidence"
	"verbatim/bot/incoming"
	"verbatim/bot/rest"
)

// path is the URL path that Discord posts interactions to.
const path = "/interactions"

const (
	// maxBody bounds a request's body, in bytes. The largest interactions carry a
	// whole message, or five filled-in text fields of 4,000 characters.
	maxBody = 512 << 10
	// readWithin bounds reading a whole request.
	readWithin = 5 * time.Second
	// bodyWithin is how long a body may take to arrive after its headers.
	bodyWithin = time.Second
	// maxServing bounds the requests from Discord that wait for the bot at a
	// time.
	maxServing = 1024
)

// endpoint serves the requests of Discord and of anyone else.
type endpoint struct {
	bot      *bot.Bot
	log      *slog.Logger
	rest     *rest.Client
	verifier *verifier
	reading  *places // memory for request bodies
	clients  clients
	serving  chan struct{} // holds a value for each request that waits for the bot
	meter    meter
	evidence *evidence.Pages
	refusals *bot.Digest // log lines about refused requests
}

// handler serves the endpoint's paths. Interactions are handled under ctx.
func (e *endpoint) handler(ctx context.Context) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) { e.serve(ctx, w, r) })
	if e.evidence != nil {
		mux.Handle(evidence.Path, e.evidence)
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		e.refuse(w, refuse(http.StatusNotFound, refusedPath, errors.New("no page at the request's path")))
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requestConn(r).markServed()
		mux.ServeHTTP(w, r)
	})
}

// Reasons for refusing a request.
const (
	refusedPath      = "path"
	refusedMethod    = "method"
	refusedType      = "type"      // not declared as JSON
	refusedSignature = "signature" // the signature is missing, malformed or wrong
	refusedClock     = "clock"     // it was signed at another time
	refusedReplay    = "replay"
	refusedSize      = "size"
	refusedSlow      = "slow"      // its body did not arrive in time
	refusedCut       = "cut"       // its body ended too early
	refusedDisplaced = "displaced" // newer requests took its room before its body had arrived
	refusedUnread    = "unread"    // Discord signed it, but it cannot be read
	refusedOverload  = "overload"  // Discord signed it, but too many requests wait
)

// refusal is the reason for not serving a request. The client gets the status;
// the error is for the log.
type refusal struct {
	status int
	reason string
	err    error
}

func (e *refusal) Error() string { return e.err.Error() }
func (e *refusal) Unwrap() error { return e.err }

func refuse(status int, reason string, err error) error { return &refusal{status, reason, err} }

// serve serves one of Discord's requests.
func (e *endpoint) serve(ctx context.Context, w http.ResponseWriter, r *http.Request) {
	arrived := time.Now()
	i, err := e.receive(w, r, arrived)
	if err != nil {
		e.refuse(w, err)
		return
	}
	if i.Type == discordgo.InteractionPing {
		_ = write(w, reply{contentType: "application/json", body: []byte(`{"type":1}`)}) // if this fails, Discord asks again
		return
	}
	select {
	case e.serving <- struct{}{}:
		defer func() { <-e.serving }()
	default:
		e.refuse(w, refuse(http.StatusServiceUnavailable, refusedOverload, errors.New("too many requests wait for the bot")))
		return
	}
	x := newExchange(e.rest)
	e.bot.Take(ctx, i, x)
	x.serve(w, r, arrived)
}

// receive reads a request and checks that Discord sent it. It reads no body if
// the headers show that the request is not from Discord.
func (e *endpoint) receive(w http.ResponseWriter, r *http.Request, now time.Time) (*incoming.Interaction, error) {
	control := http.NewResponseController(w)
	if err := control.SetReadDeadline(now.Add(bodyWithin)); err != nil {
		return nil, refuse(http.StatusBadRequest, refusedCut, fmt.Errorf("set the deadline for reading a request: %w", err))
	}
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		return nil, refuse(http.StatusMethodNotAllowed, refusedMethod, errors.New("the request's method is not POST"))
	}
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return nil, refuse(http.StatusUnsupportedMediaType, refusedType, errors.New("the request's content type is not application/json"))
	}
	s, err := parseSigned(r.Header.Get("X-Signature-Ed25519"), r.Header.Get("X-Signature-Timestamp"))
	if err != nil {
		return nil, refuse(http.StatusUnauthorized, refusedSignature, err)
	}
	if !s.fresh(now) {
		return nil, refuse(http.StatusUnauthorized, refusedClock, errStale)
	}
	body, err := e.read(w, r)
	if err != nil {
		return nil, err
	}
	if err := e.verifier.verify(s, body, time.Now()); err != nil {
		return nil, refuse(http.StatusUnauthorized, map[error]string{errStale: refusedClock, errReplay: refusedReplay, errSignature: refusedSignature}[err], err)
	}
	requestConn(r).markDiscord()
	// From now on, reading only serves to notice if Discord hangs up.
	if err := control.SetReadDeadline(now.Add(readWithin)); err != nil {
		return nil, refuse(http.StatusBadRequest, refusedCut, fmt.Errorf("set the deadline for answering a request: %w", err))
	}
	i, err := incoming.Read(body)
	if err != nil {
		return nil, refuse(http.StatusBadRequest, refusedUnread, err)
	}
	return i, nil
}

// read reads the body of a request from any sender.
func (e *endpoint) read(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	large := refuse(http.StatusRequestEntityTooLarge, refusedSize, errors.New("the request's body is too large"))
	if r.ContentLength > maxBody {
		return nil, large
	}
	body, lost, err := e.readAll(http.MaxBytesReader(w, r.Body, maxBody), http.NewResponseController(w), e.clients.of(r))
	_, over := errors.AsType[*http.MaxBytesError](err)
	switch {
	case err == nil:
		return body, nil
	case lost != "":
		return nil, refuse(http.StatusServiceUnavailable, refusedDisplaced, errors.New(lost))
	case over:
		return nil, large
	case errors.Is(err, os.ErrDeadlineExceeded):
		return nil, refuse(http.StatusRequestTimeout, refusedSlow, fmt.Errorf("a request's body did not arrive within %v of its headers", bodyWithin))
	}
	return nil, refuse(http.StatusBadRequest, refusedCut, fmt.Errorf("read a request's body: %w", err))
}

// readAll reads a body to its end. A body larger than most interactions is
// given a place in memory; lost is the reason if that place was taken away
// before the end.
func (e *endpoint) readAll(source io.Reader, control *http.ResponseController, of netip.Prefix) (body []byte, lost string, err error) {
	body = make([]byte, 0, firstBytes)
	var at *place
	defer func() {
		if at != nil {
			lost = e.reading.leave(at)
		}
	}()
	for err == nil {
		if len(body) == cap(body) {
			if at == nil {
				at = e.reading.take(of, func() { _ = control.SetReadDeadline(time.Unix(1, 0)) }) // a deadline was set before, so this cannot fail
			}
			if !e.reading.grow(at, cap(body)) {
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
func (e *endpoint) refuse(w http.ResponseWriter, err error) {
	status, reason := http.StatusInternalServerError, "failed"
	if known, ok := errors.AsType[*refusal](err); ok {
		status, reason = known.status, known.reason
	}
	e.meter.Refused(status, reason)
	if reason != refusedPath && reason != refusedMethod { // scanners ask for these all the time
		e.refusals.Tell(reason, func(count int) {
			e.log.Warn("refused requests", "status", status, "reason", reason, "error", err, "count", count)
		})
	}
	if status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "1")
	}
	http.Error(w, http.StatusText(status), status)
}
