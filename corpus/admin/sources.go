package admin

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"verbatim/corpus"
	"verbatim/corpus/fetch"
	"verbatim/corpus/refresh"
	"verbatim/corpus/store"
)

// MaxSources is how many sources a guild may have. The shared corpus has no
// limit.
const MaxSources = 500

// firstDue is when a new source is due unless it is refreshed at once.
const firstDue = refresh.MinEvery

// Fetcher detects the kind of a document and downloads attachments.
// *fetch.Fetcher implements it.
type Fetcher interface {
	Detect(ctx context.Context, location string) (fetch.Detected, error)
	Attachment(ctx context.Context, location, filename string) (title, text string, err error)
}

// sourceService adds, refreshes, removes and restores sources.
type sourceService struct {
	store   *store.Store
	fetch   Fetcher
	refresh *refresh.Refresher
}

// Add stores a source. The caller sets Guild and Location, and also Kind, Name,
// Every and Fixed if a person has chosen them. If Kind is "", Add detects a
// page, feed or sitemap. If Name is "", it is the title or the site. Add does
// not refresh the source. progress may be nil; Add calls it while it waits for
// its turn.
//
// Errors: corpus.ErrOperatorOnly for files and the shared corpus,
// corpus.ErrSourceThere, corpus.ErrSourceName, corpus.ErrName,
// corpus.ErrInterval, corpus.ErrTooMany, and the errors of fetching.
func (d *sourceService) Add(ctx context.Context, by string, s corpus.Source, progress func(corpus.Progress)) (corpus.Source, error) {
	if err := checkOwner(by, s.Guild); err != nil {
		return corpus.Source{}, err
	}
	title, err := d.detect(ctx, by, &s, progress)
	if err != nil {
		return corpus.Source{}, err
	}
	if s.Every > 0 || s.Fixed {
		if s.Every != 0 && s.Every < refresh.MinEvery {
			return corpus.Source{}, fmt.Errorf("every %v: %w: a source is refreshed every %v at the most", s.Every, corpus.ErrInterval, refresh.MinEvery)
		}
		s.Fixed = true
	} else {
		s.Every = refresh.DefaultEvery
	}
	s = corpus.Source{
		ID: corpus.SourceID(newID()), Guild: s.Guild, Kind: s.Kind, Name: s.Name, Location: s.Location,
		Added: now(), AddedBy: by, Every: s.Every, Fixed: s.Fixed,
	}
	if s.Every > 0 {
		s.Due = s.Added.Add(firstDue)
	}
	err = d.store.Update(ctx, "add a source", func(tx *store.Tx) error {
		return d.addIn(ctx, tx, &s, nameOf(s, title))
	})
	if err != nil {
		return corpus.Source{}, err
	}
	return s, nil
}

// detect sets the source's kind and its normalised location, and returns its
// title.
func (d *sourceService) detect(ctx context.Context, by string, s *corpus.Source, progress func(corpus.Progress)) (title string, err error) {
	kind, _ := s.Kind.Info()
	switch {
	case s.Kind == "", kind.Place == corpus.OnWeb:
	case kind.Place == corpus.OnDisk:
		if by != corpus.ByOperator {
			return "", fmt.Errorf("files: %w", corpus.ErrOperatorOnly)
		}
		if !filepath.IsAbs(s.Location) {
			return "", fmt.Errorf("file %q: %w: give its whole path", s.Location, corpus.ErrLocation)
		}
		s.Location = filepath.Clean(s.Location)
		return "", nil
	default:
		return "", fmt.Errorf("a source of kind %q cannot be added by its location", s.Kind)
	}
	leave, err := d.refresh.Wait(ctx, s.Guild, s.Location, progress)
	if err != nil {
		return "", err
	}
	defer leave()
	found, err := d.fetch.Detect(ctx, s.Location)
	if err != nil {
		return "", err
	}
	if s.Kind != "" && s.Kind != found.Kind {
		return "", fmt.Errorf("%q %w", s.Location, otherKind(s.Kind, found))
	}
	s.Kind, s.Location = found.Kind, found.Location
	return found.Title, nil
}

