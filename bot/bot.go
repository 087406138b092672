// Package bot is Verbatim in Discord: one table of commands, and the one
// handler that every door (gateway, signed HTTP, playground) hands its
// interactions to. It knows Discord's vocabulary from discordgo and sends
// nothing itself: handlers return a Reply, and the door sends it.
package bot

import (
	"context"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/incoming"
	"verbatim/bot/locale"
	"verbatim/bot/picture"
	"verbatim/corpus"
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

// searcher answers questions.
type searcher interface {
	// Search returns the answers to q, best first, none where nothing in the
	// corpus answers.
	Search(ctx context.Context, q corpus.Query) ([]corpus.Answer, error)
}

// speakers lists who speaks in a guild's corpus and the shared one.
type speakers interface {
	// Speakers returns at most the query's Limit speakers of what the query
	// sees, with a word of their name that begins with its Speaker; who speaks
	// most comes first.
	Speakers(ctx context.Context, q corpus.Query) ([]corpus.SpeakerCount, error)
}

// whereabouts says where statements stand.
type whereabouts interface {
	Context(ctx context.Context, q corpus.ContextQuery) (corpus.Context, error)
}

// topical lists who speaks on a topic.
type topical interface {
	// SpeakersOn returns at most the query's Limit speakers on its Text; who
	// speaks most comes first.
	SpeakersOn(ctx context.Context, q corpus.Query) ([]corpus.SpeakerCount, error)
}

// door sends what the handler has to say about an interaction.
type door interface {
	// Respond sends the first response, once.
	Respond(ctx context.Context, i *discordgo.Interaction, r *discordgo.InteractionResponse) error
	// Edit replaces the first response.
	Edit(ctx context.Context, i *discordgo.Interaction, e *discordgo.WebhookEdit) error
	// Follow sends a further message.
	Follow(ctx context.Context, i *discordgo.Interaction, p *discordgo.WebhookParams) error
}

// Options is what a Bot is made of.
type Options struct {
	Search    searcher
	Speakers  speakers
	Context   whereabouts
	Topics    topical
	Desk      Desk
	Poster    poster   // nil where nothing can be sent that nobody asked for
	Audit     auditLog // what FollowAudit posts
	Watches   watchLog // what FollowWatches looks after
	Index     catcher  // that FollowWatches searches
	Turns     rota     // of the processes that post; nil where there is one
	Log       *slog.Logger
	Meter     meter    // counts and times what is done; nil where nobody does
	Pulse     pulse    // hears that FollowAudit and FollowWatches go on; nil where nobody does
	Evidence  evidence // links answers to where they stand; nil where there is no page to show it
	Threshold float64  // of corpus.Query, where a guild has not chosen
	NoBuiltin bool     // of corpus.Query, whatever a guild has chosen
	Limits    Limits   // how much is answered
	Version   string   // of the program, "" where it is not known
}

// Bot handles interactions. Make one with New.
type Bot struct {
	search    searcher
	speakers  speakers
	where     whereabouts
	topics    topical
	desk      Desk
	poster    poster
	audit     auditLog
	watchLog  watchLog
	catcher   catcher
	turns     rota
	log       *slog.Logger
	meter     meter
	pulse     pulse
	evidence  evidence
	threshold float64
	noBuiltin bool
	version   string
	limits    *limiter
	commands  []command
	languages locale.Languages
	painter   *picture.Painter
	chosen    chosen
	jobs      jobs
	troubles  *Digest       // what interactions come to that an operator should know
	strange   *Digest       // what of interactions is not understood
	closing   chan struct{} // closed when Drain begins

	mu       sync.Mutex
	inFlight int
	draining bool
	idle     chan struct{} // closed when draining and nothing is in flight
}

// New makes a bot that accepts interactions until Drain. It panics where the
// message files or the fonts that are part of the program cannot be read.
func New(o Options) *Bot {
	spoken, err := locale.Load()
	if err != nil {
		panic(err)
	}
	painter, err := picture.New()
	if err != nil {
		panic(err)
	}
	b := &Bot{
		painter:   painter,
		languages: spoken,
		search:    o.Search,
		speakers:  o.Speakers,
		where:     o.Context,
		topics:    o.Topics,
		desk:      o.Desk,
		poster:    o.Poster,
		audit:     o.Audit,
		watchLog:  o.Watches,
		catcher:   o.Index,
		log:       o.Log,
		meter:     o.Meter,
		pulse:     o.Pulse,
		evidence:  o.Evidence,
		threshold: o.Threshold,
		noBuiltin: o.NoBuiltin,
		version:   o.Version,
		limits:    newLimiter(o.Limits),
		troubles:  NewDigest(troublesEvery),
		strange:   NewDigest(strangeEvery),
		closing:   make(chan struct{}),
		idle:      make(chan struct{}),
	}
	if b.turns = o.Turns; b.turns == nil {
		b.turns = alone{}
	}
	if b.meter == nil {
		b.meter = unmeasured{}
	}
	if b.pulse == nil {
		b.pulse = unmeasured{}
	}
	b.commands = b.table()
	return b
}

// Handle handles one interaction in a goroutine of its own and returns at
// once. The interaction's work ends with ctx at the latest; what is to be said
// about it goes through d, even then. Drain waits for it.
func (b *Bot) Handle(ctx context.Context, i *discordgo.Interaction, d door) {
	b.Take(ctx, &incoming.Interaction{Interaction: i}, d)
}

// Take is Handle for an interaction of which not all may be understood. It is
// answered as far as it is, and what is not is logged and counted.
func (b *Bot) Take(ctx context.Context, in *incoming.Interaction, d door) {
	accepted := b.enter()
	b.meter.Begun()
	i := in.Interaction
	ctx = withInteraction(ctx, i.ID)
	b.miss(ctx, in)
	s := serving{bot: b, door: d, request: &request{Interaction: i}, record: &record{begun: time.Now()}}
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
