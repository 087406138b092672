package bot

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/locale"
	"verbatim/bot/markdown"
	"verbatim/corpus"
)

// What the command and its options are called, and the keys of their descriptions.
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

// watches is what people want to be told of.
type watches interface {
	// Watch makes a watch, to which the known statements are not new.
	Watch(ctx context.Context, w corpus.Watch, known []corpus.StatementID) (corpus.Watch, error)
	// Unwatch ends a watch of the guild.
	Unwatch(ctx context.Context, by string, guild corpus.GuildID, id corpus.WatchID) (corpus.Watch, error)
	// Watches lists the guild's.
	Watches(ctx context.Context, guild corpus.GuildID) ([]corpus.Watch, error)
}

// privacy is what is kept of people.
type privacy interface {
	// ForgetMe deletes a user's watches and returns how many they were.
	ForgetMe(ctx context.Context, user string) (watches int, err error)
}

// mostKnown is how many statements a watch can know when it begins.
const mostKnown = 1000

// watch is the row of /watch.
func (b *Bot) watch() command {
	least := 1
	return command{
		name: nameWatch, description: descWatch,
		options: []*discordgo.ApplicationCommandOption{
			{Type: discordgo.ApplicationCommandOptionString, Name: nameTopic, Description: descTopic, MinLength: &least, MaxLength: maxQuestion},
			{Type: discordgo.ApplicationCommandOptionString, Name: nameSpeaker, Description: descWatchSpeaker, Autocomplete: true, MaxLength: maxSpeaker},
			{
				Type: discordgo.ApplicationCommandOptionChannel, Name: nameWatchChannel, Description: descWatchChannel,
				ChannelTypes: []discordgo.ChannelType{discordgo.ChannelTypeGuildText, discordgo.ChannelTypeGuildNews},
			},
		},
		run:      privately(b.beginWatch),
		complete: b.completeQuestion,
	}
}

// unwatch is the row of /unwatch.
func (b *Bot) unwatch() command {
	return command{
		name: nameUnwatch, description: descUnwatch,
		options: []*discordgo.ApplicationCommandOption{
			{Type: discordgo.ApplicationCommandOptionString, Name: nameWatched, Description: descWatched, Required: true, Autocomplete: true},
		},
		run:      privately(b.endWatch),
		complete: b.completeWatch,
	}
}

// listWatches is the row of /watches.
func (b *Bot) listWatches() command {
	list := func(ctx context.Context, r *request) (listing, error) {
		l := listing{in: r.language, path: nameWatches, none: r.language.Say(locale.PhraseNoWatches)}
		all, err := b.visible(ctx, r)
		for _, w := range all {
			l.items = append(l.items, markdown.Bold+markdown.Clip(watched(r.language, w), markdown.RoomTitle)+markdown.Bold+markdown.Separator+toldWhere(r.language, w)+markdown.Separator+ago(w.At))
		}
		return l, err
	}
	return command{
		name: nameWatches, description: descWatches,
		run: privately(func(ctx context.Context, r *request) (Reply, error) {
			l, err := list(ctx, r)
			return l.page(0), err
		}),
		press: map[string]action{actionPage: privately(func(ctx context.Context, r *request) (Reply, error) {
			l, err := list(ctx, r)
			return l.turned(r.id.page(1)), err
		})},
	}
}

// forgetMe is the row of /forget-me.
func (b *Bot) forgetMe() command {
	return command{
		name: nameForgetMe, description: descForgetMe,
		run: privately(func(ctx context.Context, r *request) (Reply, error) {
			n, err := b.desk.Privacy.ForgetMe(ctx, r.user())
			return Reply{Content: locale.ForgottenYou(r.language, n), Private: true}, err
		}),
	}
}

// watched says in plain text what a watch is for.
func watched(l *locale.Language, w corpus.Watch) string { return locale.Watched(l, w.Speaker, w.Topic) }

// toldWhere says who is told of what a watch finds.
func toldWhere(l *locale.Language, w corpus.Watch) string {
	if w.Channel == "" {
		return l.Say(locale.PhraseToYou)
	}
	return locale.ToChannel(l, "<#"+w.Channel+">")
}

