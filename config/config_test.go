package config_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/adrg/xdg"

	"verbatim/config"
)

// environment is a getenv over a map, which never sees the machine's own
// file of settings.
func environment(t *testing.T, values map[string]string) func(string) string {
	t.Helper()
	if values["VERBATIM_CONFIG"] == "" {
		empty := filepath.Join(t.TempDir(), "empty.json")
		write(t, empty, "{}")
		merged := map[string]string{"VERBATIM_CONFIG": empty}
		for k, v := range values {
			merged[k] = v
		}
		values = merged
	}
	return func(name string) string { return values[name] }
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestPrecedence(t *testing.T) {
	file := filepath.Join(t.TempDir(), "settings.json")
	write(t, file, `{"guild": "1", "limit": 11, "no-builtin": true, "log-level": "debug", "threshold": 0.25}`)
	tests := []struct {
		name string
		args []string
		env  map[string]string
		want string
	}{
		{"defaults", nil, nil, "guild  limit 3 builtin true level warn threshold none"},
		{"the file", nil, map[string]string{"VERBATIM_CONFIG": file}, "guild 1 limit 11 builtin false level debug threshold 0.25"},
		{"the file by flag", []string{"--config", file}, nil, "guild 1 limit 11 builtin false level debug threshold 0.25"},
		{
			"variables beat the file", nil,
			map[string]string{"VERBATIM_CONFIG": file, "VERBATIM_GUILD": "2", "VERBATIM_LIMIT": "22", "VERBATIM_NO_BUILTIN": "false", "VERBATIM_THRESHOLD": "0.5"},
			"guild 2 limit 22 builtin true level debug threshold 0.5",
		},
		{
			"flags beat variables", []string{"--guild=3", "--limit=33", "--log-level=error", "--threshold=0"},
			map[string]string{"VERBATIM_CONFIG": file, "VERBATIM_GUILD": "2", "VERBATIM_LIMIT": "22", "VERBATIM_LOG_LEVEL": "info"},
			"guild 3 limit 33 builtin false level error threshold 0",
		},
		{"an empty variable is none", nil, map[string]string{"VERBATIM_GUILD": "", "VERBATIM_LIMIT": ""}, "guild  limit 3 builtin true level warn threshold none"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, err := config.Parse(append([]string{"ask", "who?"}, tt.args...), environment(t, tt.env), io.Discard)
			if err != nil {
				t.Fatal(err)
			}
			threshold := "none"
			if c.Ask.Threshold != nil {
				threshold = fmt.Sprint(*c.Ask.Threshold)
			}
			got := fmt.Sprintf("guild %s limit %d builtin %v level %s threshold %s", c.Guild, c.Ask.Limit, !c.NoBuiltin, c.LogLevel, threshold)
			if got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestCommands(t *testing.T) {
	for line, want := range map[string]string{
		"ask who said it":             "ask",
		"ask --batch - --limit 10":    "ask",
		"extract a.txt -":             "extract",
		"corpus import a.jsonl":       "corpus import",
		"corpus list --format json":   "corpus list",
		"corpus remove a b --guild 7": "corpus remove",
		"version":                     "version",
		"--version":                   "version",
		"ask --version":               "version",
		"--no-builtin --version":      "version",
	} {
		c, err := config.Parse(strings.Fields(line), environment(t, nil), io.Discard)
		if err != nil || c.Command != want {
			t.Errorf("%s: got %+v, %v, want the command %q", line, c, err, want)
		}
	}
}

// Without a home nothing is kept at the root of the file system.
func TestNoHome(t *testing.T) {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		t.Skip("the folder does not hang on HOME here, or not under this name")
	}
	t.Cleanup(xdg.Reload) // runs when the variables are set again
	t.Setenv("HOME", "")
	t.Setenv("XDG_DATA_HOME", "")
	xdg.Reload()
	_, err := config.Parse([]string{"corpus", "status"}, environment(t, nil), io.Discard)
	var usage *config.UsageError
	if !errors.As(err, &usage) || !strings.Contains(err.Error(), "HOME is not set") || !strings.Contains(err.Error(), "--data") {
		t.Errorf("no folder given: got error %v, want one that names HOME and --data", err)
	}
	folder := t.TempDir()
	if c, err := config.Parse([]string{"corpus", "status", "--data", folder}, environment(t, nil), io.Discard); err != nil || c.Data != folder {
		t.Errorf("a folder given: got %+v, %v", c, err)
	}
	for _, line := range [][]string{{"version"}, {"extract", "a.txt"}} {
		if _, err := config.Parse(line, environment(t, nil), io.Discard); err != nil {
			t.Errorf("%s needs no folder: %v", line, err)
		}
	}
	t.Setenv("XDG_DATA_HOME", folder)
	xdg.Reload()
	if c, err := config.Parse([]string{"corpus", "status"}, environment(t, nil), io.Discard); err != nil || c.Data != filepath.Join(folder, "verbatim") {
		t.Errorf("XDG_DATA_HOME is set: got %+v, %v", c, err)
	}
}

func TestUsageErrors(t *testing.T) {
	folder := t.TempDir()
	unknown, broken := filepath.Join(folder, "unknown.json"), filepath.Join(folder, "broken.json")
	write(t, unknown, `{"gild": "1"}`)
	write(t, broken, `{"guild"`)
	tests := []struct {
		name, line string
		env        map[string]string
		want       string
	}{
		{"no command of corpus", "corpus", nil, `corpus needs a command: add, sources, refresh, `},
		{"flags that no command takes", "--nothing", nil, `verbatim has no flag --nothing: see "verbatim --help"`},
		{"an unknown command", "sak x", nil, `there is no command "sak" (did you mean ask?): see "verbatim --help"`},
		{"an unknown flag", "ask --lmit 3 x", nil, `ask has no flag --lmit (did you mean --limit?): see "verbatim ask --help"`},
		{"no question", "ask", nil, `ask needs a question`},
		{"question and batch", "ask --batch f x", nil, `not both`},
		{"batch as text", "ask --batch f --format text", nil, `--batch prints jsonl, not text`},
		{"limit of nothing", "ask --limit 0 x", nil, `--limit must be from 1 to 1000, not 0`},
		{"limit in words", "ask --limit ten x", nil, `--limit takes a whole number, not "ten"`},
		{"limit in words, variable", "ask x", map[string]string{"VERBATIM_LIMIT": "ten"}, `VERBATIM_LIMIT takes a whole number, not "ten"`},
		{"threshold above one", "ask --threshold 1.5 x", nil, `--threshold must be from 0 to 1, not 1.5`},
		{"threshold no number", "ask --threshold NaN x", nil, `--threshold must be from 0 to 1, not NaN`},
		{"an unknown form", "ask --format xml x", nil, `--format takes text, json or jsonl, not "xml"`},
		{"a guild in words", "ask --guild home x", nil, `--guild "home" is not a Discord server's id`},
		{"a guild beyond 64 bits", "ask --guild 99999999999999999999 x", nil, `--guild "99999999999999999999" is not`},
		{"not UTF-8", "ask caf\xe9", nil, `argument 2, "caf\xe9", is not valid UTF-8`},
		{"an unknown level", "ask --log-level loud x", nil, `--log-level takes debug, info, warn or error, not "loud"`},
		{"no file to extract", "extract", nil, `extract needs <file>`},
		{"no file to back up to", "backup", nil, `backup needs <file>`},
		{"no backup to restore", "restore", nil, `restore needs <file>`},
		{"all servers and one", "corpus export --all --guild 7", nil, `--all and --guild cannot be given together`},
		{"an unknown setting", "version", map[string]string{"VERBATIM_CONFIG": unknown}, `there is no setting "gild"`},
		{"broken settings", "version", map[string]string{"VERBATIM_CONFIG": broken}, `not a JSON object`},
		{"absent settings", "version --config " + filepath.Join(folder, "none.json"), nil, `read settings: open `},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := config.Parse(strings.Fields(tt.line), environment(t, tt.env), io.Discard)
			var usage *config.UsageError
			if !errors.As(err, &usage) || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), "--help") {
				t.Errorf("got error %v, want a usage error with %q and where help is", err, tt.want)
			}
		})
	}
}

