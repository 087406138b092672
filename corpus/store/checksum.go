package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"hash/crc32"

	"verbatim/corpus"
)

// checksum is CRC-32C, which tells a text from one in which the disk, the
// memory or a hand has changed something.
func checksum(text string) int64 {
	return int64(crc32.Checksum([]byte(text), crc32.MakeTable(crc32.Castagnoli)))
}

// checksumTarget fills a text's checksum column, which is scanned behind the text, and
// says whether the text is damaged. One without a checksum is not.
type checksumTarget struct {
	text    *string
	damaged *bool
}

// Scan is database/sql's.
func (c checksumTarget) Scan(value any) error {
	var sum sql.NullInt64
	if err := sum.Scan(value); err != nil {
		return err
	}
	*c.damaged = sum.Valid && sum.Int64 != checksum(*c.text)
	return nil
}

// checksumAfter is the checksum of a text that is made of another one: of a damaged
// one it is wrong too.
func checksumAfter(text string, damaged bool) int64 {
	if damaged {
		return checksum(text) ^ 1
	}
	return checksum(text)
}

// errDamaged is that an article's text is not what was stored.
func errDamaged(guild corpus.GuildID, id corpus.ArticleID) error {
	return fmt.Errorf("article %q of %s: %w: %s", id, corpusOf(guild), corpus.ErrDamaged, damagedRemedy)
}

// damagedRemedy is what to do about a damaged text.
const damagedRemedy = `"verbatim corpus refresh" reads it from its source anew; without one, restore a backup, or remove it`

func corpusOf(guild corpus.GuildID) string {
	if guild == corpus.Shared {
		return "the shared corpus"
	}
	return "guild " + string(guild)
}

// Damage is a text that is not what was stored.
type Damage struct {
	Guild   corpus.GuildID
	Article corpus.ArticleID
	Version int             // of an older version; 0: the present one
	Source  corpus.SourceID // "" where the article has none
}

// Damaged reads every text that is stored, of the guild's source alone where
// one is named, and lists those that are not what was stored.
func (s *Store) Damaged(ctx context.Context, of *corpus.Source) ([]Damage, error) {
	var all []Damage
	for _, from := range []string{
		`SELECT guild, id, 0, source, body, checksum FROM articles WHERE version > 0`,
		`SELECT guild, id, number, source, body, checksum FROM versions WHERE number > 0`,
	} {
		var args []any
		if of != nil {
			from, args = from+` AND guild = $1 AND source = $2`, []any{of.Guild, of.ID}
		}
		if err := query(ctx, s.db, func(rows *sql.Rows) error {
			var d Damage
			var text string
			var damaged bool
			if err := rows.Scan(&d.Guild, &d.Article, &d.Version, &d.Source, &text, checksumTarget{&text, &damaged}); err != nil {
				return err
			}
			if damaged {
				all = append(all, d)
			}
			return nil
		}, from, args...); err != nil {
			return nil, s.describe("check what is stored", err)
		}
	}
	return all, nil
}

// checksumSchema is the version of the schema that has checksums.
const checksumSchema = 9

// checksumBatch is how many texts of an older store get their checksums in one
// transaction.
const checksumBatch = 200

// addChecksums makes the checksums that are missing: a store of an older program has
// none.
func addChecksums(ctx context.Context, db *sql.DB) error {
	for _, of := range []missingChecksums{
		{
			`FROM articles WHERE checksum IS NULL`, `guild, id, 0`, `SELECT body FROM articles WHERE guild = $1 AND id = $2 AND $3 = 0`,
			`UPDATE articles SET checksum = $1 WHERE guild = $2 AND id = $3 AND $4 = 0`,
		},
		{
			`FROM versions WHERE checksum IS NULL`, `guild, id, number`, `SELECT body FROM versions WHERE guild = $1 AND id = $2 AND number = $3`,
			`UPDATE versions SET checksum = $1 WHERE guild = $2 AND id = $3 AND number = $4`,
		},
	} {
		if err := of.addAll(ctx, db); err != nil {
			return err
		}
	}
	return nil
}

// missingChecksums are the texts of a table that have no checksum.
type missingChecksums struct {
	from, key  string
	body, keep string // queries, by the key
}

func (u missingChecksums) addAll(ctx context.Context, db *sql.DB) error {
	for {
		// A transaction waits for whoever writes, so there is none where nothing is
		// missing.
		var missing bool
		if err := db.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 `+u.from+`)`).Scan(&missing); err != nil || !missing {
			return err
		}
		if err := u.addBatch(ctx, db); err != nil {
			return err
		}
	}
}

// addBatch makes the checksums of at most sumAtOnce texts, of which it holds one at
// a time.
func (u missingChecksums) addBatch(ctx context.Context, db *sql.DB) (err error) {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() {
		if failed := tx.Rollback(); !errors.Is(failed, sql.ErrTxDone) {
			err = cmp.Or(err, failed)
		}
	}()
	type row struct {
		guild, id string
		number    int
	}
	rows, err := collect(ctx, tx, func(r *row) []any { return []any{&r.guild, &r.id, &r.number} },
		`SELECT `+u.key+` `+u.from+` LIMIT $1`, checksumBatch)
	if err != nil {
		return err
	}
	for _, r := range rows {
		var body string
		if err := tx.QueryRowContext(ctx, u.body, r.guild, r.id, r.number).Scan(&body); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, u.keep, checksum(body), r.guild, r.id, r.number); err != nil {
			return err
		}
	}
	return tx.Commit()
}
