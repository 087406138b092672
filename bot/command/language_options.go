package command

import (
	"github.com/bwmarrin/discordgo"

	"verbatim/bot/locale"
	"verbatim/corpus"
)

// onOff returns a switch as text.
func onOff(l *locale.Language, on bool) string {
	if on {
		return l.Say(locale.PhraseOn)
	}
	return l.Say(locale.PhraseOff)
}

// languageChoices returns a choice for each language, by its own name.
func languageChoices(languages locale.Languages) []*discordgo.ApplicationCommandOptionChoice {
	var out []*discordgo.ApplicationCommandOptionChoice
	for _, tag := range languages.Tags() {
		out = append(out, &discordgo.ApplicationCommandOptionChoice{
			Name: languages[tag].Say(locale.PhraseLanguage), NameLocalizations: map[discordgo.Locale]string{}, Value: tag,
		})
	}
	return out
}

// languageName returns the name of the language that a guild has chosen, in that
// language.
func languageName(languages locale.Languages, l *locale.Language, s corpus.Settings) string {
	if s.Language == "" {
		return l.Say(locale.PhraseServerLanguage)
	}
	return languages.Of(s.Language).Say(locale.PhraseLanguage)
}
