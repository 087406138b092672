package cli

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"verbatim/config"
	"verbatim/corpus/admin"
	"verbatim/corpus/builtin"
	"verbatim/corpus/reader"
	"verbatim/corpus/store"
	"verbatim/corpus/store/driver"
	"verbatim/index"
)

// withStore runs do with the data folder's store. The store contains the
// built-in article, unless the configuration excludes it.
func (p *Program) withStore(ctx context.Context, cfg *config.Config, do func(*store.Store) error) (err error) {
	p.closeFolder(cfg)
	p.removeLeftovers(cfg)
	s, err := store.Open(ctx, storeLocation(cfg), p.logger(cfg))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if !cfg.NoBuiltin {
		if err := admin.Seed(ctx, s, builtin.Article()); err != nil {
			return err
		}
	}
	return do(s)
}

// removeLeftovers removes files that killed processes left in the data folder.
func (p *Program) removeLeftovers(cfg *config.Config) {
	removed, err := driver.RemoveLeftovers(cfg.Data)
	log := p.logger(cfg)
	if len(removed) > 0 {
		log.Info("removed files left by a killed backup, restore or migration", "folders", removed)
	}
	if err != nil {
		log.Warn("cannot remove the files left by a killed process", "error", err)
	}
}

// closeFolder removes other users' access to the data folder, and logs it.
func (p *Program) closeFolder(cfg *config.Config) {
	_, err := os.Stat(filepath.Join(cfg.Data, "verbatim.db"))
	closed, stay := closeToOthers(cfg.Data)
	log := p.logger(cfg)
	if len(closed) > 0 && err == nil { // a folder without one is new
		log.Warn("removed other users' access to files of the data folder", "files", closed)
	}
	if len(stay) > 0 {
		log.Warn("other users can access files of the data folder: remove their access (chmod go=)", "files", stay)
	}
}

// storeLocation returns the location of the store: the configured database, or
// a file in the data folder.
func storeLocation(cfg *config.Config) string {
	if url := cfg.Store.Reveal(); url != "" {
		return url
	}
	return filepath.Join(cfg.Data, "verbatim.db")
}

// withIndex runs do with the data folder's store and the index that follows it,
// opened with o.
func (p *Program) withIndex(ctx context.Context, cfg *config.Config, o index.Options, do func(*store.Store, *index.Index) error) error {
	return p.withStore(ctx, cfg, func(s *store.Store) (err error) {
		if o.Log == nil {
			o.Log = p.logger(cfg)
		}
		if o.Reader, err = openReader(cfg); err != nil {
			return err
		}
		var follows IndexFeed = s
		if p.Feed != nil {
			follows = p.Feed(s)
		}
		ix, err := index.Open(ctx, filepath.Join(cfg.Data, "index"), follows, o)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, ix.Close()) }()
		return do(s, ix)
	})
}

// openReader opens the network that reads questions and statements, or returns nil if it is
// turned off.
func openReader(cfg *config.Config) (*reader.Network, error) {
	if cfg.Reader == config.Off {
		return nil, nil
	}
	return reader.Builtin()
}
