package gateway

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"verbatim/internal/discordtest"
)

// ledger keeps leases in memory, by the test's clock.
type ledger struct {
	mu   sync.Mutex
	rows map[string]*row
}

type row struct {
	holder string
	token  int64
	until  time.Time // zero if it was given back
}

func (l *ledger) lease(name string, r *row) Lease {
	if r.until.IsZero() {
		return Lease{Name: name, Token: r.token}
	}
	return Lease{Name: name, Holder: r.holder, Token: r.token, Left: time.Until(r.until)}
}

// owners returns the process that has each shard, or "".
func (l *ledger) owners(of int) []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	out := make([]string, of)
	for name, r := range l.rows {
		if k, shard, ok := parseLease(name, of); ok && k == leaseServing && time.Now().Before(r.until) {
			out[shard] = r.holder
		}
	}
	return out
}

// reach is one process's way to the ledger, and to Discord, which can be cut.
type reach struct {
	*ledger
	discord *discordtest.Server

	cut   sync.Mutex
	away  bool // the ledger
	dead  bool // all of it
	conns []net.Conn
}

var errAway = errors.New("the ledger is away")

func (r *reach) gone() bool {
	r.cut.Lock()
	defer r.cut.Unlock()
	return r.away || r.dead
}

func (r *reach) Renew(_ context.Context, prefix, holder string, ttl time.Duration) ([]Lease, error) {
	if r.gone() {
		return nil, errAway
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []Lease
	for name, row := range r.rows {
		if !strings.HasPrefix(name, prefix) {
			continue
		}
		if row.holder == holder && time.Now().Before(row.until) {
			row.until = time.Now().Add(ttl)
		}
		out = append(out, r.lease(name, row))
	}
	return out, nil
}

func (r *reach) Acquire(_ context.Context, name, holder string, ttl time.Duration) (Lease, bool, error) {
	if r.gone() {
		return Lease{}, false, errAway
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	have := r.rows[name]
	if have == nil {
		have = &row{}
		r.rows[name] = have
	}
	if have.holder != holder && time.Now().Before(have.until) {
		return Lease{}, false, nil
	}
	*have = row{holder: holder, token: have.token + 1, until: time.Now().Add(ttl)}
	return r.lease(name, have), true, nil
}

func (r *reach) Release(_ context.Context, l Lease) error {
	if r.gone() {
		return errAway
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if have := r.rows[l.Name]; have != nil && have.holder == l.Holder && have.token == l.Token {
		have.until = time.Time{}
	}
	return nil
}

// RoundTrip and dial are the way to Discord.
func (r *reach) RoundTrip(q *http.Request) (*http.Response, error) {
	r.cut.Lock()
	dead := r.dead
	r.cut.Unlock()
	if dead {
		return nil, errAway
	}
	return r.discord.Transport().RoundTrip(q)
}

func (r *reach) dial(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := r.discord.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	r.cut.Lock()
	defer r.cut.Unlock()
	if r.dead {
		_ = conn.Close()
		return nil, errAway
	}
	r.conns = append(r.conns, conn)
	return conn, nil
}

// kill takes the process from the world, as kill -9 does.
func (r *reach) kill() {
	synctest.Wait()
	r.cut.Lock()
	defer r.cut.Unlock()
	r.dead = true
	for _, c := range r.conns {
		_ = c.Close()
	}
}

func (r *reach) cutOff(away bool) {
	r.cut.Lock()
	defer r.cut.Unlock()
	r.away = away
}

// indexed is an index that takes a while to hold the servers of a shard.
type indexed struct {
	takes time.Duration
	mu    sync.Mutex
	held  []int
	busy  bool
	wrong []string
	fails int
}

func (x *indexed) SetShards(ctx context.Context, _ int, shards []int) error {
	x.mu.Lock()
	if x.busy {
		x.wrong = append(x.wrong, "called twice at once")
	}
	x.busy = true
	fails := x.fails > 0
	x.fails--
	x.mu.Unlock()
	defer func() {
		x.mu.Lock()
		defer x.mu.Unlock()
		x.busy = false
	}()
	select {
	case <-time.After(x.takes):
	case <-ctx.Done():
		return ctx.Err()
	}
	if fails {
		return errors.New("the index is full")
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.held = slices.Clone(shards)
	return nil
}

func (x *indexed) shards() []int {
	x.mu.Lock()
	defer x.mu.Unlock()
	return slices.Clone(x.held)
}

// crew is the processes of one bot under test.
type crew struct {
	t       *testing.T
	discord *discordtest.Server
	ledger  *ledger
	of      int
	early   int // identifies that may come too early for their rate-limit key
	stop    chan struct{}
	double  chan string // shards that two sessions served at once
}

// fleet runs a test of a fleet on so many shards, and wants no shard ever served
// twice at once, nor an identify that Discord refuses.
func fleet(t *testing.T, of int, test func(*crew, []*discordtest.User), options ...discordtest.Option) {
	t.Helper()
	sharded(t, of, func(t *testing.T, discord *discordtest.Server, members []*discordtest.User) {
		discord.Tolerate(40060)
		c := &crew{t: t, discord: discord, ledger: &ledger{rows: map[string]*row{}}, of: of, stop: make(chan struct{}), double: make(chan string, 1)}
		done := make(chan struct{})
		go func() {
			defer close(done)
			c.lookOut()
		}()
		t.Cleanup(func() {
			time.Sleep(time.Minute) // what hung in a process that was killed ends before the bubble does
			close(c.stop)
			<-done
			select {
			case what := <-c.double:
				t.Error(what)
			default:
			}
			if n := discord.EarlyIdentifies(); n > c.early {
				t.Errorf("%d identifies came too early for their rate-limit key", n)
			}
		})
		test(c, members)
	}, options...)
}

func (c *crew) lookOut() {
	for {
		seen := map[int]bool{}
		for _, s := range c.discord.Sessions() {
			if s.Connected && seen[s.Shard[0]] {
				select {
				case c.double <- fmt.Sprintf("%v: shard %d is served twice at once", time.Now(), s.Shard[0]):
				default:
				}
			}
			seen[s.Shard[0]] = seen[s.Shard[0]] || s.Connected
		}
		select {
		case <-c.stop:
			return
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// process starts one more process.
func (c *crew) process(name string, change ...func(*Options)) (*running, *reach) {
	c.t.Helper()
	r := &reach{ledger: c.ledger, discord: c.discord}
	return run(c.t, c.discord, narrated, append([]func(*Options){func(o *Options) {
		o.Transport = r
		o.Dialer.NetDialContext = r.dial
		o.Fleet = &Fleet{Leases: r, Name: name}
	}}, change...)...), r
}

// counts is how many shards each process has, and wants them all connected.
func (c *crew) counts() map[string]int {
	c.t.Helper()
	if got := shardsOf(c.discord); len(got) != c.of {
		c.t.Errorf("connected are the shards %v, want all %d", got, c.of)
	}
	out := map[string]int{}
	for _, owner := range c.ledger.owners(c.of) {
		out[owner]++
	}
	return out
}

func (c *crew) want(what string, want map[string]int) {
	c.t.Helper()
	if got := c.counts(); fmt.Sprint(got) != fmt.Sprint(want) {
		c.t.Errorf("%s: the shards are shared out as %v, want %v", what, got, want)
	}
}

func TestAFleetSharesTheShardsOut(t *testing.T) {
	fleet(t, 8, func(c *crew, members []*discordtest.User) {
		a, _ := c.process("a")
		time.Sleep(2 * time.Minute)
		c.want("one process", map[string]int{"a": 8})
		allAnswered(c.t, members)
		identified := len(c.discord.Identifies())
		_, _ = c.process("b")
		time.Sleep(2 * time.Minute)
		c.want("two processes", map[string]int{"a": 4, "b": 4})
		_, _ = c.process("c")
		time.Sleep(2 * time.Minute)
		c.want("three processes", map[string]int{"a": 3, "b": 3, "c": 2})
		allAnswered(c.t, members)
		if moved := len(c.discord.Identifies()) - identified; moved != 6 {
			c.t.Errorf("%d shards moved, want 4 and then 2", moved)
		}
		a.ends()
		time.Sleep(2 * time.Minute)
		c.want("one has ended", map[string]int{"b": 4, "c": 4})
		allAnswered(c.t, members)
		identified = len(c.discord.Identifies())
		time.Sleep(time.Hour)
		if moved := len(c.discord.Identifies()) - identified; moved != 0 {
			c.t.Errorf("%d shards moved in an hour in which nothing happened", moved)
		}
		if got := strings.Count(a.out.String(), "\n"); got != 1 {
			c.t.Errorf("printed %q, want the invite link once", a.out.String())
		}
	})
}

func TestProcessesThatBeginTogether(t *testing.T) {
	fleet(t, 8, func(c *crew, members []*discordtest.User) {
		for _, name := range []string{"a", "b", "c", "d"} {
			_, _ = c.process(name)
		}
		time.Sleep(time.Minute)
		c.want("four processes", map[string]int{"a": 2, "b": 2, "c": 2, "d": 2})
		if got := len(c.discord.Identifies()); got > 10 {
			c.t.Errorf("identified %d times for 8 shards", got)
		}
		allAnswered(c.t, members)
	})
}

func TestWhatAKilledProcessHadIsTakenOver(t *testing.T) {
	fleet(t, 9, func(c *crew, members []*discordtest.User) {
		_, _ = c.process("a")
		_, b := c.process("b")
		_, _ = c.process("c")
		time.Sleep(3 * time.Minute)
		c.want("three processes", map[string]int{"a": 3, "b": 3, "c": 3})
		b.kill()
		time.Sleep(30 * time.Second)
		if got := c.ledger.owners(c.of); slices.Contains(got, "") || slices.Contains(got, "b") {
			c.t.Errorf("30 s after b was killed the shards' owners are %v", got)
		}
		time.Sleep(30 * time.Second)
		c.want("one was killed", map[string]int{"a": 5, "c": 4})
		allAnswered(c.t, members)
	})
}

// If the lease store is down, no lease is lost: all processes keep their
// shards, also when it comes back.
func TestTheKeeperOfTheLeasesIsAway(t *testing.T) {
	fleet(t, 6, func(c *crew, members []*discordtest.User) {
		ra, a := c.process("a")
		_, b := c.process("b")
		time.Sleep(2 * time.Minute)
		before, identified := c.ledger.owners(c.of), len(c.discord.Identifies())
		a.cutOff(true)
		b.cutOff(true)
		time.Sleep(10 * time.Minute)
		allAnswered(c.t, members)
		c.discord.InvalidateSessions(false) // they identify without the ledger
		c.early = c.of
		time.Sleep(2 * time.Minute)
		allAnswered(c.t, members)
		identified += c.of
		b.cutOff(false)
		time.Sleep(4 * time.Second)
		a.cutOff(false)
		time.Sleep(2 * time.Minute)
		if got := c.ledger.owners(c.of); !slices.Equal(got, before) || len(c.discord.Identifies()) < identified {
			c.t.Errorf("the shards' owners are %v, before it was away %v", got, before)
		}
		if log := ra.log.String(); strings.Count(log, "cannot renew the leases") != 1 || !strings.Contains(log, "works again") {
			c.t.Errorf("log\n%s\nwant one warning, and that it is over", log)
		}
		allAnswered(c.t, members)
	})
}

// A process that only loses its connection to the lease store keeps its shards
// until it learns that another process has them. An interaction that both get
// is answered once.
func TestAProcessThatIsCutOffFromTheLeasesAlone(t *testing.T) {
	sharded(t, 4, func(t *testing.T, discord *discordtest.Server, members []*discordtest.User) {
		discord.Tolerate(40060)
		c := &crew{t: t, discord: discord, ledger: &ledger{rows: map[string]*row{}}, of: 4}
		ra, a := c.process("a")
		rb, _ := c.process("b")
		time.Sleep(2 * time.Minute)
		c.want("two processes", map[string]int{"a": 2, "b": 2})
		a.cutOff(true)
		time.Sleep(time.Minute)
		if got := len(shardsOf(discord)); got != 6 {
			t.Errorf("%d sessions, want those of a beside all of b's", got)
		}
		for range 3 {
			allAnswered(t, members)
		}
		for _, r := range []*running{ra, rb} {
			if log := r.log.String(); strings.Contains(log, "level=ERROR") {
				t.Errorf("log\n%s\nwant no error for who answers second", log)
			}
		}
		a.cutOff(false)
		time.Sleep(2 * time.Minute)
		c.want("it is back", map[string]int{"a": 2, "b": 2})
		allAnswered(t, members)
	})
}

// A shard moves when its new process can answer for its servers, and not before.
func TestAShardMovesWhenItsServersAreHeld(t *testing.T) {
	fleet(t, 4, func(c *crew, members []*discordtest.User) {
		first, second := &indexed{takes: 10 * time.Second}, &indexed{takes: 290 * time.Second, fails: 1}
		_, _ = c.process("a", func(o *Options) { o.Fleet.Index = first })
		time.Sleep(time.Minute)
		c.want("one process", map[string]int{"a": 4})
		_, _ = c.process("b", func(o *Options) { o.Fleet.Index = second })
		time.Sleep(9 * time.Minute)
		c.want("while the other gets ready, in vain at first", map[string]int{"a": 4})
		time.Sleep(2 * time.Minute)
		c.want("when it is ready", map[string]int{"a": 2, "b": 2})
		time.Sleep(10 * time.Minute)
		for name, x := range map[string]*indexed{"a": first, "b": second} {
			var want []int
			for id, owner := range c.ledger.owners(c.of) {
				if owner == name {
					want = append(want, id)
				}
			}
			if got := x.shards(); !slices.Equal(got, want) || len(x.wrong) > 0 {
				c.t.Errorf("%s holds the servers of %v (%v), want those of its shards, %v", name, got, x.wrong, want)
			}
		}
		allAnswered(c.t, members)
	})
}

// A shard that no process serves does not wait for an index that takes its time:
// its servers are told that their articles are on their way.
func TestAShardThatNobodyServesConnectsSoon(t *testing.T) {
	for name, shards := range map[string]Shards{"shared out": {}, "chosen by hand": {First: 0, Last: 1, Of: 4}} {
		t.Run(name, func(t *testing.T) {
			fleet(t, 4, func(c *crew, _ []*discordtest.User) {
				x := &indexed{takes: time.Hour}
				_, _ = c.process("a", func(o *Options) { o.Fleet.Index, o.Shards = x, shards })
				time.Sleep(holdWithin + time.Second)
				if got := shardsOf(c.discord); len(got) == 0 {
					t.Errorf("no shard is connected after %v, want the first", holdWithin+time.Second)
				}
				time.Sleep(30 * time.Second)
				want := 4
				if shards.Of > 0 {
					want = shards.Last + 1
				}
				if got := len(shardsOf(c.discord)); got != want {
					t.Errorf("%d shards are connected, want %d", got, want)
				}
				if len(x.shards()) > 0 {
					t.Error("the index is filled, which this test must not be about")
				}
			})
		})
	}
}

func TestAFleetAgreesOnTheNumberOfShards(t *testing.T) {
	fleet(t, 4, func(c *crew, _ []*discordtest.User) {
		_, _ = c.process("a")
		time.Sleep(time.Minute)
		other, _ := c.process("b", func(o *Options) { o.Shards = Shards{0, 7, 8} })
		<-other.done
		if !errors.Is(other.err, errOtherCount) {
			c.t.Errorf("a process of 8 shards among those of 4: %v, want %v", other.err, errOtherCount)
		}
		_, _ = c.process("c", func(o *Options) { o.Shards = Shards{0, 3, 4} })
		time.Sleep(time.Minute)
		c.want("one of the same number", map[string]int{"a": 2, "c": 2})
	})
}

// Processes with shards of their own take turns to identify as well.
func TestShardsByHandShareTheirTurns(t *testing.T) {
	fleet(t, 8, func(c *crew, members []*discordtest.User) {
		x := &indexed{}
		_, _ = c.process("a", func(o *Options) { o.Shards = Shards{0, 3, 8}; o.Fleet.Index = x })
		_, _ = c.process("b", func(o *Options) { o.Shards = Shards{4, 7, 8} })
		time.Sleep(2 * time.Minute)
		if got := shardsOf(c.discord); len(got) != 8 {
			c.t.Errorf("connected are the shards %v, want all 8", got)
		}
		if got := x.shards(); !slices.Equal(got, []int{0, 1, 2, 3}) {
			c.t.Errorf("a holds the servers of %v, want those of its shards", got)
		}
		allAnswered(c.t, members)
	})
}

// The day's starts are counted over all processes.
func TestAFleetDoesNotOverdrawTheDaysStarts(t *testing.T) {
	fleet(t, 4, func(c *crew, members []*discordtest.User) {
		c.discord.InsteadOfReady(slices.Repeat([]int{9}, 150)...)
		_, _ = c.process("a")
		_, _ = c.process("b")
		time.Sleep(23 * time.Hour)
		if got := len(c.discord.Identifies()); got < 80 || got > 100 {
			c.t.Errorf("identified %d times in a day with 100 starts", got)
		}
		time.Sleep(3 * time.Hour)
		allAnswered(c.t, members)
	}, discordtest.IdentifiesLeft(100))
}

// Whatever the first distribution of the shards, and whatever processes come
// and go, each process ends up with its share, as few shards as possible move,
// and then none moves any more.
func TestPlansConverge(t *testing.T) {
	for seed := range uint64(300) {
		random := rand.New(rand.NewPCG(seed, 1))
		of, members := 1+random.IntN(40), 1+random.IntN(7)
		w := plans{t: t, seed: seed, of: of, rows: map[string]Lease{}}
		for m := range members {
			w.enter(fmt.Sprint("p", m))
		}
		for id := range of {
			if owner := random.IntN(members + 1); owner < members {
				w.set(leaseServing, id, fmt.Sprint("p", owner))
			}
		}
		w.settle(random)
		for range 4 {
			switch random.IntN(3) {
			case 0:
				w.enter(fmt.Sprint("q", random.IntN(100)))
			case 1:
				w.exit(w.roll().members[0])
			default:
				w.lose(random.IntN(of))
			}
			for range random.IntN(20) { // somewhere on the way
				w.turn(random)
			}
		}
		w.settle(random)
	}
}

// plans simulates a fleet whose processes carry out their plans, one process at
// a time.
type plans struct {
	t     *testing.T
	seed  uint64
	of    int
	rows  map[string]Lease
	moved int
}

func (w *plans) roll() roster { return readLeases(slices.Collect(maps.Values(w.rows)), w.of) }

func (w *plans) set(k leaseKind, id int, holder string) {
	name := leaseName(k, id, w.of)
	w.rows[name] = Lease{Name: name, Holder: holder, Token: w.rows[name].Token + 1, Left: time.Hour}
}

func (w *plans) clear(k leaseKind, id int) {
	name := leaseName(k, id, w.of)
	w.rows[name] = Lease{Name: name, Token: w.rows[name].Token}
}

func (w *plans) enter(name string) {
	w.rows[memberPrefix+name] = Lease{Name: memberPrefix + name, Holder: name, Token: 1, Left: time.Hour}
}

func (w *plans) exit(name string) {
	if len(w.roll().members) == 1 {
		return
	}
	for key, l := range w.rows {
		if l.Holder == name {
			w.rows[key] = Lease{Name: key, Holder: name, Token: l.Token, Left: -time.Second}
		}
	}
}

func (w *plans) lose(id int) { w.clear(leaseServing, id) }

// turn lets one process carry out its plan. It reports whether the plan had any
// steps.
func (w *plans) turn(random *rand.Rand) bool {
	r := w.roll()
	return w.does(r.members[random.IntN(len(r.members))])
}

func (w *plans) does(me string) bool {
	r := w.roll()
	s := r.plan(me, func(int) bool { return true }, func(int) bool { return false })
	for _, id := range s.stopPreparing {
		w.clear(leasePreparing, id)
		w.clear(leasePrepared, id)
	}
	for _, id := range s.take {
		if owner := r.shards[id].owner(); owner != "" {
			w.t.Fatalf("seed %d: %s takes shard %d of %s", w.seed, me, id, owner)
		}
		w.set(leaseServing, id, me)
	}
	for _, id := range s.prepare {
		w.set(leasePreparing, id, me)
		w.set(leasePrepared, id, me)
	}
	for _, id := range s.leave {
		if owner := r.shards[id].owner(); owner != me {
			w.t.Fatalf("seed %d: %s gives shard %d of %s", w.seed, me, id, owner)
		}
		w.clear(leaseServing, id)
		w.moved++
	}
	return len(s.stopPreparing)+len(s.take)+len(s.prepare)+len(s.leave) > 0
}

// settle gives every process turns until no plan has any steps.
func (w *plans) settle(random *rand.Rand) {
	w.t.Helper()
	r := w.roll()
	have, share, must := r.counts(), r.shares(), 0
	for _, m := range r.members {
		must += max(0, have[m]-share[m])
	}
	w.moved = 0
	for rounds := 0; ; rounds++ {
		if rounds > 20*w.of+100 {
			w.t.Fatalf("seed %d: nothing comes to rest", w.seed)
		}
		members, busy := w.roll().members, false
		random.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
		for _, m := range members {
			busy = w.does(m) || busy
		}
		if !busy {
			break
		}
	}
	r = w.roll()
	have = r.counts()
	for m, n := range r.shares() {
		if have[m] != n {
			w.t.Errorf("seed %d: %s has %d of %d shards, want %d: %v", w.seed, m, have[m], w.of, n, have)
		}
	}
	if w.moved > must {
		w.t.Errorf("seed %d: %d shards moved, want %d", w.seed, w.moved, must)
	}
}
