package render

import (
	"context"
	"strconv"
	"strings"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot"
	"verbatim/bot/locale"
	"verbatim/bot/markdown"
	"verbatim/corpus"
)

func embedUnits(e *discordgo.MessageEmbed) int {
	return markdown.Units(e.Description) + markdown.Units(e.Footer.Text)
}

// Piece is the part of an answer that one embed shows.
type Piece struct {
	Statement corpus.StatementID
	Part      int    // from 0
	speaker   string // "" if the speaker is not certain
	Embed     *discordgo.MessageEmbed
}

// Page is the pieces that one message shows.
type Page []Piece

// View is the answers to a question on pages.
type View struct {
	Found
	Pages   []Page
	Private bool // only one user sees the message
}

// group is the pieces of an answer and of its denial, if it has one.
type group struct {
	pieces   []Piece
	together bool // on one page, if they fit on it
}

// Pages returns the answers on as few pages as Discord's limits and the command allow, in
// order and each in as many pieces as it needs. Its error is ctx's.
func (f Found) Pages(ctx context.Context) ([]Page, error) {
	inPlace := map[corpus.StatementID]bool{} // denials that are shown below their allegations
	var groups []group
	for i, a := range f.Answers {
		if inPlace[a.ID] {
			continue
		}
		own, err := pieces(ctx, f.In, a, f.lead(a), i > 0 && f.shortens())
		if err != nil {
			return nil, err
		}
		g := group{pieces: own}
		if d := a.Denial; d != nil && !inPlace[d.ID] {
			inPlace[d.ID] = true
			denial, err := pieces(ctx, f.In, *d, markdown.Bold+f.In.Say(locale.PhraseDenial)+markdown.Bold, false)
			if err != nil {
				return nil, err
			}
			g.pieces = append(g.pieces, denial...)
			g.together = true
		}
		groups = append(groups, g)
	}
	return paginate(groups, f.onPage()), nil
}

// InFull returns answers on pages, each in full and on its own.
func InFull(ctx context.Context, l *locale.Language, answers []corpus.Answer) ([]Page, error) {
	var groups []group
	for _, a := range answers {
		own, err := pieces(ctx, l, a, "", false)
		if err != nil {
			return nil, err
		}
		groups = append(groups, group{pieces: own})
	}
	return paginate(groups, 0), nil
}

// lead returns the line above an answer: its day, if the answers are in an order or side
// by side.
func (f Found) lead(a corpus.Answer) string {
	if f.shortens() {
		return ""
	}
	if day := f.In.Day(a.Published); day != "" && !a.Origin.Supplied() {
		return markdown.Bold + day + markdown.Bold
	}
	return markdown.Bold + f.In.Say(locale.PhraseDateUnknown) + markdown.Bold
}

// paginate returns groups on pages, at most so many on each.
func paginate(groups []group, most int) []Page {
	var pages []Page
	var current Page
	used, count := 0, 0
	turn := func() { pages, current, used, count = append(pages, current), nil, 0, 0 }
	for _, g := range groups {
		size := 0
		for _, p := range g.pieces {
			size += embedUnits(p.Embed)
		}
		full := used+size > markdown.MaxEmbedTotal || len(current)+len(g.pieces) > markdown.MaxEmbeds
		if len(current) > 0 && (most > 0 && count == most || g.together && full) {
			turn()
		}
		for _, p := range g.pieces {
			size := embedUnits(p.Embed)
			if len(current) > 0 && (used+size > markdown.MaxEmbedTotal || len(current) == markdown.MaxEmbeds) {
				turn()
			}
			current, used = append(current, p), used+size
		}
		count++
	}
	if len(current) > 0 {
		turn()
	}
	return pages
}

// pieces renders one answer. If lead is not "", it is above the first line. Every piece
// names the speaker and the source. If there are several, each says which part it is.
func pieces(ctx context.Context, l *locale.Language, a corpus.Answer, lead string, short bool) ([]Piece, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	whole, cut := Glyphs(a), false
	if short {
		whole, cut = shortened(whole)
	}
	passages := split(whole, markdown.RoomPassage)
	by := a.Byline()
	certain := markdown.Line(by.Speaker)
	above, below := Saying(l, by), Source(l, a) // only once, because a long statement has hundreds of pieces
	out := make([]Piece, 0, len(passages))
	for i, text := range passages {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		footer := Standing(l, by)
		if cut {
			footer = locale.Shortened(l) + markdown.Separator + footer
		}
		if len(passages) > 1 {
			footer = locale.Part(l, i+1, len(passages)) + markdown.Separator + footer
		}
		said := passage(text)
		if cut && i == len(passages)-1 {
			said += " " + markdown.Ellipsis
		}
		parts := []string{above, said, below}
		if lead != "" {
			parts = append([]string{lead}, parts...)
		}
		out = append(out, Piece{Statement: a.ID, Part: i, speaker: certain, Embed: &discordgo.MessageEmbed{
			Description: strings.Join(parts, "\n"),
			Footer:      &discordgo.MessageEmbedFooter{Text: footer},
		}})
	}
	return out, nil
}

