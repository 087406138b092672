package nearest

import (
	"bytes"
	"errors"
	"hash/crc32"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"verbatim/corpus/reader"
)

const testNetwork = "00c0ffee"

// openAt opens the file of that name.
func openAt(t testing.TB, name string) *Store {
	t.Helper()
	s, err := Open(name, testNetwork)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// all accepts every document.
func all(ID) bool { return true }

// randomDocument is a document of one of a few articles, layers and numbers.
func randomDocument(r *rand.Rand) Document {
	layers := []string{"", "builtin", "17", "17/"}
	d := Document{ID: ID{Article: [8]byte{byte(r.IntN(5))}, Rest: string([]byte{byte(r.IntN(3))})}, Layer: layers[r.IntN(len(layers))], Check: r.Uint64()}
	for range r.IntN(5) {
		d.Vectors = append(d.Vectors, randomVector(r, 48).Pack())
	}
	return d
}

// wantHeld fails unless the store has exactly these documents and finds their vectors by name in their layers only.
func wantHeld(t *testing.T, s *Store, want map[ID]Document) {
	t.Helper()
	n := 0
	for id, d := range want {
		n += len(d.Vectors)
		if made, has := s.Has(id.Article, id.Rest); !has || made != (Made{d.Layer, d.Check}) {
			t.Fatalf("of document %x %q it has %v, %v, want check %x", id.Article, id.Rest, made, has, d.Check)
		}
	}
	if got, _ := s.Size(); got != n {
		t.Fatalf("it has %d vectors, want %d", got, n)
	}
	for _, layer := range []string{"", "builtin", "17", "17/"} {
		var expected []Hit
		query := randomVector(rand.New(rand.NewPCG(3, 4)), 48)
		for id, d := range want {
			for i, v := range d.Vectors {
				if d.Layer == layer {
					expected = append(expected, Hit{id, i, d.Check, query.Dot(reader.Unpack(v))})
				}
			}
		}
		hits, err := s.Nearest([]string{layer}, query, 1000, all)
		must(t, err)
		if len(hits) != len(expected) {
			t.Fatalf("layer %q: got %d vectors, want %d", layer, len(hits), len(expected))
		}
		for i, h := range hits {
			if i > 0 && h.Similarity > hits[i-1].Similarity {
				t.Fatalf("layer %q: hit %d is more similar than the one before it", layer, i)
			}
			if !slices.Contains(expected, h) {
				t.Fatalf("layer %q: got %+v, which is not among the %d expected", layer, h, len(expected))
			}
		}
	}
}

// Whatever is put, kept and dropped, and however often the store is opened again, it has what was put last and nothing that was dropped.
func TestStoreHoldsWhatWasPut(t *testing.T) {
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 1))
		name := filepath.Join(t.TempDir(), "vectors")
		s := openAt(t, name)
		want := make(map[ID]Document)
		for range 200 {
			switch r.IntN(10) {
			case 0:
				must(t, s.Close())
				s = openAt(t, name)
			case 1:
				article := [8]byte{byte(r.IntN(5))}
				keep := make(map[string]Made)
				for id, d := range want {
					if id.Article != article {
						continue
					}
					if r.IntN(2) == 0 {
						delete(want, id)
						if r.IntN(2) == 0 {
							keep[id.Rest] = Made{d.Layer, d.Check + 1} // it was made of other texts
						}
						continue
					}
					keep[id.Rest] = Made{d.Layer, d.Check}
				}
				must(t, s.Keep(article, keep))
			case 2:
				s.gone += minGone * goneShare // as if much were gone
				must(t, s.Tidy())
				if s.gone != 0 {
					t.Fatalf("%d bytes are gone after tidying, want none", s.gone)
				}
			default:
				d := randomDocument(r)
				must(t, s.Put(d))
				want[d.ID] = d
			}
			wantHeld(t, s, want)
		}
		must(t, s.Reset())
		wantHeld(t, s, nil)
		must(t, s.Close())
	}
}

