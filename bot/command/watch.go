package command

import (
	"context"
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
	nameWatch        = "watch"
	descWatch        = "describe.watch"
	nameUnwatch      = "unwatch"
	descUnwatch      = "describe.unwatch"
	nameWatches      = "watches"
	descWatches      = "describe.watches"
	nameWatchChannel = "channel"
	descWatchSpeaker = "describe.speaker"
	descWatchChannel = "describe.watch-channel"
	nameWatched      = "watch"
	descWatched      = "describe.watched"
	nameForgetMe     = "forget-me"
	descForgetMe     = "describe.forget-me"
)

// mostKnown is how many statements a new watch can know already.
const mostKnown = 1000

// watchCommand is /watch, /unwatch, /watches and /forget-me.
type watchCommand struct{ asker }

// watch returns the row of /watch.
func (h watchCommand) watch() bot.Command {
	least := 1
	return bot.Command{
		Name: nameWatch, Description: descWatch,
		Options: []*discordgo.ApplicationCommandOption{
			{Type: discordgo.ApplicationCommandOptionString, Name: nameTopic, Description: descTopic, MinLength: &least, MaxLength: render.MaxQuestion},
			{Type: discordgo.ApplicationCommandOptionString, Name: nameSpeaker, Description: descWatchSpeaker, Autocomplete: true, MaxLength: render.MaxSpeaker},
			{
				Type: discordgo.ApplicationCommandOptionChannel, Name: nameWatchChannel, Description: descWatchChannel,
				ChannelTypes: []discordgo.ChannelType{discordgo.ChannelTypeGuildText, discordgo.ChannelTypeGuildNews},
			},
		},
		Run:      bot.Privately(h.beginWatch),
		Complete: h.completeQuestion,
	}
}

// unwatch returns the row of /unwatch.
func (h watchCommand) unwatch() bot.Command {
	return bot.Command{
		Name: nameUnwatch, Description: descUnwatch,
		Options: []*discordgo.ApplicationCommandOption{
			{Type: discordgo.ApplicationCommandOptionString, Name: nameWatched, Description: descWatched, Required: true, Autocomplete: true},
		},
		Run:      bot.Privately(h.endWatch),
		Complete: h.completeWatch,
	}
}

// listWatches returns the row of /watches.
func (h watchCommand) listWatches() bot.Command {
	list := func(ctx context.Context, r *bot.Request) (render.Listing, error) {
		l := render.Listing{In: r.Language, Path: nameWatches, None: r.Language.Say(locale.PhraseNoWatches)}
		all, err := h.visible(ctx, r)
		for _, w := range all {
			l.Items = append(l.Items, markdown.Bold+markdown.Clip(render.Watched(r.Language, w), markdown.RoomTitle)+markdown.Bold+markdown.Separator+toldWhere(r.Language, w)+markdown.Separator+render.Ago(w.At))
		}
		return l, err
	}
	run, turn := listed(list)
	return bot.Command{
		Name: nameWatches, Description: descWatches,
		Run: run, Press: map[string]bot.Action{render.ActionPage: turn},
	}
}

// forgetMe returns the row of /forget-me.
func (h watchCommand) forgetMe() bot.Command {
	return bot.Command{
		Name: nameForgetMe, Description: descForgetMe,
		Run: bot.Privately(func(ctx context.Context, r *bot.Request) (bot.Reply, error) {
			n, err := h.corpus.ForgetMe(ctx, r.UserID())
			return bot.Reply{Content: locale.ForgottenYou(r.Language, n), Private: true}, err
		}),
	}
}

// toldWhere returns who is told when a watch finds a statement.
func toldWhere(l *locale.Language, w corpus.Watch) string {
	if w.Channel == "" {
		return l.Say(locale.PhraseToYou)
	}
	return locale.ToChannel(l, "<#"+w.Channel+">")
}

