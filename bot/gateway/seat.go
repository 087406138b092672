package gateway

import (
	"context"
	"time"
)

// seat is this process's relation to one shard.
type seat struct {
	id        int
	lease     Lease     // on the shard; zero while this process gets ready for it
	taken     time.Time // when this process took the lease
	announced bool      // the owner was told that this process is ready
	session   *shardSession
	stop      context.CancelFunc // ends the session's run
	ended     chan struct{}      // closed when the session's run has ended
	leaving   bool               // the session is being closed
	lost      bool               // another process has the shard
}

// memberEvent is something that happened to a session or to the index.
type memberEvent struct {
	seat   *seat
	left   bool  // the session is closed
	err    error // why the session ended for good, or the error of SetShards
	loaded []int
	index  bool
}
