package refresh

import (
	"context"
	"errors"
	"time"

	"verbatim/corpus"
)

// loopRefresh is the name of Run in metrics.
const loopRefresh = "refresh"

// report counts and logs the result of a refresh. Errors are logged by the
// caller.
func (r *Refresher) report(ctx context.Context, s corpus.Source, run corpus.Run, err error, took time.Duration) {
	if errors.Is(err, errNotDue) || errors.Is(err, corpus.ErrNotRefreshed) {
		return // there was no work
	}
	log := r.log.With("source", s.Name, "guild", s.Guild)
	if err == nil && run.Finished.IsZero() {
		log.DebugContext(ctx, "source goes on at its next turn", "result", run.Tally.String())
		return
	}
	if whole := run.Finished.Sub(run.Started); whole > took {
		took = whole // it took several turns
	}
	r.meter.Refreshed(run, err, took)
	switch {
	case err != nil:
	case run.Error != "":
		log.WarnContext(ctx, "source not refreshed", "result", run.Tally.String(), "problem", run.Error)
	case run.Note != "":
		log.WarnContext(ctx, "source refreshed", "result", run.Tally.String(), "problem", run.Note)
	default:
		log.InfoContext(ctx, "source refreshed", "result", run.Tally.String())
	}
}

// noMeter measures nothing.
type noMeter struct{}

func (noMeter) Refreshed(corpus.Run, error, time.Duration) {}
func (noMeter) Queued(time.Duration)                       {}
func (noMeter) SetAside()                                  {}
func (noMeter) Beat(string)                                {}
