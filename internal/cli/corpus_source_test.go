package cli

import (
	"testing"

	"verbatim/corpus"
)

// A source that is added by its location has the kind that was asked for. The location
// is an address or a path, as the kind's place says. Without a kind a path is a file,
// and the kind of an address is found out later.
func TestLocatedKeepsTheKind(t *testing.T) {
	const address = "https://news.example/"
	path := t.TempDir()
	for _, info := range corpus.SourceKinds() {
		location, kind, err := located(address, info.Kind)
		if info.Place == corpus.OnWeb && (err != nil || location != address || kind != info.Kind) {
			t.Errorf("%s: got %q of kind %q, %v, want %q of its kind", info.Kind, location, kind, err, address)
		}
		location, kind, err = located(path, info.Kind)
		if info.Place == corpus.OnDisk && (err != nil || location != path || kind != info.Kind) {
			t.Errorf("%s: got %q of kind %q, %v, want %q of its kind", info.Kind, location, kind, err, path)
		}
		if info.Place != corpus.OnDisk && err == nil {
			t.Errorf("%s: a path is taken for its location", info.Kind)
		}
	}
	if _, kind, err := located(address, ""); err != nil || kind != "" {
		t.Errorf("an address without a kind: got kind %q, %v, want none", kind, err)
	}
	if _, kind, err := located(path, ""); err != nil || kind != corpus.SourceFile {
		t.Errorf("a path without a kind: got kind %q, %v, want %q", kind, err, corpus.SourceFile)
	}
}
