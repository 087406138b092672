package corpus

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"
)

// Every constant of type SourceKind has one complete row in the table.
func TestSourceKindsAreComplete(t *testing.T) {
	rows := map[SourceKind]bool{}
	elements := map[string]SourceKind{}
	for _, info := range SourceKinds() {
		if rows[info.Kind] {
			t.Errorf("%s has two rows", info.Kind)
		}
		rows[info.Kind] = true
		if info.Help == "" || info.Place == "" || info.Label != "kind."+string(info.Kind) {
			t.Errorf("%s: incomplete row %+v", info.Kind, info)
		}
		if (info.Mismatch != nil) != (info.Place == OnWeb) {
			t.Errorf("%s: want an error for mismatches only of kinds on the web", info.Kind)
		}
		for _, element := range info.Elements {
			if other := elements[element]; other != "" {
				t.Errorf("%s and %s both claim <%s>", other, info.Kind, element)
			}
			elements[element] = info.Kind
		}
	}
	for _, name := range declaredKinds(t) {
		if !rows[SourceKind(name)] {
			t.Errorf("%q has a constant, but no row in SourceKinds", name)
		}
		delete(rows, SourceKind(name))
	}
	for kind := range rows {
		t.Errorf("%q has a row, but no constant", kind)
	}
}

// declaredKinds returns the values of the constants of type SourceKind.
func declaredKinds(t *testing.T) (names []string) {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), "source_kind.go", nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(f, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 {
			return true
		}
		typ, ok := spec.Type.(*ast.Ident)
		if !ok || typ.Name != "SourceKind" {
			return true
		}
		text, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, text)
		return true
	})
	if len(names) < 6 {
		t.Fatalf("found the kinds %v, want six or more", names)
	}
	return names
}

func TestDetectSource(t *testing.T) {
	for root, want := range map[string]SourceKind{
		"rss": SourceFeed, "rdf:RDF": SourceFeed, "Feed": SourceFeed, "urlset": SourceSitemap, "sitemapindex": SourceSitemap, "html": "", "": "",
	} {
		if got, ok := DetectSource(root); got != want || ok != (want != "") {
			t.Errorf("DetectSource(%q) = %q, %v, want %q", root, got, ok, want)
		}
	}
	for _, info := range SourceKinds() {
		for _, element := range info.Elements {
			if strings.ToLower(element) != element {
				t.Errorf("%s: <%s> is not in lower case", info.Kind, element)
			}
		}
	}
}
