package admin

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"verbatim/corpus"
	"verbatim/corpus/extract"
	"verbatim/corpus/revise"
	"verbatim/corpus/store"
)

// correctionService corrects who said a statement, or hides it.
type correctionService struct {
	store    *store.Store
	slots    extractionSlots
	articles *articleService
}

// Dispute returns a statement and other possible speakers of its reports.
// Errors: corpus.ErrNoArticle, corpus.ErrNoStatement.
func (d *correctionService) Dispute(ctx context.Context, guild, articleGuild corpus.GuildID, article corpus.ArticleID, statement corpus.StatementID) (corpus.Disputed, error) {
	var out corpus.Disputed
	a, err := d.articles.read(ctx, guild, corpus.ArticleRef{Guild: articleGuild, Article: article}, func(a corpus.Article) (err error) {
		if out.Statement, out.Candidates, err = extract.Candidates(ctx, a, statement); err != nil {
			return fmt.Errorf("statement %q of article %q: %w", string(statement), article, err)
		}
		return nil
	})
	if err != nil {
		return corpus.Disputed{}, err
	}
	a.Text = ""
	out.Article = a
	return out, nil
}

// Correct adds a correction and returns it completed. The caller sets Guild,
// ArticleGuild, Article, Statement and Verdict, and also Name, Mention and
// Occurrence if the verdict names a speaker. Cue and Content select the report;
// without them it is the statement's first.
//
// An attribution must rest on the article: the error is corpus.ErrNoSpeaker if
// Dispute does not offer the name or the mention. Other errors:
// corpus.ErrNoArticle, and corpus.ErrNoStatement, also when the statement has
// no report with a speaker.
func (d *correctionService) Correct(ctx context.Context, by string, c corpus.Correction) (corpus.Correction, error) {
	if err := checkOwner(by, c.Guild); err != nil {
		return corpus.Correction{}, err
	}
	c.ID, c.By, c.At = corpus.CorrectionID(newID()), by, now()
	ref := corpus.ArticleRef{Guild: c.ArticleGuild, Article: c.Article}
	asked := c
	check := func(a corpus.Article) error {
		c = asked
		return complete(ctx, &c, a)
	}
	err := d.articles.updateUnchanged(ctx, "correct a statement", c.Guild, ref, check, func(tx *store.Tx, a corpus.Article) error {
		if err := tx.PutCorrection(ctx, c); err != nil {
			return err
		}
		return tx.Log(ctx, corpus.Entry{
			At: c.At, Guild: c.Guild, By: by, Action: corpus.ActionCorrect, Subject: subject(a), Detail: verdict(c),
		})
	})
	if err != nil {
		return corpus.Correction{}, err
	}
	return c, nil
}

// complete validates a correction against the article and fills in its other
// fields.
func complete(ctx context.Context, c *corpus.Correction, a corpus.Article) error {
	s, candidates, err := extract.Candidates(ctx, a, c.Statement)
	if err != nil {
		return fmt.Errorf("statement %q of article %q: %w", string(c.Statement), c.Article, err)
	}
	c.Text = s.Text
	meant := slices.IndexFunc(s.Reports, func(r corpus.Report) bool {
		cue, content := extract.ReportWords(a.Text, r)
		return (c.Cue == "" || strings.EqualFold(cue, c.Cue)) && (c.Content == "" || content == c.Content)
	})
	if meant >= 0 {
		c.Cue, c.Content = extract.ReportWords(a.Text, s.Reports[meant])
	}
	switch c.Verdict {
	case corpus.VerdictHidden, corpus.VerdictNoStatement:
		c.Name, c.Mention, c.Occurrence = "", "", 0
	case corpus.VerdictUnidentified:
		c.Name, c.Mention, c.Occurrence = "", "", 0
		if meant < 0 {
			return fmt.Errorf("%w with a report of %q: nobody is named there", corpus.ErrNoStatement, c.Cue)
		}
	case corpus.VerdictSpeaker:
		if meant < 0 {
			return fmt.Errorf("%w with a report of %q: nobody is named there", corpus.ErrNoStatement, c.Cue)
		}
		if err := checkSpeaker(c, a, candidates); err != nil {
			return err
		}
	default:
		return fmt.Errorf("a correction cannot say %q", c.Verdict)
	}
	// The stored correction must be applicable again.
	_, applies, err := revise.Apply(ctx, a, []corpus.Statement{s}, []corpus.Correction{*c})
	if err != nil {
		return err
	}
	if !applies[0] {
		return fmt.Errorf("statement %q of article %q: %w that this could be said of", string(c.Statement), c.Article, corpus.ErrNoStatement)
	}
	return nil
}

