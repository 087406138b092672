package evidence

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/url"
	"strings"

	"verbatim/corpus"
)

// Path is under which the pages are, with a slash at both ends.
const Path = "/evidence/"

// Links makes the pages' addresses, and reads them. An address is a capability:
// it names a guild and an article that the guild sees, and is signed, so that
// nobody can make one up. Who has it sees that one article as the guild sees it.
type Links struct {
	base string // without a slash at its end
	key  []byte
}

const (
	keySize = 32 // bytes
	macSize = 16 // bytes of the signature that an address keeps: nobody guesses 128 bits
	// format is the first byte of what is signed, another one where an address
	// comes to mean something else.
	format = 1
)

// NewLinks makes links to the pages below base, an http or https URL. Links of
// one secret hold wherever that secret is known: over restarts, and in every
// process that shares it. It fails where the secret is empty.
func NewLinks(base, secret string) (*Links, error) {
	if secret == "" {
		return nil, errors.New("there is no secret to sign links with")
	}
	key, err := hkdf.Key(sha256.New, []byte(secret), nil, "verbatim evidence page", keySize)
	if err != nil {
		return nil, err
	}
	return &Links{base: strings.TrimSuffix(base, "/"), key: key}, nil
}

// NewPassingLinks makes links that hold until the program ends.
func NewPassingLinks(base string) (*Links, error) { return NewLinks(base, rand.Text()) }

// To is the address at which the guild reads the statement in its article, or the
// article where no statement is named.
func (l *Links) To(guild corpus.GuildID, article corpus.ArticleRef, statement corpus.StatementID) string {
	to := l.base + Path + l.token(guild, article) + "/"
	if statement == "" {
		return to
	}
	id := url.PathEscape(string(statement)) // in the path too: a long article has several pages
	return to + id + "#s-" + id
}

// token names a guild and an article that it sees.
func (l *Links) token(guild corpus.GuildID, article corpus.ArticleRef) string {
	named := strings.Join([]string{string(guild), string(article.Guild), string(article.Article)}, "\x00")
	payload := append([]byte{format}, named...)
	return base64.RawURLEncoding.EncodeToString(append(payload, l.sign(payload)...))
}

func (l *Links) sign(payload []byte) []byte {
	mac := hmac.New(sha256.New, l.key)
	mac.Write(payload)
	return mac.Sum(nil)[:macSize]
}

// maxToken is the longest token that is read, in bytes: an id of 512 bytes and
// two of guilds take less.
const maxToken = 1024

// read is what a token names; ok is false where these links did not make it.
func (l *Links) read(token string) (guild corpus.GuildID, article corpus.ArticleRef, ok bool) {
	if len(token) > maxToken {
		return "", corpus.ArticleRef{}, false
	}
	signed, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || len(signed) <= macSize {
		return "", corpus.ArticleRef{}, false
	}
	payload, mac := signed[:len(signed)-macSize], signed[len(signed)-macSize:]
	if !hmac.Equal(mac, l.sign(payload)) || payload[0] != format {
		return "", corpus.ArticleRef{}, false
	}
	parts := strings.SplitN(string(payload[1:]), "\x00", 3)
	if len(parts) != 3 {
		return "", corpus.ArticleRef{}, false
	}
	return corpus.GuildID(parts[0]), corpus.ArticleRef{Guild: corpus.GuildID(parts[1]), Article: corpus.ArticleID(parts[2])}, true
}
