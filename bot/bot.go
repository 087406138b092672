// Package bot handles interactions from Discord. Every door (gateway, signed HTTP,
// playground) hands its interactions to one Bot. The Bot finds the command in the table
// that it was made with, checks who may use it, runs it within its deadline, and has the
// door send the Reply. It knows no command and sends no message itself.
package bot

import (
	"context"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/incoming"
)

// Options are the parts of a Bot.
type Options struct {
	Commands []Command // every row of the table, once
	Refusals []Refusal // of the commands, beside the engine's own
	Settings *Settings
	Limiter  *Limiter
	Jobs     *Jobs
	Sender   Sender // nil if the bot can only reply
	Log      *slog.Logger
	Meter    Meter // nil if nothing is measured
}

// Bot handles interactions. Make it with New.
type Bot struct {
	core

	mu       sync.Mutex
	inFlight int
	draining bool
	idle     chan struct{} // closed when draining and nothing is in flight
}

// New makes a bot that accepts interactions until Drain.
func New(o Options) *Bot {
	c := core{
		table:    table{rows: o.Commands, languages: o.Settings.languages},
		refusals: NewRefusals(o.Refusals),
		settings: o.Settings,
		limiter:  o.Limiter,
		jobs:     o.Jobs,
		sender:   o.Sender,
		log:      o.Log,
		meter:    o.Meter,
		troubles: NewDigest(troublesEvery),
		strange:  NewDigest(strangeEvery),
		closing:  make(chan struct{}),
	}
	if c.meter == nil {
		c.meter = unmeasured{}
	}
	return &Bot{core: c, idle: make(chan struct{})}
}

// Settings returns the settings of guilds.
func (b *Bot) Settings() *Settings { return b.settings }

// Commands returns the commands to be registered with Discord. Who may use one is not
// part of it, because Discord would lock out people whom a guild's settings let in.
func (b *Bot) Commands() []*discordgo.ApplicationCommand { return b.table.specs() }

// Handle handles one interaction in a goroutine of its own and returns at once. The work
// ends when ctx ends, if not before. The last reply is sent through d even then. Drain
// waits for it.
func (b *Bot) Handle(ctx context.Context, i *discordgo.Interaction, d Responder) {
	b.Take(ctx, &incoming.Interaction{Interaction: i}, d)
}

// Take is like Handle, for an interaction that may be understood only in part. The rest
// is handled, and each part that was not understood is logged and counted.
func (b *Bot) Take(ctx context.Context, in *incoming.Interaction, d Responder) {
	accepted := b.enter()
	b.meter.Begun()
	i := in.Interaction
	ctx = withInteraction(ctx, i.ID)
	b.miss(ctx, in)
	s := serving{core: b.core, responder: d, request: &Request{Interaction: i}, record: &record{begun: time.Now()}}
	go func() {
		defer b.leave()
		defer func() { s.count(ctx) }()
		defer func() {
			if p := recover(); p != nil {
				b.log.ErrorContext(ctx, "handling an interaction panicked", "panic", p, "stack", string(debug.Stack()))
			}
		}()
		s.request = b.table.request(i)
		s.request.unread, s.request.partial = in.Unread, len(in.Losses) > 0
		if !accepted {
			s.refuse(ctx, errClosing)
			return
		}
		serve(ctx, s)
	}()
}

// miss logs and counts the parts of an interaction that are not understood.
func (b *Bot) miss(ctx context.Context, in *incoming.Interaction) {
	seen := map[string]bool{}
	for _, loss := range in.Losses {
		if !seen[loss.What] {
			seen[loss.What] = true
			b.meter.Unread(loss.What)
		}
		b.strange.Tell(loss.String(), func(count int) {
			b.log.WarnContext(ctx, "passed over what this version does not understand of an interaction",
				"what", loss.What, "type", loss.Type, "count", count)
		})
	}
}

// Drain makes the bot accept no more interactions and tells long work to stop. It waits
// until the bot is idle or ctx ends, and returns how many interactions are still in
// flight.
func (b *Bot) Drain(ctx context.Context) (inFlight int) {
	b.mu.Lock()
	if !b.draining {
		b.draining = true
		close(b.closing)
		b.closeIfIdle()
	}
	b.mu.Unlock()
	select {
	case <-b.idle:
	case <-ctx.Done():
	}
	b.troubles.Close()
	b.strange.Close()
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.inFlight
}

// enter counts an interaction as in flight. It reports whether the bot accepts it.
func (b *Bot) enter() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.inFlight++
	return !b.draining
}

func (b *Bot) leave() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.inFlight--
	b.closeIfIdle()
}

// closeIfIdle must be called with b.mu held.
func (b *Bot) closeIfIdle() {
	if !b.draining || b.inFlight > 0 {
		return
	}
	select {
	case <-b.idle:
	default:
		close(b.idle)
	}
}
