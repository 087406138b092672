package e2e

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"
	"testing"
	"time"

	"verbatim/corpus"
	"verbatim/corpus/fetch/fetchtest"
	"verbatim/corpus/store"
	"verbatim/corpus/store/storetest"
	"verbatim/internal/discordtest"
)

var (
	chaosRounds = flag.Int("chaos-rounds", 0, "how many disturbances TestChaos makes; it takes about half a minute each")
	chaosSeed   = flag.Uint64("chaos-seed", 0, "what TestChaos's chance starts from, 0 for anything")
)

// The size of what TestChaos disturbs.
const (
	chaosProcesses = 4
	chaosShards    = 8
	chaosGuilds    = 16
)

// TestChaos runs processes on one PostgreSQL while people ask and moderators
// refresh, and kills, stops, cuts off and slows down what it can. In the end
// nothing that was acknowledged is lost, nothing is there, was answered, posted
// or refreshed twice, and each shard has one owner.
func TestChaos(t *testing.T) {
	if *chaosRounds == 0 {
		t.Skip("it takes minutes: run it with -chaos-rounds 20")
	}
	if runtime.GOOS == "windows" {
		t.Skip("Windows cannot stop one process")
	}
	c := newChaos(t)
	c.begin()
	for round := range *chaosRounds {
		kind := disturbances[round%len(disturbances)]
		begun := time.Now()
		kind.disturb(c)
		c.untilWell()
		t.Logf("round %d: %s: well again %v after it began", round, kind.name, time.Since(begun).Round(100*time.Millisecond))
		c.endRound()
	}
	c.end()
	c.judge()
}

// chaos is a bot of several processes, and those who use it.
type chaos struct {
	t         *testing.T
	random    *rand.Rand
	discord   *discordtest.Server
	site      *fetchtest.Site
	postgres  *storetest.Server
	database  string       // its URL, by no proxy
	store     *store.Store // the test's own way to it
	processes []*chaosProcess
	rooms     []*chaosRoom
	leave     chan struct{} // closed when people leave
	people    sync.WaitGroup
	pauses    []time.Duration // each a guild's in a round
	quiet     int             // rounds of guilds in which nobody waited
}

// chaosProcess is one process of the program, with its own way to PostgreSQL.
type chaosProcess struct {
	c       *chaos
	number  int
	data    string
	proxy   *storetest.Proxy
	running *exec.Cmd
	log     *locked
}

func newChaos(t *testing.T) *chaos {
	seed := *chaosSeed
	if seed == 0 {
		seed = rand.Uint64()
	}
	t.Logf("repeat with -chaos-seed %d -chaos-rounds %d", seed, *chaosRounds)
	c := &chaos{t: t, random: rand.New(rand.NewPCG(seed, 0)), leave: make(chan struct{})}
	c.postgres = storetest.Postgres(t, "fsync=on")
	if !c.postgres.Ours() {
		t.Skip("the server is somebody else's, who would not like it killed")
	}
	c.database = c.postgres.Database(t)
	c.store = openStore(t, c.database)
	c.site = fetchtest.New(t)
	c.discord = discordtest.New(t, discordtest.Shards(chaosShards), discordtest.MaxConcurrency(chaosShards))
	c.discord.Tolerate(discordtest.CodeAlreadyAcknowledged)
	c.discord.Tolerate(discordtest.CodeUnknownInteraction)
	for n := range chaosGuilds {
		c.rooms = append(c.rooms, c.newRoom(n))
	}
	for n := range chaosProcesses {
		c.processes = append(c.processes, &chaosProcess{
			c: c, number: n, data: filepath.Join(t.TempDir(), "data"), proxy: c.postgres.Proxy(t, c.database), log: new(locked),
		})
	}
	return c
}

// begin starts the processes, and then the people.
func (c *chaos) begin() {
	for _, p := range c.processes {
		p.start()
	}
	c.discord.Await("ask", "corpus")
	c.shared("all have begun")
	for _, r := range c.rooms {
		r.prepare()
	}
	for _, r := range c.rooms {
		c.people.Go(r.ask)
		c.people.Go(r.moderate)
	}
}

