package admin

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"verbatim/corpus"
	"verbatim/corpus/jsonl"
	"verbatim/corpus/store"
)

// importer imports one file in one transaction. Reads of the store see the
// state before the transaction.
type importer struct {
	reader
	store *store.Store
	tx    *store.Tx

	keep            int // how many versions to keep
	taken           map[string]bool
	refused         Refused
	prepared        map[int]lineResult // by line number
	sources         []corpus.SourceState
	names           names
	added           map[corpus.SourceID]bool // sources added by this import
	existing        map[corpus.SourceID]bool // sources in the store
	settings        corpus.Settings
	corrections     map[corpus.CorrectionID]bool
	flags           map[corpus.FlagID]bool
	entries         map[entryLine]int // number of copies of each
	pendingVersions []articleLine     // versions whose article has not come yet
	versions        []corpus.Version  // stored versions of the article
	tally           corpus.Tally
	changed         bool
}

func (i *importer) run(ctx context.Context, file io.ReadSeeker) error {
	if err := i.prepare(ctx); err != nil {
		return err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	for l, err := range jsonl.Lines(file) {
		if i.refused.skip[l.Number] {
			continue
		}
		if err != nil {
			return err // the file has changed since the check
		}
		if err := i.line(ctx, l); err != nil {
			return err
		}
	}
	if i.guild != corpus.Shared {
		used, err := i.tx.Usage(ctx, i.guild)
		if err != nil {
			return err
		}
		if used > corpus.MaxGuildArticles && i.tally.New > 0 {
			return fmt.Errorf("%w: with these there would be %s, and at most %d are kept: nothing is imported",
				corpus.ErrTooMany, plural(used, "article"), corpus.MaxGuildArticles)
		}
	}
	if !i.changed {
		return nil
	}
	return i.tx.Log(ctx, corpus.Entry{
		At: now(), Guild: i.guild, By: i.by, Action: corpus.ActionImport, Subject: "a file", Detail: i.summary(),
	})
}

// summary describes the import for the audit log.
func (i *importer) summary() string {
	if i.refused.Lines == 0 {
		return i.tally.String()
	}
	return i.tally.String() + "; " + plural(i.refused.Lines, "line") + " could not be read"
}

// prepare loads the guild's data.
func (i *importer) prepare(ctx context.Context) error {
	var err error
	if i.settings, err = i.store.Settings(ctx, i.guild); err != nil {
		return err
	}
	i.keep = i.settings.KeptVersions()
	if i.sources, err = i.store.Sources(ctx, i.guild); err != nil {
		return err
	}
	i.names, i.added, i.existing = namesOf(i.sources, ""), map[corpus.SourceID]bool{}, map[corpus.SourceID]bool{}
	for _, s := range i.sources {
		if s.RemovedAt.IsZero() {
			i.existing[s.ID] = true
		}
	}
	corrections, err := i.store.Corrections(ctx, i.guild)
	if err != nil {
		return err
	}
	i.corrections = map[corpus.CorrectionID]bool{}
	for _, c := range corrections {
		i.corrections[c.ID] = true
	}
	flags, err := i.store.Flags(ctx, i.guild)
	if err != nil {
		return err
	}
	i.flags = map[corpus.FlagID]bool{}
	for _, f := range flags {
		i.flags[f.ID] = true
	}
	i.entries = map[entryLine]int{}
	return eachEntry(ctx, i.store, i.guild, func(e corpus.Entry) error {
		i.entries[lineOfEntry(e)]++
		return nil
	})
}

func (i *importer) line(ctx context.Context, l jsonl.Line) error {
	v, err := i.read(l)
	if err != nil {
		return err
	}
	switch v := v.(type) {
	case settingsLine:
		err = i.setting(ctx, v.Settings)
	case sourceLine:
		err = i.source(ctx, v.source(i.guild))
	case resourceLine:
		if id := i.idOf(string(v.Source)); i.added[corpus.SourceID(id)] {
			err = i.tx.PutResource(ctx, i.guild, corpus.SourceID(id), v.resource())
		}
	case articleLine:
		v.line = l.Number
		if v.Type == typeVersion {
			i.pendingVersions = append(i.pendingVersions, v)
			return nil
		}
		err = i.article(ctx, v, i.pendingVersions)
		i.pendingVersions = nil
	case correctionLine:
		err = i.correction(ctx, v.correction(i.guild))
	case flagLine:
		err = i.flag(ctx, v.flag(i.guild))
	case entryLine:
		err = i.entry(ctx, v)
	}
	if err != nil {
		return l.Errorf("cannot be taken in: %w", err)
	}
	return nil
}

// ofThisGuild reports whether the file is an export of the same guild.
func (i *importer) ofThisGuild() bool { return i.header.Guild == i.guild }

// idOf returns the id under which an object of the file is stored. Ids are
// unique in a store, so an object of another guild gets a new id, which is the
// same each time.
func (i *importer) idOf(id string) string {
	if i.ofThisGuild() || id == "" {
		return id
	}
	sum := sha256.Sum256([]byte(string(i.header.Guild) + "\x00" + string(i.guild) + "\x00" + id))
	return strings.ToLower(base32.StdEncoding.EncodeToString(sum[:10]))
}

func (i *importer) setting(ctx context.Context, s corpus.Settings) error {
	if !i.ofThisGuild() || i.settings != (corpus.Settings{}) {
		return nil
	}
	i.settings, i.keep, i.changed = s, s.KeptVersions(), true
	return i.tx.PutSettings(ctx, i.guild, s)
}

func (i *importer) source(ctx context.Context, s corpus.Source) error {
	s.ID = corpus.SourceID(i.idOf(string(s.ID)))
	if i.existing[s.ID] {
		return nil
	}
	s.Name = i.names.unique(s.Name)
	if slices.ContainsFunc(i.sources, func(o corpus.SourceState) bool { return o.ID == s.ID }) {
		// The source was removed within the last week. If another source has
		// taken its name, the name must be settled first.
		if _, err := i.tx.RestoreSource(ctx, i.guild, s.ID); err != nil {
			return err
		}
	}
	i.names[strings.ToLower(s.Name)] = true
	i.added[s.ID], i.existing[s.ID], i.changed = true, true, true
	return i.tx.PutSource(ctx, s)
}

// hasNumber reports whether a version with this number is stored.
func (i *importer) hasNumber(n int) bool {
	return slices.ContainsFunc(i.versions, func(v corpus.Version) bool { return v.Number == n })
}

// storable returns the article of a line as it may be stored, or false if all
// of it was taken down.
func (i *importer) storable(l articleLine) (corpus.Article, bool) {
	a := l.article(i.guild)
	if a.Source = corpus.SourceID(i.idOf(string(a.Source))); !i.existing[a.Source] {
		a.Source = ""
	}
	if w := i.prepared[l.line]; w.cut {
		a.Text = w.text
	}
	return a, strings.TrimSpace(a.Text) != ""
}

// version imports an older version unless its number is taken.
func (i *importer) version(ctx context.Context, l articleLine) error {
	if i.hasNumber(l.Number) {
		return nil
	}
	a, ok := i.storable(l)
	if !ok {
		return nil
	}
	i.changed = true
	return i.tx.PutVersion(ctx, i.guild, l.ID, corpus.Version{Number: l.Number, At: l.At, Article: a})
}

// article imports an article and its older versions.
func (i *importer) article(ctx context.Context, l articleLine, older []articleLine) error {
	a, ok := i.storable(l)
	if !ok {
		i.tally.Unchanged++
		return nil
	}
	i.versions = nil
	if l.Number > 0 {
		var err error
		i.versions, err = i.store.Versions(ctx, i.guild, l.ID)
		if err != nil && !errors.Is(err, corpus.ErrDamaged) { // a damaged article is replaced
			return err
		}
	}
	for _, v := range older[max(0, len(older)-i.keep+1):] {
		if len(i.versions) >= i.keep && v.Number < i.versions[0].Number {
			continue // it was dropped before
		}
		if err := i.version(ctx, v); err != nil {
			return err
		}
	}
	if n := len(i.versions); n > 0 && !l.At.IsZero() && l.At.Before(i.versions[n-1].At) {
		i.tally.Unchanged++
		return i.version(ctx, l)
	}
	outcome, err := i.tx.PutArticle(ctx, a, i.keep)
	if err != nil {
		return err
	}
	if outcome == store.Unchanged {
		i.tally.Unchanged++
		return nil
	}
	i.changed = true
	if outcome == store.New {
		i.tally.New++
	} else {
		i.tally.Changed++
	}
	i.tally.Add(i.prepared[l.line].tally)
	if l.Number == 0 {
		return nil
	}
	return i.tx.PutVersion(ctx, i.guild, l.ID, corpus.Version{Number: l.Number, At: l.At, Article: a})
}

func (i *importer) correction(ctx context.Context, c corpus.Correction) error {
	c.ID = corpus.CorrectionID(i.idOf(string(c.ID)))
	if i.corrections[c.ID] {
		return nil
	}
	c, _ = redactCorrection(c, i.taken)
	i.corrections[c.ID], i.changed = true, true
	return i.tx.PutCorrection(ctx, c)
}

func (i *importer) flag(ctx context.Context, f corpus.Flag) error {
	f.ID = corpus.FlagID(i.idOf(string(f.ID)))
	if i.flags[f.ID] {
		return nil
	}
	f, _ = redactFlag(f, i.taken)
	i.flags[f.ID], i.changed = true, true
	return i.tx.PutFlag(ctx, f)
}

func (i *importer) entry(ctx context.Context, l entryLine) error {
	if !i.ofThisGuild() {
		return nil
	}
	l.At = l.At.UTC()
	if i.entries[l] > 0 {
		i.entries[l]--
		return nil
	}
	i.changed = true
	return i.tx.Log(ctx, l.entry(i.guild))
}
