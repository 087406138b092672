package view

import (
	"fmt"
	"log/slog"
	"sync"

	"verbatim/index/passage"
)

// Meter counts what the index had to leave out.
type Meter interface {
	// Damaged counts an article with a passage that cannot be read, by what
	// became of it: one of the Damage values.
	Damaged(state string)
	// LeftOut counts an article that could not be indexed.
	LeftOut()
}

// What becomes of an article with a passage that cannot be read.
const (
	DamageFound   = "found"    // it is to be indexed again
	DamageMended  = "mended"   // it was
	DamageLeftOut = "left_out" // it was, and still cannot be read: what cannot is left out until the article changes
)

// maxDamaged bounds the articles of which damage is kept in mind. The passages
// of further ones are skipped all the same.
const maxDamaged = 10_000

// DamageLog keeps in mind which articles have something that cannot be read. Such
// an article is indexed again, once: what then cannot be read either is left
// out, so that nothing goes round for ever. A new version of it begins anew. Its
// methods may be called on nil, which keeps nothing.
type DamageLog struct {
	log   *slog.Logger
	Meter Meter         // nil where nobody counts
	News  chan struct{} // is sent to when there is something to mend

	mu       sync.Mutex // guards what follows
	articles map[passage.Key]damagedArticle
	turn     int // raised when an article has been indexed again
	full     bool
}

// damagedArticle is an article with damage.
type damagedArticle struct {
	state  string
	mended int // the turn from which on it has been indexed again
}

func NewDamageLog(log *slog.Logger) *DamageLog {
	return &DamageLog{log: log, News: make(chan struct{}, 1), articles: make(map[passage.Key]damagedArticle)}
}

// now is the turn, by which a snapshot that is older than a mend is told from a
// newer one.
func (d *DamageLog) now() int {
	if d == nil {
		return 0
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.turn
}

// note takes note of damage in an article, which was read in a snapshot of some
// turn.
func (d *DamageLog) note(key passage.Key, turn int, err error) {
	if d == nil {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	known, there := d.articles[key]
	switch {
	case !there && len(d.articles) >= maxDamaged:
		if !d.full {
			d.full = true
			d.log.Error("the index holds damage in too many articles to mend: delete the index folder while the program is stopped; it is built anew from the store", "articles", maxDamaged)
		}
	case !there:
		d.articles[key] = damagedArticle{state: DamageFound}
		d.count(DamageFound)
		d.log.Error("a passage of the index cannot be read and is skipped; its article is indexed again", "article key", fmt.Sprintf("%x", key), "error", err)
		select {
		case d.News <- struct{}{}:
		default: // somebody is told already
		}
	case known.state == DamageMended && turn >= known.mended:
		d.articles[key] = damagedArticle{state: DamageLeftOut, mended: known.mended}
		d.count(DamageLeftOut)
		d.log.Error("an article was indexed again, and still has a passage that cannot be read: the passage is left out until the article changes", "article key", fmt.Sprintf("%x", key), "error", err)
	}
}

func (d *DamageLog) count(state string) {
	if d.Meter != nil {
		d.Meter.Damaged(state)
	}
}

// Found is the articles that are to be indexed again.
func (d *DamageLog) Found() []passage.Key {
	d.mu.Lock()
	defer d.mu.Unlock()
	var keys []passage.Key
	for key, known := range d.articles {
		if known.state == DamageFound {
			keys = append(keys, key)
		}
	}
	return keys
}

// Mended takes note that an article has been indexed again.
func (d *DamageLog) Mended(key passage.Key) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.turn++
	d.articles[key] = damagedArticle{state: DamageMended, mended: d.turn}
	d.count(DamageMended)
}

// Forget drops what is known of articles that have changed.
func (d *DamageLog) Forget(keys []passage.Key) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, key := range keys {
		delete(d.articles, key)
	}
}

// LeftOut counts an article that could not be indexed.
func (d *DamageLog) LeftOut() {
	if d.Meter != nil {
		d.Meter.LeftOut()
	}
}