// otherKind returns the error for a source that is not of the wanted kind.
func otherKind(want corpus.SourceKind, found fetch.Detected) error {
	hint := ""
	if want == corpus.SourceFeed && found.Feed != "" {
		hint = fmt.Sprintf(": the feed that it names is %s", found.Feed)
	}
	info, _ := want.Info()
	return fmt.Errorf("is a %s: %w%s", found.Kind, info.Mismatch, hint)
}

// addIn adds a source if there is room and it does not exist yet. If it has no
// name, the name is based on base.
func (d *sourceService) addIn(ctx context.Context, tx *store.Tx, s *corpus.Source, base string) error {
	// Writers wait for one another, so the list is complete.
	sources, err := d.store.Sources(ctx, s.Guild)
	if err != nil {
		return err
	}
	standing := 0
	for _, o := range sources {
		if !o.RemovedAt.IsZero() {
			continue
		}
		standing++
		if s.Location != "" && s.Kind.Refreshed() && o.Kind == s.Kind && o.Location == s.Location {
			return fmt.Errorf("%s: %w: it is called %q", s.Location, corpus.ErrSourceThere, o.Name)
		}
	}
	if s.Guild != corpus.Shared {
		used, err := tx.Usage(ctx, s.Guild)
		if err != nil {
			return err
		}
		if standing >= MaxSources || used >= corpus.MaxGuildArticles {
			return fmt.Errorf("%w: there are %s of at most %d, and %s of at most %d: remove what is not needed",
				corpus.ErrTooMany, plural(standing, "source"), MaxSources, plural(used, "article"), corpus.MaxGuildArticles)
		}
	}
	taken := namesOf(sources, s.ID)
	if tidy(s.Name) == "" {
		s.Name = taken.unique(base)
	} else if s.Name, err = taken.check(s.Name); err != nil {
		return err
	}
	if err := tx.PutSource(ctx, *s); err != nil {
		return err
	}
	return tx.Log(ctx, corpus.Entry{
		At: now(), Guild: s.Guild, By: s.AddedBy, Action: corpus.ActionAdd, Subject: s.Name,
		Detail: strings.TrimSpace(string(s.Kind) + " " + s.Location),
	})
}

// Sources returns the guild's own sources, sorted by name. It includes those
// removed in the last week; their RemovedAt is set.
func (d *sourceService) Sources(ctx context.Context, guild corpus.GuildID) ([]corpus.SourceState, error) {
	return d.store.Sources(ctx, guild)
}

// source returns the guild's own source with this id, unless it was removed.
func (d *sourceService) source(ctx context.Context, guild corpus.GuildID, id corpus.SourceID) (corpus.Source, error) {
	s, ok, err := d.store.Source(ctx, guild, id)
	if err != nil {
		return corpus.Source{}, err
	}
	if !ok || !s.RemovedAt.IsZero() {
		return corpus.Source{}, fmt.Errorf("source %q: %w", id, corpus.ErrNoSource)
	}
	return s, nil
}

// Refresh refreshes one source, or all of the guild's sources one after another
// if id is "". progress may be nil. The runs hold the results. If a source
// could not be refreshed at all, the error says why.
func (d *sourceService) Refresh(ctx context.Context, by string, guild corpus.GuildID, id corpus.SourceID, progress func(corpus.Progress)) ([]corpus.Run, error) {
	if err := checkOwner(by, guild); err != nil {
		return nil, err
	}
	if id != "" {
		s, err := d.source(ctx, guild, id)
		if err != nil {
			return nil, err
		}
		run, err := d.refreshOne(ctx, by, s, progress)
		if err != nil {
			return nil, err
		}
		return []corpus.Run{run}, nil
	}
	return d.refreshAll(ctx, by, guild, progress)
}

