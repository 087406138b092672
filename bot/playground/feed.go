package playground

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

const (
	// maxViewers bounds the open pages that get events.
	maxViewers = 32
	// maxBehind is the number of events that a page may be behind before it must
	// start over.
	maxBehind = 512
	// keepAlive is how often a page gets a sign of life when there are no events,
	// and writeWithin bounds sending to a page.
	keepAlive   = 20 * time.Second
	writeWithin = 10 * time.Second
)

// event is a message to the page; its key "type" tells the kind.
type event map[string]any

// viewer is an open page.
type viewer struct {
	person string
	events chan []byte // closed when no more events follow
}

// tell sends an event to the pages. in is the channel where it happened ("" for
// any), and only is the one person who may see it ("" for all). The caller
// holds mu.
func (p *Playground) tell(in, only string, e event) {
	if c, ok := channelOf(in); ok && c.only != "" {
		only = c.only
	}
	raw, err := json.Marshal(e)
	if err != nil {
		p.log.Error("cannot encode an event for the playground", "error", err)
		return
	}
	for v := range p.viewers {
		if only != "" && v.person != only {
			continue
		}
		select {
		case v.events <- raw:
		default: // too slow: it starts over
			delete(p.viewers, v)
			close(v.events)
		}
	}
}

// view adds a viewer, whose first event is everything there is now. It returns
// nil if there are too many viewers.
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
		return nil, fmt.Errorf("encode the contents of the playground: %w", err)
	}
	v := &viewer{person: who.id, events: make(chan []byte, maxBehind)}
	v.events <- raw
	p.viewers[v] = struct{}{}
	return v, nil
}

func (p *Playground) forget(v *viewer) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.viewers, v)
}

// dismissViewers ends the events of all pages, for good.
func (p *Playground) dismissViewers() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	for v := range p.viewers {
		delete(p.viewers, v)
		close(v.events)
	}
}

// serveEvents sends events to a page as long as it listens.
func (p *Playground) serveEvents(w http.ResponseWriter, r *http.Request) {
	who, ok := personOf(r.FormValue("person"))
	if !ok || who.bot {
		http.Error(w, "no person here has that id", http.StatusBadRequest)
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
	if err := control.SetReadDeadline(time.Time{}); err != nil { // the request has been read completely
		return
	}
	ticker := time.NewTicker(keepAlive)
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
		if control.SetWriteDeadline(time.Now().Add(writeWithin)) != nil {
			return
		}
		if _, err := w.Write(line); err != nil || control.Flush() != nil {
			return
		}
	}
}
