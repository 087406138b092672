package admin

import (
	"context"
	"crypto/sha256"
	"errors"
	"strings"

	"verbatim/corpus"
	"verbatim/corpus/revise"
)

// cutter cuts a statement out of texts.
type cutter struct {
	words, hash string                        // of the statement
	cuts        map[[sha256.Size]byte]cutText // results by hash of the text
}

// cutText is the result of cutting the statement out of a text.
type cutText struct {
	text    string
	changed bool
}

// errNewText means that there is a text that has not been searched.
var errNewText = errors.New("a text has changed meanwhile")

// newCutter returns a cutter of a statement with this text.
func newCutter(text string) cutter {
	return cutter{words: revise.Words(text), hash: revise.TextHash(text), cuts: map[[sha256.Size]byte]cutText{}}
}

// prepare cuts the statement out of a text, before the transaction.
func (k *cutter) prepare(ctx context.Context, a corpus.Article) error {
	key := sha256.Sum256([]byte(a.Text))
	if _, ok := k.cuts[key]; ok {
		return nil
	}
	var cut cutText
	var err error
	if strings.Contains(revise.Words(a.Text), k.words) {
		if cut.text, cut.changed, err = revise.Redact(ctx, a, map[string]bool{k.hash: true}); err != nil {
			return err
		}
	}
	if !cut.changed {
		cut.text = ""
	}
	k.cuts[key] = cut
	return nil
}

// cutOf returns a text without the statement. The error is errNewText if the
// text has not been searched.
func (k *cutter) cutOf(text string) (cutText, error) {
	cut, ok := k.cuts[sha256.Sum256([]byte(text))]
	if !ok {
		return cutText{}, errNewText
	}
	return cut, nil
}

// minWords is how many words a statement must have to be searched for inside
// other texts. A shorter one, such as "No, he said", occurs in many titles.
const minWords = 3

// holds reports whether a text is the statement or, unless whole is set,
// contains its words.
func (k *cutter) holds(text string, whole bool) bool {
	if whole || strings.Count(k.words, " ") < minWords {
		return revise.TextHash(text) == k.hash
	}
	return strings.Contains(" "+revise.Words(text)+" ", " "+k.words+" ")
}
