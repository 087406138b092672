package extract

// The words that rules name. Their ids are constants.
const (
	wordNone wordID = iota
	wordComma
	wordStop
	wordColon
	wordSemicolon
	wordQuestion
	wordExclamation
	wordEllipsis
	wordHyphen
	wordDash
	wordEnDash
	wordDoubleHyphen
	wordOpenRound
	wordCloseRound
	wordOpenSquare
	wordCloseSquare
	wordThat
	wordTo
	wordOf
	wordBy
	wordAs
	wordAccording
	wordSay
	wordSaid
	wordThe
	wordIt
	wordThey
	wordHe
	wordShe
	wordI
	wordWe
	wordYou
	wordAnd
	wordBut
	wordOr
	wordNot
	wordPossessive
	wordIf
	wordWhether
	wordIn
	wordFor
	wordWith
	wordOn
	wordWho
	wordWhich
	wordHad
	wordHas
	wordHave
	wordWas
	wordWere
	wordBe
	wordBeen
	wordIs
	wordAre
	wordThis
	wordThese
	wordThose
	wordTheir
	wordThem
	wordHis
	wordHer
	wordIts
	wordNo
	wordWhat
	wordHow
	wordWhy
	wordAbout
	wordFrom
	wordThere
	wordSo
	wordThan
	wordWhen
	wordWhile
	wordAfter
	wordBefore
	wordBecause
	wordAlthough
	wordThough
	fixedWordCount
)

// fixedWords are the words of the constants above.
var fixedWords = [fixedWordCount]string{
	wordComma: ",", wordStop: ".", wordColon: ":", wordSemicolon: ";", wordQuestion: "?", wordExclamation: "!",
	wordEllipsis: "…", wordHyphen: "-", wordDash: "—", wordEnDash: "–", wordDoubleHyphen: "--",
	wordOpenRound: "(", wordCloseRound: ")", wordOpenSquare: "[", wordCloseSquare: "]",
	wordThat: "that", wordTo: "to", wordOf: "of", wordBy: "by", wordAs: "as", wordAccording: "according",
	wordSay: "say", wordSaid: "said", wordThe: "the", wordIt: "it", wordThey: "they", wordHe: "he", wordShe: "she",
	wordI: "i", wordWe: "we", wordYou: "you", wordAnd: "and", wordBut: "but", wordOr: "or", wordNot: "not",
	wordPossessive: "'s", wordIf: "if", wordWhether: "whether", wordIn: "in", wordFor: "for", wordWith: "with",
	wordOn: "on", wordWho: "who", wordWhich: "which", wordHad: "had", wordHas: "has", wordHave: "have",
	wordWas: "was", wordWere: "were", wordBe: "be", wordBeen: "been", wordIs: "is", wordAre: "are",
	wordThis: "this", wordThese: "these", wordThose: "those", wordTheir: "their", wordThem: "them", wordHis: "his",
	wordHer: "her", wordIts: "its", wordNo: "no", wordWhat: "what", wordHow: "how", wordWhy: "why",
	wordAbout: "about", wordFrom: "from", wordThere: "there", wordSo: "so", wordThan: "than", wordWhen: "when",
	wordWhile: "while", wordAfter: "after", wordBefore: "before", wordBecause: "because", wordAlthough: "although",
	wordThough: "though",
}
