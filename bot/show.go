package bot

import (
	"context"
	"strconv"
	"strings"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/locale"
	"verbatim/bot/markdown"
	"verbatim/corpus"
)

// piece is as much of an answer as one embed shows.
type piece struct {
	statement corpus.StatementID
	part      int    // from 0
	speaker   string // "" where nobody is certain
	embed     *discordgo.MessageEmbed
}

// page is as many pieces as one message shows.
type page []piece

// view is the answers to a question laid out on pages.
type view struct {
	found
	pages   []page
	private bool // the message is for one user alone
}

// group is the pieces of an answer, and of its denial where there is one.
type group struct {
	pieces   []piece
	together bool // on one page, where they fit one
}

// pages lays the answers out in order, each in as many pieces as it needs, on
// as few pages as Discord's limits and the command allow. An error is the
// context's.
func (f found) pages(ctx context.Context) ([]page, error) {
	inPlace := map[corpus.StatementID]bool{} // denials that stand with their allegations
	var groups []group
	for i, a := range f.answers {
		if inPlace[a.ID] {
			continue
		}
		own, err := pieces(ctx, f.in, a, f.lead(a), i > 0 && f.shortens())
		if err != nil {
			return nil, err
		}
		g := group{pieces: own}
		if d := a.Denial; d != nil && !inPlace[d.ID] {
			inPlace[d.ID] = true
			denial, err := pieces(ctx, f.in, *d, markdown.Bold+f.in.Say(locale.PhraseDenial)+markdown.Bold, false)
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

// inFull lays answers out one after the other, each in full and by itself.
func inFull(ctx context.Context, l *locale.Language, answers []corpus.Answer) ([]page, error) {
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

// shortens reports whether all answers but the best are shortened.
func (q question) shortens() bool { return q.mode == "" || q.mode == nameFind }

// onPage is how many answers a page has at most, 0 for as many as fit.
func (q question) onPage() int {
	switch q.mode {
	case nameQuote:
		return quotesOnPage
	case nameTimeline:
		return timelineOnPage
	case nameCompare:
		return besideOnPage
	}
	return 0
}

// lead is what stands above an answer: its day, where answers are in an order
// or beside one another.
func (f found) lead(a corpus.Answer) string {
	if f.shortens() {
		return ""
	}
	if day := f.in.Day(a.Published); day != "" && !a.Origin.Supplied() {
		return markdown.Bold + day + markdown.Bold
	}
	return markdown.Bold + f.in.Say(locale.PhraseDateUnknown) + markdown.Bold
}

// paginate puts groups on pages, at most so many on each.
func paginate(groups []group, most int) []page {
	var pages []page
	var current page
	used, count := 0, 0
	turn := func() { pages, current, used, count = append(pages, current), nil, 0, 0 }
	for _, g := range groups {
		size := 0
		for _, p := range g.pieces {
			size += embedUnits(p.embed)
		}
		full := used+size > markdown.MaxEmbedTotal || len(current)+len(g.pieces) > markdown.MaxEmbeds
		if len(current) > 0 && (most > 0 && count == most || g.together && full) {
			turn()
		}
		for _, p := range g.pieces {
			size := embedUnits(p.embed)
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

// pieces renders one answer, with a lead above it where that is not "". Every
// piece names the speaker and the source; of several, each says which part it
// is.
func pieces(ctx context.Context, l *locale.Language, a corpus.Answer, lead string, short bool) ([]piece, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	whole, cut := glyphs(a), false
	if short {
		whole, cut = shortened(whole)
	}
	passages := split(whole, markdown.RoomPassage)
	certain := ""
	if a.Certain && a.Kind != corpus.Narrated {
		certain = markdown.Line(a.Speaker)
	}
	above, below := saying(l, a), source(l, a) // once: a long statement has hundreds of pieces
	out := make([]piece, 0, len(passages))
	for i, text := range passages {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		footer := standing(l, a)
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
		out = append(out, piece{statement: a.ID, part: i, speaker: certain, embed: &discordgo.MessageEmbed{
			Description: strings.Join(parts, "\n"),
			Footer:      &discordgo.MessageEmbedFooter{Text: footer},
		}})
	}
	return out, nil
}

// show is the reply that shows page i.
func (v view) show(i int) Reply {
	r := Reply{Content: v.heading(v.in)}
	for _, p := range v.pages[i] {
		r.Embeds = append(r.Embeds, p.embed)
	}
	if v.note != "" {
		r.Content += "\n" + v.note
	}
	if len(v.pages) > 1 {
		r.Content += "\n" + locale.Page(v.in, i+1, len(v.pages))
		r.Components = append(r.Components, row(v.turn(locale.LabelPrevious, i, i-1), v.turn(locale.LabelNext, i, i+1)))
	}
	first := v.pages[i][0]
	buttons := []discordgo.MessageComponent{v.about(locale.LabelContext, actionContext, first)}
	if len(v.pages[i].speakers()) > 0 {
		buttons = append(buttons, v.about(locale.LabelMoreBy, actionMore, first))
	}
	if v.private {
		buttons = append(buttons, v.about(locale.LabelShare, actionShare, first))
	}
	if len(picturable(shownOn(v.pages[i], v.answers))) > 0 {
		buttons = append(buttons, v.about(locale.LabelPicture, actionPicture, first))
	}
	buttons = append(buttons, wrongButton(v.in, first))
	r.Components = append(r.Components, row(buttons...))
	return r
}

// speakers are those who speak for certain on a page, each once.
func (p page) speakers() []string {
	var out []string
	seen := map[string]bool{}
	for _, one := range p {
		if one.speaker != "" && markdown.Units(one.speaker) <= maxSpeaker && !seen[one.speaker] {
			seen[one.speaker] = true
			out = append(out, one.speaker)
		}
	}
	return out
}

// about is a button about the page that begins with p.
func (v view) about(label locale.Phrase, action string, p piece) discordgo.Button {
	return button(v.in.Say(label), newCustomID(v.path(), append([]string{action}, place(p)...)...))
}

// turn is the button that leads from page i to page to, disabled where there
// is none. It names the first piece there, by which it finds the page again,
// and the page, so that no two buttons of a message are the same.
func (v view) turn(label locale.Phrase, i, to int) discordgo.Button {
	b := discordgo.Button{Label: v.in.Say(label), Style: discordgo.SecondaryButton, Disabled: to < 0 || to >= len(v.pages)}
	if b.Disabled {
		to = i
	}
	b.CustomID = newCustomID(v.path(), append(place(v.pages[to][0]), strconv.Itoa(to))...)
	return b
}
