package corpus

import (
	"errors"
	"fmt"
)

// What can keep a moderator's act from being done. Whoever does it returns
// these wrapped, with what it was to be done to and what to do instead.
var (
	ErrNoSource     = errors.New("there is no such source")
	ErrSourceName   = errors.New("another source has that name")
	ErrName         = errors.New("that cannot be a name")
	ErrNoArticle    = errors.New("there is no such article")
	ErrNoStatement  = errors.New("the article has no such statement")
	ErrNoCorrection = errors.New("there is no such correction")
	ErrNoFlag       = errors.New("there is no such report")
	ErrNotInArticle = errors.New("the article does not name them so")
	ErrNotRefreshed = errors.New("it was stored once and is never read again")
	ErrTooMany      = errors.New("the corpus is full")
	ErrBusy         = errors.New("it is being refreshed just now")
	ErrOperatorOnly = errors.New("only the operator can do that, at the command line")
	ErrSettings     = errors.New("the settings are not valid")
	ErrAway         = errors.New("the store cannot be reached just now")
)

// What can be wrong with a question. Whoever searches returns these, wrapped or
// not; whoever talks to people has words for them.
var (
	ErrEmptyQuestion  = errors.New("the question has no word to search for: name what it is about")
	ErrLongQuestion   = fmt.Errorf("the question is too long: at most %d bytes are searched for", MaxQuestion)
	ErrUnreadable     = errors.New("the question holds control characters or bytes that are no text: type it again")
	ErrUnknownSpeaker = errors.New("no statement is attributed to that speaker for certain")
	ErrQuery          = errors.New("the query is not valid")
)
