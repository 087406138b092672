package bot

import (
	"context"
	"strings"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/locale"
	"verbatim/bot/markdown"
	"verbatim/corpus"
)

// What the command and its options are called, and the keys of their descriptions.
const (
	nameHelp  = "help"
	nameAbout = "about"
	descHelp  = "describe.help"
	descAbout = "describe.about"
)

// help is the row of /help.
func (b *Bot) help() command {
	return command{name: nameHelp, description: descHelp, everywhere: true, run: privately(b.runHelp)}
}

// runHelp lists what the table of commands holds.
func (b *Bot) runHelp(_ context.Context, r *request) (Reply, error) {
	l := r.language
	var out []string
	for _, c := range b.commands {
		switch {
		case c.entry != "":
			out = append(out, markdown.Bold+l.Say(c.entry)+markdown.Bold+markdown.SeparatorSaying+l.Say(locale.PhraseFindHelp))
		case c.description != "":
			out = append(out, markdown.Bold+"/"+l.Say(locale.Phrase("name."+c.name))+markdown.Bold+markdown.SeparatorSaying+markdown.Escape(l.Say(locale.Phrase(c.description))))
		}
	}
	return Reply{
		Content: l.Say(locale.PhraseHelpBegins), Private: true,
		Embeds: []*discordgo.MessageEmbed{{Description: strings.Join(append(out, "", locale.HelpEnds(l)), "\n")}},
	}, nil
}

// about is the row of /about.
func (b *Bot) about() command {
	return command{name: nameAbout, description: descAbout, everywhere: true, run: privately(b.runAbout)}
}

// runAbout says which version this is, how much it reads here, and what it
// keeps of people.
func (b *Bot) runAbout(ctx context.Context, r *request) (Reply, error) {
	l := r.language
	out := []string{l.Say(locale.PhraseAboutBegins)}
	if b.version != "" {
		out = append(out, markdown.Bold+l.Say(locale.LabelVersion)+markdown.Bold+markdown.SeparatorSaying+markdown.Clip(b.version, markdown.RoomName))
	}
	if b.desk.Records != nil {
		s, err := b.desk.Records.Status(ctx, r.guild())
		if err != nil {
			return Reply{}, err
		}
		out = append(out, markdown.Bold+l.Say(locale.LabelCorpus)+markdown.Bold+markdown.SeparatorSaying+locale.Size(l, s, r.guild() == corpus.Shared))
	}
	return Reply{Content: strings.Join(append(out, markdown.Bold+l.Say(locale.LabelPrivacy)+markdown.Bold+markdown.SeparatorSaying+l.Say(locale.PhrasePrivacy)+" "+l.Say(locale.PhraseKeptHere)), "\n"), Private: true}, nil
}