func TestHelp(t *testing.T) {
	for line, wants := range map[string][]string{
		"--help":                {"ask", "extract", "corpus import", "serve", "--data=DIR", "$VERBATIM_DATA", "$VERBATIM_NO_BUILTIN", "DISCORD_TOKEN"},
		"ask -h":                {"--speaker", "$VERBATIM_SPEAKER", "--threshold", "$VERBATIM_BATCH"},
		"corpus --help":         {"import", "list", "remove"},
		"extract --help":        {"--format", "$VERBATIM_LINES"},
		"-h":                    {"Usage: verbatim <command>", "corpus import"},
		"help":                  {"Usage: verbatim <command>", "corpus import"},
		"help ask":              {"Usage: verbatim ask", "$VERBATIM_BATCH"},
		"help corpus":           {"Usage: verbatim corpus <command>", "import"},
		"help corpus add":       {"Usage: verbatim corpus add", "--every"},
		"help" + " help":        {"Usage: verbatim help"},
		"corpus -h":             {"Usage: verbatim corpus <command>"},
		"--no-builtin help ask": {"Usage: verbatim ask"},
	} {
		var out bytes.Buffer
		_, err := config.Parse(strings.Fields(line), environment(t, nil), &out)
		if !errors.Is(err, config.ErrHelp) {
			t.Errorf("%s: got error %v, want %v", line, err, config.ErrHelp)
		}
		for _, want := range wants {
			if !strings.Contains(out.String(), want) {
				t.Errorf("%s: %q is not in the help:\n%s", line, want, out.String())
			}
		}
	}
}

