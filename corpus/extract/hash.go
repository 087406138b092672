package extract

const (
	hashOffset uint32 = 2166136261
	hashPrime  uint32 = 16777619
)

// hashWord is the hash that token.hash holds for a word in lower case.
func hashWord(word string) uint32 {
	h := hashOffset
	for i := 0; i < len(word); i++ {
		h = (h ^ uint32(word[i])) * hashPrime
	}
	return h
}
