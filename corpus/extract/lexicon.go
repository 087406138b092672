package extract

import (
	"embed"
	"fmt"
	"strings"
	"sync"

	"verbatim/corpus"
)

// wordID is a word's place in the lexicon; 0 is every unknown word.
type wordID uint16

// attrs is the set of things that the lexicon knows of a word.
type attrs uint64

// The attributes of words. A line of a lexicon file begins with the name of one
// (see attrNames) and lists the words that have it.
const (
	attrDeterminer   attrs = 1 << iota // the, a, this, some
	attrPreposition                    // of, in, by
	attrConjunction                    // and, but, or
	attrSubordinator                   // that, if, because, while
	attrRelative                       // who, which, whose
	attrSubject                        // he, she, they, I: pronouns in the nominative
	attrObject                         // him, them, me
	attrPossessive                     // his, their, my
	attrReflexive                      // himself
	attrAuxiliary                      // is, has, did
	attrModal                          // will, would, can
	attrNegation                       // not, n't, never
	attrAdverb                         // also, later, reportedly
	attrTime                           // today, yesterday, earlier
	attrMonth                          // january
	attrWeekday                        // monday
	attrTitle                          // mr., president, sen.
	attrAbbreviation                   // may be followed by a full stop that ends no sentence
	attrNumber                         // two, million
	attrVerb                           // a form of a verb
	attrBase                           // the bare form of a verb
	attrThird                          // its third person: says
	attrPast                           // its past: said
	attrParticiple                     // its past participle: said, written
	attrGerund                         // its -ing form
	attrCueVerb                        // a verb that reports
	attrCueNoun                        // a noun that reports: claim, allegation
	attrAddressee                      // a verb with somebody addressed: told, urged
	attrSpeechVerb                     // a verb of speaking proper: inverts around quotations
	attrPlural                         // a plural noun that reports
	attrOf                             // a verb that takes "of": accused
	attrMedium                         // a noun for where words are said: statement, interview
	attrPlace                          // a noun for who was there: reporters, supporters
	attrSmall                          // an abbreviation in lower case too
	attrAct                            // a verb of acting, never a cue
	attrLearnt                         // headed a report in the training data

	attrOthers // the attributes of speakers begin here
)

// entry is what the lexicon knows of one word.
type entry struct {
	attrs attrs
	lemma wordID // of a verb: its bare form
	stem  uint32 // the hash of the lemma, or of the word where it is no verb
	class uint8  // of a cue: index into classes
	pos   wordClass
}

// lexicon is a closed-addressing table of words; it is never changed once built.
type lexicon struct {
	slots   []lexiconSlot
	mask    uint32
	entries []entry
	names   []string
	marks   [128]lexiconSlot // of the ASCII characters
}

type lexiconSlot struct {
	hash  uint32
	word  wordID
	class wordClass // what the word is, unless it is written with a capital
}

// learntFile holds the words that headed reports in the training data.
const learntFile = "learnt.txt"

//go:embed lexicon/*.txt
var lexiconFiles embed.FS

// words is the lexicon, built on first use.
var words = sync.OnceValue(func() *lexicon { return loadLexicon("") })

// loadLexicon reads the embedded files; learnt, a line of one, stands in for
// the file of the training's words where it is not empty.
func loadLexicon(learnt string) *lexicon {
	l := newLexicon()
	files, err := lexiconFiles.ReadDir("lexicon")
	if err != nil {
		panic(fmt.Sprintf("extract: embedded lexicon: %v", err)) // cannot be: it was there when the program was built
	}
	for _, f := range files {
		if learnt != "" && f.Name() == learntFile {
			continue
		}
		b, err := lexiconFiles.ReadFile("lexicon/" + f.Name())
		if err != nil {
			panic(fmt.Sprintf("extract: embedded lexicon: %v", err))
		}
		for _, line := range strings.Split(string(b), "\n") {
			l.addLine(line)
		}
	}
	l.addLine(learnt)
	l.index()
	for i := range l.entries {
		e := &l.entries[i]
		e.pos = knownClass(wordID(i), l.names[i], e.attrs)
		e.stem = hashWord(l.names[i])
		if e.lemma != 0 {
			e.stem = hashWord(l.names[e.lemma])
		}
	}
	for i := range l.slots {
		s := &l.slots[i]
		s.class = l.entries[s.word].pos
	}
	for c := range l.marks {
		h := hashWord(string(rune(c)))
		l.marks[c] = l.slot(h)
		l.marks[c].hash = h
	}
	return l
}

func newLexicon() *lexicon {
	l := &lexicon{names: make([]string, len(fixedWords), 8192), entries: make([]entry, len(fixedWords), 8192)}
	copy(l.names, fixedWords[:])
	l.index()
	return l
}

// index builds the table anew, at most half full.
func (l *lexicon) index() {
	size := 1024
	for size < 2*len(l.names) {
		size *= 2
	}
	l.slots, l.mask = make([]lexiconSlot, size), uint32(size-1)
	for i, name := range l.names {
		if i > 0 {
			l.insert(hashWord(name), wordID(i))
		}
	}
}

func (l *lexicon) insert(h uint32, w wordID) {
	at := h & l.mask
	for l.slots[at].word != 0 {
		at = (at + 1) & l.mask
	}
	l.slots[at] = lexiconSlot{hash: h, word: w}
}

