package bot

import (
	"context"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/locale"
	"verbatim/bot/markdown"
	"verbatim/corpus"
)

// What the command and its options are called, and the keys of their descriptions.
const (
	nameReports = "reports"
	descReports = "describe.reports"
)

// corpusReports is the row of /corpus reports: what members say is wrong, one
// at a time, the oldest first.
func (b *Bot) corpusReports() command {
	return command{
		name: nameReports, description: descReports,
		run: privately(func(ctx context.Context, r *request) (Reply, error) {
			reply, err := b.reportsPage(ctx, r, 0)
			reply.Private = true
			return reply, err
		}),
		press: map[string]action{
			actionPage: privately(func(ctx context.Context, r *request) (Reply, error) {
				return b.reportsPage(ctx, r, r.id.page(1))
			}),
			actionCorrect: privately(b.correctFlagged),
			actionDismiss: privately(b.dismiss),
		},
	}
}

// reportsPage shows flag i, or the last where there are fewer.
func (b *Bot) reportsPage(ctx context.Context, r *request, i int) (Reply, error) {
	flags, err := b.desk.Flagging.Flags(ctx, r.guild())
	if err != nil {
		return Reply{}, err
	}
	if len(flags) == 0 {
		return Reply{Content: r.language.Say(locale.PhraseNoReports)}, nil
	}
	i = min(i, len(flags)-1)
	f := flags[i]
	text := []string{quoted(r.language, f.Text, roomDisputed), locale.ReportedBy(r.language, person(r.language, f.By), ago(f.At))}
	if note := markdown.Clip(f.Note, roomDisputed); note != "" {
		text = append(text, note)
	}
	path := pathOf(nameReports)
	reply := Reply{
		Content: markdown.Bold + locale.ReportOf(r.language, i+1, len(flags)) + markdown.Bold,
		Embeds:  []*discordgo.MessageEmbed{{Description: strings.Join(text, "\n")}},
		Components: []discordgo.MessageComponent{row(
			button(r.language.Say(locale.LabelCorrect), newCustomID(path, actionCorrect, string(f.ID))),
			button(r.language.Say(locale.LabelDismiss), newCustomID(path, actionDismiss, string(f.ID))),
		)},
	}
	if len(flags) > 1 {
		reply.Components = append(reply.Components, turner(r.language, path, i, len(flags)))
	}
	return reply, nil
}

// correctFlagged opens the moderator's dialogue on a flag's statement.
func (b *Bot) correctFlagged(ctx context.Context, r *request) (Reply, error) {
	f, err := b.flagged(ctx, r.guild(), corpus.FlagID(r.id.arg(1)))
	if err != nil {
		return Reply{}, err
	}
	d, err := b.desk.Corrector.Dispute(ctx, r.guild(), f.ArticleGuild, f.Article, f.Statement)
	if err != nil {
		return Reply{}, err
	}
	reply := dialogue(r.language, d, byFlag, string(f.ID))
	reply.Private = true
	return reply, nil
}

// dismiss closes a flag and goes on with the next one.
func (b *Bot) dismiss(ctx context.Context, r *request) (Reply, error) {
	flags, err := b.desk.Flagging.Flags(ctx, r.guild())
	if err != nil {
		return Reply{}, err
	}
	id := corpus.FlagID(r.id.arg(1))
	if _, err := b.desk.Flagging.Dismiss(ctx, r.user(), r.guild(), id); err != nil {
		return Reply{}, err
	}
	at := slices.IndexFunc(flags, func(f corpus.Flag) bool { return f.ID == id })
	return b.reportsPage(ctx, r, max(at, 0))
}
