package speakers

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"verbatim/corpus"
	"verbatim/index/view"
	"verbatim/index/wording"
)

// Directory lists the speakers of each layer. Bleve's dictionary of names would show one guild's
// speakers to another, and does not count statements.
type Directory struct {
	mu     sync.RWMutex
	layers map[view.Layer]*listing
}

// NewDirectory returns an empty directory.
func NewDirectory() *Directory { return &Directory{layers: make(map[view.Layer]*listing)} }

// Load counts the speakers of a generation.
func (d *Directory) Load(s *view.Snapshot) error {
	counts := Tally{}
	var broken error
	err := s.EachTerm(view.FieldName, "", func(term string) bool {
		l, name, ok := view.CutScope(term)
		if !ok {
			return true
		}
		n := 0
		broken = s.EachPosting(view.FieldName, term, func(_, frequency uint64) { n += int(frequency) })
		if n > 0 {
			counts.Add(l, map[string]int{name: n}, 1)
		}
		return broken == nil
	})
	if err = cmp.Or(err, broken); err == nil {
		err = discountCopied(s, counts)
	}
	d.Apply(counts)
	return err
}

// Apply adds the counts. Speakers without statements are no longer listed.
func (d *Directory) Apply(counts Tally) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for name, names := range counts {
		l := d.layers[name]
		if l == nil {
			l = &listing{names: make(map[string]*listed)}
			d.layers[name] = l
		}
		l.apply(names)
		if len(l.names) == 0 {
			delete(d.layers, name)
		}
	}
}

// Complete lists the speakers of the layers that have a word with the prefix in their names, the
// most quoted first.
func (d *Directory) Complete(seen []view.Layer, prefix string, limit int) []corpus.SpeakerCount {
	best := Top{Limit: limit, Found: []corpus.SpeakerCount{}}
	key := strings.Join(wording.NameWords(prefix), " ")
	if limit < 1 || key == "" && strings.TrimSpace(prefix) != "" {
		return best.Found
	}
	d.mu.RLock()
	defer d.mu.RUnlock()
	var listings []*listing
	less := 0 // the number of names that may have fewer statements than their listing says
	for _, name := range seen {
		if l := d.layers[name]; l != nil {
			listings = append(listings, l)
			less += l.less
		}
	}
	for i, l := range listings {
		others := slices.Concat(listings[:i], listings[i+1:])
		add := func(one corpus.SpeakerCount) {
			if one = withCounts(one, others); one.Statements > 0 {
				best.Add(one)
			}
		}
		if key == "" && limit+less <= maxTop {
			for _, one := range l.top {
				add(one)
			}
			continue
		}
		from, _ := slices.BinarySearchFunc(l.keys, key, func(k nameKey, key string) int { return strings.Compare(k.key, key) })
		for _, k := range l.keys[from:] {
			if !strings.HasPrefix(k.key, key) {
				break
			}
			add(corpus.SpeakerCount{Name: k.who.name, Statements: k.who.count})
		}
	}
	return best.Found
}

// withCounts adds the speaker's statements in other listings.
func withCounts(one corpus.SpeakerCount, others []*listing) corpus.SpeakerCount {
	for _, other := range others {
		if same := other.names[one.Name]; same != nil {
			one.Statements += same.count
		}
	}
	return one
}
