package index

import (
	"slices"

	"verbatim/corpus"
	"verbatim/index/documents"
	"verbatim/index/passage"
	"verbatim/index/view"
)

// Articles are committed together, about batchBytes of text at a time. How many are
// read for a batch is guessed from the size of those before them: at first
// firstChanges, at most maxChanges.
const (
	batchBytes   = 2 << 20
	firstChanges = 16
	maxChanges   = 512
)

// batch is changes with the documents that are made of them.
type batch struct {
	changes []corpus.Change // one of each article
	results []documents.Made
	stale   []passage.Key  // articles whose documents are removed first
	upTo    corpus.Seq     // the position that the feed is read up to; 0: as before
	guilds  *view.GuildSet // the guilds that are held with it; nil: as before
	size    int            // bytes of text
	mends   bool           // the articles have not changed, and are indexed again
	err     error
}

// batches divides changes into batches of about batchBytes of text. The feed was
// read through the position. A large article gets a batch of its own, so the articles
// before it are searchable while its documents are made.
func batches(changes []corpus.Change, through corpus.Seq) []batch {
	var all []batch
	b := batch{}
	for _, c := range changes {
		size := len(c.Article.Text)
		for _, v := range c.Versions {
			size += len(v.Article.Text)
		}
		if n := len(b.changes); n > 0 && b.size+size > batchBytes {
			b.upTo = b.changes[n-1].Seq
			all, b = append(all, b), batch{}
		}
		b.changes, b.size = append(b.changes, c), b.size+size
	}
	b.upTo = through
	return append(all, b)
}

// keys returns the keys of the batch's articles.
func (b *batch) keys() []passage.Key {
	keys := make([]passage.Key, len(b.changes))
	for i, c := range b.changes {
		keys[i] = passage.KeyOf(c.Article.Guild, c.Article.ID)
	}
	return keys
}

// add adds changes. An article may come twice, if two guilds corrected it or if it
// changed while the articles of its guild were read: its later change is kept.
func (b *batch) add(changes []corpus.Change) {
	for _, c := range changes {
		b.size += len(c.Article.Text)
		at := slices.IndexFunc(b.changes, func(o corpus.Change) bool {
			return o.Article.ID == c.Article.ID && o.Article.Guild == c.Article.Guild
		})
		if at < 0 {
			b.changes = append(b.changes, c)
		} else if c.Seq >= b.changes[at].Seq {
			b.changes[at] = c
		}
	}
}

// full reports whether the batch must be committed before more is added.
func (b *batch) full() bool { return b.size >= batchBytes || len(b.changes) >= maxChanges }
