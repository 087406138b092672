package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"verbatim/config"
	"verbatim/corpus"
	"verbatim/corpus/admin"
)

// corpusAdd adds a source and reads it.
func (p *Program) corpusAdd(ctx context.Context, cfg *config.Config) error {
	add := cfg.Corpus.Add
	guild := corpus.GuildID(cfg.Guild)
	if add.Location == "-" || add.Kind == string(corpus.SourceText) {
		return p.addText(ctx, cfg)
	}
	location, kind, err := located(add.Location, corpus.SourceKind(add.Kind))
	if err != nil {
		return err
	}
	return p.withService(ctx, cfg, func(d *admin.Service) error {
		s, err := d.Add(ctx, corpus.ByOperator, corpus.Source{
			Guild: guild, Kind: kind, Name: add.Name, Location: location, Every: add.Every, Fixed: add.Every > 0,
		}, nil)
		if err != nil {
			return err
		}
		if err := p.say("added %s %q to %s", s.Kind, cell(s.Name), whose(guild)); err != nil || add.NoRefresh {
			return err
		}
		return p.refreshOne(ctx, d, s)
	})
}

// addText adds a text from a file or from standard input, once.
func (p *Program) addText(ctx context.Context, cfg *config.Config) error {
	add := cfg.Corpus.Add
	if add.Kind != "" && add.Kind != string(corpus.SourceText) {
		return fmt.Errorf("standard input can only be a text, not a %s", add.Kind)
	}
	var text string
	err := p.readFile(add.Location, func(r io.Reader) error {
		data, err := io.ReadAll(io.LimitReader(r, corpus.MaxText+1))
		if err == nil && !utf8.Valid(data) {
			err = errors.New("it is not valid UTF-8: convert it first")
		}
		text = string(data)
		return err
	})
	if err != nil {
		return err
	}
	return p.withService(ctx, cfg, func(d *admin.Service) error {
		s, tally, err := d.AddText(ctx, corpus.ByOperator, corpus.GuildID(cfg.Guild), add.Name, text)
		if err != nil {
			return err
		}
		err = p.say("added text %q to %s: %s", cell(s.Name), whose(s.Guild), tally)
		return err
	})
}

// located returns the location of a source in the form in which it is stored: a
// URL, or the absolute path of a file or folder.
func located(location string, kind corpus.SourceKind) (string, corpus.SourceKind, error) {
	u, err := url.Parse(location)
	info, _ := kind.Info()
	web := err == nil && u.Host != "" && (strings.EqualFold(u.Scheme, "http") || strings.EqualFold(u.Scheme, "https"))
	if web && info.Place != corpus.OnDisk {
		return location, kind, nil
	}
	if kind != "" && info.Place != corpus.OnDisk {
		return "", "", fmt.Errorf("%q is no address of a %s (https://…)", location, kind)
	}
	path, err := filepath.Abs(location)
	if err != nil {
		return "", "", err
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return "", "", fmt.Errorf("%q is neither an address (https://…) nor a file or folder that exists", location)
	} else if err != nil {
		return "", "", err
	}
	return path, cmp.Or(kind, corpus.SourceFile), nil
}

// corpusSources lists the guild's sources.
func (p *Program) corpusSources(ctx context.Context, cfg *config.Config) error {
	guild := corpus.GuildID(cfg.Guild)
	return p.withService(ctx, cfg, func(d *admin.Service) error {
		all, err := d.Sources(ctx, guild)
		if err != nil {
			return err
		}
		return p.printSources(all, guild, cfg.Corpus.Sources.Format)
	})
}

// corpusRefresh reads the named sources again, or all sources.
func (p *Program) corpusRefresh(ctx context.Context, cfg *config.Config) error {
	guild := corpus.GuildID(cfg.Guild)
	return p.withService(ctx, cfg, func(d *admin.Service) error {
		var chosen []corpus.Source
		for _, name := range cfg.Corpus.Refresh.Sources {
			s, err := sourceNamed(ctx, d, guild, name, false)
			if err != nil {
				return err
			}
			chosen = append(chosen, s.Source)
		}
		if len(cfg.Corpus.Refresh.Sources) == 0 {
			all, err := d.Sources(ctx, guild)
			if err != nil {
				return err
			}
			for _, s := range all {
				if s.RemovedAt.IsZero() && s.Kind.Refreshed() {
					chosen = append(chosen, s.Source)
				}
			}
		}
		if len(chosen) == 0 {
			err := p.say("There is no source to refresh in %s.", whose(guild))
			return err
		}
		var failures []error
		for _, s := range chosen {
			if err := p.refreshOne(ctx, d, s); err != nil {
				failures = append(failures, err)
			}
			if ctx.Err() != nil {
				return ctx.Err()
			}
		}
		return errors.Join(failures...)
	})
}

