package fetch

import (
	"fmt"
	"time"

	"verbatim/corpus"
	"verbatim/corpus/parse"
)

// Limits bounds the cost of reading one source. If a field is zero, its default
// applies.
type Limits struct {
	Wire      int64         // bytes of a response as sent; default 24 MiB
	Body      int64         // unpacked bytes of a response; default 64 MiB
	Redirects int           // per request; default 10
	Request   time.Duration // per request with its response; default 30 s
	Articles  int           // per source; default corpus.MaxSourceArticles
	Rechecks  int           // pages per reading that the feed no longer names but that are checked again; default 50
}

func (l Limits) orDefaults() Limits {
	setDefault(&l.Wire, 24<<20)
	setDefault(&l.Body, 64<<20)
	setDefault(&l.Redirects, 10)
	setDefault(&l.Request, 30*time.Second)
	setDefault(&l.Articles, corpus.MaxSourceArticles)
	setDefault(&l.Rechecks, 50)
	return l
}

func setDefault[T int | int64 | time.Duration](limit *T, otherwise T) {
	if *limit <= 0 {
		*limit = otherwise
	}
}

// maxSupplied is the maximum size in bytes of a file in a folder or an attached
// file. At most corpus.MaxText bytes of its text are used.
const maxSupplied = 16 << 20

func tooLong(limit int64) error {
	return fmt.Errorf("%w: it has more than %s", corpus.ErrTooLarge, parse.Size(limit))
}
