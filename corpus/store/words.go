package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
)

// wordColumn is a column that may hold words of an article.
type wordColumn struct {
	name  string
	whole bool   // the column holds the words of a statement, not other text
	with  string // clear it if that column is cleared
}

// wordTables lists the columns that may hold words of an article besides the
// texts of articles and versions: titles, notes, messages. A test checks that
// every text column of the schema is listed here or is known to hold no such
// words.
var wordTables = []struct {
	table   string
	key     []string
	columns []wordColumn
}{
	{"articles", []string{"guild", "id"}, []wordColumn{{name: "title"}, {name: "publisher"}, {name: "author"}}},
	{"versions", []string{"guild", "id", "number"}, []wordColumn{{name: "title"}, {name: "publisher"}, {name: "author"}}},
	{"sources", []string{"id"}, []wordColumn{{name: "name"}, {name: "last_error"}}},
	{"waiting", []string{"guild", "id"}, []wordColumn{{name: "title"}, {name: "publisher"}, {name: "author"}}},
	{"attempts", []string{"source", "url"}, []wordColumn{{name: "reason"}}},
	{"corrections", []string{"id"}, []wordColumn{{name: "body", whole: true}, {name: "content", whole: true, with: "body"},
		{name: "cue", whole: true}, {name: "name", whole: true}, {name: "mention", whole: true}}},
	{"flags", []string{"id"}, []wordColumn{{name: "body", whole: true}, {name: "note", with: "body"}}},
	{"runs", []string{"seq"}, []wordColumn{{name: "error"}, {name: "note"}}},
	{"audit", []string{"seq"}, []wordColumn{{name: "subject"}, {name: "detail"}}},
	{"watches", []string{"id"}, []wordColumn{{name: "topic"}, {name: "speaker"}}},
}

// Erase clears titles, notes, reports and error messages that hold the words of
// a statement, in all guilds. It calls holds for each text; if whole is set,
// holds must report whether the text is just the statement. A watch
// that has neither topic nor speaker left is deleted. Erase returns how many
// rows changed.
func (tx *Tx) Erase(ctx context.Context, holds func(text string, whole bool) bool) (changed int, err error) {
	for _, t := range wordTables {
		rows, err := tx.findWords(ctx, t.table, t.key, t.columns, holds)
		if err != nil {
			return 0, err
		}
		for _, r := range rows {
			if err := tx.clearWords(ctx, t.table, t.key, r); err != nil {
				return 0, err
			}
		}
		changed += len(rows)
	}
	if changed == 0 {
		return 0, nil
	}
	tx.wipe, tx.purge = true, true
	_, err = tx.exec(ctx, `DELETE FROM watches WHERE topic = '' AND speaker = ''`)
	return changed, err
}

// wordRow is a row and the columns of it to clear.
type wordRow struct {
	key   []any
	empty []string
}

// findWords returns the rows of a table for which holds returns true.
func (tx *Tx) findWords(ctx context.Context, table string, key []string, columns []wordColumn, holds func(string, bool) bool) ([]wordRow, error) {
	names := slices.Clone(key)
	for _, c := range columns {
		names = append(names, `"`+c.name+`"`)
	}
	var found []wordRow
	err := query(ctx, tx.tx, func(rows *sql.Rows) error {
		r, texts := wordRow{key: make([]any, len(key))}, make([]string, len(columns))
		targets := make([]any, 0, len(names))
		for i := range r.key {
			targets = append(targets, &r.key[i])
		}
		for i := range texts {
			targets = append(targets, &texts[i])
		}
		if err := rows.Scan(targets...); err != nil {
			return err
		}
		for i, c := range columns {
			if texts[i] != "" && (slices.Contains(r.empty, c.with) || holds(texts[i], c.whole)) {
				r.empty = append(r.empty, c.name)
			}
		}
		if len(r.empty) > 0 {
			found = append(found, r)
		}
		return nil
	}, `SELECT `+strings.Join(names, ", ")+` FROM `+table)
	if err != nil {
		return nil, &databaseError{err}
	}
	return found, nil
}

// clearWords clears columns of a row. A source takes its id as its name,
// because names are unique.
func (tx *Tx) clearWords(ctx context.Context, table string, key []string, r wordRow) error {
	sets, conditions := make([]string, len(r.empty)), make([]string, len(key))
	for i, name := range r.empty {
		sets[i] = fmt.Sprintf(`"%s" = ''`, name)
		if table == "sources" && name == "name" {
			sets[i] = `name = id`
		}
	}
	for i, name := range key {
		conditions[i] = fmt.Sprintf("%s = $%d", name, i+1)
	}
	if _, err := tx.exec(ctx, `UPDATE `+table+` SET `+strings.Join(sets, ", ")+` WHERE `+strings.Join(conditions, " AND "), r.key...); err != nil {
		return err
	}
	if table != "articles" && table != "versions" {
		return nil
	}
	_, err := tx.stampArticles(ctx, ``, `guild = $1 AND id = $2`, r.key[0], r.key[1]) // views hold it too
	return err
}
