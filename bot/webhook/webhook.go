// Package webhook connects the bot to Discord over signed HTTP. Discord posts
// every interaction to POST /interactions, and the first response is the answer
// to that request. Later messages go through package rest.
//
// Everyone can reach the endpoint, but only Discord's requests are served. The
// signature is the only proof that a request is from Discord, and it can only
// be checked at the end of the body. So strangers' requests must never take
// room from Discord's: see conns for connections, places for bodies, and
// clients for telling clients apart.
package webhook

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"verbatim/bot"
	"verbatim/bot/evidence"
	"verbatim/bot/membership"
	"verbatim/bot/rest"
)

// Options tells Run how to reach Discord, and how Discord reaches the bot.
type Options struct {
	Token string            // the bot's token, without "Bot "; never logged
	Key   ed25519.PublicKey // the application's public key
	// Addr is the address to listen on, as host:port, unless Listener is set.
	// With CertFile and KeyFile (PEM), Run serves TLS and reads the files again
	// when they change; without them, a proxy must add TLS.
	Addr              string
	CertFile, KeyFile string
	Listener          net.Listener
	Log               *slog.Logger
	Out               io.Writer         // gets the invite link and what to enter at Discord, when the bot is ready
	Drain             time.Duration     // how long work in flight may take after ctx ends; 0 means 6 s
	Transport         http.RoundTripper // nil means http.DefaultTransport
	Guilds            membership.Guilds // is told which servers the bot is in; may be nil
	Meter             meter             // measures the endpoint; may be nil
	Proxies           []netip.Prefix    // proxies that are trusted to name their clients; see clients
	mostConns         int               // connections at a time; 0 means maxConns
	Evidence          *evidence.Pages   // pages that show statements in their articles; may be nil
}

const (
	defaultDrain = 6 * time.Second
	// cutOffGrace is the time that handlers have for a polite reply after they
	// were cut off.
	cutOffGrace = time.Second
	// settleWithin bounds the wait for everything else to end after that.
	settleWithin = 2 * time.Second

	// The limits on a client. Discord's requests take milliseconds. A response
	// has its own deadline on top; see respondBy.
	headerWithin = 3 * time.Second
	writeWithin  = 10 * time.Second
	idleWithin   = 2 * time.Minute
	maxHeader    = 16 << 10 // bytes

	// complainEvery is the shortest time between two log lines about requests
	// that are refused for the same reason.
	complainEvery = time.Minute

	// listEvery is how often Discord is asked for the servers that the bot is in.
	// Over HTTP, Discord does not say when that changes.
	listEvery = 6 * time.Hour
	// askAgain is the wait before Discord is asked for the application a second
	// time. It doubles up to askLongest.
	askAgain   = 2 * time.Second
	askLongest = 5 * time.Minute
)

// server is the signed HTTP endpoint and what keeps it going.
type server struct {
	*endpoint
	out    io.Writer
	guilds *membership.Tracker // nil if Options.Guilds is nil
	conns  *conns              // nil before listen
	tasks  sync.WaitGroup
}

// Run listens for Discord's requests until ctx ends. It then accepts no more
// requests, lets the work in flight finish, and returns nil within 10 s. It
// returns an error if it cannot listen, if it cannot read the certificate, or
// if Discord refuses the token or has another public key for the application.
func Run(ctx context.Context, b *bot.Bot, o Options) error {
	s, err := newServer(b, o)
	if err != nil {
		return err
	}
	defer s.rest.Close()
	listener, err := s.listen(ctx, o)
	if err != nil {
		return err
	}
	// Handlers run under a context that outlives ctx, so work in flight can
	// finish.
	work, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	tasks, stop := context.WithCancel(ctx)
	defer stop()
	server := &http.Server{
		Handler:           s.handler(work),
		ReadHeaderTimeout: headerWithin, ReadTimeout: readWithin, WriteTimeout: writeWithin, IdleTimeout: idleWithin,
		MaxHeaderBytes: maxHeader,
		ConnContext:    withConn,
		ConnState:      s.conns.stateChanged,
		ErrorLog:       slog.NewLogLogger(o.Log.Handler(), slog.LevelDebug), // for example about clients that do not speak TLS
	}
	ended := make(chan error, 2)
	s.meter.Listening(true)
	defer s.meter.Listening(false)
	s.tasks.Go(func() { ended <- fmt.Errorf("serve HTTP: %w", server.Serve(listener)) })
	s.tasks.Go(func() {
		if err := s.introduce(tasks, o.Key, listener.Addr()); err != nil {
			ended <- err
		}
	})
	if s.guilds != nil {
		s.tasks.Go(func() { s.guilds.Follow(tasks) })
		s.tasks.Go(func() { s.listGuilds(tasks) })
	}
	select {
	case <-ctx.Done():
		err = nil
	case err = <-ended:
	}
	stop()
	s.shutdown(server, o.Drain, cut)
	return err
}

