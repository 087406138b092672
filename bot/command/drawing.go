package command

import (
	"errors"

	"verbatim/bot/picture"
)

// What the pictures' files are called.
const (
	fileCard     = "quotation.png"
	fileTimeline = "timeline.png"
	fileSpeakers = "speakers.png"
)

// typePNG is the media type of every picture.
const typePNG = "image/png"

// undrawable reports whether drawing failed for the words themselves.
func undrawable(err error) bool {
	_, unshowable := errors.AsType[*picture.UnshowableError](err)
	return unshowable || errors.Is(err, picture.ErrTooLong)
}
