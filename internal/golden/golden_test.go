package golden

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// recorder is a test whose failures are only written down.
type recorder struct {
	testing.TB
	said string
}

func (r *recorder) Helper() {}

func (r *recorder) Errorf(format string, args ...any) { r.said += fmt.Sprintf(format, args...) }

func TestCheck(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.golden")
	if err := os.WriteFile(path, []byte("a\nb\nc\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	same, other := &recorder{TB: t}, &recorder{TB: t}
	Check(same, path, "a\nb\nc\n", "")
	if same.said != "" {
		t.Errorf("the same text is said to differ: %s", same.said)
	}
	Check(other, path, "a\nB\nc\n", "look twice")
	for _, want := range []string{"look twice", "\n-b\n", "\n+B\n", "\n a\n"} {
		if !strings.Contains(other.said, want) {
			t.Errorf("it says %q, want %q in it", other.said, want)
		}
	}
}
