package remote

import (
	"os"
	"path/filepath"

	"verbatim/corpus"
)

// maxPath is the longest path that every system takes for a socket, in bytes.
const maxPath = 103

// Path returns where the socket of a data folder is: by its path from the working
// folder or by the folder's own path, whichever is shorter.
func Path(data string) string {
	path := filepath.Join(data, "verbatim.sock")
	here, err := os.Getwd()
	if err != nil {
		return path
	}
	if near, err := filepath.Rel(here, path); err == nil && len(near) < len(path) {
		return near
	}
	return path
}

// request is what a process asks the owner of the index. At most one of the flags
// is set; without one it is a search.
type request struct {
	Query    corpus.Query
	Speakers bool // list the speakers whose names begin with Query.Speaker
	Alive    bool // only answer
	Settle   bool // take in everything that is stored, and take deleted words off the disk
}

// response is the owner's answer.
type response struct {
	Found    corpus.Found
	Speakers []corpus.SpeakerCount
	Problem  string // an error in words for people; "" if there was none
}
