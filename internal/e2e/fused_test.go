package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Scores, probabilities and the order of answers are the same on every machine. So no product may be fused with the addition that
// follows it, which compilers do for processors other than amd64 unless the product is converted: float64(x*y) + z.
func TestNothingIsFused(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("compiles packages for another processor")
	}
	var packages []string
	for _, p := range listPackages(t) {
		if decides(p.ImportPath) {
			packages = append(packages, p.ImportPath)
		}
	}
	if len(packages) < 10 {
		t.Fatalf("only %q decide anything", packages)
	}
	for _, place := range slices.Compact(slices.Sorted(slices.Values(fused(t, module, packages...)))) {
		t.Errorf("%s: a product is fused with an addition: convert the product, float64(x*y)", place)
	}
}

// decides reports whether results of a package reach an answer. Trainers only make weights.
func decides(importPath string) bool {
	for _, room := range []string{"index", "corpus/extract", "corpus/reader", "corpus/revise", "internal/exact"} {
		if under := "verbatim/" + room; importPath == under || strings.HasPrefix(importPath, under+"/") {
			return filepath.Base(importPath) != "train"
		}
	}
	return false
}

func TestFusedProductsAreFound(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for name, text := range map[string]string{
		"go.mod": "module fusing\n\ngo 1.26\n",
		"f.go": "package fusing\n\n" +
			"func Fused(x, y, z float64) float64 { return x*y + z }\n\n" +
			"func Rounded(x, y, z float64) float64 { return float64(x*y) + z }\n\n" +
			"func Short(x, y, z float32) float32 { return z - x*y }\n",
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var lines []string
	for _, place := range fused(t, folder, ".") {
		lines = append(lines, place[strings.LastIndexByte(place, ':')+1:])
	}
	if want := []string{"3", "7"}; !slices.Equal(lines, want) {
		t.Errorf("fused products in the lines %q, want %q", lines, want)
	}
}

// fusing finds an instruction that multiplies and adds, with its place in the source.
var fusing = regexp.MustCompile(`\(([^()]+:\d+)\)\s+FN?M(?:ADD|SUB)[SD]\b`)

// fused returns the places at which the compiler for arm64 fuses a product with an addition.
func fused(t *testing.T, folder string, packages ...string) (places []string) {
	t.Helper()
	build := exec.Command("go", append([]string{"build", "-trimpath", "-gcflags=-S"}, packages...)...)
	build.Dir = folder
	build.Env = append(os.Environ(), "GOOS=linux", "GOARCH=arm64", "CGO_ENABLED=0")
	listing, err := build.CombinedOutput()
	if err != nil {
		t.Fatalf("go build for arm64: %v\n%.2000s", err, listing)
	}
	if !strings.Contains(string(listing), "STEXT") {
		t.Fatal("the compiler listed no instructions")
	}
	for _, found := range fusing.FindAllStringSubmatch(string(listing), -1) {
		places = append(places, found[1])
	}
	return places
}
