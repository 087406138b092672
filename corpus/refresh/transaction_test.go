package refresh_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// slowCalls are what takes long: all of the packages' functions but those named.
var slowCalls = map[string][]string{
	"extract": {"TextHash", "Version"},
	"revise":  {"TextHash"},
	"fetch":   {},
	"parse":   {},
}

// Writers wait for one another, those of all servers, so nothing is extracted,
// compared or fetched inside of a transaction.
func TestTransactionsAreShort(t *testing.T) {
	calls, inside := callsOf(t, ".")
	if len(inside) < 5 {
		t.Fatalf("only %d transactions were found", len(inside))
	}
	for at, names := range inside {
		todo, seen := slices.Collect(maps.Keys(names)), map[string]bool{}
		for len(todo) > 0 {
			name := todo[0]
			todo = todo[1:]
			if seen[name] {
				continue
			}
			seen[name] = true
			pkg, function, qualified := strings.Cut(name, ".")
			if quick, slow := slowCalls[pkg]; qualified && slow && !slices.Contains(quick, function) {
				t.Errorf("%s: %s is called inside of a transaction", at, name)
			}
			todo = append(todo, slices.Collect(maps.Keys(calls[name]))...)
		}
	}
}

// callsOf is what the functions of the package in dir call, by name, and what is
// called in the functions that are run in a transaction, by position. A method
// of the package is named without its receiver, one of a field's with it.
func callsOf(t *testing.T, dir string) (calls, inside map[string]map[string]bool) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	calls, inside = map[string]map[string]bool{}, map[string]map[string]bool{}
	files := token.NewFileSet()
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		file, err := parser.ParseFile(files, path, text, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && f.Body != nil {
				calls[f.Name.Name] = calledIn(f.Body)
			}
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || !slices.Contains([]string{"Update", "update"}, lastOf(call.Fun)) {
				return true
			}
			for _, arg := range call.Args {
				if do, ok := arg.(*ast.FuncLit); ok {
					inside[files.Position(do.Pos()).String()] = calledIn(do.Body)
				}
			}
			return true
		})
	}
	return calls, inside
}

// calledIn are the names of what is called in a piece of code: "f" for f() and
// x.f(), and "x.f" too for the latter.
func calledIn(code ast.Node) map[string]bool {
	names := map[string]bool{}
	ast.Inspect(code, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			names[lastOf(call.Fun)] = true
			if method, ok := call.Fun.(*ast.SelectorExpr); ok {
				names[lastOf(method.X)+"."+method.Sel.Name] = true
			}
		}
		return true
	})
	return names
}

func lastOf(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}