func newServer(b *bot.Bot, o Options) (*server, error) {
	if len(o.Key) != ed25519.PublicKeySize {
		return nil, errors.New("the public key to check Discord's signatures with is missing; copy it from the application's page in the developer portal")
	}
	client, err := rest.New(rest.Options{Token: o.Token, Log: o.Log, Transport: o.Transport})
	if err != nil {
		return nil, err
	}
	s := &server{out: o.Out, endpoint: &endpoint{
		bot: b, log: o.Log, rest: client, verifier: newVerifier(o.Key), reading: newPlaces(maxReading, maxReadingOf),
		clients: clients{o.Proxies}, serving: make(chan struct{}, maxServing), meter: o.Meter,
		evidence: o.Evidence, refusals: bot.NewDigest(complainEvery),
	}}
	if s.meter == nil {
		s.meter = unmeasured{}
	}
	if o.Guilds != nil {
		s.guilds = membership.New(o.Guilds, o.Log)
	}
	return s, nil
}

// listen opens the listener.
func (s *server) listen(ctx context.Context, o Options) (net.Listener, error) {
	listener := o.Listener
	if listener == nil {
		var c net.ListenConfig
		var err error
		if listener, err = c.Listen(ctx, "tcp", o.Addr); err != nil {
			return nil, fmt.Errorf("listen for Discord's requests: %w", err)
		}
	}
	most := cmp.Or(o.mostConns, maxConns)
	if files := openFiles(); files > 0 {
		most = int(min(uint64(most), files/2)) //nolint:gosec // no more than most
	}
	s.conns = newConns(listener, most, s.clients, s.meter)
	if o.CertFile == "" && o.KeyFile == "" {
		return s.conns, nil
	}
	secured, err := listenTLS(s.conns, o.CertFile, o.KeyFile, o.Log)
	if err != nil {
		_ = s.conns.Close() // no client has connected yet
	}
	return secured, err
}

// introduce checks that the key belongs to the token's application, registers
// the commands and prints the next steps for the operator. It returns an error if the
// bot can never work with this configuration.
func (s *server) introduce(ctx context.Context, key ed25519.PublicKey, listens net.Addr) error {
	var app rest.Application
	for wait := askAgain; ; wait = min(2*wait, askLongest) {
		var err error
		if app, err = s.rest.Application(ctx); err == nil {
			break
		}
		if status, _ := rest.Status(err); status == http.StatusUnauthorized {
			return rest.ErrToken
		}
		if ctx.Err() == nil {
			s.log.Error("cannot ask Discord for the application", "error", err, "again_in", wait)
		}
		if !rest.Sleep(ctx, wait) {
			return nil
		}
	}
	if app.VerifyKey != "" && !strings.EqualFold(app.VerifyKey, hex.EncodeToString(key)) {
		return rest.SetUp("the public key does not belong to the token's application, so the bot would refuse every request; copy it from the application's page in the developer portal")
	}
	s.rest.Introduce(ctx, s.log, app.ID, s.bot.Commands(), func() { s.announce(app, listens) })
	return nil
}

// announce prints the steps that the operator must take before the bot can be used.
func (s *server) announce(app rest.Application, listens net.Addr) {
	text := fmt.Sprintf("Ready. Add the bot to a server: %s\n", rest.InviteLink(app.ID))
	if app.Endpoint == "" {
		text += fmt.Sprintf("In the developer portal, enter https://<your host>%s as the Interactions Endpoint URL; it must lead to %v.\n", path, listens)
	} else {
		text += fmt.Sprintf("Discord sends interactions to %s, which must lead to %v.\n", app.Endpoint, listens)
	}
	if _, err := io.WriteString(s.out, text); err != nil {
		s.log.Warn("cannot print the invite link", "error", err)
	}
}

// listGuilds asks for the servers that the bot is in, at once and then every
// listEvery.
func (s *server) listGuilds(ctx context.Context) {
	for {
		s.guilds.All(membership.Shard{N: 0, Of: 1}, s.rest.Guilds)
		if !rest.Sleep(ctx, listEvery) {
			return
		}
	}
}

// shutdown lets work in flight finish. After drain, handlers are cut off and
// get a moment to say so.
func (s *server) shutdown(server *http.Server, drain time.Duration, cut context.CancelFunc) {
	if drain <= 0 {
		drain = defaultDrain
	}
	ctx, cancel := context.WithTimeout(context.Background(), drain+cutOffGrace)
	defer cancel()
	var stopped sync.WaitGroup
	stopped.Go(func() { _ = server.Shutdown(ctx) }) // Close ends what this leaves
	if s.drain(drain) > 0 {
		cut()
		if n := s.drain(cutOffGrace); n > 0 {
			s.log.Warn("interactions were cut off", "count", n)
		}
	}
	cut()
	stopped.Wait()
	_ = server.Close() // the error only says that it was closed
	s.refusals.Close()
	s.rest.Close()
	settled := make(chan struct{})
	go func() {
		defer close(settled)
		s.tasks.Wait()
		s.drain(settleWithin)
	}()
	limit := time.NewTimer(settleWithin)
	defer limit.Stop()
	select {
	case <-settled:
	case <-limit.C:
		s.log.Warn("the HTTP endpoint did not close in time; leaving it open")
	}
}

func (s *server) drain(within time.Duration) (inFlight int) {
	ctx, cancel := context.WithTimeout(context.Background(), within)
	defer cancel()
	return s.bot.Drain(ctx)
}
