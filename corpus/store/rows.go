package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"

	"verbatim/corpus"
)

// Row is one row of a table. Its values are strings, int64s or nil, by column.
type Row struct {
	Table  string         `json:"table"`
	Values map[string]any `json:"row"`
}

// headTable is the table with the feed's single row.
const headTable = "head"

// tables lists all tables in the order in which Rows visits them. Takedowns
// come before the texts that they apply to. Leases are not listed, because they
// belong to processes.
var tables = [...]string{
	headTable, "takedowns", "settings", "guilds", "sources", "resources", "attempts", "articles", "versions", "waiting",
	"corrections", "flags",
	"watches", "watched", "runs", "audit", "posted",
}

// Schema returns the schema version of this program.
func Schema() (int64, error) {
	names, err := fs.Glob(migrations(), "*.sql")
	if err != nil || len(names) == 0 {
		return 0, errors.Join(err, errors.New("there are no migrations"))
	}
	number, _, _ := strings.Cut(slices.Max(names), "_")
	return strconv.ParseInt(number, 10, 64)
}

// Rows calls do for every row of one consistent state of the store. Other
// processes may write meanwhile. If do returns an error, Rows stops and returns
// it.
func (s *Store) Rows(ctx context.Context, do func(Row) error) error {
	var failure error // the error of do, which is not the database's
	err := s.read(ctx, "read all rows", func(tx *sql.Tx) error {
		for _, table := range tables {
			if err := eachRow(ctx, tx, table, func(r Row) error {
				failure = do(r)
				return failure
			}); err != nil {
				return err
			}
		}
		return nil
	})
	if failure != nil {
		return failure
	}
	return err
}

func eachRow(ctx context.Context, tx *sql.Tx, table string, do func(Row) error) error {
	return query(ctx, tx, func(rows *sql.Rows) error {
		columns, err := rows.Columns()
		if err != nil {
			return err
		}
		values, targets := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			targets[i] = &values[i]
		}
		if err := rows.Scan(targets...); err != nil {
			return err
		}
		r := Row{table, make(map[string]any, len(columns))}
		for i, column := range columns {
			switch v := values[i].(type) {
			case nil, int64, string:
				r.Values[column] = v
			case []byte:
				r.Values[column] = string(v)
			default:
				return fmt.Errorf("%s.%s holds a %T", table, column, v)
			}
		}
		return do(r)
	}, `SELECT * FROM `+table)
}

// ErrHasContent means that a store holds more than what ships with the program.
var ErrHasContent = errors.New("the store holds content")

// Replace replaces everything in the store with rows, which come from Rows of
// this or another store with the same schema. It does so in one transaction, so
// other processes see either the old or the new state. If the store holds more
// than what ships with the program and overwrite is not set, the error is
// ErrHasContent. Takedowns of this store stay known. The caller must make sure
// that no row brings such text back.
//
// The store gets a new epoch, so every view of it rebuilds itself. Refreshes in
// progress lose their leases. finish runs at the end of the transaction.
func (s *Store) Replace(ctx context.Context, rows iter.Seq2[Row, error], overwrite bool, finish func(*Tx) error) error {
	taken, err := s.takedownRows(ctx)
	if err != nil {
		return err
	}
	columns, err := s.columns(ctx)
	if err != nil {
		return err
	}
	return s.Update(ctx, "replace the content of the store", func(tx *Tx) error {
		r := replacement{tx: tx, columns: columns}
		if err := r.clear(ctx, overwrite); err != nil {
			return err
		}
		for row, err := range rows {
			if err != nil {
				return err
			}
			if err := r.put(ctx, row, false); err != nil {
				return err
			}
		}
		if !r.hasHead {
			return errors.New("the head of the change feed is missing")
		}
		for _, row := range taken {
			if err := r.put(ctx, row, true); err != nil {
				return err
			}
		}
		if err := finish(tx); err != nil {
			return err
		}
		tx.next() // wakes those who wait for changes
		tx.dirty, tx.wipe = true, true
		_, err := tx.exec(ctx, `UPDATE head SET epoch = $1, horizon = $2`, rand.Text(), r.horizon)
		return err
	})
}

