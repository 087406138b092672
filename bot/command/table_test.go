package command

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
)

// rowsOf finds the methods that return a row of the table, and those of them that are
// called, each as "type.method".
func rowsOf(t *testing.T) (rows, called map[string]bool) {
	t.Helper()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	rows, called = map[string]bool{}, map[string]bool{}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			if fn.Recv != nil && returnsRow(fn) {
				rows[typeName(fn.Recv.List[0].Type)+"."+fn.Name.Name] = true
			}
			variables := map[string]string{} // with their types
			ast.Inspect(fn, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.AssignStmt:
					for i, value := range n.Rhs {
						if v, ok := n.Lhs[i].(*ast.Ident); ok {
							variables[v.Name] = typeName(value)
						}
					}
				case *ast.CallExpr:
					if s, ok := n.Fun.(*ast.SelectorExpr); ok {
						of := typeName(s.X)
						if v, ok := s.X.(*ast.Ident); ok {
							of = variables[v.Name]
						}
						called[of+"."+s.Sel.Name] = true
					}
				}
				return true
			})
		}
	}
	return rows, called
}

func returnsRow(fn *ast.FuncDecl) bool {
	if fn.Type.Results == nil || len(fn.Type.Results.List) != 1 {
		return false
	}
	s, ok := fn.Type.Results.List[0].Type.(*ast.SelectorExpr)
	return ok && s.Sel.Name == "Command"
}

// typeName returns the name of a type, or of the type of a literal or a conversion.
func typeName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.StarExpr:
		return typeName(e.X)
	case *ast.UnaryExpr:
		return typeName(e.X)
	case *ast.CompositeLit:
		return typeName(e.Type)
	case *ast.CallExpr: // a conversion
		return typeName(e.Fun)
	}
	return ""
}

// A row that no table holds is a command that no one can use.
func TestNoCommandIsForgotten(t *testing.T) {
	rows, called := rowsOf(t)
	if len(rows) < 25 {
		t.Fatalf("found %d rows, want those of all commands", len(rows))
	}
	for row := range rows {
		if !called[row] {
			t.Errorf("%s is in no table: add it in table.go, or in corpus.go for a subcommand of /corpus", row)
		}
	}
}
