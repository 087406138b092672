package extract

import (
	"embed"
	"fmt"
	"sync"

	"verbatim/corpus/extract/internal/linear"
)

// models are the linear models that reports are found with.
type models struct {
	quotation *linear.Model // what a quotation's marks are for: a class of speechKind
	cue       *linear.Model // whether a word is a cue, as log-odds
	anchor    *linear.Model // where a cue's content begins or, before the cue, ends
	end       *linear.Model // where content that follows its cue ends
	begin     *linear.Model // where content that precedes its cue begins
}

// parts are the models by the names of their files.
func (m *models) parts() map[string]**linear.Model {
	return map[string]**linear.Model{
		"quotation.bin": &m.quotation, "cue.bin": &m.cue, "anchor.bin": &m.anchor, "end.bin": &m.end, "begin.bin": &m.begin,
	}
}

//go:embed model/*.bin
var modelFiles embed.FS

// reportModels is the embedded models, read on first use.
var reportModels = sync.OnceValue(func() *models {
	m := &models{}
	for name, part := range m.parts() {
		b, err := modelFiles.ReadFile("model/" + name)
		if err == nil {
			*part, err = linear.Decode(b)
		}
		if err != nil {
			panic(fmt.Sprintf("extract: embedded model %s: %v", name, err)) // cannot be: the tests read every model
		}
	}
	return m
})

// features collects the features of one decision.
type features struct{ list []linear.Feature }

func (f *features) reset() {
	if f.list == nil {
		f.list = make([]linear.Feature, 0, 64) // more than any decision has
	}
	f.list = f.list[:0]
}

func (f *features) add(template uint32, value uint64) {
	f.list = append(f.list, linear.Hash(template, value))
}

// pair adds a feature of two values, the second a small one.
func (f *features) pair(template uint32, a, small uint64) {
	f.add(template, a<<12^small)
}

// bucket is n on a scale that grows coarser: 0 to 4 as they are, 11 at most.
func bucket(n int32) uint64 {
	switch {
	case n < 0:
		return 15
	case n <= 4:
		return uint64(n)
	case n <= 6:
		return 5
	case n <= 9:
		return 6
	case n <= 13:
		return 7
	case n <= 19:
		return 8
	case n <= 29:
		return 9
	case n <= 49:
		return 10
	}
	return 11
}

func flag(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}
