package render

import (
	"strings"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot"
	"verbatim/bot/locale"
	"verbatim/bot/markdown"
)

// The room on a page of a list, in units and in lines.
const (
	RoomList  = 3800
	listLines = 15
)

// Listing is a list that may need several pages.
type Listing struct {
	In    *locale.Language
	Path  string   // the command that shows it, in custom_ids
	Head  string   // above the list on every page, in markdown
	Items []string // in markdown; each has one line or more and at most roomList units
	None  string   // shown if there are no items
}

// Page returns page i, or the last if there are fewer.
func (l Listing) Page(i int) bot.Reply {
	if len(l.Items) == 0 {
		return bot.Reply{Content: strings.TrimPrefix(l.Head+"\n"+l.None, "\n"), Private: true, Nothing: true}
	}
	pages := l.pages()
	i = min(max(i, 0), len(pages)-1)
	r := bot.Reply{Content: l.Head, Embeds: []*discordgo.MessageEmbed{{Description: pages[i]}}, Private: true}
	if len(pages) > 1 {
		r.Content = strings.TrimPrefix(r.Content+"\n"+locale.Page(l.In, i+1, len(pages)), "\n")
		r.Components = []discordgo.MessageComponent{Turner(l.In, l.Path, i, len(pages))}
	}
	return r
}

// Turned returns page i as the reply when a button of another page was pressed.
func (l Listing) Turned(i int) bot.Reply {
	r := l.Page(i)
	r.Private = false
	return r
}

func (l Listing) pages() []string {
	var out []string
	var page strings.Builder
	used, lines := 0, 0
	for _, item := range l.Items {
		n, size := strings.Count(item, "\n")+1, markdown.Units(item)+1
		if page.Len() > 0 && (used+size > RoomList || lines+n > listLines) {
			out = append(out, page.String())
			page.Reset()
			used, lines = 0, 0
		}
		if page.Len() > 0 {
			page.WriteByte('\n')
		}
		page.WriteString(item)
		used, lines = used+size, lines+n
	}
	return append(out, page.String())
}
