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

// Path is the URL path of all pages, with a slash at both ends.
const Path = "/evidence/"

// Links makes the pages' URLs and reads them. A URL is a capability: it names a
// guild and an article that the guild sees, and is signed so that no one can
// make one up. Everyone who has it can read that one article as the guild sees
// it.
type Links struct {
	base string // without the final slash
	key  []byte
}

const (
	keySize = 32 // bytes
	macSize = 16 // bytes of the signature in a URL; 128 bits cannot be guessed
	// format is the first byte of the signed data. It changes if the meaning of
	// URLs changes.
	format = 1
)

// NewLinks returns links to the pages below base, an http or https URL. All
// processes that share a secret accept each other's links, also after a
// restart. It returns an error if the secret is empty.
func NewLinks(base, secret string) (*Links, error) {
	if secret == "" {
		return nil, errors.New("the secret to sign links with is empty")
	}
	key, err := hkdf.Key(sha256.New, []byte(secret), nil, "verbatim evidence page", keySize)
	if err != nil {
		return nil, err
	}
	return &Links{base: strings.TrimSuffix(base, "/"), key: key}, nil
}

// NewPassingLinks returns links that work until the program ends.
func NewPassingLinks(base string) (*Links, error) { return NewLinks(base, rand.Text()) }

// To returns the URL at which the guild reads the statement in its article, or
// the article if statement is "".
func (l *Links) To(guild corpus.GuildID, article corpus.ArticleRef, statement corpus.StatementID) string {
	to := l.base + Path + l.token(guild, article) + "/"
	if statement == "" {
		return to
	}
	id := url.PathEscape(string(statement)) // in the path too, since a long article has several pages
	return to + id + "#s-" + id
}

// token encodes a guild and an article that it sees.
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

// maxToken is the length of the longest valid token, in bytes: an id of 512
// bytes and two guild ids take less.
const maxToken = 1024

// read decodes a token. ok is false if these links did not make it.
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
