package fetch

import (
	"testing"

	"verbatim/corpus"
)

// Each kind of source that is refreshed has a reader, and no other kind has one.
func TestEveryRefreshedKindHasAReader(t *testing.T) {
	all := readers()
	for _, info := range corpus.SourceKinds() {
		if has := all[info.Kind] != nil; has != info.Kind.Refreshed() {
			t.Errorf("%s is refreshed: %v, and has a reader: %v; the function readers has a row for each kind that is refreshed", info.Kind, info.Kind.Refreshed(), has)
		}
		delete(all, info.Kind)
	}
	for kind := range all {
		t.Errorf("there is a reader of %q, which is not in corpus.SourceKinds", kind)
	}
}
