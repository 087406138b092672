package e2e

import (
	"database/sql"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

var readingKills = flag.Int("reading-kills", 4, "how often a reading process, or one of its readers, is killed")

// Whenever the program or one of its readers is killed while it reads, nothing is
// lost, nothing is doubled, and no process is left over.
func TestKillsWhileReading(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it takes long, and is left out with -short")
	}
	program, err := exec.LookPath("verbatim")
	if err != nil {
		t.Fatal(err)
	}
	const pages = 40
	data, folder := t.TempDir(), t.TempDir()
	write := func(round int) {
		for i := range pages {
			text := strings.ReplaceAll(sample, "The harbour", fmt.Sprintf("The harbour of round %d and page %d", round, i))
			if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("page%d.html", i)), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	start := func(args ...string) *exec.Cmd {
		cmd := exec.Command(program, args...)
		cmd.Env = []string{"VERBATIM_DATA=" + data, "VERBATIM_NO_BUILTIN=true", "HOME=" + data, "TMPDIR=" + os.TempDir()}
		return cmd
	}
	run := func(args ...string) string {
		t.Helper()
		out, err := start(args...).CombinedOutput()
		if err != nil {
			t.Fatalf("%q: %v: %s", args, err, out)
		}
		return string(out)
	}
	write(0)
	run("corpus", "add", folder)
	for round := 1; round <= *readingKills; round++ {
		write(round)
		cmd := start("corpus", "refresh")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		readers := readersOf(cmd.Process.Pid)
		time.Sleep(time.Duration(rand.IntN(300)) * time.Millisecond) // wherever it is then
		readers = append(readers, readersOf(cmd.Process.Pid)...)
		if round%2 == 0 {
			_ = cmd.Process.Kill() // it may be done
		} else {
			for _, pid := range readers {
				_ = syscall.Kill(pid, syscall.SIGKILL)
			}
		}
		_ = cmd.Wait() // it may have been killed
		for _, pid := range readers {
			for deadline := time.Now().Add(time.Minute); isReader(pid); time.Sleep(time.Millisecond) {
				if time.Now().After(deadline) {
					t.Fatalf("round %d: the reader %d lives on", round, pid)
				}
			}
		}
		expireLeases(t, data)
		run("corpus", "refresh")
		whole(t, run("corpus", "export"), round, pages)
	}
}

// expireLeases lets the minute pass after which a dead process holds nothing.
func expireLeases(t *testing.T, data string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(data, "verbatim.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec("DELETE FROM leases"); err != nil {
		t.Fatal(err)
	}
}

// whole checks that an export has each page once, that its newest version is this
// round's, and that no version is there twice.
func whole(t *testing.T, export string, round, pages int) {
	t.Helper()
	type version struct {
		Type, ID, Text string
		Number         int
	}
	newest, texts := map[string]version{}, map[string]bool{}
	for line := range strings.Lines(export) {
		var v version
		if err := json.Unmarshal([]byte(line), &v); err != nil {
			t.Fatal(err)
		}
		if v.Type != "article" {
			continue
		}
		if texts[v.Text] {
			t.Errorf("round %d: twice there is %q", round, v.Text)
		}
		texts[v.Text] = true
		if v.Number >= newest[v.ID].Number {
			newest[v.ID] = v
		}
	}
	if len(newest) != pages {
		t.Errorf("round %d: %d articles, want %d", round, len(newest), pages)
	}
	for _, v := range newest {
		if !strings.Contains(v.Text, fmt.Sprintf("of round %d and page", round)) {
			t.Errorf("round %d: there is %q", round, v.Text)
		}
	}
}

// readersOf are the readers that a process has at this moment.
func readersOf(parent int) (pids []int) {
	tasks, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", parent)) // the pattern is whole
	for _, path := range tasks {
		text, err := os.ReadFile(path)
		if err != nil {
			continue // the thread or the process is gone
		}
		for _, field := range strings.Fields(string(text)) {
			if pid, err := strconv.Atoi(field); err == nil && isReader(pid) {
				pids = append(pids, pid)
			}
		}
	}
	return pids
}

// isReader reports whether a reader has that process id.
func isReader(pid int) bool {
	line, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
	return err == nil && strings.HasSuffix(string(line), "\x00reader\x00")
}
