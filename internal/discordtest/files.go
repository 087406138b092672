package discordtest

import (
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strings"
)

const (
	maxFile  = 10 << 20 // bytes, for a server without a paid plan
	maxFiles = 10       // per message

	maxAltText = 1024 // characters of a file's description
)

// attached returns an attachment in the API's form. From then on its content
// can be fetched from its URL. The caller holds mu.
func (s *Server) attached(id string, i int, f File) map[string]any {
	at := fmt.Sprintf("/attachments/%s/%d/%s", id, i, urlName(f.Name))
	s.files[at] = f
	out := map[string]any{
		"id": id, "filename": f.Name, "size": len(f.Content), "content_type": contentType(f.Name),
		"url": s.cdn() + at, "proxy_url": s.cdn() + at,
	}
	if f.Description != "" {
		out["description"] = f.Description
	}
	return out
}

var patternURLName = regexp.MustCompile(`[^A-Za-z0-9._-]+`)

// urlName returns a file's name as in Discord's URLs.
func urlName(name string) string {
	return strings.Trim(patternURLName.ReplaceAllString(path.Base(name), "_"), "_")
}

func contentType(name string) string {
	if kind := mime.TypeByExtension(path.Ext(name)); kind != "" {
		return kind
	}
	return "application/octet-stream"
}

// serveFile answers GET of an attachment's URL.
func (s *Server) serveFile(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	f, ok := s.files[r.URL.Path]
	s.mu.Unlock()
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", contentType(f.Name))
	_, _ = w.Write(f.Content) // if the client has left, that is its own affair
}

// attachments checks a body's entries for files.
func (p *problems) attachments(at string, list []attachment) {
	if len(list) > maxFiles {
		p.add(at, fmt.Sprintf("must be %d or fewer in length", maxFiles))
	}
	for i, a := range list {
		here := fmt.Sprintf("%s[%d]", at, i)
		if a.ID == nil {
			p.add(here+".id", "this field is required")
		}
		if a.Description != nil {
			p.limit(here+".description", *a.Description, maxAltText)
		}
	}
}

// listed checks that a multipart body's list of files fits the files in it:
// every number in the list exists, and if there is a list, it is complete.
func (c *call) listed() error {
	var body struct {
		Attachments *[]attachment `json:"attachments"`
		Data        struct {
			Attachments *[]attachment `json:"attachments"`
		} `json:"data"` // of a first response
	}
	if err := json.Unmarshal(c.body, &body); err != nil {
		return nil //nolint:nilerr // if it is another value, the rules say so
	}
	list := body.Attachments
	if list == nil {
		list = body.Data.Attachments
	}
	if list == nil {
		return nil
	}
	var p problems
	listed := map[string]bool{}
	for _, a := range *list {
		listed[fmt.Sprint(a.ID)] = true
	}
	for i, f := range c.files {
		if !listed[fmt.Sprint(i)] {
			p.add("attachments", fmt.Sprintf("the file %q is not among them", f.Name))
		}
	}
	for i := len(c.files); i < maxFiles; i++ {
		if listed[fmt.Sprint(i)] {
			p.add("attachments", fmt.Sprintf("there is no files[%d]", i))
		}
	}
	if len(p) > 0 {
		return invalidForm(p)
	}
	return nil
}

// attach adds files to the message, with the body's entries for them. If the
// body has a list, older files are kept only if they are in it. The caller
// holds mu.
func (m *message) attach(list *[]attachment, files []File) {
	if list == nil {
		m.Files = append(m.Files, files...)
		return
	}
	keep, described := false, slices.Clone(files)
	for _, a := range *list {
		keep = keep || fmt.Sprint(a.ID) == m.ID // which attached gives to each
		for i := range described {
			if fmt.Sprint(a.ID) == fmt.Sprint(i) && a.Description != nil {
				described[i].Description = *a.Description
			}
		}
	}
	if !keep {
		m.Files = nil
	}
	m.Files = append(slices.Clone(m.Files), described...)
}

var patternFile = regexp.MustCompile(`^files\[(\d)\]$`)

// uploaded checks a part of a multipart body that should be a file.
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
