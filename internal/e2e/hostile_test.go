package e2e

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"verbatim/corpus"
	"verbatim/corpus/store"
	"verbatim/internal/discordtest"
)

var hostileAll = flag.Bool("hostile", false, "have TestHostileInputs try every input; it takes minutes")

const (
	// someInputs is how many of the hostile inputs are tried without -hostile: every
	// so many.
	someInputs = 16
	// onTime is how long another guild's source may wait at most: a turn, the time
	// between two looks for what is due, and room for a slow machine.
	onTime = 2 * time.Minute
	// parentGrows is how much memory the process may take while its readers read
	// hostile input, in bytes.
	parentGrows = 100 << 20
	// readerMemory is the limit of a reader without --reader-memory, in MB.
	readerMemory = 512
	// mayEnd is how many documents may end their readers, which a busy machine lets go
	// on for too long. Budgets refuse the others before.
	mayEnd = 5
)

// A stranger's bytes cost a document at most. The process lives and answers, other
// guilds' sources are read on time, and memory stays within its limits.
func TestHostileInputs(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("memory is read from /proc, which Linux has")
	}
	if testing.Short() {
		t.Skip("strangers' inputs are left out with -short")
	}
	inputs := hostileInputs()
	if !*hostileAll {
		var some []hostileInput
		for n := 0; n < len(inputs); n += someInputs {
			some = append(some, inputs[n])
		}
		inputs = some
	}
	discord := discordtest.New(t)
	ann := discord.Guild("Newsroom").Member("ann")
	data := filepath.Join(t.TempDir(), "data")
	s := openStore(t, filepath.Join(data, "verbatim.db"))
	p := startHostile(t, discord, data)
	p.watch()
	sources := addHostile(t, s, inputs)
	good := startGoodSources(t, s, 4)
	good.areRead("beside the first hostile inputs", s)
	good.areDue(s)
	good.areRead("in the middle", s)
	untilRead(t, s, sources)
	good.areDue(s)
	good.areRead("after all", s)
	p.judge()
	if got := ann.Types("/ask question: Who wants coffee with the Iranian side?").Reply(); !strings.Contains(fmt.Sprint(got.Embeds, got.Content), "coffee") &&
		len(got.Embeds) == 0 {
		t.Errorf("a question is answered with %+v", got)
	}
	p.end()
}

// hostileProcess is the real program while it reads hostile input.
type hostileProcess struct {
	t       *testing.T
	process *exec.Cmd
	log     *locked
	stop    chan struct{}
	group   sync.WaitGroup
	mu      sync.Mutex
	first   int64 // resident memory when the watch began, in bytes
	most    int64
	readers map[int]int64 // the most that each reader had, by process
}

func startHostile(t *testing.T, discord *discordtest.Server, data string) *hostileProcess {
	t.Helper()
	process, _ := serving(t, discord, data)
	p := &hostileProcess{t: t, process: process, log: new(locked), stop: make(chan struct{}), readers: map[int]int64{}}
	process.Env = append(process.Env, "DISCORDTEST_LOOPBACK=1", "VERBATIM_LOG_LEVEL=info")
	process.Stdout, process.Stderr = io.Discard, p.log
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = process.Process.Kill() // if it has not ended
		if t.Failed() {
			t.Logf("its log ends:\n%s", tail(p.log))
		}
	})
	discord.Await("ask")
	return p
}

