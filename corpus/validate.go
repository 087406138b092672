package corpus

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"
)

// The largest parts of an article, in bytes.
const (
	MaxArticleID = 512
	MaxCitation  = 4096      // each of title, publisher, author, URL and language
	MaxText      = 4 << 20   // the text of a new article, far more than a novel
	MaxPageText  = 512 << 10 // the text of a web page
	MaxStored    = 16 << 20  // the text of a stored article: earlier versions of the program allowed this much
)

// Validate returns an error if the article cannot be stored. An article needs an id
// and a text. The parts of its citation may be empty; otherwise they must be valid:
// UTF-8 without NUL, dates, and a web address.
func (a Article) Validate() error {
	if err := a.Guild.Validate(); err != nil {
		return err
	}
	if a.ID == "" {
		return errors.New(`"id" is missing or empty`)
	}
	if strings.TrimSpace(a.Text) == "" {
		return errors.New(`"text" is missing or empty`)
	}
	for _, part := range []struct {
		name, value string
		limit       int
	}{
		{"id", string(a.ID), MaxArticleID},
		{"title", a.Title, MaxCitation},
		{"publisher", a.Publisher, MaxCitation},
		{"author", a.Author, MaxCitation},
		{"url", a.URL, MaxCitation},
		{"language", a.Language, MaxCitation},
		{"origin", string(a.Origin), MaxCitation},
		{"text", a.Text, MaxStored},
	} {
		if err := validText(part.value, part.limit); err != nil {
			return fmt.Errorf("%q %w", part.name, err)
		}
	}
	return a.validCitation()
}

func (a Article) validCitation() error {
	if _, err := ParseDate(string(a.Published)); err != nil {
		return fmt.Errorf(`"published": %w`, err)
	}
	if _, err := ParseDate(string(a.Fetched)); err != nil {
		return fmt.Errorf(`"fetched": %w`, err)
	}
	if a.URL == "" {
		return nil
	}
	u, err := url.Parse(a.URL)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return fmt.Errorf(`"url" %q is not an address of the web (https://…)`, a.URL)
	}
	return nil
}

// Validate returns an error if the id cannot be a Discord server's: decimal digits that
// fit 64 bits, or "" for the shared corpus.
func (g GuildID) Validate() error {
	if g == Shared {
		return nil
	}
	if n, err := strconv.ParseUint(string(g), 10, 63); err != nil || strconv.FormatUint(n, 10) != string(g) {
		return fmt.Errorf("guild %q is not a Discord server's id (digits only)", string(g))
	}
	return nil
}

func validText(s string, limit int) error {
	switch {
	case len(s) > limit:
		return fmt.Errorf("is %d bytes long, at most %d are taken", len(s), limit)
	case !utf8.ValidString(s):
		return errors.New("is not valid UTF-8")
	case strings.IndexByte(s, 0) >= 0:
		return errors.New("holds a NUL character")
	}
	return nil
}
