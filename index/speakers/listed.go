package speakers

import (
	"cmp"
	"slices"
	"strings"

	"verbatim/corpus"
	"verbatim/index/wording"
)

// listing is the speakers of one layer. For a layer of copies it counts how many statements
// more or fewer a speaker has than in the passages that were copied.
type listing struct {
	names map[string]*listed
	keys  []nameKey // sorted by key
	top   []corpus.SpeakerCount
	less  int // the number of names with a count below 0
}

// apply adds the counts.
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
	top := Top{Limit: maxTop}
	l.less = 0
	for _, who := range l.names {
		top.Add(corpus.SpeakerCount{Name: who.name, Statements: who.count})
		if who.count < 0 {
			l.less++
		}
	}
	l.top = top.Found
}

// maxTop is the number of speakers that are ready to be listed without a prefix.
const maxTop = 200

// listed is a speaker with the number of their statements.
type listed struct {
	name  string
	count int
}

// nameKey is a name from one of its words on, normalised, by which it is looked up.
type nameKey struct {
	key string
	who *listed
}

func (k nameKey) compare(o nameKey) int {
	return cmp.Or(strings.Compare(k.key, o.key), strings.Compare(k.who.name, o.who.name))
}

// merge merges two sorted lists.
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

// maxNameKeys is the most words of a name by which it is found.
const maxNameKeys = 8

// nameKeys returns the keys of a name: from each of its first words on.
func nameKeys(who *listed) []nameKey {
	words := wording.NameWords(who.name)
	var keys []nameKey
	for i := range min(len(words), maxNameKeys) {
		keys = append(keys, nameKey{strings.Join(words[i:], " "), who})
	}
	return keys
}
