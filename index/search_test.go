package index

import (
	"context"
	"errors"
	"strings"
	"testing"

	"verbatim/corpus"
)

func own(guild string, a corpus.Article) corpus.Article {
	a.Guild = corpus.GuildID(guild)
	return a
}

func TestQueriesAtFault(t *testing.T) {
	x, _ := open(t, harbour)
	tests := []struct {
		name  string
		query corpus.Query
		want  error
	}{
		{"nothing", corpus.Query{Text: ""}, corpus.ErrEmptyQuestion},
		{"blank", corpus.Query{Text: " \n\t"}, corpus.ErrEmptyQuestion},
		{"punctuation", corpus.Query{Text: "?!… “”"}, corpus.ErrEmptyQuestion},
		{"stop words", corpus.Query{Text: "what is it about?"}, corpus.ErrEmptyQuestion},
		{"only an exclusion", corpus.Query{Text: "-ferry"}, corpus.ErrEmptyQuestion},
		{"too long", corpus.Query{Text: strings.Repeat("ferry ", 20000)}, corpus.ErrLongQuestion},
		{"control characters", corpus.Query{Text: "fer\x00ry"}, corpus.ErrUnreadable},
		{"an escape sequence", corpus.Query{Text: "\x1b[31mferry"}, corpus.ErrUnreadable},
		{"no UTF-8", corpus.Query{Text: "ferry \xff"}, corpus.ErrUnreadable},
		{"unknown speaker", corpus.Query{Text: "ferry", Speaker: "Nobody"}, corpus.ErrUnknownSpeaker},
		{"unknown kind", corpus.Query{Text: "ferry", Kind: "shouted"}, corpus.ErrQuery},
		{"no such date", corpus.Query{Text: "ferry", Since: "soon"}, corpus.ErrQuery},
		{"no such date in the text", corpus.Query{Text: "ferry since:soon"}, corpus.ErrQuery},
		{"no answer asked for", corpus.Query{Text: "ferry", Limit: -1}, corpus.ErrQuery},
		{"no guild's id", corpus.Query{Text: "ferry", Guild: "home"}, corpus.ErrQuery},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.query.Limit == 0 {
				tt.query.Limit = 3
			}
			got, err := x.Search(context.Background(), tt.query)
			if !errors.Is(err, tt.want) || len(got.Answers) > 0 {
				t.Errorf("got %q, %v, want %v", texts(got.Answers), err, tt.want)
			}
		})
	}
}

func TestFiltersAndOperators(t *testing.T) {
	dated := func(a corpus.Article, d corpus.Date) corpus.Article { a.Published = d; return a }
	x, _ := open(t,
		dated(article("a", "The ferry sank near the old lighthouse."), "2022-11-05"),
		dated(article("b", "“The ferry will sail again,” Ann Lee said."), "2023-01-31T23:30:00-02:00"),
		article("c", "The ferry has no date. The lighthouse is old."),
	)
	tests := []struct {
		name  string
		query corpus.Query
		want  []string // in any order
	}{
		{"all", corpus.Query{Text: "ferry"}, []string{"sank", "sail", "no date"}},
		{"since", corpus.Query{Text: "ferry", Since: "2022-11-06"}, []string{"sail"}},
		{"since the day", corpus.Query{Text: "ferry", Since: "2022-11-05"}, []string{"sank", "sail"}},
		{"until the day", corpus.Query{Text: "ferry", Until: "2022-11-05"}, []string{"sank"}},
		{"a moment in UTC", corpus.Query{Text: "ferry", Since: "2023-02-01", Until: "2023-02-01"}, []string{"sail"}},
		{"between", corpus.Query{Text: "ferry", Since: "2022-01-01", Until: "2022-12-31"}, []string{"sank"}},
		{"in the text", corpus.Query{Text: "ferry since:2022-12-01 until:2023-12-31"}, []string{"sail"}},
		{"nothing then", corpus.Query{Text: "ferry", Since: "2030-01-01"}, nil},
		{"an exact phrase", corpus.Query{Text: `"old lighthouse"`}, []string{"sank"}},
		{"an exact phrase in typographic marks", corpus.Query{Text: `“The Old Lighthouse”`}, []string{"sank"}},
		{"a phrase that stands nowhere", corpus.Query{Text: `"lighthouse old"`}, nil},
		{"without a word", corpus.Query{Text: "ferry -sank"}, []string{"sail", "no date"}},
		{"without a form of a word", corpus.Query{Text: "ferry -sailing"}, []string{"sank", "no date"}},
		{"without a phrase", corpus.Query{Text: `ferry -"no date"`}, []string{"sank", "sail"}},
		{"a hyphen is no exclusion", corpus.Query{Text: "ferry-sank"}, []string{"sank", "sail", "no date"}},
		{"a word nobody wrote", corpus.Query{Text: "zeppelin"}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := texts(ask(t, x, tt.query))
			if len(got) != len(tt.want) {
				t.Fatalf("got %q, want those with %q", got, tt.want)
			}
			for _, want := range tt.want {
				if !strings.Contains(strings.Join(got, "\n"), want) {
					t.Errorf("got %q, want those with %q", got, tt.want)
				}
			}
		})
	}
}

