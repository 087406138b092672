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
	"time"

	"verbatim/corpus"
	"verbatim/corpus/parse"
)

// file is a file of a source. Its name is its path in the source's folder.
type file struct {
	name string
	size int64
	at   time.Time
}

// maxWalk is how many files and folders of a source are visited.
const maxWalk = 200_000

// readFiles reads a source that is a file or a folder with text, Markdown and
// HTML files, including subfolders. It does not follow links out of the folder.
func (r *reading) readFiles(ctx context.Context) error {
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
func (r *reading) cutFiles(list *[]file) error {
	limit := r.f.limits.Articles
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
func (r *reading) goneFiles(root *os.Root, present map[string]bool) error {
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

// openFolder opens the folder at location, or the folder of the file at
// location, and lists the files to read.
func openFolder(ctx context.Context, location string) (*os.Root, []file, error) {
	real, err := filepath.EvalSymlinks(location)
	if err != nil {
		return nil, nil, fileError(err)
	}
	info, err := os.Stat(real)
	if err != nil {
		return nil, nil, fileError(err)
	}
	dir := real
	if !info.IsDir() {
		dir = filepath.Dir(real)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, nil, fileError(err)
	}
	var list []file
	if info.IsDir() {
		list, err = walk(ctx, root)
	} else {
		list, err = oneFile(info)
	}
	if err != nil {
		_ = root.Close() // err says more
		return nil, nil, err
	}
	return root, list, nil
}

func oneFile(info fs.FileInfo) ([]file, error) {
	if !info.Mode().IsRegular() || !parse.Readable(info.Name()) {
		return nil, fmt.Errorf("%w that can be read: give a .txt, .md or .html file, or a folder of them", corpus.ErrNotText)
	}
	return []file{{info.Name(), info.Size(), info.ModTime()}}, nil
}

// walk lists a folder's files except hidden ones.
func walk(ctx context.Context, root *os.Root) ([]file, error) {
	var list []file
	looked := 0
	err := fs.WalkDir(root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if looked++; looked > maxWalk {
			return fmt.Errorf("%w: it has more than %d files and folders", corpus.ErrTooLarge, maxWalk)
		}
		switch {
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case err != nil && name == ".":
			return fileError(err)
		case name != "." && strings.HasPrefix(d.Name(), "."):
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case err == nil && !d.IsDir() && parse.Readable(name):
			// Follows a link if it stays in the folder.
			if info, failed := root.Stat(name); failed == nil && info.Mode().IsRegular() {
				list = append(list, file{name, info.Size(), info.ModTime()})
			}
		}
		return nil // skip files that cannot be read
	})
	if err == nil && len(list) == 0 {
		err = fmt.Errorf("%w: the folder has no .txt, .md or .html file", corpus.ErrNoText)
	}
	return list, err
}

// readOne reads one file.
func (r *reading) readOne(ctx context.Context, root *os.Root, one file, path string) Item {
	before := r.known[path]
	res := corpus.Resource{
		URL: path, ETag: fmt.Sprintf("%s%d-%d", filePrefix, one.at.UnixNano(), one.size),
		Article: cmp.Or(before.Article, fileID(root.Name(), one.name)), Fetched: r.f.now().UTC(),
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

func (r *reading) parseFile(ctx context.Context, root *os.Root, one file, res corpus.Resource) (Item, error) {
	limit := min(r.f.limits.Body, maxSupplied)
	if one.size > limit {
		return Item{}, tooLong(limit)
	}
	space := &space{pool: r.f.buffers, limit: one.size + 1}
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
	p, err := r.f.parse.File(ctx, parse.FileRequest{Document: parse.Document{More: body, Limit: limit}, Name: one.name})
	if err != nil {
		return Item{}, err
	}
	return validItem(res, corpus.Article{
		ID: res.Article, Guild: r.src.Guild, Source: r.src.ID, Origin: corpus.OriginFile, URL: webAddress(p.Canonical),
		Title: p.Title, Publisher: p.Publisher, Author: p.Author, Published: p.Published, Language: p.Language,
		Fetched: corpus.DateOf(res.Fetched), Text: p.Text,
	}, corpus.MaxText)
}

// maxSupplied is the maximum size in bytes of a file in a folder or an attached
// file. At most corpus.MaxText bytes of its text are used.
const maxSupplied = 16 << 20

func tooLong(limit int64) error {
	return fmt.Errorf("%w: it has more than %s", corpus.ErrTooLarge, parse.Size(limit))
}

// readLimited reads a file into memory, up to limit bytes.
func readLimited(space *space, root *os.Root, name string, limit int64) ([][]byte, error) {
	f, err := root.Open(name)
	if err != nil {
		return nil, fileError(err)
	}
	defer f.Close()
	body, size, err := space.read(f, limit+1)
	if errors.Is(err, errNoSpace) {
		return nil, errors.New("it has grown while it was read: try again")
	}
	if err != nil {
		return nil, fileError(err)
	}
	if size > limit {
		return nil, tooLong(limit)
	}
	return body, nil
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

// fileError adds to an error of a file what to do about it.
func fileError(err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%w: check the path", err)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%w: let the user who runs verbatim read it", err)
	}
	return err
}
