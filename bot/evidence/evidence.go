// Package evidence is the pages that show where a statement stands: a stored
// article with its statements marked and coloured by speaker, each with its cue,
// its mention and its kind; the article's corrections; and its versions side by
// side. The pages are read-only, run no script, and are shown to whoever has a
// link to one: see Links.
package evidence

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"html/template"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"verbatim/bot/locale"
	"verbatim/corpus"
)

// annotator has what the pages show.
type annotator interface {
	// Annotated is an article as a guild sees it.
	Annotated(ctx context.Context, guild corpus.GuildID, article corpus.ArticleRef) (corpus.Annotated, error)
	// Compared is a version of it beside the one before.
	Compared(ctx context.Context, guild corpus.GuildID, article corpus.ArticleRef, number int) (corpus.Compared, error)
}

// speaker has the pages' words in the language that a browser accepts.
type speaker interface {
	Words(accepted string) locale.Plain
}

// meter is told of pages.
type meter interface {
	// Paged times a page by the status of the answer, with the wait for its turn.
	Paged(status int, took time.Duration)
}

const (
	// serveWithin is how long a page may take, with the wait for its turn.
	serveWithin = 8 * time.Second
	// policy lets the pages have their own style, and nothing else.
	policy = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

// files are the pages' templates and their style.
//
//go:embed page
var files embed.FS

// Pages serves the pages. Make one with New.
type Pages struct {
	links     *Links
	desk      annotator
	speaker   speaker
	meter     meter
	log       *slog.Logger
	templates *template.Template
	mux       *http.ServeMux
}

// New makes the pages that the links lead to. It panics where the templates,
// which are part of the program, cannot be read.
func New(links *Links, d annotator, s speaker, m meter, log *slog.Logger) *Pages {
	p := &Pages{links: links, desk: d, speaker: s, meter: m, log: log, mux: http.NewServeMux()}
	p.templates = template.Must(template.New("").ParseFS(files, "page/*.html"))
	p.mux.HandleFunc("GET "+Path+"style.css", p.serveStyle)
	p.mux.HandleFunc("GET "+Path+"{article}/{$}", p.timed(p.serveArticle))
	p.mux.HandleFunc("GET "+Path+"{article}/{statement}", p.timed(p.serveArticle))
	p.mux.HandleFunc("GET "+Path+"{article}/versions/{number}", p.timed(p.serveVersions))
	p.mux.HandleFunc(Path, p.timed(p.serveMissing))
	return p
}

// timed serves a page and tells the meter of it.
func (p *Pages) timed(serve func(http.ResponseWriter, *http.Request) (status int)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		begun := time.Now()
		status := serve(w, r)
		p.meter.Paged(status, time.Since(begun))
	}
}

// ServeHTTP serves what stands below Path.
func (p *Pages) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer") // the address is what lets its reader in
	h.Set("X-Robots-Tag", "noindex, nofollow, noarchive")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "no-store") // a correction holds at once
	p.mux.ServeHTTP(w, r)
}

func (p *Pages) serveStyle(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "max-age=300")
	http.ServeFileFS(w, r, files, "page/style.css")
}

// serveArticle shows an article, or of a long one the part with the statement
// that is named.
func (p *Pages) serveArticle(w http.ResponseWriter, r *http.Request) (status int) {
	f := p.frame(r)
	return p.serve(w, r, f, "article.html", func(ctx context.Context, guild corpus.GuildID, ref corpus.ArticleRef) (any, error) {
		x, err := p.desk.Annotated(ctx, guild, ref)
		if err != nil {
			return nil, err
		}
		n, _ := strconv.Atoi(r.URL.Query().Get("page")) // what is no page is the first
		return newArticle(ctx, f, x, corpus.StatementID(r.PathValue("statement")), n)
	})
}

