package fetchtest

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// The faults that sites have, to be given to Site.Serve.

// Status answers with a status, and a Retry-After where after is not 0.
func Status(code int, after time.Duration) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		if after > 0 {
			w.Header().Set("Retry-After", strconv.Itoa(int(after/time.Second)))
		}
		http.Error(w, http.StatusText(code), code)
	}
}

// Redirect redirects to location.
func Redirect(location string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, location, http.StatusFound) }
}

// Bomb answers with a page of size spaces, packed by gzip
// to about a thousandth.
func Bomb(size int64) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		_, _ = io.CopyN(z, spaces{}, size) // who hangs up has had enough
		_ = z.Close()
	}
}

// Endless answers with a page that does not end, until who asked hangs up.
func Endless() http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		line := bytes.Repeat([]byte("<p>And so on, and so on.</p>\n"), 1000)
		for {
			if _, err := w.Write(line); err != nil {
				return
			}
		}
	}
}

// SlowLoris sends the beginning of a page and then nothing, until who asked
// hangs up.
func SlowLoris() http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, "<!doctype html><p>Once") // who hangs up has had enough
		if err := http.NewResponseController(w).Flush(); err != nil {
			return
		}
		<-r.Context().Done()
	}
}

// Truncated announces more of a page than it sends.
func Truncated() http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.Header().Set("Content-Length", "100000")
		_, _ = io.WriteString(w, "<!doctype html><p>The first half of it.") // the rest never comes
	}
}

// LargeFeed answers with an RSS feed of n entries, which lead to url/0 and so
// on, the newest first.
func LargeFeed(url string, n int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/rss+xml")
		var b bytes.Buffer
		b.WriteString(`<?xml version="1.0"?><rss version="2.0"><channel><title>Everything</title>`)
		for i := range n {
			at := day.Add(-time.Duration(i) * time.Minute).Format(time.RFC1123Z)
			fmt.Fprintf(&b, "<item><title>Number %d</title><link>%s/%d</link><pubDate>%s</pubDate><description>What happened then, in a sentence or two.</description></item>", i, url, i, at)
		}
		b.WriteString("</channel></rss>")
		_, _ = w.Write(b.Bytes()) // who hangs up has had enough
	}
}

// spaces reads as spaces without end.
type spaces struct{}

func (spaces) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}