// Show returns the reply that shows page i.
func (v View) Show(i int) bot.Reply {
	r := bot.Reply{Content: v.Heading(v.In)}
	for _, p := range v.Pages[i] {
		r.Embeds = append(r.Embeds, p.Embed)
	}
	if v.Note != "" {
		r.Content += "\n" + v.Note
	}
	if len(v.Pages) > 1 {
		r.Content += "\n" + locale.Page(v.In, i+1, len(v.Pages))
		r.Components = append(r.Components, Row(v.turn(locale.LabelPrevious, i, i-1), v.turn(locale.LabelNext, i, i+1)))
	}
	first := v.Pages[i][0]
	buttons := []discordgo.MessageComponent{v.about(locale.LabelContext, ActionContext, first)}
	if len(v.Pages[i].Speakers()) > 0 {
		buttons = append(buttons, v.about(locale.LabelMoreBy, ActionMore, first))
	}
	if v.Private {
		buttons = append(buttons, v.about(locale.LabelShare, ActionShare, first))
	}
	if len(Picturable(ShownOn(v.Pages[i], v.Answers))) > 0 {
		buttons = append(buttons, v.about(locale.LabelPicture, ActionPicture, first))
	}
	buttons = append(buttons, CorrectionButton(v.In, first))
	r.Components = append(r.Components, Row(buttons...))
	return r
}

// Speakers returns the speakers on a page that are certain, each once.
func (p Page) Speakers() []string {
	var out []string
	seen := map[string]bool{}
	for _, one := range p {
		if one.speaker != "" && markdown.Units(one.speaker) <= MaxSpeaker && !seen[one.speaker] {
			seen[one.speaker] = true
			out = append(out, one.speaker)
		}
	}
	return out
}

// about returns a button about the page that begins with p.
func (v View) about(label locale.Phrase, action string, p Piece) discordgo.Button {
	return Button(v.In.Say(label), bot.NewCustomID(v.Path(), append([]string{action}, place(p)...)...))
}

// turn returns the button that leads from page i to page to, disabled if there is no such
// page. Its custom_id names the first piece there, by which the page is found again, and
// the page, because no two buttons of a message may be the same.
func (v View) turn(label locale.Phrase, i, to int) discordgo.Button {
	b := discordgo.Button{Label: v.In.Say(label), Style: discordgo.SecondaryButton, Disabled: to < 0 || to >= len(v.Pages)}
	if b.Disabled {
		to = i
	}
	b.CustomID = bot.NewCustomID(v.Path(), append(place(v.Pages[to][0]), strconv.Itoa(to))...)
	return b
}

// CorrectionButton returns the button that opens the dialogue about the page that begins
// with p.
func CorrectionButton(l *locale.Language, p Piece) discordgo.Button {
	return Button(l.Say(locale.LabelWrong), bot.NewCustomID(NameWrong, append([]string{WrongOpen}, place(p)...)...))
}

// ShownOn lists the answers on a page, in order.
func ShownOn(p Page, answers []corpus.Answer) []corpus.Answer {
	var out []corpus.Answer
	for _, a := range withDenials(answers) {
		for _, piece := range p {
			if piece.Statement == a.ID {
				out = append(out, a)
				break
			}
		}
	}
	return out
}

// place returns the arguments of a custom_id that name a piece.
func place(p Piece) []string { return []string{StatementKey(p.Statement), strconv.Itoa(p.Part)} }

// TurnTo returns the page to show when a button was pressed.
func TurnTo(id bot.CustomID, pages []Page) (int, error) {
	return PageOf(id.Arg(0), id.Arg(1), pages)
}

// PageOf returns the page with the piece that the arguments name, as place returns them.
func PageOf(statement, part string, pages []Page) (int, error) {
	for i, p := range pages {
		for _, piece := range p {
			if at := place(piece); at[0] == statement && at[1] == part {
				return i, nil
			}
		}
	}
	return 0, ErrNoLongerAnswers
}