// beginWatch makes a watch and posts a first message, which fails if the bot may not
// write there.
func (h watchCommand) beginWatch(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	w := corpus.Watch{Guild: r.Guild(), By: r.UserID(), Topic: markdown.Line(r.Text(nameTopic)), Speaker: markdown.Line(r.Text(nameSpeaker)), Locale: string(r.Locale)}
	if w.Topic == "" && w.Speaker == "" {
		return bot.Reply{}, corpus.ErrNoTopic
	}
	if id := r.Text(nameWatchChannel); bot.IsSnowflake(id) {
		if err := h.settings.Moderates(ctx, r); err != nil {
			return bot.Reply{}, err
		}
		w.Channel = id
	}
	found, err := h.search.Search(ctx, render.Finding(ctx, h.settings, w, mostKnown))
	if err != nil {
		return bot.Reply{}, err
	}
	known := make([]corpus.StatementID, 0, len(found.Answers))
	for _, a := range found.Answers {
		known = append(known, a.ID)
	}
	channel, err := bot.ChannelOf(ctx, h.sender, w)
	if err != nil {
		return bot.Reply{}, err
	}
	l := h.settings.WatchLanguage(ctx, w)
	if _, err := h.sender.Post(ctx, channel, "", &discordgo.MessageSend{
		Content: locale.WatchedHere(l, markdown.Clip(render.Watched(l, w), markdown.RoomTitle)), Components: []discordgo.MessageComponent{}, AllowedMentions: bot.NoMentions(),
	}); err != nil {
		h.log.InfoContext(ctx, "a watch cannot be told", "guild", w.Guild, "error", err)
		return bot.Reply{}, bot.Unwritable(w)
	}
	if w, err = h.corpus.Watch(ctx, w, known); err != nil {
		return bot.Reply{}, err
	}
	return bot.Reply{Content: locale.Watching(r.Language, markdown.Clip(render.Watched(r.Language, w), markdown.RoomTitle), toldWhere(r.Language, w)), Private: true}, nil
}

// visible lists the guild's watches that the user may see: their own and those of
// channels.
func (h watchCommand) visible(ctx context.Context, r *bot.Request) ([]corpus.Watch, error) {
	all, err := h.corpus.Watches(ctx, r.Guild())
	if err != nil {
		return nil, err
	}
	var out []corpus.Watch
	for _, w := range all {
		if w.Channel != "" || w.By == r.UserID() {
			out = append(out, w)
		}
	}
	return out, nil
}

// endWatch ends a watch of the user, or a channel's if they are a moderator.
func (h watchCommand) endWatch(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	all, err := h.visible(ctx, r)
	if err != nil {
		return bot.Reply{}, err
	}
	for _, w := range all {
		if string(w.ID) != r.Text(nameWatched) {
			continue
		}
		if w.By != r.UserID() {
			if err := h.settings.Moderates(ctx, r); err != nil {
				return bot.Reply{}, err
			}
		}
		if _, err := h.corpus.Unwatch(ctx, r.UserID(), r.Guild(), w.ID); err != nil {
			return bot.Reply{}, err
		}
		return bot.Reply{Content: locale.Unwatched(r.Language, markdown.Clip(render.Watched(r.Language, w), markdown.RoomTitle)), Private: true}, nil
	}
	return bot.Reply{}, corpus.ErrNoWatch
}

// completeWatch offers the watches that the user may see.
func (h watchCommand) completeWatch(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	all, err := h.visible(ctx, r)
	if err != nil {
		return bot.Reply{}, err
	}
	var reply bot.Reply
	for _, w := range all {
		label := markdown.Shorten(markdown.Line(render.Watched(r.Language, w)), markdown.MaxChoice)
		if len(reply.Choices) < markdown.MaxChoices && strings.Contains(strings.ToLower(label), strings.ToLower(markdown.Line(r.Text(nameWatched)))) {
			reply.Choices = append(reply.Choices, &discordgo.ApplicationCommandOptionChoice{Name: label, Value: string(w.ID)})
		}
	}
	return reply, nil
}
