package command

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot"
	"verbatim/bot/locale"
	"verbatim/bot/markdown"
	"verbatim/bot/render"
	"verbatim/corpus"
)

// The names of the command and its options, and the keys of their descriptions.
const (
	nameWaiting = "waiting"
	descWaiting = "describe.waiting"
)

// The actions of the buttons below a changed page.
const (
	actionTake = "take"
	actionKeep = "keep"
)

// roomBeginning bounds each of the two texts, in units.
const roomBeginning = 500

// waitingCommand is /corpus waiting.
type waitingCommand struct{ *services }

// row returns the row of /corpus waiting, which shows articles whose pages have changed
// too much, one at a time, the oldest first.
func (h waitingCommand) row() bot.Command {
	run, turn := paged(func(ctx context.Context, r *bot.Request, i int) (bot.Reply, error) {
		return h.waitingPage(ctx, r, i, "")
	})
	return bot.Command{
		Name: nameWaiting, Description: descWaiting,
		Run: run,
		Press: map[string]bot.Action{
			render.ActionPage: turn,
			actionTake:        bot.Privately(h.takeShown),
			actionKeep:        bot.Privately(h.keepStanding),
		},
	}
}

// waitingPage shows article i, or the last if there are fewer. done, if it is not "",
// says above it what the last button did.
func (h waitingCommand) waitingPage(ctx context.Context, r *bot.Request, i int, done string) (bot.Reply, error) {
	all, err := h.corpus.Waiting(ctx, r.Guild())
	if err != nil {
		return bot.Reply{}, err
	}
	if len(all) == 0 {
		return bot.Reply{Content: strings.TrimSpace(done + "\n" + r.Language.Say(locale.PhraseNoWaiting))}, nil
	}
	i = min(i, len(all)-1)
	w := all[i]
	path, id, seen := pathOf(nameWaiting), render.Hash(string(w.Stands.ID)), seenOf(w)
	reply := bot.Reply{
		Content: strings.TrimSpace(done + "\n" + markdown.Bold + locale.WaitingPage(r.Language, i+1, len(all)) + markdown.Bold),
		Embeds:  []*discordgo.MessageEmbed{{Description: waitingText(r.Language, w)}},
		Components: []discordgo.MessageComponent{render.Row(
			render.Button(r.Language.Say(locale.LabelTake), bot.NewCustomID(path, actionTake, id, seen)),
			render.Button(r.Language.Say(locale.LabelKeepArticle), bot.NewCustomID(path, actionKeep, id, seen)),
		)},
	}
	if len(all) > 1 {
		reply.Components = append(reply.Components, render.Turner(r.Language, path, i, len(all)))
	}
	return reply, nil
}

// waitingText returns both texts of an article for a moderator to judge: the stored one
// and the page's.
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
			text = render.Quoted(l, side.Text, roomBeginning)
		}
		out = append(out, title, text)
		if at := markdown.Link(side.URL); at != "" {
			out = append(out, at)
		}
	}
	return strings.Join(append(out, locale.ShowsElse(l, render.Ago(w.At), w.Doubt)), "\n")
}

// takeShown accepts the page's text as a new version of its article, and shows the next
// one.
func (h waitingCommand) takeShown(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	return h.decide(ctx, r, func(w corpus.Waiting) (string, error) {
		tally, err := h.corpus.Confirm(ctx, r.UserID(), r.Guild(), w.Stands.ID)
		return locale.Taken(r.Language, tally), err
	})
}

// keepStanding keeps the stored text, and shows the next one.
func (h waitingCommand) keepStanding(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	return h.decide(ctx, r, func(w corpus.Waiting) (string, error) {
		return r.Language.Say(locale.PhraseStays), h.corpus.Drop(ctx, r.UserID(), r.Guild(), w.Stands.ID)
	})
}

// seenOf returns a hash of the page's text that a moderator sees.
func seenOf(w corpus.Waiting) string {
	return render.Hash(fmt.Sprintf("%d %q %q %q", w.At.Unix(), w.Shown.Title, w.Shown.URL, w.Shown.Text))
}

// decide carries out a moderator's decision about a page. If the page has changed since
// they saw it, it does not, and shows the page again.
func (h waitingCommand) decide(ctx context.Context, r *bot.Request, do func(corpus.Waiting) (string, error)) (bot.Reply, error) {
	all, err := h.corpus.Waiting(ctx, r.Guild())
	if err != nil {
		return bot.Reply{}, err
	}
	at := slices.IndexFunc(all, func(w corpus.Waiting) bool { return render.Hash(string(w.Stands.ID)) == r.CustomID.Arg(1) })
	if at < 0 {
		return bot.Reply{}, corpus.ErrNotWaiting
	}
	if r.CustomID.Arg(2) != seenOf(all[at]) {
		return h.waitingPage(ctx, r, at, "")
	}
	done, err := do(all[at])
	if err != nil {
		return bot.Reply{}, err
	}
	return h.waitingPage(ctx, r, at, done)
}
