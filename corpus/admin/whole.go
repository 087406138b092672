package admin

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"strings"

	"verbatim/corpus"
	"verbatim/corpus/jsonl"
	"verbatim/corpus/revise"
	"verbatim/corpus/store"
)

// The format of an export of the whole store: JSON lines. The first names the
// format and the schema, and the last says how many rows there are.
const (
	wholeName    = "verbatim-store"
	wholeVersion = 1
)

type wholeHeader struct {
	Format  string `json:"format"`
	Version int    `json:"version"`
	Schema  int64  `json:"schema"`
}

type wholeEnd struct {
	End  bool `json:"end"`
	Rows int  `json:"rows"`
}

// wholeService exports and replaces the whole store.
type wholeService struct{ store *store.Store }

// ExportAll writes a consistent state of the whole store with all guilds and
// removed data, as JSON lines for ReplaceFrom. Writers need not wait.
func (d *wholeService) ExportAll(ctx context.Context, w io.Writer) error {
	schema, err := store.Schema()
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	out := jsonl.NewEncoder(w)
	if err := out.Encode(wholeHeader{wholeName, wholeVersion, schema}); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	n := 0
	err = d.store.Rows(ctx, func(r store.Row) error {
		n++
		return out.Encode(r)
	})
	if err == nil {
		err = out.Encode(wholeEnd{true, n})
	}
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	return nil
}

// IsWhole reports whether in begins like an export of a whole store. It then
// rewinds in.
func IsWhole(in io.ReadSeeker) (bool, error) {
	start := make([]byte, 256)
	n, err := io.ReadFull(in, start)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return false, err
	}
	line, _, _ := bytes.Cut(start[:n], []byte("\n"))
	var h wholeHeader
	whole := json.Unmarshal(line, &h) == nil && h.Format == wholeName
	_, err = in.Seek(0, io.SeekStart)
	return whole, err
}

// ReplaceFrom replaces this store by the one in an export of ExportAll, as
// Replace does. The export must be complete and have the same schema.
func (d *wholeService) ReplaceFrom(ctx context.Context, r io.ReadSeeker, overwrite bool) (Stock, error) {
	schema, err := store.Schema()
	if err != nil {
		return Stock{}, err
	}
	return d.Replace(ctx, wholeRows(r, schema), overwrite, "an export of a whole store")
}

// wholeRows returns the rows of an export. If it is cut short, an error
// follows.
func wholeRows(r io.ReadSeeker, schema int64) iter.Seq2[store.Row, error] {
	return func(yield func(store.Row, error) bool) {
		if _, err := r.Seek(0, io.SeekStart); err != nil {
			yield(store.Row{}, err)
			return
		}
		rows, ended := 0, false
		for l, err := range jsonl.Lines(r) {
			var row store.Row
			switch {
			case err != nil:
			case l.Number == 1:
				err = checkWhole(l, schema)
				if err == nil {
					continue
				}
			case ended:
				err = l.Errorf("follows the end of the export")
			default:
				if row, ended, err = wholeRow(l, rows); ended && err == nil {
					continue
				}
			}
			rows++
			if !yield(row, err) || err != nil {
				return
			}
		}
		if !ended {
			yield(store.Row{}, errors.New("the export is cut short: make it again"))
		}
	}
}

func checkWhole(l jsonl.Line, schema int64) error {
	var h wholeHeader
	if err := json.Unmarshal(l.Text, &h); err != nil || h.Format != wholeName {
		return l.Errorf("does not say that this is an export of a whole store")
	}
	if h.Version != wholeVersion || h.Schema != schema {
		return l.Errorf("says that the export is of version %d and schema %d, this verbatim reads version %d and schema %d: "+
			"export with the same verbatim, or use \"backup\" and \"restore\", which take older ones", h.Version, h.Schema, wholeVersion, schema)
	}
	return nil
}

// wholeRow returns a line's row, or reports that the line is the end.
func wholeRow(l jsonl.Line, rows int) (row store.Row, ended bool, err error) {
	var line struct {
		store.Row
		wholeEnd
	}
	in := json.NewDecoder(bytes.NewReader(l.Text))
	in.UseNumber()
	in.DisallowUnknownFields()
	if err := in.Decode(&line); err != nil {
		return row, false, l.Errorf("cannot be read: %w", err)
	}
	if line.End {
		if line.Rows != rows {
			return row, true, l.Errorf("says that there are %d rows, there are %d", line.Rows, rows)
		}
		return row, true, nil
	}
	for name, value := range line.Values {
		switch v := value.(type) {
		case nil, string:
		case json.Number:
			if line.Values[name], err = v.Int64(); err != nil {
				return row, false, l.Errorf("has %v for %q, which is no whole number", v, name)
			}
		default:
			return row, false, l.Errorf("has a value for %q that is neither a text nor a number", name)
		}
	}
	return line.Row, false, nil
}

// Stock counts the content of a whole store.
type Stock struct {
	Articles int // without removed ones and the built-in one
	Sources  int
	Guilds   int // guilds with articles or sources
}

