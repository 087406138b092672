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

// checksum returns the CRC-32C of a text. It detects changes by a faulty disk,
// faulty memory or an edit outside the program.
func checksum(text string) int64 {
	return int64(crc32.Checksum([]byte(text), crc32.MakeTable(crc32.Castagnoli)))
}

// checksumTarget scans a text's checksum column, which must follow the text's
// own column, and sets damaged if they do not match. A text without a checksum
// counts as undamaged.
type checksumTarget struct {
	text    *string
	damaged *bool
}

// Scan implements sql.Scanner.
func (c checksumTarget) Scan(value any) error {
	var sum sql.NullInt64
	if err := sum.Scan(value); err != nil {
		return err
	}
	*c.damaged = sum.Valid && sum.Int64 != checksum(*c.text)
	return nil
}

// checksumAfter returns the checksum for a text that was made from another one.
// If that one was damaged, the checksum is wrong on purpose, so the text stays
// damaged.
func checksumAfter(text string, damaged bool) int64 {
	if damaged {
		return checksum(text) ^ 1
	}
	return checksum(text)
}

// errDamaged returns the error for an article whose stored text is damaged.
func errDamaged(guild corpus.GuildID, id corpus.ArticleID) error {
	return fmt.Errorf("article %q of %s: %w: %s", id, corpusOf(guild), corpus.ErrDamaged, damagedRemedy)
}

// damagedRemedy says what to do about a damaged text.
const damagedRemedy = `"verbatim corpus refresh" reads it again from its source; if it has no source, restore a backup or remove it`

func corpusOf(guild corpus.GuildID) string {
	if guild == corpus.Shared {
		return "the shared corpus"
	}
	return "guild " + string(guild)
}

// Damage is a stored text that does not match its checksum.
type Damage struct {
	Guild   corpus.GuildID
	Article corpus.ArticleID
	Version int             // number of the older version; 0 for the current one
	Source  corpus.SourceID // "" if the article has no source
}

// Damaged reads all stored texts and lists those that do not match their
// checksums. If of is not nil, it reads the texts of that source only.
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
			return nil, s.describe("check the stored texts", err)
		}
	}
	return all, nil
}

// checksumSchema is the first schema version that has checksums.
const checksumSchema = 9

// checksumBatch is how many texts of an older store get their checksums in one
// transaction.
const checksumBatch = 200

// addChecksums adds the checksums that are missing, because an older program
// wrote the store.
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

// missingChecksums describes how to add the missing checksums of one table.
type missingChecksums struct {
	from, key  string
	body, keep string // queries with the key as arguments
}

func (u missingChecksums) addAll(ctx context.Context, db *sql.DB) error {
	for {
		// A transaction waits for other writers, so do not begin one if there
		// is no work to do.
		var missing bool
		if err := db.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 `+u.from+`)`).Scan(&missing); err != nil || !missing {
			return err
		}
		if err := u.addBatch(ctx, db); err != nil {
			return err
		}
	}
}

// addBatch adds at most checksumBatch checksums. It holds one text at a time.
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
