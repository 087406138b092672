package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"verbatim/config"
	"verbatim/corpus"
	"verbatim/corpus/admin"
)

// corpusHistory shows how an article's statements have changed.
func (p *Program) corpusHistory(ctx context.Context, cfg *config.Config) error {
	return p.withService(ctx, cfg, func(d *admin.Service) error {
		article, revisions, err := d.History(ctx, corpus.GuildID(cfg.Guild), corpus.ArticleID(cfg.Corpus.History.Article))
		if err != nil {
			return err
		}
		_, err = io.WriteString(p.Stdout, showHistory(article, revisions, p.style()))
		return err
	})
}

// corpusImport imports an export, or articles.
func (p *Program) corpusImport(ctx context.Context, cfg *config.Config) error {
	guild := corpus.GuildID(cfg.Guild)
	return p.readFile(cfg.Corpus.Import.File, func(r io.Reader) error {
		return p.withService(ctx, cfg, func(d *admin.Service) error {
			file, done, err := spooled(r)
			if err != nil {
				return err
			}
			defer done()
			whole, err := admin.IsWhole(file)
			if err != nil {
				return err
			}
			if whole {
				return p.importAll(ctx, cfg, d, file)
			}
			return p.importOne(ctx, d, guild, file, cfg.Corpus.Import.Strict)
		})
	})
}

// importOne imports as much of a file as possible. Its error lists the lines
// that were not imported.
func (p *Program) importOne(ctx context.Context, d *admin.Service, guild corpus.GuildID, file io.Reader, strict bool) error {
	var tally corpus.Tally
	var refused admin.Refused
	var err error
	if strict {
		tally, err = d.Import(ctx, corpus.ByOperator, guild, file)
	} else {
		tally, refused, err = d.ImportSome(ctx, corpus.ByOperator, guild, file)
	}
	if err != nil {
		return err
	}
	if err := p.say("%s: %d new, %d changed, %d unchanged", whose(guild), tally.New, tally.Changed, tally.Unchanged); err != nil || refused.Lines == 0 {
		return err
	}
	return &partlyError{fmt.Errorf("%s not imported, the others are: %s: mend them and import the file again", are(refused.Lines, "line"), strings.Join(refused.Faults, "; "))}
}

// corpusExport writes the guild's whole corpus.
func (p *Program) corpusExport(ctx context.Context, cfg *config.Config) (err error) {
	guild, name := corpus.GuildID(cfg.Guild), cfg.Corpus.Export.File
	return p.withService(ctx, cfg, func(d *admin.Service) (err error) {
		out := p.Stdout
		if name != "-" {
			f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
			if errors.Is(err, fs.ErrExist) {
				return fmt.Errorf("%q exists: name a file that does not", name)
			}
			if err != nil {
				return err
			}
			defer func() {
				if err = errors.Join(err, f.Close()); err != nil {
					err = errors.Join(err, os.Remove(name)) // half an export is of no use
				}
			}()
			out = f
		}
		buffered := bufio.NewWriter(out)
		if cfg.Corpus.Export.All {
			err = d.ExportAll(ctx, buffered)
		} else {
			err = d.Export(ctx, corpus.ByOperator, guild, buffered)
		}
		if err != nil {
			return err
		}
		return buffered.Flush()
	})
}

// corpusSettings changes the given settings of a guild, and shows all of them.
func (p *Program) corpusSettings(ctx context.Context, cfg *config.Config) error {
	guild, given := corpus.GuildID(cfg.Guild), cfg.Corpus.Settings
	return p.withService(ctx, cfg, func(d *admin.Service) error {
		s, err := d.Settings(ctx, guild)
		if err != nil {
			return err
		}
		changed := s
		if given.ModeratorRole != nil {
			changed.ModeratorRole = *given.ModeratorRole
		}
		if given.AuditChannel != nil {
			changed.AuditChannel = *given.AuditChannel
		}
		if given.Versions != nil {
			changed.Versions = *given.Versions
		}
		if given.Builtin != "" {
			changed.NoBuiltin = given.Builtin == "off"
		}
		if given.Shared != "" {
			changed.NoShared = given.Shared == "off"
		}
		if changed != s {
			if err := d.Change(ctx, corpus.ByOperator, guild, changed); err != nil {
				return err
			}
		}
		return p.showSettings(guild, changed)
	})
}

// corpusLog shows who did what.
func (p *Program) corpusLog(ctx context.Context, cfg *config.Config) error {
	guild := corpus.GuildID(cfg.Guild)
	return p.withService(ctx, cfg, func(d *admin.Service) error {
		entries, err := d.Log(ctx, guild, cfg.Corpus.Log.Limit)
		if err != nil {
			return err
		}
		return p.printLog(entries, guild, cfg.Corpus.Log.Format)
	})
}
