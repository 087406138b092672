package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The files of a folder that could not be read are counted, the first of them are
// named, and all of them in the log at its level debug.
func TestEveryUnreadFileOfAFolderCanBeNamed(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	good := "“The bridge will open in May,” said Anna Berg, the mayor of the town.\n"
	if err := os.WriteFile(filepath.Join(folder, "good.txt"), []byte(good), 0o600); err != nil {
		t.Fatal(err)
	}
	for i := range 8 {
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("bad%d.txt", i)), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s := shell{t, filepath.Join(t.TempDir(), "data")}
	s.reads([]string{"1 article new", "8 of its files could not be read", "and 3 more", "--log-level debug"}, "corpus", "add", folder)
	named := map[string]bool{}
	for line := range strings.Lines(s.reads(nil, "corpus", "refresh", "--log-level", "debug")) {
		if !strings.Contains(line, `msg="document not read"`) {
			continue
		}
		for i := range 8 {
			if name := fmt.Sprintf("bad%d.txt", i); strings.Contains(line, name) {
				named[name] = true
			}
		}
	}
	if len(named) != 8 {
		t.Errorf("the log names %v, want all eight files", named)
	}
}
