package e2e

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"verbatim/config"
	"verbatim/corpus/worker"
	"verbatim/internal/cli"
)

// deployed is how one of the files in deploy/ starts the program.
type deployed struct {
	args   []string
	env    map[string]string
	memory int // MB that the bot and its readers may take
}

// gigabytes reads a size as systemd and compose take it, in MB.
func gigabytes(t *testing.T, size string) int {
	t.Helper()
	n, err := strconv.Atoi(strings.TrimRight(size, "gG"))
	if err != nil {
		t.Errorf("the limit on memory is %q, want a number of GB", size)
	}
	return n << 10
}

// What the unit and the compose file tell the program must be what it takes.
func TestDeployments(t *testing.T) {
	t.Parallel()
	variables := knownVariables(t)
	for name, d := range map[string]deployed{"verbatim.service": unit(t), "compose.yaml": composed(t)} {
		t.Run(name, func(t *testing.T) {
			if len(d.args) == 0 || d.args[0] != "serve" {
				t.Fatalf("it starts %q, want serve", d.args)
			}
			for variable, value := range d.env {
				if !variables[variable] {
					t.Errorf("%s is no variable of the program's", variable)
				}
				if strings.HasSuffix(variable, "_FILE") { // it is where the file will be
					d.env[variable] = filepath.Join(t.TempDir(), "secret")
					if err := os.WriteFile(d.env[variable], []byte("a.b.c"), 0o600); err != nil {
						t.Fatalf("%s=%s: %v", variable, value, err)
					}
				}
			}
			c, err := config.Parse(d.args, func(name string) string { return d.env[name] }, new(bytes.Buffer))
			if err != nil {
				t.Fatalf("serve does not take %q and %v: %v", d.args, d.env, err)
			}
			if c.Data == "" || c.Serve.Token.Reveal() != "a.b.c" || c.Serve.Ops == "" {
				t.Errorf("it serves with %+v, want a data folder, the token from its file and the operator's listener", c)
			}
			// The readers leave the bot at least as much as they take.
			if d.memory < 2*worker.DefaultSize*c.ReaderMemory {
				t.Errorf("%d readers of %d MB in %d MB", worker.DefaultSize, c.ReaderMemory, d.memory)
			}
			if status := cli.ExitSetUp; name == "verbatim.service" && !strings.Contains(read(t, "deploy/verbatim.service"), fmt.Sprintf("\nRestartPreventExitStatus=%d %d\n", cli.ExitUsage, status)) {
				t.Errorf("want no restart after the statuses %d and %d", cli.ExitUsage, status)
			}
		})
	}
}

// unit reads how systemd starts the program.
func unit(t *testing.T) deployed {
	t.Helper()
	d := deployed{env: map[string]string{}}
	specifiers := strings.NewReplacer("%d", "/run/credentials/verbatim.service", "%S", "/var/lib")
	for line := range strings.Lines(read(t, "deploy/verbatim.service")) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		switch key {
		case "ExecStart":
			d.args = strings.Fields(value)[1:]
		case "MemoryMax":
			d.memory = gigabytes(t, value)
		case "Environment":
			name, value, _ := strings.Cut(value, "=")
			d.env[name] = specifiers.Replace(value)
		}
	}
	return d
}

