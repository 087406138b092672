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

// messageFiles are the words that people read, a file for every language, named
// after its tag. A new language is one file more.
//
//go:embed messages/*.toml
var messageFiles embed.FS

// Default is the language that every other falls back to.
const Default = "en"

// Phrase is the key of something that people read, in the message files.
type Phrase string

// What the methods of Language say.
const (
	phraseDay   Phrase = "say.day"
	phraseFirst Phrase = "say.first-of-month" // the first day of a month, as a date has it
	// phraseColon and phraseSemicolon follow a word directly. They begin with the space
	// that the language puts before them, if it does.
	phraseColon     Phrase = "say.colon"
	phraseSemicolon Phrase = "say.semicolon"
)

// With is what stands in a phrase's places. Whole numbers are written as the
// language writes them.
type With map[string]any

// Language is a language with all its words.
type Language struct {
	Tag       string // as the message file is named, and as corpus.Settings has it
	localizer *i18n.Localizer
	printer   *message.Printer
	said      map[Phrase]string // that have no places
}

// Languages is every language that there is a message file for, by tag.
type Languages map[string]*Language

// Load reads the message files. They are part of the program, so that
// one that cannot be read is the program's mistake, which a test finds.
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

// Of is the language of a locale: the very one, or its base language, or
// English.
func (t Languages) Of(locale string) *Language {
	if l := t.exactly(locale); l != nil {
		return l
	}
	return t[Default]
}

// exactly is the language of a locale, nil where there is none but English.
func (t Languages) exactly(locale string) *Language {
	if l := t[locale]; l != nil {
		return l
	}
	base, _, _ := strings.Cut(locale, "-")
	return t[base]
}

// Tags lists the languages in order.
func (t Languages) Tags() []string { return slices.Sorted(maps.Keys(t)) }

// everywhere is what a phrase is in every locale of Discord's that has a
// language here.
func (t Languages) everywhere(p Phrase) map[discordgo.Locale]string {
	out := map[discordgo.Locale]string{}
	for locale := range discordgo.Locales {
		if l := t.exactly(string(locale)); l != nil {
			out[locale] = l.Say(p)
		}
	}
	return out
}

// placeless are the messages that have no places, as say has them.
func (l *Language) placeless(messages []*i18n.Message) map[Phrase]string {
	out := map[Phrase]string{}
	for _, m := range messages {
		if m.LeftDelim == "" && !strings.Contains(m.Other, "{{") {
			out[Phrase(m.ID)] = l.localize(&i18n.LocalizeConfig{MessageID: m.ID})
		}
	}
	return out
}

// Say is the phrase, with what stands in its places.
func (l *Language) Say(p Phrase, in ...With) string {
	if said, ok := l.said[p]; ok {
		return said
	}
	return l.localize(&i18n.LocalizeConfig{MessageID: string(p), TemplateData: l.written(in)})
}

// Count is the phrase in the form that the number n wants, which stands in its
// place called n.
func (l *Language) Count(p Phrase, n int, in ...With) string {
	data := l.written(in)
	data["n"] = l.Number(n)
	return l.localize(&i18n.LocalizeConfig{MessageID: string(p), TemplateData: data, PluralCount: n})
}

// localize never fails with the message files that there are; a test sees to
// that. A key without words would show itself.
func (l *Language) localize(c *i18n.LocalizeConfig) string {
	out, err := l.localizer.Localize(c)
	if err != nil && out == "" {
		return c.MessageID
	}
	return out
}

// written is what stands in places, as the language writes it.
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

// List is parts with semicolons between them.
func (l *Language) List(parts []string) string {
	return strings.Join(parts, l.Say(phraseSemicolon)+" ")
}

// About is what is said of something, after its name.
func (l *Language) About(name, what string) string { return name + l.Say(phraseColon) + " " + what }

// Number writes a whole number.
func (l *Language) Number(n int) string { return l.printer.Sprint(number.Decimal(n)) }

// Day writes a date's day, "" where it is unknown.
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
