// Package lexicon knows words: which of them report, and which are titles, roles,
// names, places or parts of grammar. The words are data, in a folder for each
// language.
package lexicon

import (
	"embed"
	"fmt"
	"strings"
	"sync"

	"verbatim/corpus"
)

// WordID is a word's place in the lexicon; 0 is every unknown word.
type WordID uint16

// Attrs is the set of things that the lexicon knows of a word.
type Attrs uint64

// The attributes of words. A line of a lexicon file begins with the name of one
// (see attrNames) and lists the words that have it.
const (
	AttrDeterminer   Attrs = 1 << iota // the, a, this, some
	AttrPreposition                    // of, in, by
	AttrConjunction                    // and, but, or
	AttrSubordinator                   // that, if, because, while
	attrRelative                       // who, which, whose
	AttrSubject                        // he, she, they, I: pronouns in the nominative
	AttrObject                         // him, them, me
	AttrPossessive                     // his, their, my
	AttrReflexive                      // himself
	AttrAuxiliary                      // is, has, did
	AttrModal                          // will, would, can
	AttrNegation                       // not, n't, never
	AttrAdverb                         // also, later, reportedly
	AttrTime                           // today, yesterday, earlier
	AttrMonth                          // january
	AttrWeekday                        // monday
	AttrTitle                          // mr., president, sen.
	AttrAbbreviation                   // may be followed by a full stop that ends no sentence
	attrNumber                         // two, million
	AttrVerb                           // a form of a verb
	attrBase                           // the bare form of a verb
	AttrThird                          // its third person: says
	AttrPast                           // its past: said
	AttrParticiple                     // its past participle: said, written
	AttrGerund                         // its -ing form
	AttrCueVerb                        // a verb that reports
	AttrCueNoun                        // a noun that reports: claim, allegation
	AttrAddressee                      // a verb with somebody addressed: told, urged
	AttrSpeechVerb                     // a verb of speaking proper: inverts around quotations
	attrPlural                         // a plural noun that reports
	attrOf                             // a verb that takes "of": accused
	AttrMedium                         // a noun for where words are said: statement, interview
	AttrPlace                          // a noun for who was there: reporters, supporters
	AttrSmall                          // an abbreviation in lower case too
	AttrAct                            // a verb of acting, never a cue
	AttrLearnt                         // headed a report in the training data

	attrOthers // the attributes of speakers begin here
)

// entry is what the lexicon knows of one word.
type entry struct {
	Attrs Attrs
	lemma WordID // of a verb: its bare form
	Stem  uint32 // the hash of the lemma, or of the word where it is no verb
	Class uint8  // of a cue: index into classes
	pos   WordClass
}

// Lexicon is a closed-addressing table of words; it is never changed once built.
type Lexicon struct {
	slots   []lexiconSlot
	mask    uint32
	Entries []entry
	Names   []string
	Marks   [128]lexiconSlot // of the ASCII characters
}

type lexiconSlot struct {
	Hash  uint32
	Word  WordID
	Class WordClass // what the word is, unless it is written with a capital
}

// LearntFile holds the words that headed reports in the training data.
const LearntFile = "learnt.txt"

//go:embed en/*.txt
var lexiconFiles embed.FS

// Words is the lexicon. It is built on first use and must not be changed.
func Words() *Lexicon { return words() }

var words = sync.OnceValue(func() *Lexicon { return LoadLexicon("") })

// LoadLexicon reads the embedded files; learnt, a line of one, stands in for
// the file of the training's words where it is not empty.
func LoadLexicon(learnt string) *Lexicon {
	l := newLexicon()
	files, err := lexiconFiles.ReadDir("en")
	if err != nil {
		panic(fmt.Sprintf("extract: embedded lexicon: %v", err)) // cannot be: it was there when the program was built
	}
	for _, f := range files {
		if learnt != "" && f.Name() == LearntFile {
			continue
		}
		b, err := lexiconFiles.ReadFile("en/" + f.Name())
		if err != nil {
			panic(fmt.Sprintf("extract: embedded lexicon: %v", err))
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
	l := &Lexicon{Names: make([]string, len(fixedWords), 8192), Entries: make([]entry, len(fixedWords), 8192)}
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
	l.slots, l.mask = make([]lexiconSlot, size), uint32(size-1)
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
	l.slots[at] = lexiconSlot{Hash: h, Word: w}
}

// Find is the word with the hash, or 0.
func (l *Lexicon) Find(h uint32) WordID { return l.Slot(h).Word }

// Slot is the table's entry for a hash, an empty one where it knows none.
func (l *Lexicon) Slot(h uint32) lexiconSlot {
	for at := h & l.mask; ; at = (at + 1) & l.mask {
		if s := l.slots[at]; s.Hash == h || s.Word == 0 {
			return s
		}
	}
}

// add puts a word into the lexicon, once, and is its id.
func (l *Lexicon) add(word string) WordID {
	h := HashWord(word)
	if w := l.Find(h); w != 0 {
		return w
	}
	l.Names = append(l.Names, word)
	l.Entries = append(l.Entries, entry{})
	w := WordID(len(l.Names) - 1)
	l.insert(h, w)
	if 2*len(l.Names) > len(l.slots) {
		l.index()
	}
	return w
}

// addLine reads a line of a lexicon file: "attribute word …", or
// "cue class lemma…" and "verb lemma…", which add the forms of verbs; a lemma may
// bring its irregular past, participle and gerund: "tell/told/told/telling". A
// "#" begins a comment.
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
			panic(fmt.Sprintf("extract: embedded lexicon: no attribute %q", name))
		}
		for _, w := range f[1:] {
			l.addAttr(w, a)
		}
	}
}

