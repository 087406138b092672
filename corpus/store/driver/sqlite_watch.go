package driver

import (
	"context"
	"database/sql"
	"time"
)

// watchInterval is how often the feed looks for what other processes have written to
// a SQLite file.
const watchInterval = 200 * time.Millisecond

// fileWatcher sees commits of other connections, of any process.
type fileWatcher struct {
	*sql.Conn
	version int64 // SQLite's data_version, which is a connection's own
}

// Mark takes what is committed by now as seen.
func (w *fileWatcher) Mark(ctx context.Context) error {
	return w.QueryRowContext(ctx, `PRAGMA data_version`).Scan(&w.version)
}

// Wait returns when something has been committed since mark, or news closes.
func (w *fileWatcher) Wait(ctx context.Context, news <-chan struct{}) error {
	tick := time.NewTicker(watchInterval)
	defer tick.Stop()
	for seen := w.version; w.version == seen; {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-news:
			return nil
		case <-tick.C:
			if err := w.Mark(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}
