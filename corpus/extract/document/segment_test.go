package document

import (
	"slices"
	"strings"
	"testing"

	"verbatim/corpus"
)

func texts(a corpus.Article) []string {
	var out []string
	for _, s := range outlineOf(a) {
		out = append(out, s.Text)
	}
	return out
}

func TestSentences(t *testing.T) {
	tests := []struct {
		name, in string // the statements wanted are parted by |
	}{
		{"two", "It rained.| The match went on."},
		{"titles", "Mr. Hill met Dr. Ada Lee and Sen. Bo Day.| They talked."},
		{"initials", "J. R. Stone and Mary T. Wood agreed.| He left."},
		{"country at the end", "She moved to the U.S.| The house was sold."},
		{"country inside", "The U.S. Senate voted.| It passed."},
		{"company", "Acme Inc. said it would close.| It did."},
		{"decimals", "Prices rose 3.5 percent to $1,200.50 in May.| They fell in June."},
		{"times", "They met at 5 p.m. on Monday.| It was late."},
		{"months", "It opened on Jan. 5 and shut on Dec. 31.| Nobody came."},
		{"number", "He chose No. 7.| It won."},
		{"ellipsis goes on", "It was … fine.| Really."},
		{"dots go on", "It was ... fine.| Really."},
		{"ellipsis ends", "It was over…| She left."},
		{"question", "Who knows?| Nobody does!| Good."},
		{"question inside a quotation", "“Who knows?” she asked.| Nobody did."},
		{"exclamation and a name", "“Stop!” Ann Hill shouted.| They stopped."},
		{"quotation ends a sentence", "He called it “a mess.”| Others agreed."},
		{"British full stop", "He called it ‘a mess’.| Others agreed."},
		{"question in title", "Her book “Who Cares?” sold well.| It won a prize."},
		{"bracket", "It failed. (Nobody was hurt.)| Work goes on."},
		{"web address", "See example.com for more.| It is free."},
		{"list", "• First item.\n|• Second item."},
		{"new line", "One line ends here.\n|Another begins."},
		{"no final mark at a paragraph's end", "The clerk wrote a long note about everything that he had seen in that week\n\n|It was read."},
		{"forgotten space", "They left today.|Nobody stayed."},
		{"degrees", "Ann Hill, Ph.D., spoke.| We listened."},
		{"number begins", "It ended.| 40 people left."},
		{"version", "He uses Go 1.26.8 at work.| It runs."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var want []string
			for _, w := range strings.Split(tt.in, "|") {
				want = append(want, strings.TrimSpace(w))
			}
			got := texts(corpus.Article{Language: "en", Text: strings.ReplaceAll(tt.in, "|", "")})
			if tt.name == "bracket" { // the bracket is a sentence of its own
				want = []string{"It failed.", "(Nobody was hurt.)", "Work goes on."}
			}
			if !slices.Equal(got, want) {
				t.Errorf("got  %q\nwant %q", got, want)
			}
		})
	}
}

func TestParagraphsAndHeadings(t *testing.T) {
	tests := []struct {
		name, in string
		want     []string
	}{
		{"a heading is no paragraph", "Big News Today\n\nIt rained.", []string{"It rained."}},
		{"a heading with a semicolon", "Drone Sales; Before War\nIt rained.", []string{"It rained."}},
		{"twelve words", "one two three four five six seven eight nine ten eleven twelve\nIt rained.", []string{"It rained."}},
		{"thirteen words are no heading", "a b c d e f g h i j k l m\nIt rained.", []string{"a b c d e f g h i j k l m", "It rained."}},
		{"a colon announces", "She said:\n“Yes.”", []string{"She said:", "“Yes.”"}},
		{"an item of a list", "- more jobs\n- less tax", []string{"- more jobs", "- less tax"}},
		{"wrapped lines", "The committee met on a cold Tuesday morning and\nheard eleven witnesses before it broke for lunch,\nwhich was late.\n\nIt rained.",
			[]string{"The committee met on a cold Tuesday morning and\nheard eleven witnesses before it broke for lunch,\nwhich was late.", "It rained."}},
		{"a signed quotation is no heading", "“Never again!” — Ann Lee\nIt rained.", []string{"“Never again!” — Ann Lee", "It rained."}},
		{"a quotation and a dash may head", "“Never again” — a memoir\nIt rained.", []string{"It rained."}},
		{"white space alone", " \t\n\u00a0\n", nil},
		{"carriage returns", "It rained.\r\n\r\nIt poured.\r\n", []string{"It rained.", "It poured."}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, p := range must(ParagraphSpans(t.Context(), tt.in)) {
				got = append(got, p.In(tt.in))
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
		})
	}
}

