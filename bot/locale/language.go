package locale

import (
	"embed"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/bwmarrin/discordgo"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	textlanguage "golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"

	"verbatim/corpus"
)

// messageFiles holds the texts that people read. Each language has a file, named after
// its tag.
//
//go:embed messages/*.toml
var messageFiles embed.FS

// Default is the language that all others fall back to.
const Default = "en"

// Phrase is the key of a text in the message files.
type Phrase string

// Phrases of the methods of Language.
const (
	phraseDay   Phrase = "say.day"
	phraseFirst Phrase = "say.first-of-month" // the first day of a month, as a date has it
	// phraseColon and phraseSemicolon follow a word directly. They begin with the space
	// that the language puts before them, if it does.
	phraseColon     Phrase = "say.colon"
	phraseSemicolon Phrase = "say.semicolon"
)

// With fills the places of a phrase. A whole number is written in the way of the
// language.
type With map[string]any

// Language is a language with its texts.
type Language struct {
	Tag       string // the name of the message file, and the value in corpus.Settings
	localizer *i18n.Localizer
	printer   *message.Printer
	said      map[Phrase]string // the phrases without places
}

// Languages holds the languages of all message files, by tag.
type Languages map[string]*Language

// Load reads the message files. They are part of the program, and a test reads them, so
// an error is a mistake of the program.
func Load() (Languages, error) {
	bundle := i18n.NewBundle(textlanguage.English)
	bundle.RegisterUnmarshalFunc("toml", toml.Unmarshal)
	files, err := messageFiles.ReadDir("messages")
	if err != nil {
		return nil, fmt.Errorf("list the message files: %w", err)
	}
	out := Languages{}
	for _, f := range files {
		read, err := bundle.LoadMessageFileFS(messageFiles, "messages/"+f.Name())
		if err != nil {
			return nil, fmt.Errorf("read the message file %s: %w", f.Name(), err)
		}
		tag := read.Tag.String()
		l := &Language{Tag: tag, localizer: i18n.NewLocalizer(bundle, tag, Default), printer: message.NewPrinter(read.Tag)}
		l.said = l.placeless(read.Messages)
		out[tag] = l
	}
	if out[Default] == nil {
		return nil, fmt.Errorf("there is no message file of English")
	}
	return out, nil
}

// Of returns the language of a locale, or its base language, or English.
func (t Languages) Of(locale string) *Language {
	if l := t.exactly(locale); l != nil {
		return l
	}
	return t[Default]
}

// exactly returns the language of a locale or its base language, or nil.
func (t Languages) exactly(locale string) *Language {
	if l := t[locale]; l != nil {
		return l
	}
	base, _, _ := strings.Cut(locale, "-")
	return t[base]
}

// Tags lists the tags of the languages in order.
func (t Languages) Tags() []string { return slices.Sorted(maps.Keys(t)) }

// everywhere returns a phrase in each locale of Discord that has a language here.
func (t Languages) everywhere(p Phrase) map[discordgo.Locale]string {
	out := map[discordgo.Locale]string{}
	for locale := range discordgo.Locales {
		if l := t.exactly(string(locale)); l != nil {
			out[locale] = l.Say(p)
		}
	}
	return out
}

// placeless returns the texts of the messages without places.
func (l *Language) placeless(messages []*i18n.Message) map[Phrase]string {
	out := map[Phrase]string{}
	for _, m := range messages {
		if m.LeftDelim == "" && !strings.Contains(m.Other, "{{") {
			out[Phrase(m.ID)] = l.localize(&i18n.LocalizeConfig{MessageID: m.ID})
		}
	}
	return out
}

// Say returns the phrase with its places filled.
func (l *Language) Say(p Phrase, in ...With) string {
	if said, ok := l.said[p]; ok {
		return said
	}
	return l.localize(&i18n.LocalizeConfig{MessageID: string(p), TemplateData: l.written(in)})
}

// Count returns the form of a phrase that goes with the number n. n fills the place
// called n.
func (l *Language) Count(p Phrase, n int, in ...With) string {
	data := l.written(in)
	data["n"] = l.Number(n)
	return l.localize(&i18n.LocalizeConfig{MessageID: string(p), TemplateData: data, PluralCount: n})
}

// localize cannot fail with these message files, which a test checks. A key without a
// text would be shown itself.
func (l *Language) localize(c *i18n.LocalizeConfig) string {
	out, err := l.localizer.Localize(c)
	if err != nil && out == "" {
		return c.MessageID
	}
	return out
}

// written returns the values for places in the way of the language.
func (l *Language) written(in []With) map[string]any {
	out := map[string]any{}
	for _, w := range in {
		for place, value := range w {
			if n, whole := value.(int); whole {
				value = l.Number(n)
			}
			out[place] = value
		}
	}
	return out
}

// List joins parts with semicolons.
func (l *Language) List(parts []string) string {
	return strings.Join(parts, l.Say(phraseSemicolon)+" ")
}

// About puts a text after the name that it is about.
func (l *Language) About(name, what string) string { return name + l.Say(phraseColon) + " " + what }

// Number writes a whole number.
func (l *Language) Number(n int) string { return l.printer.Sprint(number.Decimal(n)) }

// Day writes the day of a date, or "" if it is not known.
func (l *Language) Day(d corpus.Date) string {
	t, known := d.Time()
	if !known {
		return ""
	}
	month := Phrase("month." + strings.ToLower(t.Month().String()))
	day := fmt.Sprint(t.Day())
	if t.Day() == 1 {
		day = l.Say(phraseFirst)
	}
	return l.Say(phraseDay, With{"day": day, "month": l.Say(month), "year": fmt.Sprint(t.Year())})
}
