package e2e

import (
	"errors"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"verbatim/internal/cli"
)

// onDisk runs a shell script with a small disk of its own mounted at $disk,
// and returns its exit status and what it printed.
func onDisk(t *testing.T, size, script string) (status int, stdout, stderr string) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("only Linux mounts a disk for one process")
	}
	disk := t.TempDir()
	mount := func(size, script string) *exec.Cmd {
		c := exec.Command("unshare", "--user", "--map-root-user", "--mount", "sh", "-c",
			`mount -t tmpfs -o size="$1" tmpfs "$disk" && eval "$2"`, "sh", size, script)
		c.Env = append(c.Environ(), "disk="+disk, "VERBATIM_DATA="+disk)
		return c
	}
	if out, err := mount("4k", "true").CombinedOutput(); err != nil {
		t.Skipf("no disk can be mounted here: %v: %s", err, out)
	}
	c := mount(size, script)
	var out, log strings.Builder
	c.Stdout, c.Stderr = &out, &log
	err := c.Run()
	if failed, ok := errors.AsType[*exec.ExitError](err); ok {
		return failed.ExitCode(), out.String(), log.String()
	}
	if err != nil {
		t.Fatal(err)
	}
	return 0, out.String(), log.String()
}

// A disk that is full, wherever it fills up, is told with what to do; with room
// again everything works.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	const ask = `verbatim ask --limit 1 "Who wants coffee with the Iranian side?"`
	for _, size := range []string{"4k", "40k", "64k", "80k", "96k", "104k", "112k", "120k"} {
		t.Run(size, func(t *testing.T) {
			status, stdout, stderr := onDisk(t, size, ask+` >"$disk/../out"; echo "status $?"; mount -o remount,size=8m "$disk"; `+ask)
			if status != cli.ExitDone || !strings.HasPrefix(stdout, "status 1\n") || !strings.Contains(stdout, "have coffee with them") {
				t.Errorf("status %d, %s, want status 1, and then the answer", status, stdout)
			}
			if first, _, _ := strings.Cut(stderr, "\n"); !strings.HasPrefix(first, "verbatim: ") || !strings.Contains(first, "the disk is full: make room") {
				t.Errorf("got %s, want that the disk is full and what to do", stderr)
			}
		})
	}
}

// What does not fit is not imported by halves, and what was there stays.
func TestImportThatDoesNotFit(t *testing.T) {
	t.Parallel()
	status, stdout, stderr := onDisk(t, "480k", `
		echo '{"id":"quay","title":"","text":"The harbour master said that the lighthouse will be painted."}' | verbatim corpus import - >&2
		i=0
		while [ $i -lt 200 ]; do
			echo '{"id":"a'$i'","title":"","text":"'"$(printf 'The mayor said no. %.0s' $(seq 300))"'"}'
			i=$((i+1))
		done | verbatim corpus import -
		echo "status $?"
		verbatim corpus list --format jsonl`)
	if status != cli.ExitDone || !strings.HasPrefix(stdout, "status 1\n") || strings.Count(stdout, `"id":`) != 2 || !strings.Contains(stdout, `"id":"quay"`) {
		t.Errorf("status %d, %s, want status 1 and the first two articles", status, stdout)
	}
	if !strings.Contains(stderr, "the disk is full: make room") {
		t.Errorf("got %s, want that the disk is full and what to do", stderr)
	}
}

// A disk that is full in the middle of a refresh is told; what was read by then
// stays and answers, and with room again the rest comes, each article once.
func TestRefreshThatDoesNotFit(t *testing.T) {
	t.Parallel()
	status, stdout, stderr := onDisk(t, "1m", `
		folder=$(mktemp -d)
		echo '“The lighthouse will be painted,” said Olga Brandt, the mayor.' >"$folder/000.txt"
		verbatim corpus add "$folder" --name news >&2 || exit 9
		i=1
		while [ $i -lt 100 ]; do
			printf 'The mayor said no to plan '$i'. %.0s' $(seq 600) >"$folder/$(printf %03d $i).txt"
			i=$((i+1))
		done
		verbatim corpus refresh
		echo "status $?"
		verbatim corpus list --format jsonl | grep -c 000.txt
		verbatim ask --threshold 0 --limit 1 "What will be painted?"
		mount -o remount,size=64m "$disk"
		verbatim corpus refresh >&2 || exit 8
		verbatim corpus list --no-builtin --format jsonl | wc -l
		verbatim ask --limit 1 "What will be painted?"
		rm -r "$folder"`)
	if status != cli.ExitDone || !strings.HasPrefix(stdout, "status 1\n1\n") || !strings.Contains(stdout, "\n100\n") {
		t.Errorf("status %d, %s, want status 1, the first article kept, and a hundred of them in the end\n%s", status, stdout, stderr)
	}
	if !strings.HasSuffix(stdout, "attributed automatically\n") || !strings.Contains(stdout[strings.LastIndex(stdout, "\n100\n"):], "Olga Brandt") {
		t.Errorf("got %s, want the answer in the end", stdout)
	}
	if !strings.Contains(stderr, "the disk is full: make room") {
		t.Errorf("got %s, want that the disk is full and what to do", stderr)
	}
}

// A data folder in which nothing may be written is named with what to do, by
// every command that needs it.
func TestReadOnlyDisk(t *testing.T) {
	t.Parallel()
	for _, command := range []string{"ask coffee", "corpus list", "corpus import -", "corpus remove quay", "serve"} {
		t.Run(command, func(t *testing.T) {
			status, _, stderr := onDisk(t, "8m", `
				line='{"id":"quay","title":"","text":"The harbour master said that the lighthouse will be painted."}'
				echo "$line" | verbatim corpus import - && verbatim ask coffee && mount -o remount,ro "$disk" &&
				echo "$line" | DISCORD_TOKEN=some.token verbatim `+command)
			if status != cli.ExitFailed || !strings.Contains(stderr, "read-only file system: make") || !strings.Contains(stderr, "--data") {
				t.Errorf("status %d, %s, want %d and what to do", status, stderr, cli.ExitFailed)
			}
		})
	}
}
