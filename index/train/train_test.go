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

// TestRunWithReader fits which statements are read and how sure their answers are to a small pack, and looks at the files that it writes.
func TestRunWithReader(t *testing.T) {
	pack, data, out := t.TempDir(), t.TempDir(), t.TempDir()
	write(t, filepath.Join(pack, "articles.txt"), `### mill
@title Old mill to grind again
@published 2026-03-02

The mill on the island will grind flour from May. <q s="Ann Lee">“We found the wheel in a barn,”</q> said Ann Lee, the miller.

### ferry
@title Ferry stays in harbour

The ferry was cancelled because its engine had burned. Nobody was hurt.
`)
	write(t, filepath.Join(pack, "questions.jsonl"), `{"id":"1","q":"when can i buy flour from the island","kind":"chat","any":["from May"]}
{"id":"2","q":"why no ferry today","kind":"why","any":["engine had burned"],"also":["Nobody was hurt"]}
{"id":"3","q":"who won the regatta","kind":"absent","none":true}
`)
	write(t, filepath.Join(data, "articles.jsonl"), `{"id":"bridge","text":"The bridge is old. Tom Hill built it in 1893."}`+"\n")
	write(t, filepath.Join(data, "questions.jsonl"), `{"id":"1","q":"Who built the bridge?","targets":[{"article":"bridge","start":19,"end":45}]}`+"\n")
	for _, name := range []string{"features.go", "signs.go", "readsigns.go"} {
		source, err := os.ReadFile(filepath.Join("..", "rank", name))
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(out, name), string(source))
	}
	for _, c := range []struct {
		flags        []string
		prints, file string
		holds        []string
	}{
		{[]string{"-packs", pack}, "in 1 100.0%", "weights_choice.go", []string{"\tsimilar: ", "\tinTitle: "}},
		{[]string{"-among", pack}, "first 100.0%, among three 100.0%", "weights_read.go", []string{"const wordsShare = ", "\treadShare: ", "\treadLead: "}},
	} {
		var stdout bytes.Buffer
		if err := run(t.Context(), append([]string{"-data", data, "-held", pack, "-out", out}, c.flags...), &stdout); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(stdout.String(), c.prints) {
			t.Errorf("%s prints\n%s\nwant %q", c.flags, &stdout, c.prints)
		}
		written, err := os.ReadFile(filepath.Join(out, c.file))
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range append(c.holds, "package rank") {
			if !strings.Contains(strings.Join(strings.Fields(string(written)), " "), strings.TrimSpace(want)) {
				t.Errorf("%s does not hold %q:\n%s", c.file, want, written)
			}
		}
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
