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

// attachmentReader reads files that people attach in Discord.
type attachmentReader struct {
	*client
	parse    parse.Client
	attached func(ctx context.Context, location string) (data []byte, ok bool, err error) // nil if there is no playground
}

// read does the work of Fetcher.Attachment.
func (a attachmentReader) read(ctx context.Context, location, filename string) (title, text string, err error) {
	if !parse.Readable(filename) {
		return "", "", fmt.Errorf("attachment %q: %w that can be read: attach a .txt, .md or .html file", filename, corpus.ErrNotText)
	}
	file, contentType, free, err := a.download(ctx, location)
	if err != nil {
		return "", "", fmt.Errorf("attachment %q: %w", filename, err)
	}
	defer free()
	p, err := a.parse.File(ctx, parse.FileRequest{Document: file, Name: filename, ContentType: contentType})
	if err != nil {
		return "", "", fmt.Errorf("attachment %q: %w", filename, err)
	}
	return p.Title, p.Text, nil
}

// download downloads an attached file. The caller must call free when it no
// longer uses the file.
func (a attachmentReader) download(ctx context.Context, location string) (file parse.Document, contentType string, free func(), err error) {
	if a.attached != nil {
		if body, ok, err := a.attached(ctx, location); ok || err != nil {
			if len(body) > maxSupplied {
				return file, "", nil, fmt.Errorf("%w: it has %d bytes, and at most %d are taken", corpus.ErrTooLarge, len(body), maxSupplied)
			}
			return parse.Document{Body: body}, "", func() {}, err
		}
	}
	u, err := a.parseURL(location)
	if err != nil {
		return file, "", nil, err
	}
	resp, err := a.get(ctx, request{url: u, skipManners: true, check: a.check, body: maxSupplied})
	if err != nil {
		return file, "", nil, err
	}
	return resp.document(maxSupplied), resp.header.Get("Content-Type"), resp.free, nil
}

// check returns an error if u is not an attachment on Discord.
func (a attachmentReader) check(u *url.URL) error {
	if a.loopback && isLoopback(u) {
		return nil
	}
	if u.Scheme != "https" || u.Port() != "" || !slices.Contains(attachmentHosts, strings.ToLower(u.Hostname())) {
		return fmt.Errorf("%w: attachments are downloaded from Discord alone: attach the file to the command", corpus.ErrUnsafeAddress)
	}
	return nil
}
