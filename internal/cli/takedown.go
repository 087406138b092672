package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"verbatim/config"
	"verbatim/corpus"
	"verbatim/corpus/admin"
	"verbatim/corpus/store"
	"verbatim/corpus/store/driver"
	"verbatim/index"
	"verbatim/index/remote"
)

// wipeWithin is how long a command waits for other readers of deleted data to
// finish.
const wipeWithin = 30 * time.Second

// corpusTakedown takes a statement down everywhere.
func (p *Program) corpusTakedown(ctx context.Context, cfg *config.Config) error {
	t := cfg.Corpus.Takedown
	guild := corpus.GuildID(cfg.Guild)
	return p.withStoreAndService(ctx, cfg, func(s *store.Store, d *admin.Service) error {
		disputed, err := d.Dispute(ctx, guild, guild, corpus.ArticleID(t.Article), corpus.StatementID(t.Statement))
		if err != nil {
			return err
		}
		if err := p.confirm(t.Yes, fmt.Sprintf("Take %s down everywhere, for good?", quotedShort(disputed.Statement.Text))); err != nil {
			return err
		}
		n, err := d.Takedown(ctx, corpus.ByOperator, guild, corpus.ArticleID(t.Article), corpus.StatementID(t.Statement))
		if err != nil {
			return err
		}
		if err := p.say("taken down in %s", counted(n, "article")); err != nil {
			return err
		}
		return p.wipe(ctx, cfg, s)
	})
}

// corpusForget deletes all data of a guild.
func (p *Program) corpusForget(ctx context.Context, cfg *config.Config) error {
	guild := corpus.GuildID(cfg.Guild)
	return p.withStoreAndService(ctx, cfg, func(s *store.Store, d *admin.Service) error {
		if err := p.confirm(cfg.Corpus.Forget.Yes, fmt.Sprintf("Delete all data of guild %s at once, for good?", guild)); err != nil {
			return err
		}
		n, err := d.Forget(ctx, corpus.ByOperator, guild)
		if err != nil {
			return err
		}
		if err := p.say("%s: deleted, with %s", whose(guild), counted(n, "article")); err != nil {
			return err
		}
		return p.wipe(ctx, cfg, s)
	})
}

// wipe removes deleted words from the files of the store and of the data
// folder's index, and says where else they may be.
func (p *Program) wipe(ctx context.Context, cfg *config.Config, s *store.Store) error {
	within, cancel := context.WithTimeout(ctx, wipeWithin)
	defer cancel()
	err := s.Wipe(within)
	says := "its words are in no file of the store"
	switch {
	case errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil:
		says = "another process still reads its words, so they stay in the files of the store until it is done: " +
			"serve, or the next command, takes them out then, and doctor says whether they are"
	case err != nil:
		return fmt.Errorf("this is done, but the words may still be in the files of the store until serve or the next command removes them: %w", err)
	}
	if err := p.settleIndex(ctx, cfg, s); err != nil {
		return fmt.Errorf("this is done, but the words may still be in the files of the index until serve removes them: %w", err)
	}
	lines := []string{says, "nor in any of the index in " + filepath.Join(cfg.Data, "index")}
	if driver.IsPostgres(storeLocation(cfg)) {
		lines = append(lines, "the database server's write-ahead log, replicas and backups may hold them: that is for its operator to see to")
	}
	for _, name := range migrationCopies(cfg.Data) {
		lines = append(lines, fmt.Sprintf("a copy of the store from before a migration may hold them: remove %s once you do not need it", name))
	}
	lines = append(lines, "backups and exports that were made before hold them: make new ones; what is restored from an old one is without them")
	out := page{style: p.style()}
	for _, l := range lines {
		out.message("", l)
	}
	return out.print(p.Stdout)
}

// settleIndex waits until the data folder's index, if there is one, has caught
// up with the store, in whichever process it is.
func (p *Program) settleIndex(ctx context.Context, cfg *config.Config, s *store.Store) error {
	running, err := remote.Find(ctx, remote.Path(cfg.Data))
	if err != nil {
		return err
	}
	if running != nil {
		return running.Settle(ctx)
	}
	dir := filepath.Join(cfg.Data, "index")
	if _, err := os.Stat(filepath.Join(dir, "view")); err != nil {
		return nil //nolint:nilerr // there is none that could hold anything
	}
	ix, err := index.Open(ctx, dir, s, index.Options{Log: p.logger(cfg), Resume: true})
	if err != nil {
		return err
	}
	err = ix.CatchUp(ctx)
	if err == nil {
		err = ix.Purge(ctx)
	}
	return errors.Join(err, ix.Close())
}
