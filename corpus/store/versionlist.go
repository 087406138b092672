package store

import (
	"context"
	"database/sql"
	"fmt"

	"verbatim/corpus"
)

// VersionInfo describes a version without its text.
type VersionInfo struct {
	corpus.Version     // the text is empty
	Bytes          int // length of the text
}

func versionInfoTargets(v *VersionInfo) []any {
	return append([]any{&v.Number, timeTarget{&v.At}, &v.Bytes}, citationTargets(&v.Article)...)
}

// ListVersions is Versions without the texts.
func (s *Store) ListVersions(ctx context.Context, guild corpus.GuildID, id corpus.ArticleID) (versions []VersionInfo, err error) {
	err = s.read(ctx, fmt.Sprintf("list the versions of article %q", id), func(tx *sql.Tx) error {
		present, err := collect(ctx, tx, versionInfoTargets, `SELECT version, changed_at, octet_length(body), `+citation+`
			FROM articles WHERE guild = $1 AND id = $2 AND removed_at IS NULL`, guild, id)
		if err != nil || len(present) == 0 {
			return err
		}
		versions, err = collect(ctx, tx, versionInfoTargets, `SELECT number, changed_at, octet_length(body), `+citation+`
			FROM versions WHERE guild = $1 AND id = $2 ORDER BY number`, guild, id)
		versions = append(versions, present...)
		return err
	})
	if err != nil {
		return nil, err
	}
	return versions, nil
}

// Texts calls do for every stored text of the guild's own article: the current
// one and those of its versions, even if the article was removed. If do returns
// an error, Texts stops and returns it.
func (s *Store) Texts(ctx context.Context, guild corpus.GuildID, id corpus.ArticleID, do func(text string) error) error {
	var failure error // the error of do, which is not the database's
	err := s.read(ctx, fmt.Sprintf("read the texts of article %q", id), func(tx *sql.Tx) error {
		return query(ctx, tx, func(rows *sql.Rows) error {
			var text string
			if err := rows.Scan(&text); err != nil {
				return err
			}
			failure = do(text)
			return failure
		}, `SELECT body FROM articles WHERE guild = $1 AND id = $2 UNION ALL SELECT body FROM versions WHERE guild = $1 AND id = $2`, guild, id)
	})
	if failure != nil {
		return failure
	}
	return err
}

// Version returns the version with this number of the guild's own article. It
// returns false if the version is not kept, or if the article does not exist or
// was removed. The error is corpus.ErrDamaged if its text is damaged.
func (s *Store) Version(ctx context.Context, guild corpus.GuildID, id corpus.ArticleID, number int) (corpus.Version, bool, error) {
	var found []versionRow
	err := s.read(ctx, fmt.Sprintf("read version %d of article %q", number, id), func(tx *sql.Tx) error {
		var err error
		found, err = collect(ctx, tx, versionTargets, `SELECT version, changed_at, body, checksum, `+citation+`
			FROM articles WHERE guild = $1 AND id = $2 AND version = $3 AND removed_at IS NULL`, guild, id, number)
		if err != nil || len(found) > 0 {
			return err
		}
		found, err = collect(ctx, tx, versionTargets, `SELECT `+versionColumns+`
			FROM versions WHERE guild = $1 AND id = $2 AND number = $3
			AND EXISTS (SELECT 1 FROM articles WHERE articles.guild = $1 AND articles.id = $2 AND removed_at IS NULL)`, guild, id, number)
		return err
	})
	if err != nil || len(found) == 0 {
		return corpus.Version{}, false, err
	}
	if found[0].damaged {
		return corpus.Version{}, true, errDamaged(guild, id)
	}
	return found[0].Version, true, nil
}
