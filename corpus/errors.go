package corpus

import (
	"errors"
	"fmt"
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
