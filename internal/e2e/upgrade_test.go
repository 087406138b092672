package e2e

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"verbatim/corpus"
	"verbatim/corpus/store"
	"verbatim/index"
	"verbatim/internal/cli"
)

var keepRelease = flag.String("keep-release", "", "have TestUpgrades keep a data folder that this program makes as that of a release, such as 0.2.0")

// upgrades holds a folder for each release, of its name: a data folder that it
// made, all rows of its store, and answers that it gave.
const upgrades = "testdata/upgrades"

// keptAnswers is what a release answered.
type keptAnswers struct {
	Index   string         `json:"index"` // its index.Version
	Answers []keptQuestion `json:"answers"`
}

type keptQuestion struct {
	Args    []string     `json:"args"` // of the command ask
	Answers []keptAnswer `json:"answers"`
}

type keptAnswer struct {
	Article   string `json:"article"`
	Text      string `json:"text"`
	Speaker   string `json:"speaker"`
	Certain   bool   `json:"certain"`
	Corrected bool   `json:"corrected"`
}

// keptQuestions are asked of every release.
var keptQuestions = [][]string{
	{"Will the lighthouse be painted?"},
	{"When do the ferries return?", "--guild", "7"},
	{"Who pays for the pumps?", "--guild", "7"},
	{"harbour", "--speaker", "Anna Lind"},
}

// This program opens the data folder of every earlier release. No row is missing,
// and each question has the same answer as then, with the release's index and with
// one that is built anew.
func TestUpgrades(t *testing.T) {
	if *keepRelease != "" {
		keep(t, filepath.Join(upgrades, *keepRelease))
	}
	releases, err := filepath.Glob(filepath.Join(upgrades, "*"))
	if err != nil || len(releases) == 0 {
		t.Fatalf("there is no release to upgrade from in %s: %v", upgrades, err)
	}
	for _, release := range releases {
		var want keptAnswers
		if err := json.Unmarshal(readFile(t, filepath.Join(release, "answers.json")), &want); err != nil {
			t.Fatal(err)
		}
		for name, damage := range map[string]func(string) error{
			"as it is":          func(string) error { return nil },
			"without its index": func(data string) error { return os.RemoveAll(filepath.Join(data, "index")) },
		} {
			t.Run(filepath.Base(release)+" "+name, func(t *testing.T) {
				t.Parallel()
				data := t.TempDir()
				unpack(t, filepath.Join(release, "data.tar.gz"), data)
				if err := damage(data); err != nil {
					t.Fatal(err)
				}
				wantRows(t, rowsOfStore(t, data), gunzip(t, filepath.Join(release, "rows.jsonl.gz")))
				if c := indexOf(t, data); want.Index == index.Version() && name == "as it is" && (c.Missing || c.Unusable != nil || c.Behind != 0) {
					t.Errorf("the index is of this version, and is not used as it is: %+v", c)
				}
				for _, q := range want.Answers {
					if got := asked(t, data, q.Args); !reflect.DeepEqual(got, q.Answers) {
						t.Errorf("%q is answered with\n%+v\nwant, as by that release,\n%+v", q.Args, got, q.Answers)
					}
				}
				if c := indexOf(t, data); c.Missing || c.Unusable != nil || c.Behind != 0 {
					t.Errorf("the index does not hold all that the store does: %+v", c)
				}
			})
		}
	}
}

// wantRows fails the test if a row that the release stored is missing now, or has
// another value in one of its columns. New rows and new columns may be there.
func wantRows(t *testing.T, got, want string) {
	t.Helper()
	now := rowsByTable(t, got)
	tables := 0
	for table, rows := range rowsByTable(t, want) {
		tables++
		for _, row := range rows {
			if table != "head" && !slices.ContainsFunc(now[table], func(r map[string]any) bool {
				for column, value := range row {
					if !reflect.DeepEqual(r[column], value) {
						return false
					}
				}
				return true
			}) {
				t.Errorf("the table %s has no row %v", table, row)
			}
		}
	}
	if tables < 17 {
		t.Errorf("the release kept rows of %d tables, want all", tables)
	}
}

// rowsByTable reads an export of the whole store.
func rowsByTable(t *testing.T, export string) map[string][]map[string]any {
	t.Helper()
	tables := map[string][]map[string]any{}
	for line := range strings.Lines(export) {
		var row store.Row
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			t.Fatal(err)
		}
		if row.Table != "" { // it is the first or the last line
			tables[row.Table] = append(tables[row.Table], row.Values)
		}
	}
	return tables
}

