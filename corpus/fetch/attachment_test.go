package fetch

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"verbatim/corpus"
	"verbatim/corpus/fetch/fetchtest"
)

func TestAttachment(t *testing.T) {
	site := fetchtest.New(t)
	site.SetRobots("User-agent: *\nDisallow: /\n") // not for what somebody hands over
	site.SetBytes("/a/notes.txt", "text/plain; charset=utf-8", []byte("The mayor said so.\r\n\r\nTwice."))
	site.SetBytes("/a/notes.md", "application/octet-stream", []byte("## Minutes\n\n# The vote\n\nIt was *close*."))
	site.SetBytes("/a/page.html", "text/html", []byte(council.HTML()))
	site.SetBytes("/a/latin.txt", "text/plain", []byte("Caf\xe9 owners said so."))
	site.SetBytes("/a/program.txt", "text/plain", []byte("\x7fELF\x02\x01\x01\x00\x00"))
	site.SetBytes("/a/empty.txt", "text/plain", nil)
	site.Serve("/a/large.txt", fetchtest.Endless())
	site.Serve("/a/moved.txt", fetchtest.Redirect("https://example.org/other.txt"))
	tests := []struct {
		name, filename, title, text string
		want                        error
	}{
		{"text", "notes.txt", "notes", "The mayor said so.\n\nTwice.", nil},
		{"Markdown", "notes.md", "The vote", "Minutes\n\nThe vote\n\nIt was close.", nil},
		{"HTML", "page.html", council.Title, strings.Join(council.Paragraphs, "\n\n"), nil},
		{"Latin-1", "latin.txt", "latin", "Café owners said so.", nil},
		{"binary", "program.txt", "", "", corpus.ErrNotText},
		{"empty", "empty.txt", "", "", corpus.ErrNoText},
		{"too large", "large.txt", "", "", corpus.ErrTooLarge},
		{"moved elsewhere", "moved.txt", "", "", corpus.ErrUnsafeAddress},
		{"gone", "gone.txt", "", "", corpus.ErrGone},
		{"another kind of file", "song.mp3", "", "", corpus.ErrNotText},
		{"no kind at all", "README", "", "", corpus.ErrNotText},
	}
	f := impatient(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			title, text, err := f.Attachment(context.Background(), site.URL+"/a/"+tt.filename, tt.filename)
			if !errors.Is(err, tt.want) || tt.want == nil && err != nil {
				t.Fatalf("got %v, want %v", err, tt.want)
			}
			if title != tt.title || text != tt.text {
				t.Errorf("got %q, %q, want %q, %q", title, text, tt.title, tt.text)
			}
			if err != nil && !strings.Contains(err.Error(), tt.filename) {
				t.Errorf("%q does not name the file", err)
			}
		})
	}
	if site.Requests("/robots.txt") > 0 {
		t.Error("robots.txt was read")
	}
}

func TestAttachmentsComeFromDiscordAlone(t *testing.T) {
	f := impatient(t, func(o *Options) { o.Loopback = false })
	asked := ""
	f.transport = roundTripper(func(r *http.Request) (*http.Response, error) {
		asked = r.URL.String()
		return nil, errors.New("no network in tests")
	})
	for location, want := range map[string]bool{
		"https://cdn.discordapp.com/attachments/1/2/a.txt?ex=1": true,
		"https://media.discordapp.net/attachments/1/2/a.txt":    true,
		"http://cdn.discordapp.com/attachments/1/2/a.txt":       false,
		"https://cdn.discordapp.com:8443/attachments/1/2/a.txt": false,
		"https://cdn.discordapp.com.evil.example/1/2/a.txt":     false,
		"https://evil.example/cdn.discordapp.com/a.txt":         false,
		"https://cdn.discordapp.com@evil.example/a.txt":         false,
		"http://127.0.0.1/a.txt":                                false,
		"file:///etc/passwd":                                    false,
	} {
		asked = ""
		_, _, err := f.Attachment(context.Background(), location, "a.txt")
		if (asked != "") != want || !want && !errors.Is(err, corpus.ErrUnsafeAddress) && !errors.Is(err, corpus.ErrLocation) {
			t.Errorf("%s: asked %q, %v, want it asked: %v", location, asked, err, want)
		}
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (r roundTripper) RoundTrip(q *http.Request) (*http.Response, error) { return r(q) }
