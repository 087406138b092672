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

// MaxBeginning is how many characters of each text Waiting returns.
const MaxBeginning = 600

// waitingQuery returns the query for pending page changes. Its first argument
// is how many characters of the texts to read; then come those of the
// condition.
func waitingQuery(condition string) string {
	return `SELECT doubt, waiting_at, dropped_at, substr(waiting.body, 1, $1), substr(articles.body, 1, $1), ` +
		qualifiedCitation("waiting") + `, ` + qualifiedCitation("articles") + `
		FROM waiting JOIN articles ON articles.guild = waiting.guild AND articles.id = waiting.id
		WHERE articles.removed_at IS NULL AND ` + condition + ` ORDER BY waiting_at, waiting.id`
}

// qualifiedCitation returns the columns of citation, qualified with the table's
// name.
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

// Waiting returns the guild's own articles whose pages show something else and
// wait for a moderator's decision, oldest first. Texts are cut to MaxBeginning
// characters.
func (s *Store) Waiting(ctx context.Context, guild corpus.GuildID) ([]corpus.Waiting, error) {
	list, err := collect(ctx, s.db, waitingTargets, waitingQuery(`waiting.guild = $2 AND dropped_at IS NULL`), MaxBeginning, guild)
	return list, s.describe("list articles whose pages have changed", err)
}

// WaitingFor returns the text that the page of the guild's own article shows
// instead of it, uncut. This includes changes that a moderator has rejected. It
// returns false if the page shows the article, or if the article was removed.
func (s *Store) WaitingFor(ctx context.Context, guild corpus.GuildID, id corpus.ArticleID) (corpus.Waiting, bool, error) {
	list, err := collect(ctx, s.db, waitingTargets, waitingQuery(`waiting.guild = $2 AND waiting.id = $3`), corpus.MaxText, guild, id)
	if err != nil || len(list) == 0 {
		return corpus.Waiting{}, false, s.describe(fmt.Sprintf("read what the page of article %q shows", id), err)
	}
	return list[0], true, nil
}

// PageChanged returns since when the page of the guild's own article has shown
// something else, or zero if it does not, or if a moderator has decided.
func (s *Store) PageChanged(ctx context.Context, guild corpus.GuildID, id corpus.ArticleID) (since time.Time, err error) {
	err = s.db.QueryRowContext(ctx, `SELECT waiting_at FROM waiting WHERE guild = $1 AND id = $2 AND dropped_at IS NULL`, guild, id).
		Scan(timeTarget{&since})
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, nil
	}
	return since, s.describe(fmt.Sprintf("read whether the page of article %q has changed", id), err)
}

// PutWaiting stores what the page of an article shows instead of it, in place
// of any earlier change. The feed delivers the article again unless At and
// Dropped are unchanged. Stands is ignored.
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

// DropWaiting deletes the pending page change of the guild's own article, and
// reports whether there was one. If so, the feed delivers the article again.
func (tx *Tx) DropWaiting(ctx context.Context, guild corpus.GuildID, id corpus.ArticleID) (bool, error) {
	n, err := tx.exec(ctx, `DELETE FROM waiting WHERE guild = $1 AND id = $2`, guild, id)
	if err != nil || n == 0 {
		return false, err
	}
	return true, tx.stampArticle(ctx, guild, id)
}

// RedactWaiting rewrites the texts of all pending page changes of all guilds,
// even if their articles were removed. text returns the new text, or false if
// nothing is to change. The feed does not move, because these texts are not
// searched.
func (tx *Tx) RedactWaiting(ctx context.Context, text func(corpus.Article) (string, bool, error)) error {
	list, err := collect(ctx, tx.tx, shownTargets, shownQuery)
	if err != nil {
		return &databaseError{err}
	}
	for _, a := range list { // only one text at a time is in memory
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

// addWaiting calls add with the time since when each changed article's page has
// shown something else.
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

// Shown returns the guild's own articles whose pages show something else,
// including those for which a moderator has kept the article.
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

// EachShown calls do for the text of every page that shows something else than
// its article, in all guilds, even if the article was removed. Only the guild
// and the id of the article are set besides the text. If do returns an error,
// EachShown stops and returns it.
func (s *Store) EachShown(ctx context.Context, do func(corpus.Article) error) error {
	list, err := collect(ctx, s.db, shownTargets, shownQuery)
	for _, a := range list {
		if err != nil {
			break
		}
		if err = s.db.QueryRowContext(ctx, shownTextQuery, a.Guild, a.ID).Scan(&a.Text); errors.Is(err, sql.ErrNoRows) {
			err = nil // deleted in the meantime
			continue
		}
		if err == nil {
			if failure := do(a); failure != nil {
				return failure
			}
		}
	}
	return s.describe("read the changed pages", err)
}
