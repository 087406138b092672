// Package gateway is the bot's door to Discord over the websocket gateway. It
// keeps one session, hands every interaction to the bot's handler and sends
// what comes of it. discordgo does the talking; what it does not do for us is
// mended in relay.go (the websocket) and transport.go (HTTP).
package gateway

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"

	"verbatim/bot"
)

// Options is how Run reaches Discord.
type Options struct {
	Token     string // the bot's token, without "Bot "; never logged
	Log       *slog.Logger
	Out       io.Writer         // gets the invite link, one line, when the bot is ready
	Drain     time.Duration     // what is in flight at the end of ctx may take so long; 0 is 6 s
	Transport http.RoundTripper // nil is http.DefaultTransport
	Dialer    *websocket.Dialer // nil is gorilla's default
	Guilds    guilds            // hears which servers the bot is in; nil where nobody wants to know
}

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
	// restTimeout bounds one REST call, its retries included.
	restTimeout = 20 * time.Second
	// firstWait and longestWait bound the wait before the next attempt to
	// connect. 1000 identifies a day are allowed.
	firstWait   = time.Second
	longestWait = 2 * time.Minute
)

// errHung says that discordgo did not return, so that nothing can be done with
// its session any more.
var errHung = errors.New("the Discord library hangs and its session cannot be used any more; start the bot again (a supervisor such as systemd does so by itself)")

// door is the gateway, as the bot's handler sees it, and its session.
type door struct {
	bot      *bot.Bot
	log      *slog.Logger
	out      io.Writer
	session  *discordgo.Session
	relay    *relay
	rest     *rest
	ended    chan struct{}
	announce sync.Once
	guilds   *census // nil where nobody wants to know
	tasks    sync.WaitGroup
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
	d.handle(work, tasks)
	err = d.stay(ctx)
	stop()
	drain := o.Drain
	if drain <= 0 {
		drain = defaultDrain
	}
	d.shutdown(drain, cut, errors.Is(err, errHung))
	if ctx.Err() != nil {
		return nil
	}
	return err
}

func newDoor(b *bot.Bot, o Options) (*door, error) {
	session, err := newSession(o.Token, o.Transport)
	if err != nil {
		return nil, err
	}
	d := &door{
		bot: b, log: o.Log, out: o.Out, session: session, rest: newREST(session),
		relay: newRelay(o.Dialer, o.Log),
		ended: make(chan struct{}, 1),
	}
	session.Dialer = d.relay.dialer()
	session.Identify.Intents = discordgo.IntentsNone
	if o.Guilds != nil {
		d.guilds = newCensus(o.Guilds, o.Log)
		session.Identify.Intents = discordgo.IntentsGuilds
	}
	return d, nil
}

// newSession makes a session of discordgo's with all that it does by itself
// turned off.
func newSession(token string, transport http.RoundTripper) (*discordgo.Session, error) {
	token = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(token)+" ", "Bot "))
	if token == "" || strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return nil, errors.New("the Discord token is empty or has characters that no token has; copy it anew from the developer portal")
	}
	session, err := discordgo.New("Bot " + token)
	if err != nil {
		return nil, fmt.Errorf("make a Discord session: %w", err)
	}
	session.LogLevel = -1 // what it says is said here, without its package-wide logger
	session.Client = &http.Client{Transport: newTransport(transport), Timeout: restTimeout}
	session.Compress = false // the relay reads what passes through it
	session.StateEnabled = false
	session.SyncEvents = true
	session.ShouldReconnectOnError = false // stay does, so that Close closes
	session.ShouldReconnectVoiceOnSessionError = false
	session.ShouldRetryOnRateLimit = false // the transport does, and knows contexts
	session.MaxRestRetries = 0
	return session, nil
}

