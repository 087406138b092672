package passage

import (
	"crypto/sha256"

	"verbatim/corpus"
)

// Key identifies an article of a guild in 8 bytes. The ids of its documents begin with it.
type Key [8]byte

// KeyOf returns the key of an article.
func KeyOf(guild corpus.GuildID, id corpus.ArticleID) Key {
	sum := sha256.Sum256([]byte(string(guild) + "\x00" + string(id)))
	return Key(sum[:len(Key{})])
}
