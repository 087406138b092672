package lexicon

// HashOffset and HashPrime are the start and the factor of HashWord, which is FNV-1a.
const (
	HashOffset uint32 = 2166136261
	HashPrime  uint32 = 16777619
)

// HashWord is the hash of a word in lower case, as tokens hold it.
func HashWord(word string) uint32 {
	h := HashOffset
	for i := 0; i < len(word); i++ {
		h = (h ^ uint32(word[i])) * HashPrime
	}
	return h
}