const sample = "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs"

func TestToken(t *testing.T) {
	file, empty := filepath.Join(t.TempDir(), "token"), filepath.Join(t.TempDir(), "empty")
	write(t, file, sample+"\n")
	write(t, empty, "\n")
	tests := []struct {
		name string
		env  map[string]string
		want string // part of the error; "" for the token
	}{
		{"the variable", map[string]string{"DISCORD_TOKEN": sample}, ""},
		{"with its scheme", map[string]string{"DISCORD_TOKEN": "Bot " + sample}, ""},
		{"the file", map[string]string{"DISCORD_TOKEN_FILE": file}, ""},
		{"the variable before the file", map[string]string{"DISCORD_TOKEN": sample, "DISCORD_TOKEN_FILE": "/nowhere"}, ""},
		{"neither, over HTTP", map[string]string{"VERBATIM_HTTP": ":8443"}, "there is no Discord token: set DISCORD_TOKEN"},
		{"neither, and shards", map[string]string{"VERBATIM_SHARDS": "0-3/16"}, "there is no Discord token: set DISCORD_TOKEN"},
		{"an empty file", map[string]string{"DISCORD_TOKEN_FILE": empty}, "there is no Discord token"},
		{"no such file", map[string]string{"DISCORD_TOKEN_FILE": file + "x"}, "read the file that DISCORD_TOKEN_FILE names: no such file"},
		{"the token for the file's name", map[string]string{"DISCORD_TOKEN_FILE": sample}, "read the file that DISCORD_TOKEN_FILE names"},
		{"two lines", map[string]string{"DISCORD_TOKEN": sample + "\n" + sample}, "characters that no token has"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, err := config.Parse([]string{"serve"}, environment(t, tt.env), io.Discard)
			if tt.want == "" {
				if err != nil || c.Serve.Token.Reveal() != sample {
					t.Errorf("got error %v, want the token", err)
				}
				return
			}
			var usage *config.UsageError
			if err == nil || errors.As(err, &usage) || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("got error %v, want %q", err, tt.want)
			}
			if strings.Contains(err.Error(), sample) {
				t.Errorf("the error %q holds the token", err)
			}
		})
	}
}