// onKept runs a command on a data folder without the built-in article, which is not
// the same in every release.
func onKept(t *testing.T, data, stdin string, args ...string) string {
	t.Helper()
	status, stdout, stderr := command(t, data, stdin, append(args, "--no-builtin")...)
	if status != cli.ExitDone {
		t.Fatalf("%q: status %d, %s", args, status, stderr)
	}
	return stdout
}

func rowsOfStore(t *testing.T, data string) string {
	t.Helper()
	return onKept(t, data, "", "corpus", "export", "--all")
}

func asked(t *testing.T, data string, args []string) []keptAnswer {
	t.Helper()
	answers := []keptAnswer{}
	if err := json.Unmarshal([]byte(onKept(t, data, "", append([]string{"ask", "--format", "json"}, args...)...)), &answers); err != nil {
		t.Fatal(err)
	}
	return answers
}

// indexOf says how the index of a data folder is found.
func indexOf(t *testing.T, data string) index.Condition {
	t.Helper()
	var c index.Condition
	inStore(t, data, func(ctx context.Context, s *store.Store) error {
		head, err := s.Head(ctx)
		if err == nil {
			c, err = index.Examine(filepath.Join(data, "index"), head)
		}
		return err
	})
	return c
}

func inStore(t *testing.T, data string, do func(context.Context, *store.Store) error) {
	t.Helper()
	s, err := store.Open(t.Context(), filepath.Join(data, "verbatim.db"), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(do(t.Context(), s), s.Close()); err != nil {
		t.Fatal(err)
	}
}

// keep makes the folder of a release, which must not be there yet: what a release
// stored does not change any more.
func keep(t *testing.T, release string) {
	t.Helper()
	if err := os.Mkdir(release, 0o755); err != nil {
		t.Fatal(err)
	}
	data := t.TempDir()
	fill(t, data)
	k := keptAnswers{Index: index.Version()}
	for _, args := range keptQuestions {
		answers := asked(t, data, args)
		if len(answers) == 0 {
			t.Errorf("%q is not answered", args)
		}
		k.Answers = append(k.Answers, keptQuestion{args, answers})
	}
	text, err := json.MarshalIndent(k, "", "\t")
	if err == nil {
		err = os.WriteFile(release+"/answers.json", append(text, '\n'), 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
	zip(t, release+"/rows.jsonl.gz", func(w io.Writer) error {
		_, err := io.WriteString(w, rowsOfStore(t, data))
		return err
	})
	zip(t, release+"/data.tar.gz", func(w io.Writer) error { return pack(w, data) })
}

// fill stores at least one row in every table.
func fill(t *testing.T, data string) {
	t.Helper()
	noon := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	article := func(guild, id, text string) corpus.Article {
		return corpus.Article{
			Guild: corpus.GuildID(guild), ID: corpus.ArticleID(id), Title: "Title of " + id, Publisher: "The Quay", Author: "A. Writer",
			URL: "https://quay.example/" + id, Published: "2026-03-01", Fetched: "2026-03-01T10:00:00Z", Language: "en",
			Origin: corpus.OriginFetched, Source: corpus.SourceID("quay" + guild), Text: text,
		}
	}
	lighthouse := article("", "lighthouse", "“The lighthouse at the harbour will be painted,” said Anna Lind, the harbour master.\n\nShe did not say when.")
	ferries := article("7", "ferries", "“The ferries return to the harbour in May,” said Karl Linde, their captain.\n\nHe would not say who pays for the pumps.")
	pumps := article("7", "pumps", "The mayor, Olga Brandt, said that the town pays for the pumps. She denied that they leak.")
	gone := article("7", "gone", "“It is over,” said Olga Brandt.")
	shown := ferries
	shown.Text = "We are checking that you are a person."
	inStore(t, data, func(ctx context.Context, s *store.Store) error {
		return s.Update(ctx, "fill", func(tx *store.Tx) error {
			source := corpus.Source{
				ID: "quay", Kind: corpus.SourceFeed, Name: "The Quay", Location: "https://quay.example/feed", Added: noon, AddedBy: "42",
				Every: time.Hour, Due: noon.Add(time.Hour),
			}
			ours := source
			ours.Guild, ours.ID = "7", "quay7"
			err := errors.Join(tx.PutSource(ctx, source), tx.PutSource(ctx, ours))
			for _, a := range []corpus.Article{lighthouse, ferries, pumps, gone} {
				_, failed := tx.PutArticle(ctx, a, 5)
				err = errors.Join(err, failed)
			}
			lighthouse.Text = "“The lighthouse at the harbour will be painted white,” said Anna Lind, the harbour master.\n\nShe did not say when."
			_, failed := tx.PutArticle(ctx, lighthouse, 5)
			_, removing := tx.RemoveArticle(ctx, "7", "gone")
			return errors.Join(err, failed, removing,
				tx.PutSettings(ctx, "7", corpus.Settings{ModeratorRole: "9", AuditChannel: "5", Versions: 3}),
				tx.PutResource(ctx, "7", "quay7", corpus.Resource{URL: ferries.URL, ETag: `"x"`, Article: "ferries", Fetched: noon}),
				tx.PutAttempt(ctx, "7", "quay7", corpus.Attempt{URL: "https://quay.example/bad", Digest: "d", Bad: 1, Tried: noon}),
				tx.PutRun(ctx, corpus.Run{Guild: "7", Source: "quay7", Trigger: corpus.TriggerPerson, By: "42", Started: noon, Finished: noon, Error: "x"}),
				tx.PutWaiting(ctx, corpus.Waiting{Stands: ferries, Shown: shown, Doubt: corpus.DoubtOther, At: noon}),
				tx.PutFlag(ctx, corpus.Flag{ID: "f", Guild: "7", Article: "lighthouse", Statement: "s", Text: "x", Note: "no", By: "42", At: noon}),
				tx.PutWatch(ctx, corpus.Watch{ID: "w", Guild: "7", Channel: "5", By: "42", Topic: "harbours", At: noon, Looked: 2}),
				tx.PutLook(ctx, "w", corpus.Noted{Looked: 3, Day: "2026-03-01", Posted: 1, Statements: []corpus.StatementID{"s"}}),
				tx.SetPosted(ctx, "7", 4), tx.SetLeft(ctx, "8", noon))
		})
	})
	statement := func(question string) string {
		return strings.Split(onKept(t, data, "", "ask", "--guild", "7", "--limit", "1", "--format", "jsonl", question), `"`)[3]
	}
	onKept(t, data, "", "corpus", "correct", "--guild", "7", "pumps", statement("town pays for the pumps"), "--unidentified")
	onKept(t, data, "", "corpus", "takedown", "--yes", "--guild", "7", "pumps", statement("denied leak pumps"))
}

// zip writes a compressed file.
func zip(t *testing.T, path string, write func(io.Writer) error) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w, err := gzip.NewWriterLevel(f, gzip.BestCompression)
	if err == nil {
		err = errors.Join(write(w), w.Close(), f.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
}

func gunzip(t *testing.T, path string) string {
	t.Helper()
	var text []byte
	f, err := os.Open(path)
	if err == nil {
		var r io.Reader
		if r, err = gzip.NewReader(f); err == nil {
			text, err = io.ReadAll(r)
		}
		err = errors.Join(err, f.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// pack writes the files of a folder as an archive without owners and times.
func pack(w io.Writer, folder string) error {
	out := tar.NewWriter(w)
	files := map[string][]byte{}
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		name, err := filepath.Rel(folder, path)
		if err == nil {
			files[filepath.ToSlash(name)], err = os.ReadFile(path)
		}
		return err
	})
	for _, name := range slices.Sorted(maps.Keys(files)) {
		err = errors.Join(err, out.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: int64(len(files[name]))}))
		_, failed := out.Write(files[name])
		err = errors.Join(err, failed)
	}
	return errors.Join(err, out.Close())
}

// unpack lays the files of an archive into a folder.
func unpack(t *testing.T, path, folder string) {
	t.Helper()
	in := tar.NewReader(strings.NewReader(gunzip(t, path)))
	for {
		h, err := in.Next()
		if errors.Is(err, io.EOF) {
			return
		}
		var content []byte
		if err == nil {
			content, err = io.ReadAll(in)
		}
		if err == nil {
			to := filepath.Join(folder, filepath.FromSlash(h.Name))
			err = errors.Join(os.MkdirAll(filepath.Dir(to), 0o700), os.WriteFile(to, content, 0o600))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func readFile(t *testing.T, path string) []byte {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
