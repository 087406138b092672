package command

import (
	"context"
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
	nameReports = "reports"
	descReports = "describe.reports"
)

// reportsCommand is /corpus reports.
type reportsCommand struct{ corrector }

// row returns the row of /corpus reports, which shows the reports of members one at a
// time, the oldest first.
func (h reportsCommand) row() bot.Command {
	run, turn := paged(h.reportsPage)
	return bot.Command{
		Name: nameReports, Description: descReports,
		Run: run,
		Press: map[string]bot.Action{
			render.ActionPage: turn,
			actionCorrect:     bot.Privately(h.correctFlagged),
			actionDismiss:     bot.Privately(h.dismiss),
		},
	}
}

// reportsPage shows report i, or the last if there are fewer.
func (h reportsCommand) reportsPage(ctx context.Context, r *bot.Request, i int) (bot.Reply, error) {
	flags, err := h.corpus.Flags(ctx, r.Guild())
	if err != nil {
		return bot.Reply{}, err
	}
	if len(flags) == 0 {
		return bot.Reply{Content: r.Language.Say(locale.PhraseNoReports)}, nil
	}
	i = min(i, len(flags)-1)
	f := flags[i]
	text := []string{render.Quoted(r.Language, f.Text, render.RoomDisputed), locale.ReportedBy(r.Language, render.Person(r.Language, f.By), render.Ago(f.At))}
	if note := markdown.Clip(f.Note, render.RoomDisputed); note != "" {
		text = append(text, note)
	}
	path := pathOf(nameReports)
	reply := bot.Reply{
		Content: markdown.Bold + locale.ReportOf(r.Language, i+1, len(flags)) + markdown.Bold,
		Embeds:  []*discordgo.MessageEmbed{{Description: strings.Join(text, "\n")}},
		Components: []discordgo.MessageComponent{render.Row(
			render.Button(r.Language.Say(locale.LabelCorrect), bot.NewCustomID(path, actionCorrect, string(f.ID))),
			render.Button(r.Language.Say(locale.LabelDismiss), bot.NewCustomID(path, actionDismiss, string(f.ID))),
		)},
	}
	if len(flags) > 1 {
		reply.Components = append(reply.Components, render.Turner(r.Language, path, i, len(flags)))
	}
	return reply, nil
}

// correctFlagged opens the corrections menu for the statement of a report.
func (h reportsCommand) correctFlagged(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	f, err := h.flagged(ctx, r.Guild(), corpus.FlagID(r.CustomID.Arg(1)))
	if err != nil {
		return bot.Reply{}, err
	}
	d, err := h.corpus.Dispute(ctx, r.Guild(), f.ArticleGuild, f.Article, f.Statement)
	if err != nil {
		return bot.Reply{}, err
	}
	reply := render.CorrectionsMenu(r.Language, d, render.ByFlag, string(f.ID))
	reply.Private = true
	return reply, nil
}

// dismiss closes a report and shows the next one.
func (h reportsCommand) dismiss(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	flags, err := h.corpus.Flags(ctx, r.Guild())
	if err != nil {
		return bot.Reply{}, err
	}
	id := corpus.FlagID(r.CustomID.Arg(1))
	if _, err := h.corpus.Dismiss(ctx, r.UserID(), r.Guild(), id); err != nil {
		return bot.Reply{}, err
	}
	at := slices.IndexFunc(flags, func(f corpus.Flag) bool { return f.ID == id })
	return h.reportsPage(ctx, r, max(at, 0))
}