// end sends people home, and ends the processes as an operator would.
func (c *chaos) end() {
	close(c.leave)
	c.people.Wait()
	c.shared("all are back")
	for _, r := range c.rooms {
		r.last()
	}
	for _, p := range c.processes {
		p.terminate()
	}
}

// shared waits until each process has its share, and so no shard is under way
// from one to another.
func (c *chaos) shared(what string) {
	c.t.Helper()
	f := &fleetOf{t: c.t, store: c.store, discord: c.discord, shards: chaosShards}
	f.wants(what, chaosProcesses)
}

// owned waits until each shard has one connected session.
func (c *chaos) owned() {
	c.t.Helper()
	for limit := time.After(2 * time.Minute); ; {
		live := map[[2]int]int{}
		for _, s := range c.discord.Sessions() {
			if s.Connected {
				live[s.Shard]++
			}
		}
		wrong := chaosShards - len(live)
		for _, n := range live {
			wrong += n - 1
		}
		if wrong == 0 {
			return
		}
		select {
		case <-time.After(50 * time.Millisecond):
		case <-limit:
			c.t.Fatalf("sessions of shards: %v, want one of each of %d", live, chaosShards)
		}
	}
}

func (p *chaosProcess) start() {
	p.c.t.Helper()
	p.running, _ = serving(p.c.t, p.c.discord, p.data, "--store", p.proxy.URL())
	p.running.Env = append(p.running.Env, "DISCORDTEST_LOOPBACK=1", "VERBATIM_LOG_LEVEL=info")
	p.running.Stdout, p.running.Stderr = io.Discard, p.log
	if err := p.running.Start(); err != nil {
		p.c.t.Fatal(err)
	}
	running := p.running
	p.c.t.Cleanup(func() {
		_ = running.Process.Kill() // where it has not ended
		if p.c.t.Failed() {
			p.c.t.Logf("log of process %d:\n%s", p.number, tail(p.log))
		}
	})
}

// tail is the end of a log.
func tail(l *locked) []byte {
	l.mu.Lock()
	defer l.mu.Unlock()
	return bytes.Clone(l.Bytes()[max(0, l.Len()-6000):])
}

func (p *chaosProcess) signal(s os.Signal) {
	p.c.t.Helper()
	if err := p.running.Process.Signal(s); err != nil {
		p.c.t.Fatal(err)
	}
}

func (p *chaosProcess) kill() {
	p.c.t.Helper()
	p.signal(syscall.SIGKILL)
	_ = p.running.Wait()
}

func (p *chaosProcess) terminate() {
	p.c.t.Helper()
	p.signal(syscall.SIGTERM)
	if err := p.running.Wait(); err != nil {
		p.c.t.Errorf("process %d ends with %v, want status 0", p.number, err)
	}
}

// judge says what has become of it all.
func (c *chaos) judge() {
	c.t.Helper()
	var sum chaosTally
	for _, r := range c.rooms {
		r.judge(&sum)
	}
	second := 0
	for _, refusal := range c.discord.Refusals() {
		if refusal.Code == discordtest.CodeAlreadyAcknowledged {
			second++
		}
	}
	c.t.Logf("%d rounds: %v; %d second answers that Discord refused", *chaosRounds, sum, second)
	c.t.Logf("pauses of a guild in a round: none %d times, else %s", c.quiet, spread(c.pauses))
}

// chaosTally is what became of what people did.
type chaosTally struct {
	asked, answered, told, unanswered int // questions
	published, acknowledged           int // articles
	lost, doubled, twice, overlaps    int
}

func (s chaosTally) String() string {
	return fmt.Sprintf("%d questions: %d answered, %d told why not, %d without an answer; %d articles published, %d acknowledged; lost %d, doubled %d, answered or posted twice %d, refreshed twice %d",
		s.asked, s.answered, s.told, s.unanswered, s.published, s.acknowledged, s.lost, s.doubled, s.twice, s.overlaps)
}

// sourceName is what a room's feed is called.
func (r *chaosRoom) feed() string { return fmt.Sprintf("/%d/feed.xml", r.number) }

func (r *chaosRoom) id() corpus.GuildID { return corpus.GuildID(r.guild.ID()) }
