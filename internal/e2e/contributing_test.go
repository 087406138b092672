package e2e

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// CONTRIBUTING.md names only tests, files and packages that there are.
func TestContributingNamesWhatThereIs(t *testing.T) {
	t.Parallel()
	text := read(t, "CONTRIBUTING.md")
	tests := regexp.MustCompile(`\bTest[A-Z][A-Za-z0-9]+`).FindAllString(text, -1)
	paths := regexp.MustCompile("`((?:bot|corpus|docs|index|internal)/[a-z_/.]*)`|(?:go run|go test) \\./([a-z/0-9]+)").FindAllStringSubmatch(text, -1)
	if len(tests) < 10 || len(paths) < 10 {
		t.Fatalf("it names %d tests and %d paths, want 10 or more of each", len(tests), len(paths))
	}
	for _, match := range paths {
		if _, err := os.Stat(filepath.Join(module, match[1]+match[2])); err != nil {
			t.Errorf("it names %s: %v", match[1]+match[2], err)
		}
	}
	var sources strings.Builder
	err := filepath.WalkDir(module, func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		source, err := os.ReadFile(path)
		sources.Write(source)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range tests {
		if !strings.Contains(sources.String(), "\nfunc "+name+"(") {
			t.Errorf("it names the test %s, which does not exist", name)
		}
	}
}