// handle subscribes to the session's events. They run one after the other on
// the session's reading goroutine, some of them with its lock held: none of
// them may wait or call the session.
func (d *door) handle(work, tasks context.Context) {
	d.session.AddHandler(func(_ *discordgo.Session, e *discordgo.InteractionCreate) {
		if !complete(e.Interaction) {
			d.log.Warn("dropped an interaction that could not be read")
			return
		}
		d.bot.Handle(work, e.Interaction, d)
	})
	d.session.AddHandler(func(_ *discordgo.Session, r *discordgo.Ready) {
		d.announce.Do(func() {
			d.tasks.Go(func() { d.introduce(tasks, r) })
			if d.guilds != nil {
				d.tasks.Go(func() { d.guilds.follow(tasks) })
			}
		})
		if d.guilds != nil {
			d.guilds.ready(r)
		}
	})
	if d.guilds != nil {
		d.session.AddHandler(func(_ *discordgo.Session, e *discordgo.GuildCreate) { d.guilds.created(e.Guild) })
		d.session.AddHandler(func(_ *discordgo.Session, e *discordgo.GuildDelete) { d.guilds.deleted(e.Guild) })
	}
	d.session.AddHandler(func(_ *discordgo.Session, _ *discordgo.Disconnect) {
		select {
		case d.ended <- struct{}{}:
		default:
		}
	})
}

// complete reports whether i was decoded whole. discordgo hands on what it
// could not decode as well.
func complete(i *discordgo.Interaction) bool {
	return i != nil && i.ID != "" && i.Token != "" && i.AppID != "" && i.Type != 0 && i.Data != nil
}

// stay connects, and connects again whenever the connection is lost, until ctx
// ends or nothing more can be done.
func (d *door) stay(ctx context.Context) error {
	wait := firstWait
	for {
		begin := time.Now()
		err := d.open(ctx)
		if ctx.Err() != nil || errors.Is(err, errHung) {
			return err
		}
		if err == nil {
			select {
			case <-d.ended:
			case <-ctx.Done():
				return nil
			}
			err = d.relay.cause()
		}
		if time.Since(begin) > longestWait {
			wait = firstWait // it was connected for a good while
		}
		if fatal := fatalClose(err); fatal != nil {
			return fatal
		}
		pause := wait/2 + rand.N(wait)
		d.log.Warn("not connected to Discord", "error", err, "again_in", pause.Round(time.Millisecond))
		if !sleep(ctx, pause) {
			return nil
		}
		wait = min(2*wait, longestWait)
	}
}

// open opens the session, within openWithin.
func (d *door) open(ctx context.Context) error {
	select { // of the connection before
	case <-d.ended:
	default:
	}
	done := make(chan error, 1)
	go func() { done <- d.session.Open() }()
	limit := time.NewTimer(openWithin)
	defer limit.Stop()
	select {
	case err := <-done:
		if errors.Is(err, discordgo.ErrWSAlreadyOpen) {
			return nil
		}
		if cause := d.relay.cause(); err != nil && cause != nil {
			return cause
		}
		return hide(err)
	case <-limit.C:
	case <-ctx.Done():
	}
	d.relay.cut()
	select {
	case err := <-done:
		if err == nil {
			err = errors.New("it took too long")
		}
		return fmt.Errorf("connect to Discord: %w", hide(err))
	case <-time.After(cutWithin):
		return fmt.Errorf("connect to Discord: %w", errHung)
	}
}

// shutdown closes the session while what is in flight finishes; after drain it
// is cut off, with a moment to say so. A session that hangs is not closed,
// which would wait for it.
func (d *door) shutdown(drain time.Duration, cut context.CancelFunc, hung bool) {
	d.relay.leave()
	settled := make(chan struct{})
	go func() {
		defer close(settled)
		if hung {
			return
		}
		if err := d.session.Close(); err != nil {
			d.log.Warn("closing the Discord session failed", "error", hide(err))
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
	d.relay.cut()
	d.relay.wait()
}

func (d *door) drain(within time.Duration) (inFlight int) {
	ctx, cancel := context.WithTimeout(context.Background(), within)
	defer cancel()
	return d.bot.Drain(ctx)
}

// sleep waits for so long and reports whether ctx has not ended.
func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// fatalClose is the error for a close code after which connecting again is of
// no use, or nil.
func fatalClose(err error) error {
	closed, ok := errors.AsType[*websocket.CloseError](err)
	if !ok {
		return nil
	}
	why := map[int]string{
		4004: "it refuses the token; set the bot's current token, from the developer portal",
		4010: "the shard is not valid; check the shard settings",
		4011: "the bot is in too many servers for one connection; run it in shards",
		4012: "it does not speak this version of the API any more; update Verbatim",
		4013: "the intents are not valid; update Verbatim",
		4014: "an intent is not allowed; check the bot's intents in the developer portal",
	}[closed.Code]
	if why == "" {
		return nil
	}
	return fmt.Errorf("closed by Discord with code %d: %s", closed.Code, why)
}
