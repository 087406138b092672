package index

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"verbatim/corpus"
	"verbatim/corpus/builtin"
	"verbatim/corpus/extract"
)

var makeDictionary = flag.Bool("dictionary", false, "make passage.dict anew, under another number: every index is then rebuilt")

// ownTexts are the texts of the golden ranking, and the built-in article.
func ownTexts(t *testing.T) []corpus.Article {
	t.Helper()
	out := []corpus.Article{builtin.Article()}
	for _, id := range []string{"harbour", "bridge", "comet"} {
		text, err := os.ReadFile(filepath.Join("testdata", "golden", id+".txt"))
		must(t, err)
		out = append(out, article(id, string(text)))
	}
	return out
}

// encoded is the passages of articles as they are before compression.
func encoded(articles ...corpus.Article) [][]byte {
	var out [][]byte
	for _, a := range articles {
		for _, p := range cutPassages(a, keyOf(a.Guild, a.ID), extract.Statements(a), extract.Paragraphs(a.Text)) {
			out = append(out, p.encode())
		}
	}
	return out
}

// TestMakeDictionary writes passage.dict: the phrases of testdata/passages, and
// how letters and lengths are spread in our own texts.
func TestMakeDictionary(t *testing.T) {
	if !*makeDictionary {
		t.Skip("no -dictionary given")
	}
	phrases, err := os.ReadFile(filepath.Join("testdata", "passages", "phrases.txt"))
	must(t, err)
	history := []byte(strings.ReplaceAll(string(phrases), "\n", " "))
	built, err := zstd.BuildDict(zstd.BuildDictOptions{
		ID: dictionaryNumber(t) + 1, Contents: encoded(ownTexts(t)...), History: history, Offsets: [3]int{1, 4, 8},
		Level: zstd.SpeedBetterCompression,
	})
	must(t, err)
	must(t, os.WriteFile("passage.dict", built, 0o600))
}

func dictionaryNumber(t *testing.T) uint32 {
	t.Helper()
	d, err := zstd.InspectDictionary(passageDict)
	if err != nil {
		return 32768
	}
	return d.ID()
}

func TestSize(t *testing.T) {
	articles, _ := evalData(t)
	plain, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBetterCompression), zstd.WithEncoderCRC(false), zstd.WithWindowSize(64<<10))
	must(t, err)
	p, err := newPacker()
	must(t, err)
	raw, without, with := 0, 0, 0
	all := encoded(articles...)
	for _, b := range all {
		raw += len(b)
		without += len(plain.EncodeAll(b, nil))
		with += len(p.pack(b))
	}
	fmt.Println(len(all), raw, without, with)
	g := newGenerator(1, 30000, nil)
	raw, without, with = 0, 0, 0
	for i := range g.articles {
		for _, b := range encoded(g.article(i)) {
			raw += len(b)
			without += len(plain.EncodeAll(b, nil))
			with += len(p.pack(b))
		}
	}
	fmt.Println(raw, without, with)
}
