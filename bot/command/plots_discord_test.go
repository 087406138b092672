package command_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"

	"verbatim/bot/command"
	"verbatim/bot/gateway"
	"verbatim/bot/picture"
	"verbatim/corpus"
	"verbatim/corpus/admin"
	"verbatim/corpus/builtin"
	"verbatim/corpus/store"
	"verbatim/index"
	"verbatim/internal/discordtest"
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
	discord := discordtest.New(t)
	var all []corpus.Article
	members := map[string]*discordtest.User{}
	for _, tt := range tests {
		guild := discord.Guild(tt.name)
		members[tt.name] = guild.Member("ann")
		for _, a := range ferries(tt.n, tt.month, tt.undate) {
			a.Guild = corpus.GuildID(guild.ID())
			all = append(all, a)
		}
	}
	online(t, discord, library(t, all...))
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ann := members[tt.name]
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
			if f := drawn(t, reply, "timeline.png"); !strings.HasPrefix(f.Description, "ferry (statements): ") || !strings.Contains(f.Description, tt.numbers) || !strings.HasSuffix(f.Description, strings.TrimSpace(". "+tt.left)) {
				t.Errorf("the description is %q, want %q and %q in it", f.Description, tt.numbers, tt.left)
			}
		})
	}
}

// stock brings the bot online with a store of articles, its index and its desk,
// in place of the one before; noBuiltin is the program's.
func stock(t *testing.T, discord *discordtest.Server, noBuiltin bool, articles ...corpus.Article) *admin.Service {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	var log bytes.Buffer
	logger := slog.New(slog.NewTextHandler(&log, nil))
	s, err := store.Open(ctx, filepath.Join(t.TempDir(), "verbatim.db"), logger)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Put(ctx, articles...); err != nil {
		t.Fatal(err)
	}
	x, err := index.OpenMemory(s, index.Options{Log: logger})
	if err != nil {
		t.Fatal(err)
	}
	if err := x.CatchUp(ctx); err != nil {
		t.Fatal(err)
	}
	d := admin.New(admin.Options{Store: s, Log: logger, Holder: t.Name(), NoBuiltin: noBuiltin})
	b := command.New(command.Options{
		Search: x, Log: logger, Threshold: index.DefaultThreshold, NoBuiltin: noBuiltin,
		Corpus: d, Settings: d,
	})
	done := make(chan error, 1)
	go func() {
		done <- gateway.Run(ctx, b, gateway.Options{
			Token: discord.Token(), Log: logger, Out: io.Discard, Transport: discord.Transport(), Dialer: discord.Dialer(),
		})
	}()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("the bot ended with %v", err)
		}
		if err := x.Close(); err != nil {
			t.Errorf("close the index: %v", err)
		}
		if err := s.Close(); err != nil {
			t.Errorf("close the store: %v", err)
		}
		if strings.Contains(log.String(), "level=ERROR") {
			t.Errorf("log:\n%s", log.String())
		}
	})
	discord.Await("ask")
	return d
}

// painted wants a file to be what the painter makes of the bars.
func painted(t *testing.T, f discordtest.File, bars picture.Bars) {
	t.Helper()
	p, err := picture.New()
	if err != nil {
		t.Fatal(err)
	}
	bars.Write = strconv.Itoa
	want, err := p.Plot(bars)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(f.Content, want) {
		t.Errorf("%s is not the picture of %+v", f.Name, bars)
	}
}

