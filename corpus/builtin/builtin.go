// Package builtin holds the article that ships with the program.
package builtin

import (
	_ "embed"

	"verbatim/corpus"
)

//go:embed article.txt
var text string

// Article returns the built-in article. Its title, publisher, address and date
// are unknown.
func Article() corpus.Article {
	return corpus.Article{
		ID:       corpus.BuiltinID,
		Guild:    corpus.Shared,
		Language: "en",
		Origin:   corpus.OriginBuiltin,
		Text:     text,
	}
}
