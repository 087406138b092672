package playground

import (
	"strings"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/locale"
)

// localeShown is a language that a person's client can have here, with its own name for
// itself.
type localeShown struct{ Tag, Name string }

// localesShown lists the languages of locale.Locales. If several of them are one
// language, each is shown with its region.
func localesShown() ([]localeShown, error) {
	all, err := locale.Locales()
	if err != nil {
		return nil, err
	}
	languages, err := locale.Load()
	if err != nil {
		return nil, err
	}
	var out []localeShown
	for _, l := range all {
		name := languages.Of(string(l)).Say(locale.PhraseLanguage)
		if _, region, ok := strings.Cut(string(l), "-"); ok && languages[string(l)] == nil {
			name += " (" + regionShown(l, region) + ")"
		}
		out = append(out, localeShown{string(l), name})
	}
	return out, nil
}

// regionShown returns the region of a locale as Discord's own menu shows it.
func regionShown(l discordgo.Locale, region string) string {
	if l == discordgo.EnglishGB {
		return "UK"
	}
	return region
}
