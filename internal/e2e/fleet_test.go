package e2e

import (
	"bufio"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"verbatim/corpus/store"
	"verbatim/corpus/store/storetest"
	"verbatim/internal/cli"
	"verbatim/internal/discordtest"
)

// Several processes of the program on one PostgreSQL share the shards out; what
// one had that is killed or stopped the others take, and nothing is answered or
// posted twice.
func TestProcessesOnOnePostgres(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it takes long, and is left out with -short")
	}
	if runtime.GOOS == "windows" {
		t.Skip("Windows cannot stop one process")
	}
	location := storetest.Postgres(t).Database(t)
	discord := discordtest.New(t, discordtest.Shards(4), discordtest.MaxConcurrency(4))
	discord.Tolerate(discordtest.CodeAlreadyAcknowledged)
	discord.Tolerate(discordtest.CodeUnknownInteraction)
	var ann []*discordtest.User
	for n := range 4 {
		ann = append(ann, discord.Guild(fmt.Sprint("Server ", n)).Member("ann", discordtest.Permissions(discordtest.ManageGuild)))
	}
	s := openStore(t, location)
	for n, guild := range discord.Guilds() { // whose process alone can answer
		importInto(t, location, guild, fmt.Sprintf(`{"id":"own","title":"Ferry","text":"\"The ferry needs %d minutes to cross the strait,\" captain Olga Brandt said."}`, ferryMinutes(n)))
	}
	var all []*exec.Cmd
	for range 3 {
		all = append(all, startProcess(t, discord, location))
	}
	discord.Await("ask")
	f := &fleetOf{t: t, store: s, discord: discord, shards: 4}
	f.wants("three processes", 3)
	f.answers(ann)
	f.postsOnce(location, ann[0])

	signals(t, all[0], syscall.SIGKILL)
	f.wants("one was killed", 2)
	f.answers(ann)

	signals(t, all[1], pauseSignal)
	f.stopped = true // its sessions stay open
	f.wants("one is stopped", 1)
	signals(t, all[1], continueSignal)
	f.stopped = false
	f.wants("it goes on", 2)
	f.answers(ann)

	if n := discord.EarlyIdentifies(); n > 0 {
		t.Errorf("%d identifies came too early for their rate-limit key", n)
	}
	signals(t, all[2], syscall.SIGTERM)
	f.wants("one has ended", 1)
	f.answers(ann)
}

// fleetOf looks at the processes through their store and Discord.
type fleetOf struct {
	t       *testing.T
	store   *store.Store
	discord *discordtest.Server
	shards  int
	stopped bool // a process is, and its sessions may be connected beside those of others
}

// fleetPatience is how long the shards may take to be where they should be.
const fleetPatience = 25 * time.Second