// addAttr gives an attribute to a word, and to all forms of it where it is the
// lemma of a verb that is known already and the attribute is one of verbs.
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

// inflect is the regular past, gerund and third person (or plural) of a word.
func inflect(w string) (past, gerund, third string) {
	last := w[len(w)-1]
	consonantY := last == 'y' && len(w) > 1 && !strings.ContainsRune("aeiou", rune(w[len(w)-2]))
	switch {
	case consonantY:
		past, gerund, third = w[:len(w)-1]+"ied", w+"ing", w[:len(w)-1]+"ies"
	case strings.HasSuffix(w, "ee"):
		past, gerund, third = w+"d", w+"ing", w+"s"
	case last == 'e':
		past, gerund, third = w+"d", w[:len(w)-1]+"ing", w+"s"
	case doubles(w):
		past, gerund, third = w+string(last)+"ed", w+string(last)+"ing", w+"s"
	default:
		past, gerund, third = w+"ed", w+"ing", w+"s"
	}
	for _, s := range []string{"s", "x", "z", "ch", "sh"} {
		if strings.HasSuffix(w, s) {
			third = w + "es"
		}
	}
	return past, gerund, third
}

// doubles reports whether a word's last consonant is doubled before -ed: a
// single vowel before it, in a word of one syllable or one of a known few.
func doubles(w string) bool {
	switch w {
	case "admit", "commit", "submit", "permit", "refer", "rebut", "compel", "concur", "quip", "quiz", "regret", "infer", "prefer", "occur", "defer", "omit", "emit", "propel", "expel", "repel":
		return true
	}
	if len(w) < 3 || len(w) > 4 {
		return false
	}
	vowel := func(c byte) bool { return strings.IndexByte("aeiou", c) >= 0 }
	a, b, c := w[len(w)-3], w[len(w)-2], w[len(w)-1]
	return !vowel(a) && vowel(b) && !vowel(c) && strings.IndexByte("wxy", c) < 0
}

// attrNames are the names of attributes in lexicon files.
var attrNames = map[string]Attrs{
	"determiner": AttrDeterminer, "preposition": AttrPreposition, "conjunction": AttrConjunction,
	"subordinator": AttrSubordinator, "relative": attrRelative, "subject": AttrSubject, "object": AttrObject,
	"possessive": AttrPossessive, "reflexive": AttrReflexive, "auxiliary": AttrAuxiliary, "modal": AttrModal,
	"negation": AttrNegation, "adverb": AttrAdverb, "time": AttrTime, "month": AttrMonth, "weekday": AttrWeekday,
	"title": AttrTitle, "abbreviation": AttrAbbreviation, "small": AttrSmall, "number": attrNumber,
	"addressee": AttrAddressee, "speech": AttrSpeechVerb, "of": attrOf, "learnt": AttrLearnt,
	"masculine": AttrMasculine, "feminine": AttrFeminine, "given": AttrGiven, "honorific": AttrHonorific, "suffix": AttrSuffix,
	"particle": AttrParticle, "state": AttrState, "role": AttrRole, "group": AttrGroup, "organisation": AttrOrganisation, "thing": AttrThing,
	"country": AttrCountry, "capital": AttrCapital, "demonym": AttrDemonym, "act": AttrAct, "medium": AttrMedium, "place": AttrPlace,
}

// Classes are the classes of cues by index.
var Classes = [...]corpus.Class{
	corpus.Asserts, corpus.Denies, corpus.Alleges, corpus.Acknowledges, corpus.Asks, corpus.Promises,
	corpus.Demands, corpus.Warns, corpus.Criticizes, corpus.Supports, corpus.Holds,
}

func classIndex(name string) uint8 {
	for i, c := range Classes {
		if string(c) == name {
			return uint8(i)
		}
	}
	panic(fmt.Sprintf("extract: embedded lexicon: no class %q", name))
}

// The attributes of words that tell who speaks.
const (
	AttrMasculine    Attrs = attrOthers << iota // a man's given name, title or role
	AttrFeminine                                // a woman's
	AttrGiven                                   // a given name
	AttrHonorific                               // stands before a name: sen., professor
	AttrSuffix                                  // stands behind a name: jr.
	AttrParticle                                // stands inside a name: de, bin
	AttrState                                   // a federal state, its abbreviation included
	AttrRole                                    // what one person is: spokesman, senator
	AttrGroup                                   // what several people are: officials, voters
	AttrOrganisation                            // the head of an organisation's name: ministry, company
	AttrThing                                   // what speaks for others: report, poll, letter
	AttrCountry                                 // france
	AttrCapital                                 // paris
	AttrDemonym                                 // french
)