// checkSpeaker validates the speaker that a correction names.
func checkSpeaker(c *corpus.Correction, a corpus.Article, candidates []corpus.Candidate) error {
	i := slices.IndexFunc(candidates, func(k corpus.Candidate) bool {
		return k.Name == c.Name && (c.Mention == "" || k.Mention == c.Mention && k.Occurrence == c.Occurrence)
	})
	if i >= 0 {
		c.Mention, c.Occurrence = candidates[i].Mention, candidates[i].Occurrence
		return nil
	}
	if !slices.ContainsFunc(candidates, func(k corpus.Candidate) bool { return k.Name == c.Name }) {
		return fmt.Errorf("%q: %w: choose one of those that are offered", c.Name, corpus.ErrNoSpeaker)
	}
	if _, ok := extract.MentionAt(a.Text, c.Mention, c.Occurrence); !ok {
		return fmt.Errorf("%q: %w: the article has no %q there", c.Name, corpus.ErrNoSpeaker, c.Mention)
	}
	return nil
}

// verdict describes a correction for the audit log.
func verdict(c corpus.Correction) string {
	said := map[corpus.Verdict]string{
		corpus.VerdictSpeaker:      fmt.Sprintf("it is %q who speaks", c.Name),
		corpus.VerdictUnidentified: "it is not said who speaks",
		corpus.VerdictNoStatement:  "nobody speaks",
		corpus.VerdictHidden:       "hidden",
	}[c.Verdict]
	return fmt.Sprintf("statement %s: %s", string(c.Statement), said)
}

// Corrections returns the guild's corrections, newest first, including undone
// ones.
func (d *correctionService) Corrections(ctx context.Context, guild corpus.GuildID) ([]corpus.CorrectionState, error) {
	all, err := d.store.Corrections(ctx, guild)
	if err != nil {
		return nil, err
	}
	type of struct {
		guild corpus.GuildID
		id    corpus.ArticleID
	}
	byArticle := map[of][]int{}
	states := make([]corpus.CorrectionState, len(all))
	for i, c := range all {
		states[i].Correction = c
		if c.UndoneAt.IsZero() {
			key := of{c.ArticleGuild, c.Article}
			byArticle[key] = append(byArticle[key], i)
		}
	}
	for key, indices := range byArticle {
		var holding []corpus.Correction
		for _, i := range indices {
			holding = append(holding, all[i])
		}
		applies, err := d.applying(ctx, key.guild, key.id, holding)
		if err != nil {
			return nil, err
		}
		for k, i := range indices {
			states[i].Applies = applies[k]
		}
	}
	return states, nil
}

// applying reports for each correction of an article whether it applies.
func (d *correctionService) applying(ctx context.Context, guild corpus.GuildID, id corpus.ArticleID, corrections []corpus.Correction) ([]bool, error) {
	a, ok, err := d.store.Article(ctx, guild, id)
	if errors.Is(err, corpus.ErrDamaged) {
		return make([]bool, len(corrections)), nil // a damaged article has no statements now
	}
	if err != nil || !ok {
		return make([]bool, len(corrections)), err
	}
	release, err := d.slots.acquire(ctx, len(a.Text))
	if err != nil {
		return nil, err
	}
	defer release()
	statements, err := extract.Statements(ctx, a)
	if err != nil {
		return nil, err
	}
	_, applies, err := revise.Apply(ctx, a, statements, corrections)
	return applies, err
}

// Undo ends a correction and returns it. The error is corpus.ErrNoCorrection if
// no such correction is in force.
func (d *correctionService) Undo(ctx context.Context, by string, guild corpus.GuildID, id corpus.CorrectionID) (corpus.Correction, error) {
	if err := checkOwner(by, guild); err != nil {
		return corpus.Correction{}, err
	}
	var c corpus.Correction
	err := d.store.Update(ctx, "undo a correction", func(tx *store.Tx) (err error) {
		if c, err = tx.UndoCorrection(ctx, guild, id, now()); err != nil {
			return translate(err, fmt.Errorf("correction %q: %w that holds", string(id), corpus.ErrNoCorrection))
		}
		of := string(c.Article) // in case the article is gone
		if a, err := d.articles.article(ctx, c.Guild, c.ArticleGuild, c.Article); err == nil {
			of = subject(a)
		}
		return tx.Log(ctx, corpus.Entry{At: now(), Guild: guild, By: by, Action: corpus.ActionUndo, Subject: of, Detail: verdict(c)})
	})
	if err != nil {
		return corpus.Correction{}, err
	}
	return c, nil
}
