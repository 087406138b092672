package refresh

import (
	"time"

	"verbatim/corpus"
)

// meter measures refreshes and the loop of Run.
type meter interface {
	// Refreshed is called with the result of a refresh.
	Refreshed(run corpus.Run, err error, took time.Duration)
	// Queued is called with the time that a person's reading waited for its
	// turn.
	Queued(wait time.Duration)
	// SetAside is called when a document is set aside.
	SetAside()
	// Beat is called each time the loop of this name goes round.
	Beat(name string)
}

// loopRefresh is the name of Run in metrics.
const loopRefresh = "refresh"

// noMeter measures nothing.
type noMeter struct{}

func (noMeter) Refreshed(corpus.Run, error, time.Duration) {}

func (noMeter) Queued(time.Duration) {}

func (noMeter) SetAside() {}

func (noMeter) Beat(string) {}
