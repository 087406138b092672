package e2e

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	seccomp "github.com/elastic/go-seccomp-bpf"
	"github.com/elastic/go-seccomp-bpf/arch"
)

// startUnderFilter becomes a program that may make the system calls alone that a
// file names: args are the file, the program's path and its arguments.
func startUnderFilter(args []string) error {
	if len(args) < 2 {
		return errors.New("usage: " + underFilter + " FILE PROGRAM ARGS...")
	}
	names, err := os.ReadFile(args[0])
	if err != nil {
		return err
	}
	here, err := arch.GetInfo("")
	if err != nil {
		return err
	}
	allow := seccomp.SyscallGroup{Action: seccomp.ActionAllow}
	for _, name := range strings.Fields(string(names)) {
		if _, known := here.SyscallNames[name]; known {
			allow.Names = append(allow.Names, name)
		}
	}
	policy := seccomp.Policy{DefaultAction: seccomp.ActionErrno, Syscalls: []seccomp.SyscallGroup{allow}}
	if err := seccomp.LoadFilter(seccomp.Filter{NoNewPrivs: true, Flag: seccomp.FilterFlagTSync, Policy: policy}); err != nil {
		return err
	}
	return syscall.Exec(args[1], args[1:], os.Environ())
}

// unitFilter writes the names of the system calls that the unit allows to a file.
func unitFilter(t *testing.T) (path string) {
	t.Helper()
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("systemd-analyze is not here, which says what the unit allows")
	}
	var group func(name string) []string
	group = func(name string) (names []string) {
		if !strings.HasPrefix(name, "@") {
			return []string{name}
		}
		out, err := exec.Command(analyze, "syscall-filter", name).Output()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, field := range strings.Split(string(out), "\n")[1:] {
			if field = strings.TrimSpace(field); field != "" && !strings.HasPrefix(field, "#") {
				names = append(names, group(field)...)
			}
		}
		return names
	}
	allowed := map[string]bool{}
	for line := range strings.Lines(read(t, "deploy/verbatim.service")) {
		list, ok := strings.CutPrefix(strings.TrimSpace(line), "SystemCallFilter=")
		if !ok {
			continue
		}
		list, taken := strings.CutPrefix(list, "~")
		for _, name := range strings.Fields(list) {
			for _, one := range group(name) {
				allowed[one] = !taken
			}
		}
	}
	var names []string
	for name, is := range allowed {
		if is {
			names = append(names, name)
		}
	}
	if len(names) < 100 || allowed["mount"] || allowed["setrlimit"] {
		t.Fatalf("the unit allows %q", names)
	}
	path = filepath.Join(t.TempDir(), "allowed")
	if err := os.WriteFile(path, []byte(strings.Join(names, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// Under the unit's filter of system calls readers start, are held to their limits
// and read.
func TestReadersUnderTheUnitsFilter(t *testing.T) {
	t.Parallel()
	filter := unitFilter(t)
	program, err := exec.LookPath("verbatim")
	if err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	data, none := t.TempDir(), filepath.Join(t.TempDir(), "none.json")
	page := filepath.Join(t.TempDir(), "page.html")
	for path, text := range map[string]string{none: "{}", page: sample} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	filtered := func(args ...string) string {
		cmd := exec.Command(self, append([]string{underFilter, filter, program}, args...)...)
		cmd.Env = []string{"VERBATIM_DATA=" + data, "VERBATIM_CONFIG=" + none, "PATH=" + os.Getenv("PATH")}
		out, _ := cmd.CombinedOutput() // the doctor misses a token
		return string(out)
	}
	found := filtered("doctor", "--offline")
	if !strings.Contains(found, "[ok]      readers: a reader can start and read a page") || !strings.Contains(found, "a system call filter denies it") {
		t.Errorf("the doctor says %s", found)
	}
	// A filter is there: one that does not allow seccomp is named, and pages are read
	// all the same.
	if out := filtered("corpus", "add", page); !strings.Contains(out, "1 article new") {
		t.Errorf("adding a page: %s", out)
	}
	names, err := os.ReadFile(filter)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filter, []byte(strings.ReplaceAll(string(names)+"\n", "\nseccomp\n", "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	found = filtered("doctor", "--offline")
	if !strings.Contains(found, "[warning] readers: a reader can start and read a page") || !strings.Contains(found, "operation not permitted") {
		t.Errorf("without seccomp the doctor says %s", found)
	}
}
