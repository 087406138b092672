package command

import "errors"

// Errors that users can mend, beside those of package corpus.
var (
	errNoWords      = errors.New("the message holds no words")
	errNoAttachment = errors.New("the attachment did not come along")
	errAmbiguous    = errors.New("several articles begin like that")
	errTooLarge     = errors.New("larger than what Discord takes")
	errSameSpeaker  = errors.New("a speaker is compared with themselves")
	errDate         = errors.New("no day")
	errDatesTurned  = errors.New("the first day is after the last")
	// errNoPicture says that no quotation on a page may be drawn.
	errNoPicture = errors.New("no certain, direct quotation of a fetched article")
	// errLongForPicture says that a quotation is too long for a picture.
	errLongForPicture = errors.New("the quotation is too long to be drawn")
	// errUnshowable says that the fonts lack a character of a quotation.
	errUnshowable   = errors.New("the fonts lack a character of the quotation")
	errNoSuchSource = errors.New("no such source is read here")
)
