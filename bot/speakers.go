package bot

import (
	"context"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/locale"
	"verbatim/bot/markdown"
	"verbatim/corpus"
)

// What the command and its options are called, and the keys of their descriptions.
const (
	descSpeakers = "describe.speakers"
)

// mostSpeakers is how many speakers /speakers lists at most.
const mostSpeakers = 200

// speakersOn is the row of /speakers.
func (b *Bot) speakersOn() command {
	return command{
		name: nameSpeakers, description: descSpeakers, everywhere: true,
		options: []*discordgo.ApplicationCommandOption{topicOption(false)},
		run:     privately(b.runSpeakers),
		press:   map[string]action{actionPage: {do: b.turnSpeakers}},
	}
}

func (b *Bot) runSpeakers(ctx context.Context, r *request) (Reply, error) {
	q := question{mode: nameSpeakers, text: markdown.Line(r.text(nameTopic))}
	found, err := b.whoSpeaks(ctx, r.language, r.guild(), q)
	if err != nil {
		return Reply{}, err
	}
	reply := found.page(0)
	reply.Files = b.plotSpeakers(ctx, r.language, q.text, found.counted, found.articles)
	return reply, nil
}

// turnSpeakers finds the topic in the message, if it is about one.
func (b *Bot) turnSpeakers(ctx context.Context, r *request) (Reply, error) {
	q := question{mode: nameSpeakers}
	if asked, err := readHeading(r.content()); err == nil {
		q.text = asked.text
	}
	found, err := b.whoSpeaks(ctx, r.language, r.guild(), q)
	return found.turned(r.id.page(1)), err
}

// heard is who speaks, as a list, as it was counted, and out of how many
// articles, 0 where that is not known.
type heard struct {
	listing
	counted  []corpus.SpeakerCount
	articles int
}

// whoSpeaks lists who speaks on a topic, or on anything.
func (b *Bot) whoSpeaks(ctx context.Context, in *locale.Language, guild corpus.GuildID, q question) (heard, error) {
	l := heard{listing: listing{in: in, path: nameSpeakers, none: in.Say(locale.PhraseNoSpeakers)}}
	query := b.seen(b.settings(ctx, guild), guild)
	query.Text, query.Limit = q.text, mostSpeakers
	list := b.speakers.Speakers
	if q.text != "" {
		if markdown.Units(q.text) > maxQuestion {
			return l, corpus.ErrLongQuestion
		}
		list = b.topics.SpeakersOn
		l.head = headed(in.Say(locale.LabelTopic), q.text) + "\n"
	}
	var err error
	if l.counted, err = b.count(ctx, query, list); err != nil {
		return l, err
	}
	if l.articles = b.articles(ctx, guild); l.articles > 0 {
		l.head += locale.InArticles(in, l.articles) + " "
	}
	l.head += in.Say(locale.PhraseSpeakerCertain) + " " + in.Say(locale.PhrasePositions)
	for _, s := range l.counted {
		if name := markdown.Clip(s.Name, markdown.RoomName); name != "" {
			l.items = append(l.items, markdown.Bold+name+markdown.Bold+markdown.SeparatorSaying+in.Count(locale.PhraseStatements, s.Statements))
		}
	}
	return l, nil
}

// count lists speakers with a search's cost.
func (b *Bot) count(ctx context.Context, q corpus.Query, list func(context.Context, corpus.Query) ([]corpus.SpeakerCount, error)) ([]corpus.SpeakerCount, error) {
	leave, err := b.limits.searches.enter(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	return list(ctx, q)
}
