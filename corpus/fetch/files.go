package fetch

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"verbatim/corpus"
	"verbatim/corpus/parse"
)

// fileReader reads a source on the operator's disk.
type fileReader struct{ *reading }

// readSource reads a source that is a file or a folder with text, Markdown and
// HTML files, including subfolders. It does not follow links out of the folder.
func (r fileReader) readSource(ctx context.Context) error {
	location := r.src.Location
	if !filepath.IsAbs(location) {
		return fmt.Errorf("file %q: %w: give its whole path", location, corpus.ErrLocation)
	}
	r.progress(corpus.Progress{Doing: location})
	root, list, err := openFolder(ctx, location)
	if err != nil {
		return fmt.Errorf("file %q: %w", location, err)
	}
	defer root.Close()
	if err := r.cutFiles(&list); err != nil {
		return err
	}
	present := map[string]bool{}
	for i, one := range list {
		path := filepath.Join(root.Name(), filepath.FromSlash(one.name))
		present[path] = true
		if r.skipsNew(path) || r.isDone(path) {
			continue
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		r.progress(corpus.Progress{Done: i, Total: len(list), Doing: path})
		item := r.readOne(ctx, root, one, path)
		if ctx.Err() != nil && item.State == Failed {
			return r.endLate(ctx, item)
		}
		if err := r.deliver(item); err != nil {
			return err
		}
	}
	if err := r.goneFiles(root, present); err != nil {
		return err
	}
	r.progress(corpus.Progress{Done: len(list), Total: len(list), Doing: location})
	return nil
}

// cutFiles keeps the newest files in list, up to the limit, sorted by name.
func (r fileReader) cutFiles(list *[]file) error {
	limit := r.limits.Articles
	if total := len(*list); total > limit {
		slices.SortStableFunc(*list, func(a, b file) int { return b.at.Compare(a.at) })
		*list = (*list)[:limit]
		err := r.deliver(Item{
			Resource: corpus.Resource{URL: r.src.Location}, State: Cut,
			Err: fmt.Errorf("%q: it has %d files; the newest %d are read", r.src.Location, total, limit),
		})
		if err != nil {
			return err
		}
	}
	slices.SortFunc(*list, func(a, b file) int { return strings.Compare(a.name, b.name) })
	return nil
}

// goneFiles delivers the known files that no longer exist.
func (r fileReader) goneFiles(root *os.Root, present map[string]bool) error {
	for path, res := range r.known {
		if present[path] {
			continue
		}
		rel, err := filepath.Rel(root.Name(), path)
		if err == nil && filepath.IsLocal(rel) {
			if _, err := root.Stat(rel); err == nil || !errors.Is(err, fs.ErrNotExist) {
				continue // over the limit, or temporarily unreadable
			}
		}
		if err := r.deliver(Item{Resource: res, State: Gone}); err != nil {
			return err
		}
	}
	return nil
}

// readOne reads one file.
func (r fileReader) readOne(ctx context.Context, root *os.Root, one file, path string) Item {
	before := r.known[path]
	res := corpus.Resource{
		URL: path, ETag: fmt.Sprintf("%s%d-%d", filePrefix, one.at.UnixNano(), one.size),
		Article: cmp.Or(before.Article, fileID(root.Name(), one.name)), Fetched: r.now().UTC(),
	}
	failed := func(err error) Item {
		return Item{Resource: corpus.Resource{URL: path}, State: Failed, Err: fmt.Errorf("file %q: %w", path, err)}
	}
	switch {
	case before.ETag != res.ETag:
	case before.Aside:
		return failed(r.stillSetAside(before))
	default:
		return Item{Resource: res, State: Unchanged}
	}
	item, err := r.parseFile(ctx, root, one, res)
	if err != nil {
		return failed(err)
	}
	return item
}

func (r fileReader) parseFile(ctx context.Context, root *os.Root, one file, res corpus.Resource) (Item, error) {
	limit := min(r.limits.Body, maxSupplied)
	if one.size > limit {
		return Item{}, tooLong(limit)
	}
	space := &space{pool: r.buffers, limit: one.size + 1}
	if err := space.reserve(ctx); err != nil {
		return Item{}, err
	}
	defer space.free()
	body, err := readLimited(space, root, one.name, limit)
	if err != nil {
		return Item{}, err
	}
	if err := r.announce(res, body...); err != nil {
		return Item{}, err
	}
	p, err := r.parse.File(ctx, parse.FileRequest{Document: parse.Document{More: body, Limit: limit}, Name: one.name})
	if err != nil {
		return Item{}, err
	}
	return validItem(res, corpus.Article{
		ID: res.Article, Guild: r.src.Guild, Source: r.src.ID, Origin: corpus.OriginFile, URL: webAddress(p.Canonical),
		Title: p.Title, Publisher: p.Publisher, Author: p.Author, Published: p.Published, Language: p.Language,
		Fetched: corpus.DateOf(res.Fetched), Text: p.Text,
	}, corpus.MaxText)
}

// fileID returns the id of the article in a file: a hash of the folder, which
// hides the operator's paths, and the path in the folder.
func fileID(folder, name string) corpus.ArticleID {
	sum := sha256.Sum256([]byte(folder))
	return articleID("file:" + hex.EncodeToString(sum[:6]) + "/" + strings.ReplaceAll(url.PathEscape(name), "%2F", "/"))
}

// webAddress returns location if it is an absolute web address, or "".
func webAddress(location string) string {
	u, err := url.Parse(location)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || len(location) > corpus.MaxCitation {
		return ""
	}
	return location
}
