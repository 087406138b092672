package corpus

import "time"

// Attempt is what is kept of a document whose last reading has not ended, ended
// badly or came to nothing. One that was read well has none.
type Attempt struct {
	URL          string
	Digest       string    // of the bytes that were read; "" if there were none
	ETag         string    // of these bytes, as in Resource
	LastModified string    // of these bytes, as in Resource
	Begun        bool      // its reading began and is not known to have ended
	Bad          int       // readings in a row that did not end well, the present one among them
	Blamed       bool      // the last one did not by the document's own doing; else the program ended, for a reason that is not known
	Reason       string    // why the last one did not, for people
	Tried        time.Time // when it was asked for last
	Aside        time.Time // when it was set aside, by its last reading; zero if it is not
}
