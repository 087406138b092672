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

// Fetcher detects the kind of a document and downloads attachments.
// *fetch.Fetcher implements it.
type Fetcher interface {
	Detect(ctx context.Context, location string) (fetch.Detected, error)
	Attachment(ctx context.Context, location, filename string) (title, text string, err error)
}

// Options configures a Service.
type Options struct {
	Store   *store.Store
	Fetch   Fetcher
	Refresh *refresh.Refresher
	Log     *slog.Logger
	Holder  string // name of this process in leases; must be unique among those that share the store

	NoBuiltin bool // leave out the built-in article, whatever a guild has chosen
}

// Service changes corpora. It is safe for concurrent use.
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

// New returns a Service.
func New(o Options) *Service {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Service{
		store: o.Store, fetch: o.Fetch, refresh: o.Refresh, log: o.Log, holder: o.Holder, noBuiltin: o.NoBuiltin,
		slots: newExtractionSlots(), surveys: surveys{seed: maphash.MakeSeed()},
	}
}

// checkOwner returns an error if the guild's id is invalid, or if the corpus is
// reserved for the operator.
func checkOwner(by string, guild corpus.GuildID) error {
	if err := guild.Validate(); err != nil {
		return err
	}
	if guild == corpus.Shared && by != corpus.ByOperator {
		return fmt.Errorf("the shared corpus: %w", corpus.ErrOperatorOnly)
	}
	return nil
}

// translate replaces store.ErrNotFound by a more specific error.
func translate(err, missing error) error {
	if errors.Is(err, store.ErrNotFound) {
		return missing
	}
	return err
}

// newID returns a random id.
func newID() string { return strings.ToLower(rand.Text()[:16]) }

// now returns the time in the store's precision.
func now() time.Time { return time.Now().UTC().Truncate(time.Second) }

// plural returns "1 article", "2 articles" and so on.
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
