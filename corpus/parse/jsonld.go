package parse

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// ldArticle holds the properties of an article in JSON-LD.
type ldArticle struct {
	title, publisher, author, published, language, body string
	isFree                                              bool
}

// maxLD is how deep JSON-LD is searched.
const maxLD = 16

// findArticle returns the first article in the scripts.
func findArticle(ctx context.Context, scripts []string) ldArticle {
	budget := DefaultBudgets()
	for _, s := range scripts {
		var v any
		s = strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(s), "<!--"), "-->")
		if scanJSON(s, budget.LDDepth, budget.LDValues) != nil || json.Unmarshal([]byte(s), &v) != nil {
			continue
		}
		nodes := map[string]map[string]any{}
		index(v, nodes, 0)
		if o := search(v, 0); o != nil {
			r := ldReader{nodes: nodes}
			return ldArticle{
				title:     r.text(o["headline"], o["name"]),
				publisher: r.text(o["publisher"]),
				author:    r.people(ctx, o["author"]),
				published: r.text(o["datePublished"], o["dateCreated"]),
				language:  r.text(o["inLanguage"]),
				body:      ldBody(o["articleBody"]),
				isFree:    !paid(o["isAccessibleForFree"]),
			}
		}
	}
	return ldArticle{isFree: true}
}

func ldBody(v any) string {
	s, _ := v.(string)
	return s
}

func paid(v any) bool {
	switch v := v.(type) {
	case bool:
		return !v
	case string:
		return strings.EqualFold(v, "false") || strings.HasSuffix(strings.ToLower(v), "/false")
	}
	return false
}

// index collects the objects with an @id, which references point to.
func index(v any, nodes map[string]map[string]any, depth int) {
	if depth > maxLD {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			index(e, nodes, depth+1)
		}
	case map[string]any:
		if id, ok := v["@id"].(string); ok && len(v) > 1 {
			nodes[id] = v
		}
		for _, e := range v {
			index(e, nodes, depth+1)
		}
	}
}

// search returns the first article in v, or nil.
func search(v any, depth int) map[string]any {
	if depth > maxLD {
		return nil
	}
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			if o := search(e, depth+1); o != nil {
				return o
			}
		}
	case map[string]any:
		if isArticle(v["@type"]) {
			return v
		}
		for _, key := range []string{"@graph", "mainEntity", "mainEntityOfPage", "hasPart"} {
			if o := search(v[key], depth+1); o != nil {
				return o
			}
		}
	}
	return nil
}

func isArticle(v any) bool {
	switch v := v.(type) {
	case string:
		return strings.HasSuffix(v, "Article") || strings.HasSuffix(v, "BlogPosting") || strings.HasSuffix(v, "Report")
	case []any:
		return slices.ContainsFunc(v, isArticle)
	}
	return false
}

// ldReader reads values of JSON-LD. They may be strings, objects, lists of
// either, or references to other objects.
type ldReader struct {
	nodes map[string]map[string]any
	names []string // names found so far, at most maxAuthors
	steps int      // values visited so far
}

// maxSteps is how many values are visited for one property, since references
// may lead to the same values again and again.
const maxSteps = 10_000

// text returns the first of the values that has text.
func (r *ldReader) text(values ...any) string {
	for _, v := range values {
		if names := r.all(v); len(names) > 0 {
			return names[0]
		}
	}
	return ""
}

// people returns the names in v, as in a byline.
func (r *ldReader) people(ctx context.Context, v any) string {
	var out []string
	for _, s := range r.all(v) {
		if s = person(ctx, s); s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return strings.Join(out, ", ")
}

// all returns the first few names in v.
func (r *ldReader) all(v any) []string {
	r.names, r.steps = nil, 0
	r.find(v, 0, true)
	return r.names
}

// find adds the names in v and reports whether there were any. It follows one
// reference only, because references may form a circle.
func (r *ldReader) find(v any, depth int, follow bool) bool {
	if r.steps++; depth > maxLD || r.steps > maxSteps || len(r.names) >= maxAuthors {
		return false
	}
	found := false
	switch v := v.(type) {
	case string:
		if s := Fold(html.UnescapeString(v)); s != "" {
			r.names = append(r.names, s)
			return true
		}
	case []any:
		for _, e := range v {
			found = r.find(e, depth+1, follow) || found
		}
	case map[string]any:
		for _, key := range []string{"name", "alternateName", "@value"} {
			if r.find(v[key], depth+1, follow) {
				return true
			}
		}
		if id, ok := v["@id"].(string); ok && follow && r.nodes[id] != nil && len(v) == 1 {
			return r.find(r.nodes[id], depth+1, false)
		}
	}
	return found
}
