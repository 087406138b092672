package bot

import (
	"log/slog"
	"time"
)

// How far apart log lines of one kind are.
const (
	troublesEvery = time.Second // of interactions that went wrong
	strangeEvery  = time.Minute // of parts of interactions that are not understood
)

// core holds the parts that each interaction is handled with.
type core struct {
	table    table
	refusals Refusals
	settings *Settings
	limiter  *Limiter
	jobs     *Jobs
	sender   Sender
	log      *slog.Logger
	meter    Meter
	troubles *Digest       // interactions that went wrong in a way that an operator should know
	strange  *Digest       // parts of interactions that this version does not understand
	closing  chan struct{} // closed when Drain begins
}
