package index

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"verbatim/corpus"
	"verbatim/corpus/reader"
	"verbatim/index/documents"
	"verbatim/index/gate"
	"verbatim/index/passage"
	"verbatim/index/rank"
	"verbatim/index/speakers"
	"verbatim/index/view"
	"verbatim/index/wording"
)

// DefaultThreshold is the confidence below which the first answer is taken for no
// answer.
const DefaultThreshold = 0.22

// Options say how an index is opened. The zero value is good.
type Options struct {
	Log         *slog.Logger  // nil: the index does not log
	LockTimeout time.Duration // how long to wait until another process closes the index; 0: five seconds
	Guilds      corpus.Guilds // the guilds whose corpora it holds beside the shared ones, until SetGuilds changes them
	// Resume opens the index with the guilds that it held when it was closed,
	// instead of Guilds. A new index then holds no guild.
	Resume bool
	Now    func() time.Time // what "last week" in a question counts from; nil: time.Now
	Reader *reader.Network  // reads the best statements with the question; nil: words alone decide
}

// Index answers questions. It may be used by many goroutines at once. CatchUp,
// Follow and SetGuilds take turns at writing.
type Index struct {
	follower
	searcher searcher
	maker    *vectorMaker // nil without a reader
	lock     *flock.Flock // nil in memory
}

// Open opens the index in a folder of its own, and makes the folder if it does not
// exist. An index that is broken, too old, of another version or of another store
// is replaced by an empty one, which CatchUp and Follow fill again. The error is
// ErrInUse if another process has the index open.
func Open(ctx context.Context, dir string, f feed, o Options) (*Index, error) {
	x, err := newIndex(dir, f, o)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, advise(fmt.Errorf("make the index folder: %w", err), dir)
	}
	if x.lock, err = takeLock(ctx, dir, o.LockTimeout); err != nil {
		return nil, advise(fmt.Errorf("open index %q: %w", dir, err), dir)
	}
	x.openVectors(o.Reader)
	if err := x.open(ctx); err != nil {
		return nil, errors.Join(advise(fmt.Errorf("open index %q: %w", dir, err), dir), x.vectors.close(), x.lock.Close())
	}
	return x, nil
}

// OpenMemory opens an empty index in memory.
func OpenMemory(f feed, o Options) (*Index, error) {
	x, err := newIndex("", f, o)
	if err != nil {
		return nil, err
	}
	x.openVectors(o.Reader)
	if err := x.replace(context.Background()); err != nil {
		return nil, fmt.Errorf("open an index in memory: %w", err)
	}
	return x, nil
}

// openVectors opens the vectors of statements. A file that cannot be used is removed, since all vectors can be made again. If there are none,
// answers come without them.
func (x *Index) openVectors(network *reader.Network) {
	v, err := openVectors(x.dir, network, x.log)
	if err != nil {
		x.log.Error("the vectors of statements cannot be used; they are made anew", "folder", x.dir, "error", err)
		if x.unremoved = removeVectors(x.dir); x.unremoved == nil {
			v, err = openVectors(x.dir, network, x.log)
		}
	}
	if err != nil {
		x.log.Error("the vectors of statements cannot be made; answers come without them", "folder", x.dir, "error", err)
		return
	}
	x.vectors = v
	if v != nil && network != nil {
		x.maker = &vectorMaker{vectors: v, network: network, current: &x.current}
	}
}

func newIndex(dir string, f feed, o Options) (*Index, error) {
	if err := o.Guilds.Validate(); err != nil {
		return nil, fmt.Errorf("open an index: %w", err)
	}
	packer, err := passage.NewPacker()
	if err != nil {
		return nil, err
	}
	vectors, err := rank.LoadVectors()
	if err != nil {
		return nil, err
	}
	log := o.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	now := o.Now
	if now == nil {
		now = time.Now
	}
	x := &Index{}
	x.feed, x.log, x.dir, x.pause = f, log, dir, firstPause
	x.damage = view.NewDamageLog(log)
	x.makers = documents.Makers{Make: documents.Make, Stems: wording.NewStemmer(), Packer: packer, Damage: x.damage}
	x.speakers, x.filled = speakers.NewDirectory(), make(chan struct{})
	if x.target, x.resume = o.Guilds, o.Resume; o.Resume {
		x.target = noGuilds
	}
	x.searcher = searcher{
		current: &x.current, stems: x.makers.Stems, vectors: vectors, reader: o.Reader,
		gate: gate.New(runtime.GOMAXPROCS(0), time.Now), now: now,
	}
	return x, nil
}

