package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"verbatim/corpus"
)

// MaxBeginning is how many characters of each text Waiting gives.
const MaxBeginning = 600

// waitingQuery reads what pages show beside the articles that stand. Its
// arguments are how many characters of the texts are wanted, and then those of
// the condition.
func waitingQuery(condition string) string {
	return `SELECT doubt, waiting_at, dropped_at, substr(waiting.body, 1, $1), substr(articles.body, 1, $1), ` +
		qualifiedCitation("waiting") + `, ` + qualifiedCitation("articles") + `
		FROM waiting JOIN articles ON articles.guild = waiting.guild AND articles.id = waiting.id
		WHERE articles.removed_at IS NULL AND ` + condition + ` ORDER BY waiting_at, waiting.id`
}

// qualifiedCitation is citation of one of two tables.
func qualifiedCitation(table string) string {
	columns := ""
	for i, c := range strings.Split(citation, ", ") {
		if i > 0 {
			columns += ", "
		}
		columns += table + "." + c
	}
	return columns
}

func waitingTargets(w *corpus.Waiting) []any {
	targets := []any{&w.Doubt, timeTarget{&w.At}, timeTarget{&w.Dropped}, &w.Shown.Text, &w.Stands.Text}
	return append(append(targets, citationTargets(&w.Shown)...), citationTargets(&w.Stands)...)
}

// Waiting are the guild's own articles that stand and whose pages show something
// else, about which no moderator has decided, the oldest first. At most
// MaxBeginning characters of each text are given.
func (s *Store) Waiting(ctx context.Context, guild corpus.GuildID) ([]corpus.Waiting, error) {
	list, err := collect(ctx, s.db, waitingTargets, waitingQuery(`waiting.guild = $2 AND dropped_at IS NULL`), MaxBeginning, guild)
	return list, s.describe("list articles whose pages have changed", err)
}

// WaitingFor is what the page of the guild's own article shows instead of it, with
// whole texts, also where a moderator chose to keep the article; false where it
// shows the article, or the article does not stand.
func (s *Store) WaitingFor(ctx context.Context, guild corpus.GuildID, id corpus.ArticleID) (corpus.Waiting, bool, error) {
	list, err := collect(ctx, s.db, waitingTargets, waitingQuery(`waiting.guild = $2 AND waiting.id = $3`), corpus.MaxText, guild, id)
	if err != nil || len(list) == 0 {
		return corpus.Waiting{}, false, s.describe(fmt.Sprintf("read what the page of article %q shows", id), err)
	}
	return list[0], true, nil
}

// PageChanged is since when the page of the guild's own article shows something
// else, about which no moderator has decided; zero if it does not.
func (s *Store) PageChanged(ctx context.Context, guild corpus.GuildID, id corpus.ArticleID) (since time.Time, err error) {
	err = s.db.QueryRowContext(ctx, `SELECT waiting_at FROM waiting WHERE guild = $1 AND id = $2 AND dropped_at IS NULL`, guild, id).
		Scan(timeTarget{&since})
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, nil
	}
	return since, s.describe(fmt.Sprintf("read whether the page of article %q has changed", id), err)
}

// PutWaiting keeps what the page of an article that stands shows instead of it,
// in the place of what was kept before. The feed brings the article again, unless
// At and Dropped are as they were. Stands is not looked at.
func (tx *Tx) PutWaiting(ctx context.Context, w corpus.Waiting) error {
	same, err := tx.count(ctx, `SELECT count(*) FROM waiting
		WHERE guild = $1 AND id = $2 AND waiting_at = $3 AND coalesce(dropped_at, 0) = $4`,
		w.Shown.Guild, w.Shown.ID, w.At.Unix(), unixTime(w.Dropped).Int64*int64(boolNumber(!w.Dropped.IsZero())))
	if err != nil {
		return err
	}
	_, err = tx.exec(ctx, `INSERT INTO waiting (`+citation+`, body, doubt, waiting_at, dropped_at, seq)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
		ON CONFLICT (guild, id) DO UPDATE SET
			title = excluded.title, publisher = excluded.publisher, author = excluded.author, url = excluded.url,
			published = excluded.published, fetched = excluded.fetched, language = excluded.language,
			origin = excluded.origin, source = excluded.source, body = excluded.body, doubt = excluded.doubt,
			waiting_at = excluded.waiting_at, dropped_at = excluded.dropped_at, seq = excluded.seq`,
		append(citationValues(w.Shown), w.Shown.Text, w.Doubt, unixTime(w.At), unixTime(w.Dropped), tx.next())...)
	if err != nil || same > 0 {
		return err
	}
	return tx.stampArticle(ctx, w.Shown.Guild, w.Shown.ID)
}