// beginWatch makes a watch, and greets those who will be told: a channel that
// cannot be written into is found out now.
func (b *Bot) beginWatch(ctx context.Context, r *request) (Reply, error) {
	w := corpus.Watch{Guild: r.guild(), By: r.user(), Topic: markdown.Line(r.text(nameTopic)), Speaker: markdown.Line(r.text(nameSpeaker)), Locale: string(r.Locale)}
	if w.Topic == "" && w.Speaker == "" {
		return Reply{}, corpus.ErrNoTopic
	}
	if id := r.text(nameWatchChannel); isSnowflake(id) {
		if err := b.moderates(ctx, r); err != nil {
			return Reply{}, err
		}
		w.Channel = id
	}
	found, err := b.search.Search(ctx, b.finding(ctx, w, mostKnown))
	if err != nil {
		return Reply{}, err
	}
	known := make([]corpus.StatementID, 0, len(found))
	for _, a := range found {
		known = append(known, a.ID)
	}
	channel, err := b.channelOf(ctx, w)
	if err != nil {
		return Reply{}, err
	}
	l := b.languageOf(ctx, w)
	if _, err := b.poster.Post(ctx, channel, "", &discordgo.MessageSend{
		Content: locale.WatchedHere(l, markdown.Clip(watched(l, w), markdown.RoomTitle)), Components: []discordgo.MessageComponent{}, AllowedMentions: noMentions(),
	}); err != nil {
		b.log.InfoContext(ctx, "a watch cannot be told", "guild", w.Guild, "error", err)
		return Reply{}, unwritable(w)
	}
	if w, err = b.desk.Watches.Watch(ctx, w, known); err != nil {
		return Reply{}, err
	}
	return Reply{Content: locale.Watching(r.language, markdown.Clip(watched(r.language, w), markdown.RoomTitle), toldWhere(r.language, w)), Private: true}, nil
}

// languageOf is the language in which a watch is told: the guild's in a channel,
// and in direct messages its user's, as far as that is known.
func (b *Bot) languageOf(ctx context.Context, w corpus.Watch) *locale.Language {
	if w.Channel == "" && w.Locale != "" {
		return b.languages.Of(w.Locale)
	}
	return b.ours(ctx, w.Guild)
}

// unwritable is why a watch cannot be told where it should be.
func unwritable(w corpus.Watch) error {
	if w.Channel == "" {
		return errNoDirect
	}
	return errUnwritable
}

// channelOf is the channel that is told of what a watch finds.
func (b *Bot) channelOf(ctx context.Context, w corpus.Watch) (string, error) {
	if b.poster == nil {
		return "", unwritable(w)
	}
	if w.Channel != "" {
		return w.Channel, nil
	}
	channel, err := b.poster.Direct(ctx, w.By)
	if err != nil {
		return "", errors.Join(errNoDirect, err)
	}
	return channel, nil
}

// finding is the query of a watch: what it finds, the newest first, each sure
// by itself.
func (b *Bot) finding(ctx context.Context, w corpus.Watch, limit int) corpus.Query {
	chosen := b.settings(ctx, w.Guild)
	q := b.seen(chosen, w.Guild)
	q.Text, q.Speaker, q.Order, q.Limit, q.Threshold = w.Topic, w.Speaker, corpus.Newest, limit, b.thresholdOf(chosen)
	return q
}

// visible are the guild's watches that the user may see: their own, and those
// that channels are told of.
func (b *Bot) visible(ctx context.Context, r *request) ([]corpus.Watch, error) {
	all, err := b.desk.Watches.Watches(ctx, r.guild())
	if err != nil {
		return nil, err
	}
	var out []corpus.Watch
	for _, w := range all {
		if w.Channel != "" || w.By == r.user() {
			out = append(out, w)
		}
	}
	return out, nil
}

// endWatch ends a watch: one's own, or a channel's, which moderators may.
func (b *Bot) endWatch(ctx context.Context, r *request) (Reply, error) {
	all, err := b.visible(ctx, r)
	if err != nil {
		return Reply{}, err
	}
	for _, w := range all {
		if string(w.ID) != r.text(nameWatched) {
			continue
		}
		if w.By != r.user() {
			if err := b.moderates(ctx, r); err != nil {
				return Reply{}, err
			}
		}
		if _, err := b.desk.Watches.Unwatch(ctx, r.user(), r.guild(), w.ID); err != nil {
			return Reply{}, err
		}
		return Reply{Content: locale.Unwatched(r.language, markdown.Clip(watched(r.language, w), markdown.RoomTitle)), Private: true}, nil
	}
	return Reply{}, corpus.ErrNoWatch
}

// completeWatch offers the watches that the user may see.
func (b *Bot) completeWatch(ctx context.Context, r *request) (Reply, error) {
	all, err := b.visible(ctx, r)
	if err != nil {
		return Reply{}, err
	}
	var reply Reply
	for _, w := range all {
		label := markdown.Shorten(markdown.Line(watched(r.language, w)), markdown.MaxChoice)
		if len(reply.Choices) < markdown.MaxChoices && strings.Contains(strings.ToLower(label), strings.ToLower(markdown.Line(r.text(nameWatched)))) {
			reply.Choices = append(reply.Choices, &discordgo.ApplicationCommandOptionChoice{Name: label, Value: string(w.ID)})
		}
	}
	return reply, nil
}

// watchNonce is the same for the same statements of the same watch.
func watchNonce(id corpus.WatchID, first corpus.StatementID) string {
	return digest(fmt.Sprintf("watch %s %s", id, first))
}
