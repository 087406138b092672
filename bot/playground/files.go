package playground

import (
	"fmt"
	_ "image/gif" // so that the size of what is attached is known
	_ "image/jpeg"
	_ "image/png"
	"io"
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

// files keeps the newest files: when they exceed maxFiles, the oldest are
// dropped. Guarded by state.mu.
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

// readFiles reads the files that the bot sends to their ends.
func readFiles(sent []*discordgo.File) ([]file, error) {
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
