package main

import (
	"context"
	"io"

	"verbatim/corpus/reader"
)

// sources are the folders from which the weights with the reader are fitted.
type sources struct {
	data        string   // articles.jsonl and questions.jsonl
	packs, held []string // packs that the reader was trained on, and others
	among       []string // packs whose articles the held packs' questions are asked among
}

// heldOut is the part of the data's articles that confidence is fitted to: one in so many. training/news.py keeps them from the reader.
const heldOut = 6

// everyData says how many of the data's questions are asked, one in so many: they are of one kind of several.
const everyData = 5

// runReading fits what decides if the reader takes part, and writes it.
func runReading(ctx context.Context, from sources, names names, out string, stdout io.Writer) error {
	network, err := reader.Builtin()
	if err != nil {
		return err
	}
	learn, held, err := from.read()
	if err != nil {
		return err
	}
	if len(learn) > 0 {
		choice, err := fitChoice(ctx, network, learn, held, stdout)
		if err != nil {
			return err
		}
		return writeChoice(out, names, choice)
	}
	read, err := readSets(ctx, network, held)
	if err != nil {
		return err
	}
	share := fitWordShare(read, stdout)
	signs := fitReadSigns(read, share)
	printRefusals(read, share, signs, stdout)
	return writeConfidence(out, names, share, signs)
}

// read returns the sets that the reader was trained on, and those that it was not. The questions of the packs are asked of each pack, and of
// all packs together, as a larger server's would be.
func (f sources) read() (learn, held []set, err error) {
	if learn, err = readPacks(f.packs); err != nil {
		return nil, nil, err
	}
	if held, err = readPacks(f.held); err != nil {
		return nil, nil, err
	}
	among, err := readPacks(f.among)
	if err != nil {
		return nil, nil, err
	}
	amongAll := together("held packs among others", held)
	amongAll.articles = together("", append(among, held...)).articles
	trained, others, err := readData(f.data)
	if err != nil {
		return nil, nil, err
	}
	held = append(held, amongAll, others)
	if len(learn) > 0 {
		learn = append(learn, together("packs to learn from", learn), trained)
	}
	return learn, held, nil
}

// together joins sets.
func together(name string, sets []set) set {
	out := set{name: name, every: 1}
	for _, s := range sets {
		out.articles, out.questions = append(out.articles, s.articles...), append(out.questions, s.questions...)
	}
	return out
}