// watch measures memory from now on until judge.
func (p *hostileProcess) watch() {
	p.first = resident(p.process.Process.Pid)
	p.group.Go(func() {
		for {
			p.measure()
			select {
			case <-p.stop:
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
	})
}

func (p *hostileProcess) measure() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.most = max(p.most, resident(p.process.Process.Pid))
	for _, child := range childrenOf(p.process.Process.Pid) {
		p.readers[child] = max(p.readers[child], resident(child))
	}
}

func (p *hostileProcess) judge() {
	close(p.stop)
	p.group.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	limit, most := int64(readerMemory)<<20, int64(0)
	for _, n := range p.readers {
		most = max(most, n)
	}
	p.t.Logf("the process: %d MB at first, %d at most; %d readers, of which the largest had %d MB", p.first>>20, p.most>>20, len(p.readers), most>>20)
	if p.most-p.first > parentGrows {
		p.t.Errorf("the process grows from %d to %d MB", p.first>>20, p.most>>20)
	}
	if most > limit {
		p.t.Errorf("a reader has %d MB, more than its limit of %d", most>>20, limit>>20)
	}
	if ended := strings.Count(p.log.String(), "a document ended its reader"); ended > mayEnd {
		p.t.Errorf("%d documents ended their readers; budgets should have refused them before", ended)
	}
	if len(p.readers) == 0 {
		p.t.Error("no reader was seen")
	}
}

func (p *hostileProcess) end() {
	if err := p.process.Process.Signal(syscall.SIGTERM); err != nil {
		p.t.Fatalf("the process is gone: %v", err)
	}
	if err := p.process.Wait(); err != nil {
		p.t.Errorf("it ends with %v, want status 0", err)
	}
}

// resident is a process's resident memory in bytes, 0 if it is gone.
func resident(pid int) int64 {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(b))
	if len(fields) < 2 {
		return 0
	}
	pages, _ := strconv.ParseInt(fields[1], 10, 64)
	return pages * int64(os.Getpagesize())
}

// childrenOf are the processes that a process has started and that live.
func childrenOf(pid int) []int {
	var out []int
	tasks, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	for _, task := range tasks {
		b, _ := os.ReadFile(task) // a thread may have ended
		for _, field := range strings.Fields(string(b)) {
			if child, err := strconv.Atoi(field); err == nil {
				out = append(out, child)
			}
		}
	}
	return out
}

// addHostile puts each input on a site, some inputs to a site, as a source of one of
// some guilds that is due.
func addHostile(t *testing.T, s *store.Store, inputs []hostileInput) []corpus.Source {
	t.Helper()
	const (
		guilds = 25
		sites  = 40
	)
	var all []corpus.Source
	muxes := make([]*http.ServeMux, sites)
	urls := make([]string, sites)
	for n, in := range inputs {
		mux := http.NewServeMux()
		var url string
		if at := n % sites; in.robots == nil {
			if muxes[at] == nil {
				muxes[at] = http.NewServeMux()
				urls[at] = siteAt(t, at, muxes[at])
			}
			mux, url = muxes[at], urls[at]
		} else {
			url = siteAt(t, sites+n, mux)
			mux.HandleFunc("/robots.txt", in.robots)
		}
		path := fmt.Sprintf("/input/%d", n)
		mux.HandleFunc(path, in.serve)
		all = append(all, corpus.Source{
			ID: corpus.SourceID(fmt.Sprint("hostile", n)), Guild: corpus.GuildID(fmt.Sprint(1000 + n%guilds)), Kind: in.kind,
			Name: fmt.Sprintf("%d: %.60s", n, in.name), Location: url + path, Added: time.Now(), AddedBy: corpus.ByOperator,
			Every: time.Hour, Due: time.Now().Add(-time.Minute),
		})
	}
	putSources(t, s, all)
	return all
}

// siteAt is a site on an address of its own on loopback: requests to one host wait for
// one another.
func siteAt(t *testing.T, n int, mux http.Handler) (url string) {
	t.Helper()
	var c net.ListenConfig
	listener, err := c.Listen(t.Context(), "tcp", fmt.Sprintf("127.0.%d.%d:0", 1+n/200, 1+n%200))
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(mux)
	_ = server.Listener.Close() // it has one of its own
	server.Listener = listener
	server.Start()
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	return server.URL
}