// serveVersions shows a version beside the one before it.
func (p *Pages) serveVersions(w http.ResponseWriter, r *http.Request) (status int) {
	f := p.frame(r)
	return p.serve(w, r, f, "versions.html", func(ctx context.Context, guild corpus.GuildID, ref corpus.ArticleRef) (any, error) {
		number, err := strconv.Atoi(r.PathValue("number"))
		if err != nil {
			return nil, corpus.ErrNoVersion
		}
		x, err := p.desk.Compared(ctx, guild, ref, number)
		if err != nil {
			return nil, err
		}
		n, _ := strconv.Atoi(r.URL.Query().Get("page"))
		return newVersions(ctx, f, x, n)
	})
}

func (p *Pages) serveMissing(w http.ResponseWriter, r *http.Request) (status int) {
	return p.fail(w, r, p.frame(r), corpus.ErrNoArticle)
}

// frame is what every page has. Its addresses are relative to the request's, so
// that they hold behind a proxy that has the pages elsewhere.
func (p *Pages) frame(r *http.Request) frame {
	w := r.Header.Get("Accept-Language")
	deep := strings.Count(strings.TrimPrefix(r.URL.Path, Path), "/")
	return frame{Words: p.speaker.Words(w), Style: strings.Repeat("../", deep) + "style.css", Root: "./" + strings.Repeat("../", max(deep-1, 0))}
}

// serve shows what the request's token leads to.
func (p *Pages) serve(w http.ResponseWriter, r *http.Request, f frame, name string, view func(context.Context, corpus.GuildID, corpus.ArticleRef) (any, error)) (status int) {
	guild, ref, ok := p.links.read(r.PathValue("article"))
	if !ok {
		return p.fail(w, r, f, corpus.ErrNoArticle)
	}
	ctx, cancel := context.WithTimeout(r.Context(), serveWithin)
	defer cancel()
	v, err := view(ctx, guild, ref)
	if err != nil {
		return p.fail(w, r, f, err)
	}
	return p.show(ctx, w, http.StatusOK, name, v)
}

// heeding is a page that is written until its context ends.
type heeding struct {
	bytes.Buffer
	err func() error
}

func (h *heeding) Write(b []byte) (int, error) {
	if err := h.err(); err != nil {
		return 0, err
	}
	return h.Buffer.Write(b)
}

// show sends a page, and returns the status that it has.
func (p *Pages) show(ctx context.Context, w http.ResponseWriter, status int, name string, view any) int {
	page := heeding{err: ctx.Err}
	if err := p.templates.ExecuteTemplate(&page, name, view); err != nil {
		if ctx.Err() != nil { // nobody waits for it any more
			w.WriteHeader(http.StatusServiceUnavailable)
			return http.StatusServiceUnavailable
		}
		p.log.Error("an evidence page failed", "page", name, "error", err)
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return http.StatusInternalServerError
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	if _, err := page.WriteTo(w); err != nil {
		p.log.Debug("an evidence page's reader is gone", "error", err)
	}
	return status
}

// failure is the page that says why there is no other.
type failure struct {
	frame
	Title, Text string
}

// fail says why there is no page. What is not there looks the same whatever the
// reason.
func (p *Pages) fail(w http.ResponseWriter, r *http.Request, in frame, err error) (status int) {
	words := in.Words
	f := failure{frame: in, Title: words.Say("evidence.missing"), Text: words.Say("evidence.why-missing")}
	status = http.StatusNotFound
	switch {
	case errors.Is(err, corpus.ErrNoArticle), errors.Is(err, corpus.ErrNoVersion):
	case errors.Is(err, corpus.ErrOutage), errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		status = http.StatusServiceUnavailable
		f.Title, f.Text = words.Say("evidence.not-now"), words.Say("evidence.why-not-now")
		w.Header().Set("Retry-After", "5")
	default:
		status = http.StatusInternalServerError
		f.Title, f.Text = words.Say("evidence.not-now"), words.Say("say.failed")
		p.log.ErrorContext(r.Context(), "an evidence page cannot be shown", "error", err)
	}
	return p.show(context.WithoutCancel(r.Context()), w, status, "failure.html", f)
}
