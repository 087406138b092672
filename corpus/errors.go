package corpus

import (
	"errors"
	"fmt"
)

// Reasons why an act of a moderator fails. They are returned wrapped, with the object
// and with what to do instead.
var (
	ErrNoSource     = errors.New("there is no such source")
	ErrSourceName   = errors.New("another source has that name")
	ErrName         = errors.New("that cannot be a name")
	ErrSourceThere  = errors.New("that is a source already")
	ErrInterval     = errors.New("that is too often")
	ErrNoArticle    = errors.New("there is no such article")
	ErrNoVersion    = errors.New("the article has no such version, or none before it")
	ErrNoStatement  = errors.New("the article has no such statement")
	ErrNoCorrection = errors.New("there is no such correction")
	ErrNotWaiting   = errors.New("its page shows nothing that waits for a moderator")
	ErrNoFlag       = errors.New("there is no such report")
	ErrNoSpeaker    = errors.New("the article has no such speaker or mention")
	ErrNotRefreshed = errors.New("it was stored once and is never read again")
	ErrTooMany      = errors.New("the corpus is full")
	ErrBusy         = errors.New("it is being refreshed just now")
	ErrOperatorOnly = errors.New("only the operator can do that, at the command line")
	ErrSettings     = errors.New("the settings are not valid")
	ErrNoWatch      = errors.New("there is no such watch")
	ErrNoTopic      = errors.New("neither a topic nor a speaker is named")
	ErrWatches      = errors.New("there are too many watches")
	ErrOutage       = errors.New("the store cannot be reached just now")
	ErrDamaged      = errors.New("its stored text is damaged")
)

// Reasons why a question cannot be answered. They may be wrapped. The bot has a
// message for each.
var (
	ErrEmptyQuestion  = errors.New("the question has no word to search for: name what it is about")
	ErrLongQuestion   = fmt.Errorf("the question is too long: at most %d bytes are searched for", MaxQuestion)
	ErrUnreadable     = errors.New("the question holds control characters or bytes that are no text: type it again")
	ErrUnknownSpeaker = errors.New("no statement is attributed to that speaker for certain")
	ErrQuery          = errors.New("the query is not valid")
	ErrNotHeld        = errors.New("the guild's corpus is not here (yet)")
	ErrFilling        = errors.New("the index is still being filled, and what is asked for may not be in it yet: ask again in a moment")
)

// Reasons why a source or one of its documents cannot be read. They are returned
// wrapped, with the document and with what to do about it.
var (
	ErrLocation      = errors.New("that is not an address of the web")
	ErrUnsafeAddress = errors.New("the address is not on the public internet")
	ErrRobots        = errors.New("the site's robots.txt keeps programs away")
	ErrGone          = errors.New("there is no such page")
	ErrRefused       = errors.New("the site does not hand it out")
	ErrUnreachable   = errors.New("the site cannot be reached just now")
	ErrTooLarge      = errors.New("it is too large")
	ErrNotText       = errors.New("it is not a text")
	ErrNoText        = errors.New("there is no text in it")
	ErrNotFeed       = errors.New("it is not a feed")
	ErrNotSitemap    = errors.New("it is not a sitemap")
	// ErrTooCostly says that a document needs more memory, time or depth than
	// one document may take. Reading it again unchanged fails in the same way.
	ErrTooCostly = errors.New("it costs too much to read")
	// ErrSetAside says that a document is not parsed until it changes, because
	// reading it ended badly repeatedly.
	ErrSetAside = errors.New("it is set aside until it changes")
)
