package parse

import (
	"errors"
	"slices"

	"verbatim/corpus/fetch/fetchtest"
)

var council = fetchtest.Page{
	Title: "Council approves bridge", Author: "Mara Lindqvist",
	Paragraphs: []string{
		"The town council approved the new footbridge on Monday after a debate that lasted four hours and filled the gallery.",
		"“We have waited for this bridge for eleven years,” said Mayor Ingrid Solheim after the vote in the old town hall.",
		"Opponents said that the money would have been better spent on the school roof, which has leaked since the autumn.",
	},
}

// known reports whether err wraps an error that callers decide by.
func known(err error) bool {
	return slices.ContainsFunc(sentinels(), func(sentinel error) bool { return errors.Is(err, sentinel) })
}
