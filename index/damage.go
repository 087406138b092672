package index

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"

	bleveindex "github.com/blevesearch/bleve_index_api"

	"verbatim/corpus"
)

// meter counts what the index had to leave out.
type meter interface {
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

// Meter lets m count what is left out. It is called before the index is used.
func (x *Index) Meter(m meter) { x.damage.meter = m }

// maxDamaged bounds the articles of which damage is kept in mind. The passages
// of further ones are skipped all the same.
const maxDamaged = 10_000

// errPassage says that stored bytes are not what was written.
var errPassage = errors.New("the index holds a damaged passage")

// skipped reports whether err is only that something stored cannot be read.
// Whoever met it has told damage, and goes on without it.
func skipped(err error) bool { return errors.Is(err, errPassage) }

// damage keeps in mind which articles have something that cannot be read. Such
// an article is indexed again, once: what then cannot be read either is left
// out, so that nothing goes round for ever. A new version of it begins anew. Its
// methods may be called on nil, which keeps nothing.
type damage struct {
	log   *slog.Logger
	meter meter         // nil where nobody counts
	news  chan struct{} // is sent to when there is something to mend

	mu       sync.Mutex // guards what follows
	articles map[articleKey]damaged
	turn     int // raised when an article has been indexed again
	full     bool
}

// damaged is an article with damage.
type damaged struct {
	state  string
	mended int // the turn from which on it has been indexed again
}

func newDamage(log *slog.Logger) *damage {
	return &damage{log: log, news: make(chan struct{}, 1), articles: make(map[articleKey]damaged)}
}

// now is the turn, by which a snapshot that is older than a mend is told from a
// newer one.
func (d *damage) now() int {
	if d == nil {
		return 0
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.turn
}

// note takes note of damage in an article, which was read in a snapshot of some
// turn.
func (d *damage) note(key articleKey, turn int, err error) {
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
		d.articles[key] = damaged{state: DamageFound}
		d.count(DamageFound)
		d.log.Error("a passage of the index cannot be read and is skipped; its article is indexed again", "article key", fmt.Sprintf("%x", key), "error", err)
		select {
		case d.news <- struct{}{}:
		default: // somebody is told already
		}
	case known.state == DamageMended && turn >= known.mended:
		d.articles[key] = damaged{state: DamageLeftOut, mended: known.mended}
		d.count(DamageLeftOut)
		d.log.Error("an article was indexed again, and still has a passage that cannot be read: the passage is left out until the article changes", "article key", fmt.Sprintf("%x", key), "error", err)
	}
}

func (d *damage) count(state string) {
	if d.meter != nil {
		d.meter.Damaged(state)
	}
}

// found is the articles that are to be indexed again.
func (d *damage) found() []articleKey {
	d.mu.Lock()
	defer d.mu.Unlock()
	var keys []articleKey
	for key, known := range d.articles {
		if known.state == DamageFound {
			keys = append(keys, key)
		}
	}
	return keys
}

// mended takes note that an article has been indexed again.
func (d *damage) mended(key articleKey) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.turn++
	d.articles[key] = damaged{state: DamageMended, mended: d.turn}
	d.count(DamageMended)
}

// forget drops what is known of articles that have changed.
func (d *damage) forget(keys []articleKey) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, key := range keys {
		delete(d.articles, key)
	}
}

// noteNumber takes note of damage in the document of that number.
func (s *snapshot) noteNumber(number uint64, err error) {
	if key, ok := s.articleAt(number); ok {
		s.damage.note(key, s.turn, err)
	}
}

// articleAt is the key of the article that a document is of. What is stored of it
// may be damaged; the terms tell it too.
func (s *snapshot) articleAt(number uint64) (key articleKey, ok bool) {
	if id, err := s.externalID(number); err == nil && s.hasID(id, number) {
		return articleKey([]byte(id)[:len(key)]), true
	}
	err := s.eachTerm("_id", "", func(id string) bool {
		if ok = len(id) >= len(key) && s.hasID(id, number); ok {
			copy(key[:], id)
		}
		return !ok
	})
	return key, ok && err == nil
}