// find is the word with the hash, or 0.
func (l *lexicon) find(h uint32) wordID { return l.slot(h).word }

// slot is the table's entry for a hash, an empty one where it knows none.
func (l *lexicon) slot(h uint32) lexiconSlot {
	for at := h & l.mask; ; at = (at + 1) & l.mask {
		if s := l.slots[at]; s.hash == h || s.word == 0 {
			return s
		}
	}
}

// add puts a word into the lexicon, once, and is its id.
func (l *lexicon) add(word string) wordID {
	h := hashWord(word)
	if w := l.find(h); w != 0 {
		return w
	}
	l.names = append(l.names, word)
	l.entries = append(l.entries, entry{})
	w := wordID(len(l.names) - 1)
	l.insert(h, w)
	if 2*len(l.names) > len(l.slots) {
		l.index()
	}
	return w
}

// addLine reads a line of a lexicon file: "attribute word …", or
// "cue class lemma…" and "verb lemma…", which add the forms of verbs; a lemma may
// bring its irregular past, participle and gerund: "tell/told/told/telling". A
// "#" begins a comment.
func (l *lexicon) addLine(line string) {
	line, _, _ = strings.Cut(line, "#")
	f := strings.Fields(line)
	if len(f) == 0 {
		return
	}
	switch name := f[0]; name {
	case "cue":
		for _, v := range f[2:] {
			l.addVerb(v, attrCueVerb, classIndex(f[1]))
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
func (l *lexicon) addAttr(word string, a attrs) {
	w := l.add(word)
	l.entries[w].attrs |= a
	if a&(attrAddressee|attrSpeechVerb|attrOf|attrAct) == 0 {
		return
	}
	for i := range l.entries {
		if l.entries[i].lemma == w {
			l.entries[i].attrs |= a
		}
	}
}

func (l *lexicon) addVerb(spec string, a attrs, class uint8) {
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
		form attrs
	}{{lemma, attrBase}, {third, attrThird}, {past, attrPast}, {participle, attrParticiple}, {gerund, attrGerund}} {
		w := l.add(form.word)
		e := &l.entries[w]
		e.attrs |= form.form | attrVerb | a
		e.lemma = base
		if a&attrCueVerb != 0 {
			e.class = class
		}
	}
}

func (l *lexicon) addNoun(noun string, class uint8) {
	_, _, plural := inflect(noun)
	for i, n := range []string{noun, plural} {
		w := l.add(n)
		e := &l.entries[w]
		e.attrs |= attrCueNoun
		if i == 1 {
			e.attrs |= attrPlural
		}
		if e.attrs&attrCueVerb == 0 {
			e.class = class
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
var attrNames = map[string]attrs{
	"determiner": attrDeterminer, "preposition": attrPreposition, "conjunction": attrConjunction,
	"subordinator": attrSubordinator, "relative": attrRelative, "subject": attrSubject, "object": attrObject,
	"possessive": attrPossessive, "reflexive": attrReflexive, "auxiliary": attrAuxiliary, "modal": attrModal,
	"negation": attrNegation, "adverb": attrAdverb, "time": attrTime, "month": attrMonth, "weekday": attrWeekday,
	"title": attrTitle, "abbreviation": attrAbbreviation, "small": attrSmall, "number": attrNumber,
	"addressee": attrAddressee, "speech": attrSpeechVerb, "of": attrOf, "learnt": attrLearnt,
	"masculine": attrMasculine, "feminine": attrFeminine, "given": attrGiven, "honorific": attrHonorific, "suffix": attrSuffix,
	"particle": attrParticle, "state": attrState, "role": attrRole, "group": attrGroup, "organisation": attrOrganisation, "thing": attrThing,
	"country": attrCountry, "capital": attrCapital, "demonym": attrDemonym, "act": attrAct, "medium": attrMedium, "place": attrPlace,
}

// classes are the classes of cues by index.
var classes = [...]corpus.Class{
	corpus.Asserts, corpus.Denies, corpus.Alleges, corpus.Acknowledges, corpus.Asks, corpus.Promises,
	corpus.Demands, corpus.Warns, corpus.Criticizes, corpus.Supports, corpus.Holds,
}

func classIndex(name string) uint8 {
	for i, c := range classes {
		if string(c) == name {
			return uint8(i)
		}
	}
	panic(fmt.Sprintf("extract: embedded lexicon: no class %q", name))
}

// The attributes of words that tell who speaks.
const (
	attrMasculine    attrs = attrOthers << iota // a man's given name, title or role
	attrFeminine                                // a woman's
	attrGiven                                   // a given name
	attrHonorific                               // stands before a name: sen., professor
	attrSuffix                                  // stands behind a name: jr.
	attrParticle                                // stands inside a name: de, bin
	attrState                                   // a federal state, its abbreviation included
	attrRole                                    // what one person is: spokesman, senator
	attrGroup                                   // what several people are: officials, voters
	attrOrganisation                            // the head of an organisation's name: ministry, company
	attrThing                                   // what speaks for others: report, poll, letter
	attrCountry                                 // france
	attrCapital                                 // paris
	attrDemonym                                 // french
)
