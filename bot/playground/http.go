package playground

import (
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/evidence"
	"verbatim/bot/markdown"
)

// maxAsking bounds the interactions that are under way at a time.
const maxAsking = 64

// timeless is the modification time of files without a date.
var timeless = time.Time{}

// pageFiles holds the page's template, styles and scripts.
//
//go:embed page
var pageFiles embed.FS

// handler hands an interaction to the bot.
type handler func(*discordgo.Interaction, *replier)

// pageServer serves the page and its requests.
type pageServer struct {
	*state
	answerer
	handle   handler
	patience time.Duration
	asking   chan struct{} // holds a value for each interaction under way
}

// routes returns the handler of the page's paths.
func (p *pageServer) routes(pages *evidence.Pages) http.Handler {
	mux := http.NewServeMux()
	assets, err := fs.Sub(pageFiles, "page")
	if err != nil {
		panic(err) // the page is part of the program
	}
	mux.HandleFunc("GET /{$}", p.servePage)
	mux.Handle("GET /assets/", http.StripPrefix("/assets/", http.FileServerFS(assets)))
	mux.HandleFunc("GET /attachments/{id}/{name}", p.serveFile)
	mux.HandleFunc("GET /api/world", p.serveWorld)
	mux.HandleFunc("GET /api/events", p.serveEvents)
	mux.HandleFunc("POST /api/interactions", p.serveAct)
	mux.HandleFunc("POST /api/messages", p.serveSay)
	mux.HandleFunc("POST /api/dismissals", p.serveDismiss)
	mux.HandleFunc("POST /api/attachments", p.serveUpload)
	if pages != nil {
		mux.Handle(evidence.Path, pages)
	}
	return mux
}

