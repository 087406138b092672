package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A machine without /proc reads pages too.
func TestReadersWithoutProc(t *testing.T) {
	t.Parallel()
	program, err := exec.LookPath("verbatim")
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	page, none := filepath.Join(folder, "page.html"), filepath.Join(folder, "none.json")
	for path, text := range map[string]string{page: sample, none: "{}"} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	apart := func(data, script string) *exec.Cmd {
		cmd := exec.Command("unshare", "--mount", "sh", "-c", "mount -t tmpfs none /proc && "+script)
		cmd.Env = []string{
			"VERBATIM_DATA=" + data, "VERBATIM_CONFIG=" + none,
			"PATH=" + os.Getenv("PATH"), "PROGRAM=" + program, "PAGE=" + page,
		}
		return cmd
	}
	if out, err := apart(folder, "true").CombinedOutput(); err != nil {
		t.Skipf("no file system can be hidden here: %v, %s", err, out)
	}
	for name, script := range map[string]string{
		"by its full path": `"$PROGRAM" corpus add "$PAGE"`,
		"by its name":      `verbatim corpus add "$PAGE"`,
		"from its folder":  `cd "$(dirname "$PROGRAM")" && ./verbatim corpus add "$PAGE"`,
	} {
		t.Run(name, func(t *testing.T) {
			out, err := apart(t.TempDir(), script).CombinedOutput()
			if text := string(out); err != nil || !strings.Contains(text, "1 article") {
				t.Errorf("adding a page: %v, %s", err, text)
			}
		})
	}
}