// hasID reports whether the document of that number has that id.
func (s *snapshot) hasID(id string, number uint64) (has bool) {
	if len(id) < len(articleKey{}) {
		return false
	}
	err := s.eachPosting("_id", id, func(n, _ uint64) { has = has || n == number })
	return has && err == nil
}

// externalID is the id of the document with that number.
func (s *snapshot) externalID(number uint64) (id string, err error) {
	defer func() {
		if r := recover(); r != nil {
			id, err = "", fmt.Errorf("%w: the id of document %d: %v", errPassage, number, r)
		}
	}()
	id, err = s.ExternalID(bleveindex.NewIndexInternalID(nil, number))
	if err != nil {
		return "", fmt.Errorf("%w: read the id of document %d: %w", errPassage, number, err)
	}
	return id, nil
}

// mend indexes the articles again in which something could not be read. The
// caller holds writing.
func (x *Index) mend(ctx context.Context) error {
	for _, key := range x.damage.found() {
		at, err := x.position()
		if err != nil {
			return err
		}
		b := batch{stale: []articleKey{key}, mends: true}
		ref, there, err := x.refOf(ctx, key)
		if err != nil {
			return err
		}
		if there && at.has(ref.Guild) {
			change, err := x.feed.ArticleChange(ctx, ref)
			switch {
			case errors.Is(err, corpus.ErrNoArticle):
			case err != nil:
				return fmt.Errorf("read article %q again: %w", ref.Article, err)
			default:
				b.changes = []corpus.Change{change}
			}
		}
		if b.results, err = x.makeAll(ctx, b.changes, at.has); err != nil {
			return err
		}
		if err := x.commit(b); err != nil {
			return err
		}
		x.damage.mended(key)
		x.log.Info("indexed an article again in which something could not be read", "guild", ref.Guild, "article", ref.Article)
	}
	return nil
}

// refsRead is how many articles' names are read at once in search of one.
const refsRead = 10_000

// refOf is the article that a key stands for: by what the index holds of it,
// else by those that the store has.
func (x *Index) refOf(ctx context.Context, key articleKey) (ref corpus.ArticleRef, there bool, err error) {
	err = x.view.read(func(s *snapshot) error {
		c, err := s.citation(key)
		if err == nil && keyOf(c.guild, c.Article) == key {
			ref, there = corpus.ArticleRef{Guild: c.guild, Article: c.Article}, true
		}
		if skipped(err) {
			return nil
		}
		return err
	})
	for after := corpus.Seq(0); err == nil && !there; {
		var refs []corpus.ArticleRef
		var upTo corpus.Seq
		if refs, upTo, err = x.feed.ArticleRefs(ctx, after, refsRead); err != nil || len(refs) == 0 {
			break
		}
		for _, one := range refs {
			if keyOf(one.Guild, one.Article) == key {
				ref, there = one, true
			}
		}
		after = upTo
	}
	if err != nil {
		return ref, false, fmt.Errorf("find the article of a damaged passage: %w", err)
	}
	return ref, there, nil
}

// recount counts the statements and the speakers of the view anew, after
// something was withdrawn that could not be read.
func (x *Index) recount() error {
	at, err := x.position()
	if err != nil {
		return err
	}
	speakers, statements := newDirectory(), 0
	err = x.view.read(func(s *snapshot) error {
		if statements, err = s.countStatements(); err != nil {
			return err
		}
		return speakers.load(s)
	})
	if err != nil {
		return fmt.Errorf("count what the index holds: %w", err)
	}
	x.mu.Lock()
	x.speakers = speakers
	x.mu.Unlock()
	at.Statements = uint64(statements)
	return x.move(at)
}

// countStatements is how many statements the passages hold that are no copies
// and can be read.
func (s *snapshot) countStatements() (n int, err error) {
	var broken error
	err = s.eachTerm(fieldKind, "", func(term string) bool {
		l, kind, _ := cutScope(term)
		if kind != anyKind || l.ofCopies() {
			return true
		}
		failed := s.eachPosting(fieldKind, term, func(number, _ uint64) {
			p, err := s.passage(number)
			switch {
			case err == nil:
				n += len(p.statements)
			case !skipped(err):
				broken = err
			}
		})
		broken = errors.Join(broken, failed)
		return broken == nil
	})
	return n, errors.Join(err, broken)
}
