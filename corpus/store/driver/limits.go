package driver

import "time"

// applicationID marks SQLite files as Verbatim's: "Vbtm".
const applicationID = 0x5662746d

// BusyTimeout is how long a write waits for a write of another process, which
// may be a large import.
const BusyTimeout = 30 * time.Second

// AnswerWithin is how long PostgreSQL may take to answer before the connection
// counts as lost. It is longer than a query may wait for a lock. If a network
// drops all packets, or the server loses power, the connection reports no error
// at all, and the system would wait a quarter of an hour.
const AnswerWithin = BusyTimeout + 10*time.Second
