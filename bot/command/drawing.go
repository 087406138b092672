package command

import (
	"errors"

	"verbatim/bot/picture"
)

// The names of the pictures' files.
const (
	fileCard     = "quotation.png"
	fileTimeline = "timeline.png"
	fileSpeakers = "speakers.png"
)

// typePNG is the media type of every picture.
const typePNG = "image/png"

// undrawable reports whether a picture cannot be drawn because of its text.
func undrawable(err error) bool {
	_, unshowable := errors.AsType[*picture.UnshowableError](err)
	return unshowable || errors.Is(err, picture.ErrTooLong)
}
