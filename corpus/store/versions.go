package store

import (
	"context"
	"database/sql"
	"fmt"

	"verbatim/corpus"
)

// versionRow is a row of the table of versions.
type versionRow struct {
	corpus.Version
	damaged bool // the text does not match its checksum
}

// versionColumns lists the columns of the table of versions.
const versionColumns = `number, changed_at, body, checksum, ` + citation

func versionTargets(v *versionRow) []any {
	return append([]any{&v.Number, timeTarget{&v.At}, &v.Article.Text, checksumTarget{&v.Article.Text, &v.damaged}}, citationTargets(&v.Article)...)
}

// undamaged returns the versions whose texts are intact, and logs the others.
func (s *Store) undamaged(ctx context.Context, rows []versionRow) []corpus.Version {
	var out []corpus.Version
	for _, r := range rows {
		if r.damaged {
			s.log.ErrorContext(ctx, "an older version of article left out: its stored text is damaged",
				"guild", r.Article.Guild, "article", r.Article.ID, "version", r.Number)
			continue
		}
		out = append(out, r.Version)
	}
	return out
}

// Versions returns all stored versions of the guild's own article, oldest
// first; the current one is last. It returns an empty list if the article does
// not exist or was removed. Damaged older versions are left out. If the current
// version is damaged, the error is corpus.ErrDamaged.
func (s *Store) Versions(ctx context.Context, guild corpus.GuildID, id corpus.ArticleID) (versions []corpus.Version, err error) {
	damaged := false
	err = s.read(ctx, fmt.Sprintf("read the versions of article %q", id), func(tx *sql.Tx) error {
		present, err := collect(ctx, tx, versionTargets, `SELECT version, changed_at, body, checksum, `+citation+`
			FROM articles WHERE guild = $1 AND id = $2 AND removed_at IS NULL`, guild, id)
		if err != nil || len(present) == 0 {
			return err
		}
		if present[0].damaged {
			damaged = true
			return nil
		}
		older, err := collect(ctx, tx, versionTargets, `SELECT `+versionColumns+`
			FROM versions WHERE guild = $1 AND id = $2 ORDER BY number`, guild, id)
		versions = append(s.undamaged(ctx, older), present[0].Version)
		return err
	})
	if err == nil && damaged {
		err = errDamaged(guild, id)
	}
	if err != nil {
		return nil, err
	}
	return versions, nil
}

// PutVersion stores a version of an article for an import. If the version
// exists, it stays as it is.
//
// An import puts the older versions first, then the article, which takes the
// next number, and then the current version again, which sets its number and
// time. If a version has a different text and its number is not lower than the
// current one, it counts as older, and the current version takes the number
// after it.
func (tx *Tx) PutVersion(ctx context.Context, guild corpus.GuildID, id corpus.ArticleID, v corpus.Version) error {
	v.Article.Guild, v.Article.ID = guild, id
	if err := validate(v.Article); err != nil {
		return fmt.Errorf("version %d: %w", v.Number, err)
	}
	if v.Number < 1 {
		return fmt.Errorf("version %d of article %q: versions count from 1", v.Number, id)
	}
	present, found, err := tx.articleRow(ctx, guild, id)
	if err != nil {
		return err
	}
	held := found && present.version > 0
	if held && !present.damaged && v.Number >= present.version && sameState(present.Article, v.Article) {
		return tx.stampVersion(ctx, guild, id, v.Number, v)
	}
	if _, err := tx.exec(ctx, `INSERT INTO versions (`+citation+`, body, checksum, number, changed_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
		ON CONFLICT (guild, id, number) DO NOTHING`,
		append(citationValues(v.Article), v.Article.Text, checksum(v.Article.Text), v.Number, unixTime(v.At))...); err != nil {
		return err
	}
	if !held {
		return nil
	}
	v.At = present.changed
	return tx.stampVersion(ctx, guild, id, max(present.version, v.Number+1), v)
}

// stampVersion sets the number of the current version, and its time from v.
func (tx *Tx) stampVersion(ctx context.Context, guild corpus.GuildID, id corpus.ArticleID, number int, v corpus.Version) error {
	_, err := tx.stampArticles(ctx, `, version = $1, changed_at = $2`, `guild = $3 AND id = $4`,
		number, unixTime(v.At), guild, id)
	return err
}

// dropVersions deletes the oldest versions of an article. keep counts the
// current one.
func (tx *Tx) dropVersions(ctx context.Context, guild corpus.GuildID, id corpus.ArticleID, keep int) error {
	_, err := tx.exec(ctx, `DELETE FROM versions WHERE guild = $1 AND id = $2 AND number NOT IN
		(SELECT number FROM versions WHERE guild = $1 AND id = $2 ORDER BY number DESC LIMIT $3)`,
		guild, id, max(0, keep-1))
	return err
}

// Redact rewrites the text of the guild's own article and of all its versions,
// even if the article was removed. text returns the new text, or false if
// nothing is to change. Redact returns how many texts changed.
func (tx *Tx) Redact(ctx context.Context, guild corpus.GuildID, id corpus.ArticleID, text func(string) (string, bool)) (int, error) {
	present, found, err := tx.articleRow(ctx, guild, id)
	if err != nil || !found {
		return 0, err
	}
	changed := 0
	if body, differs := text(present.Text); differs && present.version > 0 {
		if _, err := tx.exec(ctx, `UPDATE articles SET body = $1, checksum = $2 WHERE guild = $3 AND id = $4`,
			body, checksumAfter(body, present.damaged), guild, id); err != nil {
			return 0, err
		}
		changed++
	}
	older, err := collect(ctx, tx.tx, versionTargets, `SELECT `+versionColumns+`
		FROM versions WHERE guild = $1 AND id = $2`, guild, id)
	if err != nil {
		return 0, &databaseError{err}
	}
	for _, v := range older {
		body, differs := text(v.Article.Text)
		if !differs {
			continue
		}
		if _, err := tx.exec(ctx, `UPDATE versions SET body = $1, checksum = $2 WHERE guild = $3 AND id = $4 AND number = $5`,
			body, checksumAfter(body, v.damaged), guild, id, v.Number); err != nil {
			return 0, err
		}
		changed++
	}
	if changed > 0 {
		tx.wipe, tx.purge = true, true
		_, err = tx.stampArticles(ctx, ``, `guild = $1 AND id = $2`, guild, id)
	}
	return changed, err
}
