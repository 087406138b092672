package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"verbatim/corpus"
)

// textColumns are the columns of text in the schema, as table.column.
func textColumns(t testing.TB, s *Store) []string {
	t.Helper()
	text := `SELECT m.name || '.' || c.name FROM sqlite_master AS m, pragma_table_info(m.name) AS c
		WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE 'goose_%' AND c.type = 'TEXT'`
	if !s.database.SerialWrites() {
		text = `SELECT table_name || '.' || column_name FROM information_schema.columns
			WHERE table_schema = current_schema() AND table_name NOT LIKE 'goose_%' AND data_type = 'text'`
	}
	return ok(collect(t.Context(), s.db, func(c *string) []any { return []any{c} }, text))(t)
}

// wordless are the columns of text that hold no words of an article, but names
// that the program or a database gives, addresses, choices from a list, times.
var wordless = []string{
	"head.epoch",
	"articles.guild", "articles.id", "articles.url", "articles.published", "articles.fetched", "articles.language",
	"articles.origin", "articles.source", "articles.removed_with",
	"versions.guild", "versions.id", "versions.url", "versions.published", "versions.fetched", "versions.language",
	"versions.origin", "versions.source",
	"sources.id", "sources.guild", "sources.kind", "sources.location", "sources.added_by",
	"resources.source", "resources.url", "resources.guild", "resources.etag", "resources.last_modified", "resources.article",
	"attempts.source", "attempts.url", "attempts.guild", "attempts.digest", "attempts.etag", "attempts.last_modified",
	"waiting.guild", "waiting.id", "waiting.url", "waiting.published", "waiting.fetched", "waiting.language",
	"waiting.origin", "waiting.source", "waiting.doubt",
	"corrections.id", "corrections.guild", "corrections.article_guild", "corrections.article", "corrections.statement",
	"corrections.verdict", "corrections.by",
	"flags.id", "flags.guild", "flags.article_guild", "flags.article", "flags.statement", "flags.by",
	"settings.guild", "settings.document", "runs.guild", "runs.source", "runs.trigger", "runs.by", "runs.tally",
	"audit.guild", "audit.by", "audit.action", "takedowns.hash", "takedowns.by", "guilds.guild",
	"leases.name", "leases.holder", "posted.guild",
	"watches.id", "watches.guild", "watches.channel", "watches.by", "watches.day", "watches.locale",
	"watched.watch", "watched.statement",
}

// Every column of text is one that a takedown looks into, or is known to hold
// no words. A new one fails here until somebody has said which it is.
func testEveryTextColumnIsKnown(t *testing.T, fresh func(testing.TB) string) {
	known := slices.Concat(wordless, []string{"articles.body", "versions.body", "waiting.body"})
	for _, table := range wordTables {
		for _, c := range table.columns {
			known = append(known, table.table+"."+c.name)
		}
	}
	columns := textColumns(t, openAt(t, fresh(t)))
	for _, column := range columns {
		if !slices.Contains(known, column) {
			t.Errorf("nobody has said whether %s may hold words of an article: add it to wordTables, or to wordless", column)
		}
	}
	for _, column := range known {
		if !slices.Contains(columns, column) {
			t.Errorf("there is no column %s of text", column)
		}
	}
}

// planted is a statement that stands in every column that can hold one.
const planted = "The harbour of Quillmarket will be dredged at night."

// plant writes the statement into every column of words.
func plant(t testing.TB, s *Store) {
	t.Helper()
	a := article("7", "a", planted+" The rest stays.")
	update(t, s, func(ctx context.Context, tx *Tx) error {
		for _, text := range []string{planted + " It was first so.", a.Text} {
			a.Text = text
			if _, err := tx.PutArticle(ctx, a, 5); err != nil {
				return err
			}
		}
		if err := tx.PutSource(ctx, source("7", "s", "quay")); err != nil {
			return err
		}
		if err := tx.PutCorrection(ctx, corpus.Correction{ID: "c", Guild: "7", ArticleGuild: "7", Article: "a", At: noon}); err != nil {
			return err
		}
		for _, f := range []corpus.Flag{{ID: "open", Guild: "7", Article: "a", At: noon}, {ID: "closed", Guild: "7", Article: "a", At: noon, ClosedAt: noon}} {
			if err := tx.PutFlag(ctx, f); err != nil {
				return err
			}
		}
		if err := tx.PutRun(ctx, corpus.Run{Guild: "7", Source: "s"}); err != nil {
			return err
		}
		if err := tx.Log(ctx, corpus.Entry{Guild: "7", Action: corpus.ActionAdd}); err != nil {
			return err
		}
		if err := tx.PutWatch(ctx, corpus.Watch{ID: "w", Guild: "7", Topic: "x", At: noon}); err != nil {
			return err
		}
		if err := tx.PutWaiting(ctx, corpus.Waiting{Shown: article("7", "a", planted), Doubt: corpus.DoubtOther, At: noon}); err != nil {
			return err
		}
		if _, err := tx.exec(ctx, `INSERT INTO attempts (source, url, guild, digest, etag, last_modified, begun, bad, blamed, reason)
			VALUES ('s', 'u', '7', '', '', '', 0, 1, 0, '')`); err != nil {
			return err
		}
		for _, table := range wordTables {
			for _, c := range table.columns {
				if n, err := tx.exec(ctx, fmt.Sprintf(`UPDATE %s SET "%s" = $1`, table.table, c.name), planted); err != nil || n == 0 {
					return fmt.Errorf("plant it in %s.%s: %d rows, %w", table.table, c.name, n, err)
				}
			}
		}
		return nil
	})
}

func testErase(t *testing.T, fresh func(testing.TB) string) {
	s := openAt(t, fresh(t))
	plant(t, s)
	before := head(t, s)
	update(t, s, func(ctx context.Context, tx *Tx) error {
		_, err := tx.Erase(ctx, func(text string, _ bool) bool { return text == planted })
		return err
	})
	for _, column := range textColumns(t, s) {
		table, name, _ := strings.Cut(column, ".")
		if name == "body" && (table == "articles" || table == "versions" || table == "waiting") {
			continue // Redact's, and RedactWaiting's
		}
		var n int
		if err := s.db.QueryRowContext(t.Context(), fmt.Sprintf(`SELECT count(*) FROM %s WHERE "%s" LIKE $1`, table, name), "%"+planted+"%").Scan(&n); err != nil || n > 0 {
			t.Errorf("%s holds it in %d rows, %v", column, n, err)
		}
	}
	h := ok(s.Head(t.Context()))(t)
	if h.Purge <= before {
		t.Errorf("views are to keep nothing up to %d, want past %d", h.Purge, before)
	}
	if unwiped := ok(s.Unwiped(t.Context()))(t); !unwiped {
		t.Error("nothing is to be wiped")
	}
	if len(ok(s.Watches(t.Context(), "7"))(t)) != 0 {
		t.Error("a watch of nothing is left")
	}
}
