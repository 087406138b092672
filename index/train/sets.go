package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/big"
	"path/filepath"
	"strings"

	"verbatim/corpus"
	"verbatim/corpus/reader"
	"verbatim/index"
	"verbatim/index/indextest"
)

// asks is a question with how to tell what answers it.
type asks struct {
	text    string
	none    bool
	answers func(index.Weighed) bool
	neutral func(index.Weighed) bool // on the topic: neither right nor wrong
}

// set is articles with questions on them.
type set struct {
	name      string
	articles  []corpus.Article
	questions []asks
	every     int // one question in so many is asked
}

// readPacks returns the sets of packs.
func readPacks(dirs []string) ([]set, error) {
	var sets []set
	for _, dir := range dirs {
		articles, questions, err := indextest.ReadPack(dir)
		if err != nil {
			return nil, err
		}
		one := set{name: filepath.Base(dir), articles: articles, every: 1}
		for _, q := range questions {
			one.questions = append(one.questions, asks{
				text: q.Q, none: q.None,
				answers: func(w index.Weighed) bool {
					return strings.HasPrefix(string(w.Article), one.name+"/") && q.Answers(w.Text)
				},
				neutral: func(w index.Weighed) bool { return q.OnTopic(w.Text) },
			})
		}
		sets = append(sets, one)
	}
	return sets, nil
}

// readData returns the sets of a folder with articles.jsonl and questions.jsonl: the questions on the articles that the reader was trained
// on, and those on the others. Both are asked of all articles.
func readData(dir string) (trained, others set, err error) {
	articles, questions, err := indextest.ReadQuestions(dir)
	trained = set{name: "data", articles: articles, every: everyData}
	others = set{name: "data held out", articles: articles, every: everyData}
	for _, q := range questions {
		to := &trained
		if isHeldOut(q.Targets[0].Article) {
			to = &others
		}
		to.questions = append(to.questions, asks{
			text:    q.Q,
			answers: func(w index.Weighed) bool { return q.AnsweredBy(w.Article, w.Span) },
			neutral: func(index.Weighed) bool { return false },
		})
	}
	return trained, others, err
}

// isHeldOut reports whether the reader is not trained on an article, by the rule of training/news.py.
func isHeldOut(id corpus.ArticleID) bool {
	sum := sha256.Sum256([]byte(id))
	n := new(big.Int).SetBytes(sum[:])
	return n.Mod(n, big.NewInt(heldOut)).Sign() == 0
}

// weigh asks the set's questions. If read is set, the best statements are read; else they are only chosen.
func (s *set) weigh(ctx context.Context, network *reader.Network, read bool, each func(asks, []index.Weighed)) error {
	return withIndex(ctx, s.articles, network, func(x *index.Index) error {
		for i, q := range s.questions {
			if i%s.every != 0 {
				continue
			}
			found, err := x.WeighRead(ctx, corpus.Query{Text: q.text, Limit: 10}, read)
			if errors.Is(err, corpus.ErrEmptyQuestion) {
				continue
			}
			if err != nil {
				return fmt.Errorf("ask %q: %w", q.text, err)
			}
			each(q, found)
		}
		return nil
	})
}
