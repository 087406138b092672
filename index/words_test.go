package index

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"verbatim/corpus"
)

// Questions find the words of articles however either of them writes these.
func TestWordsOfQuestionsMeetThoseOfArticles(t *testing.T) {
	x, _ := open(t,
		article("market", "The market of Orrin drew 2,300 traders. Its stalls took 14 800 guilders on the first day. Rent rose by 12 per cent."),
		article("quarry", "The quarry at Fell sold for $4.2bn. Its owner owes half a million guilders. A vein 35mm thick was found."),
		article("reservoir", "The reservoir holds 7 million barrels. It lost 18% in a dry summer. Its wall is from the 1970s."),
		article("tram", "The tri-band radio of the tram failed. A co-operative of drivers wants zero-fare rides. The COVID-19 desk is shut."),
		article("people", "T'Kara paints lanterns. Mary O'Shea runs the bakery. The Côte d'Azur sends lemons. Bjørn Łukasz mends kayaks."),
		article("hidden", "The win\u200bdmill was sold to a bar\u00adge. The ｆｅｒｒｙ ｗａｒｄｅｎ is Zoe\u0301 Hart."),
		article("spaces", "The new seed drill is fast. A tea house opened at Rook Lane. Anne De Vries sings."),
		article("more", "Forty-two geese crossed the road. Nine hundred lamps were lit. The twenty-third round ended in a draw."),
	)
	tests := []struct{ name, question, want string }{
		{"no comma", "2300 traders", "2,300"},
		{"a point between thousands", "2.300 traders", "2,300"},
		{"a space between thousands", "2 300 traders", "2,300"},
		{"a thin space", "2\u202f300 traders", "2,300"},
		{"an apostrophe between thousands", "2'300 traders", "2,300"},
		{"a space in the text", "14,800 guilders", "14 800"},
		{"percent", "12 percent rent", "12 per cent"},
		{"a sign of percent", "12% rent", "12 per cent"},
		{"per cent", "lost 18 per cent", "18%"},
		{"a scale in words", "4.2 billion quarry", "$4.2bn"},
		{"in figures", "4,200,000,000 quarry", "$4.2bn"},
		{"money in words", "4.2 billion dollars", "$4.2bn"},
		{"half a million", "500,000 guilders", "half a million"},
		{"half a million in short", "500k guilders", "half a million"},
		{"a unit apart", "35 mm vein", "35mm"},
		{"a unit in words", "35 millimetres", "35mm"},
		{"a million in figures", "7,000,000 barrels", "7 million"},
		{"a million in words", "seven million barrels", "7 million"},
		{"a million in short", "7m barrels", "7 million"},
		{"another short form", "7mn barrels", "7 million"},
		{"a decade in words", "wall from the seventies", "1970s"},
		{"a decade with an apostrophe", "wall from the 1970's", "1970s"},
		{"a decade in short", "wall 70s", "1970s"},
		{"joined", "triband radio", "tri-band"},
		{"apart", "tri band radio", "tri-band"},
		{"joined after a prefix", "cooperative of drivers", "co-operative"},
		{"joined with a number's word", "zerofare rides", "zero-fare"},
		{"a letter and a number", "covid19 desk", "COVID-19"},
		{"joined for two words", "seeddrill", "seed drill"},
		{"hyphenated for two words", "tea-house", "tea house"},
		{"an apostrophe left out", "tkara lanterns", "T'Kara"},
		{"another apostrophe", "T’Kara lanterns", "T'Kara"},
		{"a space for an apostrophe", "O Shea bakery", "O'Shea"},
		{"no apostrophe in a name", "OShea bakery", "O'Shea"},
		{"without the elided word", "azur lemons", "d'Azur"},
		{"letters that are not taken apart", "bjorn lukasz", "Bjørn Łukasz"},
		{"an invisible character in the text", "windmill", "mill was sold"},
		{"a soft hyphen in the text", "barge", "ge."},
		{"an invisible character in the question", "ba\u200dke\u00adry", "bakery"},
		{"a mark of direction", "\u2067bakery\u2069", "bakery"},
		{"wide letters", "ferry warden", "ｆｅｒｒｙ"},
		{"wide letters in the question", "ｂａｋｅｒｙ", "bakery"},
		{"a combining accent", "zoe hart", "Hart"},
		{"tens in figures", "42 geese", "Forty-two"},
		{"hundreds in figures", "900 lamps", "Nine hundred"},
		{"an ordinal", "23rd round", "twenty-third"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := ask(t, x, corpus.Query{Text: tt.question, Threshold: DefaultThreshold})
			if len(got) == 0 || !strings.Contains(got[0].Text, tt.want) {
				t.Errorf("%q: got %q, want %q first", tt.question, texts(got), tt.want)
			}
		})
	}
}