func (d *sourceService) refreshAll(ctx context.Context, by string, guild corpus.GuildID, progress func(corpus.Progress)) ([]corpus.Run, error) {
	all, err := d.store.Sources(ctx, guild)
	if err != nil {
		return nil, err
	}
	var sources []corpus.Source
	for _, s := range all {
		if s.RemovedAt.IsZero() && s.Kind.Refreshed() {
			sources = append(sources, s.Source)
		}
	}
	var runs []corpus.Run
	var failures []error
	for i, s := range sources {
		run, err := d.refreshOne(ctx, by, s, func(p corpus.Progress) {
			if progress != nil {
				p.Done, p.Total, p.Doing = i, len(sources), s.Name+": "+p.Doing
				progress(p)
			}
		})
		switch {
		case err == nil:
			runs = append(runs, run)
		case errors.Is(err, corpus.ErrNoSource): // removed in the meantime
		case errors.Is(err, corpus.ErrBusy):
			failures = append(failures, err)
		default:
			return runs, errors.Join(append(failures, err)...)
		}
	}
	if progress != nil {
		progress(corpus.Progress{Done: len(sources), Total: len(sources)})
	}
	return runs, errors.Join(failures...)
}

func (d *sourceService) refreshOne(ctx context.Context, by string, s corpus.Source, progress func(corpus.Progress)) (corpus.Run, error) {
	trigger := corpus.TriggerPerson
	if s.Refreshed.IsZero() && s.Failures == 0 {
		trigger = corpus.TriggerAdded
	}
	return d.refresh.Refresh(ctx, s, trigger, by, progress)
}

// Remove removes a source and its articles, except articles that another source
// lists, and returns how many were removed. Restore undoes it within a week.
func (d *sourceService) Remove(ctx context.Context, by string, guild corpus.GuildID, id corpus.SourceID) (articles int, err error) {
	if err := checkOwner(by, guild); err != nil {
		return 0, err
	}
	err = d.store.Update(ctx, "remove a source", func(tx *store.Tx) error {
		s, err := d.source(ctx, guild, id)
		if err != nil {
			return err
		}
		if articles, err = tx.RemoveSource(ctx, guild, id); err != nil {
			return translate(err, fmt.Errorf("source %q: %w", s.Name, corpus.ErrNoSource))
		}
		return tx.Log(ctx, corpus.Entry{
			At: now(), Guild: guild, By: by, Action: corpus.ActionRemove, Subject: s.Name,
			Detail: "with " + plural(articles, "article"),
		})
	})
	if err != nil {
		return 0, err
	}
	return articles, nil
}

// Restore restores a source that was removed within the last week, with its
// articles, and returns how many articles there are. The source is due for a
// refresh at once. Errors: corpus.ErrNoSource if it is gone for good,
// corpus.ErrSourceName if another source has taken its name.
func (d *sourceService) Restore(ctx context.Context, by string, guild corpus.GuildID, id corpus.SourceID) (articles int, err error) {
	if err := checkOwner(by, guild); err != nil {
		return 0, err
	}
	err = d.store.Update(ctx, "restore a source", func(tx *store.Tx) error {
		s, ok, err := d.store.Source(ctx, guild, id)
		if err != nil {
			return err
		}
		if !ok {
			return fmt.Errorf("source %q: %w: it was removed more than a week ago, or never was", id, corpus.ErrNoSource)
		}
		if s.RemovedAt.IsZero() {
			return nil
		}
		if articles, err = tx.RestoreSource(ctx, guild, id); err != nil {
			return translate(err, fmt.Errorf("source %q: %w: it was removed more than a week ago", s.Name, corpus.ErrNoSource))
		}
		s.RemovedAt = time.Time{}
		if s.Every > 0 && s.Kind.Refreshed() {
			s.Due = now()
			if err := tx.PutSource(ctx, s); err != nil {
				return err
			}
		}
		return tx.Log(ctx, corpus.Entry{
			At: now(), Guild: guild, By: by, Action: corpus.ActionRestore, Subject: s.Name,
			Detail: "with " + plural(articles, "article"),
		})
	})
	if err != nil {
		return 0, err
	}
	return articles, nil
}
