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

// attachmentHosts lists the hosts on which Discord stores attachments.
var attachmentHosts = []string{"cdn.discordapp.com", "media.discordapp.net"}

// Attachment downloads a file that a person has attached in Discord, and
// returns its title (or else its name) and its text. It requests only Discord's
// hosts over https, and the playground if there is one. The error is
// corpus.ErrNotText if the file is not text, Markdown or HTML.
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

// download downloads an attached file. The caller must call free when it no
// longer uses the file.
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

// checkAttachment returns an error if u is not an attachment on Discord.
func (f *Fetcher) checkAttachment(u *url.URL) error {
	if f.loopback && isLoopback(u) {
		return nil
	}
	if u.Scheme != "https" || u.Port() != "" || !slices.Contains(attachmentHosts, strings.ToLower(u.Hostname())) {
		return fmt.Errorf("%w: attachments are downloaded from Discord alone: attach the file to the command", corpus.ErrUnsafeAddress)
	}
	return nil
}
