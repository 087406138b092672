package admin_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// quick are what a transaction may ask of the package extract: they look at one
// statement.
var quick = []string{"TextHash", "Words", "Version"}

// Writers wait for one another, so nothing that a transaction does may take a text
// apart or ask the network: not in the function that it is given, and in none of
// the package's that this one calls.
func TestTransactionsTakeNoTextApart(t *testing.T) {
	p := parsePackage(t, ".")
	transactions := 0
	for _, f := range p.all {
		ast.Inspect(f.Body, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) == 0 || !slices.Contains([]string{"Update", "Replace", "steadily", "untaken"}, nameOf(call.Fun)) {
				return true
			}
			do := call.Args[len(call.Args)-1]
			if named, ok := do.(*ast.Ident); ok && named.Name == "do" {
				return true // of a function that is given it, whose callers are looked at
			}
			transactions++
			if way := p.slow(f, do, map[*ast.FuncDecl]bool{}); way != nil {
				t.Errorf("%s: a transaction reaches %s", p.set.Position(call.Pos()), strings.Join(way, ", which calls "))
			}
			return true
		})
	}
	if transactions < 10 {
		t.Errorf("only %d transactions were found", transactions)
	}
}

// source is a package's functions and methods.
type source struct {
	set    *token.FileSet
	all    []*ast.FuncDecl
	byName map[string][]*ast.FuncDecl
	fields map[string][]string // the types of its structs' fields, by their names
}

func parsePackage(t *testing.T, folder string) source {
	t.Helper()
	p := source{set: token.NewFileSet(), byName: map[string][]*ast.FuncDecl{}, fields: map[string][]string{}}
	names, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(p.set, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if s, ok := n.(*ast.StructType); ok {
				for _, field := range s.Fields.List {
					for _, n := range field.Names {
						p.fields[n.Name] = append(p.fields[n.Name], typeOf(field.Type))
					}
				}
			}
			return true
		})
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Body != nil {
				p.all = append(p.all, f)
				p.byName[f.Name.Name] = append(p.byName[f.Name.Name], f)
			}
		}
	}
	return p
}

// slow is how what a node of a function calls reaches something slow, nil where it
// does not.
func (p source) slow(in *ast.FuncDecl, n ast.Node, seen map[*ast.FuncDecl]bool) (way []string) {
	ast.Inspect(n, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || way != nil {
			return way == nil
		}
		name, owner := nameOf(call.Fun), ownerOf(call.Fun)
		if owner == "extract" && !slices.Contains(quick, name) || owner == "fetch" {
			way = []string{owner + "." + name}
			return false
		}
		for _, f := range p.called(in, name, owner) {
			if seen[f] {
				continue
			}
			seen[f] = true
			if further := p.slow(f, f.Body, seen); further != nil {
				way = append([]string{name}, further...)
				return false
			}
		}
		return true
	})
	return way
}

// called are the package's functions that may be meant by a name in a function.
func (p source) called(in *ast.FuncDecl, name, owner string) []*ast.FuncDecl {
	if slices.Contains([]string{"store", "tx"}, owner) {
		return nil // another package's
	}
	types := maps.Clone(p.fields)
	for _, list := range []*ast.FieldList{in.Recv, in.Type.Params} {
		if list == nil {
			continue
		}
		for _, field := range list.List {
			for _, n := range field.Names {
				types[n.Name] = []string{typeOf(field.Type)}
			}
		}
	}
	known, ok := types[owner]
	var out []*ast.FuncDecl
	for _, f := range p.byName[name] {
		its := ""
		if f.Recv != nil {
			its = typeOf(f.Recv.List[0].Type)
		}
		if (its == "") == (owner == "") && (!ok || slices.Contains(known, its)) {
			out = append(out, f)
		}
	}
	return out
}

// typeOf is the name of a type of the package, without whether it is a pointer;
// another package's has its package's name before it.
func typeOf(e ast.Expr) string {
	if p, ok := e.(*ast.StarExpr); ok {
		e = p.X
	}
	if s, ok := e.(*ast.SelectorExpr); ok {
		return nameOf(s.X) + "." + s.Sel.Name
	}
	return nameOf(e)
}

// nameOf is the name of what is called.
func nameOf(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}

// ownerOf is what it is called of: "extract" of extract.Count, "fetch" of
// d.fetch.Detect, "" of a function of the package.
func ownerOf(e ast.Expr) string {
	if s, ok := e.(*ast.SelectorExpr); ok {
		return nameOf(s.X)
	}
	return ""
}
