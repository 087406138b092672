package rank

import (
	"hash/maphash"
	"unicode"
	"unicode/utf8"

	"verbatim/index/wording"
)

// sayingSeed makes the hashes comparable within a process.
var sayingSeed = maphash.MakeSeed()

// Saying returns a hash of a text's letters and digits. Two statements with the same hash
// say the same in the same words.
func Saying(text string) uint64 {
	var h maphash.Hash
	h.SetSeed(sayingSeed)
	said := false
	for _, r := range text {
		switch {
		case r < utf8.RuneSelf && wording.IsWordByte(byte(r)):
			_ = h.WriteByte(lower(byte(r)))
			said = true
		case r >= utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			_, _ = h.WriteString(string(unicode.ToLower(r)))
			said = true
		}
	}
	if !said {
		_, _ = h.WriteString(text)
	}
	return h.Sum64()
}
