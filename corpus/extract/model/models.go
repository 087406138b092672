// Package model holds the weights of extraction, which are embedded in the program,
// and the features that the models score.
package model

import (
	"embed"
	"fmt"
	"sync"

	"verbatim/corpus/extract/internal/linear"
)

// Reports are the linear models that find reports.
type Reports struct {
	Quotation *linear.Model // what a quotation's marks are for: a class of document.SpeechKind
	Cue       *linear.Model // whether a word is a cue, as log-odds
	Anchor    *linear.Model // where a cue's content begins or, before the cue, ends
	End       *linear.Model // where content that follows its cue ends
	Begin     *linear.Model // where content that precedes its cue begins
}

// Parts are the models by the names of their files.
func (m *Reports) Parts() map[string]**linear.Model {
	return map[string]**linear.Model{
		"quotation.bin": &m.Quotation, "cue.bin": &m.Cue, "anchor.bin": &m.Anchor, "end.bin": &m.End, "begin.bin": &m.Begin,
	}
}

// Speakers are the linear models that find speakers.
type Speakers struct {
	Surface    *linear.Model // which words name the speaker
	Antecedent *linear.Model // who a pronoun refers to
	Confidence *linear.Model // whether the speaker is right, as log-odds
}

// Parts are the models by the names of their files.
func (m *Speakers) Parts() map[string]**linear.Model {
	return map[string]**linear.Model{"surface.bin": &m.Surface, "antecedent.bin": &m.Antecedent, "confidence.bin": &m.Confidence}
}

//go:embed *.bin
var files embed.FS

// EmbeddedReports is the models of reports that are embedded in the program. They
// are read on first use and must not be changed.
func EmbeddedReports() *Reports { return embeddedReports() }

var embeddedReports = sync.OnceValue(func() *Reports {
	m := &Reports{}
	read(m.Parts())
	return m
})

// EmbeddedSpeakers is the models of speakers that are embedded in the program.
// They are read on first use and must not be changed.
func EmbeddedSpeakers() *Speakers { return embeddedSpeakers() }

var embeddedSpeakers = sync.OnceValue(func() *Speakers {
	m := &Speakers{}
	read(m.Parts())
	return m
})

// read fills models in from their embedded files. It panics if one is missing or
// broken, which the tests rule out.
func read(parts map[string]**linear.Model) {
	for name, part := range parts {
		b, err := files.ReadFile(name)
		if err == nil {
			*part, err = linear.Decode(b)
		}
		if err != nil {
			panic(fmt.Sprintf("extract: embedded model %s: %v", name, err))
		}
	}
}