// noGuilds is no guild at all, while the zero corpus.Guilds is all of them.
var noGuilds = corpus.Guilds{Of: 1}

// lockRetry is how often a lock that another process holds is tried again.
const lockRetry = 50 * time.Millisecond

// takeLock locks the folder, so that no other process opens the index in it.
func takeLock(ctx context.Context, dir string, timeout time.Duration) (*flock.Flock, error) {
	if timeout == 0 {
		timeout = 5 * time.Second
	}
	bounded, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	lock := flock.New(filepath.Join(dir, "lock"))
	_, err := lock.TryLockContext(bounded, lockRetry)
	switch {
	case err == nil:
		return lock, nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case bounded.Err() != nil:
		return nil, ErrInUse
	}
	return nil, fmt.Errorf("lock the folder: %w", err)
}

// Close closes the index when the searches and the write in progress have ended.
func (x *Index) Close() error {
	err := x.close()
	if x.lock != nil {
		err = errors.Join(err, x.lock.Close())
	}
	if err != nil {
		return advise(fmt.Errorf("close index: %w", err), x.dir)
	}
	return nil
}

// Meter lets m count the articles that are damaged or left out. It must be called
// before the index is used.
func (x *Index) Meter(m view.Meter) { x.damage.Meter = m }

// MeterReading lets m count how questions are answered. It must be called before the index
// is used.
func (x *Index) MeterReading(m gate.Meter) { x.searcher.gate.Measure(m) }

// Pulse lets p hear that CatchUp and Follow make progress. It must be called before
// them.
func (x *Index) Pulse(p liveness) { x.heartbeat.liveness = p }

// Search answers a query from the corpora that its guild sees, in the query's
// order. There is no answer if no statement matches, or if the confidence is below
// the query's threshold; it then says why. If the query is at fault, the error is
// corpus.ErrEmptyQuestion, corpus.ErrLongQuestion, corpus.ErrUnreadable,
// corpus.ErrUnknownSpeaker or corpus.ErrQuery. It is corpus.ErrNotHeld if the index
// does not hold the guild, and corpus.ErrFilling if there is no answer yet because
// the index is being filled.
func (x *Index) Search(ctx context.Context, q corpus.Query) (corpus.Found, error) {
	filling := x.Filling()
	found, err := search(ctx, x.searcher, q)
	return found, orFilling(filling, len(found.Answers) > 0, err)
}

// Weigh ranks the statements for a question as Search does, best first, and returns the
// features of each and the signs of the first. The ranking's weights are trained on them.
// Unlike Search it neither merges repetitions nor leaves statements out for their
// confidence.
func (x *Index) Weigh(ctx context.Context, q corpus.Query) ([]Weighed, rank.Signs, error) {
	return weigh(ctx, x.searcher, q)
}

// WeighRead ranks the statements for a question from which the reader reads some, best first, and has the first read if read is set. The
// weights by which they are chosen and judged are trained on them.
func (x *Index) WeighRead(ctx context.Context, q corpus.Query, read bool) ([]Weighed, error) {
	return weighRead(ctx, x.searcher, q, read)
}

// Context returns the paragraph around a statement, as the query's guild sees the
// article. If there is no such article or statement for them, the error is
// corpus.ErrNoArticle or corpus.ErrNoStatement, or corpus.ErrFilling while the index
// is being filled. It is corpus.ErrQuery if the guild's id is malformed, and
// corpus.ErrNotHeld if the index does not hold the guild.
func (x *Index) Context(ctx context.Context, q corpus.ContextQuery) (corpus.Context, error) {
	filling := x.Filling()
	var found corpus.Context
	if err := q.Guild.Validate(); err != nil {
		return found, fmt.Errorf("%w: %w", corpus.ErrQuery, err)
	}
	err := x.read(q.Guild, func(s *view.Snapshot) (err error) {
		found, err = view.ContextOf(ctx, s, q)
		return err
	})
	return found, orFilling(filling, true, err)
}

