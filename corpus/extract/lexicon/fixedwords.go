package lexicon

// The words that rules name. Their ids are constants.
const (
	wordNone WordID = iota
	WordComma
	WordStop
	WordColon
	WordSemicolon
	WordQuestion
	WordExclamation
	WordEllipsis
	WordHyphen
	WordDash
	WordEnDash
	WordDoubleHyphen
	WordOpenRound
	WordCloseRound
	WordOpenSquare
	WordCloseSquare
	WordThat
	WordTo
	WordOf
	WordBy
	WordAs
	WordAccording
	wordSay
	wordSaid
	WordThe
	WordIt
	WordThey
	wordHe
	wordShe
	WordI
	WordWe
	wordYou
	WordAnd
	WordBut
	wordOr
	wordNot
	wordPossessive
	wordIf
	wordWhether
	WordIn
	WordFor
	WordWith
	WordOn
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
	WordThis
	WordThese
	WordThose
	WordTheir
	WordThem
	wordHis
	wordHer
	WordIts
	wordNo
	WordWhat
	WordHow
	WordWhy
	WordAbout
	WordFrom
	wordThere
	wordSo
	wordThan
	wordWhen
	WordWhile
	wordAfter
	wordBefore
	wordBecause
	wordAlthough
	wordThough
	fixedWordCount
)

// fixedWords are the words of the constants above.
var fixedWords = [fixedWordCount]string{
	WordComma: ",", WordStop: ".", WordColon: ":", WordSemicolon: ";", WordQuestion: "?", WordExclamation: "!",
	WordEllipsis: "…", WordHyphen: "-", WordDash: "—", WordEnDash: "–", WordDoubleHyphen: "--",
	WordOpenRound: "(", WordCloseRound: ")", WordOpenSquare: "[", WordCloseSquare: "]",
	WordThat: "that", WordTo: "to", WordOf: "of", WordBy: "by", WordAs: "as", WordAccording: "according",
	wordSay: "say", wordSaid: "said", WordThe: "the", WordIt: "it", WordThey: "they", wordHe: "he", wordShe: "she",
	WordI: "i", WordWe: "we", wordYou: "you", WordAnd: "and", WordBut: "but", wordOr: "or", wordNot: "not",
	wordPossessive: "'s", wordIf: "if", wordWhether: "whether", WordIn: "in", WordFor: "for", WordWith: "with",
	WordOn: "on", wordWho: "who", wordWhich: "which", wordHad: "had", wordHas: "has", wordHave: "have",
	wordWas: "was", wordWere: "were", wordBe: "be", wordBeen: "been", wordIs: "is", wordAre: "are",
	WordThis: "this", WordThese: "these", WordThose: "those", WordTheir: "their", WordThem: "them", wordHis: "his",
	wordHer: "her", WordIts: "its", wordNo: "no", WordWhat: "what", WordHow: "how", WordWhy: "why",
	WordAbout: "about", WordFrom: "from", wordThere: "there", wordSo: "so", wordThan: "than", wordWhen: "when",
	WordWhile: "while", wordAfter: "after", wordBefore: "before", wordBecause: "because", wordAlthough: "although",
	wordThough: "though",
}