func putSources(t *testing.T, s *store.Store, all []corpus.Source) {
	t.Helper()
	err := s.Update(t.Context(), "put sources", func(tx *store.Tx) error {
		for _, source := range all {
			if err := tx.PutSource(t.Context(), source); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// untilRead waits until every source has been read once, whatever came of it.
func untilRead(t *testing.T, s *store.Store, sources []corpus.Source) {
	t.Helper()
	begun := time.Now()
	for {
		waiting := 0
		var last corpus.Source
		for _, source := range sources {
			at, ok, err := s.Source(t.Context(), source.Guild, source.ID)
			if err != nil || !ok {
				t.Fatal(err, ok)
			}
			if at.Failures == 0 && at.Refreshed.IsZero() {
				waiting++
				last = at
			}
		}
		if waiting == 0 {
			t.Logf("all %d hostile inputs were read within %v", len(sources), time.Since(begun).Round(time.Second))
			logOutcomes(t, s, sources)
			return
		}
		if time.Since(begun) > 20*time.Minute {
			t.Fatalf("%d hostile inputs are still unread, of them %q", waiting, last.Name)
		}
		pauseFor(t, 200*time.Millisecond)
	}
}

// logOutcomes logs what each input came to and how long its refresh took, with the
// time in which it waited for others.
func logOutcomes(t *testing.T, s *store.Store, sources []corpus.Source) {
	t.Helper()
	var table strings.Builder
	for _, source := range sources {
		runs, err := s.Runs(t.Context(), source.Guild, source.ID, 1)
		if err != nil || len(runs) == 0 {
			t.Fatalf("%q: %d refreshes, %v", source.Name, len(runs), err)
		}
		outcome := runs[0].Error
		if outcome == "" {
			outcome = runs[0].Tally.String()
		}
		if _, without, ok := strings.Cut(outcome, `": `); ok {
			outcome = without // the address
		}
		fmt.Fprintf(&table, "\n%-65s %4.0f s  %.120s", source.Name, runs[0].Finished.Sub(runs[0].Started).Seconds(), outcome)
	}
	t.Log(table.String())
}

func pauseFor(t *testing.T, wait time.Duration) {
	t.Helper()
	select {
	case <-t.Context().Done():
		t.Fatal("the test was ended")
	case <-time.After(wait):
	}
}

// goodSources are pages of other guilds.
type goodSources struct {
	t   *testing.T
	all []corpus.Source
}

func startGoodSources(t *testing.T, s *store.Store, count int) *goodSources {
	t.Helper()
	mux := http.NewServeMux()
	g := &goodSources{t: t}
	for n := range count {
		mux.HandleFunc(fmt.Sprintf("/good/%d", n), sent("text/html; charset=utf-8", "", text{
			head:  fmt.Sprintf("<!doctype html><title>Ferry %d</title><article><p>", n),
			piece: fmt.Sprintf("“The ferry needs %d minutes to cross the strait,” captain Olga Brandt said. ", ferryMinutes(n)), times: 4, tail: "</p></article>"}))
	}
	url := siteAt(t, 399, mux)
	for n := range count {
		g.all = append(g.all, corpus.Source{
			ID: corpus.SourceID(fmt.Sprint("good", n)), Guild: corpus.GuildID(fmt.Sprint(9000 + n)), Kind: corpus.SourcePage, Name: "Ferry",
			Location: fmt.Sprintf("%s/good/%d", url, n), Added: time.Now(), AddedBy: corpus.ByOperator, Every: time.Hour, Due: time.Now().Add(-time.Second),
		})
	}
	putSources(t, s, g.all)
	return g
}

// areDue makes the sources due now.
func (g *goodSources) areDue(s *store.Store) {
	g.t.Helper()
	for n, source := range g.all {
		at, ok, err := s.Source(g.t.Context(), source.Guild, source.ID)
		if err != nil || !ok {
			g.t.Fatal(err, ok)
		}
		at.Due, at.Refreshed = time.Now().Add(-time.Second), time.Time{}
		g.all[n] = at
	}
	putSources(g.t, s, g.all)
}

// areRead waits until all were read since they were due.
func (g *goodSources) areRead(when string, s *store.Store) {
	g.t.Helper()
	begun := time.Now()
	for {
		err := error(nil)
		for _, source := range g.all {
			at, _, broken := s.Source(g.t.Context(), source.Guild, source.ID)
			switch {
			case broken != nil:
				g.t.Fatal(broken)
			case at.Failures > 0:
				g.t.Fatalf("%s: a good page cannot be read: %s", when, at.LastError)
			case at.Refreshed.IsZero():
				err = errors.New("not yet read")
			}
		}
		took := time.Since(begun)
		if err == nil {
			g.t.Logf("%s: other guilds' sources were read within %v", when, took.Round(100*time.Millisecond))
			return
		}
		if took > onTime {
			g.t.Fatalf("%s: other guilds' sources are not read after %v", when, took)
		}
		pauseFor(g.t, 100*time.Millisecond)
	}
}