// Speakers lists the speakers who are named for certain in the corpora that a query
// sees, if a word of their name begins with the query's Speaker: the most quoted
// first, at most Limit. An empty Speaker lists all of them. NoBuiltin and NoShared
// are the only other filters that count. The error is corpus.ErrNotHeld if the index
// does not hold the guild.
func (x *Index) Speakers(ctx context.Context, q corpus.Query) ([]corpus.SpeakerCount, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return x.listSpeakers(q)
}

// SpeakersOn lists the speakers who are named for certain as saying something on a
// topic, which is the query's Text, with the number of their statements on it: the
// most quoted first, at most Limit. It reads the passages that match the topic best,
// up to a bound, and fails as Search does.
func (x *Index) SpeakersOn(ctx context.Context, q corpus.Query) ([]corpus.SpeakerCount, error) {
	return speakersOn(ctx, x.searcher, q)
}

// CatchUp brings the index to where the feed's head is at the call, and finishes an
// interrupted SetGuilds. Searches go on meanwhile. Deleted words are then
// off the disk as well; if that fails, it logs the error, and Purge tries again.
func (x *Index) CatchUp(ctx context.Context) error { return x.catchUpAndPurge(ctx) }

// Follow keeps the index up with the feed until ctx ends, then returns nil. It logs
// a failure and tries again, at first after a second. Once the index is filled it makes
// the vectors of statements as well, on one core.
func (x *Index) Follow(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	var making sync.WaitGroup
	making.Go(func() { x.maker.keepUp(ctx) })
	defer making.Wait()
	defer cancel()
	return x.follow(ctx)
}

// MakeVectors makes the vectors that statements lack, those of the newest articles first,
// and returns when all are made or ctx ends. Answers come without the vectors that are not there yet. Without a
// reader it does nothing.
func (x *Index) MakeVectors(ctx context.Context) error { return x.maker.makeAll(ctx, false) }

// Purge takes deleted words off the disk, if the index has followed their deletion
// and has not done so yet.
func (x *Index) Purge(ctx context.Context) error {
	head, err := x.feed.Head(ctx)
	if err != nil {
		return fmt.Errorf("read the head of the change feed: %w", err)
	}
	return x.purgeTo(ctx, head)
}

// SetGuilds changes which guilds' corpora the index holds, while it answers and
// follows. A new guild is answered as soon as its own corpus is filled. SetGuilds
// returns when all of them are filled and the dropped ones have left no trace. If it
// fails, its finished part is kept, and the next SetGuilds, CatchUp or Follow does
// the rest. Of two calls at once the later one decides, and both return when its
// guilds are in.
func (x *Index) SetGuilds(ctx context.Context, guilds corpus.Guilds) error {
	if err := guilds.Validate(); err != nil {
		return fmt.Errorf("hold: %w", err)
	}
	if err := x.setGuilds(ctx, guilds); err != nil {
		return advise(fmt.Errorf("hold %v: %w", guilds, err), x.dir)
	}
	return nil
}

// Holds reports whether the index holds the guild's corpus. A search for any other
// guild fails with corpus.ErrNotHeld.
func (x *Index) Holds(guild corpus.GuildID) bool { return x.holds(guild) }

// Position returns how far the index has followed the feed, and how large it is. It
// does not wait for writes in progress. A closed index returns the zero Position.
func (x *Index) Position() corpus.Position {
	at := x.status()
	if at != (corpus.Position{}) {
		at.Bytes += x.vectors.size()
	}
	return at
}

// Filled returns a channel that is closed once the index holds everything that the
// store did at some moment since it was opened or last built anew. Before that, an
// answer that is not found may be on its way.
func (x *Index) Filled() <-chan struct{} { return x.whenFilled() }

// Filling reports whether the channel of Filled is still open.
func (x *Index) Filling() bool { return x.isFilling() }
