package command

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"verbatim/bot"
	"verbatim/bot/locale"
	"verbatim/bot/markdown"
	"verbatim/bot/picture"
	"verbatim/bot/render/rendertest"
	"verbatim/corpus"
)

func TestByTime(t *testing.T) {
	tests := []struct {
		name string
		days []corpus.Date
		want []tally
	}{
		{"none", nil, nil},
		{"without a date", []corpus.Date{"", "soon"}, nil},
		{"one", []corpus.Date{"2022-03-04", ""}, []tally{{Name: "2022-03", Number: 1}}},
		{"months over a year's end", []corpus.Date{"2023-01-31", "2022-11-01", "2023-01-01"}, []tally{{Name: "2022-11", Number: 1}, {Name: "2022-12"}, {Name: "2023-01", Number: 2}}},
		{"more than twelve months", []corpus.Date{"2022-01-01", "2023-01-01"}, []tally{{Name: "2022", Number: 1}, {Name: "2023", Number: 1}}},
		{"many years", []corpus.Date{"1999-12-31", "2012-01-01"}, []tally{
			{Name: "1999–2000", Number: 1}, {Name: "2001–2002"}, {Name: "2003–2004"}, {Name: "2005–2006"}, {Name: "2007–2008"}, {Name: "2009–2010"}, {Name: "2011–2012", Number: 1},
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var answers []corpus.Answer
			for _, d := range tt.days {
				answers = append(answers, corpus.Answer{Published: d})
			}
			if got := byTime(answers); !slices.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

// A plot says out of what its numbers are.
func TestAPlotSaysOutOfWhat(t *testing.T) {
	p := plotted{title: "the ferry", articles: 42, tallies: []tally{{Name: "2022", Number: 1}}}
	if got := p.bars(rendertest.English(t)); got.Note != "In 42 articles of this corpus." || got.Title != "the ferry" || got.Axis != "statements" {
		t.Errorf("got %+v", got)
	}
}

// tagsSpoken are the tags of all languages.
func tagsSpoken(t *testing.T) []string {
	t.Helper()
	all, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	return all.Tags()
}

// In every language a plot can be drawn with the largest numbers, and with the
// titles that stand for what cannot be drawn, and it is described whole.
func TestPlotsOfAllLanguages(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes long, and is left out with -short")
	}
	painter, err := picture.New()
	if err != nil {
		t.Fatal(err)
	}
	var most []tally
	for range picture.MaxBars {
		most = append(most, tally{Name: markdown.Shorten(strings.Repeat("Ann-Kathrin Okonkwo ", 5), roomBar), Number: 1_234_567})
	}
	for _, tag := range tagsSpoken(t) {
		l := rendertest.Spoken(t, tag)
		left := locale.FirstOnly(l, mostListed) + " " + locale.Undated(l, 1_234_567)
		titles := []string{strings.Repeat("ferry ", roomPlotTitle/6), l.Say(locale.LabelWhoSpeaks), l.Say(locale.PhraseWhoOnTopic), l.Say(locale.PhraseOverTime)}
		for _, title := range titles {
			bars := plotted{title: title, articles: 1_234_567, left: left, tallies: most, across: true}.bars(l)
			if _, err := painter.Plot(bars); err != nil {
				t.Errorf("%s: %q cannot be drawn: %v", tag, title, err)
			}
			alt := altOfBars(l, bars)
			if n := markdown.Units(alt); n > markdown.MaxAlt {
				t.Errorf("%s: the description has %d units, at most %d can be sent:\n%s", tag, n, markdown.MaxAlt, alt)
			}
			for _, shown := range []string{bars.Title, bars.Note, bars.Axis, most[0].Name, l.Number(most[0].Number), left} {
				if !strings.Contains(alt, shown) {
					t.Errorf("%s: the description lacks %q:\n%s", tag, shown, alt)
				}
			}
		}
	}
}

// Whoever is refused a picture reads why, and what shows the quote to everybody.
func TestRefusedPicturesSayWhatToDo(t *testing.T) {
	for _, tag := range tagsSpoken(t) {
		l := rendertest.Spoken(t, tag)
		read := map[string]bool{}
		for _, err := range []error{errLongForPicture, errUnshowable} {
			got := bot.NewRefusals(refusals()).Words(l, fmt.Errorf("share: %w", err))
			if !strings.Contains(got, l.Say(locale.LabelShare)) || strings.Contains(got, "{{") || strings.Contains(got, "no value") || read[got] {
				t.Errorf("%s: of %q is said %q, want the button %q in it", tag, err, got, l.Say(locale.LabelShare))
			}
			read[got] = true
		}
		if got := bot.NewRefusals(refusals()).Words(l, errNoPicture); got == "" || read[got] {
			t.Errorf("%s: of %q is said %q", tag, errNoPicture, got)
		}
	}
}
