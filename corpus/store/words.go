package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
)

// wordColumn is a column in which words of an article may stand.
type wordColumn struct {
	name  string
	whole bool   // the words of a statement as a whole, or of another one that stays
	with  string // it goes where that column does
}

// wordTables are the columns, beside the texts of articles and their versions,
// in which the words of an article may stand: as a title, as what somebody
// noted, as what an error repeats. A test holds every column of text in the
// schema to be one of these, or to be known to hold none.
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

// Erase empties what stands beside the texts of articles and holds the words
// of a statement: titles, notes, what was reported and why something failed, of
// every guild. Holds is asked of each; where whole is true, whether it is the
// statement and nothing else. A watch of which nothing is left ends. Erase
// returns how many rows it changed.
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

// wordRow is a row of which columns are to be emptied.
type wordRow struct {
	key   []any
	empty []string
}

// findWords are the rows of a table that hold the words.
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

// clearWords empties columns of a row. A source without a name is called by its
// id: names are unique.
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
	_, err := tx.stampArticles(ctx, ``, `guild = $1 AND id = $2`, r.key[0], r.key[1]) // whose views have it too
	return err
}