// composed reads how compose starts the program, in the image that Dockerfile
// makes.
func composed(t *testing.T) deployed {
	t.Helper()
	var file struct {
		Services map[string]struct {
			Command     []string          `yaml:"command"`
			Environment map[string]string `yaml:"environment"`
			ReadOnly    bool              `yaml:"read_only"`
			Memory      string            `yaml:"mem_limit"`
			Swap        string            `yaml:"memswap_limit"`
			Volumes     []string          `yaml:"volumes"`
			Secrets     []string          `yaml:"secrets"`
			CapDrop     []string          `yaml:"cap_drop"`
		} `yaml:"services"`
		Secrets map[string]any `yaml:"secrets"`
		Volumes map[string]any `yaml:"volumes"`
	}
	if err := yaml.Unmarshal([]byte(read(t, "deploy/compose.yaml")), &file); err != nil {
		t.Fatal(err)
	}
	bot := file.Services["verbatim"]
	if !bot.ReadOnly || !slices.Equal(bot.CapDrop, []string{"ALL"}) {
		t.Error("want the bot without capabilities, on a root that cannot be written to")
	}
	if bot.Swap != bot.Memory {
		t.Errorf("the limit on memory is %q, with swap %q, want the same", bot.Memory, bot.Swap)
	}
	d := deployed{args: bot.Command, env: maps.Clone(bot.Environment), memory: gigabytes(t, bot.Memory)}
	for line := range strings.Lines(read(t, "Dockerfile")) {
		if assigned, ok := strings.CutPrefix(strings.TrimSpace(line), "ENV "); ok {
			name, value, _ := strings.Cut(assigned, "=")
			d.env[name] = value
		}
	}
	for name, service := range file.Services {
		for _, secret := range service.Secrets {
			if _, ok := file.Secrets[secret]; !ok {
				t.Errorf("%s: there is no secret %q", name, secret)
			}
		}
		for variable, path := range service.Environment {
			secret, ok := strings.CutPrefix(path, "/run/secrets/")
			if strings.HasSuffix(variable, "_FILE") && (!ok || !slices.Contains(service.Secrets, secret)) {
				t.Errorf("%s: %s=%s is no secret that it is given", name, variable, path)
			}
		}
		for _, volume := range service.Volumes {
			if from, _, _ := strings.Cut(volume, ":"); file.Volumes != nil {
				if _, ok := file.Volumes[from]; !ok {
					t.Errorf("%s: there is no volume %q", name, from)
				}
			}
		}
	}
	if !slices.ContainsFunc(bot.Volumes, func(v string) bool { return strings.HasSuffix(v, ":"+d.env["VERBATIM_DATA"]) }) {
		t.Errorf("the data folder %q is on none of the volumes %q", d.env["VERBATIM_DATA"], bot.Volumes)
	}
	return d
}

// systemd itself reads the unit, where it is there.
func TestUnitIsHardened(t *testing.T) {
	t.Parallel()
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("systemd-analyze is not here")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(read(t, "deploy/verbatim.service"), "\nOOMPolicy=continue\n") {
		t.Error("a reader that the kernel kills would end the bot")
	}
	path := filepath.Join(t.TempDir(), "verbatim.service")
	text := strings.ReplaceAll(read(t, "deploy/verbatim.service"), "/usr/local/bin/verbatim", self) // it must be there
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(analyze, "verify", "--man=no", path).CombinedOutput(); err != nil || strings.Contains(string(out), "verbatim.service") {
		t.Errorf("verify: %v: %s", err, out)
	}
	const worst = "20" // tenths
	if out, err := exec.Command(analyze, "security", "--offline=yes", "--threshold="+worst, "--no-pager", path).CombinedOutput(); err != nil {
		t.Errorf("it is more exposed than %s tenths: %v: %s", worst, err, out)
	}
}

// Papers name only flags, variables, metrics and files that there are.
func TestPapersNameWhatThereIs(t *testing.T) {
	t.Parallel()
	variables, flags, metrics := knownVariables(t), knownFlags(t), read(t, "docs/metrics.md")
	others := map[string]bool{"VERBATIM_TEST_MUST": true, "VERBATIM_CHECK_MUST": true} // of the checks
	foreign := []string{"--memory", "--ignore-missing", "--home-dir", "--system", "--shell", "--now", "--build", "--read-only", "--cap-drop", "--security-opt"}
	for _, path := range []string{"docs/deploying.md", "docs/operating.md", "SECURITY.md", "README.md"} {
		text := read(t, path)
		for _, name := range regexp.MustCompile(`\b(VERBATIM|DISCORD)_[A-Z_]+\b`).FindAllString(text, -1) {
			if !variables[name] && !others[name] {
				t.Errorf("%s: %s is no variable of the program's", path, name)
			}
		}
		for _, name := range regexp.MustCompile(`--[a-z][a-z-]+`).FindAllString(text, -1) {
			if !flags[name] && !slices.Contains(foreign, name) {
				t.Errorf("%s: %s is no flag of the program's", path, name)
			}
		}
		for _, name := range regexp.MustCompile(`\bverbatim_[a-z_]+`).FindAllString(text, -1) {
			if !strings.Contains(metrics, "| `"+name+"` |") {
				t.Errorf("%s: %s is no metric", path, name)
			}
		}
		for _, match := range regexp.MustCompile(`\]\(([^)#:]+)\)`).FindAllStringSubmatch(text, -1) {
			if _, err := os.Stat(filepath.Join(module, filepath.Dir(path), match[1])); err != nil {
				t.Errorf("%s: the link to %s leads nowhere", path, match[1])
			}
		}
	}
}

