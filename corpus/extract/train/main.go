// Command train fits the models of package extract to labelled articles and
// writes them into the package's folder, to be embedded. It is deterministic:
// the same data gives the same files.
//
//	go run ./corpus/extract/train -data DIR
//
// DIR holds polnear.train.jsonl; only that file is read. With -hold N every
// N-th article is left out, and written to the file named by -held, for looking
// at errors on articles that nothing was fitted to.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// trainingFile is the only file of the data folder that is read.
const trainingFile = "polnear.train.jsonl"

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "train:", err)
		os.Exit(1)
	}
}

func run(args []string, stdout io.Writer) error {
	flags := flag.NewFlagSet("train", flag.ContinueOnError)
	data := flags.String("data", "", "folder that holds "+trainingFile)
	out := flags.String("out", filepath.Join("corpus", "extract"), "folder of package extract, where the models go")
	hold := flags.Int("hold", 0, "leave every so-manieth article out; 0 for none")
	held := flags.String("held", "", "file that the articles left out are written to")
	only := flags.String("only", "", `"reports" or "speakers": fit these alone; speakers rest on the embedded models of reports`)
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *data == "" {
		return errors.New("no -data: name the folder that holds " + trainingFile)
	}
	articles, err := read(filepath.Join(*data, trainingFile), *hold, *held)
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "%d articles\n", len(articles))
	own, err := readGolden(filepath.Join(*out, "testdata", "builtin.golden"))
	if err != nil {
		return err
	}
	articles = append(articles, own, own, own)
	var reports map[string][]byte
	if *only != "speakers" {
		reports = LearnReports(articles)
		if err := write(*out, reports); err != nil {
			return err
		}
	}
	if *only == "reports" {
		return nil
	}
	speakers, summary, err := LearnSpeakers(articles, reports)
	if err != nil {
		return fmt.Errorf("learn speakers: %w", err)
	}
	fmt.Fprint(stdout, summary)
	return write(*out, speakers)
}

// read reads the labelled articles, except the ones that are left out.
func read(path string, hold int, held string) ([]Labelled, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read training data: %w", err)
	}
	defer f.Close()
	var aside []byte
	var articles []Labelled
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<26)
	for n := 1; lines.Scan(); n++ {
		if hold > 0 && n%hold == 0 {
			aside = append(append(aside, lines.Bytes()...), '\n')
			continue
		}
		var a Labelled
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", path, n, err)
		}
		articles = append(articles, a)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read training data: %w", err)
	}
	if held != "" {
		if err := os.WriteFile(held, aside, 0o644); err != nil {
			return nil, fmt.Errorf("write the articles left out: %w", err)
		}
	}
	return articles, nil
}

// write writes files into the folder of the package.
func write(folder string, files map[string][]byte) error {
	for name, b := range files {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return fmt.Errorf("write models: %w", err)
		}
		if err := os.WriteFile(path, b, 0o644); err != nil {
			return fmt.Errorf("write models: %w", err)
		}
	}
	return nil
}
