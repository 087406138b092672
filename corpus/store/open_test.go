package store

import (
	"database/sql"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"
)

func TestOpenCreatesForTheOwnerAlone(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such permissions")
	}
	path := filepath.Join(t.TempDir(), "a", "b", "verbatim.db")
	s := openAt(t, path)
	if _, err := s.Put(t.Context(), article("", "a", "x")); err != nil {
		t.Fatal(err)
	}
	folder, err := os.Stat(filepath.Dir(path))
	if err != nil || folder.Mode().Perm() != 0o700 {
		t.Errorf("folder %v, %v, want mode 0700", folder.Mode(), err)
	}
	files, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(files) < 3 {
		t.Fatalf("%d files, %v, want the store and SQLite's companions", len(files), err)
	}
	for _, f := range files {
		if info, err := f.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v, want mode 0600", f.Name(), info.Mode(), err)
		}
	}
}

func TestOpenSetsDurability(t *testing.T) {
	s := openTemp(t)
	for pragma, want := range map[string]string{
		"journal_mode": "wal", "synchronous": "2", "busy_timeout": "30000", "application_id": "1449292909",
	} {
		var got string
		if err := s.db.QueryRowContext(t.Context(), "PRAGMA "+pragma).Scan(&got); err != nil || got != want {
			t.Errorf("%s = %s, %v, want %s", pragma, got, err, want)
		}
	}
}

// A path may mean something else to a URL and to SQLite.
func TestOpenOddPath(t *testing.T) {
	path := filepath.Join(t.TempDir(), "what? 100% #1 &c", "verbatim.db")
	put(t, openAt(t, path), article("", "a", "x"))
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
	if _, stands, err := openAt(t, path).Article(t.Context(), "", "a"); err != nil || !stands {
		t.Errorf("the article stands: %v, %v, want it", stands, err)
	}
}

func TestOpenRefuses(t *testing.T) {
	tests := []struct {
		name  string
		setUp func(t *testing.T, path string)
		want  []string
	}{
		{"a text file", func(t *testing.T, path string) {
			write(t, path, strings.Repeat("not a database at all\n", 20))
		}, []string{"not a Verbatim store", "choose another data folder with --data"}},
		{"a short text file", func(t *testing.T, path string) {
			write(t, path, "x")
		}, []string{"not a Verbatim store"}},
		{"another program's database", func(t *testing.T, path string) {
			db, err := sql.Open("sqlite", path)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := db.Exec(`CREATE TABLE recipes (name TEXT)`); err != nil {
				t.Fatal(err)
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
		}, []string{"not a Verbatim store"}},
		{"a folder in the file's place", func(t *testing.T, path string) {
			if err := os.Mkdir(path, 0o700); err != nil {
				t.Fatal(err)
			}
		}, []string{"open store", "--data"}},
		{"a store whose pages are damaged", func(t *testing.T, path string) {
			s, err := Open(t.Context(), path, quiet())
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for i := 100; i < len(data); i++ {
				data[i] = 0xaa
			}
			write(t, path, string(data))
		}, []string{"the file is damaged", "restore it from a backup"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "verbatim.db")
			tt.setUp(t, path)
			before, _ := os.ReadFile(path)
			s, err := Open(t.Context(), path, quiet())
			if err == nil {
				_ = s.Close()
				t.Fatal("got no error")
			}
			for _, part := range append(tt.want, path) {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("got error %q, want %q in it", err, part)
				}
			}
			if after, _ := os.ReadFile(path); string(after) != string(before) {
				t.Error("the file has been written to")
			}
		})
	}
	t.Run("a file in the folder's place", func(t *testing.T) {
		folder := filepath.Join(t.TempDir(), "data")
		write(t, folder, "x")
		_, err := Open(t.Context(), filepath.Join(folder, "verbatim.db"), quiet())
		if err == nil || !strings.Contains(err.Error(), "a folder that exists or can be created with --data") {
			t.Errorf("got error %v, want it to ask for another folder", err)
		}
	})
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// A disk has as much room as SQLite may take pages.
func TestDiskFull(t *testing.T) {
	s := openTemp(t)
	if _, err := s.Put(t.Context(), article("", "a", "x")); err != nil {
		t.Fatal(err)
	}
	s.db.SetMaxOpenConns(1)
	if _, err := s.db.ExecContext(t.Context(), `PRAGMA max_page_count = 20`); err != nil {
		t.Fatal(err)
	}
	_, err := s.Put(t.Context(), article("", "b", strings.Repeat("long ", 100_000)))
	if err == nil || !strings.Contains(err.Error(), "the disk is full: make room") || !strings.Contains(err.Error(), s.database.Location()) {
		t.Errorf("got error %v, want it to say that the disk is full", err)
	}
	changes, err := s.Changes(t.Context(), 0, 10)
	if err != nil || len(changes) != 1 {
		t.Errorf("%d articles stand, %v, want the first alone", len(changes), err)
	}
	if _, err := s.Put(t.Context(), article("", "c", "short")); err != nil {
		t.Errorf("a short article after the long one: %v", err)
	}
}

