package webhook

import (
	"io"
	"net/http"
)

// alive answers whether the process is alive, which it is while it closes.
func (d *door) alive(w http.ResponseWriter, _ *http.Request) {
	answer(w, d.health.Alive() == nil, "ok\n", "not alive\n")
}

// ready answers whether the process is ready, which it is not while it closes.
func (d *door) ready(w http.ResponseWriter, _ *http.Request) {
	answer(w, !d.closing.Load() && d.health.Ready() == nil, "ready\n", "not ready\n")
}

func answer(w http.ResponseWriter, well bool, yes, no string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	if !well {
		w.WriteHeader(http.StatusServiceUnavailable)
		yes = no
	}
	_, _ = io.WriteString(w, yes) // who asked may be gone
}

// unknownHealth is that of a process of which nobody knows.
type unknownHealth struct{}

func (unknownHealth) Alive() error   { return nil }
func (unknownHealth) Ready() error   { return nil }
func (unknownHealth) Listening(bool) {}
