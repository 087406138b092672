package speaker

import (
	"verbatim/corpus/extract/document"
	"verbatim/corpus/extract/lexicon"
)

// attrAgent are the attributes of nouns that can speak.
const attrAgent = lexicon.AttrRole | lexicon.AttrGroup | lexicon.AttrOrganisation | lexicon.AttrThing

// MentionKind is the form of a mention.
type MentionKind uint8

const (
	Nominal MentionKind = iota // a noun phrase: "the diplomatic chief"
	Named                      // a name, its title included: "Sen. Ann Lee"
	Pronominal
)

// EntityType is the type of what a mention refers to, as far as its form tells.
type EntityType uint8

const (
	TypeUnknown EntityType = iota
	typePerson
	typeGroup
	typeOrganisation
	typeGovernment
	typeThing
)

// gender is a set: what a word can stand for.
type gender uint8

const (
	masculine gender = 1 << iota
	feminine
)

// Mention is a phrase that may name a speaker: a noun phrase without what
// follows its head, or a pronoun. Mentions are in the order of their ends; one
// may lie within another ("Ann" in "Ann’s lawyer").
type Mention struct {
	document.TokenRange
	core     document.TokenRange // of a named one: the name without titles
	sentence int32
	Entity   int32 // index into EntitySet.Entities, -1 where there is none
	before   int32 // the mention of the same entity before this one, -1 where it is the first
	Kind     MentionKind
	Type     EntityType
	gender   gender
	plural   bool
	Genitive bool // "’s" follows, or it is a possessive pronoun
	Inner    bool // stands within a longer mention, before its head
	quoted   bool // stands within quotation marks
	Subject  bool // a finite verb follows
}

// Head is the token that says what a mention is.
func (m *Mention) Head() int32 { return m.To - 1 }

// genderOf is the gender that a word tells, none where it tells both.
func genderOf(a lexicon.Attrs) gender {
	switch a & (lexicon.AttrMasculine | lexicon.AttrFeminine) {
	case lexicon.AttrMasculine:
		return masculine
	case lexicon.AttrFeminine:
		return feminine
	}
	return 0
}
