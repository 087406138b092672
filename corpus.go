package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"verbatim/config"
	"verbatim/corpus"
	"verbatim/corpus/builtin"
	"verbatim/corpus/store"
	"verbatim/index"
)

// withStore runs do with the data folder's store, which holds the built-in
// article unless that is to be left out.
func (p *program) withStore(ctx context.Context, cfg *config.Config, do func(*store.Store) error) (err error) {
	s, err := store.Open(ctx, filepath.Join(cfg.Data, "verbatim.db"), p.logger(cfg))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if !cfg.NoBuiltin {
		if err := seed(ctx, s); err != nil {
			return err
		}
	}
	return do(s)
}

// seed puts the built-in article into the store. Where it stands there already
// nothing waits for a writer.
func seed(ctx context.Context, s *store.Store) error {
	want := builtin.Article()
	have, ok, err := s.Article(ctx, want.Guild, want.ID)
	if err != nil || (ok && have == want) {
		return err
	}
	_, err = s.Put(ctx, want)
	return err
}

// withIndex runs do with the data folder's store and the index that follows it.
func (p *program) withIndex(ctx context.Context, cfg *config.Config, do func(*store.Store, *index.Index) error) error {
	return p.withStore(ctx, cfg, func(s *store.Store) (err error) {
		ix, err := index.Open(ctx, filepath.Join(cfg.Data, "index"), s, index.Options{Log: p.logger(cfg)})
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, ix.Close()) }()
		return do(s, ix)
	})
}

// whose names the corpus of a guild, for people.
func whose(guild corpus.GuildID) string {
	if guild == corpus.Shared {
		return "the shared corpus"
	}
	return fmt.Sprintf("the corpus of guild %s", guild)
}
