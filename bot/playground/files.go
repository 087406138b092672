package playground

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	_ "image/gif" // so that the size of what is attached is known
	_ "image/jpeg"
	_ "image/png"
	"io"
	"mime"
	"net/http"
	"path"
	"regexp"
	"strings"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/markdown"
)

// maxFiles bounds all attachments together, in bytes.
const maxFiles = 64 << 20

// attachment is a file as a message shows it.
type attachment struct {
	id, name, description string
	contentType           string
	size, width, height   int
}

// file is an attachment with its contents.
type file struct {
	attachment
	data []byte
}

// files keeps the newest files that fit. Guarded by Playground.mu.
type files struct {
	all  []file // the oldest first
	size int
}

func (f *files) add(one file) {
	f.all = append(f.all, one)
	for f.size += len(one.data); f.size > maxFiles; {
		f.forget(f.all[0].id)
	}
}

func (f *files) forget(id string) {
	for i, have := range f.all {
		if have.id == id {
			f.size -= len(have.data)
			f.all = append(f.all[:i:i], f.all[i+1:]...)
			return
		}
	}
}

func (f *files) find(id string) (file, bool) {
	for _, have := range f.all {
		if have.id == id {
			return have, true
		}
	}
	return file{}, false
}

var patternURLName = regexp.MustCompile(`[^A-Za-z0-9._-]+`)

// path returns the file's path on the page's server.
func (a attachment) path() string {
	return "/attachments/" + a.id + "/" + strings.Trim(patternURLName.ReplaceAllString(path.Base(a.name), "_"), "_")
}

func (a attachment) url(base string) string { return base + a.path() }

// wire returns the attachment in the form of Discord's API.
func (a attachment) wire(base string) map[string]any {
	w := map[string]any{
		"id": a.id, "filename": a.name, "size": a.size, "content_type": a.contentType, "url": a.url(base), "proxy_url": a.url(base),
	}
	if a.description != "" {
		w["description"] = a.description
	}
	if a.width > 0 {
		w["width"], w["height"] = a.width, a.height
	}
	return w
}

// keep stores a file. The caller holds mu.
func (p *Playground) keep(name, contentType, description string, data []byte) attachment {
	if contentType == "" {
		contentType = mime.TypeByExtension(path.Ext(name))
	}
	if contentType == "" {
		contentType = "application/octet-stream"
	}
	a := attachment{id: p.newID(), name: name, contentType: contentType, description: description, size: len(data)}
	if seen, _, err := image.DecodeConfig(bytes.NewReader(data)); err == nil {
		a.width, a.height = seen.Width, seen.Height
	}
	p.files.add(file{a, data})
	return a
}

// read reads the files that the bot sends to their ends.
func read(sent []*discordgo.File) ([]file, error) {
	const most = 10
	if len(sent) > most {
		return nil, invalid("files", fmt.Sprintf("at most %d files", most))
	}
	var out []file
	for i, f := range sent {
		data, err := io.ReadAll(io.LimitReader(f.Reader, markdown.MaxUpload+1))
		if err != nil {
			return nil, fmt.Errorf("read the file %q: %w", f.Name, err)
		}
		switch {
		case f.Name == "":
			return nil, invalid(fmt.Sprintf("files[%d]", i), "a file needs a name")
		case len(data) > markdown.MaxUpload:
			return nil, invalid(fmt.Sprintf("files[%d]", i), fmt.Sprintf("at most %d bytes", markdown.MaxUpload))
		}
		out = append(out, file{attachment{name: f.Name, contentType: f.ContentType, size: len(data)}, data})
	}
	return out, nil
}

// keepAll stores the files that came with a draft. The caller holds mu.
func (p *Playground) keepAll(sent []file, d draft) []attachment {
	var out []attachment
	for i, f := range sent {
		out = append(out, p.keep(f.name, f.contentType, d.described(i), f.data))
	}
	return out
}

// Attached returns the contents of an attachment by its URL. ok is false if the
// URL is not one of the playground's attachments. The bot fetches the files
// that a person attaches to a command through it.
func (p *Playground) Attached(_ context.Context, location string) (data []byte, ok bool, err error) {
	at, own := strings.CutPrefix(location, p.base+"/attachments/")
	if !own {
		return nil, false, nil
	}
	id, _, _ := strings.Cut(at, "/")
	p.mu.Lock()
	defer p.mu.Unlock()
	f, found := p.files.find(id)
	if !found {
		return nil, true, errors.New("the playground has dropped the attachment: attach it again")
	}
	return f.data, true, nil
}

// pictures are the types that the page shows; other files are only downloaded.
var pictures = []string{"image/png", "image/jpeg", "image/gif", "image/webp"}

// serveFile answers GET of an attachment.
func (p *Playground) serveFile(w http.ResponseWriter, r *http.Request) {
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