// A disk that fills up, or a crash, while the store is made: the next start
// makes the rest.
func TestAHalfMadeStoreIsMadeWhole(t *testing.T) {
	all := dropAll(t)
	for name, left := range map[string]string{
		"the head is missing":          `DELETE FROM head`,
		"the tables are missing":       all + `DELETE FROM goose_db_version WHERE version_id > 0`,
		"the versions are missing too": all + `DROP TABLE goose_db_version`,
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "verbatim.db")
			s, err := Open(t.Context(), path, quiet())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := s.db.ExecContext(t.Context(), left); err != nil {
				t.Fatal(err)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			s = openAt(t, path)
			if head, err := s.Head(t.Context()); err != nil || head.Epoch == "" {
				t.Errorf("Head = %+v, %v, want a new epoch", head, err)
			}
			if counts, err := s.Put(t.Context(), article("", "a", "x")); err != nil || counts.New != 1 {
				t.Errorf("Put = %+v, %v, want one new article", counts, err)
			}
		})
	}
}

// dropAll drops every table but goose's.
func dropAll(t *testing.T) string {
	t.Helper()
	s := openAt(t, filepath.Join(t.TempDir(), "verbatim.db"))
	var all string
	if err := s.db.QueryRowContext(t.Context(), `SELECT group_concat('DROP TABLE ' || name || '; ', '')
		FROM sqlite_master WHERE type = 'table' AND name <> 'goose_db_version' AND name NOT LIKE 'sqlite_%'`).Scan(&all); err != nil {
		t.Fatal(err)
	}
	return all
}

// A migration that fails changes nothing; one that goes well leaves a copy.
func TestMigrationBacksUp(t *testing.T) {
	path := filepath.Join(t.TempDir(), "verbatim.db")
	want, _, _ := version1(t, path)
	holds := func(s *Store) {
		t.Helper()
		if got, ok, err := s.Article(t.Context(), "", "a"); err != nil || !ok || got != want {
			t.Errorf("Article = %+v, %v, %v, want %+v", got, ok, err, want)
		}
	}
	broken := schema(t, 1)
	broken["00002_more.sql"] = &fstest.MapFile{Data: []byte(
		"-- +goose Up\nUPDATE articles SET title = 'lost';\nALTER TABLE absent ADD COLUMN more TEXT;\n")}
	if _, err := open(t.Context(), path, quiet(), broken); err == nil || !strings.Contains(err.Error(), "version:2") {
		t.Errorf("a broken migration: got error %v, want it to name the version", err)
	}
	for _, file := range ok(filepath.Glob(path + ".v1-*.backup"))(t) { // of the migration that failed
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
	}
	holds(openAt(t, path))
	copies, err := filepath.Glob(path + ".v1-*.backup")
	if err != nil || len(copies) != 1 {
		t.Fatalf("backups %v, %v, want one", copies, err)
	}
	if info, err := os.Stat(copies[0]); err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("backup %v, %v, want it for the owner alone", info.Mode(), err)
	}
	holds(openAt(t, copies[0]))
}
