// Package gateway connects the bot to Discord over the websocket gateway. It
// keeps the sessions open, hands every interaction to the bot's handler and
// sends the replies through package rest. The library discordgo talks to
// Discord; relay.go works around its defects.
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

// Options tells Run how to reach Discord.
type Options struct {
	Token     string // the bot's token, without "Bot "; never logged
	Log       *slog.Logger
	Out       io.Writer         // gets the invite link, one line, when the bot is ready
	Drain     time.Duration     // how long work in flight may take after ctx ends; 0 means 6 s
	Transport http.RoundTripper // nil means http.DefaultTransport
	Dialer    *websocket.Dialer // nil means gorilla's default
	Shards    Shards            // the Discord shards to serve; the zero value means all of them
	Guilds    membership.Guilds // is told which servers the bot is in; may be nil
	// Fleet is the group of processes that serve the bot together, and share all
	// shards out among themselves. It is nil if this process serves the bot by
	// itself. If Shards names only some shards, this process serves exactly
	// those, and shares only its turns to identify with the fleet.
	Fleet *Fleet
	Meter meter // is told the state of each shard; may be nil
}

// gateway is the set of shards that this process serves.
type gateway struct {
	*services
	shards  Shards
	fleet   *Fleet  // nil if this process serves the bot by itself
	member  *member // used by Run's goroutine only; nil if no shards are shared out
	running *shardSet
}

// Run connects the bot to Discord and stays connected until ctx ends. It then
// accepts no more interactions, lets the work in flight finish, and returns nil
// within 10 s, even if discordgo hangs. It returns an error if Discord refuses
// the bot (a wrong token, an intent that is not allowed), or if discordgo hangs
// in a way that only a new process can repair.
func Run(ctx context.Context, b *bot.Bot, o Options) error {
	g, err := newGateway(b, o)
	if err != nil {
		return err
	}
	// Handlers run under a context that outlives ctx, so work in flight can
	// finish.
	work, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	tasks, stop := context.WithCancel(ctx)
	defer stop()
	err = g.run(tasks, work)
	stop()
	drain := o.Drain
	if drain <= 0 {
		drain = defaultDrain
	}
	g.shutdown(drain, cut)
	if ctx.Err() != nil {
		return nil
	}
	return err
}

func newGateway(b *bot.Bot, o Options) (*gateway, error) {
	if err := o.Shards.check(); err != nil {
		return nil, err
	}
	client, err := rest.New(rest.Options{Token: o.Token, Log: o.Log, Transport: o.Transport})
	if err != nil {
		return nil, err
	}
	g := &gateway{shards: o.Shards, running: &shardSet{}, services: &services{
		bot: b, log: o.Log, out: o.Out, rest: client, dialer: o.Dialer,
		starts: newStarts(client.Starts, o.Log), meter: o.Meter, unreadable: bot.NewDigest(droppedEvery),
	}}
	if o.Guilds != nil {
		g.guilds = membership.New(o.Guilds, o.Log)
	}
	if o.Fleet != nil {
		f, err := o.Fleet.withDefaults()
		if err != nil {
			return nil, err
		}
		g.fleet = &f
		g.starts.slots = &slots{leases: f.Leases, name: f.Name, log: o.Log}
	}
	return g, nil
}

// run keeps every shard connected until ctx ends or an error is final.
// Interactions are handled under work.
func (g *gateway) run(ctx, work context.Context) error {
	shards, err := g.chooseShards(ctx)
	if err != nil {
		return err
	}
	if shards.Of > 1 {
		g.log.Info("connecting to Discord", "shards", shards.String())
	}
	if g.fleet != nil && shards.First == 0 && shards.Last == shards.Of-1 {
		return g.share(ctx, work, shards.Of)
	}
	if err := g.prepareFixed(ctx, shards); err != nil {
		return err
	}
	for id := shards.First; id <= shards.Last; id++ {
		s, err := newShard(g.services, id, shards.Of)
		if err != nil {
			return err
		}
		s.handle(work, ctx)
		g.running.add(s)
	}
	running := g.running.all()
	ended := make(chan error, len(running))
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	for _, s := range running {
		go func() { ended <- s.run(ctx) }()
	}
	// If one shard ends for good, stop them all: otherwise its servers would go
	// unserved without anyone noticing.
	err = <-ended
	stop()
	for range len(running) - 1 {
		if other := <-ended; other != nil && !errors.Is(other, context.Canceled) {
			g.log.Error("another shard ended too", "error", other)
		}
	}
	return err
}