// Replace replaces all data of this store by rows of another, in one
// transaction. from names their origin for the audit log. Statements that were
// taken down here stay out, even if the rows are older. The error is
// store.ErrHasContent if this store has content and overwrite is not set. The
// rows may be read several times.
func (d *wholeService) Replace(ctx context.Context, rows iter.Seq2[store.Row, error], overwrite bool, from string) (Stock, error) {
	for {
		taken, err := d.store.Takedowns(ctx)
		if err != nil {
			return Stock{}, err
		}
		k := rowFilter{taken: maps.Clone(taken), guilds: map[string]bool{}}
		if k.cuts, err = redactedTexts(ctx, rows, taken); err != nil {
			return Stock{}, err
		}
		moved := false
		err = d.store.Replace(ctx, k.filter(rows), overwrite, func(tx *store.Tx) error {
			now, err := d.store.Takedowns(ctx)
			if err != nil {
				return err
			}
			if moved = len(now) != len(taken); moved {
				return errNewText
			}
			return k.log(ctx, tx, from)
		})
		if !moved {
			k.stock.Guilds = len(k.guilds)
			return k.stock, err
		}
	}
}

// redactedTexts returns the texts of rows that contained statements that were
// taken down, redacted, by hash of the original. It runs before the
// transaction, because others wait for it.
func redactedTexts(ctx context.Context, rows iter.Seq2[store.Row, error], taken map[string]bool) (map[[sha256.Size]byte]string, error) {
	if len(taken) == 0 {
		return nil, nil
	}
	cuts := map[[sha256.Size]byte]string{}
	taken = maps.Clone(taken)
	for row, err := range rows {
		if err != nil {
			return nil, err
		}
		switch row.Table {
		case "takedowns":
			hash, _ := row.Values["hash"].(string)
			delete(taken, hash) // the following rows do not contain it
		case "articles", "versions", "waiting":
			body, _ := row.Values["body"].(string)
			id, _ := row.Values["id"].(string)
			cut, changed, err := revise.Redact(ctx, corpus.Article{ID: corpus.ArticleID(id), Text: body}, taken)
			if err != nil {
				return nil, err
			}
			if changed {
				cuts[sha256.Sum256([]byte(body))] = cut
			}
		}
	}
	return cuts, nil
}

// rowFilter filters rows on their way into the store.
type rowFilter struct {
	taken  map[string]bool // takedowns that the store of the rows did not know
	cuts   map[[sha256.Size]byte]string
	guilds map[string]bool
	stock  Stock
}

// filter returns the rows as they may be stored.
func (k *rowFilter) filter(rows iter.Seq2[store.Row, error]) iter.Seq2[store.Row, error] {
	return func(yield func(store.Row, error) bool) {
		for row, err := range rows {
			if err == nil && !k.accept(row) {
				continue
			}
			if !yield(row, err) {
				return
			}
		}
	}
}

// accept removes taken-down statements from a row and counts the row. It
// returns false if there is no text left.
func (k *rowFilter) accept(r store.Row) bool {
	text := func(column string) string { s, _ := r.Values[column].(string); return s }
	switch r.Table {
	case "takedowns":
		delete(k.taken, text("hash")) // the following rows do not contain it
	case "articles":
		if k.cut(r) && strings.TrimSpace(text("body")) == "" {
			r.Values["removed_at"] = now().Unix()
			r.Values["version"] = int64(0)
			delete(r.Values, "checksum")
			for _, column := range []string{"title", "publisher", "author", "url", "published", "body"} {
				r.Values[column] = ""
			}
		}
		if r.Values["removed_at"] == nil && text("origin") != string(corpus.OriginBuiltin) {
			k.stock.Articles++
			k.owner(text("guild"))
		}
	case "waiting":
		k.cut(r)
	case "versions":
		return !k.cut(r) || strings.TrimSpace(text("body")) != ""
	case "corrections", "flags":
		if body := text("body"); body != "" && len(k.taken) > 0 && k.taken[revise.TextHash(body)] {
			for _, column := range []string{"body", "content", "note"} {
				if _, ok := r.Values[column]; ok {
					r.Values[column] = ""
				}
			}
		}
	case "sources":
		if r.Values["removed_at"] == nil {
			k.stock.Sources++
			k.owner(text("guild"))
		}
	}
	return true
}

func (k *rowFilter) owner(guild string) {
	if guild != string(corpus.Shared) {
		k.guilds[guild] = true
	}
}

// cut redacts the text of a row, and reports whether it changed.
func (k *rowFilter) cut(r store.Row) bool {
	body, _ := r.Values["body"].(string)
	if len(k.cuts) == 0 || body == "" {
		return false
	}
	cut, changed := k.cuts[sha256.Sum256([]byte(body))]
	if changed {
		r.Values["body"] = cut
		delete(r.Values, "checksum") // the store computes a new one
	}
	return changed
}

func (k *rowFilter) log(ctx context.Context, tx *store.Tx, from string) error {
	return tx.Log(ctx, corpus.Entry{
		At: now(), Guild: corpus.Shared, By: corpus.ByOperator, Action: corpus.ActionImport, Subject: from,
		Detail: plural(k.stock.Articles, "article"),
	})
}
