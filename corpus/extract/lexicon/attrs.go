package lexicon

import (
	"fmt"

	"verbatim/corpus"
)

// WordID is a word's place in the lexicon; 0 is every unknown word.
type WordID uint16

// Attrs is a set of attributes of a word.
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
	AttrAddressee                      // a verb with an addressee: told, urged
	AttrSpeechVerb                     // a verb of speaking proper: inverts around quotations
	attrPlural                         // a plural noun that reports
	attrOf                             // a verb that takes "of": accused
	AttrMedium                         // a noun for a medium of speech: statement, interview
	AttrPlace                          // a noun for who was there: reporters, supporters
	AttrSmall                          // an abbreviation in lower case too
	AttrAct                            // a verb of acting, never a cue
	AttrLearnt                         // headed a report in the training data

	attrOthers // the attributes of speakers begin here
)

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
	panic(fmt.Sprintf("lexicon: no class %q: the classes are %v", name, Classes))
}

// The attributes of words that tell who speaks.
const (
	AttrMasculine    Attrs = attrOthers << iota // a man's given name, title or role
	AttrFeminine                                // a woman's
	AttrGiven                                   // a given name
	AttrHonorific                               // precedes a name: sen., professor
	AttrSuffix                                  // follows a name: jr.
	AttrParticle                                // inside a name: de, bin
	AttrState                                   // a federal state, its abbreviation included
	AttrRole                                    // what one person is: spokesman, senator
	AttrGroup                                   // what several people are: officials, voters
	AttrOrganisation                            // the head of an organisation's name: ministry, company
	AttrThing                                   // what speaks for others: report, poll, letter
	AttrCountry                                 // france
	AttrCapital                                 // paris
	AttrDemonym                                 // french
)
