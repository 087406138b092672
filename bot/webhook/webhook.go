// Package webhook is the bot's door to Discord over signed HTTP: Discord posts
// every interaction to POST /interactions, and the first response to it is the
// answer to that request. What comes later goes through rest.
//
// Everybody can reach the door, and only Discord is let in: what strangers send
// takes no place from Discord's requests, whose signatures are the sole proof of
// whose they are. See conns for connections, places for bodies, and clients for
// whose an address is.
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

// Options is how Run reaches Discord, and how Discord reaches it.
type Options struct {
	Token string            // the bot's token, without "Bot "; never logged
	Key   ed25519.PublicKey // the application's
	// Addr is listened on, as host:port, unless Listener is there already. With
	// CertFile and KeyFile (PEM) it speaks TLS, and reads them again when they
	// change; without, a proxy must.
	Addr              string
	CertFile, KeyFile string
	Listener          net.Listener
	Log               *slog.Logger
	Out               io.Writer         // gets the invite link and what to tell Discord, when the bot is ready
	Drain             time.Duration     // what is in flight at the end of ctx may take so long; 0 is 6 s
	Transport         http.RoundTripper // nil is http.DefaultTransport
	Guilds            membership.Guilds // hears which servers the bot is in; nil where nobody wants to know
	Meter             meter             // hears of the door; nil where nobody wants to know
	Proxies           []netip.Prefix    // are trusted to name the clients behind them; see clients
	mostConns         int               // connections at a time; 0 is as many as maxConns says
	Evidence          *evidence.Pages   // that show where statements stand; nil for none
}

// meter hears what becomes of the door and its requests. Reasons are a dozen,
// which the door itself names.
type meter interface {
	// Listening hears whether the door takes requests.
	Listening(open bool)
	// Refused counts a request that was refused, by the status of its answer.
	Refused(status int, reason string)
	// Dropped counts a connection that was ended.
	Dropped(reason string)
}

// unmeasured is the meter where nobody measures.
type unmeasured struct{}

func (unmeasured) Listening(bool)      {}
func (unmeasured) Refused(int, string) {}
func (unmeasured) Dropped(string)      {}

const (
	defaultDrain = 6 * time.Second
	// farewell is what handlers that were cut off have for a polite reply.
	farewell = time.Second
	// settleWithin is how long the rest may take to end after that.
	settleWithin = 2 * time.Second

	// The bounds on a client: Discord's requests take milliseconds. A response
	// has its own deadline on top; see respondBy.
	headerWithin = 3 * time.Second
	readWithin   = 5 * time.Second
	writeWithin  = 10 * time.Second
	idleWithin   = 2 * time.Minute
	maxHeader    = 16 << 10 // bytes

	// complainEvery is how far apart log lines are of requests that are refused
	// for the same reason.
	complainEvery = time.Minute

	// censusEvery is how often Discord is asked for the servers that the bot is
	// in: over HTTP it does not say when that changes.
	censusEvery = 6 * time.Hour
	// askAgain is the wait before Discord is asked for the application a second
	// time; it doubles up to askLongest.
	askAgain   = 2 * time.Second
	askLongest = 5 * time.Minute
)

// door is the signed HTTP endpoint.
type door struct {
	bot      *bot.Bot
	log      *slog.Logger
	out      io.Writer
	rest     *rest.Client
	verifier *verifier
	guilds   *membership.Tracker // nil where nobody wants to know
	reading  *places             // where bodies are read
	clients  clients
	conns    *conns        // nil before the door listens
	serving  chan struct{} // a place for each request that waits for the bot
	meter    meter
	evidence *evidence.Pages
	told     *bot.Digest // of requests that were refused
	tasks    sync.WaitGroup
}

// Run listens for Discord's requests until ctx ends. It then accepts nothing
// more, lets what is in flight finish, and returns nil within 10 s. It fails
// where it cannot listen, where the certificate cannot be read, and where
// Discord refuses the token or has another public key for the application.
func Run(ctx context.Context, b *bot.Bot, o Options) error {
	d, err := newDoor(b, o)
	if err != nil {
		return err
	}
	defer d.rest.Close()
	listener, err := d.listen(ctx, o)
	if err != nil {
		return err
	}
	// The work outlives ctx: what is in flight is finished.
	work, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	tasks, stop := context.WithCancel(ctx)
	defer stop()
	server := &http.Server{
		Handler:           d.handler(work),
		ReadHeaderTimeout: headerWithin, ReadTimeout: readWithin, WriteTimeout: writeWithin, IdleTimeout: idleWithin,
		MaxHeaderBytes: maxHeader,
		ConnContext:    withConn,
		ConnState:      d.conns.changed,
		ErrorLog:       slog.NewLogLogger(o.Log.Handler(), slog.LevelDebug), // clients that speak no TLS, and the like
	}
	ended := make(chan error, 2)
	d.meter.Listening(true)
	defer d.meter.Listening(false)
	d.tasks.Go(func() { ended <- fmt.Errorf("serve HTTP: %w", server.Serve(listener)) })
	d.tasks.Go(func() {
		if err := d.introduce(tasks, o.Key, listener.Addr()); err != nil {
			ended <- err
		}
	})
	if d.guilds != nil {
		d.tasks.Go(func() { d.guilds.Follow(tasks) })
		d.tasks.Go(func() { d.count(tasks) })
	}
	select {
	case <-ctx.Done():
		err = nil
	case err = <-ended:
	}
	stop()
	d.shutdown(server, o.Drain, cut)
	return err
}

