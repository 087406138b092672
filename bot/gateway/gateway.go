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

// connector is the set of shards that this process serves.
type connector struct {
	*services
	shards  Shards
	fleet   *Fleet       // nil if this process serves the bot by itself
	member  *fleetMember // used by Run's goroutine only; nil if no shards are shared out
	running *shardSet
}

// Run connects the bot to Discord and stays connected until ctx ends. It then
// accepts no more interactions, lets the work in flight finish, and returns nil
// within 10 s, even if discordgo hangs. It returns an error if Discord refuses
// the bot (a wrong token, an intent that is not allowed), or if discordgo hangs
// in a way that only a new process can repair.
func Run(ctx context.Context, b *bot.Bot, o Options) error {
	c, err := newConnector(b, o)
	if err != nil {
		return err
	}
	// Handlers run under a context that outlives ctx, so work in flight can
	// finish.
	work, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	tasks, stop := context.WithCancel(ctx)
	defer stop()
	err = c.run(tasks, work)
	stop()
	drain := o.Drain
	if drain <= 0 {
		drain = defaultDrain
	}
	c.shutdown(drain, cut)
	if ctx.Err() != nil {
		return nil
	}
	return err
}

func newConnector(b *bot.Bot, o Options) (*connector, error) {
	if err := o.Shards.check(); err != nil {
		return nil, err
	}
	client, err := rest.New(rest.Options{Token: o.Token, Log: o.Log, Transport: o.Transport})
	if err != nil {
		return nil, err
	}
	c := &connector{shards: o.Shards, running: &shardSet{}, services: &services{
		bot: b, log: o.Log, out: o.Out, rest: client, dialer: o.Dialer,
		startLimit: newStartBudget(client.Starts, o.Log), shardMeter: o.Meter, unreadable: bot.NewDigest(droppedEvery),
	}}
	if o.Guilds != nil {
		c.guilds = membership.New(o.Guilds, o.Log)
	}
	if o.Fleet != nil {
		f, err := o.Fleet.withDefaults()
		if err != nil {
			return nil, err
		}
		c.fleet = &f
		c.startLimit.slots = &identifySlots{leases: f.Leases, name: f.Name, log: o.Log}
	}
	return c, nil
}

// run keeps every shard connected until ctx ends or an error is final.
// Interactions are handled under work.
func (c *connector) run(ctx, work context.Context) error {
	shards, err := c.chooseShards(ctx)
	if err != nil {
		return err
	}
	if shards.Of > 1 {
		c.log.Info("connecting to Discord", "shards", shards.String())
	}
	if c.fleet != nil && shards.First == 0 && shards.Last == shards.Of-1 {
		return c.share(ctx, work, shards.Of)
	}
	if err := c.prepareFixed(ctx, shards); err != nil {
		return err
	}
	for id := shards.First; id <= shards.Last; id++ {
		s, err := newShardSession(c.services, id, shards.Of)
		if err != nil {
			return err
		}
		s.handle(work, ctx)
		c.running.add(s)
	}
	running := c.running.snapshot()
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
			c.log.Error("another shard ended too", "error", other)
		}
	}
	return err
}

// chooseShards returns the shards to serve. It asks Discord if the operator has
// not set them.
func (c *connector) chooseShards(ctx context.Context) (Shards, error) {
	if c.shards.Of > 0 {
		return c.shards, nil
	}
	for wait := firstWait; ; wait = min(2*wait, longestWait) {
		known, err := c.startLimit.ask(ctx)
		if err == nil {
			return Shards{First: 0, Last: known.Shards - 1, Of: known.Shards}, nil
		}
		if ctx.Err() != nil || errors.Is(err, errHung) {
			return Shards{}, err
		}
		if status, _ := rest.Status(err); status == http.StatusUnauthorized {
			return Shards{}, rest.ErrToken
		}
		c.log.Warn("not connected to Discord", "error", err, "again_in", wait)
		if !rest.Sleep(ctx, wait) {
			return Shards{}, ctx.Err()
		}
	}
}

// shutdown closes the sessions while work in flight finishes. After drain,
// handlers are cut off and get a moment to say so.
func (c *connector) shutdown(drain time.Duration, cut context.CancelFunc) {
	settled := make(chan struct{})
	var closing sync.WaitGroup
	running := c.running.snapshot()
	for _, s := range running {
		s.relay.session.endWithConnection()
		closing.Go(s.close)
	}
	go func() {
		defer close(settled)
		closing.Wait()
		if c.member != nil {
			c.member.leases.releaseAll()
		}
		c.tasks.Wait()
	}()
	limit := time.NewTimer(closeWithin)
	defer limit.Stop()
	if c.drain(drain) > 0 {
		cut()
		if n := c.drain(cutOffGrace); n > 0 {
			c.log.Warn("interactions were cut off", "count", n)
		}
	}
	select {
	case <-settled:
	case <-limit.C:
		c.log.Warn("the Discord library did not close its session in time; leaving it open")
	}
	for _, s := range running {
		s.relay.cut()
		s.relay.waitClosed()
	}
	c.unreadable.Close()
	c.rest.Close()
}

func (c *connector) drain(within time.Duration) (inFlight int) {
	ctx, cancel := context.WithTimeout(context.Background(), within)
	defer cancel()
	return c.bot.Drain(ctx)
}

// share serves this process's share of the shards, together with the fleet's
// other processes.
func (c *connector) share(ctx, work context.Context, of int) error {
	chosen := c.shards.Of > 0
	for wait := firstWait; ; wait = min(2*wait, longestWait) {
		agreed, err := c.fleet.agreeOnCount(ctx, of, chosen)
		if err == nil {
			c.log.Info("sharing the shards among the processes", "shards", agreed, "process", c.fleet.Name)
			c.member = newFleetMember(c.services, c.running, *c.fleet, agreed)
			return c.member.run(ctx, work)
		}
		if ctx.Err() != nil || chosen && errors.Is(err, errOtherCount) {
			return err
		}
		c.log.Warn("the processes have not agreed on the number of shards yet", "error", err, "again_in", wait)
		if !rest.Sleep(ctx, wait) {
			return ctx.Err()
		}
	}
}

// prepareFixed prepares the index for the shards that the operator has chosen
// for this process. It returns when they are ready, or after a short wait:
// until then, answers about their servers say that the data is being loaded.
func (c *connector) prepareFixed(ctx context.Context, shards Shards) error {
	if c.fleet == nil || c.fleet.Index == nil {
		return nil
	}
	var ids []int
	for id := shards.First; id <= shards.Last; id++ {
		ids = append(ids, id)
	}
	held := make(chan struct{})
	c.tasks.Go(func() {
		for wait := firstWait; ; wait = min(2*wait, longestWait) {
			err := c.fleet.Index.SetShards(ctx, shards.Of, ids)
			if err == nil || ctx.Err() != nil {
				close(held)
				return
			}
			c.log.Warn("cannot load the servers of the shards yet", "error", err, "again_in", wait)
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
