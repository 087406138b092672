package index

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	"verbatim/corpus"
)

// Speakers are those who are named for certain in what the guild can see, and
// whose name has a word that begins with prefix: those with the most statements
// first, at most limit. An empty prefix is everybody's.
func (x *Index) Speakers(ctx context.Context, guild corpus.GuildID, prefix string, limit int) ([]corpus.SpeakerCount, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	x.mu.RLock()
	defer x.mu.RUnlock()
	if x.view == nil {
		return nil, errClosed
	}
	return x.speakers.complete(guild, prefix, limit), nil
}

// tally is how many statements speakers gain or lose, by guild.
type tally map[corpus.GuildID]map[string]int

func newTally() *tally { return &tally{} }

// add counts names times times.
func (t *tally) add(guild corpus.GuildID, names map[string]int, times int) {
	if len(names) == 0 {
		return
	}
	if (*t)[guild] == nil {
		(*t)[guild] = make(map[string]int)
	}
	for name, n := range names {
		(*t)[guild][name] += n * times
	}
}

// directory lists each guild's speakers. Bleve's dictionary of names would
// show one guild's to another, and does not count statements.
type directory struct {
	mu     sync.RWMutex
	guilds map[corpus.GuildID]*listing
}

func newDirectory() *directory { return &directory{guilds: make(map[corpus.GuildID]*listing)} }

// listing is the speakers of one guild.
type listing struct {
	names map[string]*listed
	keys  []nameKey // sorted by key
	top   []corpus.SpeakerCount
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
func (d *directory) load(s *snapshot) error {
	counts := newTally()
	var broken error
	err := s.eachTerm(fieldName, "", func(term string) bool {
		guild, name, ok := strings.Cut(term, "\x00")
		if !ok {
			return true
		}
		n := 0
		broken = s.eachPosting(fieldName, term, func(_, frequency uint64) { n += int(frequency) })
		if n > 0 {
			counts.add(corpus.GuildID(guild), map[string]int{name: n}, 1)
		}
		return broken == nil
	})
	if err == nil {
		err = broken
	}
	d.apply(counts)
	return err
}

// apply adds the counts; who has no statement left is no longer listed.
func (d *directory) apply(counts *tally) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for guild, names := range *counts {
		l := d.guilds[guild]
		if l == nil {
			l = &listing{names: make(map[string]*listed)}
			d.guilds[guild] = l
		}
		l.apply(names)
		if len(l.names) == 0 {
			delete(d.guilds, guild)
		}
	}
}

func (l *listing) apply(names map[string]int) {
	var fresh []nameKey
	gone := false
	for name, n := range names {
		who := l.names[name]
		if who == nil {
			if n <= 0 {
				continue
			}
			who = &listed{name: name}
			l.names[name] = who
			fresh = append(fresh, nameKeys(who)...)
		}
		if who.count += n; who.count <= 0 {
			delete(l.names, name)
			gone = true
		}
	}
	if gone {
		l.keys = slices.DeleteFunc(l.keys, func(k nameKey) bool { return k.who.count <= 0 })
	}
	if len(fresh) > 0 {
		slices.SortFunc(fresh, nameKey.compare)
		l.keys = merge(l.keys, fresh)
	}
	top := topSpeakers{limit: maxTop}
	for _, who := range l.names {
		top.add(corpus.SpeakerCount{Name: who.name, Statements: who.count})
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
	words := nameWords(who.name)
	var keys []nameKey
	for i := range min(len(words), maxNameKeys) {
		keys = append(keys, nameKey{strings.Join(words[i:], " "), who})
	}
	return keys
}

// complete is the listed speakers that a guild can see.
func (d *directory) complete(guild corpus.GuildID, prefix string, limit int) []corpus.SpeakerCount {
	best := topSpeakers{limit: limit, found: []corpus.SpeakerCount{}}
	key := strings.Join(nameWords(prefix), " ")
	if limit < 1 || key == "" && strings.TrimSpace(prefix) != "" {
		return best.found
	}
	d.mu.RLock()
	defer d.mu.RUnlock()
	listings := d.visible(guild)
	for i, l := range listings {
		others := slices.Concat(listings[:i], listings[i+1:])
		if key == "" && limit <= maxTop {
			for _, one := range l.top {
				best.add(withCounts(one, others))
			}
			continue
		}
		from, _ := slices.BinarySearchFunc(l.keys, key, func(k nameKey, key string) int { return strings.Compare(k.key, key) })
		for _, k := range l.keys[from:] {
			if !strings.HasPrefix(k.key, key) {
				break
			}
			best.add(withCounts(corpus.SpeakerCount{Name: k.who.name, Statements: k.who.count}, others))
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

// visible is the listings that a guild can see.
func (d *directory) visible(guild corpus.GuildID) []*listing {
	var out []*listing
	for _, g := range scopesOf(guild) {
		if l := d.guilds[g]; l != nil {
			out = append(out, l)
		}
	}
	return out
}

// scopesOf is the corpora that a guild sees.
func scopesOf(guild corpus.GuildID) []corpus.GuildID {
	if guild == corpus.Shared {
		return []corpus.GuildID{corpus.Shared}
	}
	return []corpus.GuildID{guild, corpus.Shared}
}
