package config_test

import (
	"io"
	"testing"

	"verbatim/config"
	"verbatim/corpus"
)

// --kind takes every kind of source that the command line can add, and no other.
func TestKindTakesEverySourceKind(t *testing.T) {
	for _, info := range corpus.SourceKinds() {
		c, err := config.Parse([]string{"corpus", "add", "x", "--kind", string(info.Kind)}, environment(t, nil), io.Discard)
		if want := info.Place != corpus.Attached; (err == nil) != want {
			t.Errorf("--kind %s: got error %v, want it taken: %v", info.Kind, err, want)
		} else if want && c.Corpus.Add.Kind != string(info.Kind) {
			t.Errorf("--kind %s is read as %q", info.Kind, c.Corpus.Add.Kind)
		}
	}
}