// wants waits until so many processes share the shards out, fairly, and one
// session of each shard is connected, beside those of a stopped process.
func (f *fleetOf) wants(what string, processes int) {
	f.t.Helper()
	begun := time.Now()
	for {
		got, fair := f.shared(processes)
		if fair {
			f.t.Logf("%s: %s, after %v", what, got, time.Since(begun).Round(time.Millisecond))
			return
		}
		if time.Since(begun) > fleetPatience {
			f.t.Fatalf("%s: the shards are shared out as %s, want %d processes", what, got, processes)
		}
		select {
		case <-f.t.Context().Done():
			f.t.Fatal("the test was ended")
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func (f *fleetOf) shared(processes int) (string, bool) {
	leases, err := f.store.RenewAll(f.t.Context(), "gateway/shard/", "nobody", time.Second)
	if err != nil {
		f.t.Fatal(err)
	}
	have, live := map[string]int{}, map[[2]int]int{}
	for _, l := range leases {
		if l.Left > 0 {
			have[l.Holder]++
		}
	}
	for _, s := range f.discord.Sessions() {
		if s.Connected {
			live[s.Shard]++
		}
	}
	owned, fair := 0, len(have) == processes && len(live) == f.shards
	for _, n := range have {
		owned += n
		fair = fair && n >= f.shards/processes && n <= (f.shards+processes-1)/processes
	}
	for _, n := range live {
		fair = fair && (n == 1 || f.stopped)
	}
	return fmt.Sprintf("%v, sessions %v", have, live), fair && owned == f.shards
}

func (f *fleetOf) answers(members []*discordtest.User) {
	f.t.Helper()
	for n, m := range members {
		it := m.Types("/ask question: What did Iran say about delivering drones?")
		if reply := it.Reply(); len(reply.Embeds) == 0 || !strings.Contains(reply.Embeds[0].Description, "built-in article") {
			f.t.Errorf("%s reads %+v, want a quote of the built-in article", m.Name(), reply)
		}
		if more := len(it.Followups()); more > 0 {
			f.t.Errorf("%s reads %d follow-ups, want none", m.Name(), more)
		}
		own := fmt.Sprintf("needs %d minutes", ferryMinutes(n))
		if reply := m.Types("/ask question: How many minutes does the ferry need?").Reply(); len(reply.Embeds) == 0 || !strings.Contains(reply.Embeds[0].Description, own) {
			f.t.Errorf("%s of server %d reads %+v, want a quote of the server's own article: %q", m.Name(), n, reply, own)
		}
	}
}

// ferryMinutes is what the article of server n alone says.
func ferryMinutes(n int) int { return 11 + n }

// importInto imports an article, a line of JSON, into a guild's corpus.
func importInto(t *testing.T, location string, guild *discordtest.Guild, line string) {
	t.Helper()
	if status, stdout, stderr := command(t, t.TempDir(), line, "corpus", "import", "--store", location, "--guild", guild.ID(), "-"); status != cli.ExitDone {
		t.Fatalf("import: status %d, %q, %q", status, stdout, stderr)
	}
}

// postsOnce wants what several processes could post posted once: the entries of
// an audit log, and what a watch finds.
func (f *fleetOf) postsOnce(location string, ann *discordtest.User) {
	f.t.Helper()
	guild := f.discord.Guilds()[0]
	log, news := guild.Channel("log"), guild.Channel("news")
	ann.Runs("corpus", discordtest.Options{"settings": discordtest.Options{"audit": log}}).Reply()
	ann.Runs("watch", discordtest.Options{"topic": "lighthouse", "channel": news}).Reply()
	for n := range 3 {
		importInto(f.t, location, guild, fmt.Sprintf(`{"id":"quay%d","title":"Quay","text":"The harbour master said that lighthouse number %d will be painted in spring."}`, n, n))
	}
	var posted, logged string
	for patience := time.Now().Add(fleetPatience); ; {
		posted, logged = texts(ann.In(news)), texts(ann.In(log))
		if strings.Contains(posted, "number 2") && strings.Count(logged, "import") >= 3 {
			break
		}
		if time.Now().After(patience) {
			f.t.Fatalf("logged is %q and posted %q, want three statements and three imports", logged, posted)
		}
		time.Sleep(100 * time.Millisecond)
	}
	time.Sleep(4 * time.Second) // the other processes have looked too by now
	posted, logged = texts(ann.In(news)), texts(ann.In(log))
	for n := range 3 {
		if got := strings.Count(posted, fmt.Sprintf("number %d", n)); got != 1 {
			f.t.Errorf("statement %d is posted %d times in %q, want once", n, got, posted)
		}
	}
	if got := strings.Count(logged, "import"); got != 3 {
		f.t.Errorf("the imports are posted %d times in %q, want 3", got, logged)
	}
}

// texts is all that a user reads in a channel.
func texts(u *discordtest.User) string {
	var out strings.Builder
	for _, m := range u.Sees() {
		out.WriteString(m.Text() + "\n")
	}
	return out.String()
}

// openStore opens the store that the processes share.
func openStore(t *testing.T, location string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), location, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// startProcess starts "serve" on a store, and waits until it says that it is
// ready or a second has passed: it may have no shard yet.
func startProcess(t *testing.T, discord *discordtest.Server, location string) *exec.Cmd {
	t.Helper()
	process, stderr := serving(t, discord, filepath.Join(t.TempDir(), "data"), "--store", location)
	process.Env = append(process.Env, "DISCORDTEST_LEASE=3s")
	stdout, err := process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = process.Process.Kill() // where it has not ended
		_, _ = bufio.NewReader(stdout).ReadString(0)
		_ = process.Wait()
		if t.Failed() {
			t.Logf("log of process %d:\n%s", process.Process.Pid, stderr)
		}
		if strings.Contains(stderr.String(), "level=ERROR") {
			t.Errorf("process %d logs an error:\n%s", process.Process.Pid, stderr)
		}
	})
	return process
}

func signals(t *testing.T, process *exec.Cmd, signal os.Signal) {
	t.Helper()
	if err := process.Process.Signal(signal); err != nil {
		t.Fatal(err)
	}
}