// Without a token and a command the playground is shown.
func TestNothingIsThePlayground(t *testing.T) {
	for name, args := range map[string][]string{
		"nothing": nil, "serve": {"serve"}, "flags alone": {"--playground", "127.0.0.1:9000", "--no-builtin"},
	} {
		t.Run(name, func(t *testing.T) {
			c, err := config.Parse(args, environment(t, nil), io.Discard)
			if err != nil || c.Command != "serve" || c.Serve.Discord() {
				t.Fatalf("got %+v, error %v, want serve without Discord", c, err)
			}
			if len(args) > 1 && (c.Serve.Playground != "127.0.0.1:9000" || !c.NoBuiltin) {
				t.Errorf("got %+v, want the flags", c)
			}
		})
	}
}

func TestSecretStaysSecret(t *testing.T) {
	c, err := config.Parse([]string{"serve"}, environment(t, map[string]string{"DISCORD_TOKEN": sample}), io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	for _, handler := range []slog.Handler{slog.NewTextHandler(&log, nil), slog.NewJSONHandler(&log, nil)} {
		slog.New(handler).Info("start", "config", c, "token", c.Serve.Token, "serve", c.Serve, "pointer", &c.Serve.Token)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%t"} {
		fmt.Fprintf(&log, verb+" "+verb+"\n", c.Serve.Token, *c)
	}
	encoded, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	text := log.String() + string(encoded) + c.Serve.Token.String()
	if strings.Contains(text, sample) || strings.Contains(text, fmt.Sprintf("%x", sample)) {
		t.Errorf("the token shows: %s", text)
	}
	if !strings.Contains(text, "[redacted]") {
		t.Errorf("nothing says that it is redacted: %s", text)
	}
}

// Every flag can be set by its variable, and says so.
func TestEveryFlagHasItsVariable(t *testing.T) {
	values := map[string]string{
		"VERBATIM_DATA": "/a/folder", "VERBATIM_GUILD": "7", "VERBATIM_NO_BUILTIN": "1", "VERBATIM_LOG_LEVEL": "debug",
		"VERBATIM_LOG_FORMAT": "json", "VERBATIM_SPEAKER": "The mayor", "VERBATIM_FORMAT": "jsonl", "VERBATIM_BATCH": "f",
		"VERBATIM_LIMIT": "5", "VERBATIM_THRESHOLD": "0.5", "VERBATIM_LINES": "yes",
	}
	c, err := config.Parse([]string{"ask"}, environment(t, values), io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	a := c.Ask
	got := fmt.Sprint(filepath.ToSlash(c.Data), c.Guild, c.NoBuiltin, c.LogLevel, c.LogFormat, a.Speaker, a.Format, a.Batch, a.Limit, *a.Threshold)
	if want := fmt.Sprint("/a/folder", "7", true, "debug", "json", "The mayor", "jsonl", "f", 5, 0.5); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	c, err = config.Parse([]string{"extract", "x"}, environment(t, values), io.Discard)
	if err != nil || !c.Extract.Lines {
		t.Errorf("extract: %+v, %v, want lines", c, err)
	}
	var help bytes.Buffer
	for _, command := range []string{"ask", "extract", "corpus list", "serve"} {
		if _, err := config.Parse(append(strings.Fields(command), "--help"), environment(t, nil), &help); !errors.Is(err, config.ErrHelp) {
			t.Fatal(err)
		}
	}
	for name := range values {
		if !strings.Contains(help.String(), "$"+name) {
			t.Errorf("the help does not name $%s", name)
		}
	}
}

// No flag of any command is without its variable.
func TestEveryCommandsHelpNamesTheVariables(t *testing.T) {
	commands := commandNames(t)
	if len(commands) < 7 {
		t.Fatalf("the help lists %d commands, want all", len(commands))
	}
	for _, command := range commands {
		flags, text := flagsOf(t, command), helpOf(t, command)
		if len(flags) < 7 {
			t.Errorf("%s: the help lists %d flags, want all", command, len(flags))
		}
		for _, f := range flags {
			f, _, _ = strings.Cut(f, "=")
			name := "$VERBATIM_" + strings.ToUpper(strings.ReplaceAll(f[2:], "-", "_"))
			if f != "--help" && f != "--version" && !strings.Contains(text, name+")") {
				t.Errorf("%s: the help of %s does not name %s", command, f, name)
			}
		}
	}
}