// servePage answers GET of the page.
func (p *pageServer) servePage(w http.ResponseWriter, _ *http.Request) {
	t, err := template.ParseFS(pageFiles, "page/index.html")
	if err != nil {
		p.fail(w, err)
		return
	}
	shown, err := localesShown()
	if err != nil {
		p.fail(w, err)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if err := t.Execute(w, map[string]any{"People": people(), "Locales": shown}); err != nil {
		p.answerer.log.Debug("the playground's page was closed", "error", err)
	}
}

// serveWorld answers with the people, channels, roles and commands.
func (p *pageServer) serveWorld(w http.ResponseWriter, _ *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	type named struct {
		ID    string `json:"id"`
		Name  string `json:"name"`
		About string `json:"about,omitempty"`
		Only  string `json:"only,omitempty"`
		Bot   bool   `json:"bot,omitempty"`
	}
	var who, in, rs []named
	for _, x := range people() {
		who = append(who, named{ID: x.id, Name: x.name, About: x.about, Bot: x.bot})
	}
	for _, x := range channels() {
		in = append(in, named{ID: x.id, Name: x.name, About: x.topic, Only: x.only})
	}
	for _, x := range roles() {
		rs = append(rs, named{ID: x.id, Name: x.name})
	}
	p.write(w, map[string]any{"people": who, "channels": in, "roles": rs, "commands": p.commands})
}

// serveAct hands a person's act to the bot. It answers with the interaction and
// the bot's first response to it.
func (p *pageServer) serveAct(w http.ResponseWriter, r *http.Request) {
	var a act
	if err := readJSON(w, r, &a); err != nil {
		p.fail(w, err)
		return
	}
	select {
	case p.asking <- struct{}{}:
		defer func() { <-p.asking }()
	default:
		p.fail(w, &httpError{http.StatusServiceUnavailable, errors.New("too many interactions are under way: wait a moment and try again")})
		return
	}
	i, data, err := a.do(p.state)
	if err == nil {
		err = p.send(i, data)
	}
	if err != nil {
		p.fail(w, err)
		return
	}
	first := p.await(r.Context(), i)
	p.write(w, map[string]any{"id": i.id, "response": first.raw, "refused": first.refused})
}

// await waits for the first response as long as Discord does.
func (p *pageServer) await(ctx context.Context, i *interaction) answered {
	late := time.NewTimer(time.Until(i.created.Add(p.patience)))
	defer late.Stop()
	select {
	case first := <-i.first:
		return first
	case <-late.C:
	case <-ctx.Done():
	}
	return answered{refused: "The application did not respond"}
}

// serveSay accepts a message that a person writes. The bot does not get it,
// since it does not read messages.
func (p *pageServer) serveSay(w http.ResponseWriter, r *http.Request) {
	var said struct{ Person, Channel, Content string }
	if err := readJSON(w, r, &said); err != nil {
		p.fail(w, err)
		return
	}
	who, ok := personOf(said.Person)
	in, there := channelOf(said.Channel)
	n := utf8.RuneCountInString(said.Content)
	switch {
	case !ok || who.bot || !there || in.only != "" && in.only != who.id:
		p.fail(w, refuse("that person cannot write in that channel"))
		return
	case n == 0 || n > markdown.MaxContent:
		p.fail(w, refuse("the message has %d characters; it must have 1 to %d", n, markdown.MaxContent))
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.post(&message{id: p.newID(), channel: in.id, author: who, content: said.Content, created: time.Now()})
	p.write(w, map[string]any{})
}

// serveDismiss removes a message that only one person sees.
func (p *pageServer) serveDismiss(w http.ResponseWriter, r *http.Request) {
	var dismissed struct{ Person, Channel, Message string }
	if err := readJSON(w, r, &dismissed); err != nil {
		p.fail(w, err)
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	m := p.seen(dismissed.Person, dismissed.Channel, dismissed.Message)
	if m == nil || m.only == "" {
		p.fail(w, refuse("only a message that no one else sees can be dismissed"))
		return
	}
	p.remove(m)
	p.write(w, map[string]any{})
}

// serveUpload accepts a file to attach to a command.
func (p *pageServer) serveUpload(w http.ResponseWriter, r *http.Request) {
	name := r.URL.Query().Get("name")
	if n := utf8.RuneCountInString(name); n == 0 || n > 255 {
		p.fail(w, refuse("a file needs a name of at most 255 characters"))
		return
	}
	data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxUpload))
	if err != nil {
		p.fail(w, err)
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	a := p.keep(name, "", "", data)
	p.write(w, a.wire(p.base))
}

// send hands an interaction to the bot as Discord would, and stores it.
func (p *pageServer) send(i *interaction, data map[string]any) error {
	p.mu.Lock()
	raw, err := json.Marshal(i.wire(p.base, data))
	if err != nil {
		p.mu.Unlock()
		return fmt.Errorf("encode an interaction: %w", err)
	}
	read := new(discordgo.Interaction)
	if err := json.Unmarshal(raw, read); err != nil {
		p.mu.Unlock()
		return fmt.Errorf("decode an interaction: %w", err)
	}
	p.interactions.add(i)
	i.log = p.record(i, raw)
	p.mu.Unlock()
	p.handle(read, &replier{state: p.state, patience: p.patience, interaction: i})
	return nil
}

// serveEvents sends events to a page as long as it listens.
func (p *pageServer) serveEvents(w http.ResponseWriter, r *http.Request) {
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

// pictures are the types that the page shows; other files are only downloaded.
var pictures = []string{"image/png", "image/jpeg", "image/gif", "image/webp"}

// serveFile answers GET of an attachment.
func (p *pageServer) serveFile(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	f, ok := p.files.find(r.PathValue("id"))
	p.mu.Unlock()
	if !ok {
		http.NotFound(w, r)
		return
	}
	kind, disposition := "application/octet-stream", "attachment"
	for _, picture := range pictures {
		if strings.HasPrefix(f.contentType, picture) {
			kind, disposition = picture, "inline"
		}
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", mime.FormatMediaType(disposition, map[string]string{"filename": f.name}))
	http.ServeContent(w, r, "", timeless, bytes.NewReader(f.data))
}
