package index

import (
	"fmt"

	"verbatim/corpus/extract"
	"verbatim/index/passage"
	"verbatim/index/view"
)

// version names everything that the documents depend on. A view of another
// version is rebuilt.
func version() string {
	return fmt.Sprintf("layout %d, extractor %d, dictionary %d", view.Layout, extract.Version, passage.DictionaryNumber())
}