// Nothing of a guild is seen by another: found, counted, completed or corrected.
func TestGuildsAreApart(t *testing.T) {
	secret := "“The zeppelin of Quorvex is ready,” Zebedee Quillfeather said. Zebedee Quillfeather is a pilot."
	x, f := open(t, harbour, own("111", article("s", secret)), own("222", article("s", "A ferry of our own.")))
	for _, tt := range []struct {
		guild corpus.GuildID
		sees  bool
	}{{"111", true}, {"222", false}, {corpus.Shared, false}, {"1", false}, {"1111", false}} {
		for _, question := range []string{"zeppelin", "zepelin", "Quorvex", "Quillfeather", "Zebedee Quilfeather"} {
			got := ask(t, x, corpus.Query{Guild: tt.guild, Text: question})
			if (len(got) > 0) != tt.sees {
				t.Errorf("guild %q asks %q: got %q, want something %v", tt.guild, question, texts(got), tt.sees)
			}
		}
		completed, err := x.Speakers(context.Background(), corpus.Query{Guild: tt.guild, Speaker: "zeb", Limit: 10})
		if got := names(t, completed, err); (len(got) > 0) != tt.sees {
			t.Errorf("guild %q completes zeb: got %v, want somebody %v", tt.guild, got, tt.sees)
		}
		counted, err := x.SpeakersOn(context.Background(), corpus.Query{Guild: tt.guild, Text: "zeppelin", Limit: 10})
		if got := names(t, counted, err); (len(got) > 0) != tt.sees {
			t.Errorf("guild %q counts who speaks of zeppelins: got %v, want somebody %v", tt.guild, got, tt.sees)
		}
		_, err = x.Search(context.Background(), corpus.Query{Guild: tt.guild, Text: "zeppelin", Speaker: "Quillfeather", Limit: 1})
		if errors.Is(err, corpus.ErrUnknownSpeaker) == tt.sees {
			t.Errorf("guild %q filters by Quillfeather: got %v, want that the name is known %v", tt.guild, err, tt.sees)
		}
		if got := ask(t, x, corpus.Query{Guild: tt.guild, Text: "harbour"}); len(got) == 0 {
			t.Errorf("guild %q does not see the shared corpus", tt.guild)
		}
	}
	if got := texts(ask(t, x, corpus.Query{Guild: "222", Text: "ferry"})); len(got) != 2 {
		t.Errorf("guild 222: got %q, want its own ferry and the shared one", got)
	}
	f.remove("111", "s")
	catchUp(t, x)
	if got := ask(t, x, corpus.Query{Guild: "222", Text: "ferry of our own"}); len(got) == 0 || got[0].Article != "s" {
		t.Errorf("guild 222 lost its article when 111 removed one of the same id: %q", texts(got))
	}
}

func TestGuildsDoNotShowInScores(t *testing.T) {
	alone, _ := open(t, harbour, bridge)
	many := []corpus.Article{harbour, bridge}
	for _, id := range []string{"x", "y", "z"} {
		many = append(many, own("111", article(id, "The harbour, the bridge, the ferry and Stone Ford.")))
	}
	among, _ := open(t, many...)
	want := ask(t, alone, corpus.Query{Text: "harbour bridge"})
	got := ask(t, among, corpus.Query{Text: "harbour bridge"})
	if len(got) != len(want) || got[0].Score != want[0].Score || got[0].Confidence != want[0].Confidence {
		t.Errorf("another guild's articles change what is shown: got %+v, want %+v", got, want)
	}
}

func TestTheSameStatementOnce(t *testing.T) {
	first := article("first", "The ferry to Gull Island was cancelled, officials said. It rained.")
	second := article("second", "Storms came.\n\nThe  ferry to Gull Island was cancelled, officials said.")
	second.Title, second.Publisher = "Storms", "The Quay"
	x, _ := open(t, first, second)
	got := ask(t, x, corpus.Query{Text: "Was the ferry cancelled?"})
	if len(got) != 1 || len(got[0].Also) != 1 {
		t.Fatalf("got %+v, want one answer that stands in two articles", got)
	}
	also := got[0].Also[0]
	if also.Article == got[0].Article || also.Statement == got[0].ID || also.Statement == "" {
		t.Errorf("got %+v also in %+v, want the other article", got[0], also)
	}
}

