package bot

import (
	"strconv"
	"strings"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/locale"
	"verbatim/bot/markdown"
)

// Room on a page of a list, in units and lines.
const (
	roomList  = 3800
	listLines = 15
)

// listing is a list that may need several pages.
type listing struct {
	in    *locale.Language
	path  string   // the command that shows it, as custom_ids have it
	head  string   // above the list on every page, in markdown
	items []string // in markdown, of one line or more, each at most roomList units
	none  string   // what is said where there are no items
}

// page shows page i, or the last where there are fewer.
func (l listing) page(i int) Reply {
	if len(l.items) == 0 {
		return Reply{Content: strings.TrimPrefix(l.head+"\n"+l.none, "\n"), Private: true, nothing: true}
	}
	pages := l.pages()
	i = min(max(i, 0), len(pages)-1)
	r := Reply{Content: l.head, Embeds: []*discordgo.MessageEmbed{{Description: pages[i]}}, Private: true}
	if len(pages) > 1 {
		r.Content = strings.TrimPrefix(r.Content+"\n"+locale.Page(l.in, i+1, len(pages)), "\n")
		r.Components = []discordgo.MessageComponent{turner(l.in, l.path, i, len(pages))}
	}
	return r
}

// turned is page i in place of the one whose button was pressed.
func (l listing) turned(i int) Reply {
	r := l.page(i)
	r.Private = false
	return r
}

// turner is the row of buttons that lead from page i of n to its neighbours.
func turner(l *locale.Language, path string, i, n int) discordgo.ActionsRow {
	to := func(label string, to int) discordgo.Button {
		b := button(label, newCustomID(path, actionPage, strconv.Itoa(min(max(to, 0), n-1))))
		b.Disabled = to < 0 || to >= n
		return b
	}
	return row(to(l.Say(locale.LabelPrevious), i-1), to(l.Say(locale.LabelNext), i+1))
}

func (l listing) pages() []string {
	var out []string
	var page strings.Builder
	used, lines := 0, 0
	for _, item := range l.items {
		n, size := strings.Count(item, "\n")+1, markdown.Units(item)+1
		if page.Len() > 0 && (used+size > roomList || lines+n > listLines) {
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
