package index

import (
	"fmt"
	"strings"
	"testing"

	"verbatim/index/passage"
)

// An index with passages of another dictionary is of another version.
func TestVersionNamesTheDictionary(t *testing.T) {
	if want := fmt.Sprintf("dictionary %d", passage.DictionaryNumber()); !strings.HasSuffix(Version(), want) {
		t.Errorf("got version %q, want it to name %q", Version(), want)
	}
}
