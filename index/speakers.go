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
	counts map[string]int
	keys   []nameKey // sorted by key
}

// nameKey is a name as it is looked up: normalised, from one of its words on.
type nameKey struct{ key, name string }

func (k nameKey) compare(o nameKey) int {
	return cmp.Or(strings.Compare(k.key, o.key), strings.Compare(k.name, o.name))
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
			l = &listing{counts: make(map[string]int)}
			d.guilds[guild] = l
		}
		l.apply(names)
		if len(l.counts) == 0 {
			delete(d.guilds, guild)
		}
	}
}

func (l *listing) apply(names map[string]int) {
	var fresh []nameKey
	gone := make(map[string]bool)
	for name, n := range names {
		before, listed := l.counts[name]
		switch after := before + n; {
		case after > 0:
			l.counts[name] = after
			if !listed {
				fresh = append(fresh, nameKeys(name)...)
			}
		case listed:
			delete(l.counts, name)
			gone[name] = true
		}
	}
	if len(gone) > 0 {
		l.keys = slices.DeleteFunc(l.keys, func(k nameKey) bool { return gone[k.name] })
	}
	if len(fresh) > 0 {
		slices.SortFunc(fresh, nameKey.compare)
		l.keys = merge(l.keys, fresh)
	}
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
func nameKeys(name string) []nameKey {
	words := nameWords(name)
	var keys []nameKey
	for i := range min(len(words), maxNameKeys) {
		keys = append(keys, nameKey{strings.Join(words[i:], " "), name})
	}
	return keys
}

// complete is the listed speakers that a guild can see.
func (d *directory) complete(guild corpus.GuildID, prefix string, limit int) []corpus.SpeakerCount {
	key := strings.Join(nameWords(prefix), " ")
	if key == "" && strings.TrimSpace(prefix) != "" {
		return []corpus.SpeakerCount{}
	}
	d.mu.RLock()
	defer d.mu.RUnlock()
	seen := make(map[string]bool)
	found := []corpus.SpeakerCount{}
	for _, l := range d.visible(guild) {
		from, _ := slices.BinarySearchFunc(l.keys, key, func(k nameKey, key string) int { return strings.Compare(k.key, key) })
		for _, k := range l.keys[from:] {
			if !strings.HasPrefix(k.key, key) {
				break
			}
			if !seen[k.name] {
				seen[k.name] = true
				found = append(found, corpus.SpeakerCount{Name: k.name, Statements: d.count(guild, k.name)})
			}
		}
	}
	slices.SortFunc(found, func(a, b corpus.SpeakerCount) int {
		return cmp.Or(cmp.Compare(b.Statements, a.Statements), strings.Compare(a.Name, b.Name))
	})
	return found[:max(0, min(limit, len(found)))]
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

// count is the statements of a speaker that a guild can see.
func (d *directory) count(guild corpus.GuildID, name string) int {
	n := 0
	for _, l := range d.visible(guild) {
		n += l.counts[name]
	}
	return n
}

// scopesOf is the corpora that a guild sees.
func scopesOf(guild corpus.GuildID) []corpus.GuildID {
	if guild == corpus.Shared {
		return []corpus.GuildID{corpus.Shared}
	}
	return []corpus.GuildID{guild, corpus.Shared}
}