// refreshOne reads a source and prints the result.
func (p *Program) refreshOne(ctx context.Context, d *admin.Service, s corpus.Source) error {
	show, done := p.progress()
	runs, err := d.Refresh(ctx, corpus.ByOperator, s.Guild, s.ID, show)
	done()
	if err != nil {
		return fmt.Errorf("refresh %q: %w", s.Name, err)
	}
	for _, r := range runs {
		if r.Error != "" {
			return fmt.Errorf("refresh %q: %s", s.Name, r.Error)
		}
		if err := p.say("%s: %s", cell(s.Name), r.Tally); err != nil {
			return err
		}
		if r.Note == "" {
			continue
		}
		out := page{style: p.style()}
		out.message("  ", cell(r.Note))
		if err := out.print(p.Stdout); err != nil {
			return err
		}
	}
	return nil
}

// corpusRemove removes sources, with their articles, and articles.
func (p *Program) corpusRemove(ctx context.Context, cfg *config.Config) error {
	guild, remove := corpus.GuildID(cfg.Guild), cfg.Corpus.Remove
	return p.withService(ctx, cfg, func(d *admin.Service) error {
		for _, name := range remove.Names {
			if corpus.ArticleID(name) == corpus.BuiltinID {
				return errors.New("the built-in article cannot be removed: --no-builtin leaves it out")
			}
			if s, err := sourceNamed(ctx, d, guild, name, false); err == nil {
				if err := p.removeSource(ctx, d, s, remove.Yes); err != nil {
					return err
				}
				continue
			} else if !errors.Is(err, errSeeSources) {
				return err
			}
			there, err := d.RemoveArticle(ctx, corpus.ByOperator, guild, corpus.ArticleID(name))
			if err != nil {
				return err
			}
			if !there {
				return fmt.Errorf("there is no source and no article %q in %s: \"corpus sources\" and \"corpus list\" show what there is", name, whose(guild))
			}
			if err := p.say("removed %s from %s", cell(name), whose(guild)); err != nil {
				return err
			}
		}
		return nil
	})
}

func (p *Program) removeSource(ctx context.Context, d *admin.Service, s corpus.SourceState, yes bool) error {
	if err := p.confirm(yes, fmt.Sprintf("Remove %q with its %s?", cell(s.Name), counted(s.Articles, "article"))); err != nil {
		return err
	}
	n, err := d.Remove(ctx, corpus.ByOperator, s.Guild, s.ID)
	if err != nil {
		return err
	}
	err = p.say("removed %q with %s from %s; within a week \"corpus restore %s\" brings it back", cell(s.Name), counted(n, "article"), whose(s.Guild), s.ID)
	return err
}

// corpusRestore brings removed sources back.
func (p *Program) corpusRestore(ctx context.Context, cfg *config.Config) error {
	guild := corpus.GuildID(cfg.Guild)
	return p.withService(ctx, cfg, func(d *admin.Service) error {
		for _, name := range cfg.Corpus.Restore.Sources {
			s, err := sourceNamed(ctx, d, guild, name, true)
			if err != nil {
				return err
			}
			n, err := d.Restore(ctx, corpus.ByOperator, guild, s.ID)
			if err != nil {
				return err
			}
			if err := p.say("restored %q with %s to %s", cell(s.Name), counted(n, "article"), whose(guild)); err != nil {
				return err
			}
		}
		return nil
	})
}

// corpusStatus shows the state of the corpus.
func (p *Program) corpusStatus(ctx context.Context, cfg *config.Config) error {
	return p.withService(ctx, cfg, func(d *admin.Service) error {
		status, err := d.Status(ctx, corpus.GuildID(cfg.Guild))
		if err != nil {
			return err
		}
		return p.printStatus(status, corpus.GuildID(cfg.Guild), cfg.Corpus.Status.Format)
	})
}
