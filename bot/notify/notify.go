package notify

import (
	"context"
	"log/slog"
	"time"

	"verbatim/bot"
	"verbatim/bot/render"
	"verbatim/corpus"
)

// searcher answers the questions of watches.
type searcher interface {
	// Search returns the answers to q.
	Search(ctx context.Context, q corpus.Query) ([]corpus.Answer, error)
}

// auditLog is the audit logs that are posted live.
type auditLog interface {
	// Audited lists the guilds whose settings name a channel for it.
	Audited(ctx context.Context) ([]corpus.Audited, error)
	// Entries lists entries after a position, the oldest first.
	Entries(ctx context.Context, guild corpus.GuildID, after corpus.Seq, limit int) ([]corpus.Entry, error)
	// Log lists entries, the newest first.
	Log(ctx context.Context, guild corpus.GuildID, limit int) ([]corpus.Entry, error)
	// Posted keeps how far a guild's log has been posted.
	Posted(ctx context.Context, guild corpus.GuildID, at corpus.Seq) error
}

// freshness knows how far the index has come.
type freshness interface {
	// CatchUp brings the index to where the store is.
	CatchUp(ctx context.Context) error
	// Holds reports whether the index has the guild's corpus. If not, another process
	// looks after its watches.
	Holds(guild corpus.GuildID) bool
	// Filling reports whether the index has not reached the store yet. CatchUp may then
	// take longer than a look at the watches may.
	Filling() bool
}

// leases let one process at a time do something, of those that share a store.
type leases interface {
	// Acquire takes or keeps a lease for term from now. kept reports that no other process
	// can have had it since this one took it.
	Acquire(ctx context.Context, what string, term time.Duration) (ok, kept bool, err error)
	// Release gives it back.
	Release(ctx context.Context, what string)
}

// unshared are the leases of a process that shares nothing.
type unshared struct{}

func (unshared) Acquire(context.Context, string, time.Duration) (ok, kept bool, err error) {
	return true, true, nil
}

func (unshared) Release(context.Context, string) {}

// liveness hears that a loop goes round.
type liveness interface {
	Beat(loop string)
}

// unheard is the liveness if nothing listens.
type unheard struct{}

func (unheard) Beat(string) {}

// The loops that beat.
const (
	loopAudit   = "audit"
	loopWatches = "watches"
)

// Options is what a Notifier is made of.
type Options struct {
	Settings *bot.Settings
	Search   searcher
	Index    freshness
	Audit    auditLog        // nil if no audit log is posted
	Watches  watchLog        // nil if nothing is watched
	Leases   leases          // nil if no other process shares the store
	Sender   bot.Sender      // nil if nothing can be posted
	Evidence render.Evidence // links answers to their evidence; nil if no page shows it
	Liveness liveness        // nil if nothing listens
	Log      *slog.Logger
}

// Notifier posts what no one asked for at that moment: what watches find, and audit
// logs. Make it with New.
type Notifier struct {
	settings *bot.Settings
	search   searcher
	index    freshness
	audit    auditLog
	watches  watchLog
	leases   leases
	sender   bot.Sender
	evidence render.Evidence
	liveness liveness
	log      *slog.Logger
}

// New makes a notifier that posts nothing before its loops run.
func New(o Options) *Notifier {
	n := &Notifier{
		settings: o.Settings, search: o.Search, index: o.Index, audit: o.Audit, watches: o.Watches,
		leases: o.Leases, sender: o.Sender, evidence: o.Evidence, liveness: o.Liveness, log: o.Log,
	}
	if n.leases == nil {
		n.leases = unshared{}
	}
	if n.liveness == nil {
		n.liveness = unheard{}
	}
	return n
}

// release gives a lease back, even if ctx has ended.
func (n *Notifier) release(ctx context.Context, what string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), releaseWithin)
	defer cancel()
	n.leases.Release(ctx, what)
}
