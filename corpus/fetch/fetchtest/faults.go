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

// Faults of sites, for Site.Serve.

// Status responds with a status, and with a Retry-After header if after is not
// 0.
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

// Bomb responds with a page of size spaces, compressed by gzip to about a
// thousandth.
func Bomb(size int64) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		_, _ = io.CopyN(z, spaces{}, size) // fails when the client hangs up
		_ = z.Close()
	}
}

// Endless responds with a page that does not end until the client hangs up.
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

// SlowLoris sends the beginning of a page and then no more until the client
// hangs up.
func SlowLoris() http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, "<!doctype html><p>Once") // fails when the client hangs up
		if err := http.NewResponseController(w).Flush(); err != nil {
			return
		}
		<-r.Context().Done()
	}
}

// Truncated announces a longer page than it sends.
func Truncated() http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.Header().Set("Content-Length", "100000")
		_, _ = io.WriteString(w, "<!doctype html><p>The first half of it.") // the rest is never sent
	}
}

// LargeFeed responds with an RSS feed of n entries, newest first. They link to
// url/0, url/1 and so on.
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
		_, _ = w.Write(b.Bytes()) // fails when the client hangs up
	}
}

// spaces reads as endless spaces.
type spaces struct{}

func (spaces) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}
