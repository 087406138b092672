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

// The names of the command and its options, and the keys of their descriptions.
const (
	descSpeakers = "describe.speakers"
)

// mostSpeakers is how many speakers /speakers lists at most.
const mostSpeakers = 200

// speakersCommand is /speakers.
type speakersCommand struct{ answerer }

// row returns the row of /speakers.
func (h speakersCommand) row() bot.Command {
	return bot.Command{
		Name: render.NameSpeakers, Description: descSpeakers, Everywhere: true,
		Options: []*discordgo.ApplicationCommandOption{topicOption(false)},
		Run:     bot.Privately(h.runSpeakers),
		Press:   map[string]bot.Action{render.ActionPage: {Do: h.turnSpeakers}},
	}
}

func (h speakersCommand) runSpeakers(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	q := render.Question{Mode: render.NameSpeakers, Text: markdown.Line(r.Text(nameTopic))}
	found, err := h.whoSpeaks(ctx, r.Language, r.Guild(), q)
	if err != nil {
		return bot.Reply{}, err
	}
	reply := found.Page(0)
	reply.Files = h.plots.plotSpeakers(ctx, r.Language, q.Text, found.counted, found.articles)
	return reply, nil
}

// turnSpeakers shows another page. If the list is about a topic, that is in the message.
func (h speakersCommand) turnSpeakers(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	q := render.Question{Mode: render.NameSpeakers}
	if asked, err := render.ReadHeading(r.Content()); err == nil {
		q.Text = asked.Text
	}
	found, err := h.whoSpeaks(ctx, r.Language, r.Guild(), q)
	return found.Turned(r.CustomID.Page(1)), err
}

// heard is a list of speakers, as text and as numbers, and in how many articles they were
// counted, 0 if that is not known.
type heard struct {
	render.Listing
	counted  []corpus.SpeakerCount
	articles int
}

// whoSpeaks lists the speakers on a topic, or all of them if there is none.
func (h speakersCommand) whoSpeaks(ctx context.Context, in *locale.Language, guild corpus.GuildID, q render.Question) (heard, error) {
	l := heard{Listing: render.Listing{In: in, Path: render.NameSpeakers, None: in.Say(locale.PhraseNoSpeakers)}}
	query := h.settings.Scope(h.settings.Of(ctx, guild), guild)
	query.Text, query.Limit = q.Text, mostSpeakers
	list := h.search.Speakers
	if q.Text != "" {
		if markdown.Units(q.Text) > render.MaxQuestion {
			return l, corpus.ErrLongQuestion
		}
		list = h.search.SpeakersOn
		l.Head = render.HeadLine(in.Say(locale.LabelTopic), q.Text) + "\n"
	}
	var err error
	if l.counted, err = h.count(ctx, query, list); err != nil {
		return l, err
	}
	if l.articles = h.plots.articles(ctx, guild); l.articles > 0 {
		l.Head += locale.InArticles(in, l.articles) + " "
	}
	l.Head += in.Say(locale.PhraseSpeakerCertain) + " " + in.Say(locale.PhrasePositions)
	for _, s := range l.counted {
		if name := markdown.Clip(s.Name, markdown.RoomName); name != "" {
			l.Items = append(l.Items, markdown.Bold+name+markdown.Bold+markdown.SeparatorSaying+in.Count(locale.PhraseStatements, s.Statements))
		}
	}
	return l, nil
}

// count lists speakers when a search may begin.
func (h speakersCommand) count(ctx context.Context, q corpus.Query, list func(context.Context, corpus.Query) ([]corpus.SpeakerCount, error)) ([]corpus.SpeakerCount, error) {
	leave, err := h.limiter.EnterSearch(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	return list(ctx, q)
}
