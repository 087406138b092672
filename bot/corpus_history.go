package bot

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/locale"
	"verbatim/bot/markdown"
	"verbatim/corpus"
)

// What the command and its options are called, and the keys of their descriptions.
const (
	nameHistory = "history"
	descHistory = "describe.history"
	nameArticle = "article"
	descArticle = "describe.article"
)

const (
	// roomEdit is how much of a statement a history shows at most, in units.
	roomEdit = 700
	// candidatesForID is how many articles are looked through for one whose
	// id is too long for a choice.
	candidatesForID = 100
	// roomPrefix is how much of such an id a choice holds.
	roomPrefix = 80
)

// corpusHistory is the row of /corpus history.
func (b *Bot) corpusHistory() command {
	return command{
		name: nameHistory, description: descHistory,
		options: []*discordgo.ApplicationCommandOption{{
			Type: discordgo.ApplicationCommandOptionString, Name: nameArticle, Description: descArticle, Required: true, Autocomplete: true,
		}},
		run:      privately(b.history),
		press:    map[string]action{actionPage: privately(b.turnHistory)},
		complete: b.completeArticle,
	}
}

// completeArticle offers articles whose title or id begins as typed.
func (b *Bot) completeArticle(ctx context.Context, r *request) (Reply, error) {
	found, err := b.desk.Articles.Articles(ctx, r.guild(), strings.TrimSpace(r.text(nameArticle)), markdown.MaxChoices)
	if err != nil {
		return Reply{}, err
	}
	var reply Reply
	seen := map[string]bool{}
	for _, a := range found {
		value := articleKey(a.ID)
		if seen[value] || len(reply.Choices) == markdown.MaxChoices {
			continue
		}
		seen[value] = true
		reply.Choices = append(reply.Choices, choice(cmp.Or(markdown.Line(a.Title), string(a.ID)), value))
	}
	return reply, nil
}

// articleKey is an article's id as a choice and a message's line can hold it: as
// it is, or its beginning with a digest of all of it.
func articleKey(id corpus.ArticleID) string {
	if markdown.Units(string(id)) <= markdown.MaxChoice && markdown.Line(string(id)) == string(id) {
		return string(id)
	}
	return prefixOf(id) + markdown.Ellipsis + digest(string(id))
}

// prefixOf is how an id begins, as far as that stands in a line as it is.
func prefixOf(id corpus.ArticleID) string {
	used, end := 0, 0
	for at, r := range string(id) {
		if used += markdown.RuneUnits(r); used > roomPrefix || r == utf8.RuneError || corpus.CleanRune(r) != r || r == '\n' {
			break
		}
		if r != ' ' {
			end = at + utf8.RuneLen(r)
		}
	}
	return string(id[:end])
}

// article is the id of the article that a key or what was typed stands for.
func (b *Bot) article(ctx context.Context, guild corpus.GuildID, typed string) (corpus.ArticleID, error) {
	prefix, sum, long := cutLast(typed, markdown.Ellipsis)
	if !long {
		prefix = typed
	}
	found, err := b.desk.Articles.Articles(ctx, guild, strings.TrimSpace(prefix), candidatesForID)
	if err != nil {
		return "", err
	}
	for _, a := range found {
		if string(a.ID) == typed || long && digest(string(a.ID)) == sum {
			return a.ID, nil
		}
	}
	switch len(found) {
	case 0:
		return "", corpus.ErrNoArticle
	case 1:
		return found[0].ID, nil
	}
	return "", errAmbiguous
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

func (b *Bot) history(ctx context.Context, r *request) (Reply, error) {
	l, err := b.revisionsOf(ctx, r.language, r.guild(), strings.TrimSpace(r.text(nameArticle)))
	return l.page(0), err
}

// revisionsOf lists what changed in the article with that id, or else in the
// one that a key or what was typed stands for.
func (b *Bot) revisionsOf(ctx context.Context, in *locale.Language, guild corpus.GuildID, key string) (listing, error) {
	l, err := b.revisions(ctx, in, guild, corpus.ArticleID(key))
	if !errors.Is(err, corpus.ErrNoArticle) {
		return l, err
	}
	id, err := b.article(ctx, guild, key)
	if err != nil {
		return listing{}, err
	}
	return b.revisions(ctx, in, guild, id)
}

// turnHistory finds the article in the message, where its id stands.
func (b *Bot) turnHistory(ctx context.Context, r *request) (Reply, error) {
	values := headings(r.content())
	if len(values) == 0 {
		return Reply{}, errLostQuestion
	}
	l, err := b.revisionsOf(ctx, r.language, r.guild(), markdown.Unescape(values[0]))
	return l.turned(r.id.page(1)), err
}

// revisions lists what an article's versions changed, statement by statement.
func (b *Bot) revisions(ctx context.Context, in *locale.Language, guild corpus.GuildID, id corpus.ArticleID) (listing, error) {
	a, revisions, err := b.desk.Articles.History(ctx, guild, id)
	if err != nil {
		return listing{}, err
	}
	l := listing{in: in, path: pathOf(nameHistory), head: headed(in.Say(locale.LabelArticle), articleKey(a.ID)), none: in.Say(locale.PhraseNoVersions)}
	if title := markdown.Clip(a.Title, markdown.RoomTitle); title != "" {
		l.head += "\n" + title
	}
	if links := b.linking(ctx); links != nil { // in the list: Discord shows no preview of what an embed links to
		if to := markdown.Link(links.To(guild, corpus.ArticleRef{Guild: a.Guild, Article: a.ID}, "")); to != "" {
			l.items = append(l.items, masked(in, locale.LabelEvidence, to))
		}
	}
	for i, rev := range revisions {
		first := i == len(revisions)-1
		l.items = append(l.items, versionHead(in, rev, first))
		if first {
			continue // everything was new then
		}
		for _, edit := range rev.Edits {
			if err := ctx.Err(); err != nil {
				return listing{}, err
			}
			l.items = append(l.items, editItem(in, edit))
		}
	}
	return l, nil
}

func versionHead(l *locale.Language, rev corpus.Revision, first bool) string {
	out := markdown.Bold + locale.Version(l, rev.Version.Number) + markdown.Bold + markdown.Separator + moment(rev.Version.At)
	switch {
	case first:
		out += markdown.Separator + l.Say(locale.PhraseFirstVersion)
	case len(rev.Edits) == 0:
		out += markdown.Separator + l.Say(locale.PhraseSameStatements)
	}
	return out
}

// editItem is what a publisher did to one statement.
func editItem(l *locale.Language, e corpus.Edit) string {
	out := markdown.Bold + locale.Edit(l, e.Kind) + markdown.Bold
	if e.Old != nil {
		out += "\n" + quoted(l, e.Old.Text, roomEdit)
	}
	if e.Old != nil && e.New != nil {
		out += "\n" + l.Say(locale.PhraseNowReads)
	}
	if e.New != nil {
		out += "\n" + quoted(l, e.New.Text, roomEdit)
	}
	return out
}
