package passage

import (
	"encoding/binary"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"verbatim/corpus"
	"verbatim/corpus/builtin"
	"verbatim/corpus/extract/extracttest"
	"verbatim/index/indextest"
)

var makeDictionary = flag.Bool("dictionary", false, "make passage.dict anew, under another number: every index is then rebuilt")

// ownTexts are the texts of the golden ranking, and the built-in article.
func ownTexts(t *testing.T) []corpus.Article {
	t.Helper()
	out := []corpus.Article{builtin.Article()}
	for _, id := range []string{"harbour", "bridge", "comet"} {
		text, err := os.ReadFile(filepath.Join("..", "testdata", "golden", id+".txt"))
		must(t, err)
		out = append(out, article(id, string(text)))
	}
	return out
}

// encoded is the passages of articles as they are before compression.
func encoded(t testing.TB, articles ...corpus.Article) [][]byte {
	var out [][]byte
	for _, a := range articles {
		for _, p := range Cut(a, KeyOf(a.Guild, a.ID), extracttest.Statements(t, a), paragraphsOf(t, a.Text)) {
			out = append(out, p.Encode())
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
		ID: DictionaryNumber() + 1, Contents: encoded(t, ownTexts(t)...), History: history, Offsets: [3]int{1, 4, 8},
		Level: zstd.SpeedBetterCompression,
	})
	must(t, err)
	must(t, os.WriteFile("passage.dict", built, 0o600))
}

// The number is where zstd has it.
func TestDictionaryNumber(t *testing.T) {
	d, err := zstd.InspectDictionary(passageDict)
	must(t, err)
	if DictionaryNumber() != d.ID() {
		t.Errorf("got the number %d, want %d", DictionaryNumber(), d.ID())
	}
}

// Every passage comes back whole, the ids that are not stored included.
func TestPassagesRoundTrip(t *testing.T) {
	p, err := NewPacker()
	must(t, err)
	again := article("again", "It rained. The match went on. It rained. “It rained,” Ann Lee said.")
	for _, a := range append(ownTexts(t), again, indextest.NewGenerator(3, 30, nil).Article(0)) {
		statements := extracttest.Statements(t, a)
		at := 0
		for _, passage := range Cut(a, KeyOf(a.Guild, a.ID), statements, paragraphsOf(t, a.Text)) {
			unpacked, err := p.Unpack(p.Pack(passage.Encode()))
			must(t, err)
			got, err := Decode(unpacked)
			must(t, err)
			if !reflect.DeepEqual(got, passage) {
				t.Errorf("%s: got %v, want %v", a.ID, got, passage)
			}
			for i := range got.Statements {
				want := statements[at+i]
				if id := got.StatementID(i, a.ID); id != want.ID {
					t.Errorf("%q: got id %s, want %s", want.Text, id, want.ID)
				}
				reports, err := got.Reports(i)
				must(t, err)
				if len(reports) != len(want.Reports) {
					t.Errorf("%q: got %d reports, want %d", want.Text, len(reports), len(want.Reports))
				}
			}
			at += len(got.Statements)
		}
	}
}

// What was packed with another dictionary, or with one that is missing now, is
// no passage.
func TestAnotherDictionaryIsNoticed(t *testing.T) {
	number := DictionaryNumber()
	other := slices.Clone(passageDict)
	binary.LittleEndian.PutUint32(other[4:], number+1)
	text := encoded(t, builtin.Article())[0]
	tests := []struct {
		name   string
		packed []byte // by which dictionary
		read   []byte
		fails  bool
	}{
		{"the same", passageDict, passageDict, false},
		{"another number", passageDict, other, true},
		{"from another number", other, passageDict, true},
		{"missing", passageDict, nil, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			writer, err := newPackerWith(tt.packed)
			must(t, err)
			reader := &Packer{}
			if tt.read == nil {
				reader.decoder, err = zstd.NewReader(nil)
			} else {
				reader, err = newPackerWith(tt.read)
			}
			must(t, err)
			got, err := reader.Unpack(writer.Pack(text))
			if errors.Is(err, ErrDamaged) != tt.fails || !tt.fails && got != string(text) {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
}

// The dictionary was not made of these sentences, and must save a tenth of them.
func TestDictionarySaves(t *testing.T) {
	plain, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBetterCompression), zstd.WithEncoderCRC(false))
	must(t, err)
	p, err := NewPacker()
	must(t, err)
	without, with := 0, 0
	for _, b := range encoded(t, article("ferry", strings.Join([]string{
		"The island's only ferry has been sold to a shipping company from Norway, the owner announced on Thursday.",
		"“I have done this for thirty-one years, and my knees have had enough,” said Captain Olga Brandt.",
		"She told the local newspaper that the new owners had promised to keep the timetable and both sailors.",
		"The islanders are less certain. A teacher at the school believes that the winter service will be the first to go.",
		"According to the harbour office, the boat carried 41,000 passengers in 2019 and fewer than half as many two years later.",
		"The council, which owns the pier, has denied that it knew of the sale before it was made public.",
	}, " "))) {
		without += len(plain.EncodeAll(b, nil))
		with += len(p.Pack(b))
	}
	t.Logf("%d bytes without the dictionary, %d with it", without, with)
	if 10*with > 9*without {
		t.Errorf("got %d bytes with the dictionary, %d without, want a tenth saved", with, without)
	}
}