func newDoor(b *bot.Bot, o Options) (*door, error) {
	if len(o.Key) != ed25519.PublicKeySize {
		return nil, errors.New("there is no public key to check Discord's signatures with; copy it from the application's page in the developer portal")
	}
	client, err := rest.New(rest.Options{Token: o.Token, Log: o.Log, Transport: o.Transport})
	if err != nil {
		return nil, err
	}
	d := &door{
		bot: b, log: o.Log, out: o.Out, rest: client, verifier: newVerifier(o.Key),
		reading: newPlaces(maxReading, maxReadingOf),
		clients: clients{o.Proxies}, serving: make(chan struct{}, maxServing), meter: o.Meter,
		evidence: o.Evidence, told: bot.NewDigest(complainEvery),
	}
	if d.meter == nil {
		d.meter = unmeasured{}
	}
	if o.Guilds != nil {
		d.guilds = membership.New(o.Guilds, o.Log)
	}
	return d, nil
}

// listen opens the door's listener.
func (d *door) listen(ctx context.Context, o Options) (net.Listener, error) {
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
	d.conns = newConns(listener, most, d.clients, d.meter)
	if o.CertFile == "" && o.KeyFile == "" {
		return d.conns, nil
	}
	secured, err := secure(d.conns, o.CertFile, o.KeyFile, o.Log)
	if err != nil {
		_ = d.conns.Close() // nobody has connected yet
	}
	return secured, err
}

// introduce makes sure that Discord and the door speak of the same application,
// registers the commands and says what a person must do. Its error says that
// nothing will come of it.
func (d *door) introduce(ctx context.Context, key ed25519.PublicKey, listens net.Addr) error {
	var app rest.Application
	for wait := askAgain; ; wait = min(2*wait, askLongest) {
		var err error
		if app, err = d.rest.Application(ctx); err == nil {
			break
		}
		if status, _ := rest.Status(err); status == http.StatusUnauthorized {
			return rest.ErrToken
		}
		if ctx.Err() == nil {
			d.log.Error("asking Discord for the application failed", "error", err, "again_in", wait)
		}
		if !rest.Sleep(ctx, wait) {
			return nil
		}
	}
	if app.VerifyKey != "" && !strings.EqualFold(app.VerifyKey, hex.EncodeToString(key)) {
		return rest.SetUp("the public key is not that of the token's application, so that no request of Discord's would be believed; copy it from the application's page in the developer portal")
	}
	d.rest.Introduce(ctx, d.log, app.ID, d.bot.Commands(), func() { d.announce(app, listens) })
	return nil
}

// announce says what a person must do before the bot can be used.
func (d *door) announce(app rest.Application, listens net.Addr) {
	text := fmt.Sprintf("Ready. Add the bot to a server: %s\n", rest.InviteLink(app.ID))
	if app.Endpoint == "" {
		text += fmt.Sprintf("In the developer portal, enter https://<your host>%s as the Interactions Endpoint URL; it must lead to %v.\n", path, listens)
	} else {
		text += fmt.Sprintf("Discord sends interactions to %s, which must lead to %v.\n", app.Endpoint, listens)
	}
	if _, err := io.WriteString(d.out, text); err != nil {
		d.log.Warn("printing the invite link failed", "error", err)
	}
}

// count asks for the servers that the bot is in, at once and ever again.
func (d *door) count(ctx context.Context) {
	for {
		d.guilds.All(membership.Shard{N: 0, Of: 1}, d.rest.Guilds)
		if !rest.Sleep(ctx, censusEvery) {
			return
		}
	}
}

// shutdown lets what is in flight finish; after drain it is cut off, with a
// moment to say so.
func (d *door) shutdown(server *http.Server, drain time.Duration, cut context.CancelFunc) {
	if drain <= 0 {
		drain = defaultDrain
	}
	ctx, cancel := context.WithTimeout(context.Background(), drain+farewell)
	defer cancel()
	var stopped sync.WaitGroup
	stopped.Go(func() { _ = server.Shutdown(ctx) }) // what it leaves, Close ends
	if d.drain(drain) > 0 {
		cut()
		if n := d.drain(farewell); n > 0 {
			d.log.Warn("interactions were cut off", "count", n)
		}
	}
	cut()
	stopped.Wait()
	_ = server.Close() // it says that it was closed
	d.told.Close()
	d.rest.Close()
	settled := make(chan struct{})
	go func() {
		defer close(settled)
		d.tasks.Wait()
		d.drain(settleWithin)
	}()
	limit := time.NewTimer(settleWithin)
	defer limit.Stop()
	select {
	case <-settled:
	case <-limit.C:
		d.log.Warn("the door did not close in time, and is left as it is")
	}
}

func (d *door) drain(within time.Duration) (inFlight int) {
	ctx, cancel := context.WithTimeout(context.Background(), within)
	defer cancel()
	return d.bot.Drain(ctx)
}
