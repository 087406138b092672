package index

import (
	"fmt"

	"verbatim/corpus/extract"
	"verbatim/index/passage"
	"verbatim/index/view"
)

// Version names everything that the documents depend on. An index of another version is built
// anew.
func Version() string {
	return fmt.Sprintf("layout %d, extractor %d, dictionary %d", view.Layout, extract.Version, passage.DictionaryNumber())
}
