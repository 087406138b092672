package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"verbatim/config"
	"verbatim/corpus"
	"verbatim/corpus/admin"
)

// corpusCorrect corrects a statement, or shows the possible corrections.
func (p *Program) corpusCorrect(ctx context.Context, cfg *config.Config) error {
	c := cfg.Corpus.Correct
	return p.withService(ctx, cfg, func(d *admin.Service) error {
		correction := corpus.Correction{
			Guild: corpus.GuildID(cfg.Guild), Article: corpus.ArticleID(c.Article), Statement: corpus.StatementID(c.Statement), Cue: c.Cue,
		}
		disputed, err := p.dispute(ctx, d, &correction)
		if err != nil {
			return err
		}
		switch {
		case c.Unidentified:
			correction.Verdict = corpus.VerdictUnidentified
		case c.NotStatement:
			correction.Verdict = corpus.VerdictNoStatement
		case c.Hide:
			correction.Verdict = corpus.VerdictHidden
		case c.Speaker != "":
			if err := choose(&correction, disputed, c.Speaker); err != nil {
				return err
			}
		default:
			return p.printDisputed(disputed)
		}
		done, err := d.Correct(ctx, corpus.ByOperator, correction)
		if err != nil {
			return err
		}
		err = p.say("%s: %s: %s (\"corpus undo %s\" undoes it)", whose(done.Guild), verdictOf(done), quotedShort(done.Text), done.ID)
		return err
	})
}

// dispute finds the statement in the guild's own article with that id, else in
// the shared one.
func (p *Program) dispute(ctx context.Context, d *admin.Service, c *corpus.Correction) (corpus.Disputed, error) {
	c.ArticleGuild = c.Guild
	disputed, err := d.Dispute(ctx, c.Guild, c.ArticleGuild, c.Article, c.Statement)
	if errors.Is(err, corpus.ErrNoArticle) && c.Guild != corpus.Shared {
		c.ArticleGuild = corpus.Shared
		disputed, err = d.Dispute(ctx, c.Guild, c.ArticleGuild, c.Article, c.Statement)
	}
	return disputed, err
}

// choose selects the candidate with that name or mention.
func choose(c *corpus.Correction, disputed corpus.Disputed, name string) error {
	c.Verdict = corpus.VerdictSpeaker
	i := slices.IndexFunc(disputed.Candidates, func(k corpus.Candidate) bool {
		return strings.EqualFold(k.Name, name) || strings.EqualFold(k.Mention, name)
	})
	if i < 0 {
		return fmt.Errorf("%q is nobody of the article: without --speaker the command shows who it may be", name)
	}
	k := disputed.Candidates[i]
	c.Name, c.Mention, c.Occurrence = k.Name, k.Mention, k.Occurrence
	return nil
}

// corpusCorrections lists the guild's corrections.
func (p *Program) corpusCorrections(ctx context.Context, cfg *config.Config) error {
	guild := corpus.GuildID(cfg.Guild)
	return p.withService(ctx, cfg, func(d *admin.Service) error {
		all, err := d.Corrections(ctx, guild)
		if err != nil {
			return err
		}
		if len(all) == 0 {
			err := p.say("Nothing is corrected in %s.", whose(guild))
			return err
		}
		return p.printCorrections(all)
	})
}

// corpusUndo undoes corrections.
func (p *Program) corpusUndo(ctx context.Context, cfg *config.Config) error {
	guild := corpus.GuildID(cfg.Guild)
	return p.withService(ctx, cfg, func(d *admin.Service) error {
		for _, id := range cfg.Corpus.Undo.Corrections {
			c, err := d.Undo(ctx, corpus.ByOperator, guild, corpus.CorrectionID(id))
			if err != nil {
				return err
			}
			if err := p.say("%s: undone: %s: %s", whose(guild), verdictOf(c), quotedShort(c.Text)); err != nil {
				return err
			}
		}
		return nil
	})
}

// corpusFlags lists the answers that members have reported as wrong.
func (p *Program) corpusFlags(ctx context.Context, cfg *config.Config) error {
	guild := corpus.GuildID(cfg.Guild)
	return p.withService(ctx, cfg, func(d *admin.Service) error {
		all, err := d.Flags(ctx, guild)
		if err != nil {
			return err
		}
		if len(all) == 0 {
			err := p.say("No answer is reported as wrong in %s.", whose(guild))
			return err
		}
		return p.printFlags(all)
	})
}

// corpusDismiss closes members' reports.
func (p *Program) corpusDismiss(ctx context.Context, cfg *config.Config) error {
	guild := corpus.GuildID(cfg.Guild)
	return p.withService(ctx, cfg, func(d *admin.Service) error {
		for _, id := range cfg.Corpus.Dismiss.Flags {
			f, err := d.Dismiss(ctx, corpus.ByOperator, guild, corpus.FlagID(id))
			if err != nil {
				return err
			}
			if err := p.say("%s: dismissed: %s", whose(guild), quotedShort(f.Text)); err != nil {
				return err
			}
		}
		return nil
	})
}
