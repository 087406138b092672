package bot

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"

	"github.com/bwmarrin/discordgo"

	"verbatim/corpus"
)

// Discord's limits on a message, in units.
const (
	maxContent     = 2000
	maxDescription = 4096
	maxFooter      = 2048
	maxEmbedTotal  = 6000 // over all embeds of a message
	maxEmbeds      = 10
	maxCustomID    = 100
	maxChoice      = 100
	maxChoices     = 25
)

// Room for the parts of an embed, in units of escaped text. Together they stay
// below maxDescription.
const (
	roomPassage   = 2200
	roomName      = 200
	roomRole      = 200
	roomCue       = 100
	roomTitle     = 250
	roomPublisher = 100
)

// maxAlso is how many further places of the same statement are named.
const maxAlso = 3

// piece is as much of an answer as one embed shows.
type piece struct {
	statement corpus.StatementID
	part      int // from 0
	embed     *discordgo.MessageEmbed
}

// page is as many pieces as one message shows.
type page []piece

// paginate lays answers out in order, each in as many pieces as it needs, on
// as few pages as Discord's limits allow.
func paginate(l *language, answers []corpus.Answer) []page {
	var pages []page
	var current page
	used := 0
	for _, a := range answers {
		for _, p := range pieces(l, a) {
			size := embedUnits(p.embed)
			if len(current) > 0 && (used+size > maxEmbedTotal || len(current) == maxEmbeds) {
				pages, current, used = append(pages, current), nil, 0
			}
			current, used = append(current, p), used+size
		}
	}
	if len(current) > 0 {
		pages = append(pages, current)
	}
	return pages
}

// pieces renders one answer. Every piece names the speaker and the source; of
// several, each says which part it is.
func pieces(l *language, a corpus.Answer) []piece {
	passages := split(glyphs(a), roomPassage)
	out := make([]piece, 0, len(passages))
	for i, text := range passages {
		footer := standing(l, a)
		if len(passages) > 1 {
			footer = wordsPart(l, i+1, len(passages)) + separator + footer
		}
		out = append(out, piece{statement: a.ID, part: i, embed: &discordgo.MessageEmbed{
			Description: strings.Join([]string{saying(l, a), passage(text), source(l, a)}, "\n"),
			Footer:      &discordgo.MessageEmbedFooter{Text: footer},
		}})
	}
	return out
}

func embedUnits(e *discordgo.MessageEmbed) int { return units(e.Description) + units(e.Footer.Text) }

// saying is the line on who is reported as saying it, and the article's own
// word for how. A name that is not certain is not in it.
func saying(l *language, a corpus.Answer) string {
	if a.Kind == corpus.Narrated {
		return bold + l.say(wordsNarrated) + bold
	}
	cue := l.say(wordsContinues)
	if a.Cue != nil {
		cue = clip(a.Cue.Text, roomCue)
	}
	return speaker(l, a) + separatorSaying + cue
}

func speaker(l *language, a corpus.Answer) string {
	name := clip(a.Speaker, roomName)
	if a.Certain && name != "" {
		out := bold + name + bold
		if role := clip(a.Role, roomRole); role != "" {
			out += ", " + role
		}
		return out
	}
	out := bold + l.say(wordsNotIdentified) + bold
	if a.Mention != nil {
		if mention := clip(corpus.OwnWord(a.Mention.Text), roomName); mention != "" {
			out += " (" + wordsArticleSays(l, mention) + ")"
		}
	}
	return out
}

// source is the citation: what is known of it, and that the rest is unknown.
func source(l *language, a corpus.Answer) string {
	here := corpus.Citation{Title: a.Title, Publisher: a.Publisher, Published: a.Published, Origin: a.Origin}
	parts := citation(l, here)
	if title := clip(a.Title, roomTitle); title != "" {
		parts = append(parts, title)
	}
	if to := link(a.URL); to != "" && !a.Origin.Supplied() {
		parts = append(parts, "["+l.say(labelSource)+"]("+to+")")
	}
	out := strings.Join(parts, separator)
	if len(a.Also) > 0 {
		out += "\n" + also(l, a.Also)
	}
	return out
}

// citation is who published it and when. What a moderator supplied was
// published by nobody that is known.
func citation(l *language, c corpus.Citation) []string {
	publisher := clip(c.Publisher, roomPublisher)
	switch {
	case c.Origin.Supplied():
		publisher = l.say(wordsSupplied)
	case publisher != "":
	case c.Origin == corpus.OriginBuiltin:
		publisher = l.say(wordsBuiltin)
	default:
		publisher = l.say(wordsPublisherUnknown)
	}
	day := l.day(c.Published)
	if day == "" {
		day = l.say(wordsDateUnknown)
	}
	return []string{publisher, day}
}

