package index

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	"verbatim/corpus"
	"verbatim/index/rank"
	"verbatim/index/view"
)

// Speakers are those who are named for certain in what a query sees, and whose
// name has a word that begins with its Speaker: those with the most statements
// first, at most Limit. An empty Speaker is everybody's. Of the query's other
// filters only NoBuiltin and NoShared count. It fails with corpus.ErrNotHeld as
// Search does.
func (x *Index) Speakers(ctx context.Context, q corpus.Query) ([]corpus.SpeakerCount, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	x.mu.RLock()
	defer x.mu.RUnlock()
	if err := x.admit(q.Guild); err != nil {
		return nil, err
	}
	return x.speakers.complete(view.LayersOf(q), q.Speaker, q.Limit), nil
}

// tally is how many statements speakers gain or lose, by layer.
type tally map[view.Layer]map[string]int

func newTally() tally { return tally{} }

// add counts names times times.
func (t tally) add(l view.Layer, names map[string]int, times int) {
	if len(names) == 0 {
		return
	}
	if t[l] == nil {
		t[l] = make(map[string]int)
	}
	for name, n := range names {
		t[l][name] += n * times
	}
}

// addAll counts all that another tally does.
func (t tally) addAll(o tally) {
	for l, names := range o {
		t.add(l, names, 1)
	}
}

// directory lists each layer's speakers. Bleve's dictionary of names would
// show one guild's to another, and does not count statements.
type directory struct {
	mu     sync.RWMutex
	layers map[view.Layer]*listing
}

func newDirectory() *directory { return &directory{layers: make(map[view.Layer]*listing)} }

// listing is the speakers of one layer. One of copies lists what these have more
// than the passages that they were made of, or less.
type listing struct {
	names map[string]*listed
	keys  []nameKey // sorted by key
	top   []corpus.SpeakerCount
	less  int // names with a count below 0
}

// maxTop is how many speakers are at hand when no prefix narrows them down.
const maxTop = 200

// listed is a speaker with the number of their statements.
type listed struct {
	name  string
	count int
}

// nameKey is a name as it is looked up: normalised, from one of its words on.
type nameKey struct {
	key string
	who *listed
}

func (k nameKey) compare(o nameKey) int {
	return cmp.Or(strings.Compare(k.key, o.key), strings.Compare(k.who.name, o.who.name))
}

// load counts what a view holds.
func (d *directory) load(s *view.Snapshot) error {
	counts := newTally()
	var broken error
	err := s.EachTerm(view.FieldName, "", func(term string) bool {
		l, name, ok := view.CutScope(term)
		if !ok {
			return true
		}
		n := 0
		broken = s.EachPosting(view.FieldName, term, func(_, frequency uint64) { n += int(frequency) })
		if n > 0 {
			counts.add(l, map[string]int{name: n}, 1)
		}
		return broken == nil
	})
	if err = cmp.Or(err, broken); err == nil {
		err = discountCopied(s, counts)
	}
	d.apply(counts)
	return err
}

// apply adds the counts; who has no statement left is no longer listed.
func (d *directory) apply(counts tally) {
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

func (l *listing) apply(names map[string]int) {
	var fresh []nameKey
	gone := false
	for name, n := range names {
		who := l.names[name]
		if who == nil {
			if n == 0 {
				continue
			}
			who = &listed{name: name}
			l.names[name] = who
			fresh = append(fresh, nameKeys(who)...)
		}
		if who.count += n; who.count == 0 {
			delete(l.names, name)
			gone = true
		}
	}
	if gone {
		l.keys = slices.DeleteFunc(l.keys, func(k nameKey) bool { return k.who.count == 0 })
	}
	if len(fresh) > 0 {
		slices.SortFunc(fresh, nameKey.compare)
		l.keys = merge(l.keys, fresh)
	}
	top := topSpeakers{limit: maxTop}
	l.less = 0
	for _, who := range l.names {
		top.add(corpus.SpeakerCount{Name: who.name, Statements: who.count})
		if who.count < 0 {
			l.less++
		}
	}
	l.top = top.found
}

// merge is two sorted lists in one.
func merge(a, b []nameKey) []nameKey {
	out := make([]nameKey, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if a[0].compare(b[0]) <= 0 {
			out, a = append(out, a[0]), a[1:]
		} else {
			out, b = append(out, b[0]), b[1:]
		}
	}
	return append(append(out, a...), b...)
}

// maxNameKeys bounds how many of a name's words it is found by.
const maxNameKeys = 8

// nameKeys are the keys of a name: from each of its first words on.
func nameKeys(who *listed) []nameKey {
	words := rank.NameWords(who.name)
	var keys []nameKey
	for i := range min(len(words), maxNameKeys) {
		keys = append(keys, nameKey{strings.Join(words[i:], " "), who})
	}
	return keys
}

// complete is the speakers that the layers list.
func (d *directory) complete(seen []view.Layer, prefix string, limit int) []corpus.SpeakerCount {
	best := topSpeakers{limit: limit, found: []corpus.SpeakerCount{}}
	key := strings.Join(rank.NameWords(prefix), " ")
	if limit < 1 || key == "" && strings.TrimSpace(prefix) != "" {
		return best.found
	}
	d.mu.RLock()
	defer d.mu.RUnlock()
	var listings []*listing
	less := 0 // names that may be fewer than their listing says
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
				best.add(one)
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
	return best.found
}

// withCounts is the speaker with their statements in other listings added.
func withCounts(one corpus.SpeakerCount, others []*listing) corpus.SpeakerCount {
	for _, other := range others {
		if same := other.names[one.Name]; same != nil {
			one.Statements += same.count
		}
	}
	return one
}

// topSpeakers keeps the speakers with the most statements, each once.
type topSpeakers struct {
	limit int
	found []corpus.SpeakerCount
}

func compareSpeakers(a, b corpus.SpeakerCount) int {
	return cmp.Or(cmp.Compare(b.Statements, a.Statements), strings.Compare(a.Name, b.Name))
}

func (t *topSpeakers) add(one corpus.SpeakerCount) {
	full := len(t.found) >= t.limit
	if full && compareSpeakers(one, t.found[len(t.found)-1]) >= 0 {
		return
	}
	at, there := slices.BinarySearchFunc(t.found, one, compareSpeakers)
	if there {
		return
	}
	if full {
		t.found = t.found[:len(t.found)-1]
	}
	t.found = slices.Insert(t.found, at, one)
}
