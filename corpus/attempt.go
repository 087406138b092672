package corpus

import "time"

// Attempt is the record of a document whose last reading has not ended, ended
// badly, or found no document. A document that was read well has no Attempt.
type Attempt struct {
	URL          string
	Digest       string    // of the bytes that were read; "" if there were no bytes
	ETag         string    // of these bytes, as in Resource
	LastModified string    // of these bytes, as in Resource
	Begun        bool      // if its reading began and is not known to have ended
	Bad          int       // readings in a row that ended badly, including the present one
	Blamed       bool      // if the document itself caused the last bad end; else the program ended for an unknown reason
	Reason       string    // why the last reading ended badly, for people
	Tried        time.Time // when it was last asked for
	Aside        time.Time // when its last reading set it aside; zero if it is not set aside
}
