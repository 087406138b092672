package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	"verbatim/corpus"
	"verbatim/corpus/reader"
	"verbatim/corpus/store"
	"verbatim/index"
	"verbatim/index/rank"
)

// withIndex calls do with an index of the articles. Without a network words alone decide.
func withIndex(ctx context.Context, articles []corpus.Article, network *reader.Network, do func(*index.Index) error) (err error) {
	dir, err := os.MkdirTemp("", "train-*")
	if err != nil {
		return fmt.Errorf("make a folder for the store: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	s, err := store.Open(ctx, filepath.Join(dir, "corpus.db"), slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if _, err := s.Put(ctx, articles...); err != nil {
		return err
	}
	x, err := index.OpenMemory(s, index.Options{Reader: network})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, x.Close()) }()
	if err := x.CatchUp(ctx); err != nil {
		return err
	}
	if err := x.MakeVectors(ctx); err != nil {
		return err
	}
	return do(x)
}

// answers are the statements that are ranked for a question, best first.
type answers struct {
	statements []index.Weighed
	signs      rank.Signs // of the first
}

// weigh returns the statements that are ranked for a question and the signs of the first. A
// question without a word to search for has no statements.
func weigh(ctx context.Context, x *index.Index, text string, limit int) (answers, error) {
	weighed, signs, err := x.Weigh(ctx, corpus.Query{Text: text, Limit: limit})
	if errors.Is(err, corpus.ErrEmptyQuestion) {
		return answers{}, nil
	}
	if err != nil {
		return answers{}, fmt.Errorf("ask %q: %w", text, err)
	}
	return answers{statements: weighed, signs: signs}, nil
}