// A file that ends anywhere has the documents before its end; one whose bytes were changed has none that was not put.
func TestCutAndDamagedFiles(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	name := filepath.Join(t.TempDir(), "vectors")
	s := openAt(t, name)
	var put []Document
	var ends []int64
	for i := range 20 {
		d := randomDocument(r)
		d.Article[1] = byte(i)
		must(t, s.Put(d))
		put, ends = append(put, d), append(ends, s.end)
	}
	must(t, s.Close())
	whole, err := os.ReadFile(name)
	must(t, err)
	for cut := range whole {
		must(t, os.WriteFile(name, whole[:cut], 0o600))
		s := openAt(t, name)
		want := make(map[ID]Document)
		for i, d := range put {
			if ends[i] <= int64(cut) {
				want[d.ID] = d
			}
		}
		wantHeld(t, s, want)
		late := randomDocument(r)
		late.Article[1] = 200
		must(t, s.Put(late))
		must(t, s.Close())
		s = openAt(t, name)
		want[late.ID] = late
		wantHeld(t, s, want)
		must(t, s.Close())
	}
	for range 300 {
		damaged := bytes.Clone(whole)
		damaged[preamble+r.IntN(len(whole)-preamble)] ^= byte(1 + r.IntN(255))
		must(t, os.WriteFile(name, damaged, 0o600))
		s := openAt(t, name)
		want := make(map[ID]Document)
		for _, d := range put {
			if _, has := s.Has(d.Article, d.Rest); has {
				want[d.ID] = d
			}
		}
		if len(want) == len(put) {
			t.Fatal("a damaged document is still there")
		}
		wantHeld(t, s, want)
		must(t, s.Close())
	}
}

// Nothing of a damaged record stays in the file: its document is not known, so it could not be dropped.
func TestDamagedRecordIsWrittenOver(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	name := filepath.Join(t.TempDir(), "vectors")
	s := openAt(t, name)
	d := randomDocument(r)
	d.Vectors = [][]byte{randomVector(r, 48).Pack()}
	must(t, s.Put(d))
	must(t, s.Close())
	data, err := os.ReadFile(name)
	must(t, err)
	data[preamble+recordHead] ^= 1
	must(t, os.WriteFile(name, data, 0o600))
	s = openAt(t, name)
	must(t, s.Close())
	if data, err = os.ReadFile(name); err != nil || bytes.Contains(data, d.Vectors[0]) {
		t.Errorf("the vector of a damaged record is still in the file (%v)", err)
	}
}

// What is no file of its own is not opened, and so not emptied.
func TestOpenRefusesALink(t *testing.T) {
	dir := t.TempDir()
	other, name := filepath.Join(dir, "other"), filepath.Join(dir, "vectors")
	must(t, os.WriteFile(other, []byte("precious"), 0o600))
	if err := os.Symlink(other, name); err != nil {
		t.Skip(err) // not every system lets everyone make links
	}
	if s, err := Open(name, "0"); err == nil {
		must(t, s.Close())
		t.Error("a link is opened")
	}
	if data, err := os.ReadFile(other); err != nil || string(data) != "precious" {
		t.Errorf("the file behind the link holds %q, %v", data, err)
	}
}

// The words of what is dropped are nowhere in the file.
func TestDroppedVectorsLeaveTheFile(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	name := filepath.Join(t.TempDir(), "vectors")
	s := openAt(t, name)
	defer func() { must(t, s.Close()) }()
	stays, goes := randomDocument(r), randomDocument(r)
	stays.Article[0], goes.Article[0] = 1, 2
	stays.Vectors, goes.Vectors = [][]byte{randomVector(r, 48).Pack()}, [][]byte{randomVector(r, 48).Pack()}
	must(t, s.Put(goes))
	must(t, s.Put(stays))
	must(t, s.Keep(goes.Article, nil))
	data, err := os.ReadFile(name)
	must(t, err)
	if bytes.Contains(data, goes.Vectors[0]) || !bytes.Contains(data, stays.Vectors[0]) {
		t.Error("the file has the dropped vector, or lacks the other one")
	}
}

func TestAnotherNetworkStartsEmpty(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 9))
	name := filepath.Join(t.TempDir(), "vectors")
	if _, err := OpenExisting(name); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file that does not exist: got %v", err)
	}
	s := openAt(t, name)
	d := randomDocument(r)
	must(t, s.Put(d))
	must(t, s.Close())
	s, err := OpenExisting(name)
	must(t, err)
	wantHeld(t, s, map[ID]Document{d.ID: d})
	must(t, s.Close())
	s = openAt(t, name)
	wantHeld(t, s, map[ID]Document{d.ID: d})
	must(t, s.Close())
	s, err = Open(name, testNetwork+"1")
	must(t, err)
	wantHeld(t, s, nil)
	must(t, s.Close())
}

