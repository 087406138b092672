package admin

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"

	"verbatim/corpus"
	"verbatim/corpus/extract"
	"verbatim/corpus/revise"
	"verbatim/corpus/store"
)

// Takedown takes a statement down everywhere and for good: out of every article
// of every guild, and of all their versions, wherever a statement of the same
// words stands; whatever is stored later is stored without it. It returns how
// many articles held it. The statement may be one of an older version. The
// operator alone may do it; other errors are corpus.ErrNoArticle and
// corpus.ErrNoStatement.
//
// The words themselves are not kept, only their hash. Corrections and flags of
// the statement lose its words too, and so does whatever else holds them: a
// title, a note, the audit log. Wiped takes them out of the files. Copies
// outside the store, exports and backups that were made before, are not reached.
func (d *Service) Takedown(ctx context.Context, by string, guild corpus.GuildID, article corpus.ArticleID, statement corpus.StatementID) (articles int, err error) {
	if by != corpus.ByOperator {
		return 0, fmt.Errorf("taking a statement down: %w", corpus.ErrOperatorOnly)
	}
	text, err := d.statementText(ctx, guild, article, statement)
	if err != nil {
		return 0, err
	}
	t := &takedown{d: d, by: by, words: revise.Words(text), hash: revise.TextHash(text), cuts: map[[sha256.Size]byte]cutText{}}
	for again := true; again; {
		// All of the looking is done while others may write; what they have written
		// meanwhile is looked at too.
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

// statementText is the statement's text, from whichever version has it, the
// newest first.
func (d *Service) statementText(ctx context.Context, guild corpus.GuildID, article corpus.ArticleID, statement corpus.StatementID) (string, error) {
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

// takedown is one under way.
type takedown struct {
	d           *Service
	by          string
	words, hash string
	read        corpus.Seq                            // up to where changes were looked at
	found       []place                               // articles that may hold the statement
	cuts        map[[sha256.Size]byte]cutText        // by their hash, the texts of these, and those that pages show instead of articles
	changed     map[corpus.GuildID][]corpus.ArticleID // that held it
}

// errNewText says that a text has come since texts were looked at.
var errNewText = errors.New("a text has changed meanwhile")

// place is where an article is kept.
type place struct {
	guild corpus.GuildID
	id    corpus.ArticleID
}

// Articles are looked at together: at most so many, and about as many bytes.
const (
	batchArticles  = 200
	batchBytes = 16 << 20
)

// search goes through the articles that changed since it did so before, and cuts
// the statement out of their texts. Those that were removed are taken for holding
// it: their texts may be restored.
func (t *takedown) search(ctx context.Context) error {
	for limit := 1; ; {
		changes, err := t.d.store.Changes(ctx, t.read, limit)
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
			err := t.d.store.Texts(ctx, c.Article.Guild, c.Article.ID, func(text string) error {
				return t.prepareCut(ctx, corpus.Article{ID: c.Article.ID, Text: text})
			})
			if err != nil {
				return err
			}
		}
		if len(changes) < limit {
			return t.d.store.EachShown(ctx, func(a corpus.Article) error { return t.prepareCut(ctx, a) })
		}
		limit = max(1, min(batchArticles, batchBytes*len(changes)/size))
	}
}

// apply takes the statement out of all places. errNotLookedAt says that there is
// something to look at first.
func (t *takedown) apply(ctx context.Context, tx *store.Tx) error {
	last, err := t.d.store.LastChange(ctx)
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
		first := true // the present text comes before those of versions
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

// minWords is how many words a statement has at most that is looked for as a
// whole alone: "No, he said" stands in many a title.
const minWords = 3

// holds reports whether a text is the statement or, where it may be part of it,
// holds its words.
func (t *takedown) holds(text string, whole bool) bool {
	if whole || strings.Count(t.words, " ") < minWords {
		return revise.TextHash(text) == t.hash
	}
	return strings.Contains(" "+revise.Words(text)+" ", " "+t.words+" ")
}

// eraseWords takes the statement's words out of corrections and flags.
func (t *takedown) eraseWords(ctx context.Context, tx *store.Tx) error {
	guilds, err := t.d.store.Guilds(ctx)
	if err != nil {
		return err
	}
	for _, guild := range append(guilds, corpus.Shared) {
		corrections, err := t.d.store.Corrections(ctx, guild)
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
		flags, err := t.d.store.Flags(ctx, guild)
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

// redactCorrection is a correction without the words of a statement that is taken
// down, and whether it had any.
func redactCorrection(c corpus.Correction, taken map[string]bool) (corpus.Correction, bool) {
	if c.Text == "" || !taken[revise.TextHash(c.Text)] {
		return c, false
	}
	c.Text, c.Content = "", ""
	return c, true
}

// redactFlag is the same of a flag; its note may quote the statement.
func redactFlag(f corpus.Flag, taken map[string]bool) (corpus.Flag, bool) {
	if f.Text == "" || !taken[revise.TextHash(f.Text)] {
		return f, false
	}
	f.Text, f.Note = "", ""
	return f, true
}

// log tells every guild whose articles were changed.
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

// Seed puts an article that ships with the program into the store, without what
// was taken down of it. Where it stands there already nothing waits for a
// writer.
func Seed(ctx context.Context, s *store.Store, a corpus.Article) error {
	taken, err := s.Takedowns(ctx)
	if err != nil {
		return err
	}
	have, ok, err := s.Article(ctx, a.Guild, a.ID)
	if err != nil && !errors.Is(err, corpus.ErrDamaged) { // which this mends
		return err
	}
	want := a
	if want.Text, _, err = revise.Redact(ctx, a, taken); err != nil {
		return err
	}
	want.Fetched = have.Fetched
	if ok && have == want || strings.TrimSpace(want.Text) == "" {
		return nil
	}
	want.Fetched = a.Fetched
	cut := func(taken map[string]bool) (err error) {
		want.Text, _, err = revise.Redact(ctx, a, taken)
		return err
	}
	return updateRedacted(ctx, s, "store the built-in article", cut, func(tx *store.Tx) error {
		if strings.TrimSpace(want.Text) == "" {
			return nil
		}
		_, err := tx.PutArticle(ctx, want, corpus.DefaultVersions)
		return err
	})
}
