package fetch

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"verbatim/corpus"
)

// write puts a file into dir and returns its path.
func write(t *testing.T, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// folder is a temporary folder by its real path.
func folder(t *testing.T) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestReadFolder(t *testing.T) {
	dir := folder(t)
	txt := write(t, dir, "a.txt", "The mayor said that the bridge would stay.\r\n\r\nNobody believed her.\r\n")
	md := write(t, dir, "sub/b.md", "# Minutes\n\nThe council **agreed**.\n")
	html := write(t, dir, "sub/deep/c.html", strings.Replace(council.HTML(), `rel="canonical" href=""`, `rel="canonical" href="https://www.courier.example/bridge"`, 1))
	write(t, dir, "picture.png", "\x89PNG")
	write(t, dir, ".hidden/d.txt", "Not to be read.")
	write(t, dir, ".e.txt", "Not to be read.")
	src := source(corpus.SourceFile, dir)
	f := impatient(t)

	items, err := read(t, f, src, nil)
	if err != nil || states(items) != "fetched,fetched,fetched" {
		t.Fatalf("got %+v, %v", items, err)
	}
	for i, want := range []corpus.Article{
		{Title: "a", Text: "The mayor said that the bridge would stay.\n\nNobody believed her."},
		{Title: "Minutes", Text: "Minutes\n\nThe council agreed."},
		{Title: council.Title, Author: council.Author, Publisher: "", URL: "https://www.courier.example/bridge", Language: "", Text: strings.Join(council.Paragraphs, "\n\n")},
	} {
		got := items[i].Article
		if got.Title != want.Title || got.Text != want.Text || got.URL != want.URL || got.Author != want.Author ||
			got.Origin != corpus.OriginFile || got.Guild != src.Guild || got.Source != src.ID || strings.Contains(string(got.ID), dir) {
			t.Errorf("article %d: got %+v, want %+v", i, got, want)
		}
		if items[i].Resource.URL != []string{txt, md, html}[i] {
			t.Errorf("resource %+v", items[i].Resource)
		}
	}

	known := remember(nil, items)
	if items, err = read(t, f, src, known); err != nil || states(items) != "unchanged,unchanged,unchanged" {
		t.Errorf("again: %s, %v", states(items), err)
	}
	write(t, dir, "a.txt", "The mayor has changed her mind about the bridge.")
	if err := os.Remove(md); err != nil {
		t.Fatal(err)
	}
	write(t, dir, "new.txt", "Something else happened.")
	items, err = read(t, f, src, known)
	if err != nil || states(items) != "fetched,fetched,unchanged,gone" {
		t.Errorf("after changes: %s, %v", states(items), err)
	}
	if !strings.Contains(items[0].Article.Text, "changed her mind") || items[3].Resource.URL != md {
		t.Errorf("got %+v", items)
	}
}

func TestReadFile(t *testing.T) {
	dir := folder(t)
	path := write(t, dir, "the report.txt", "Caf\xe9 owners said that they would close.")
	write(t, dir, "other.txt", "Not asked for.")
	items, err := read(t, impatient(t), source(corpus.SourceFile, path), nil)
	if err != nil || states(items) != "fetched" || items[0].Article.Title != "the report" || items[0].Article.Text != "Café owners said that they would close." {
		t.Fatalf("got %+v, %v", items, err)
	}
	if id := string(items[0].Article.ID); !strings.HasPrefix(id, "file:") || !strings.HasSuffix(id, "/the%20report.txt") {
		t.Errorf("id %q", id)
	}
}

func TestFilesThatAreNotRead(t *testing.T) {
	outside := folder(t)
	secret := write(t, outside, "secret.txt", "The password is swordfish.")
	dir := folder(t)
	write(t, dir, "inside.txt", "The text that may be read.")
	for link, to := range map[string]string{
		"away.txt": secret, "relative.txt": "../" + filepath.Base(outside) + "/secret.txt", "folder": outside, "alias.txt": "inside.txt", "loop.txt": "loop.txt",
	} {
		if err := os.Symlink(to, filepath.Join(dir, link)); err != nil {
			t.Skip("no symbolic links here: ", err)
		}
	}
	makePipe(t, filepath.Join(dir, "pipe.txt"))
	items, err := read(t, impatient(t), source(corpus.SourceFile, dir), nil)
	if err != nil {
		t.Fatal(err)
	}
	var read []string
	for _, i := range items {
		read = append(read, filepath.Base(i.Resource.URL))
		if strings.Contains(i.Article.Text, "swordfish") {
			t.Errorf("%s led outside", i.Resource.URL)
		}
	}
	if want := []string{"alias.txt", "inside.txt"}; !slices.Equal(read, want) {
		t.Errorf("read %v, want %v", read, want)
	}
}

func TestFileErrors(t *testing.T) {
	dir := folder(t)
	empty := filepath.Join(dir, "empty")
	if err := os.Mkdir(empty, 0o700); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, location string
		want           error
	}{
		{"missing", filepath.Join(dir, "missing.txt"), os.ErrNotExist},
		{"relative", "notes.txt", corpus.ErrLocation},
		{"an address", "https://example.org/", corpus.ErrLocation},
		{"a picture", write(t, dir, "p.png", "\x89PNG"), corpus.ErrNotText},
		{"an empty folder", empty, corpus.ErrNoText},
	}
	for _, tt := range tests {
		if items, err := read(t, impatient(t), source(corpus.SourceFile, tt.location), nil); !errors.Is(err, tt.want) || len(items) > 0 {
			t.Errorf("%s: got %v, %v, want %v", tt.name, items, err, tt.want)
		}
	}
	bad := folder(t)
	write(t, bad, "binary.txt", "\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00")
	write(t, bad, "blank.md", " \n\n")
	write(t, bad, "good.txt", "A text that is one.")
	write(t, bad, "large.txt", strings.Repeat("word ", 500))
	f := impatient(t, func(o *Options) { o.Limits.Body = 1000 })
	items, err := read(t, f, source(corpus.SourceFile, bad), nil)
	if err != nil || states(items) != "failed,failed,fetched,failed" {
		t.Fatalf("got %s, %v", states(items), err)
	}
	for i, want := range map[int]error{0: corpus.ErrNotText, 1: corpus.ErrNoText, 3: corpus.ErrTooLarge} {
		if !errors.Is(items[i].Err, want) || !strings.Contains(items[i].Err.Error(), items[i].Resource.URL) {
			t.Errorf("%v, want %v", items[i].Err, want)
		}
	}
}

func TestFolderOfTooManyFiles(t *testing.T) {
	dir := folder(t)
	for i, name := range []string{"a.txt", "b.txt", "c.txt"} {
		path := write(t, dir, name, "A text that is one.")
		at := time.Date(2025, 1, 1+i, 0, 0, 0, 0, time.UTC)
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
	f := impatient(t, func(o *Options) { o.Limits.Articles = 2 })
	items, err := read(t, f, source(corpus.SourceFile, dir), nil)
	if err != nil || states(items) != "cut,fetched,fetched" || !strings.HasSuffix(items[1].Resource.URL, "b.txt") {
		t.Fatalf("got %+v, %v", items, err)
	}
	known := remember(nil, items)
	known[filepath.Join(dir, "a.txt")] = corpus.Resource{URL: filepath.Join(dir, "a.txt"), Article: "x"}
	if items, err = read(t, f, source(corpus.SourceFile, dir), known); err != nil || states(items) != "cut,unchanged,unchanged" {
		t.Errorf("got %s, %v, want a file past the limit not to be gone", states(items), err)
	}
}
