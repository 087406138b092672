package e2e

import (
	"maps"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// releasing is what .goreleaser.yaml says.
type releasing struct {
	Before struct {
		Hooks []string `yaml:"hooks"`
	} `yaml:"before"`
	Builds []struct {
		Env       []string `yaml:"env"`
		Flags     []string `yaml:"flags"`
		Systems   []string `yaml:"goos"`
		Machines  []string `yaml:"goarch"`
		Timestamp string   `yaml:"mod_timestamp"`
		Link      []string `yaml:"ldflags"`
	} `yaml:"builds"`
	Archives []struct {
		Files []struct {
			Source string `yaml:"src"`
			Info   struct {
				Time string `yaml:"mtime"`
			} `yaml:"info"`
		} `yaml:"files"`
	} `yaml:"archives"`
	Parts []struct {
		Args []string `yaml:"args"`
	} `yaml:"sboms"`
	Checksum struct {
		Algorithm string `yaml:"algorithm"`
	} `yaml:"checksum"`
	Images []struct {
		Platforms []string          `yaml:"platforms"`
		Args      map[string]string `yaml:"build_args"`
	} `yaml:"dockers_v2"`
}

// A release is for the systems that the checks build for, the same whoever builds
// it, and has in it what belongs to the program.
func TestReleaseIsWhole(t *testing.T) {
	t.Parallel()
	var r releasing
	if err := yaml.Unmarshal([]byte(read(t, ".goreleaser.yaml")), &r); err != nil {
		t.Fatal(err)
	}
	if len(r.Builds) != 1 || len(r.Archives) != 1 || len(r.Parts) != 1 || len(r.Images) != 1 {
		t.Fatalf("it has %d builds, %d archives, %d parts lists and %d images, want one of each", len(r.Builds), len(r.Archives), len(r.Parts), len(r.Images))
	}
	build := r.Builds[0]
	var targets []string
	for _, system := range build.Systems {
		for _, machine := range build.Machines {
			targets = append(targets, system+"/"+machine)
		}
	}
	checked := regexp.MustCompile(`(?m)^targets=\((.*)\)$`).FindStringSubmatch(read(t, ".ci/run"))
	if len(checked) != 2 || len(targets) != 6 || !slices.Equal(strings.Fields(checked[1]), targets) {
		t.Errorf("it is for %q, and the checks build for %q", targets, checked)
	}
	if !slices.Contains(build.Env, "CGO_ENABLED=0") || !slices.Contains(build.Flags, "-trimpath") || build.Timestamp != "{{ .CommitTimestamp }}" {
		t.Errorf("two builds would differ: %+v", build)
	}
	if line := "go build " + strings.Join(build.Flags, " ") + ` -ldflags="` + strings.Join(build.Link, " ") + `"`; !strings.Contains(read(t, ".ci/run"), line) {
		t.Errorf("the step reproducible does not build as a release does, with %s", line)
	}
	var packed []string
	for _, f := range r.Archives[0].Files {
		if f.Info.Time != "{{ .CommitDate }}" {
			t.Errorf("%s has no time of its own", f.Source)
		}
		packed = append(packed, globbed(f.Source)...)
	}
	for _, file := range []string{"LICENSE", "NOTICE", "README.md", "CHANGELOG.md", "SECURITY.md", "docs/*.md", "deploy/verbatim.service"} {
		if !slices.Contains(packed, file) {
			t.Errorf("%s is not in the archives: %q", file, packed)
		}
	}
	for _, pattern := range packed {
		if found, _ := filepath.Glob(filepath.Join(module, pattern)); len(found) == 0 && pattern != "THIRD_PARTY_LICENSES" {
			t.Errorf("there is no file %s", pattern)
		}
	}
	if !slices.Contains(packed, "THIRD_PARTY_LICENSES") || !strings.Contains(strings.Join(r.Before.Hooks, "\n"), "deploy/third-party-licenses >THIRD_PARTY_LICENSES") {
		t.Error("the licences of what is linked in are not made and packed")
	}
	if !slices.ContainsFunc(r.Parts[0].Args, func(a string) bool { return strings.HasPrefix(a, "spdx-json=") }) || r.Checksum.Algorithm != "sha256" {
		t.Error("want SPDX parts lists and SHA-256 checksums")
	}
	if stage := r.Images[0].Args["PROGRAM"]; stage == "" || !strings.Contains(read(t, "Dockerfile"), " AS "+stage+"\n") {
		t.Errorf("Dockerfile has no stage %q", stage)
	}
}

// globbed are the names that braces in a pattern stand for.
func globbed(pattern string) []string {
	before, rest, braces := strings.Cut(pattern, "{")
	if !braces {
		return []string{pattern}
	}
	inner, after, _ := strings.Cut(rest, "}")
	var names []string
	for name := range strings.SplitSeq(inner, ",") {
		names = append(names, before+name+after)
	}
	return names
}

// A check that names tests fails if there are none of that name.
func TestChecksFindTheirTests(t *testing.T) {
	t.Parallel()
	run := read(t, ".ci/run")
	for line := range strings.Lines(run) {
		if strings.Contains(line, "go test") && regexp.MustCompile(`-run '?\^?[A-Z]`).MatchString(line) {
			t.Errorf("this passes if there is no such test: %s", line)
		}
	}
	called := regexp.MustCompile(`(?m)\btests (\./\S+) -run '?\^?(\w+)\$?'? `).FindAllStringSubmatch(run, -1)
	if len(called) < 7 {
		t.Fatalf("%d checks name a test, want those that there were", len(called))
	}
	for _, c := range called {
		if !slices.ContainsFunc(slices.Collect(maps.Keys(testsIn(t, filepath.Join(module, c[1])))), regexp.MustCompile(c[2]).MatchString) {
			t.Errorf("there is no test %s in %s", c[2], c[1])
		}
	}
}

// The licences of all modules that are linked in are found, on every system.
func TestThirdPartyLicences(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it asks the Go tools about three systems")
	}
	out, err := exec.CommandContext(t.Context(), filepath.Join(module, "deploy/third-party-licenses")).Output()
	if err != nil {
		t.Fatal(err)
	}
	text, required := string(out), read(t, "go.mod")
	if n := strings.Count(text, "\n"+strings.Repeat("=", 80)+"\n"); n < 80 {
		t.Errorf("it has %d licences, want those of all modules", n)
	}
	for _, path := range []string{"github.com/blevesearch/bleve/v2", "modernc.org/sqlite", "golang.org/x/sys"} {
		if !strings.Contains(text, "\n"+path+" v") || !strings.Contains(required, path) {
			t.Errorf("the licence of %s is not among them", path)
		}
	}
}
