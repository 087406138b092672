package index

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gofrs/flock"

	"verbatim/corpus"
	"verbatim/index/passage"
	"verbatim/index/rank"
	"verbatim/index/view"
)

// feed is what the index follows. The store implements it.
type feed interface {
	// Head is the feed's state.
	Head(ctx context.Context) (corpus.Head, error)
	// ChangesOf is at most limit changes after a position, ordered by theirs, of
	// the shared corpora and the guilds' own.
	ChangesOf(ctx context.Context, guilds corpus.Guilds, after corpus.Seq, limit int) ([]corpus.Change, error)
	// Wait returns when the head has passed a position, or the context ended.
	Wait(ctx context.Context, after corpus.Seq) error
	arrivals
	rereads
}

// arrivals is the part of the feed that a guild that arrives is filled from.
type arrivals interface {
	// Corpora are those of the guilds that have articles of their own, or whose
	// corrections of shared ones hold.
	Corpora(ctx context.Context, of corpus.Guilds) ([]corpus.GuildID, error)
	// GuildChanges is the changes of a guild's own articles alone.
	GuildChanges(ctx context.Context, guild corpus.GuildID, after corpus.Seq, limit int) ([]corpus.Change, error)
	// CorrectedChanges is those of the shared articles that the guild corrected.
	CorrectedChanges(ctx context.Context, guild corpus.GuildID, after corpus.Seq, limit int) ([]corpus.Change, error)
}

// rereads is the part of the feed by which one article is read again.
type rereads interface {
	// ArticleChange is how an article stands. The error is corpus.ErrNoArticle where it
	// does not.
	ArticleChange(ctx context.Context, ref corpus.ArticleRef) (corpus.Change, error)
	// ArticleRefs are at most limit articles that stand, those after a position, and
	// the position of the last of them.
	ArticleRefs(ctx context.Context, after corpus.Seq, limit int) (refs []corpus.ArticleRef, upTo corpus.Seq, err error)
}

// Options are how an index is opened. The zero value is good.
type Options struct {
	Log         *slog.Logger  // nil: nothing is logged
	LockTimeout time.Duration // how long to wait for another process to let go; 0: five seconds
	Guilds      corpus.Guilds // whose corpora it holds beside the shared ones until Hold says otherwise
	// Resume: it holds those that it held when it was closed, rather than
	// Guilds; none where it is new.
	Resume bool
}

// Index answers questions. It may be used by many goroutines at once; CatchUp,
// Follow and Hold take turns at writing.
type Index struct {
	feed    feed
	log     *slog.Logger
	dir     string // "" in memory
	lock    *flock.Flock
	stems   *rank.Stemmer
	vectors *rank.Vectors
	packer  *passage.Packer
	pause   time.Duration // of Follow after a first failure
	life    life
	damage  *view.DamageLog
	make    func(context.Context, corpus.Change, func(corpus.GuildID) bool, *rank.Stemmer, *passage.Packer) (made, error)

	settling sync.Mutex // held by whoever fills and drops guilds, beyond his turn at writing

	waiters atomic.Int32 // who wait to change which guilds are held; whoever follows the feed lets them
	writing sync.Mutex   // held by whoever changes the view or its position; guards what follows
	wanted  corpus.Guilds
	resume  bool             // until a view is adopted, that one's guilds are wanted
	coming  []corpus.GuildID // who are known to lack of these, in the order in which they are filled

	mu       sync.RWMutex     // guards what follows; searches hold it for reading
	view     *view.Generation // nil once closed
	speakers *directory
	filled   chan struct{} // closed once the view has been where the feed was
}

// Open opens the index in a folder that is its own, made where it is missing.
// An index that is broken, of another version, of another store or too old is
// replaced by an empty one, which CatchUp and Follow fill again. ErrInUse where
// another process has it open.
func Open(ctx context.Context, dir string, f feed, o Options) (*Index, error) {
	x, err := newIndex(dir, f, o)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, advise(fmt.Errorf("make the index folder: %w", err), dir)
	}
	if err := x.takeLock(ctx, o.LockTimeout); err != nil {
		return nil, advise(fmt.Errorf("open index %q: %w", dir, err), dir)
	}
	if err := x.open(ctx); err != nil {
		return nil, errors.Join(advise(fmt.Errorf("open index %q: %w", dir, err), dir), x.lock.Close())
	}
	return x, nil
}

// OpenMemory is an empty index in memory.
func OpenMemory(f feed, o Options) (*Index, error) {
	x, err := newIndex("", f, o)
	if err != nil {
		return nil, err
	}
	if err := x.replace(context.Background()); err != nil {
		return nil, fmt.Errorf("open an index in memory: %w", err)
	}
	return x, nil
}

