package notify

import "time"

const (
	// firstPause is how long a channel is left alone when it refuses a message for the
	// first time.
	firstPause = 30 * time.Second
	// longestPause is how long it is left alone at most.
	longestPause = time.Hour
)

// pause is the time for which a channel is left alone. Make it with newPause.
type pause struct {
	channel string
	until   time.Time
	next    time.Duration
}

func newPause(channel string) *pause { return &pause{channel: channel, next: firstPause} }

// begin begins the pause again, twice as long as the last time.
func (p *pause) begin() {
	p.until, p.next = time.Now().Add(p.next), min(2*p.next, longestPause)
}

// lasts reports whether the pause is not over yet.
func (p *pause) lasts() bool { return time.Now().Before(p.until) }
