package command

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot"
	"verbatim/bot/locale"
	"verbatim/bot/markdown"
	"verbatim/corpus"
)

// The names of the command and its options, and the keys of their descriptions.
const (
	nameAdd     = "add"
	descAdd     = "describe.add"
	nameURL     = "url"
	descAddURL  = "describe.add-url"
	nameFeed    = "feed"
	descAddFeed = "describe.add-feed"
	nameText    = "text"
	descAddText = "describe.add-text"
	nameFile    = "file"
	descAddFile = "describe.add-file"
	descFile    = "describe.file"
	nameAddress = "address"
	descAddress = "describe.address"
	nameName    = "name"
	descName    = "describe.name"
	nameHours   = "hours"
	descHours   = "describe.hours"
)

const (
	maxLocation = 2000
	maxHours    = 24 * 30
)

// maxName is the longest name of a source, in characters.
const maxName = corpus.MaxSourceName

// addCommand is /corpus add.
type addCommand struct{ sourceFinder }

// row returns the group of /corpus add.
func (h addCommand) row() bot.Command {
	least := 1.0
	location := &discordgo.ApplicationCommandOption{
		Type: discordgo.ApplicationCommandOptionString, Name: nameAddress, Description: descAddress, Required: true, MaxLength: maxLocation,
	}
	name := &discordgo.ApplicationCommandOption{
		Type: discordgo.ApplicationCommandOptionString, Name: nameName, Description: descName, MaxLength: maxName,
	}
	hours := &discordgo.ApplicationCommandOption{
		Type: discordgo.ApplicationCommandOptionInteger, Name: nameHours, Description: descHours, MinValue: &least, MaxValue: maxHours,
	}
	file := &discordgo.ApplicationCommandOption{
		Type: discordgo.ApplicationCommandOptionAttachment, Name: nameFile, Description: descFile, Required: true,
	}
	return bot.Command{Name: nameAdd, Description: descAdd, Subs: []bot.Command{
		{
			Name: nameURL, Description: descAddURL, Run: bot.Action{Work: h.addWeb("")},
			Options: []*discordgo.ApplicationCommandOption{location, name, hours},
		},
		{
			Name: nameFeed, Description: descAddFeed, Run: bot.Action{Work: h.addWeb(corpus.SourceFeed)},
			Options: []*discordgo.ApplicationCommandOption{location, name, hours},
		},
		{
			Name: nameText, Description: descAddText, Run: bot.Action{Open: openText},
			Submit: map[string]bot.Action{"": bot.Privately(h.addText)},
		},
		{
			Name: nameFile, Description: descAddFile, Run: bot.Action{Work: h.addFile},
			Options: []*discordgo.ApplicationCommandOption{file, name},
		},
	}}
}

// addWeb returns a worker that adds a source on the web and refreshes it for the first
// time.
func (h addCommand) addWeb(kind corpus.SourceKind) bot.Worker {
	return func(ctx context.Context, r *bot.Request, progress func(corpus.Progress)) (bot.Reply, error) {
		s := corpus.Source{Guild: r.Guild(), Kind: kind, Name: markdown.Line(r.Text(nameName)), Location: strings.TrimSpace(r.Text(nameAddress))}
		if hours, given := r.Number(nameHours); given && hours > 0 {
			s.Every, s.Fixed = time.Duration(min(hours, maxHours))*time.Hour, true
		}
		progress(corpus.Progress{Doing: s.Location})
		s, err := h.corpus.Add(ctx, r.UserID(), s, progress)
		if err != nil {
			return bot.Reply{}, err
		}
		added := bot.Reply{Content: locale.Added(r.Language, nameOf(s), s.Kind)}
		runs, err := h.corpus.Refresh(ctx, r.UserID(), r.Guild(), s.ID, progress)
		switch {
		case errors.Is(err, context.Canceled):
			added.Content += "\n" + r.Language.Say(locale.PhraseInterrupted)
		case err != nil:
			added.Content += "\n" + h.refusals.Words(r.Language, err)
			if !h.refusals.Has(err) {
				h.log.ErrorContext(ctx, "refreshing a new source failed", "guild", r.GuildID, "source", s.ID, "error", err)
			}
		default:
			added.Content += "\n" + runsReport(r.Language, map[corpus.SourceID]string{s.ID: nameOf(s)}, runs)
		}
		return added, nil
	}
}

// openText asks for a text and its title.
func openText(_ context.Context, r *bot.Request) (bot.Reply, error) {
	return bot.Reply{Modal: &bot.Modal{ID: bot.NewCustomID(pathOf(nameAdd, nameText)), Title: r.Language.Say(locale.LabelAddText), Inputs: []discordgo.TextInput{
		{CustomID: nameName, Label: r.Language.Say(locale.LabelTitle), Style: discordgo.TextInputShort, Required: true, MaxLength: maxName},
		{CustomID: nameText, Label: r.Language.Say(locale.LabelText), Style: discordgo.TextInputParagraph, Required: true, MaxLength: markdown.MaxInput},
	}}}, nil
}

// addText stores the text of a modal.
func (h addCommand) addText(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	s, tally, err := h.corpus.AddText(ctx, r.UserID(), r.Guild(), markdown.Line(r.Inputs[nameName]), r.Inputs[nameText])
	if err != nil {
		return bot.Reply{}, err
	}
	return bot.Reply{Content: locale.Added(r.Language, nameOf(s), s.Kind) + "\n" + locale.Tally(r.Language, tally), Private: true}, nil
}

// addFile stores an attached file.
func (h addCommand) addFile(ctx context.Context, r *bot.Request, progress func(corpus.Progress)) (bot.Reply, error) {
	a := r.Attachment(nameFile)
	if a == nil || a.URL == "" {
		return bot.Reply{}, errNoAttachment
	}
	if a.Size > markdown.MaxUpload {
		return bot.Reply{}, corpus.ErrTooLarge
	}
	progress(corpus.Progress{Doing: a.Filename})
	s, tally, err := h.corpus.AddAttachment(ctx, r.UserID(), r.Guild(), markdown.Line(r.Text(nameName)), a.Filename, a.URL, progress)
	if err != nil {
		return bot.Reply{}, err
	}
	return bot.Reply{Content: locale.Added(r.Language, nameOf(s), s.Kind) + "\n" + locale.Tally(r.Language, tally)}, nil
}