func also(l *language, places []corpus.Citation) string {
	var out []string
	for i, c := range places {
		if i == maxAlso {
			out = append(out, wordsMore(l, len(places)-maxAlso))
			break
		}
		out = append(out, strings.Join(citation(l, c), separator))
	}
	return l.say(labelAlso) + " " + l.list(out)
}

// standing says what a quote is worth: a report, and who attributed it.
func standing(l *language, a corpus.Answer) string {
	by := l.say(wordsAutomatic)
	if a.Corrected {
		by = l.say(wordsCorrected)
	}
	out := l.say(wordsNotVerified) + separator + by
	if day := l.day(a.Reworded); day != "" {
		out += separator + wordsReworded(l, day)
	}
	return out
}

// heading is the top of a reply. It holds the question, so that a button finds
// it there after any time and any restart.
func (q question) heading(l *language) string {
	out := headed(l.say(labelQuestion), q.text)
	if q.speaker != "" {
		out += "\n" + headed(l.say(labelSpeaker), q.speaker)
	}
	return out
}

// question is what a message asks.
type question struct {
	text, speaker string // each one clean line
}

// readHeading finds the question in a message's content. It goes by the order
// of the lines, so that it reads headings in any language.
func readHeading(content string) (question, error) {
	values := headings(content)
	switch len(values) {
	case 0:
		return question{}, errLostQuestion
	case 1:
		return question{text: values[0]}, nil
	}
	return question{text: values[0], speaker: values[1]}, nil
}

// headed is a line of a message that a button finds again there.
func headed(label, value string) string { return bold + label + bold + " " + escape(value) }

// headings are the values of a message's first lines that headed has written.
func headings(content string) []string {
	var values []string
	for l := range strings.Lines(content) {
		label, value, found := strings.Cut(strings.TrimPrefix(strings.TrimSpace(l), bold), bold+" ")
		if !found || strings.ContainsRune(label, '*') {
			break
		}
		values = append(values, unescape(value))
	}
	return values
}

// show is the reply that shows page i of the answers to q.
func show(l *language, q question, pages []page, i int) Reply {
	r := Reply{Content: q.heading(l)}
	for _, p := range pages[i] {
		r.Embeds = append(r.Embeds, p.embed)
	}
	var buttons []discordgo.MessageComponent
	if len(pages) > 1 {
		r.Content += "\n" + wordsPage(l, i+1, len(pages))
		buttons = append(buttons, turn(l.say(labelPrevious), pages, i, i-1), turn(l.say(labelNext), pages, i, i+1))
	}
	buttons = append(buttons, wrongButton(l, pages[i][0]))
	r.Components = []discordgo.MessageComponent{row(buttons...)}
	return r
}

// turn is the button that leads from page i to page to, disabled where there
// is none. It names the first piece there, by which it finds the page again,
// and the page, so that no two buttons of a message are the same.
func turn(label string, pages []page, i, to int) discordgo.Button {
	b := discordgo.Button{Label: label, Style: discordgo.SecondaryButton, Disabled: to < 0 || to >= len(pages)}
	if b.Disabled {
		to = i
	}
	b.CustomID = newCustomID(nameAsk, append(place(pages[to][0]), strconv.Itoa(to))...)
	return b
}

// place is how a custom_id names a piece.
func place(p piece) []string { return []string{statementKey(p.statement), strconv.Itoa(p.part)} }

// statementKey is the statement's id, or a digest of one that is too long for
// a custom_id.
func statementKey(id corpus.StatementID) string {
	const longest = 64
	if len(id) <= longest && !strings.ContainsRune(string(id), '/') {
		return string(id)
	}
	return digest(string(id))
}

// digest is 16 bytes of ASCII that stand for s.
func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:8])
}

// turnTo finds the page that a button leads to.
func turnTo(id customID, pages []page) (int, error) {
	return pageOf(id.arg(0), id.arg(1), pages)
}

// pageOf finds the page on which a piece stands that place names so.
func pageOf(statement, part string, pages []page) (int, error) {
	for i, p := range pages {
		for _, piece := range p {
			if at := place(piece); at[0] == statement && at[1] == part {
				return i, nil
			}
		}
	}
	return 0, errNoLongerAnswers
}
