package corpus

import (
	"slices"
	"strings"
)

// SourceKind says what a source is, and so how its articles are read.
type SourceKind string

// The kinds of source. SourceKinds describes them.
const (
	SourcePage       SourceKind = "page"
	SourceFeed       SourceKind = "feed"
	SourceSitemap    SourceKind = "sitemap"
	SourceFile       SourceKind = "file"
	SourceText       SourceKind = "text"
	SourceAttachment SourceKind = "attachment"
)

// SourcePlace is the place of a source. It decides how Location is read and who
// may add it.
type SourcePlace string

// The places of sources.
const (
	OnWeb    SourcePlace = "web"     // at an address of the web
	OnDisk   SourcePlace = "disk"    // on the operator's disk, so only the operator may add it
	Typed    SourcePlace = "typed"   // pasted in Discord, or on standard input; stored once
	Attached SourcePlace = "discord" // attached in Discord; stored once
)

// SourceKindInfo describes a kind of source. All packages that treat kinds
// differently read it from SourceKinds. Package fetch adds how to read the kinds
// that are refreshed.
type SourceKindInfo struct {
	Kind     SourceKind
	Help     string      // what such a source is
	Label    string      // key of the kind's name in the bot's message files
	Place    SourcePlace // how Location is read
	Elements []string    // root elements of its documents, in lower case without prefix
	Mismatch error       // the error for a document of another kind; set for kinds on the web
}

// SourceKinds returns the table of source kinds. Web documents that no kind
// claims by its elements are pages.
func SourceKinds() []SourceKindInfo {
	return []SourceKindInfo{
		{Kind: SourcePage, Help: "one web page", Label: "kind.page", Place: OnWeb, Mismatch: ErrNotText},
		{
			Kind: SourceFeed, Help: "an RSS, Atom or JSON feed, with the pages of its entries", Label: "kind.feed", Place: OnWeb,
			Elements: []string{"rss", "feed", "rdf"}, Mismatch: ErrNotFeed,
		},
		{
			Kind: SourceSitemap, Help: "a news sitemap, with its pages", Label: "kind.sitemap", Place: OnWeb,
			Elements: []string{"urlset", "sitemapindex"}, Mismatch: ErrNotSitemap,
		},
		{Kind: SourceFile, Help: "a file or a folder on the operator's disk", Label: "kind.file", Place: OnDisk},
		{Kind: SourceText, Help: "a text that was pasted", Label: "kind.text", Place: Typed},
		{Kind: SourceAttachment, Help: "a file that was attached in Discord", Label: "kind.attachment", Place: Attached},
	}
}

// Info returns the description of the kind, or false if there is no such kind.
func (k SourceKind) Info() (SourceKindInfo, bool) {
	all := SourceKinds()
	i := slices.IndexFunc(all, func(o SourceKindInfo) bool { return o.Kind == k })
	if i < 0 {
		return SourceKindInfo{}, false
	}
	return all[i], true
}

// Refreshed reports whether sources of the kind are read again. Texts and
// attachments are stored once.
func (k SourceKind) Refreshed() bool {
	info, ok := k.Info()
	return ok && (info.Place == OnWeb || info.Place == OnDisk)
}

// DetectSource returns the kind of a web document by the name of its root element,
// which may have a prefix, or false if no kind claims such documents.
func DetectSource(root string) (SourceKind, bool) {
	root = strings.ToLower(root[strings.LastIndexByte(root, ':')+1:])
	for _, info := range SourceKinds() {
		if slices.Contains(info.Elements, root) {
			return info.Kind, true
		}
	}
	return "", false
}
