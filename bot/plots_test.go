package bot

import (
	"slices"
	"testing"

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
	if got := p.bars(en(t)); got.Note != "In 42 articles of this corpus." || got.Title != "the ferry" || got.Axis != "statements" {
		t.Errorf("got %+v", got)
	}
}
