// Package lexicon knows words: cues, titles, roles, names, places and the words of
// grammar. The words are data, in a folder for each language.
package lexicon

import (
	"embed"
	"fmt"
	"strings"
	"sync"
)

// Entry holds the lexicon's knowledge of one word.
type Entry struct {
	Attrs Attrs
	lemma WordID // of a verb: its bare form
	Stem  uint32 // the hash of the lemma if it is a verb, else of the word
	Class uint8  // of a cue: index into classes
	pos   WordClass
}

// Lexicon is a closed-addressing table of words; it is never changed once built.
type Lexicon struct {
	slots   []Slot
	mask    uint32
	Entries []Entry
	Names   []string
	Marks   [128]Slot // of the ASCII characters
}

// Slot is a place of the lexicon's table.
type Slot struct {
	Hash  uint32
	Word  WordID
	Class WordClass // the word's class, unless it has a capital
}

// LearntFile holds the words that headed reports in the training data.
const LearntFile = "learnt.txt"

//go:embed en/*.txt
var lexiconFiles embed.FS

// Words is the lexicon. It is built on first use and must not be changed.
func Words() *Lexicon { return words() }

var words = sync.OnceValue(func() *Lexicon { return LoadLexicon("") })

// LoadLexicon reads the embedded files. If learnt is not empty, it is a line that
// replaces the file of the training's words.
func LoadLexicon(learnt string) *Lexicon {
	l := newLexicon()
	files, err := lexiconFiles.ReadDir("en")
	if err != nil {
		panic(fmt.Sprintf("lexicon: %v", err)) // cannot be: it was there when the program was built
	}
	for _, f := range files {
		if learnt != "" && f.Name() == LearntFile {
			continue
		}
		b, err := lexiconFiles.ReadFile("en/" + f.Name())
		if err != nil {
			panic(fmt.Sprintf("lexicon: %v", err))
		}
		for _, line := range strings.Split(string(b), "\n") {
			l.addLine(line)
		}
	}
	l.addLine(learnt)
	l.index()
	for i := range l.Entries {
		e := &l.Entries[i]
		e.pos = knownClass(WordID(i), l.Names[i], e.Attrs)
		e.Stem = HashWord(l.Names[i])
		if e.lemma != 0 {
			e.Stem = HashWord(l.Names[e.lemma])
		}
	}
	for i := range l.slots {
		s := &l.slots[i]
		s.Class = l.Entries[s.Word].pos
	}
	for c := range l.Marks {
		h := HashWord(string(rune(c)))
		l.Marks[c] = l.Slot(h)
		l.Marks[c].Hash = h
	}
	return l
}

func newLexicon() *Lexicon {
	l := &Lexicon{Names: make([]string, len(fixedWords), 8192), Entries: make([]Entry, len(fixedWords), 8192)}
	copy(l.Names, fixedWords[:])
	l.index()
	return l
}

// index builds the table anew, at most half full.
func (l *Lexicon) index() {
	size := 1024
	for size < 2*len(l.Names) {
		size *= 2
	}
	l.slots, l.mask = make([]Slot, size), uint32(size-1)
	for i, name := range l.Names {
		if i > 0 {
			l.insert(HashWord(name), WordID(i))
		}
	}
}

func (l *Lexicon) insert(h uint32, w WordID) {
	at := h & l.mask
	for l.slots[at].Word != 0 {
		at = (at + 1) & l.mask
	}
	l.slots[at] = Slot{Hash: h, Word: w}
}

// Find is the word with the hash, or 0.
func (l *Lexicon) Find(h uint32) WordID { return l.Slot(h).Word }

// Slot is the table's entry for a hash, or an empty one if the table lacks it.
func (l *Lexicon) Slot(h uint32) Slot {
	for at := h & l.mask; ; at = (at + 1) & l.mask {
		if s := l.slots[at]; s.Hash == h || s.Word == 0 {
			return s
		}
	}
}

// add puts a word into the lexicon if it is not in it, and returns its id.
func (l *Lexicon) add(word string) WordID {
	h := HashWord(word)
	if w := l.Find(h); w != 0 {
		return w
	}
	l.Names = append(l.Names, word)
	l.Entries = append(l.Entries, Entry{})
	w := WordID(len(l.Names) - 1)
	l.insert(h, w)
	if 2*len(l.Names) > len(l.slots) {
		l.index()
	}
	return w
}

// addLine reads a line of a lexicon file: "attribute word …", or "cue class lemma…"
// and "verb lemma…", which add the forms of verbs. A lemma may bring its irregular
// past, participle and gerund: "tell/told/told/telling". A "#" begins a comment.
func (l *Lexicon) addLine(line string) {
	line, _, _ = strings.Cut(line, "#")
	f := strings.Fields(line)
	if len(f) == 0 {
		return
	}
	switch name := f[0]; name {
	case "cue":
		for _, v := range f[2:] {
			l.addVerb(v, AttrCueVerb, classIndex(f[1]))
		}
	case "verb":
		for _, v := range f[1:] {
			l.addVerb(v, 0, 0)
		}
	case "noun":
		for _, n := range f[2:] {
			l.addNoun(n, classIndex(f[1]))
		}
	default:
		a, ok := attrNames[name]
		if !ok {
			panic(fmt.Sprintf("lexicon: no attribute %q: attrNames has them all", name))
		}
		for _, w := range f[1:] {
			l.addAttr(w, a)
		}
	}
}

// addAttr gives an attribute to a word. If the attribute is one of verbs and the
// word is the lemma of a known verb, all forms of the verb get it.
func (l *Lexicon) addAttr(word string, a Attrs) {
	w := l.add(word)
	l.Entries[w].Attrs |= a
	if a&(AttrAddressee|AttrSpeechVerb|attrOf|AttrAct) == 0 {
		return
	}
	for i := range l.Entries {
		if l.Entries[i].lemma == w {
			l.Entries[i].Attrs |= a
		}
	}
}

func (l *Lexicon) addVerb(spec string, a Attrs, class uint8) {
	parts := strings.Split(spec, "/")
	lemma := parts[0]
	past, gerund, third := inflect(lemma)
	participle := past
	if len(parts) > 1 {
		past, participle = parts[1], parts[1]
	}
	if len(parts) > 2 {
		participle = parts[2]
	}
	if len(parts) > 3 {
		gerund = parts[3]
	}
	base := l.add(lemma)
	for _, form := range []struct {
		word string
		form Attrs
	}{{lemma, attrBase}, {third, AttrThird}, {past, AttrPast}, {participle, AttrParticiple}, {gerund, AttrGerund}} {
		w := l.add(form.word)
		e := &l.Entries[w]
		e.Attrs |= form.form | AttrVerb | a
		e.lemma = base
		if a&AttrCueVerb != 0 {
			e.Class = class
		}
	}
}

func (l *Lexicon) addNoun(noun string, class uint8) {
	_, _, plural := inflect(noun)
	for i, n := range []string{noun, plural} {
		w := l.add(n)
		e := &l.Entries[w]
		e.Attrs |= AttrCueNoun
		if i == 1 {
			e.Attrs |= attrPlural
		}
		if e.Attrs&AttrCueVerb == 0 {
			e.Class = class
		}
	}
}
