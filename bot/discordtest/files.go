package discordtest

import (
	"fmt"
	"mime"
	"net/http"
	"path"
	"regexp"
	"strings"
)

const (
	maxFile  = 10 << 20 // bytes, where nobody has paid for more
	maxFiles = 10       // of a message
)

// attached is an attachment as the API has it. Its content can be had from its
// url from then on. The caller holds mu.
func (s *Server) attached(id string, i int, f File) map[string]any {
	at := fmt.Sprintf("/attachments/%s/%d/%s", id, i, urlName(f.Name))
	s.files[at] = f
	return map[string]any{
		"id": id, "filename": f.Name, "size": len(f.Content), "content_type": contentType(f.Name),
		"url": s.cdn() + at, "proxy_url": s.cdn() + at,
	}
}

// cdn is where attachments are: at Discord's own place, for those who come
// through [Server.Transport]; on loopback it can be reached without it.
func (s *Server) cdn() string {
	if _, on := s.net.(*loopback); on {
		return "http://" + s.net.host()
	}
	return "https://" + cdnHost
}

const cdnHost = "cdn.discordapp.com"

var patternURLName = regexp.MustCompile(`[^A-Za-z0-9._-]+`)

// urlName is a file's name as Discord has it in URLs.
func urlName(name string) string {
	return strings.Trim(patternURLName.ReplaceAllString(path.Base(name), "_"), "_")
}

func contentType(name string) string {
	if kind := mime.TypeByExtension(path.Ext(name)); kind != "" {
		return kind
	}
	return "application/octet-stream"
}

// serveFile answers GET of an attachment's url.
func (s *Server) serveFile(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	f, ok := s.files[r.URL.Path]
	s.mu.Unlock()
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", contentType(f.Name))
	_, _ = w.Write(f.Content) // a client that left is not the server's concern
}

var patternFile = regexp.MustCompile(`^files\[(\d)\]$`)

// uploaded checks a part of a multipart body that is to be a file.
func uploaded(field, name string, content []byte, files int) error {
	refuse := func(why string) error {
		return &apiError{status: http.StatusBadRequest, code: CodeInvalidForm, message: "Invalid Form Body", problems: problems{{field, why}}}
	}
	switch {
	case !patternFile.MatchString(field):
		return refuse("a file's field is called files[n]")
	case name == "":
		return refuse("a file needs a name")
	case files >= maxFiles:
		return refuse(fmt.Sprintf("at most %d files", maxFiles))
	case len(content) > maxFile:
		return &apiError{status: http.StatusRequestEntityTooLarge, code: CodeTooLarge, message: "Request entity too large"}
	}
	return nil
}
