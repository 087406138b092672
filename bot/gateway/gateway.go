// Package gateway is the bot's door to Discord over the websocket gateway. It
// keeps the sessions, hands every interaction to the bot's handler and sends
// what comes of it through rest. discordgo does the talking; what it does not
// do for us is mended in relay.go.
package gateway

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"verbatim/bot"
	"verbatim/bot/membership"
	"verbatim/bot/rest"
)

// Options is how Run reaches Discord.
type Options struct {
	Token     string // the bot's token, without "Bot "; never logged
	Log       *slog.Logger
	Out       io.Writer         // gets the invite link, one line, when the bot is ready
	Drain     time.Duration     // what is in flight at the end of ctx may take so long; 0 is 6 s
	Transport http.RoundTripper // nil is http.DefaultTransport
	Dialer    *websocket.Dialer // nil is gorilla's default
	Shards    Shards            // which of Discord's shards it serves; all of them if zero
	Guilds    membership.Guilds // hears which servers the bot is in; nil where nobody wants to know
	// Fleet is the processes that serve the bot together; nil for this one alone.
	// They share out all shards. Where Shards are some of them alone, this
	// process serves just those, and shares nothing but its turns to identify.
	Fleet *Fleet
	Meter meter // hears how the shards are; nil where nobody wants to know
}

// meter hears what a shard is at: connecting, connected, waiting or gone.
type meter interface {
	Shard(id int, state string)
}

// What a shard is at.
const (
	shardConnecting = "connecting"
	shardConnected  = "connected"
	shardWaiting    = "waiting" // for the next try
	shardGone       = "gone"    // it is not served any more
)

const (
	defaultDrain = 6 * time.Second
	// farewell is what handlers that were cut off have for a polite reply.
	farewell = time.Second
	// openWithin and closeWithin bound discordgo's Open and Close. The relay
	// ends an Open that waits for Discord long before; what is left is a
	// discordgo that waits for itself.
	openWithin  = 2 * time.Minute
	closeWithin = 3 * time.Second
	// cutWithin is how long discordgo may take to notice that its connection
	// is gone.
	cutWithin = time.Second
	// restTimeout bounds a REST call of discordgo's own, its retries included.
	restTimeout = 20 * time.Second
	// firstWait and longestWait bound the wait before the next attempt to
	// connect. 1000 identifies a day are allowed.
	firstWait   = time.Second
	longestWait = 2 * time.Minute
	// droppedEvery is how far apart log lines are of interactions that cannot be
	// read, for each reason.
	droppedEvery = time.Minute
)

// errHung says that discordgo did not return, so that nothing can be done with
// its session any more.
var errHung = errors.New("the Discord library hangs and its session cannot be used any more; start the bot again (a supervisor such as systemd does so by itself)")

// door is the gateway with its shards.
type door struct {
	bot      *bot.Bot
	log      *slog.Logger
	out      io.Writer
	rest     *rest.Client
	dialer   *websocket.Dialer
	shards   Shards
	starts   *starts
	fleet    *Fleet   // nil for this process alone
	sharing  *sharing // of Run's goroutine; nil where no shards are shared out
	announce sync.Once
	guilds   *membership.Tracker // nil where nobody wants to know
	meter    meter               // nil where nobody wants to know
	dropped  *bot.Digest         // interactions that could not be answered
	tasks    sync.WaitGroup

	mu      sync.Mutex // guards running
	running []*shard
}

// Run connects the bot to Discord and stays connected until ctx ends. It then
// accepts nothing more, lets what is in flight finish, and returns nil within
// 10 s, even where discordgo hangs. It fails where Discord will not have the
// bot (a wrong token, an intent that is not allowed), and where discordgo hangs
// so that only a new process helps.
func Run(ctx context.Context, b *bot.Bot, o Options) error {
	d, err := newDoor(b, o)
	if err != nil {
		return err
	}
	// The work outlives ctx: what is in flight is finished.
	work, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	tasks, stop := context.WithCancel(ctx)
	defer stop()
	err = d.stay(tasks, work)
	stop()
	drain := o.Drain
	if drain <= 0 {
		drain = defaultDrain
	}
	d.shutdown(drain, cut)
	if ctx.Err() != nil {
		return nil
	}
	return err
}

