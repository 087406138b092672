package documents

import (
	"archive/tar"
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"verbatim/corpus"
)

var textsDir = flag.String("eval", "", "folder with texts that are written to passages and read back")

// The texts of the -eval folder, whatever else is in it, are read as written.
func TestPassagesOfTexts(t *testing.T) {
	if *textsDir == "" {
		t.Skip("no -eval folder given")
	}
	c := newComparer(t)
	undecodable := 0
	err := filepath.WalkDir(*textsDir, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		defer f.Close()
		return eachText(name, f, func(text string) {
			n := int(c.articles.Load())
			r := rand.New(rand.NewPCG(5, uint64(n)))
			for _, change := range []corpus.Change{{Article: article(fmt.Sprint(n), text)}, withCorrections(t, r, article(fmt.Sprint(n), text))} {
				if err := c.compare(t.Context(), change); err != nil {
					undecodable++
					t.Errorf("%s: %v", name, err)
				}
			}
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	c.log(t)
	t.Logf("each text counted twice, plain and corrected; %d undecodable", undecodable)
}

// tags are those by which people marked reports.
var tags = regexp.MustCompile(`</?[a-z]+( [a-z]+="[^"]*")*>`)

// eachText calls visit with every text of a file of articles, whatever its form.
func eachText(name string, r io.Reader, visit func(text string)) error {
	switch filepath.Ext(name) {
	case ".gz", ".tgz":
		z, err := gzip.NewReader(r)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if strings.HasSuffix(name, ".tgz") {
			name = strings.TrimSuffix(name, ".tgz") + ".tar"
		}
		return eachText(strings.TrimSuffix(name, ".gz"), z, visit)
	case ".tar":
		archive := tar.NewReader(r)
		for {
			h, err := archive.Next()
			if errors.Is(err, io.EOF) {
				return nil
			}
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			if err := eachText(h.Name, archive, visit); err != nil {
				return err
			}
		}
	case ".jsonl":
		return eachLine(r, func(line string) error {
			var one struct{ Text string }
			if err := json.Unmarshal([]byte(line), &one); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			if one.Text != "" {
				visit(one.Text)
			}
			return nil
		})
	case ".csv":
		rows, err := csv.NewReader(r).ReadAll()
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		for _, row := range rows[1:] {
			visit(row[slices.Index(rows[0], "text")])
		}
	case ".conllu":
		var b strings.Builder
		err := eachLine(r, func(line string) error {
			if strings.HasPrefix(line, "# newpar") || strings.HasPrefix(line, "# newdoc") {
				b.WriteString("\n\n")
			} else if text, ok := strings.CutPrefix(line, "# text = "); ok {
				b.WriteString(text + " ")
			}
			return nil
		})
		visit(b.String())
		return err
	case ".txt":
		all, err := io.ReadAll(r)
		if err != nil {
			return err
		}
		for one := range bytes.SplitSeq(all, []byte("\n### ")) {
			visit(tags.ReplaceAllString(string(one), ""))
		}
	}
	return nil
}

func eachLine(r io.Reader, visit func(line string) error) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		if err := visit(lines.Text()); err != nil {
			return err
		}
	}
	return lines.Err()
}