// DropWaiting forgets what the page of the guild's own article showed instead of
// it, and reports whether there was anything. The feed brings the article again
// then.
func (tx *Tx) DropWaiting(ctx context.Context, guild corpus.GuildID, id corpus.ArticleID) (bool, error) {
	n, err := tx.exec(ctx, `DELETE FROM waiting WHERE guild = $1 AND id = $2`, guild, id)
	if err != nil || n == 0 {
		return false, err
	}
	return true, tx.stampArticle(ctx, guild, id)
}

// RedactWaiting rewrites what the pages of articles show, of every guild and
// whether or not the articles stand, through text, which returns false where
// nothing is to change. The feed does not hear of it: nothing of it is searched.
func (tx *Tx) RedactWaiting(ctx context.Context, text func(corpus.Article) (string, bool, error)) error {
	list, err := collect(ctx, tx.tx, shownTargets, shownQuery)
	if err != nil {
		return &databaseError{err}
	}
	for _, a := range list { // one text at a time is held
		if err := tx.row(ctx, []any{&a.Text}, shownTextQuery, a.Guild, a.ID); err != nil {
			return err
		}
		body, differs, err := text(a)
		if err != nil {
			return err
		}
		if !differs {
			continue
		}
		if _, err := tx.exec(ctx, `UPDATE waiting SET body = $1 WHERE guild = $2 AND id = $3`, body, a.Guild, a.ID); err != nil {
			return err
		}
	}
	return nil
}

// addWaiting tells add since when the pages of changed articles show something
// else.
func addWaiting(ctx context.Context, tx *sql.Tx, changed string, args []any, add func(corpus.GuildID, corpus.ArticleID, time.Time)) error {
	list, err := collect(ctx, tx, func(w *corpus.Waiting) []any {
		return []any{&w.Shown.Guild, &w.Shown.ID, timeTarget{&w.At}}
	}, `SELECT waiting.guild, waiting.id, waiting_at FROM `+changed+` JOIN waiting ON waiting.guild = g AND waiting.id = i
		WHERE dropped_at IS NULL`, args...)
	for _, w := range list {
		add(w.Shown.Guild, w.Shown.ID, w.At)
	}
	return err
}

// Shown are the guild's own articles whose pages show something else, also those
// of which a moderator chose to keep the article.
func (s *Store) Shown(ctx context.Context, guild corpus.GuildID) ([]corpus.ArticleID, error) {
	list, err := collect(ctx, s.db, func(id *corpus.ArticleID) []any { return []any{id} },
		`SELECT id FROM waiting WHERE guild = $1 ORDER BY id`, guild)
	return list, s.describe("list articles whose pages have changed", err)
}

const (
	shownQuery     = `SELECT guild, id FROM waiting ORDER BY guild, id`
	shownTextQuery = `SELECT body FROM waiting WHERE guild = $1 AND id = $2`
)

func shownTargets(a *corpus.Article) []any { return []any{&a.Guild, &a.ID} }

// EachShown calls do with each text that the page of an article shows instead of
// it, of every guild and whether or not the article stands; of the article the
// guild and id alone are given. An error of do ends it.
func (s *Store) EachShown(ctx context.Context, do func(corpus.Article) error) error {
	list, err := collect(ctx, s.db, shownTargets, shownQuery)
	for _, a := range list {
		if err != nil {
			break
		}
		if err = s.db.QueryRowContext(ctx, shownTextQuery, a.Guild, a.ID).Scan(&a.Text); errors.Is(err, sql.ErrNoRows) {
			err = nil // it has ended meanwhile
			continue
		}
		if err == nil {
			if failure := do(a); failure != nil {
				return failure
			}
		}
	}
	return s.describe("read what pages show", err)
}
