package admin

import (
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"

	"verbatim/corpus"
	"verbatim/corpus/store"
)

// checkOwner returns an error if the guild's id is invalid, or if the corpus is
// reserved for the operator.
func checkOwner(by string, guild corpus.GuildID) error {
	if err := guild.Validate(); err != nil {
		return err
	}
	if guild == corpus.Shared && by != corpus.ByOperator {
		return fmt.Errorf("the shared corpus: %w", corpus.ErrOperatorOnly)
	}
	return nil
}

// translate replaces store.ErrNotFound by a more specific error.
func translate(err, missing error) error {
	if errors.Is(err, store.ErrNotFound) {
		return missing
	}
	return err
}

// newID returns a random id.
func newID() string { return strings.ToLower(rand.Text()[:16]) }

// now returns the time in the store's precision.
func now() time.Time { return time.Now().UTC().Truncate(time.Second) }

// plural returns "1 article", "2 articles" and so on.
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// subject returns the name of an article for the audit log.
func subject(a corpus.Article) string {
	if a.Title != "" {
		return a.Title
	}
	return string(a.ID)
}
