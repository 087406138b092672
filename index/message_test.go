package index

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"verbatim/corpus"
	"verbatim/corpus/builtin"
)

func TestQuotesForAMessage(t *testing.T) {
	x, _ := open(t, harbour, bridge, mill, builtin.Article())
	rambling := strings.Repeat("I had soup for lunch and then went to bed again because nothing much happened. ", 40)
	tests := []struct {
		name, message, want string // want: words of the first answer, "" for none
	}{
		{"a sentence", "did Iran really sell drones to Russia before the war?", "selling drones to Moscow"},
		{"a sentence among others", "Morning all. Tajikistan gives drones to Russia lol. Anyone for tennis?", "Tajikistan"},
		{"far behind", rambling + "They say the turbine cost ten million pounds.", "turbine"},
		{"filters are words", "speaker: nobody since: yesterday -turbine turbine \"ten million pounds\"", "turbine"},
		{"an address is none", "https://example.org/turbine/ten/million/pounds <@123456> <:mill:99>", ""},
		{"code is none", "```\nturbine ten million pounds\n``` `mill`", ""},
		{"what nobody speaks of", "The zeppelin hangar smelled of cinnamon. Quorvex!", ""},
		{"bytes that are no text", "the turbine \xff\x00 cost ten million pounds", "turbine"},
		{"too long for a question", rambling, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			found, err := x.Search(context.Background(), corpus.Query{Text: tt.message, Message: true, Limit: 5, Threshold: DefaultThreshold})
			if err != nil && !errors.Is(err, corpus.ErrEmptyQuestion) {
				t.Fatal(err)
			}
			got := found.Answers
			if tt.want == "" && len(got) > 0 || tt.want != "" && (len(got) == 0 || !strings.Contains(got[0].Text, tt.want)) {
				t.Errorf("got %q, want %q first", texts(got), tt.want)
			}
			checkMessageAnswers(t, got, DefaultThreshold)
		})
	}
}

// checkMessageAnswers checks that each is sure enough, the surest first, none
// twice.
func checkMessageAnswers(t *testing.T, answers []corpus.Answer, threshold float64) {
	t.Helper()
	for i, a := range answers {
		if a.Confidence < threshold || i > 0 && a.Confidence > answers[i-1].Confidence || slices.Contains(texts(answers[:i]), a.Text) {
			t.Errorf("answer %d of %+v", i, answers)
		}
	}
}

func TestMessagesThatAreTooLong(t *testing.T) {
	x, _ := open(t, mill)
	for size, want := range map[int]error{corpus.MaxMessage: nil, corpus.MaxMessage + 1: corpus.ErrQuery} {
		text := strings.Repeat("mill ", size)[:size]
		if _, err := x.Search(context.Background(), corpus.Query{Text: text, Message: true, Limit: 1}); !errors.Is(err, want) {
			t.Errorf("%d bytes: got %v, want %v", size, err, want)
		}
	}
}

func FuzzMessage(f *testing.F) {
	for _, seed := range []string{
		"The turbine cost ten million pounds. Really?", "``` x", "<@1> <", "speaker:x -\"", "\xff.\n\n", strings.Repeat("mill, ", 3), "東京。東京", "a. b! c? d…",
	} {
		f.Add(seed, 0.2)
	}
	x, _ := open(f, mill, harbour)
	f.Fuzz(func(t *testing.T, text string, threshold float64) {
		threshold = max(0, min(1, threshold))
		found, err := x.Search(context.Background(), corpus.Query{Text: text, Message: true, Limit: 4, Threshold: threshold})
		if err != nil && !errors.Is(err, corpus.ErrEmptyQuestion) && !errors.Is(err, corpus.ErrQuery) {
			t.Fatalf("%q: got error %v", text, err)
		}
		got := found.Answers
		if len(got) > 4 {
			t.Errorf("%q: got %d answers, want at most 4", text, len(got))
		}
		checkMessageAnswers(t, got, threshold)
	})
}
