package admin

import (
	"cmp"
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

// takedownService removes statements for good.
type takedownService struct{ store *store.Store }

// Takedown removes a statement everywhere for good: from all articles of all
// guilds and all their versions, wherever a statement with the same words
// occurs. Data stored later is stored without it. It returns how many articles
// contained it. The statement may be from an older version. Only the operator
// may do this; other errors are corpus.ErrNoArticle and corpus.ErrNoStatement.
//
// Only a hash of the words is kept. The words also disappear from corrections,
// flags, titles, notes and the audit log. store.Wipe removes them from the
// files. Copies outside the store, and earlier exports and backups, are not
// affected.
func (d *takedownService) Takedown(ctx context.Context, by string, guild corpus.GuildID, article corpus.ArticleID, statement corpus.StatementID) (articles int, err error) {
	if by != corpus.ByOperator {
		return 0, fmt.Errorf("taking a statement down: %w", corpus.ErrOperatorOnly)
	}
	text, err := d.statementText(ctx, guild, article, statement)
	if err != nil {
		return 0, err
	}
	t := &takedown{cutter: newCutter(text), store: d.store, by: by}
	for again := true; again; {
		// The search runs while others may write. What they have written since
		// is searched too.
		if err := t.search(ctx); err != nil {
			return 0, err
		}
		err = d.store.Update(ctx, "take a statement down", func(tx *store.Tx) error { return t.apply(ctx, tx) })
		if again = errors.Is(err, errNewText); err != nil && !again {
			return 0, err
		}
	}
	for _, ids := range t.changed {
		articles += len(ids)
	}
	return articles, nil
}

// statementText returns the statement's text from the newest version that has
// it.
func (d *takedownService) statementText(ctx context.Context, guild corpus.GuildID, article corpus.ArticleID, statement corpus.StatementID) (string, error) {
	versions, err := d.store.Versions(ctx, guild, article)
	if err == nil && len(versions) == 0 {
		versions, err = d.store.Versions(ctx, corpus.Shared, article)
	}
	if err != nil {
		return "", err
	}
	if len(versions) == 0 {
		return "", fmt.Errorf("article %q: %w", article, corpus.ErrNoArticle)
	}
	for _, v := range slices.Backward(versions) {
		statements, err := extract.Outline(ctx, v.Article)
		if err != nil {
			return "", err
		}
		for _, s := range statements {
			if s.ID == statement {
				return s.Text, nil
			}
		}
	}
	return "", fmt.Errorf("statement %q of article %q: %w", string(statement), article, corpus.ErrNoStatement)
}

// takedown is a takedown in progress.
type takedown struct {
	cutter
	store   *store.Store
	by      string
	read    corpus.Seq                            // changes were searched up to this position
	found   []place                               // articles that may contain the statement
	changed map[corpus.GuildID][]corpus.ArticleID // articles that contained it
}

// place identifies an article.
type place struct {
	guild corpus.GuildID
	id    corpus.ArticleID
}

// Limits on how many articles and bytes are searched together.
const (
	batchArticles = 200
	batchBytes    = 16 << 20
)

// search searches the articles that changed since the last search, and cuts the
// statement out of their texts. Removed articles count as containing it,
// because they may be restored.
func (t *takedown) search(ctx context.Context) error {
	for limit := 1; ; {
		changes, err := t.store.Changes(ctx, t.read, limit)
		if err != nil {
			return err
		}
		size := 1
		for _, c := range changes {
			if err := ctx.Err(); err != nil {
				return err
			}
			size += len(c.Article.Text)
			t.read = max(t.read, c.Seq)
			holds := c.Removed || strings.Contains(revise.Words(c.Article.Text), t.words)
			for _, v := range c.Versions {
				size += len(v.Article.Text)
				holds = holds || strings.Contains(revise.Words(v.Article.Text), t.words)
			}
			if !holds {
				continue
			}
			t.found = append(t.found, place{c.Article.Guild, c.Article.ID})
			err := t.store.Texts(ctx, c.Article.Guild, c.Article.ID, func(text string) error {
				return t.prepare(ctx, corpus.Article{ID: c.Article.ID, Text: text})
			})
			if err != nil {
				return err
			}
		}
		if len(changes) < limit {
			return t.store.EachShown(ctx, func(a corpus.Article) error { return t.prepare(ctx, a) })
		}
		limit = max(1, min(batchArticles, batchBytes*len(changes)/size))
	}
}

// apply removes the statement from all places. The error is errNewText if there
// is something to search first.
func (t *takedown) apply(ctx context.Context, tx *store.Tx) error {
	last, err := t.store.LastChange(ctx)
	if err != nil {
		return err
	}
	if last > t.read {
		return errNewText
	}
	if err := tx.PutTakedown(ctx, t.hash, now(), t.by); err != nil {
		return err
	}
	t.changed = map[corpus.GuildID][]corpus.ArticleID{}
	done := map[place]bool{}
	for _, p := range t.found {
		if done[p] {
			continue
		}
		done[p] = true
		empty := false
		var failed error
		first := true // the current text comes before those of versions
		n, err := tx.Redact(ctx, p.guild, p.id, func(text string) (string, bool) {
			cut, err := t.cutOf(text)
			failed = cmp.Or(failed, err)
			if first {
				empty = cut.changed && strings.TrimSpace(cut.text) == ""
			}
			first = false
			return cut.text, cut.changed
		})
		if err := cmp.Or(failed, err); err != nil {
			return err
		}
		if n == 0 {
			continue
		}
		t.changed[p.guild] = append(t.changed[p.guild], p.id)
		if empty {
			if _, err := tx.RemoveArticle(ctx, p.guild, p.id); err != nil {
				return err
			}
		}
	}
	if err := t.eraseWaiting(ctx, tx); err != nil {
		return err
	}
	if err := t.eraseWords(ctx, tx); err != nil {
		return err
	}
	if _, err := tx.Erase(ctx, t.holds); err != nil {
		return err
	}
	return t.log(ctx, tx)
}

// eraseWaiting removes the statement from pending page changes.
func (t *takedown) eraseWaiting(ctx context.Context, tx *store.Tx) error {
	return tx.RedactWaiting(ctx, func(a corpus.Article) (string, bool, error) {
		cut, err := t.cutOf(a.Text)
		return cut.text, cut.changed, err
	})
}

// eraseWords removes the statement's words from corrections and flags.
func (t *takedown) eraseWords(ctx context.Context, tx *store.Tx) error {
	guilds, err := t.store.Guilds(ctx)
	if err != nil {
		return err
	}
	for _, guild := range append(guilds, corpus.Shared) {
		corrections, err := t.store.Corrections(ctx, guild)
		if err != nil {
			return err
		}
		for _, c := range corrections {
			if bare, changed := redactCorrection(c, map[string]bool{t.hash: true}); changed {
				if err := tx.PutCorrection(ctx, bare); err != nil {
					return err
				}
			}
		}
		flags, err := t.store.Flags(ctx, guild)
		if err != nil {
			return err
		}
		for _, f := range flags {
			if bare, changed := redactFlag(f, map[string]bool{t.hash: true}); changed {
				if err := tx.PutFlag(ctx, bare); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// log adds an entry to the audit log of each affected guild.
func (t *takedown) log(ctx context.Context, tx *store.Tx) error {
	for guild, ids := range t.changed {
		detail := "a statement"
		if len(ids) > 1 {
			detail = fmt.Sprintf("a statement, and in %s more", plural(len(ids)-1, "article"))
		}
		err := tx.Log(ctx, corpus.Entry{
			At: now(), Guild: guild, By: t.by, Action: corpus.ActionTakedown, Subject: string(ids[0]), Detail: detail,
		})
		if err != nil {
			return err
		}
	}
	return nil
}
