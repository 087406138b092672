package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestRun trains on a few invented articles and looks at the file that it writes.
func TestRun(t *testing.T) {
	data, out := t.TempDir(), t.TempDir()
	var articles, questions strings.Builder
	for i, subject := range []string{"ferry", "bridge", "mill", "harbour", "lighthouse", "market", "school", "library"} {
		text := fmt.Sprintf("The %s is old. In 19%d2 two brothers built the %s on the island. Nobody was hurt when it burned.", subject, i, subject)
		fmt.Fprintf(&articles, "{\"id\":%q,\"text\":%q}\n", subject, text)
		start := strings.Index(text, "In 19")
		fmt.Fprintf(&questions, "{\"id\":\"%d\",\"q\":\"Who built the %s?\",\"targets\":[{\"article\":%q,\"start\":%d,\"end\":%d}]}\n",
			i, subject, subject, start, strings.Index(text, " Nobody"))
	}
	write(t, filepath.Join(data, "articles.jsonl"), articles.String())
	write(t, filepath.Join(data, "questions.jsonl"), questions.String())
	for _, name := range []string{"features.go", "signs.go", "readsigns.go"} {
		source, err := os.ReadFile(filepath.Join("..", "rank", name))
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(out, name), string(source))
	}
	var first []byte
	for range 2 {
		var stdout bytes.Buffer
		if err := run(t.Context(), []string{"-data", data, "-out", out}, &stdout); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(stdout.String(), "8 articles, 8 questions") || !strings.Contains(stdout.String(), "MRR@100 1.0000") {
			t.Errorf("got the figures\n%s\nwant that all questions are answered", &stdout)
		}
		written, err := os.ReadFile(filepath.Join(out, "weights.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"package rank", "\tcovered:       ", "\tmeansWhole:    ", "\tsignAlways:   ", "\tsignWhole:    "} {
			if !bytes.Contains(written, []byte(want)) {
				t.Errorf("weights.go does not hold %q:\n%s", want, written)
			}
		}
		if bytes.Contains(written, []byte("speakerIs")) {
			t.Error("weights.go holds a weight that is set by hand")
		}
		if first != nil && !bytes.Equal(first, written) {
			t.Errorf("the second run wrote\n%s\nthe first\n%s", written, first)
		}
		first = written
	}
}

// The constants of another version of package rank are refused.
func TestNamesOfOtherFeatures(t *testing.T) {
	out := t.TempDir()
	write(t, filepath.Join(out, "features.go"), "package rank\n\nconst (\n\tinText Feature = iota\n\tfeatureCount\n)\n")
	if _, err := readNames(out); err == nil || !strings.Contains(err.Error(), "Feature constants") {
		t.Errorf("readNames = %v, want an error that names the constants", err)
	}
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
