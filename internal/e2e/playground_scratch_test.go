package e2e

import (
	"bufio"
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"
)

// Somebody who has just built the program, and has no account and no data, opens
// its page and reads an answer. How long that takes is logged:
//
//	go test . -run TestPlaygroundFromScratch -v
func TestPlaygroundFromScratch(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows cannot interrupt one process")
	}
	browserPath := chromium(t)
	folder := t.TempDir()
	built := filepath.Join(folder, "verbatim")
	if out, err := exec.Command("go", "build", "-o", built, "verbatim").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	data := filepath.Join(folder, "data")
	process := exec.Command(built, "--data", data, "--playground", "127.0.0.1:0")
	process.Env = []string{"HOME=" + folder, "PATH=" + os.Getenv("PATH")} // and neither token nor settings
	var log bytes.Buffer
	process.Stderr = &log
	stdout, err := process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = process.Process.Signal(os.Interrupt)
		limit := time.AfterFunc(exitWithin, func() { _ = process.Process.Kill() })
		defer limit.Stop()
		if err := process.Wait(); err != nil {
			t.Errorf("it ended with %v; its log:\n%s", err, log.String())
		}
	})
	first, err := bufio.NewReader(stdout).ReadString('\n')
	_, link, found := strings.Cut(strings.TrimSpace(first), "The playground is at ")
	if err != nil || !found {
		t.Fatalf("it prints %q, %v, want where the playground is", first, err)
	}
	printed := time.Since(began)
	b := browse(t, browserPath, link, data)
	shown := time.Since(began)
	b.keys("/ask What did Iran say about delivering drones?")
	b.see(`document.querySelector('#command input').value.endsWith('drones?')`)
	b.keys(kb.Enter)
	b.last("Hossein Amirabdollahian")
	t.Logf("from the start of the program: the link after %v, the page in a browser started then after %v, the answer after %v",
		printed.Round(time.Millisecond), shown.Round(time.Millisecond), time.Since(began).Round(time.Millisecond))
}
