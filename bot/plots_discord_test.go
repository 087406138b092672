package bot_test

import (
	"fmt"
	"strings"
	"testing"

	"verbatim/bot/discordtest"
	"verbatim/corpus"
)

// ferries are n articles with one statement each on the ferry, so many a month
// from January 2022 on, and so many more without a date.
func ferries(n, perMonth, undated int) []corpus.Article {
	var out []corpus.Article
	for i := range n + undated {
		a := corpus.Article{
			ID: corpus.ArticleID(fmt.Sprintf("ferry%03d", i)), Title: "On the ferry", Publisher: "The Pier", URL: fmt.Sprintf("https://pier.example/%d", i),
			Language: "en", Origin: corpus.OriginImported,
			Text: fmt.Sprintf("“The ferry will sail at dawn with %d passengers aboard,” said Ada Winter, the harbour master.", 1000+i),
		}
		if i < n {
			month := i / perMonth
			a.Published = corpus.Date(fmt.Sprintf("%04d-%02d-%02d", 2022+month/12, month%12+1, i%perMonth+1))
		}
		out = append(out, a)
	}
	return out
}

// A timeline that was cut short says so wherever its numbers stand.
func TestACappedTimelineSaysSo(t *testing.T) {
	const capped = "More statements were found: only the first 60 are shown and counted."
	tests := []struct {
		name             string
		n, month, undate int
		numbers          string // of the plot
		left             string
		pages            int
	}{
		{"fewer", 7, 4, 0, "2022-01: 4; 2022-02: 3", "", 2},
		{"as many as are listed", 60, 10, 0, "2022-01: 10; 2022-02: 10; 2022-03: 10; 2022-04: 10; 2022-05: 10; 2022-06: 10", "", 12},
		{"one more", 61, 20, 0, "2022-01: 20; 2022-02: 20; 2022-03: 20", capped, 12},
		{"many more", 130, 25, 3, "2022-01: 25; 2022-02: 25; 2022-03: 10", capped, 12},
		{"some without a date", 6, 3, 4, "2022-01: 3; 2022-02: 3", "4 statements without a known date are not counted.", 2},
		{"more, and some without a date", 54, 27, 9, "2022-01: 27; 2022-02: 27", capped + " 6 statements without a known date are not counted.", 12},
		{"none with a date", 0, 1, 61, "", capped, 12},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			discord := discordtest.New(t)
			ann := discord.Guild("Newsroom").Member("ann")
			stop := online(t, discord, library(t, ferries(tt.n, tt.month, tt.undate)...))
			defer stop()
			reply := ann.Types("/timeline topic: ferry").Reply()
			want := strings.Trim(tt.numbers+"\n"+tt.left, "\n")
			if _, note, _ := strings.Cut(reply.Content, "`/timeline`\n"); note != fmt.Sprintf("%s\nPage 1 of %d", want, tt.pages) {
				t.Errorf("beside it stands\n%s\nwant\n%s", note, want)
			}
			if next := ann.Presses(reply, "Next").Reply(); !strings.Contains(next.Content, want) {
				t.Errorf("beside the next page stands\n%s\nwant\n%s", next.Content, want)
			}
			if tt.numbers == "" {
				if len(reply.Files) > 0 {
					t.Errorf("it has the file %s, want none where nothing is counted", reply.Files[0].Name)
				}
				return
			}
			if f := drawn(t, reply, "timeline.png"); !strings.HasPrefix(f.Description, "ferry") || !strings.Contains(f.Description, tt.numbers) || !strings.HasSuffix(f.Description, strings.TrimSpace(". "+tt.left)) {
				t.Errorf("the description is %q, want %q and %q in it", f.Description, tt.numbers, tt.left)
			}
		})
	}
}
