package admin

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"slices"
	"strings"

	"verbatim/corpus"
	"verbatim/corpus/jsonl"
	"verbatim/corpus/revise"
	"verbatim/corpus/store"
)

// exportService exports the corpus of a guild.
type exportService struct {
	store *store.Store
	log   *slog.Logger
}

// Export writes the guild's data as JSON lines for Import: settings, sources
// and the state of their documents, articles with their versions, corrections,
// waiting flags and the audit log. It leaves out the built-in article, removed
// data, refreshes and statements that were taken down.
func (d *exportService) Export(ctx context.Context, by string, guild corpus.GuildID, w io.Writer) error {
	if err := checkOwner(by, guild); err != nil {
		return err
	}
	taken, err := d.store.Takedowns(ctx)
	if err != nil {
		return err
	}
	out := jsonl.NewEncoder(w)
	e := &exporter{store: d.store, log: d.log, guild: guild, taken: taken, write: out.Encode}
	for _, step := range []func(context.Context) error{e.header, e.sources, e.articles, e.corrections, e.entries} {
		if err := step(ctx); err != nil {
			return fmt.Errorf("export: %w", err)
		}
	}
	return d.store.Update(ctx, "note an export", func(tx *store.Tx) error {
		return tx.Log(ctx, corpus.Entry{
			At: now(), Guild: guild, By: by, Action: corpus.ActionExport, Subject: "the corpus", Detail: plural(e.count, "article"),
		})
	})
}

type exporter struct {
	store *store.Store
	log   *slog.Logger
	guild corpus.GuildID
	taken map[string]bool
	write func(any) error
	count int // articles
}

func (e *exporter) header(ctx context.Context) error {
	if err := e.write(header{formatName, formatVersion, e.guild}); err != nil {
		return err
	}
	settings, err := e.store.Settings(ctx, e.guild)
	if err != nil || settings == (corpus.Settings{}) {
		return err
	}
	return e.write(settingsLine{typeSettings, settings})
}

func (e *exporter) sources(ctx context.Context) error {
	sources, err := e.store.Sources(ctx, e.guild)
	if err != nil {
		return err
	}
	anew, err := e.staleArticles(ctx)
	if err != nil {
		return err
	}
	for _, s := range sources {
		if !s.RemovedAt.IsZero() {
			continue
		}
		if err := e.write(lineOfSource(s.Source)); err != nil {
			return err
		}
		resources, err := e.store.Resources(ctx, e.guild, s.ID)
		if err != nil {
			return err
		}
		for _, url := range slices.Sorted(maps.Keys(resources)) {
			r := resources[url]
			if anew[r.Article] {
				r.ETag, r.LastModified = "", ""
			}
			if err := e.write(lineOfResource(s.ID, r)); err != nil {
				return err
			}
		}
	}
	return nil
}

// staleArticles returns the articles whose pages an import must read again,
// even if they have not changed: page changes, and decisions about them, are
// not exported.
func (e *exporter) staleArticles(ctx context.Context) (map[corpus.ArticleID]bool, error) {
	shown, err := e.store.Shown(ctx, e.guild)
	anew := make(map[corpus.ArticleID]bool, len(shown))
	for _, id := range shown {
		anew[id] = true
	}
	return anew, err
}

func (e *exporter) articles(ctx context.Context) error {
	list, err := e.store.Articles(ctx, e.guild)
	if err != nil {
		return err
	}
	for _, l := range list {
		if l.Origin == corpus.OriginBuiltin {
			continue
		}
		versions, err := e.store.Versions(ctx, e.guild, l.ID)
		if errors.Is(err, corpus.ErrDamaged) {
			e.log.ErrorContext(ctx, "an article is left out of the export", "error", err)
			continue
		}
		if err != nil {
			return err
		}
		if err := e.article(ctx, versions); err != nil {
			return err
		}
	}
	return nil
}

// article writes an article after its older versions. It skips versions of
// which all was taken down.
func (e *exporter) article(ctx context.Context, versions []corpus.Version) (err error) {
	versions = slices.Clone(versions)
	for i := range versions {
		if versions[i].Article.Text, _, err = revise.Redact(ctx, versions[i].Article, e.taken); err != nil {
			return err
		}
	}
	last := len(versions) - 1
	blank := func(v corpus.Version) bool { return strings.TrimSpace(v.Article.Text) == "" }
	if last < 0 || blank(versions[last]) {
		return nil // removed since it was listed
	}
	for _, v := range versions[:last] {
		if blank(v) {
			continue
		}
		if err := e.write(lineOfVersion(typeVersion, v)); err != nil {
			return err
		}
	}
	e.count++
	return e.write(lineOfVersion(typeArticle, versions[last]))
}

func (e *exporter) corrections(ctx context.Context) error {
	corrections, err := e.store.Corrections(ctx, e.guild)
	if err != nil {
		return err
	}
	for _, c := range slices.Backward(corrections) {
		c, _ = redactCorrection(c, e.taken)
		if err := e.write(lineOfCorrection(c)); err != nil {
			return err
		}
	}
	flags, err := e.store.Flags(ctx, e.guild)
	if err != nil {
		return err
	}
	for _, f := range flags {
		f, _ = redactFlag(f, e.taken)
		if err := e.write(lineOfFlag(f)); err != nil {
			return err
		}
	}
	return nil
}

// entriesAtOnce is how many audit entries are loaded at once.
const entriesAtOnce = 500

func (e *exporter) entries(ctx context.Context) error {
	return eachEntry(ctx, e.store, e.guild, func(entry corpus.Entry) error { return e.write(lineOfEntry(entry)) })
}

// eachEntry calls do for each entry of the guild's audit log, oldest first.
func eachEntry(ctx context.Context, s *store.Store, guild corpus.GuildID, do func(corpus.Entry) error) error {
	for after := corpus.Seq(0); ; {
		entries, err := s.Entries(ctx, guild, after, entriesAtOnce)
		if err != nil {
			return err
		}
		for _, entry := range entries {
			after = entry.Seq
			if err := do(entry); err != nil {
				return err
			}
		}
		if len(entries) < entriesAtOnce {
			return nil
		}
	}
}