// chooseShards returns the shards to serve. It asks Discord if the operator has
// not set them.
func (g *gateway) chooseShards(ctx context.Context) (Shards, error) {
	if g.shards.Of > 0 {
		return g.shards, nil
	}
	for wait := firstWait; ; wait = min(2*wait, longestWait) {
		known, err := g.starts.ask(ctx)
		if err == nil {
			return Shards{First: 0, Last: known.Shards - 1, Of: known.Shards}, nil
		}
		if ctx.Err() != nil || errors.Is(err, errHung) {
			return Shards{}, err
		}
		if status, _ := rest.Status(err); status == http.StatusUnauthorized {
			return Shards{}, rest.ErrToken
		}
		g.log.Warn("not connected to Discord", "error", err, "again_in", wait)
		if !rest.Sleep(ctx, wait) {
			return Shards{}, ctx.Err()
		}
	}
}

// shutdown closes the sessions while work in flight finishes. After drain,
// handlers are cut off and get a moment to say so.
func (g *gateway) shutdown(drain time.Duration, cut context.CancelFunc) {
	settled := make(chan struct{})
	var closing sync.WaitGroup
	running := g.running.all()
	for _, s := range running {
		s.relay.session.endSession()
		closing.Go(s.close)
	}
	go func() {
		defer close(settled)
		closing.Wait()
		if g.member != nil {
			g.member.leases.releaseAll()
		}
		g.tasks.Wait()
	}()
	limit := time.NewTimer(closeWithin)
	defer limit.Stop()
	if g.drain(drain) > 0 {
		cut()
		if n := g.drain(cutOffGrace); n > 0 {
			g.log.Warn("interactions were cut off", "count", n)
		}
	}
	select {
	case <-settled:
	case <-limit.C:
		g.log.Warn("the Discord library did not close its session in time; leaving it open")
	}
	for _, s := range running {
		s.relay.cut()
		s.relay.wait()
	}
	g.unreadable.Close()
	g.rest.Close()
}

func (g *gateway) drain(within time.Duration) (inFlight int) {
	ctx, cancel := context.WithTimeout(context.Background(), within)
	defer cancel()
	return g.bot.Drain(ctx)
}

// share serves this process's share of the shards, together with the fleet's
// other processes.
func (g *gateway) share(ctx, work context.Context, of int) error {
	chosen := g.shards.Of > 0
	for wait := firstWait; ; wait = min(2*wait, longestWait) {
		agreed, err := g.fleet.agreeOnCount(ctx, of, chosen)
		if err == nil {
			g.log.Info("sharing the shards among the processes", "shards", agreed, "process", g.fleet.Name)
			g.member = newMember(g.services, g.running, *g.fleet, agreed)
			return g.member.run(ctx, work)
		}
		if ctx.Err() != nil || chosen && errors.Is(err, errOtherCount) {
			return err
		}
		g.log.Warn("the processes have not agreed on the number of shards yet", "error", err, "again_in", wait)
		if !rest.Sleep(ctx, wait) {
			return ctx.Err()
		}
	}
}

// prepareFixed prepares the index for the shards that the operator has chosen
// for this process. It returns when they are ready, or after a short wait:
// until then, answers about their servers say that the data is being loaded.
func (g *gateway) prepareFixed(ctx context.Context, shards Shards) error {
	if g.fleet == nil || g.fleet.Index == nil {
		return nil
	}
	var ids []int
	for id := shards.First; id <= shards.Last; id++ {
		ids = append(ids, id)
	}
	held := make(chan struct{})
	g.tasks.Go(func() {
		for wait := firstWait; ; wait = min(2*wait, longestWait) {
			err := g.fleet.Index.SetShards(ctx, shards.Of, ids)
			if err == nil || ctx.Err() != nil {
				close(held)
				return
			}
			g.log.Warn("cannot load the servers of the shards yet", "error", err, "again_in", wait)
			rest.Sleep(ctx, wait)
		}
	})
	soon := time.NewTimer(holdWithin)
	defer soon.Stop()
	select {
	case <-held:
	case <-soon.C:
	case <-ctx.Done():
	}
	return ctx.Err()
}
