package e2e

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"verbatim/corpus"
	"verbatim/internal/cli"
	"verbatim/internal/discordtest"
)

// taken is the sentence that is taken down.
const taken = "The harbour of Quillmarket will be dredged at night, said Ada Winter."

// holdingFiles are the files of the data folder that hold the sentence.
func holdingFiles(t *testing.T, data string) (files []string) {
	t.Helper()
	err := filepath.WalkDir(data, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		content, err := os.ReadFile(path)
		if n := bytes.Count(content, []byte(taken)); n > 0 {
			files = append(files, fmt.Sprintf("%s (%d times)", path, n))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// statementID is the id under which the sentence is found.
func statementID(t *testing.T, data string) string {
	t.Helper()
	status, out, stderr := command(t, data, "", "ask", "--limit", "1", "--format", "json", "Who will dredge the harbour of Quillmarket?")
	var answers []corpus.Answer
	if err := json.Unmarshal([]byte(out), &answers); err != nil || len(answers) != 1 || answers[0].Text != taken {
		t.Fatalf("status %d, %v: %s%s", status, err, out, stderr)
	}
	return string(answers[0].ID)
}

func articleOf(t *testing.T, text string) string {
	t.Helper()
	line, err := json.Marshal(map[string]string{"id": "quay", "title": "Dredging", "text": text})
	if err != nil {
		t.Fatal(err)
	}
	return string(line)
}

// What is taken down is in no file of the data folder: while the bot serves, and
// after it has stopped; of a short article, and of versions of a long one, which
// has pages of its own.
func TestTakenDownWordsAreGone(t *testing.T) {
	t.Parallel()
	short := "The mayor spoke on Monday. The council met on Tuesday. " + taken + " The ferry will sail on Friday. The tram will not. It rained."
	var long strings.Builder
	for i := range 6000 {
		fmt.Fprintf(&long, "The council talked about item %d on its list. ", i)
		if i == 3000 {
			long.WriteString(taken + " ")
		}
	}
	for name, versions := range map[string][]string{
		"a short article":                       {short},
		"three versions of a long one":          {long.String(), long.String() + "It was added.", long.String() + "It was added and changed."},
		"versions of which the last is without": {short, strings.Replace(short, " It rained.", "", 1)},
	} {
		t.Run(name, func(t *testing.T) {
			discord := discordtest.New(t)
			discord.Guild("Newsroom")
			n := &newsroom{t: t, discord: discord, data: filepath.Join(t.TempDir(), "data")}
			n.start()
			for _, text := range versions {
				if status, _, stderr := command(t, n.data, articleOf(t, text), "corpus", "import", "-"); status != cli.ExitDone {
					t.Fatal(stderr)
				}
			}
			id := statementID(t, n.data)
			if len(holdingFiles(t, n.data)) == 0 {
				t.Fatal("the sentence is in no file to begin with")
			}
			status, out, stderr := command(t, n.data, "", "corpus", "takedown", "--yes", "quay", id)
			if status != cli.ExitDone || !strings.Contains(out, "taken down in 1 article\n") || !strings.Contains(out, "in no file of the store") {
				t.Fatalf("status %d: %s%s", status, out, stderr)
			}
			if files := holdingFiles(t, n.data); len(files) > 0 {
				t.Errorf("while the bot serves, the sentence is in %q", files)
			}
			n.stop()
			if files := holdingFiles(t, n.data); len(files) > 0 {
				t.Errorf("after it has stopped, the sentence is in %q", files)
			}
			if status, out, _ := command(t, n.data, "", "doctor", "--offline"); !strings.Contains(out, "deleted: no deleted words") {
				t.Errorf("status %d, the doctor says\n%s", status, out)
			}
		})
	}
}

// killed runs the program in a process of its own and kills it after a while,
// unless it has ended by then.
func killed(t *testing.T, data string, after time.Duration, args ...string) (wasKilled bool) {
	t.Helper()
	path, err := exec.LookPath("verbatim") // which TestMain has put there
	if err != nil {
		t.Fatal(err)
	}
	c := exec.CommandContext(t.Context(), path, args...)
	c.Env = append(os.Environ(), "VERBATIM_DATA="+data)
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(after, func() { _ = c.Process.Kill() })
	defer timer.Stop()
	return c.Wait() != nil && c.ProcessState.ExitCode() < 0
}

// entries are the names in a folder.
func entries(t *testing.T, dir string) (names []string) {
	t.Helper()
	all, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range all {
		names = append(names, e.Name())
	}
	return names
}

// filled is a data folder with a store of some megabytes.
func filled(t *testing.T, megabytes int) (data string) {
	t.Helper()
	data = filepath.Join(t.TempDir(), "data")
	var lines strings.Builder
	for i := range megabytes * 4 {
		fmt.Fprintf(&lines, `{"id":"a%d","title":"","text":"%s"}`+"\n", i, strings.Repeat(fmt.Sprintf("The mayor said no to plan %d. ", i), 9000))
	}
	if status, _, stderr := command(t, data, lines.String(), "corpus", "import", "-"); status != cli.ExitDone {
		t.Fatal(stderr)
	}
	return data
}

// A backup that was killed leaves nothing beside the one that is made after it.
func TestKilledBackupLeavesNothing(t *testing.T) {
	t.Parallel()
	data, to := filled(t, 8), t.TempDir()
	kills := 0
	for range 8 {
		if killed(t, data, time.Duration(20+rand.IntN(150))*time.Millisecond, "backup", "--force", filepath.Join(to, "b.db")) {
			kills++
		}
	}
	t.Logf("killed %d times: %q", kills, entries(t, to))
	if status, _, stderr := command(t, data, "", "backup", "--force", filepath.Join(to, "b.db")); status != cli.ExitDone {
		t.Fatal(stderr)
	}
	if got := entries(t, to); len(got) != 1 || got[0] != "b.db" {
		t.Errorf("the folder holds %q, want b.db alone", got)
	}
}

// A restore that was killed is named by the doctor, and its leftovers are gone
// at the next start; a store is there whole, the old one or the new.
func TestKilledRestoreLeavesNothing(t *testing.T) {
	t.Parallel()
	data := filled(t, 8)
	backup := filepath.Join(t.TempDir(), "b.db")
	if status, _, stderr := command(t, data, "", "backup", backup); status != cli.ExitDone {
		t.Fatal(stderr)
	}
	leftovers := func() (left []string) {
		for _, name := range entries(t, data) {
			if strings.HasPrefix(name, "restore-") {
				left = append(left, name)
			}
		}
		return left
	}
	seen := 0
	for try := 0; try < 40 && seen < 3; try++ {
		killed(t, data, time.Duration(20+rand.IntN(200))*time.Millisecond, "restore", "--force", backup)
		left := leftovers()
		if len(left) == 0 {
			continue
		}
		seen++
		if _, out, _ := command(t, data, "", "doctor", "--offline"); !strings.Contains(out, left[0]) {
			t.Errorf("the doctor does not name %q:\n%s", left, out)
		}
		status, out, stderr := command(t, data, "", "corpus", "list", "--format", "jsonl", "--no-builtin")
		if status != cli.ExitDone || strings.Count(out, "\n") != 32 {
			t.Errorf("status %d, %d articles, want 32: %s", status, strings.Count(out, "\n"), stderr)
		}
		if left := leftovers(); len(left) > 0 {
			t.Errorf("after the next start %q are left", left)
		}
	}
	if seen == 0 {
		t.Skip("no restore was killed at work: this machine is too fast or too slow")
	}
}

// A backup that runs is nobody's leftover: another one to the same file lets it
// be, and so does a start.
func TestRunningBackupIsNoLeftover(t *testing.T) {
	t.Parallel()
	data, to := filled(t, 2), t.TempDir()
	done := make(chan string, 4)
	for range cap(done) {
		go func() {
			path, err := exec.LookPath("verbatim")
			if err != nil {
				done <- err.Error()
				return
			}
			c := exec.CommandContext(t.Context(), path, "backup", "--force", filepath.Join(to, "b.db"))
			c.Env = append(os.Environ(), "VERBATIM_DATA="+data)
			if out, err := c.CombinedOutput(); err != nil {
				done <- fmt.Sprintf("%v: %s", err, out)
				return
			}
			done <- ""
		}()
	}
	for range cap(done) {
		if failed := <-done; failed != "" {
			t.Error(failed)
		}
	}
	if got := entries(t, to); len(got) != 1 || got[0] != "b.db" {
		t.Errorf("the folder holds %q, want b.db alone", got)
	}
}

// A text that the disk has changed costs itself: it is not quoted, the log and
// the doctor name it, and everything else goes on.
func TestDamagedTextCostsItself(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	lines := `{"id":"quay","title":"","text":"The harbour master said that the lighthouse will be painted."}
{"id":"depot","title":"","text":"The driver said that the tram depot will be closed."}
`
	if status, _, stderr := command(t, data, lines, "corpus", "import", "-"); status != cli.ExitDone {
		t.Fatal(stderr)
	}
	raw, err := sql.Open("sqlite", filepath.Join(data, "verbatim.db"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := raw.ExecContext(t.Context(), `UPDATE articles SET body = replace(body, 'painted', 'pointed') WHERE id = 'quay'`); err != nil {
		t.Fatal(err)
	}
	if err := raw.Close(); err != nil {
		t.Fatal(err)
	}
	do := func(args ...string) (string, string) {
		t.Helper()
		status, out, stderr := command(t, data, "", args...)
		if status != cli.ExitDone {
			t.Errorf("%q: status %d: %s", args, status, stderr)
		}
		return out, stderr
	}
	out, log := do("ask", "--threshold", "0", "lighthouse")
	if strings.Contains(out, "pointed") || !strings.Contains(log, "article=quay") || !strings.Contains(log, "damaged") {
		t.Errorf("it answers\n%swhat it logs:\n%s", out, log)
	}
	if out, _ := do("ask", "tram depot"); !strings.Contains(out, "tram depot will be closed") {
		t.Errorf("the other is not answered:\n%s", out)
	}
	if out, _ := do("corpus", "export"); strings.Contains(out, "pointed") || !strings.Contains(out, "tram depot") {
		t.Errorf("the export is\n%s", out)
	}
	do("corpus", "list")
	do("corpus", "status")
	do("backup", filepath.Join(t.TempDir(), "b"))
	_, said, _ := command(t, data, "", "doctor", "--offline")
	if !strings.Contains(said, `1 text is damaged, and left out of the answers: article "quay"`) || !strings.Contains(said, "corpus refresh") {
		t.Errorf("the doctor says\n%s", said)
	}
	// Put anew, it answers.
	if status, _, stderr := command(t, data, lines, "corpus", "import", "-"); status != cli.ExitDone {
		t.Fatal(stderr)
	}
	if out, _ := do("ask", "lighthouse"); !strings.Contains(out, "lighthouse will be painted") {
		t.Errorf("put anew it answers\n%s", out)
	}
}