// Numbers that look alike are not taken for each other.
func TestNumbersStayDifferent(t *testing.T) {
	x, _ := open(t, article("a", "2,300 traders came. The quarry sold for 4.2 million guilders. Twenty-two sheep and half a ton of hay."))
	for _, question := range []string{"23,000", "2.3", "230", "42 million", "4,200", "4,200,000,000", "22,000", "500,000"} {
		for _, a := range ask(t, x, corpus.Query{Text: question, Threshold: DefaultThreshold}) {
			if a.Confidence >= 0.5 {
				t.Errorf("%q: got %q with %.2f", question, a.Text, a.Confidence)
			}
		}
	}
}

// What people in a chat say around a question does not keep its answer away.
func TestChatAroundQuestions(t *testing.T) {
	x, _ := open(t,
		article("a", "The kiln at Morrow was sold to a potter for nine guilders. The council likes the smoke."),
		article("b", "Ivo Sand said that the orchestra would not play. Lol is a village by the sea."),
	)
	tests := []struct{ name, question, want string }{
		{"an opening", "wait so who was the kiln sold to lol", "sold to a potter"},
		{"in short", "tl;dr kiln", "kiln"},
		{"an aside", "hey guys does anyone know who the kiln was sold to pls", "sold to a potter"},
		{"a short question word", "whats sand saying about the orchestra", "orchestra"},
		{"emoji", "kiln <:pot:123456789> :sob: 😭", "kiln"},
		{"a mention", "<@!123456789012345678> kiln", "kiln"},
		{"like", "so like what's the kiln, like, sold for idk", "kiln"},
		{"a word of chat alone", "lol", "Lol is a village"},
		{"a word of chat in a phrase", `"lol is"`, "Lol is a village"},
		{"a verb in an exact phrase", `"likes the smoke"`, "likes the smoke"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := ask(t, x, corpus.Query{Text: tt.question, Threshold: DefaultThreshold})
			if len(got) == 0 || !strings.Contains(got[0].Text, tt.want) {
				t.Errorf("%q: got %q, want %q first", tt.question, texts(got), tt.want)
			}
		})
	}
	if _, err := x.Search(t.Context(), corpus.Query{Text: "<@123> :sob:", Limit: 1}); !errors.Is(err, corpus.ErrEmptyQuestion) {
		t.Errorf("a mention alone: got %v, want ErrEmptyQuestion", err)
	}
}

// Typing errors in names are corrected, and words that are not there are not taken for others.
func TestTypingErrorsInNames(t *testing.T) {
	x, _ := open(t,
		article("a", "Oyelaran Beck opened the archive. Marchetti sold the mill."),
		article("b", "Tova Lindgren painted the ceiling. Kessler found the well. The premiere was loud."),
		article("c", "Yaroslava Petrenko swept the yard. Quimby fed the goats. Rhea Dorn lit the stove."),
	)
	for question, want := range map[string]string{
		"lindgern ceiling": "Lindgren", "lingdren": "Lindgren", "lindgreen": "Lindgren", "marcheti": "Marchetti", "marchettti": "Marchetti",
		"kesler": "Kessler", "cessler": "Kessler", "qiumby": "Quimby", "quimbi": "Quimby", "yaroslawa": "Yaroslava",
		"yroslava petrenco": "Yaroslava", "oyelaren": "Oyelaran", "tvoa": "Tova", "premiere": "premiere", "kesslr": "Kessler",
	} {
		got := ask(t, x, corpus.Query{Text: question})
		if len(got) == 0 || !strings.Contains(got[0].Text, want) {
			t.Errorf("%q: got %q, want %q first", question, texts(got), want)
		}
	}
	for _, absent := range []string{"bell", "hill", "boat", "storm", "beach", "horn", "card", "match"} {
		if got := ask(t, x, corpus.Query{Text: absent}); len(got) != 0 {
			t.Errorf("%q: got %q, want nothing", absent, texts(got))
		}
	}
}

// A word that is too long to be a typing error of another is only unknown.
func TestVeryLongWord(t *testing.T) {
	x, _ := open(t, article("a", "The tram stops at the harbour."))
	found, err := x.Search(t.Context(), corpus.Query{Text: strings.Repeat("ab", 900) + " tram", Limit: 1, Threshold: DefaultThreshold})
	must(t, err)
	if len(found.Answers) == 0 && !slices.Equal(found.Refusal.Unknown, []string{strings.Repeat("ab", 900)}) {
		t.Errorf("got %+v, want that the long word is unknown", found)
	}
}

// A name that one article misspells is also found where many write it as it is.
func TestNameThatIsHeldOnceByChance(t *testing.T) {
	articles := []corpus.Article{article("once", "Vasilenko is a clerk. Vaslienko left the port.")}
	for _, id := range strings.Fields("a b c d e f g h i j k l") {
		articles = append(articles, article(id, "In harbour "+id+" the pilot Vasilenko saw the comet."))
	}
	x, _ := open(t, articles...)
	if got := texts(ask(t, x, corpus.Query{Text: "vaslienko comet"})); len(got) == 0 || !strings.Contains(got[0], "comet") {
		t.Errorf("got %q, want the comet first", got)
	}
}
