package playground

import (
	"time"
)

const (
	// maxViewers bounds the open pages that get events.
	maxViewers = 32
	// maxBehind is the number of events that a page may be behind before it must
	// start over.
	maxBehind = 512
	// keepAlive is how often a page gets a sign of life when there are no events,
	// and writeWithin bounds sending to a page.
	keepAlive   = 20 * time.Second
	writeWithin = 10 * time.Second
)

// event is a message to the page; its key "type" tells the kind.
type event map[string]any

// viewer is an open page.
type viewer struct {
	person string
	events chan []byte // closed when there are no more events
}
