package playground

import "github.com/bwmarrin/discordgo"

// locales returns the languages that a person's client can have here.
func locales() []string { return []string{"en-US", "en-GB", "de", "fr", "uk"} }

// localeShown is a language and its own name for itself.
type localeShown struct{ Tag, Name string }

func localesShown() []localeShown {
	names := discordgo.Locales
	own := map[string]string{"en-US": "English (US)", "en-GB": "English (UK)", "de": "Deutsch", "fr": "Français", "uk": "Українська"}
	var out []localeShown
	for _, tag := range locales() {
		name := own[tag]
		if name == "" {
			name = names[discordgo.Locale(tag)]
		}
		out = append(out, localeShown{tag, name})
	}
	return out
}
