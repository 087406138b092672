package view

import (
	"fmt"
	"log/slog"
	"sync"

	"verbatim/index/passage"
)

// Meter counts the articles that are damaged or left out.
type Meter interface {
	// Damaged counts a damaged article by its state, one of the Damage constants.
	Damaged(state string)
	// LeftOut counts an article that could not be indexed.
	LeftOut()
}

// The states of a damaged article.
const (
	DamageFound   = "found"    // it must be indexed again
	DamageMended  = "mended"   // it has been indexed again
	DamageLeftOut = "left_out" // it is still damaged, and the damaged passages are left out until it changes
)

// maxDamaged is the most damaged articles that are remembered. The damaged passages of others
// are skipped all the same.
const maxDamaged = 10_000

// DamageLog remembers which articles are damaged: something that is stored of them cannot be
// read. Such an article is indexed again once. If it is still damaged then, the damaged
// passages are left out until the article changes. Methods called by snapshots accept a nil
// log, which remembers nothing.
type DamageLog struct {
	log   *slog.Logger
	Meter Meter         // nil if no one counts
	News  chan struct{} // receives when an article must be indexed again

	mu       sync.Mutex // guards the fields below
	articles map[passage.Key]damagedArticle
	turn     int // raised when an article has been indexed again
	full     bool
}

// damagedArticle is the state of a damaged article.
type damagedArticle struct {
	state  string
	mended int // the turn since which it has been indexed again
}

// NewDamageLog returns an empty log, which logs damage to log.
func NewDamageLog(log *slog.Logger) *DamageLog {
	return &DamageLog{log: log, News: make(chan struct{}, 1), articles: make(map[passage.Key]damagedArticle)}
}

// now returns the turn. A snapshot of an earlier turn may be older than a repair.
func (d *DamageLog) now() int {
	if d == nil {
		return 0
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.turn
}

// note notes damage in an article, which was read in a snapshot of some turn.
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
		default: // the receiver has not read the last one yet
		}
	case known.state == DamageMended && turn >= known.mended:
		d.articles[key] = damagedArticle{state: DamageLeftOut, mended: known.mended}
		d.count(DamageLeftOut)
		d.log.Error("an article was indexed again, and still has a passage that cannot be read: the passage is left out until the article changes", "article key", fmt.Sprintf("%x", key), "error", err)
	}
}

// count counts an article in a state.
func (d *DamageLog) count(state string) {
	if d.Meter != nil {
		d.Meter.Damaged(state)
	}
}

// Found returns the articles that must be indexed again.
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

// Mended notes that an article has been indexed again.
func (d *DamageLog) Mended(key passage.Key) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.turn++
	d.articles[key] = damagedArticle{state: DamageMended, mended: d.turn}
	d.count(DamageMended)
}

// Forget drops articles that have changed.
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