// The number of articles in which a plot's numbers are is of those that the
// guild sees, and it stands in the picture as in its description.
func TestAPlotSaysInHowManyArticles(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes long, and is left out with -short")
	}
	discord := discordtest.New(t)
	guild, other := discord.Guild("Newsroom"), discord.Guild("Elsewhere")
	ann := guild.Member("ann")
	alone := discord.User("alone")
	mine := corpus.GuildID(guild.ID())
	own, theirs, shared := ferries(2, 1, 0), ferries(4, 1, 0), ferries(8, 4, 0)
	for i := range own {
		own[i].Guild = mine
	}
	for i := range theirs {
		theirs[i].Guild = corpus.GuildID(other.ID())
	}
	for i := range shared { // in other words than the guilds' own
		shared[i].ID, shared[i].Text = "shared"+shared[i].ID, strings.Replace(shared[i].Text, "at dawn", "tonight", 1)
	}
	all := append(append(append([]corpus.Article{builtin.Article()}, own...), theirs...), shared...)
	tests := []struct {
		name      string
		noBuiltin bool // of the program
		chosen    corpus.Settings
		who       *discordtest.User
		articles  int
		bars      []picture.Bar
		speaks    int // statements of Ada Winter
	}{
		{"all", false, corpus.Settings{}, ann, 11, []picture.Bar{{Name: "2022-01", Number: 5}, {Name: "2022-02", Number: 5}}, 10},
		{"without the built-in article", false, corpus.Settings{NoBuiltin: true}, ann, 10, []picture.Bar{{Name: "2022-01", Number: 5}, {Name: "2022-02", Number: 5}}, 10},
		{"without the shared ones", false, corpus.Settings{NoShared: true}, ann, 3, []picture.Bar{{Name: "2022-01", Number: 1}, {Name: "2022-02", Number: 1}}, 2},
		{"its own alone", false, corpus.Settings{NoShared: true, NoBuiltin: true}, ann, 2, []picture.Bar{{Name: "2022-01", Number: 1}, {Name: "2022-02", Number: 1}}, 2},
		{"in no guild", false, corpus.Settings{}, alone, 9, []picture.Bar{{Name: "2022-01", Number: 4}, {Name: "2022-02", Number: 4}}, 8},
		{"where the program leaves the built-in article out", true, corpus.Settings{}, ann, 10, []picture.Bar{{Name: "2022-01", Number: 5}, {Name: "2022-02", Number: 5}}, 10},
		{"where both leave it out", true, corpus.Settings{NoBuiltin: true, NoShared: true}, ann, 2, []picture.Bar{{Name: "2022-01", Number: 1}, {Name: "2022-02", Number: 1}}, 2},
		{"in no guild, without the built-in article", true, corpus.Settings{}, alone, 8, []picture.Bar{{Name: "2022-01", Number: 4}, {Name: "2022-02", Number: 4}}, 8},
	}
	for _, noBuiltin := range []bool{false, true} {
		t.Run(fmt.Sprint("no-builtin ", noBuiltin), func(t *testing.T) {
			d := stock(t, discord, noBuiltin, all...)
			for _, tt := range tests {
				if tt.noBuiltin != noBuiltin {
					continue
				}
				t.Run(tt.name, func(t *testing.T) {
					if err := d.Change(t.Context(), ann.ID(), mine, tt.chosen); err != nil {
						t.Fatal(err)
					}
					saysInHowMany(t, tt.who, tt.articles, tt.speaks, tt.bars)
				})
			}
		})
	}
}

// saysInHowMany wants so many articles in the plots that somebody gets, with the
// bars of their timeline and so many statements of Ada Winter.
func saysInHowMany(t *testing.T, who *discordtest.User, articles, speaks int, bars []picture.Bar) {
	t.Helper()
	note := fmt.Sprintf("In %d articles of this corpus.", articles)
	f := drawn(t, who.Types("/timeline topic: ferry").Reply(), "timeline.png")
	want := fmt.Sprintf("ferry (statements): %s: %d; %s: %d. %s", bars[0].Name, bars[0].Number, bars[1].Name, bars[1].Number, note)
	if f.Description != want {
		t.Errorf("the timeline's description is\n%s\nwant\n%s", f.Description, want)
	}
	painted(t, f, picture.Bars{Title: "ferry", Note: note, Axis: "statements", Bars: bars})

	reply := who.Types("/speakers topic: ferry").Reply()
	f = drawn(t, reply, "speakers.png")
	if want := fmt.Sprintf("ferry (statements): Ada Winter: %d. %s", speaks, note); f.Description != want || !strings.Contains(reply.Content, note) {
		t.Errorf("the speakers' description is %q beside %q, want %q", f.Description, reply.Content, want)
	}
	painted(t, f, picture.Bars{Title: "ferry", Note: note, Axis: "statements", Across: true, Bars: []picture.Bar{{Name: "Ada Winter", Number: speaks}}})

	f = drawn(t, who.Types("/speakers").Reply(), "speakers.png")
	if !strings.HasPrefix(f.Description, "Who speaks most (statements): ") || !strings.HasSuffix(f.Description, ". "+note) {
		t.Errorf("the description of who speaks most is %q, want %q at its end", f.Description, note)
	}
}

// Where the store cannot be read, who speaks is told all the same, and no number
// of articles is claimed.
func TestPlotsWhileTheStoreIsAway(t *testing.T) {
	inOffice(t, func(t *testing.T, m *moderated) {
		m.office.mu.Lock()
		m.office.fails = corpus.ErrOutage
		m.office.mu.Unlock()
		m.shelf.names = []corpus.SpeakerCount{{Name: "Ada Winter", Statements: 3}}
		reply := m.bob.Types("/speakers").Reply()
		f := drawn(t, reply, "speakers.png")
		if strings.Contains(f.Description+reply.Content, "articles of this corpus") || len(reply.Embeds) != 1 {
			t.Errorf("got %q, %q, want who speaks, in no number of articles", reply.Content, f.Description)
		}
		synctest.Wait()
		if !strings.Contains(m.log.String(), "the articles cannot be counted") {
			t.Errorf("log:\n%s", m.log.String())
		}
	})
}
