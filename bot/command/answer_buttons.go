package command

import (
	"context"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot"
	"verbatim/bot/locale"
	"verbatim/bot/markdown"
	"verbatim/bot/render"
	"verbatim/corpus"
)

// answerButtons are the buttons below answers, and the menus that they open.
type answerButtons struct{ pictureButtons }

// actions returns the actions of the buttons below answers. Everyone who sees an answer
// can use them, since all that they show beyond the page is private.
func (h answerButtons) actions() map[string]bot.Action {
	return map[string]bot.Action{
		"":                       {Do: h.turnPage},
		render.ActionContext:     bot.Privately(h.openContext),
		render.ActionPickContext: bot.Privately(h.pickContext),
		render.ActionMore:        bot.Privately(h.moreBy),
		render.ActionPickMore:    bot.Privately(h.pickMore),
		render.ActionShare:       {Do: h.share, Private: bot.Always},
		render.ActionPicture:     {Do: h.sharePicture, Private: bot.Always},
		render.ActionPickPicture: {Do: h.pickPicture, Private: bot.Always},
	}
}

// openContext shows the context of the statement on the page. If the page has several
// statements, it asks for one.
func (h answerButtons) openContext(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	v, i, err := h.pageAsked(ctx, r.Language, r)
	if err != nil {
		return bot.Reply{}, err
	}
	shown := render.ShownOn(v.Pages[i], v.Answers)
	if len(shown) == 1 {
		return h.contextOf(ctx, r, shown[0])
	}
	return v.WhichOne(r.Language, render.ActionPickContext, shown), nil
}

// pickContext shows the context of the statement that was picked, in place of the menu.
func (h answerButtons) pickContext(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	_, a, err := h.pickedAnswer(ctx, r)
	if err != nil {
		return bot.Reply{}, err
	}
	reply, err := h.contextOf(ctx, r, a)
	reply.Private = false
	return reply, err
}

// contextOf shows a statement in its paragraph, privately.
func (h answerButtons) contextOf(ctx context.Context, r *bot.Request, a corpus.Answer) (bot.Reply, error) {
	seen := h.settings.Scope(h.settings.Of(ctx, r.Guild()), r.Guild())
	c, err := h.search.Context(ctx, corpus.ContextQuery{
		Guild: r.Guild(), Article: corpus.ArticleRef{Guild: a.Guild, Article: a.Article}, Statement: a.ID,
		NoBuiltin: seen.NoBuiltin, NoShared: seen.NoShared,
	})
	if err != nil {
		return bot.Reply{}, err
	}
	return bot.Reply{Content: markdown.Bold + r.Language.Say(locale.LabelContext) + markdown.Bold, Embeds: render.ContextEmbeds(r.Language, c, a), Private: true}, nil
}

// moreBy shows more quotes of the speaker on the page. If the page has several speakers,
// it asks for one.
func (h answerButtons) moreBy(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	v, i, err := h.pageAsked(ctx, r.Language, r)
	if err != nil {
		return bot.Reply{}, err
	}
	names := v.Pages[i].Speakers()
	switch len(names) {
	case 0:
		return bot.Reply{}, render.ErrNoLongerAnswers
	case 1:
		return h.replyTo(ctx, r, render.Question{Mode: render.NameQuote, Speaker: names[0]}, true)
	}
	var options []discordgo.SelectMenuOption
	for _, name := range names[:min(len(names), markdown.MaxChoices)] {
		options = append(options, discordgo.SelectMenuOption{Label: name, Value: name})
	}
	return bot.Reply{
		Content:    v.Heading(r.Language) + "\n" + r.Language.Say(locale.PhraseWhichName),
		Components: []discordgo.MessageComponent{render.Row(render.Menu(r.Language.Say(locale.LabelPickWho), bot.NewCustomID(v.Path(), render.ActionPickMore), options))},
		Private:    true,
	}, nil
}

// pickMore shows quotes of the speaker that was picked, in place of the menu.
func (h answerButtons) pickMore(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	name := markdown.Line(r.Picked())
	if name == "" {
		return bot.Reply{}, render.ErrNoLongerAnswers
	}
	reply, err := h.replyTo(ctx, r, render.Question{Mode: render.NameQuote, Speaker: name}, true)
	reply.Private = false
	return reply, err
}

// share shows a private page to everyone, in a message of its own and in the language
// that everyone reads.
func (h answerButtons) share(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	l := r.Language
	if r.GuildID != "" {
		l = h.settings.PublicLanguage(ctx, r)
	}
	v, i, err := h.pageAsked(ctx, l, r)
	if err != nil {
		return bot.Reply{}, err
	}
	reply := v.Show(i)
	reply.Anew, reply.Files = true, h.plots.plotTimeline(ctx, r.Guild(), v.Found)
	return reply, nil
}
