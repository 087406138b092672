// Package bot handles interactions from Discord. Every door (gateway, signed HTTP,
// playground) hands its interactions to one Bot. The Bot finds the command in the table
// that it was made with, checks who may use it, runs it within its deadline, and has the
// door send the Reply. It knows no command itself and sends nothing itself.
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

const (
	// patience is how long a user waits for a direct answer before the reply
	// is deferred. Discord wants the first response within 3 s.
	patience = time.Second
	// deadline is how long a command or a button may take.
	deadline = 10 * time.Second
	// modalDeadline is how long it may take to open a modal, which must be the
	// first response.
	modalDeadline = 2500 * time.Millisecond
	// completionDeadline is how long an autocompletion may take; it cannot be
	// deferred.
	completionDeadline = 2 * time.Second
	// respondWithin, lateWithin and editWithin bound the sending of a first
	// response, of the reply that it announced, which is tried for as long as
	// the interaction's token may be used, and of what shows progress.
	respondWithin = 5 * time.Second
	lateWithin    = tokenUse - deadline - respondWithin
	editWithin    = 30 * time.Second
	// troublesEvery and strangeEvery are how far apart log lines of one kind are:
	// of what goes wrong with interactions, and of what is not understood of them.
	troublesEvery = time.Second
	strangeEvery  = time.Minute
)

// Responder sends what the bot replies to one interaction. Each door has one.
type Responder interface {
	// Respond sends the first response, once.
	Respond(ctx context.Context, i *discordgo.Interaction, r *discordgo.InteractionResponse) error
	// Edit replaces the first response.
	Edit(ctx context.Context, i *discordgo.Interaction, e *discordgo.WebhookEdit) error
	// Follow sends a further message.
	Follow(ctx context.Context, i *discordgo.Interaction, p *discordgo.WebhookParams) error
}

// Options is what a Bot is made of.
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
	commands []Command
	refusals Refusals
	settings *Settings
	limiter  *Limiter
	jobs     *Jobs
	sender   Sender
	log      *slog.Logger
	meter    Meter
	troubles *Digest       // interactions that went wrong in a way that an operator should know
	strange  *Digest       // parts of interactions that this version does not understand
	closing  chan struct{} // closed when Drain begins

	mu       sync.Mutex
	inFlight int
	draining bool
	idle     chan struct{} // closed when draining and nothing is in flight
}

// New makes a bot that accepts interactions until Drain.
func New(o Options) *Bot {
	b := &Bot{
		commands: o.Commands,
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
		idle:     make(chan struct{}),
	}
	if b.meter == nil {
		b.meter = unmeasured{}
	}
	return b
}

// Settings returns what the bot knows of the settings of guilds.
func (b *Bot) Settings() *Settings { return b.settings }

// Handle handles one interaction in a goroutine of its own and returns at
// once. The interaction's work ends with ctx at the latest; what is to be said
// about it goes through d, even then. Drain waits for it.
func (b *Bot) Handle(ctx context.Context, i *discordgo.Interaction, d Responder) {
	b.Take(ctx, &incoming.Interaction{Interaction: i}, d)
}

// Take is Handle for an interaction of which not all may be understood. It is
// answered as far as it is, and what is not is logged and counted.
func (b *Bot) Take(ctx context.Context, in *incoming.Interaction, d Responder) {
	accepted := b.enter()
	b.meter.Begun()
	i := in.Interaction
	ctx = withInteraction(ctx, i.ID)
	b.miss(ctx, in)
	s := serving{bot: b, responder: d, request: &Request{Interaction: i}, record: &record{begun: time.Now()}}
	go func() {
		defer b.leave()
		defer func() { s.count(ctx) }()
		defer func() {
			if p := recover(); p != nil {
				b.log.ErrorContext(ctx, "handling an interaction panicked", "panic", p, "stack", string(debug.Stack()))
			}
		}()
		s.request = b.request(i)
		s.request.unread, s.request.partial = in.Unread, len(in.Losses) > 0
		if !accepted {
			s.refuse(ctx, errClosing)
			return
		}
		s.serve(ctx)
	}()
}

// miss tells of what is not understood of an interaction.
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

// Drain lets the bot accept nothing more, tells long work to stop, and waits
// until nothing is in flight, or until ctx ends; then it says how much still
// was.
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

// enter counts an interaction in and reports whether it is accepted.
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

// closeIfIdle needs b.mu held.
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