func newIndex(dir string, f feed, o Options) (*Index, error) {
	if err := o.Guilds.Validate(); err != nil {
		return nil, fmt.Errorf("open an index: %w", err)
	}
	packer, err := passage.NewPacker()
	if err != nil {
		return nil, err
	}
	words, err := rank.LoadVectors()
	if err != nil {
		return nil, err
	}
	log := o.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	wanted := o.Guilds
	if o.Resume {
		wanted = corpus.Guilds{Of: 1} // none
	}
	return &Index{
		feed: f, log: log, dir: dir, stems: rank.NewStemmer(), vectors: words, packer: packer, pause: firstPause, speakers: newDirectory(),
		filled: make(chan struct{}), damage: view.NewDamageLog(log), make: makeDocuments, wanted: wanted, resume: o.Resume,
	}, nil
}

// lockRetry is how often a lock that another process holds is tried again.
const lockRetry = 50 * time.Millisecond

func (x *Index) takeLock(ctx context.Context, timeout time.Duration) error {
	if timeout == 0 {
		timeout = 5 * time.Second
	}
	bounded, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	x.lock = flock.New(filepath.Join(x.dir, "lock"))
	_, err := x.lock.TryLockContext(bounded, lockRetry)
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	case bounded.Err() != nil:
		return ErrInUse
	}
	return fmt.Errorf("lock the folder: %w", err)
}

// open opens what is in the folder, or replaces it.
func (x *Index) open(ctx context.Context) error {
	head, err := x.feed.Head(ctx)
	if err != nil {
		return fmt.Errorf("read the head of the change feed: %w", err)
	}
	v, err := view.Open(x.viewDir(), x.packer)
	if err == nil {
		if err = v.Position.Usable(head, Version()); err == nil {
			err = x.adopt(v)
		}
		if err == nil && v.Position.Seq == head.Seq {
			x.fillUp()
		}
		if err == nil {
			return nil
		}
		if closing := v.Close(); closing != nil {
			x.log.Warn("close the old index", "error", closing)
		}
	}
	if errors.Is(err, os.ErrNotExist) {
		x.log.Info("build the index", "folder", x.dir)
	} else {
		x.log.Warn("build the index anew", "folder", x.dir, "reason", err)
	}
	return x.replace(ctx)
}

// adopt makes v the view that is searched, for the guilds that are wanted.
func (x *Index) adopt(v *view.Generation) error {
	if x.resume {
		x.wanted = v.Position.Guilds
	}
	if left := v.Position.Within(x.wanted); !reflect.DeepEqual(left, v.Position.GuildSet) {
		v.Position.GuildSet = left
		if err := v.Commit(v.NewBatch(), v.Position); err != nil {
			return err
		}
	}
	v.Damage = x.damage
	speakers := newDirectory()
	if err := v.Read(func(s *view.Snapshot) error { return speakers.load(s) }); err != nil {
		return fmt.Errorf("read the speakers: %w", err)
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.view, x.speakers = v, speakers
	return nil
}

// replace puts an empty view in the place of the present one, if any.
func (x *Index) replace(ctx context.Context) error {
	head, err := x.feed.Head(ctx)
	if err != nil {
		return fmt.Errorf("read the head of the change feed: %w", err)
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.view != nil {
		if err := x.view.Close(); err != nil {
			x.log.Warn("close the old index", "error", err)
		}
		x.view = nil
	}
	v, err := view.Create(x.viewDir(), view.Position{Epoch: head.Epoch, Version: Version(), GuildSet: view.GuildSet{Guilds: x.wanted}}, x.packer)
	if err != nil {
		return err
	}
	v.Damage = x.damage
	x.view, x.speakers, x.coming = v, newDirectory(), nil
	if x.isFilled() {
		x.filled = make(chan struct{})
	}
	return nil
}

// viewDir is where Bleve's files are, "" in memory.
func (x *Index) viewDir() string {
	if x.dir == "" {
		return ""
	}
	return filepath.Join(x.dir, "view")
}

// reading calls do, for a guild, with the index as it now stands, kept from
// changing under its hands.
func (x *Index) reading(guild corpus.GuildID, do func(s *view.Snapshot) error) error {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if err := x.admit(guild); err != nil {
		return err
	}
	return x.view.Read(do)
}

// Close ends the index's use. It waits for the searches and the write in hand.
func (x *Index) Close() error {
	x.writing.Lock()
	defer x.writing.Unlock()
	x.mu.Lock()
	defer x.mu.Unlock()
	var err error
	if x.view != nil {
		err = x.view.Close()
		x.view = nil
	}
	if x.lock != nil {
		err = errors.Join(err, x.lock.Close())
	}
	if err != nil {
		return advise(fmt.Errorf("close index: %w", err), x.dir)
	}
	return nil
}
