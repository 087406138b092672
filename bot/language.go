package bot

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

// english is the language that every other falls back to.
const english = "en"

// phrase is the key of something that people read, in the message files.
type phrase string

// with is what stands in a phrase's places. Whole numbers are written as the
// language writes them.
type with map[string]any

// language is a language with all its words.
type language struct {
	tag       string // as the message file is named, and as corpus.Settings has it
	localizer *i18n.Localizer
	printer   *message.Printer
	said      map[phrase]string // that have no places
}

// languages is every language that there is a message file for, by tag.
type languages map[string]*language

// loadLanguages reads the message files. They are part of the program, so that
// one that cannot be read is the program's mistake, which a test finds.
func loadLanguages() (languages, error) {
	bundle := i18n.NewBundle(textlanguage.English)
	bundle.RegisterUnmarshalFunc("toml", toml.Unmarshal)
	files, err := messageFiles.ReadDir("messages")
	if err != nil {
		return nil, fmt.Errorf("list the message files: %w", err)
	}
	out := languages{}
	for _, f := range files {
		read, err := bundle.LoadMessageFileFS(messageFiles, "messages/"+f.Name())
		if err != nil {
			return nil, fmt.Errorf("read the message file %s: %w", f.Name(), err)
		}
		tag := read.Tag.String()
		l := &language{tag: tag, localizer: i18n.NewLocalizer(bundle, tag, english), printer: message.NewPrinter(read.Tag)}
		l.said = l.placeless(read.Messages)
		out[tag] = l
	}
	if out[english] == nil {
		return nil, fmt.Errorf("there is no message file of English")
	}
	return out, nil
}

// of is the language of a locale: the very one, or its base language, or
// English.
func (t languages) of(locale string) *language {
	if l := t.exactly(locale); l != nil {
		return l
	}
	return t[english]
}

// exactly is the language of a locale, nil where there is none but English.
func (t languages) exactly(locale string) *language {
	if l := t[locale]; l != nil {
		return l
	}
	base, _, _ := strings.Cut(locale, "-")
	return t[base]
}

// accepting is the words in the language that suits best what a browser accepts, as
// its header Accept-Language has it; in English if none does.
func (t languages) accepting(accepted string) Words {
	wanted, _, err := textlanguage.ParseAcceptLanguage(accepted)
	if err != nil {
		wanted = nil
	}
	for _, tag := range wanted {
		if l := t.exactly(tag.String()); l != nil {
			return Words{l}
		}
	}
	return Words{t[english]}
}

// tags lists the languages in order.
func (t languages) tags() []string { return slices.Sorted(maps.Keys(t)) }

// everywhere is what a phrase is in every locale of Discord's that has a
// language here.
func (t languages) everywhere(p phrase) map[discordgo.Locale]string {
	out := map[discordgo.Locale]string{}
	for locale := range discordgo.Locales {
		if l := t.exactly(string(locale)); l != nil {
			out[locale] = l.say(p)
		}
	}
	return out
}

// placeless are the messages that have no places, as say has them.
func (l *language) placeless(messages []*i18n.Message) map[phrase]string {
	out := map[phrase]string{}
	for _, m := range messages {
		if m.LeftDelim == "" && !strings.Contains(m.Other, "{{") {
			out[phrase(m.ID)] = l.localize(&i18n.LocalizeConfig{MessageID: m.ID})
		}
	}
	return out
}

// say is the phrase, with what stands in its places.
func (l *language) say(p phrase, in ...with) string {
	if said, ok := l.said[p]; ok {
		return said
	}
	return l.localize(&i18n.LocalizeConfig{MessageID: string(p), TemplateData: l.written(in)})
}

// count is the phrase in the form that the number n wants, which stands in its
// place called n.
func (l *language) count(p phrase, n int, in ...with) string {
	data := l.written(in)
	data["n"] = l.number(n)
	return l.localize(&i18n.LocalizeConfig{MessageID: string(p), TemplateData: data, PluralCount: n})
}

// localize never fails with the message files that there are; a test sees to
// that. A key without words would show itself.
func (l *language) localize(c *i18n.LocalizeConfig) string {
	out, err := l.localizer.Localize(c)
	if err != nil && out == "" {
		return c.MessageID
	}
	return out
}

// written is what stands in places, as the language writes it.
func (l *language) written(in []with) map[string]any {
	out := map[string]any{}
	for _, w := range in {
		for place, value := range w {
			if n, whole := value.(int); whole {
				value = l.number(n)
			}
			out[place] = value
		}
	}
	return out
}

// list is parts with semicolons between them.
func (l *language) list(parts []string) string { return strings.Join(parts, l.say(wordsSemicolon)+" ") }

// about is what is said of something, after its name.
func (l *language) about(name, what string) string { return name + l.say(wordsColon) + " " + what }

// number writes a whole number.
func (l *language) number(n int) string { return l.printer.Sprint(number.Decimal(n)) }

// day writes a date's day, "" where it is unknown.
func (l *language) day(d corpus.Date) string {
	t, known := d.Time()
	if !known {
		return ""
	}
	month := phrase("month." + strings.ToLower(t.Month().String()))
	day := fmt.Sprint(t.Day())
	if t.Day() == 1 {
		day = l.say(phraseFirst)
	}
	return l.say(phraseDay, with{"day": day, "month": l.say(month), "year": fmt.Sprint(t.Year())})
}
