package reader

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"verbatim/internal/golden"
)

// openBuiltin returns the network that ships with the program.
func openBuiltin(t *testing.T) *Network {
	t.Helper()
	n, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	if n == nil {
		t.Skip("the program has no weights")
	}
	return n
}

// invented returns sentences of the articles with which the network is trained, and their titles.
func invented(t *testing.T, sentences int) (texts, titles []string) {
	t.Helper()
	files, err := filepath.Glob("../../training/news/*/articles.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no articles: %v", err)
	}
	mark := regexp.MustCompile(`</?[qimo][^>]*>`)
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		title, from := "", len(texts)
		for line := range strings.Lines(mark.ReplaceAllString(string(b), "")) {
			line = strings.TrimSpace(line)
			if rest, ok := strings.CutPrefix(line, "@title "); ok {
				title = rest
			}
			if line == "" || strings.HasPrefix(line, "@") || strings.HasPrefix(line, "###") || len(texts)-from >= sentences/len(files) {
				continue
			}
			for s := range strings.SplitAfterSeq(line, ". ") {
				texts, titles = append(texts, s), append(titles, title)
			}
		}
	}
	return texts, titles
}

// TestBuiltinSameBits compares all bits that the built-in network computes of some hundred sentences with those that the fastest kernel
// of another machine computed. CI runs it on other kernels and other processors. -update writes the file anew after the weights have
// changed.
func TestBuiltinSameBits(t *testing.T) {
	n := openBuiltin(t)
	texts, titles := invented(t, 200)
	var out strings.Builder
	fmt.Fprintf(&out, "weights %s\n", n.Checksum())
	vectors, err := n.Vectors(t.Context(), "vectors", texts)
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range vectors {
		var b []byte
		for _, x := range v.Values {
			b = append(b, byte(x))
		}
		sum := sha256.Sum256(binary.LittleEndian.AppendUint32(b, math.Float32bits(v.Scale)))
		fmt.Fprintf(&out, "vector %x %.30q\n", sum[:6], texts[i])
	}
	for i := 2; i+1 < len(texts); i += 5 {
		scores, err := n.Score(t.Context(), "answers", texts[i+1], []Passage{{texts[i], titles[i], "Ann Lee", texts[i-1]}, {Statement: texts[i-2]}})
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&out, "score %08x %08x %.30q\n", math.Float32bits(scores[0]), math.Float32bits(scores[1]), texts[i])
	}
	golden.Check(t, "testdata/builtin.golden", out.String(), "The built-in weights compute other bits, or are other weights.")
}

// TestBuiltinReadsAsTrained compares the pieces of questions and passages with those that the network was trained with, which
// training/passages.py writes.
func TestBuiltinReadsAsTrained(t *testing.T) {
	n := openBuiltin(t)
	b, err := os.ReadFile("testdata/passages.json")
	if err != nil {
		t.Fatal(err)
	}
	var rows []struct {
		Question, Statement, Title, Speaker, Before string
		IDs                                         []int32
	}
	if err := json.Unmarshal(b, &rows); err != nil || len(rows) < 100 {
		t.Fatalf("%d passages: %v", len(rows), err)
	}
	for _, r := range rows {
		got := n.tokenizer.pair(n.tokenizer.ids(r.Question), n.passage(&Passage{r.Statement, r.Title, r.Speaker, r.Before}), scoreLength)
		if !slices.Equal(got.ids, r.IDs) {
			t.Errorf("%.40q of %q, %q, %.40q, %.40q: pieces\n%v, want\n%v", r.Question, r.Title, r.Speaker, r.Statement, r.Before, got.ids, r.IDs)
		}
	}
}
