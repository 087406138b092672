package bot

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/locale"
	"verbatim/bot/markdown"
	"verbatim/corpus"
)

// What the command and its options are called, and the keys of their descriptions.
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

// corpusAdd is the group of /corpus add.
func (b *Bot) corpusAdd() command {
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
	return command{name: nameAdd, description: descAdd, subs: []command{
		{
			name: nameURL, description: descAddURL, run: action{work: b.addWeb("")},
			options: []*discordgo.ApplicationCommandOption{location, name, hours},
		},
		{
			name: nameFeed, description: descAddFeed, run: action{work: b.addWeb(corpus.SourceFeed)},
			options: []*discordgo.ApplicationCommandOption{location, name, hours},
		},
		{
			name: nameText, description: descAddText, run: action{open: openText},
			submit: map[string]action{"": privately(b.addText)},
		},
		{
			name: nameFile, description: descAddFile, run: action{work: b.addFile},
			options: []*discordgo.ApplicationCommandOption{file, name},
		},
	}}
}

// addWeb adds a source on the web and refreshes it for the first time.
func (b *Bot) addWeb(kind corpus.SourceKind) worker {
	return func(ctx context.Context, r *request, progress func(corpus.Progress)) (Reply, error) {
		s := corpus.Source{Guild: r.guild(), Kind: kind, Name: markdown.Line(r.text(nameName)), Location: strings.TrimSpace(r.text(nameAddress))}
		if hours, given := r.number(nameHours); given && hours > 0 {
			s.Every, s.Fixed = time.Duration(min(hours, maxHours))*time.Hour, true
		}
		progress(corpus.Progress{Doing: s.Location})
		s, err := b.desk.Sources.Add(ctx, r.user(), s, progress)
		if err != nil {
			return Reply{}, err
		}
		added := Reply{Content: locale.Added(r.language, nameOf(s), s.Kind)}
		runs, err := b.desk.Sources.Refresh(ctx, r.user(), r.guild(), s.ID, progress)
		switch {
		case errors.Is(err, context.Canceled):
			added.Content += "\n" + r.language.Say(locale.PhraseInterrupted)
		case err != nil:
			added.Content += "\n" + words(r.language, err)
			if !isRefusal(err) {
				b.log.ErrorContext(ctx, "refreshing a new source failed", "guild", r.GuildID, "source", s.ID, "error", err)
			}
		default:
			added.Content += "\n" + b.report(r.language, map[corpus.SourceID]string{s.ID: nameOf(s)}, runs)
		}
		return added, nil
	}
}

// openText asks for a text and its title.
func openText(_ context.Context, r *request) (Reply, error) {
	return Reply{Modal: &Modal{ID: newCustomID(pathOf(nameAdd, nameText)), Title: r.language.Say(locale.LabelAddText), Inputs: []discordgo.TextInput{
		{CustomID: nameName, Label: r.language.Say(locale.LabelTitle), Style: discordgo.TextInputShort, Required: true, MaxLength: maxName},
		{CustomID: nameText, Label: r.language.Say(locale.LabelText), Style: discordgo.TextInputParagraph, Required: true, MaxLength: markdown.MaxInput},
	}}}, nil
}

// addText stores the text of a modal.
func (b *Bot) addText(ctx context.Context, r *request) (Reply, error) {
	s, tally, err := b.desk.Supplies.AddText(ctx, r.user(), r.guild(), markdown.Line(r.inputs[nameName]), r.inputs[nameText])
	if err != nil {
		return Reply{}, err
	}
	return Reply{Content: locale.Added(r.language, nameOf(s), s.Kind) + "\n" + locale.Tally(r.language, tally), Private: true}, nil
}

// addFile stores a file that was attached.
func (b *Bot) addFile(ctx context.Context, r *request, progress func(corpus.Progress)) (Reply, error) {
	a := r.attachment(nameFile)
	if a == nil || a.URL == "" {
		return Reply{}, errNoAttachment
	}
	if a.Size > markdown.MaxUpload {
		return Reply{}, corpus.ErrTooLarge
	}
	progress(corpus.Progress{Doing: a.Filename})
	s, tally, err := b.desk.Supplies.AddAttachment(ctx, r.user(), r.guild(), markdown.Line(r.text(nameName)), a.Filename, a.URL, progress)
	if err != nil {
		return Reply{}, err
	}
	return Reply{Content: locale.Added(r.language, nameOf(s), s.Kind) + "\n" + locale.Tally(r.language, tally)}, nil
}