// Of many vectors the coarse comparison misses few of the nearest, and the order in which they came makes no difference.
func TestNearestAmongMany(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 2))
	first, err := InMemory()
	must(t, err)
	second, err := InMemory()
	must(t, err)
	var documents []Document
	var ids []ID
	center := make([]float64, 96)
	for i := range 3000 {
		if i%100 == 0 {
			for k := range center {
				center[k] = r.NormFloat64()
			}
		}
		d := Document{ID: ID{Article: [8]byte{byte(i), byte(i >> 8)}}}
		for range 2 {
			d.Vectors = append(d.Vectors, around(r, center).Pack())
		}
		documents, ids = append(documents, d), append(ids, d.ID)
	}
	for i := range documents {
		must(t, first.Put(documents[i]))
		must(t, second.Put(documents[len(documents)-1-i]))
	}
	met, all60 := 0, 0
	for range 20 {
		query := around(r, center)
		got, err := first.Nearest([]string{""}, query, 60, all)
		must(t, err)
		same, err := second.Nearest([]string{""}, query, 60, all)
		must(t, err)
		if !slices.Equal(got, same) {
			t.Fatal("documents in another order are found in another order")
		}
		exact, err := first.NearestOf(ids, []string{""}, query, 60)
		must(t, err)
		all60 += len(exact)
		for _, h := range exact {
			if slices.Contains(got, h) {
				met++
			}
		}
	}
	if met*100 < all60*97 {
		t.Errorf("%d of the nearest %d are found", met, all60)
	}
	odd := func(id ID) bool { return id.Article[0]%2 == 1 }
	hits, err := first.Nearest([]string{"", "another"}, around(r, center), 500, odd)
	must(t, err)
	if len(hits) != 500 || slices.ContainsFunc(hits, func(h Hit) bool { return !odd(h.ID) }) {
		t.Errorf("got %d of the accepted, want 500 and no other", len(hits))
	}
	if hits, err := first.NearestOf(ids[:10], []string{"another"}, around(r, center), 5); err != nil || len(hits) > 0 {
		t.Errorf("got %d of a layer that the documents are not in, error %v", len(hits), err)
	}
}

// around is a vector near a center.
func around(r *rand.Rand, center []float64) reader.Vector {
	v := reader.Vector{Values: make([]int8, len(center)), Scale: 1}
	for i, c := range center {
		v.Values[i] = int8(max(-127, min(127, 30*(c+r.NormFloat64()))))
	}
	return reader.Unpack(v.Pack())
}

func TestPutRefusesVectorsOfAnotherSize(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 3))
	s, err := InMemory()
	must(t, err)
	must(t, s.Put(Document{Vectors: [][]byte{randomVector(r, 48).Pack()}}))
	if err := s.Put(Document{Vectors: [][]byte{randomVector(r, 50).Pack()}}); err == nil {
		t.Error("no error")
	}
	if _, err := s.Nearest([]string{""}, randomVector(r, 50), 5, all); err == nil {
		t.Error("no error for a query of another size")
	}
}

// Bytes of any kind are opened, and what is put afterwards is found.
func FuzzOpen(f *testing.F) {
	r := rand.New(rand.NewPCG(8, 8))
	b := appendPreamble(nil, crc32.Checksum([]byte(testNetwork), castagnoli))
	f.Add(b)
	for range 3 {
		b = appendRecord(b, randomDocument(r))
	}
	f.Add(b)
	f.Add(b[:len(b)-5])
	f.Fuzz(func(t *testing.T, data []byte) {
		name := filepath.Join(t.TempDir(), "vectors")
		must(t, os.WriteFile(name, data, 0o600))
		s := openAt(t, name)
		query := randomVector(rand.New(rand.NewPCG(1, 1)), 48)
		if _, err := s.Nearest([]string{"", "17"}, query, 10, all); err != nil && s.width == len(query.Values)/2 {
			t.Fatal(err)
		}
		before, _ := s.Size()
		must(t, s.Close())
		s = openAt(t, name)
		if again, _ := s.Size(); again != before {
			t.Fatalf("%d vectors, opened again %d", before, again)
		}
		must(t, s.Close())
	})
}
