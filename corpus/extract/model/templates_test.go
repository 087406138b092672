package model

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
)

// Two templates of one number would share all their weights, and a template that
// no code uses takes a number for nothing.
func TestTemplatesAreApart(t *testing.T) {
	table := templates(t)
	if len(table) < 200 {
		t.Fatalf("the table has %d templates, want all of them", len(table))
	}
	names := make(map[string]string)
	for name, number := range table {
		if other, ok := names[number]; ok {
			t.Errorf("%s and %s have the number %s", name, other, number)
		}
		names[number] = name
	}
	used := make(map[string]bool)
	for _, call := range featureCalls(t) {
		used[templateOf(call)] = true
	}
	for name := range table {
		if !used[name] {
			t.Errorf("%s is in the table, and no code uses it", name)
		}
	}
}

// Whoever adds a feature names its template by the table.
func TestFeaturesComeFromTheTable(t *testing.T) {
	table := templates(t)
	calls := featureCalls(t)
	if len(calls) < len(table) {
		t.Fatalf("%d calls add features of %d templates", len(calls), len(table))
	}
	for place, call := range calls {
		if name := templateOf(call); table[name] == "" {
			t.Errorf("%s: the template of a feature is not in the table of templates.go", place)
		}
	}
}

// templates reads the names and numbers of the table.
func templates(t *testing.T) map[string]string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "templates.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	table := make(map[string]string)
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		number, ok := spec.Values[0].(*ast.BasicLit)
		if !ok || len(spec.Names) != 1 || len(spec.Values) != 1 {
			t.Fatalf("%s is not written as a name, its type and its number", spec.Names[0])
		}
		table[spec.Names[0].Name] = number.Value
		return false
	})
	return table
}

// featureCalls are the calls of Add and Pair that add features, by their places.
func featureCalls(t *testing.T) map[string]*ast.CallExpr {
	t.Helper()
	calls := make(map[string]*ast.CallExpr)
	for _, room := range []string{"report", "speaker"} {
		files, err := filepath.Glob(filepath.Join("..", room, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s has %d files, %v", room, len(files), err)
		}
		set := token.NewFileSet()
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(set, name, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if call, ok := n.(*ast.CallExpr); ok && addsFeature(call) {
					calls[set.Position(call.Pos()).String()] = call
				}
				return true
			})
		}
	}
	return calls
}

// addsFeature reports whether a call is one of Features.Add or Features.Pair, by
// its name and arguments: Model.Add takes a slice first.
func addsFeature(call *ast.CallExpr) bool {
	method, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	switch method.Sel.Name {
	case "Add":
		_, scores := call.Args[0].(*ast.SliceExpr)
		return len(call.Args) == 2 && !scores
	case "Pair":
		return len(call.Args) == 3
	}
	return false
}

// templateOf is the name of the constant of this package that a call has as its
// template, "" if it has something else.
func templateOf(call *ast.CallExpr) string {
	if constant, ok := call.Args[0].(*ast.SelectorExpr); ok {
		if room, ok := constant.X.(*ast.Ident); ok && room.Name == "model" {
			return constant.Sel.Name
		}
	}
	return ""
}
