// Package notify posts messages that no one asks for at that moment: statements that
// watches find, and entries of audit logs. Each has a loop of its own. Of several
// processes that share a store, one posts at a time.
package notify

import (
	"context"
	"log/slog"

	"verbatim/bot"
	"verbatim/bot/render"
	"verbatim/corpus"
)

// Options are the parts of a Notifier.
type Options struct {
	Settings *bot.Settings
	Search   searcher
	Index    freshness
	Audit    auditLog        // nil if no audit log is posted
	Watches  watchLog        // nil if there are no watches
	Leases   leases          // nil if no other process shares the store
	Sender   bot.Sender      // nil if nothing can be posted
	Evidence render.Evidence // links answers to their evidence; nil if no page shows it
	Liveness liveness        // nil if no one listens
	Log      *slog.Logger
}

// Notifier posts for all guilds. Make it with New.
type Notifier struct{ services *services }

// New makes a notifier. It posts nothing before its loops run.
func New(o Options) *Notifier {
	s := &services{
		settings: o.Settings, search: o.Search, index: o.Index, audit: o.Audit, watches: o.Watches,
		leases: o.Leases, sender: o.Sender, evidence: o.Evidence, liveness: o.Liveness, log: o.Log,
	}
	if s.leases == nil {
		s.leases = unshared{}
	}
	if s.liveness == nil {
		s.liveness = unheard{}
	}
	return &Notifier{s}
}

// FollowAudit posts entries of audit logs until ctx ends. A guild gets those since it
// chose a channel for them. The store keeps how far each guild's log is posted. An entry
// that was posted just before a crash is not shown again, for as long as Discord
// remembers it, which is some minutes. Without a sender it returns at once.
func (n *Notifier) FollowAudit(ctx context.Context) {
	s := n.services
	if s.sender == nil || s.audit == nil {
		return
	}
	a := &auditor{services: s, sent: map[corpus.GuildID]corpus.Seq{}, pause: map[corpus.GuildID]*pause{}}
	defer s.release(ctx, auditLease)
	s.repeat(ctx, auditEvery, loopAudit, a.round, func(err error) {
		s.log.WarnContext(ctx, "the audit log cannot be read, so it is not posted for now", "error", err)
	})
}

// FollowWatches posts the statements that watches find in new and changed articles, until
// ctx ends. A statement is posted once, over restarts too. A statement that was posted
// just before a crash is not shown again, for as long as Discord remembers it, which is
// some minutes. Without a sender it returns at once.
func (n *Notifier) FollowWatches(ctx context.Context) {
	s := n.services
	if s.sender == nil || s.watches == nil {
		return
	}
	l := watchLoop{services: s, pause: map[corpus.WatchID]*pause{}}
	s.repeat(ctx, watchEvery, loopWatches, l.lookAround, func(err error) {
		s.log.WarnContext(ctx, "watches cannot be looked after for now", "error", err)
	})
}