func newDoor(b *bot.Bot, o Options) (*door, error) {
	if err := o.Shards.check(); err != nil {
		return nil, err
	}
	client, err := rest.New(rest.Options{Token: o.Token, Log: o.Log, Transport: o.Transport})
	if err != nil {
		return nil, err
	}
	d := &door{
		bot: b, log: o.Log, out: o.Out, rest: client, dialer: o.Dialer, shards: o.Shards,
		starts: newStarts(client.Starts, o.Log), meter: o.Meter, dropped: bot.NewDigest(droppedEvery),
	}
	if o.Guilds != nil {
		d.guilds = membership.New(o.Guilds, o.Log)
	}
	if o.Fleet != nil {
		f, err := o.Fleet.completed()
		if err != nil {
			return nil, err
		}
		d.fleet = &f
		d.starts.slots = &slots{leases: f.Leases, name: f.Name, log: o.Log}
	}
	return d, nil
}

// stay keeps every shard connected until ctx ends or nothing more can be done.
// What the shards hear of is handled under work.
func (d *door) stay(ctx, work context.Context) error {
	shards, err := d.decide(ctx)
	if err != nil {
		return err
	}
	if shards.Of > 1 {
		d.log.Info("connecting to Discord", "shards", shards.String())
	}
	if d.fleet != nil && shards.First == 0 && shards.Last == shards.Of-1 {
		return d.share(ctx, work, shards.Of)
	}
	if err := d.holdFixed(ctx, shards); err != nil {
		return err
	}
	for id := shards.First; id <= shards.Last; id++ {
		s, err := d.newShard(id, shards.Of)
		if err != nil {
			return err
		}
		s.handle(work, ctx)
		d.add(s)
	}
	running := d.all()
	ended := make(chan error, len(running))
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	for _, s := range running {
		go func() { ended <- s.stay(ctx) }()
	}
	// The first that ends for good ends them all: its share of the servers would
	// go unserved.
	err = <-ended
	stop()
	for range len(running) - 1 {
		if other := <-ended; other != nil && !errors.Is(other, context.Canceled) {
			d.log.Error("another shard ended too", "error", other)
		}
	}
	return err
}

// decide is which shards to serve. It asks Discord where nobody has said.
func (d *door) decide(ctx context.Context) (Shards, error) {
	if d.shards.Of > 0 {
		return d.shards, nil
	}
	for wait := firstWait; ; wait = min(2*wait, longestWait) {
		known, err := d.starts.ask(ctx)
		if err == nil {
			return Shards{First: 0, Last: known.Shards - 1, Of: known.Shards}, nil
		}
		if ctx.Err() != nil || errors.Is(err, errHung) {
			return Shards{}, err
		}
		if status, _ := rest.Status(err); status == http.StatusUnauthorized {
			return Shards{}, rest.ErrToken
		}
		d.log.Warn("not connected to Discord", "error", err, "again_in", wait)
		if !rest.Sleep(ctx, wait) {
			return Shards{}, ctx.Err()
		}
	}
}

// shutdown closes the sessions while what is in flight finishes; after drain it
// is cut off, with a moment to say so.
func (d *door) shutdown(drain time.Duration, cut context.CancelFunc) {
	settled := make(chan struct{})
	var closing sync.WaitGroup
	running := d.all()
	for _, s := range running {
		s.relay.leave()
		closing.Go(s.close)
	}
	go func() {
		defer close(settled)
		closing.Wait()
		if d.sharing != nil {
			d.sharing.quit()
		}
		d.tasks.Wait()
	}()
	limit := time.NewTimer(closeWithin)
	defer limit.Stop()
	if d.drain(drain) > 0 {
		cut()
		if n := d.drain(farewell); n > 0 {
			d.log.Warn("interactions were cut off", "count", n)
		}
	}
	select {
	case <-settled:
	case <-limit.C:
		d.log.Warn("the Discord library did not close its session, which is left as it is")
	}
	for _, s := range running {
		s.relay.cut()
		s.relay.wait()
	}
	d.dropped.Close()
	d.rest.Close()
}

func (d *door) drain(within time.Duration) (inFlight int) {
	ctx, cancel := context.WithTimeout(context.Background(), within)
	defer cancel()
	return d.bot.Drain(ctx)
}
