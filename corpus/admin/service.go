// Package admin is where moderators and operators work on a corpus: they add and
// remove sources, correct statements, set, export and forget. Every act is
// checked, done in one transaction of the store, and entered in the audit log in
// that same transaction. Nothing else changes a corpus but the refreshing of
// its sources.
//
// By is who acts: a Discord user's id, corpus.ByOperator or corpus.BySchedule.
// Whether they may is the caller's to check; only what the operator alone may
// do is refused here to everybody else.
//
// The audit log names articles, sources and statements' ids, and holds no words
// of a statement: what is taken down must be nowhere.
package admin

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"hash/maphash"
	"log/slog"
	"strings"
	"time"

	"verbatim/corpus"
	"verbatim/corpus/fetch"
	"verbatim/corpus/refresh"
	"verbatim/corpus/store"
)

// Fetcher finds out what stands at an address, and downloads attachments;
// *fetch.Fetcher is one.
type Fetcher interface {
	Detect(ctx context.Context, location string) (fetch.Detected, error)
	Attachment(ctx context.Context, location, filename string) (title, text string, err error)
}

// Options is what a Service works with.
type Options struct {
	Store   *store.Store
	Fetch   Fetcher
	Refresh *refresh.Refresher
	Log     *slog.Logger
	Holder  string // names this process in leases; unique among those that share the store

	NoBuiltin bool // the built-in article is left out, whatever a guild has chosen
}

// Service changes corpora. Its methods may be called from any number of
// goroutines.
type Service struct {
	store   *store.Store
	fetch   Fetcher
	refresh *refresh.Refresher
	log     *slog.Logger
	holder  string
	counts  counts
	turns   leases
	slots   extractionSlots
	surveys surveys

	noBuiltin bool
}

// New makes a Service.
func New(o Options) *Service {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Service{
		store: o.Store, fetch: o.Fetch, refresh: o.Refresh, log: o.Log, holder: o.Holder, noBuiltin: o.NoBuiltin,
		slots: newExtractionSlots(), surveys: surveys{seed: maphash.MakeSeed()},
	}
}

// checkOwner says what keeps somebody from changing the guild's corpus.
func checkOwner(by string, guild corpus.GuildID) error {
	if err := guild.Validate(); err != nil {
		return err
	}
	if guild == corpus.Shared && by != corpus.ByOperator {
		return fmt.Errorf("the shared corpus: %w", corpus.ErrOperatorOnly)
	}
	return nil
}

// translate turns the store's word for what is not there into what it is.
func translate(err, missing error) error {
	if errors.Is(err, store.ErrNotFound) {
		return missing
	}
	return err
}

// newID is an id that nothing else has.
func newID() string { return strings.ToLower(rand.Text()[:16]) }

// now is the time as the store keeps it.
func now() time.Time { return time.Now().UTC().Truncate(time.Second) }

// plural is "1 article", "2 articles".
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
