package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/locale"
	"verbatim/bot/markdown"
	"verbatim/corpus"
)

// What the command and its options are called, and the keys of their descriptions.
const (
	nameWaiting = "waiting"
	descWaiting = "describe.waiting"
)

// What the buttons below a changed page do.
const (
	actionTake = "take"
	actionKeep = "keep"
)

// roomBeginning is how much of each text is shown, in units.
const roomBeginning = 500

// corpusWaiting is the row of /corpus waiting: articles whose pages show
// something else, one at a time, the oldest first.
func (b *Bot) corpusWaiting() command {
	return command{
		name: nameWaiting, description: descWaiting,
		run: privately(func(ctx context.Context, r *request) (Reply, error) {
			reply, err := b.waitingPage(ctx, r, 0, "")
			reply.Private = true
			return reply, err
		}),
		press: map[string]action{
			actionPage: privately(func(ctx context.Context, r *request) (Reply, error) {
				return b.waitingPage(ctx, r, r.id.page(1), "")
			}),
			actionTake: privately(b.takeShown),
			actionKeep: privately(b.keepStanding),
		},
	}
}

// waitingPage shows article i, or the last if there are fewer, below what was
// done before.
func (b *Bot) waitingPage(ctx context.Context, r *request, i int, done string) (Reply, error) {
	all, err := b.desk.Pages.Waiting(ctx, r.guild())
	if err != nil {
		return Reply{}, err
	}
	if len(all) == 0 {
		return Reply{Content: strings.TrimSpace(done + "\n" + r.language.Say(locale.PhraseNoWaiting))}, nil
	}
	i = min(i, len(all)-1)
	w := all[i]
	path, id, seen := pathOf(nameWaiting), digest(string(w.Stands.ID)), seenOf(w)
	reply := Reply{
		Content: strings.TrimSpace(done + "\n" + markdown.Bold + locale.WaitingPage(r.language, i+1, len(all)) + markdown.Bold),
		Embeds:  []*discordgo.MessageEmbed{{Description: waitingText(r.language, w)}},
		Components: []discordgo.MessageComponent{row(
			button(r.language.Say(locale.LabelTake), newCustomID(path, actionTake, id, seen)),
			button(r.language.Say(locale.LabelKeepArticle), newCustomID(path, actionKeep, id, seen)),
		)},
	}
	if len(all) > 1 {
		reply.Components = append(reply.Components, turner(r.language, path, i, len(all)))
	}
	return reply, nil
}

// waitingText is an article and what its page shows, for a moderator to judge.
func waitingText(l *locale.Language, w corpus.Waiting) string {
	var out []string
	for _, side := range []struct {
		label locale.Phrase
		corpus.Article
	}{{locale.LabelStands, w.Stands}, {locale.LabelShown, w.Shown}} {
		title := markdown.Bold + l.Say(side.label) + markdown.Bold
		if name := markdown.Clip(side.Title, markdown.RoomTitle); name != "" {
			title += markdown.Separator + name
		}
		text := l.Say(locale.PhraseShowsNothing)
		if strings.TrimSpace(side.Text) != "" {
			text = quoted(l, side.Text, roomBeginning)
		}
		out = append(out, title, text)
		if at := markdown.Link(side.URL); at != "" {
			out = append(out, at)
		}
	}
	return strings.Join(append(out, locale.ShowsElse(l, ago(w.At), w.Doubt)), "\n")
}

// takeShown takes what a page shows for the new version of its article, and goes
// on with the next one.
func (b *Bot) takeShown(ctx context.Context, r *request) (Reply, error) {
	return b.decide(ctx, r, func(w corpus.Waiting) (string, error) {
		tally, err := b.desk.Pages.Confirm(ctx, r.user(), r.guild(), w.Stands.ID)
		return locale.Taken(r.language, tally), err
	})
}

// keepStanding keeps the article as it stands, and goes on with the next one.
func (b *Bot) keepStanding(ctx context.Context, r *request) (Reply, error) {
	return b.decide(ctx, r, func(w corpus.Waiting) (string, error) {
		return r.language.Say(locale.PhraseStays), b.desk.Pages.Drop(ctx, r.user(), r.guild(), w.Stands.ID)
	})
}

// seenOf is a hash of what a moderator sees of a changed page.
func seenOf(w corpus.Waiting) string {
	return digest(fmt.Sprintf("%d %q %q %q", w.At.Unix(), w.Shown.Title, w.Shown.URL, w.Shown.Text))
}

// decide does what a moderator decided about a page. Where the page has changed
// again since they saw it, they see it anew, and nothing is done.
func (b *Bot) decide(ctx context.Context, r *request, do func(corpus.Waiting) (string, error)) (Reply, error) {
	all, err := b.desk.Pages.Waiting(ctx, r.guild())
	if err != nil {
		return Reply{}, err
	}
	at := slices.IndexFunc(all, func(w corpus.Waiting) bool { return digest(string(w.Stands.ID)) == r.id.arg(1) })
	if at < 0 {
		return Reply{}, corpus.ErrNotWaiting
	}
	if r.id.arg(2) != seenOf(all[at]) {
		return b.waitingPage(ctx, r, at, "")
	}
	done, err := do(all[at])
	if err != nil {
		return Reply{}, err
	}
	return b.waitingPage(ctx, r, at, done)
}
