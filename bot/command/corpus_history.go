package command

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot"
	"verbatim/bot/locale"
	"verbatim/bot/markdown"
	"verbatim/bot/render"
	"verbatim/corpus"
)

// The names of the command and its options, and the keys of their descriptions.
const (
	nameHistory = "history"
	descHistory = "describe.history"
	nameArticle = "article"
	descArticle = "describe.article"
)

const (
	// roomEdit bounds the text of a statement in a history, in units.
	roomEdit = 700
	// candidatesForID is how many articles are searched for one whose id is too long for
	// a choice.
	candidatesForID = 100
	// roomPrefix is how much of such an id a choice holds, in units.
	roomPrefix = 80
)

// historyCommand is /corpus history.
type historyCommand struct{ *services }

// row returns the row of /corpus history.
func (h historyCommand) row() bot.Command {
	return bot.Command{
		Name: nameHistory, Description: descHistory,
		Options: []*discordgo.ApplicationCommandOption{{
			Type: discordgo.ApplicationCommandOptionString, Name: nameArticle, Description: descArticle, Required: true, Autocomplete: true,
		}},
		Run:      bot.Privately(h.history),
		Press:    map[string]bot.Action{render.ActionPage: bot.Privately(h.turnHistory)},
		Complete: h.completeArticle,
	}
}

// completeArticle offers articles whose title or id begins as typed.
func (h historyCommand) completeArticle(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	found, err := h.corpus.Articles(ctx, r.Guild(), strings.TrimSpace(r.Text(nameArticle)), markdown.MaxChoices)
	if err != nil {
		return bot.Reply{}, err
	}
	var reply bot.Reply
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

// articleKey returns an article's id in a form that a choice and a line of a message can
// hold: the id itself, or its beginning and a hash of all of it.
func articleKey(id corpus.ArticleID) string {
	if markdown.Units(string(id)) <= markdown.MaxChoice && markdown.Line(string(id)) == string(id) {
		return string(id)
	}
	return prefixOf(id) + markdown.Ellipsis + render.Hash(string(id))
}

// prefixOf returns the beginning of an id, up to the first character that a line cannot
// show as it is.
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

// article returns the id of the article that a key, or a beginning that was typed, is
// for.
func (h historyCommand) article(ctx context.Context, guild corpus.GuildID, typed string) (corpus.ArticleID, error) {
	prefix, sum, long := cutLast(typed, markdown.Ellipsis)
	if !long {
		prefix = typed
	}
	found, err := h.corpus.Articles(ctx, guild, strings.TrimSpace(prefix), candidatesForID)
	if err != nil {
		return "", err
	}
	for _, a := range found {
		if string(a.ID) == typed || long && render.Hash(string(a.ID)) == sum {
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

func (h historyCommand) history(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	l, err := h.revisionsOf(ctx, r.Language, r.Guild(), strings.TrimSpace(r.Text(nameArticle)))
	return l.Page(0), err
}

// revisionsOf lists the changes of the article with that id, or else of the article that
// it is a key or a beginning of.
func (h historyCommand) revisionsOf(ctx context.Context, in *locale.Language, guild corpus.GuildID, key string) (render.Listing, error) {
	l, err := h.revisions(ctx, in, guild, corpus.ArticleID(key))
	if !errors.Is(err, corpus.ErrNoArticle) {
		return l, err
	}
	id, err := h.article(ctx, guild, key)
	if err != nil {
		return render.Listing{}, err
	}
	return h.revisions(ctx, in, guild, id)
}

// turnHistory shows another page. The article's id is in the message.
func (h historyCommand) turnHistory(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	values := render.HeadValues(r.Content())
	if len(values) == 0 {
		return bot.Reply{}, render.ErrLostQuestion
	}
	l, err := h.revisionsOf(ctx, r.Language, r.Guild(), markdown.Unescape(values[0]))
	return l.Turned(r.CustomID.Page(1)), err
}

// revisions lists the changes of each version of an article, statement by statement.
func (h historyCommand) revisions(ctx context.Context, in *locale.Language, guild corpus.GuildID, id corpus.ArticleID) (render.Listing, error) {
	a, revisions, err := h.corpus.History(ctx, guild, id)
	if err != nil {
		return render.Listing{}, err
	}
	l := render.Listing{In: in, Path: pathOf(nameHistory), Head: render.HeadLine(in.Say(locale.LabelArticle), articleKey(a.ID)), None: in.Say(locale.PhraseNoVersions)}
	if title := markdown.Clip(a.Title, markdown.RoomTitle); title != "" {
		l.Head += "\n" + title
	}
	if links := render.EvidenceFor(ctx, h.evidence); links != nil { // in the list, because Discord shows no preview of links in embeds
		if to := markdown.Link(links.To(guild, corpus.ArticleRef{Guild: a.Guild, Article: a.ID}, "")); to != "" {
			l.Items = append(l.Items, render.Masked(in, locale.LabelEvidence, to))
		}
	}
	for i, rev := range revisions {
		first := i == len(revisions)-1
		l.Items = append(l.Items, versionHead(in, rev, first))
		if first {
			continue // the first version changes no statement
		}
		for _, edit := range rev.Edits {
			if err := ctx.Err(); err != nil {
				return render.Listing{}, err
			}
			l.Items = append(l.Items, editItem(in, edit))
		}
	}
	return l, nil
}

func versionHead(l *locale.Language, rev corpus.Revision, first bool) string {
	out := markdown.Bold + locale.Version(l, rev.Version.Number) + markdown.Bold + markdown.Separator + render.Moment(rev.Version.At)
	switch {
	case first:
		out += markdown.Separator + l.Say(locale.PhraseFirstVersion)
	case len(rev.Edits) == 0:
		out += markdown.Separator + l.Say(locale.PhraseSameStatements)
	}
	return out
}

// editItem returns the text about one changed statement.
func editItem(l *locale.Language, e corpus.Edit) string {
	out := markdown.Bold + locale.Edit(l, e.Kind) + markdown.Bold
	if e.Old != nil {
		out += "\n" + render.Quoted(l, e.Old.Text, roomEdit)
	}
	if e.Old != nil && e.New != nil {
		out += "\n" + l.Say(locale.PhraseNowReads)
	}
	if e.New != nil {
		out += "\n" + render.Quoted(l, e.New.Text, roomEdit)
	}
	return out
}
