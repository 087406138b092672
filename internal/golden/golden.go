// Package golden compares what a test made with a file of what it should make. Run
// the tests of a package with -update to rewrite its files.
package golden

import (
	"flag"
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/diff"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// Update reports whether golden files are to be rewritten.
func Update() bool { return *update }

// Check fails the test with a diff if got is not what the file at path holds, which
// hint may explain. With -update it writes the file.
func Check(t testing.TB, path, got, hint string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v: run the test with -update to write it", err)
	}
	Equal(t, path, got, string(want), hint)
}

// Equal fails the test with a diff of two texts if they differ. The name is that of
// what is wanted.
func Equal(t testing.TB, name, got, want, hint string) {
	t.Helper()
	if got == want {
		return
	}
	if hint != "" {
		hint = ": " + hint
	}
	t.Errorf("%s differs (-update rewrites it)%s\n%s", name, hint, diff.Diff(name, []byte(want), "got", []byte(got)))
}
