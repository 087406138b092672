package corpus

import "errors"

// What can be wrong with what a moderator asks for. Whoever does it returns
// these wrapped, with what it is about and what to do.
var (
	ErrNoSource     = errors.New("there is no such source")
	ErrSourceName   = errors.New("another source has that name")
	ErrNoArticle    = errors.New("there is no such article")
	ErrNoStatement  = errors.New("there is no such statement any more")
	ErrNoSpeaker    = errors.New("the article has no such speaker or mention")
	ErrNoCorrection = errors.New("there is no such correction")
	ErrNoFlag       = errors.New("there is no such flag")
	ErrTooMany      = errors.New("the corpus is full")
	ErrBusy         = errors.New("it is being refreshed just now")
	ErrAway         = errors.New("the store cannot be reached just now")
)

// What can be wrong with a source or one of its documents.
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
)