// The outermost quotations of a text; what stands between the marks is given.
func TestQuotations(t *testing.T) {
	tests := []struct {
		name, in string
		want     []string
	}{
		{"curly", "“One,” he said, “two.”", []string{"One,", "two."}},
		{"straight", `"One," he said. "Two."`, []string{"One,", "Two."}},
		{"British", "‘One,’ he said, ‘two.’", []string{"One,", "two."}},
		{"British straight", "'One,' he said. It was 'two'.", []string{"One,", "two"}},
		{"doubled", "''One,'' he said. ``Two.''", []string{"One,", "Two."}},
		{"angles", "«Un», dit-il.", []string{"Un"}},
		{"German", "„Eins“, sagte er. „Zwei.“", []string{"Eins", "Zwei."}},
		{"nested singles", "“She said ‘no’ to me,” he said.", []string{"She said ‘no’ to me,"}},
		{"nested doubles", "‘She said “no” to me,’ he said.", []string{"She said “no” to me,"}},
		{"curly within straight", `"She called it “odd” and left," he said.`, []string{"She called it “odd” and left,"}},
		{"mixed pair", "“One,\" he said.", []string{"One,"}},
		{"apostrophes", "It’s O’Brien’s dogs’ ’90s bowl, ’tis true.", nil},
		{"straight apostrophes", "It's O'Brien's dogs' '90s bowl, 'tis true.", nil},
		{"apostrophe inside British marks", "‘It’s the dogs’ dinner,’ he said.", []string{"It’s the dogs’ dinner,"}},
		{"years’ before the end", "‘After two years’ work it failed,’ she said.", []string{"After two years’ work it failed,"}},
		{"feet and inches stay words", "He is 6' tall.", nil},
		{"paragraphs reopened, closed once", "“One.\n\n“Two.\n\n“Three,” he said.", []string{"One.\n\n“Two.\n\n“Three,"}},
		{"straight paragraphs", "\"One.\n\n\"Two,\" he said.", []string{"One.\n\n\"Two,"}},
		{"British paragraphs", "‘One.\n\n‘Two,’ he said.", []string{"One.\n\n‘Two,"}},
		{"never closed ends with its paragraph", "He said “one.\n\nIt rained. “Two,” he said.", []string{"one.", "Two,"}},
		{"never closed before another", "He said “one. “Two,” he said.", []string{"one.", "Two,"}},
		{"closed the wrong way round", "He said “one“ and ”two”.", []string{"one", "two"}},
		{"opened the wrong way round", "He said ”one” and left.", []string{"one"}},
		{"dashes", "—“One,” he said—“two.”", []string{"One,", "two."}},
		{"dash inside", "“One — no, two —” he began.", []string{"One — no, two —"}},
		{"brackets", "He (the “boss”) left.", []string{"boss"}},
		{"empty", "He said “” and left.", nil},
		{"nested in the same marks", "“She called it “odd” and left,” he said.", []string{"She called it “odd” and left,"}},
		{"nested twice", "“A “b” c “d” e,” he said.", []string{"A “b” c “d” e,"}},
		{"nested in straight marks", `"She called it "odd" and left," he said.`, []string{`She called it "odd" and left,`}},
		{"never closed before two others", "He said “one. “Two,” he said. “Three.”", []string{"one.", "Two,", "Three."}},
		{"a paragraph begins the wrong way round", "It rained.\n\n” … and it poured,” he said.", []string{"… and it poured,"}},
		{"a lone mark at a paragraph's beginning", "” It rained. “One,” he said.", []string{"One,"}},
		{"a colon before the wrong way round", "He said:” It rained.”", []string{"It rained."}},
		{"a lone mark that closes", "He left.” She stayed.", nil},
		{"ellipsis first", "“… and then,” she said.", []string{"… and then,"}},
		{"reopened short line", "“One.\n\n“Not now\n\n“Three.”", []string{"One.\n\n“Not now\n\n“Three."}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := parsed(corpus.Article{Text: tt.in})
			var got []string
			for _, q := range d.Quotations {
				got = append(got, tt.in[q.Start:q.End])
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
		})
	}
}

func TestStatementsJoin(t *testing.T) {
	tests := []struct {
		name, in string
		want     []string
	}{
		{"split quotation is one", "“We won,” he said, “and they lost.” It rained.", []string{"“We won,” he said, “and they lost.”", "It rained."}},
		{"closed quotation parts", "“We won,” he said. “They lost.”", []string{"“We won,” he said.", "“They lost.”"}},
		{"sentences within marks", "He said: “We won. They lost.” It rained.", []string{"He said: “We won. They lost.”", "It rained."}},
		{"over paragraphs", "“We won.\n\n“They lost,” he said.", []string{"“We won.\n\n“They lost,” he said."}},
		{"unclosed ends with its paragraph", "“We won. They lost.\n\nIt rained.", []string{"“We won. They lost.", "It rained."}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := texts(corpus.Article{Text: tt.in}); !slices.Equal(got, tt.want) {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
		})
	}
}

func TestStatementIDs(t *testing.T) {
	ids := func(article corpus.ArticleID, text string) []corpus.StatementID {
		var out []corpus.StatementID
		for _, s := range outlineOf(corpus.Article{ID: article, Text: text}) {
			out = append(out, s.ID)
		}
		return out
	}
	first := ids("a", "It rained. “Yes,” she said. It rained.")
	if len(first) != 3 || first[0] == first[2] {
		t.Fatalf("ids of a text that says the same twice: %q", first)
	}
	if got := ids("a", "Snow fell first. It  rained.\n\n\"Yes,\" she said. It rained."); !slices.Equal(got[1:], first) {
		t.Errorf("after an edit elsewhere got %q, want %q", got[1:], first)
	}
	if got := ids("b", "It rained."); got[0] == first[0] {
		t.Errorf("two articles share the id %q", got[0])
	}
}
