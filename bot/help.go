package bot

import (
	"context"
	"strings"

	"github.com/bwmarrin/discordgo"

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
			out = append(out, bold+l.say(c.entry)+bold+separatorSaying+l.say(wordsFindHelp))
		case c.description != "":
			out = append(out, bold+"/"+l.say(phrase("name."+c.name))+bold+separatorSaying+escape(l.say(phrase(c.description))))
		}
	}
	return Reply{
		Content: l.say(wordsHelpBegins), Private: true,
		Embeds: []*discordgo.MessageEmbed{{Description: strings.Join(append(out, "", wordsHelpEnds(l)), "\n")}},
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
	out := []string{l.say(wordsAboutBegins)}
	if b.version != "" {
		out = append(out, bold+l.say(labelVersion)+bold+separatorSaying+clip(b.version, roomName))
	}
	if b.desk.Records != nil {
		s, err := b.desk.Records.Status(ctx, r.guild())
		if err != nil {
			return Reply{}, err
		}
		out = append(out, bold+l.say(labelCorpus)+bold+separatorSaying+wordsSize(l, s, r.guild() == corpus.Shared))
	}
	return Reply{Content: strings.Join(append(out, bold+l.say(labelPrivacy)+bold+separatorSaying+l.say(wordsPrivacy)+" "+l.say(wordsKeptHere)), "\n"), Private: true}, nil
}
