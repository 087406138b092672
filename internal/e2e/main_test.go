package e2e

import (
	"bytes"
	"context"
	"errors"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"verbatim/bot"
	"verbatim/internal/cli"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	if cli.IsReader(os.Args) { // which tests that run the program in this process start
		cli.Main()
	}
	if len(os.Args) > 1 && os.Args[1] == underFilter {
		log.Fatal(startUnderFilter(os.Args[2:]))
	}
	cli.OwnerOnly() // as main does
	testscript.Main(m, map[string]func(){"verbatim": cli.Main, "verbatim-on-loopback": mainOnLoopback})
}

// underFilter has the test's program start another under a system call filter.
const underFilter = "under-filter"

func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("VERBATIM_DATA", filepath.Join(e.WorkDir, "data"))
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits},
	})
}

// exits is the script command "exits STATUS PROGRAM ARGS...".
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits STATUS PROGRAM ARGS...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	err = ts.Exec(args[1], args[2:]...)
	if failed, ok := errors.AsType[*exec.ExitError](err); ok {
		got = failed.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit status %d, want %d", got, want)
	}
}

// command runs the program as at the command line, on a data folder of its
// own, and returns its exit status and what it printed.
func command(t *testing.T, data, stdin string, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	settings := filepath.Join(t.TempDir(), "none.json")
	if err := os.WriteFile(settings, []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	env := map[string]string{"VERBATIM_DATA": data, "VERBATIM_CONFIG": settings}
	var out, log bytes.Buffer
	p := cli.Program{Getenv: func(name string) string { return env[name] }, Stdin: strings.NewReader(stdin), Stdout: &out, Stderr: &log, Limits: bot.DefaultLimits()}
	err := p.Run(t.Context(), args)
	status = cli.Exit(err, &log)
	return status, out.String(), log.String()
}

// What makes no sense is refused in one line that says what to do.
func TestBadInput(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	file := filepath.Join(data, "a file")
	if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("a", 100_000)
	tests := []struct {
		name   string
		args   []string
		stdin  string
		status int
		want   []string
	}{
		{"an empty question", []string{"ask", ""}, "", 1, []string{"the question is empty", "ask something"}},
		{"a blank question", []string{"ask", " \t ", "\n"}, "", 1, []string{"the question is empty"}},
		{"a question of 100,000 characters", []string{"ask", long}, "", 1, []string{"100000 bytes long, at most 2000", "ask a shorter one"}},
		{"a control character", []string{"ask", "who\x01said?"}, "", 1, []string{"control character U+0001", "leave it out"}},
		{"an escape sequence", []string{"ask", "who \x1b[31msaid?"}, "", 1, []string{"control character U+001B"}},
		{"a question that is not UTF-8", []string{"ask", "caf\xe9?"}, "", 2, []string{"not valid UTF-8"}},
		{"an unknown speaker", []string{"ask", "--speaker", "Zebedee Quux", "who said it?"}, "", 1, []string{`no statement is attributed to that speaker`, `"Zebedee Quux"`, "ask without"}},
		{"a speaker who is nearly known", []string{"ask", "--speaker", "Jonny", "who said it?"}, "", 1, []string{`"Jonny"`, `there is "John Kirby"`}},
		{"a question without a word", []string{"ask", "?!"}, "", 1, []string{"has no word to search for"}},
		{"a speaker with a control character", []string{"ask", "--speaker", "J\x07", "who?"}, "", 1, []string{"the speaker's name holds the control character U+0007"}},
		{"no question", []string{"ask"}, "", 2, []string{"ask needs a question", "--help"}},
		{"an unknown command", []string{"aks", "who?"}, "", 2, []string{`there is no command "aks" (did you mean ask?)`}},
		{"a playground that others reach", []string{"--playground", "0.0.0.0:0"}, "", 2, []string{"use 127.0.0.1, [::1] or localhost", "ssh -L"}},
		{"a guild in words", []string{"ask", "--guild", "home", "who?"}, "", 2, []string{`--guild "home"`}},
		{"a guild beyond 64 bits", []string{"corpus", "list", "--guild", "99999999999999999999"}, "", 2, []string{"--guild"}},
		{"a data folder that is a file", []string{"ask", "--data", file, "who?"}, "", 1, []string{file, "--data"}},
		{"a data folder under a file", []string{"corpus", "list", "--data", filepath.Join(file, "x")}, "", 1, []string{file, "--data"}},
		{"an absent batch", []string{"ask", "--batch", filepath.Join(data, "none.jsonl")}, "", 1, []string{"none.jsonl", "no such file"}},
		{"an absent text", []string{"extract", filepath.Join(data, "none.txt")}, "", 1, []string{"none.txt", "no such file"}},
		{"a folder for a text", []string{"extract", data}, "", 1, []string{data, "is a directory"}},
		{"an empty import", []string{"corpus", "import", "-"}, "", 1, []string{"standard input", "holds no article"}},
		{"removing what is not there", []string{"corpus", "remove", "nothing"}, "", 1, []string{`no article "nothing" in the shared corpus`, "corpus list"}},
		{"removing the built-in article", []string{"corpus", "remove", "builtin"}, "", 1, []string{"--no-builtin leaves it out"}},
		{"a broken line to extract", []string{"extract", "--lines", "-"}, `{"id":"a","text":"x"}` + "\n{", 4, []string{"standard input: 1 of 2 lines are not read", "line 2 is no JSON object"}},
		{"a line without text to extract", []string{"extract", "--lines", "-"}, `{"id":"a"}`, 4, []string{`line 1 has no "id" or no "text"`}},
		{"no token", []string{"serve", "--http", ":8443"}, "", 3, []string{"there is no Discord token: set DISCORD_TOKEN"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			status, _, stderr := command(t, filepath.Join(data, "folder"), tt.stdin, tt.args...)
			if status != tt.status {
				t.Errorf("exit status %d, want %d", status, tt.status)
			}
			if !strings.HasPrefix(stderr, "verbatim: ") || strings.Count(stderr, "\n") != 1 {
				t.Errorf("got %q, want one line that begins with \"verbatim: \"", stderr)
			}
			for _, want := range tt.want {
				if !strings.Contains(stderr, want) {
					t.Errorf("got %q, want %q in it", stderr, want)
				}
			}
			if len(stderr) > 1000 {
				t.Errorf("the error is %d bytes long", len(stderr))
			}
		})
	}
}

// A line that cannot be imported is named by its number, and keeps nothing else
// out, unless that is asked for.
func TestBadImportLines(t *testing.T) {
	t.Parallel()
	good := `{"id":"good","title":"Good","text":"The harbour reopens."}` + "\n"
	tests := []struct {
		name, line string
		want       string
	}{
		{"no JSON", `{"id":"a"`, "line 2 is no JSON object: unexpected end of JSON input"},
		{"no object", `[1]`, "line 2 is a JSON array, not an object"},
		{"empty line", "\n" + `{"id":"a","title":"A","text":"x"}`, "line 2 is empty"},
		{"no id", `{"title":"A","text":"x"}`, `line 2 is not valid: "id" is missing`},
		{"id that is a number", `{"id":5,"title":"A","text":"x"}`, `line 2 has a number for "id"`},
		{"no title", `{"id":"a","text":"x"}`, `line 2 has no "title"`},
		{"no text", `{"id":"a","title":"A"}`, `line 2 is not valid: "text" is missing`},
		{"text of spaces", `{"id":"a","title":"A","text":"  "}`, `line 2 is not valid: "text" is missing or empty`},
		{"text not UTF-8", `{"id":"a","title":"A","text":"caf` + "\xe9" + `"}`, "line 2 is not valid UTF-8"},
		{"half a surrogate pair", `{"id":"a","title":"A","text":"\ud83d"}`, "line 2 is not valid: \"text\" has half of a surrogate pair"},
		{"NUL", `{"id":"a","title":"A","text":"a\u0000b"}`, `line 2 is not valid: "text" holds a NUL character`},
		{"no such day", `{"id":"a","title":"A","text":"x","published":"2024-02-31"}`, `line 2 is not valid: "published": date "2024-02-31"`},
		{"a script for an address", `{"id":"a","title":"A","text":"x","url":"javascript:x"}`, `line 2 is not valid: "url"`},
		{"the same id twice", `{"id":"good","title":"A","text":"x"}`, `line 2 has the id "good" of line 1`},
		{"the built-in article's id", `{"id":"builtin","title":"A","text":"x"}`, `line 2 has the id "builtin"`},
		{"two faults", "{\n[]", "line 2 is no JSON object: unexpected end of JSON input; line 3 is a JSON array"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			data := t.TempDir()
			status, stdout, stderr := command(t, data, good+tt.line+"\n", "corpus", "import", "--strict", "-")
			if status != cli.ExitFailed || stdout != "" || !strings.Contains(stderr, tt.want) || !strings.Contains(stderr, "nothing is imported") {
				t.Errorf("status %d, %q, %q, want 1 and %q", status, stdout, stderr, tt.want)
			}
			if _, stdout, _ := command(t, data, "", "corpus", "list", "--no-builtin"); stdout != "There is no article in the shared corpus.\n" {
				t.Errorf("the corpus holds %s", stdout)
			}
			status, stdout, stderr = command(t, data, good+tt.line+"\n", "corpus", "import", "-")
			if status != cli.ExitPartly || !strings.Contains(stdout, " new, 0 changed, 0 unchanged\n") || !strings.Contains(stderr, tt.want) {
				t.Errorf("status %d, %q, %q, want %d and %q", status, stdout, stderr, cli.ExitPartly, tt.want)
			}
			if _, stdout, _ := command(t, data, "", "corpus", "list", "--no-builtin"); !strings.Contains(stdout, "good ") {
				t.Errorf("the corpus holds %s", stdout)
			}
		})
	}
	t.Run("a hundred faults", func(t *testing.T) {
		_, _, stderr := command(t, t.TempDir(), strings.Repeat("{\n", 100), "corpus", "import", "-")
		if !strings.Contains(stderr, "line 10 is") || strings.Contains(stderr, "line 11 is") || !strings.Contains(stderr, "and 90 more") {
			t.Errorf("got %q, want ten of them and how many more", stderr)
		}
	})
}

func TestStopped(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out bytes.Buffer
	p := cli.Program{Getenv: func(string) string { return "" }, Stdin: strings.NewReader(""), Stdout: &out, Stderr: &out}
	err := p.Run(ctx, []string{"corpus", "list", "--data", t.TempDir()})
	if status := cli.Exit(err, &out); status != cli.ExitStopped || !strings.Contains(out.String(), "stopped") {
		t.Errorf("status %d, %q, want %d", status, out.String(), cli.ExitStopped)
	}
}