// The threat model names the test that shows each of its walls, as dir.TestName.
func TestThreatModelNamesItsTests(t *testing.T) {
	t.Parallel()
	text := read(t, "SECURITY.md")
	named := regexp.MustCompile("`([a-z0-9/]+)\\.((?:Test|Fuzz)[A-Za-z0-9]+)`").FindAllStringSubmatch(text, -1)
	if len(named) < 20 {
		t.Fatalf("it names %d tests, want the 20 and more that it had", len(named))
	}
	known := map[string]map[string]bool{}
	for _, one := range named {
		dir := filepath.Join(module, one[1])
		if known[dir] == nil {
			known[dir] = testsIn(t, dir)
		}
		if !known[dir][one[2]] {
			t.Errorf("there is no test %s in %s", one[2], dir)
		}
	}
	_, walls, _ := strings.Cut(text, "| what may happen")
	for line := range strings.Lines(walls) {
		if strings.HasPrefix(line, "| ") && !strings.HasPrefix(line, "| what stops it") && !regexp.MustCompile("`[a-z0-9/.]*(Test|Fuzz)").MatchString(line) {
			t.Errorf("no test shows: %s", line)
		}
	}
}

// testsIn are the names of the tests and fuzz targets in a folder.
func testsIn(t *testing.T, dir string) map[string]bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, path := range files {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil {
				names[f.Name.Name] = true
			}
		}
	}
	return names
}

// helps is what --help says of every command.
func helps(t *testing.T) string {
	t.Helper()
	var out bytes.Buffer
	commands := [][]string{{}}
	for _, name := range new(cli.Program).Commands() {
		commands = append(commands, strings.Fields(name))
	}
	for _, command := range commands {
		if _, err := config.Parse(append(command, "--help"), func(string) string { return "" }, &out); err != config.ErrHelp { //nolint:errorlint // it comes as it is
			t.Fatalf("%q: %v", command, err)
		}
	}
	return out.String()
}

// knownVariables are the environment variables that the program reads.
func knownVariables(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]bool{"DISCORD_TOKEN": true, "DISCORD_TOKEN_FILE": true, "DISCORD_PUBLIC_KEY": true}
	for _, match := range regexp.MustCompile(`\$(VERBATIM_[A-Z_]+)`).FindAllStringSubmatch(helps(t), -1) {
		names[match[1]] = true
	}
	return names
}

// knownFlags are the flags of all commands.
func knownFlags(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	for _, name := range regexp.MustCompile(`--[a-z][a-z-]*`).FindAllString(helps(t), -1) {
		names[name] = true
	}
	return names
}

// module is the root of the repository, from the folder in which these tests run.
const module = "../.."

// read returns a file of the repository.
func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(module, path))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// The checks look for vulnerabilities, with every step that looks in the list of
// those that run by themselves.
func TestChecksLookForVulnerabilities(t *testing.T) {
	t.Parallel()
	run := read(t, ".ci/run")
	if !regexp.MustCompile(`(?m)^vulnerable=golang\.org/x/vuln/cmd/govulncheck@v\d`).MatchString(run) {
		t.Error("want govulncheck at a version of its own")
	}
	steps := regexp.MustCompile(`steps=\((format [^)]*)\)`).FindStringSubmatch(run)
	for _, step := range []string{"tidy", "lint", "vulns"} {
		if len(steps) != 2 || !slices.Contains(strings.Fields(steps[1]), step) {
			t.Errorf("the step %s is not among those that run: %q", step, steps)
		}
	}
	if !regexp.MustCompile(`(?m)^    - gosec$`).MatchString(read(t, ".golangci.yml")) {
		t.Error("gosec is not switched on")
	}
}
