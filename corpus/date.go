package corpus

import (
	"fmt"
	"strings"
	"time"
)

// Date is a day ("2006-01-02") or a moment (RFC 3339) as text. The empty Date is
// unknown.
type Date string

// ParseDate reads a day or an RFC 3339 moment; empty text is the unknown Date.
func ParseDate(s string) (Date, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return "", nil
	}
	if _, ok := Date(s).Time(); !ok {
		return "", fmt.Errorf("date %q is neither a day (2006-01-02) nor a moment (2006-01-02T15:04:05Z)", s)
	}
	return Date(s), nil
}

// DateOf returns the moment t in UTC, to the second. It is unknown when t is zero.
func DateOf(t time.Time) Date {
	if t.IsZero() {
		return ""
	}
	return Date(t.UTC().Format(time.RFC3339))
}

// Time returns the moment, or the first moment of the day in UTC. It returns false if
// the Date is unknown or is not a date.
func (d Date) Time() (time.Time, bool) {
	for _, layout := range []string{time.DateOnly, time.RFC3339} {
		if t, err := time.Parse(layout, string(d)); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}

// Day returns the day in UTC as "2 January 2006", or "" if the Date is unknown.
func (d Date) Day() string {
	t, ok := d.Time()
	if !ok {
		return ""
	}
	return t.Format("2 January 2006")
}
