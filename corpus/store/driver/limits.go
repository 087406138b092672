package driver

import "time"

// applicationID marks SQLite files as Verbatim's: "Vbtm".
const applicationID = 0x5662746d

// BusyTimeout is how long a write waits for another process's, which may be a
// large import.
const BusyTimeout = 30 * time.Second

// AnswerWithin is how long PostgreSQL may leave a query without a sign before
// the connection counts as lost: longer than one waits for another's lock. A
// network that swallows everything, or a server whose power was cut, says
// nothing at all, and the system tries for a quarter of an hour.
const AnswerWithin = BusyTimeout + 10*time.Second
