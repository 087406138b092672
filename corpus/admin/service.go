// Package admin implements what moderators and operators do with a corpus: add
// and remove sources, correct statements, change settings, export, import and
// delete. Each action is checked, done in one transaction of the store, and
// recorded in the audit log in the same transaction. Only refreshes change a
// corpus otherwise.
//
// The parameter by names who acts: a Discord user's id, corpus.ByOperator or
// corpus.BySchedule. The caller must check permissions. This package only
// refuses actions that are reserved for the operator.
//
// The audit log names articles, sources and ids of statements. It never
// contains words of a statement, because they would have to disappear when the
// statement is taken down.
package admin

import (
	"hash/maphash"
	"log/slog"

	"verbatim/corpus/refresh"
	"verbatim/corpus/store"
)

// Options configures a Service.
type Options struct {
	Store   *store.Store
	Fetch   Fetcher
	Refresh *refresh.Refresher
	Log     *slog.Logger
	Holder  string // name of this process in leases; must be unique among those that share the store

	NoBuiltin bool // leave out the built-in article, whatever a guild has chosen
}

// Service changes corpora. It is made of one service for each topic, whose
// methods are its own. It is safe for concurrent use.
type Service struct {
	*sourceService
	*supplyService
	*articleService
	*viewService
	*correctionService
	*flagService
	*waitingService
	*takedownService
	*statusService
	*guildService
	*watchService
	*exportService
	*importService
	*wholeService
	*leases
}

// New returns a Service.
func New(o Options) *Service {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	slots := newExtractionSlots()
	sources := &sourceService{store: o.Store, fetch: o.Fetch, refresh: o.Refresh}
	articles := &articleService{store: o.Store, slots: slots, noBuiltin: o.NoBuiltin}
	corrections := &correctionService{store: o.Store, slots: slots, articles: articles}
	return &Service{
		sourceService:     sources,
		supplyService:     &supplyService{store: o.Store, fetch: o.Fetch, refresh: o.Refresh, sources: sources},
		articleService:    articles,
		viewService:       &viewService{store: o.Store, slots: slots, articles: articles, surveys: surveys{seed: maphash.MakeSeed()}},
		correctionService: corrections,
		flagService:       &flagService{store: o.Store, articles: articles},
		waitingService:    &waitingService{store: o.Store},
		takedownService:   &takedownService{store: o.Store},
		statusService:     &statusService{store: o.Store, slots: slots, articles: articles, corrections: corrections},
		guildService:      &guildService{store: o.Store},
		watchService:      &watchService{store: o.Store},
		exportService:     &exportService{store: o.Store, log: o.Log},
		importService:     &importService{store: o.Store},
		wholeService:      &wholeService{store: o.Store},
		leases:            &leases{store: o.Store, log: o.Log, holder: o.Holder},
	}
}
