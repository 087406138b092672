package fetch

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"verbatim/corpus"
	"verbatim/corpus/parse"
)

// attachmentHosts are where Discord keeps what its users attach.
var attachmentHosts = []string{"cdn.discordapp.com", "media.discordapp.net"}

// Attachment downloads a file that somebody attached in Discord, and returns
// its title (its own, else its name) and its text. Only Discord's own hosts are
// asked, over https, and the playground where there is one. What is no text, Markdown or HTML is refused with
// corpus.ErrNotText.
func (f *Fetcher) Attachment(ctx context.Context, location, filename string) (title, text string, err error) {
	if !parse.Readable(filename) {
		return "", "", fmt.Errorf("attachment %q: %w that can be read: attach a .txt, .md or .html file", filename, corpus.ErrNotText)
	}
	file, contentType, free, err := f.download(ctx, location)
	if err != nil {
		return "", "", fmt.Errorf("attachment %q: %w", filename, err)
	}
	defer free()
	p, err := f.parse.File(ctx, parse.FileRequest{Document: file, Name: filename, ContentType: contentType})
	if err != nil {
		return "", "", fmt.Errorf("attachment %q: %w", filename, err)
	}
	return p.Title, p.Text, nil
}

// download is what stands in a file that was attached. free is to be called when
// the file is no longer used.
func (f *Fetcher) download(ctx context.Context, location string) (file parse.Document, contentType string, free func(), err error) {
	if f.attached != nil {
		if body, ok, err := f.attached(ctx, location); ok || err != nil {
			if len(body) > maxSupplied {
				return file, "", nil, fmt.Errorf("%w: it has %d bytes, and at most %d are taken", corpus.ErrTooLarge, len(body), maxSupplied)
			}
			return parse.Document{Body: body}, "", func() {}, err
		}
	}
	u, err := f.parseURL(location)
	if err != nil {
		return file, "", nil, err
	}
	resp, err := f.get(ctx, request{url: u, skipManners: true, check: f.checkAttachment, body: maxSupplied})
	if err != nil {
		return file, "", nil, err
	}
	file = f.document(resp)
	file.Limit = maxSupplied
	return file, resp.header.Get("Content-Type"), resp.free, nil
}

// checkAttachment says what keeps a file at u from being Discord's.
func (f *Fetcher) checkAttachment(u *url.URL) error {
	if f.loopback && isLoopback(u) {
		return nil
	}
	if u.Scheme != "https" || u.Port() != "" || !slices.Contains(attachmentHosts, strings.ToLower(u.Hostname())) {
		return fmt.Errorf("%w: attachments are downloaded from Discord alone: attach the file to the command", corpus.ErrUnsafeAddress)
	}
	return nil
}