func (s *Store) takedownRows(ctx context.Context) (rows []Row, err error) {
	err = s.read(ctx, "list takedowns", func(tx *sql.Tx) error {
		return eachRow(ctx, tx, "takedowns", func(r Row) error { rows = append(rows, r); return nil })
	})
	return rows, err
}

// columns returns the columns of each table.
func (s *Store) columns(ctx context.Context) (map[string][]string, error) {
	out := map[string][]string{}
	err := s.read(ctx, "list columns", func(tx *sql.Tx) error {
		for _, table := range tables {
			var err error
			if out[table], err = columnsOf(ctx, tx, table); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

func columnsOf(ctx context.Context, tx *sql.Tx, table string) (columns []string, err error) {
	rows, err := tx.QueryContext(ctx, `SELECT * FROM `+table+` WHERE 1 = 0`) //nolint:gosec // the tables are named in this package
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	if columns, err = rows.Columns(); err != nil {
		return nil, err
	}
	return columns, rows.Err()
}

// replacement is a Replace in progress.
type replacement struct {
	tx      *Tx
	columns map[string][]string
	horizon int64
	hasHead bool
}

// clear deletes all rows.
func (r *replacement) clear(ctx context.Context, overwrite bool) error {
	if !overwrite {
		n, err := r.tx.count(ctx, `SELECT (SELECT count(*) FROM articles WHERE origin <> 'builtin' AND removed_at IS NULL)
			+ (SELECT count(*) FROM sources) + (SELECT count(*) FROM settings) + (SELECT count(*) FROM corrections)
			+ (SELECT count(*) FROM flags) + (SELECT count(*) FROM watches) + (SELECT count(*) FROM takedowns)`)
		if err != nil {
			return err
		}
		if n > 0 {
			return ErrHasContent
		}
	}
	for _, table := range tables {
		if table == headTable {
			continue
		}
		if _, err := r.tx.exec(ctx, `DELETE FROM `+table); err != nil {
			return err
		}
	}
	_, err := r.tx.exec(ctx, `UPDATE leases SET until_at = 0, token = token + 1 WHERE name LIKE '`+SourceLease("%")+`'`)
	return err
}

// put writes a row. If the row exists, it is an error unless keepExisting is
// set.
func (r *replacement) put(ctx context.Context, row Row, keepExisting bool) error {
	if row.Table == headTable {
		seq, ok := row.Values["seq"].(int64)
		horizon, ok2 := row.Values["horizon"].(int64)
		if !ok || !ok2 || seq < 0 || horizon < 0 || horizon > seq {
			return errors.New("the feed's head is not valid")
		}
		r.hasHead, r.horizon, r.tx.seq = true, horizon, max(r.tx.seq, corpus.Seq(seq))
		return nil
	}
	known, ok := r.columns[row.Table]
	if !ok {
		return fmt.Errorf("unknown table %q", row.Table)
	}
	if body, ok := row.Values["body"].(string); ok && slices.Contains(known, "checksum") && row.Values["checksum"] == nil {
		row.Values["checksum"] = checksum(body)
	}
	names := slices.Sorted(maps.Keys(row.Values))
	args, places, quoted := make([]any, len(names)), make([]string, len(names)), make([]string, len(names))
	for i, name := range names {
		if !slices.Contains(known, name) {
			return fmt.Errorf("the table %q has no column %q", row.Table, name)
		}
		args[i], places[i], quoted[i] = row.Values[name], fmt.Sprintf("$%d", i+1), `"`+name+`"`
	}
	text := `INSERT INTO ` + row.Table + ` (` + strings.Join(quoted, ", ") + `) VALUES (` + strings.Join(places, ", ") + `)`
	if keepExisting {
		text += ` ON CONFLICT DO NOTHING`
	}
	_, err := r.tx.exec(ctx, text, args...)
	return err
}
