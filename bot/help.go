package bot

import (
	"context"
	"strings"

	"verbatim/corpus"
)

// help is the row of /help.
func (b *Bot) help() command {
	return command{name: nameHelp, description: descHelp, everywhere: true, run: privately(b.runHelp)}
}

// runHelp lists what the table of commands holds.
func (b *Bot) runHelp(context.Context, *request) (Reply, error) {
	out := []string{wordsHelpBegins, ""}
	for _, c := range b.commands {
		switch {
		case c.onMessage:
			out = append(out, bold+c.name+bold+separatorSaying+wordsFindHelp)
		case c.description != "":
			out = append(out, bold+"/"+c.name+bold+separatorSaying+escape(c.description))
		}
	}
	return Reply{Content: strings.Join(append(out, "", wordsHelpEnds), "\n"), Private: true}, nil
}

// about is the row of /about.
func (b *Bot) about() command {
	return command{name: nameAbout, description: descAbout, everywhere: true, run: privately(b.runAbout)}
}

// runAbout says which version this is, how much it reads here, and what it
// keeps of people.
func (b *Bot) runAbout(ctx context.Context, r *request) (Reply, error) {
	out := []string{wordsAboutBegins}
	if b.version != "" {
		out = append(out, bold+labelVersion+bold+separatorSaying+clip(b.version, roomName))
	}
	if b.desk.Records != nil {
		s, err := b.desk.Records.Status(ctx, r.guild())
		if err != nil {
			return Reply{}, err
		}
		out = append(out, bold+labelCorpus+bold+separatorSaying+wordsSize(s, r.guild() == corpus.Shared))
	}
	return Reply{Content: strings.Join(append(out, bold+labelPrivacy+bold+separatorSaying+wordsPrivacy), "\n"), Private: true}, nil
}
