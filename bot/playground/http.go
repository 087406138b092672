package playground

import (
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
	"time"
	"unicode/utf8"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/evidence"
	"verbatim/bot/markdown"
)

const (
	// maxBody bounds a request of the page, in bytes: five texts of 4,000
	// characters, each of up to 12 bytes in JSON.
	maxBody = 256 << 10
	// maxUpload bounds an attached file, in bytes.
	maxUpload = markdown.MaxUpload
	// maxAsking bounds the interactions that are under way at a time.
	maxAsking = 64
)

// timeless is the modification time of files without a date.
var timeless = time.Time{}

// page holds the page's template, styles and scripts.
//
//go:embed page
var page embed.FS

// handler hands an interaction to the bot.
type handler func(*discordgo.Interaction, *reply)

// routes returns the handler of the page's paths.
func (p *Playground) routes(handle handler, pages *evidence.Pages) http.Handler {
	mux := http.NewServeMux()
	assets, err := fs.Sub(page, "page")
	if err != nil {
		panic(err) // the page is part of the program
	}
	mux.HandleFunc("GET /{$}", p.servePage)
	mux.Handle("GET /assets/", http.StripPrefix("/assets/", http.FileServerFS(assets)))
	mux.HandleFunc("GET /attachments/{id}/{name}", p.serveFile)
	mux.HandleFunc("GET /api/world", p.serveWorld)
	mux.HandleFunc("GET /api/events", p.serveEvents)
	mux.HandleFunc("POST /api/interactions", func(w http.ResponseWriter, r *http.Request) { p.serveAct(w, r, handle) })
	mux.HandleFunc("POST /api/messages", p.serveSay)
	mux.HandleFunc("POST /api/dismissals", p.serveDismiss)
	mux.HandleFunc("POST /api/attachments", p.serveUpload)
	if pages != nil {
		mux.Handle(evidence.Path, pages)
	}
	return mux
}

// servePage answers GET of the page.
func (p *Playground) servePage(w http.ResponseWriter, _ *http.Request) {
	t, err := template.ParseFS(page, "page/index.html")
	if err != nil {
		p.fail(w, err)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if err := t.Execute(w, map[string]any{"People": people(), "Locales": localesShown()}); err != nil {
		p.log.Debug("the playground's page was closed", "error", err)
	}
}

// ID returns the person's id, for the page's template.
func (p person) ID() string { return p.id }

// Name returns the person's name, for the page's template.
func (p person) Name() string { return p.name }

// About returns a line about the person, for the page's template.
func (p person) About() string { return p.about }

// Reads reports whether the page's reader can act as the person.
func (p person) Reads() bool { return !p.bot }

// localeShown is a language and its own name for itself.
type localeShown struct{ Tag, Name string }

func localesShown() []localeShown {
	names := discordgo.Locales
	own := map[string]string{"en-US": "English (US)", "en-GB": "English (UK)", "de": "Deutsch", "fr": "Français", "uk": "Українська"}
	var out []localeShown
	for _, tag := range locales() {
		name := own[tag]
		if name == "" {
			name = names[discordgo.Locale(tag)]
		}
		out = append(out, localeShown{tag, name})
	}
	return out
}

// serveWorld answers with the people, channels, roles and commands.
func (p *Playground) serveWorld(w http.ResponseWriter, _ *http.Request) {
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
func (p *Playground) serveAct(w http.ResponseWriter, r *http.Request, handle handler) {
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
	i, data, err := p.do(a)
	if err == nil {
		err = p.send(i, data, handle)
	}
	if err != nil {
		p.fail(w, err)
		return
	}
	first := p.await(r.Context(), i)
	p.write(w, map[string]any{"id": i.id, "response": first.raw, "refused": first.refused})
}

// await waits for the first response as long as Discord does.
func (p *Playground) await(ctx context.Context, i *interaction) answered {
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
func (p *Playground) serveSay(w http.ResponseWriter, r *http.Request) {
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
func (p *Playground) serveDismiss(w http.ResponseWriter, r *http.Request) {
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
func (p *Playground) serveUpload(w http.ResponseWriter, r *http.Request) {
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

// httpError is an error with an HTTP status.
type httpError struct {
	status int
	err    error
}

func (e *httpError) Error() string { return e.err.Error() }
func (e *httpError) Unwrap() error { return e.err }

// readJSON decodes the body of a request.
func readJSON(w http.ResponseWriter, r *http.Request, v any) error {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return &httpError{http.StatusUnsupportedMediaType, errors.New("the request's content type is not application/json")}
	}
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return &httpError{http.StatusBadRequest, fmt.Errorf("decode the request: %w", err)}
	}
	return nil
}

// write answers with JSON.
func (p *Playground) write(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(v); err != nil {
		p.log.Debug("the playground's page was closed", "error", err)
	}
}

// fail answers with an error.
func (p *Playground) fail(w http.ResponseWriter, err error) {
	status := http.StatusInternalServerError
	if e, ok := errors.AsType[*httpError](err); ok {
		status = e.status
	}
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		status, err = http.StatusRequestEntityTooLarge, errors.New("the request is too large")
	}
	if _, ok := errors.AsType[*refusal](err); ok {
		status = http.StatusUnprocessableEntity
	}
	if status == http.StatusInternalServerError {
		p.log.Error("the playground failed", "error", err)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(map[string]string{"error": err.Error()}); err != nil {
		p.log.Debug("the playground's page was closed", "error", err)
	}
}
