package playground

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

const (
	// maxViewers is how many pages are told at a time what happens.
	maxViewers = 32
	// behind is how many events a page may be behind before it has to begin
	// anew.
	behind = 512
	// pulse is how often a page is told that nothing happened, and pulseWithin
	// how long it may take to hear something.
	pulse       = 20 * time.Second
	pulseWithin = 10 * time.Second
)

// event is something that the page is told, by its type.
type event map[string]any

// viewer is a page that is open.
type viewer struct {
	person string
	events chan []byte // closed when it is told no more
}

// tell tells the pages of what happened in a channel ("" for anywhere) and that
// one person alone may see ("" for everybody). The caller holds mu.
func (p *Playground) tell(in, only string, e event) {
	if c, ok := channelOf(in); ok && c.only != "" {
		only = c.only
	}
	raw, err := json.Marshal(e)
	if err != nil {
		p.log.Error("telling the playground failed", "error", err)
		return
	}
	for v := range p.viewers {
		if only != "" && v.person != only {
			continue
		}
		select {
		case v.events <- raw:
		default: // it begins anew
			delete(p.viewers, v)
			close(v.events)
		}
	}
}

// view opens a viewer, with all that stands there as its first event; nil where
// there are too many.
func (p *Playground) view(who person) (*viewer, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed || len(p.viewers) >= maxViewers {
		return nil, nil
	}
	messages := []any{}
	for _, c := range channels() {
		if c.only != "" && c.only != who.id {
			continue
		}
		for _, m := range p.messages[c.id] {
			if m.only == "" || m.only == who.id {
				messages = append(messages, m.wire(p.base))
			}
		}
	}
	raw, err := json.Marshal(event{"type": "all", "messages": messages, "traffic": p.traffic.all})
	if err != nil {
		return nil, fmt.Errorf("tell what stands in the playground: %w", err)
	}
	v := &viewer{person: who.id, events: make(chan []byte, behind)}
	v.events <- raw
	p.viewers[v] = struct{}{}
	return v, nil
}

func (p *Playground) forget(v *viewer) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.viewers, v)
}

// dismissViewers ends what pages are told, for good.
func (p *Playground) dismissViewers() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	for v := range p.viewers {
		delete(p.viewers, v)
		close(v.events)
	}
}

// serveEvents tells a page what happens, for as long as it listens.
func (p *Playground) serveEvents(w http.ResponseWriter, r *http.Request) {
	who, ok := personOf(r.FormValue("person"))
	if !ok || who.bot {
		http.Error(w, "nobody here has that id", http.StatusBadRequest)
		return
	}
	v, err := p.view(who)
	if err != nil || v == nil {
		http.Error(w, "too many pages are open", http.StatusServiceUnavailable)
		return
	}
	defer p.forget(v)
	w.Header().Set("Content-Type", "text/event-stream")
	control := http.NewResponseController(w)
	if err := control.SetReadDeadline(time.Time{}); err != nil { // it has said all that it has to
		return
	}
	ticker := time.NewTicker(pulse)
	defer ticker.Stop()
	for {
		line := []byte(": \n\n")
		select {
		case raw, open := <-v.events:
			if !open {
				return
			}
			line = append(append([]byte("data: "), raw...), "\n\n"...)
		case <-ticker.C:
		case <-r.Context().Done():
			return
		}
		if control.SetWriteDeadline(time.Now().Add(pulseWithin)) != nil {
			return
		}
		if _, err := w.Write(line); err != nil || control.Flush() != nil {
			return
		}
	}
}
