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
	Search(ctx context.Context, q corpus.Query) (corpus.Found, error)
}

// auditLog reads the audit logs of guilds.
type auditLog interface {
	// Audited lists the guilds whose settings name a channel for it.
	Audited(ctx context.Context) ([]corpus.Audited, error)
	// Entries lists entries after a position, the oldest first.
	Entries(ctx context.Context, guild corpus.GuildID, after corpus.Seq, limit int) ([]corpus.Entry, error)
	// Log lists entries, the newest first.
	Log(ctx context.Context, guild corpus.GuildID, limit int) ([]corpus.Entry, error)
	// Posted stores the position up to which a guild's log has been posted.
	Posted(ctx context.Context, guild corpus.GuildID, at corpus.Seq) error
}

// watchLog holds the watches of all guilds and what they found.
type watchLog interface {
	// AllWatches lists the watches of all guilds.
	AllWatches(ctx context.Context) ([]corpus.Watch, error)
	// Watches lists the watches of one guild.
	Watches(ctx context.Context, guild corpus.GuildID) ([]corpus.Watch, error)
	// Changed lists the articles that the guild sees and that have changed after a
	// position.
	Changed(ctx context.Context, guild corpus.GuildID, after corpus.Seq, limit int) ([]corpus.ArticleRef, corpus.Seq, error)
	// Unwatched returns the statements that the watch has not posted yet.
	Unwatched(ctx context.Context, id corpus.WatchID, statements []corpus.StatementID) ([]corpus.StatementID, error)
	// Noted stores the result of one look.
	Noted(ctx context.Context, id corpus.WatchID, n corpus.Noted) error
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

// leases let one of the processes that share a store do something at a time.
type leases interface {
	// Acquire takes or keeps a lease for term from now. kept reports that no other process
	// can have had it since this one took it.
	Acquire(ctx context.Context, what string, term time.Duration) (ok, kept bool, err error)
	// Release gives it back.
	Release(ctx context.Context, what string)
}

// unshared leases are those of a process with a store of its own.
type unshared struct{}

func (unshared) Acquire(context.Context, string, time.Duration) (ok, kept bool, err error) {
	return true, true, nil
}

func (unshared) Release(context.Context, string) {}

// liveness is told each time that a loop goes round.
type liveness interface {
	Beat(loop string)
}

// unheard ignores that a loop goes round.
type unheard struct{}

func (unheard) Beat(string) {}

// The names of the loops, as liveness is told them.
const (
	loopAudit   = "audit"
	loopWatches = "watches"
)

const (
	// postWithin bounds the posting of one message.
	postWithin = 15 * time.Second
	// leaseTerm is the term of every lease. It is longer than one posting takes.
	leaseTerm = 2 * postWithin
	// releaseWithin bounds the release of a lease.
	releaseWithin = 2 * time.Second
)

// services holds the parts that both loops work with.
type services struct {
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

// release gives a lease back, even if ctx has ended.
func (s *services) release(ctx context.Context, what string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), releaseWithin)
	defer cancel()
	s.leases.Release(ctx, what)
}

// repeat calls round at once and then each time that every has passed, until ctx ends.
// Of several errors in a row, failed is told the first.
func (s *services) repeat(ctx context.Context, every time.Duration, loop string, round func(context.Context) error, failed func(error)) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	failing := false
	for {
		s.liveness.Beat(loop)
		err := round(ctx)
		if err != nil && ctx.Err() == nil && !failing {
			failed(err)
		}
		failing = err != nil
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}
