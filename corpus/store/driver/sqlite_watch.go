package driver

import (
	"context"
	"database/sql"
	"time"
)

// watchInterval is how often a watcher checks a SQLite file for commits of
// other processes.
const watchInterval = 200 * time.Millisecond

// fileWatcher notices commits of other connections, of this process or another.
type fileWatcher struct {
	*sql.Conn
	version int64 // SQLite's data_version, which differs for each connection
}

// Mark marks everything that is committed so far as seen.
func (w *fileWatcher) Mark(ctx context.Context) error {
	return w.QueryRowContext(ctx, `PRAGMA data_version`).Scan(&w.version)
}

// Wait returns when there is a commit since Mark, or when news closes.
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
