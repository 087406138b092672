// Command train fits the weights of package index/rank to questions and the sentences
// that answer them, and writes them as Go source into that package.
//
//	go run ./index/train -data DIR
//	go run ./index/train -data DIR -held DIR,DIR,... -packs DIR,DIR,...
//	go run ./index/train -data DIR -held DIR,DIR,... -among DIR,DIR,...
//
// DIR holds articles.jsonl and questions.jsonl; a pack's holds articles.txt and questions.jsonl,
// as those of training/news do. If the reader takes part, the second form fits which statements
// are read, to packs and data, and the third how sure their answers are, to packs and articles
// that the reader was not trained on. The first form fits what decides without the reader.
//
// The command prints the figures of weights
// that have not seen the articles they are measured on, and of the weights that it writes. It
// takes about five minutes. Two runs may differ in the last digit of a weight: which of two
// equally good passages is a candidate depends on how Bleve has merged its segments.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"

	"verbatim/index/indextest"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "train:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, stdout io.Writer) error {
	flags := flag.NewFlagSet("train", flag.ContinueOnError)
	data := flags.String("data", "", "folder that holds articles.jsonl and questions.jsonl")
	packs := flags.String("packs", "", "folders of packs of news, separated by commas: fit which statements are read to them")
	held := flags.String("held", "", "folders of packs that the reader was not trained on: fit confidence to them, if no -packs are given")
	among := flags.String("among", "", "folders of packs whose articles the questions of -held are asked among")
	out := flags.String("out", filepath.Join("index", "rank"), "folder of package rank, which gets the weights")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *data == "" {
		return errors.New("no -data: name the folder that holds articles.jsonl and questions.jsonl")
	}
	names, err := readNames(*out)
	if err != nil {
		return err
	}
	if *held != "" {
		return runReading(ctx, sources{data: *data, packs: folders(*packs), held: folders(*held), among: folders(*among)}, names, *out, stdout)
	}
	articles, questions, err := indextest.ReadQuestions(*data)
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "%d articles, %d questions\n", len(articles), len(questions))
	examples, err := gather(ctx, articles, questions)
	if err != nil {
		return err
	}
	features := fitFeatures(examples, stdout)
	outcomes, err := askHalves(ctx, articles, questions)
	if err != nil {
		return err
	}
	signs := fitSigns(outcomes, stdout)
	return writeWeights(*out, names, features, signs)
}

// folders splits a list of folders.
func folders(list string) []string {
	if list == "" {
		return nil
	}
	return strings.Split(list, ",")
}