func TestSpellingOfQuestions(t *testing.T) {
	x, _ := open(t,
		article("a", "The mayor of Kyiv met officials from the United States."),
		article("b", "Volodymyr Ostroverkhenko painted the harbour."),
		article("c", "The UN counted seven colours."),
		article("d", "São Tomé’s café organised a feast for 7,000 guests."),
	)
	tests := []struct{ question, want string }{
		{"Kiev", "mayor of Kyiv"},
		{"what did the mayor of kyiv do", "mayor of Kyiv"},
		{"Who met US officials?", "United States"},
		{"U.S. officials", "United States"},
		{"america", "United States"},
		{"united nations", "UN counted"},
		{"7 colors", "seven colours"},
		{"ostroverkenko", "Ostroverkhenko"},
		{"Ostrovercenko's paintings", "Ostroverkhenko"},
		{"sao tome cafe", "São Tomé"},
		{"organized", "organised"},
		{"7000 guests", "7,000"},
		{"ukraine", "Kyiv"},
	}
	for _, tt := range tests {
		got := ask(t, x, corpus.Query{Text: tt.question})
		if len(got) == 0 || !strings.Contains(got[0].Text, tt.want) {
			t.Errorf("%q: got %q, want %q first", tt.question, texts(got), tt.want)
		}
	}
}

func TestTypingErrorsCountOnlyWhereAWordIsUnknown(t *testing.T) {
	x, _ := open(t, article("a", "The horse sleeps."), article("b", "The house burns."))
	if got := texts(ask(t, x, corpus.Query{Text: "horse"})); len(got) != 1 {
		t.Errorf("got %q, want the horse alone", got)
	}
	if got := texts(ask(t, x, corpus.Query{Text: "horsse"})); len(got) == 0 || !strings.Contains(got[0], "horse") {
		t.Errorf("got %q, want the horse", got)
	}
}

func TestQuestionsAsPeopleWriteThem(t *testing.T) {
	x, _ := open(t, harbour, bridge,
		article("people", "Ann Lee said that the market was too loud. Peter Marsh said that Ann Lee had never seen the market."),
		article("capital", "Tehran rejected the report."),
		article("country", "Iran rejected the report."),
	)
	tests := []struct{ name, question, want string }{
		{"one word", "ferry", "ferry to Gull Island"},
		{"lower case, no mark", "when does the harbour reopen", "reopens in spring"},
		{"capitals", "WHERE IS THE BRIDGE", "Stone Ford"},
		{"three sentences", "We live on Gull Island. My aunt wants to visit us next week and is afraid of storms. Was the ferry cancelled?", "ferry to Gull Island was cancelled"},
		{"the speaker asked for", "What did Ann Lee say about the market?", "Ann Lee said that the market"},
		{"another speaker", "what did marsh say about the market", "Peter Marsh said"},
		{"according to", "How loud was the market according to Ann Lee?", "Ann Lee said that the market"},
		{"a country before its capital", "What did Iran reject?", "Iran rejected"},
		{"a capital before its country", "What did Tehran reject?", "Tehran rejected"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := texts(ask(t, x, corpus.Query{Text: tt.question}))
			if len(got) == 0 || !strings.Contains(got[0], tt.want) {
				t.Errorf("got %q, want %q first", got, tt.want)
			}
		})
	}
	if got := texts(ask(t, x, corpus.Query{Text: "What did Iran reject?"})); len(got) < 2 || !strings.Contains(strings.Join(got, "\n"), "Tehran rejected") {
		t.Errorf("got %q, want the capital to count for its country, too", got)
	}
}

func TestThresholdRefuses(t *testing.T) {
	x, _ := open(t, harbour)
	if got := ask(t, x, corpus.Query{Text: "ferry", Threshold: 1.1}); len(got) != 0 {
		t.Errorf("got %q above a threshold that nothing reaches", texts(got))
	}
}

func FuzzSearch(f *testing.F) {
	for _, seed := range []string{
		"What did Iran say about drones?", `"old lighthouse" -ferry since:2022-01-01`, `speaker:"Ann Lee" harbour`,
		"-", `"`, "“”", `-"a`, "speaker:", "U.S. us US", "a.b.c.", "7,000,0", "’’’", "ﬁ ŐŰ 東京", "according to", "what did say",
	} {
		f.Add(seed)
	}
	x, _ := open(f, harbour, bridge)
	f.Fuzz(func(t *testing.T, text string) {
		found, err := x.Search(context.Background(), corpus.Query{Text: text, Limit: 3})
		if err == nil {
			for _, a := range found.Answers {
				if a.Text == "" || a.Confidence < 0 || a.Confidence > 1 {
					t.Errorf("%q: got answer %+v", text, a)
				}
			}
			return
		}
		for _, known := range []error{corpus.ErrEmptyQuestion, corpus.ErrLongQuestion, corpus.ErrUnreadable, corpus.ErrUnknownSpeaker, corpus.ErrQuery} {
			if errors.Is(err, known) {
				return
			}
		}
		t.Errorf("%q: got error %v, want one of the package's", text, err)
	})
}
