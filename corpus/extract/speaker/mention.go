package speaker

import (
	"verbatim/corpus/extract/document"
	"verbatim/corpus/extract/lexicon"
)

// attrAgent are the attributes of nouns that can speak.
const attrAgent = lexicon.AttrRole | lexicon.AttrGroup | lexicon.AttrOrganisation | lexicon.AttrThing

// MentionKind is the form of a mention.
type MentionKind uint8

// The forms of mentions.
const (
	Nominal MentionKind = iota // a noun phrase: "the diplomatic chief"
	Named                      // a name, its title included: "Sen. Ann Lee"
	Pronominal
)

// EntityType is the type of the entity that a mention refers to, if its form shows
// it.
type EntityType uint8

// The types of entities.
const (
	TypeUnknown EntityType = iota
	typePerson
	typeGroup
	typeOrganisation
	typeGovernment
	typeThing
)

// gender is a set of the genders that a word allows.
type gender uint8

const (
	masculine gender = 1 << iota
	feminine
)

// Mention is a phrase that may name a speaker: a pronoun, or a noun phrase up to
// its head. Mentions are in the order of their ends. One may be inside another
// ("Ann" in "Ann’s lawyer").
type Mention struct {
	document.TokenRange
	core     document.TokenRange // of a named one: the name without titles
	sentence int32
	Entity   int32 // index into EntitySet.Entities, -1 if it has no entity
	before   int32 // the mention of the same entity before this one, or -1
	Kind     MentionKind
	Type     EntityType
	gender   gender
	plural   bool
	Genitive bool // "’s" follows, or it is a possessive pronoun
	Inner    bool // inside a longer mention, before its head
	quoted   bool // inside quotation marks
	Subject  bool // a finite verb follows
}

// Head is the token of the head word.
func (m *Mention) Head() int32 { return m.To - 1 }

// genderOf is the gender that a word tells, 0 if it allows both or neither.
func genderOf(a lexicon.Attrs) gender {
	switch a & (lexicon.AttrMasculine | lexicon.AttrFeminine) {
	case lexicon.AttrMasculine:
		return masculine
	case lexicon.AttrFeminine:
		return feminine
	}
	return 0
}
