// Package evidence serves pages that show a statement in its article. The
// article's statements are marked and coloured by speaker, each with its cue,
// its mention and its kind. Further pages show the article's versions side by
// side. The pages are read-only and run no script. Everyone who has a link to a
// page can read it: see Links.
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

// annotator supplies the contents of the pages.
type annotator interface {
	// Annotated returns an article as a guild sees it.
	Annotated(ctx context.Context, guild corpus.GuildID, article corpus.ArticleRef) (corpus.Annotated, error)
	// Compared returns a version of an article beside the version before.
	Compared(ctx context.Context, guild corpus.GuildID, article corpus.ArticleRef, number int) (corpus.Compared, error)
}

// meter measures pages.
type meter interface {
	// Paged records how long a page took, including its wait, by the status of
	// the answer.
	Paged(status int, took time.Duration)
}

const (
	// serveWithin is how long a page may take, including its wait.
	serveWithin = 8 * time.Second
	// policy allows the pages only their own style sheet.
	policy = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

// files are the pages' templates and their style.
//
//go:embed page
var files embed.FS

// Pages serves the pages. Make one with New.
type Pages struct {
	links     *Links
	articles  annotator
	languages locale.Languages
	meter     meter
	log       *slog.Logger
	templates *template.Template
	mux       *http.ServeMux
}

// New returns the pages that links lead to. It panics if the templates, which
// are part of the program, cannot be read.
func New(links *Links, d annotator, spoken locale.Languages, m meter, log *slog.Logger) *Pages {
	p := &Pages{links: links, articles: d, languages: spoken, meter: m, log: log, mux: http.NewServeMux()}
	p.templates = template.Must(template.New("").ParseFS(files, "page/*.html"))
	p.mux.HandleFunc("GET "+Path+"style.css", p.serveStyle)
	p.mux.HandleFunc("GET "+Path+"{article}/{$}", p.timed(p.serveArticle))
	p.mux.HandleFunc("GET "+Path+"{article}/{statement}", p.timed(p.serveArticle))
	p.mux.HandleFunc("GET "+Path+"{article}/versions/{number}", p.timed(p.serveVersions))
	p.mux.HandleFunc(Path, p.timed(p.serveMissing))
	return p
}

// timed serves a page and records how long it took.
func (p *Pages) timed(serve func(http.ResponseWriter, *http.Request) (status int)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		begun := time.Now()
		status := serve(w, r)
		p.meter.Paged(status, time.Since(begun))
	}
}

// ServeHTTP serves all paths below Path.
func (p *Pages) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer") // a page's URL is what lets its reader in
	h.Set("X-Robots-Tag", "noindex, nofollow, noarchive")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "no-store") // a correction must take effect at once
	p.mux.ServeHTTP(w, r)
}

func (p *Pages) serveStyle(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "max-age=300")
	http.ServeFileFS(w, r, files, "page/style.css")
}

// serveArticle shows an article. Of a long article, it shows the part with the
// named statement.
func (p *Pages) serveArticle(w http.ResponseWriter, r *http.Request) (status int) {
	f := p.frame(r)
	return p.serve(w, r, f, "article.html", func(ctx context.Context, guild corpus.GuildID, ref corpus.ArticleRef) (any, error) {
		x, err := p.articles.Annotated(ctx, guild, ref)
		if err != nil {
			return nil, err
		}
		n, _ := strconv.Atoi(r.URL.Query().Get("page")) // if it is not a number, show the first page
		return newArticle(ctx, f, x, corpus.StatementID(r.PathValue("statement")), n)
	})
}

// serveVersions shows a version beside the version before.
func (p *Pages) serveVersions(w http.ResponseWriter, r *http.Request) (status int) {
	f := p.frame(r)
	return p.serve(w, r, f, "versions.html", func(ctx context.Context, guild corpus.GuildID, ref corpus.ArticleRef) (any, error) {
		number, err := strconv.Atoi(r.PathValue("number"))
		if err != nil {
			return nil, corpus.ErrNoVersion
		}
		x, err := p.articles.Compared(ctx, guild, ref, number)
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

// frame returns the parts that all pages have. Its URLs are relative to the
// request's, so they also work if a proxy serves the pages under another path.
func (p *Pages) frame(r *http.Request) frame {
	w := r.Header.Get("Accept-Language")
	deep := strings.Count(strings.TrimPrefix(r.URL.Path, Path), "/")
	return frame{Words: locale.Accepting(p.languages, w), Style: strings.Repeat("../", deep) + "style.css", Root: "./" + strings.Repeat("../", max(deep-1, 0))}
}

// serve shows the page that the request's token leads to.
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

// boundedPage is a page that can be written to until its context ends.
type boundedPage struct {
	bytes.Buffer
	err func() error
}

func (h *boundedPage) Write(b []byte) (int, error) {
	if err := h.err(); err != nil {
		return 0, err
	}
	return h.Buffer.Write(b)
}

// show sends a page and returns its status.
func (p *Pages) show(ctx context.Context, w http.ResponseWriter, status int, name string, view any) int {
	page := boundedPage{err: ctx.Err}
	if err := p.templates.ExecuteTemplate(&page, name, view); err != nil {
		if ctx.Err() != nil { // the reader has left, or time is up
			w.WriteHeader(http.StatusServiceUnavailable)
			return http.StatusServiceUnavailable
		}
		p.log.Error("cannot render an evidence page", "page", name, "error", err)
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return http.StatusInternalServerError
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	if _, err := page.WriteTo(w); err != nil {
		p.log.Debug("the reader of an evidence page has left", "error", err)
	}
	return status
}

// failure is the page that says why another page is not shown.
type failure struct {
	frame
	Title, Text string
}

// fail shows why there is no page. Missing pages look the same, whatever the
// reason, so that they reveal no secrets.
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
		p.log.ErrorContext(r.Context(), "cannot show an evidence page", "error", err)
	}
	return p.show(context.WithoutCancel(r.Context()), w, status, "failure.html", f)
}
