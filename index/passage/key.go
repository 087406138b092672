package passage

import (
	"crypto/sha256"

	"verbatim/corpus"
)

// KeyOf is the article's key.
func KeyOf(guild corpus.GuildID, id corpus.ArticleID) Key {
	sum := sha256.Sum256([]byte(string(guild) + "\x00" + string(id)))
	return Key(sum[:len(Key{})])
}

// Key names an article of a guild in 8 bytes: documents' ids begin with it.
type Key [8]byte
