package revise

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"verbatim/corpus"
	"verbatim/corpus/builtin"
)

func TestTextHash(t *testing.T) {
	const text = "“We won’t sell the harbour,” said Zoë Lind, 41."
	tests := []struct {
		name, other string
		same        bool
	}{
		{"itself", text, true},
		{"straight marks", `"We won't sell the harbour," said Zoë Lind, 41.`, true},
		{"other case", strings.ToUpper(text), true},
		{"wrapped", strings.ReplaceAll(text, " ", "\n  "), true},
		{"other punctuation", "We won’t sell the harbour — said Zoë Lind (41)", true},
		{"an accent as a character of its own", strings.ReplaceAll(text, "ë", "e\u0308"), true},
		{"a soft hyphen", strings.ReplaceAll(text, "harbour", "har\u00adbour"), true},
		{"a word more", strings.ReplaceAll(text, "the", "the old"), false},
		{"a word less", strings.ReplaceAll(text, "won’t", ""), false},
		{"another order", "said Zoë Lind, 41, “We won’t sell the harbour.”", false},
		{"words run together", strings.ReplaceAll(text, "the harbour", "theharbour"), false},
		{"another number", strings.ReplaceAll(text, "41", "42"), false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if same := TextHash(text) == TextHash(tt.other); same != tt.same {
				t.Errorf("the same hash: %v, want %v", same, tt.same)
			}
		})
	}
	if TextHash("…") == TextHash("?!") {
		t.Error("texts without a word have the same hash")
	}
	// Takedowns are kept for ever: the hash of a text never changes.
	if got, want := TextHash(text), "90a1e66ebb40c1727cccf27670e90e25"; got != want {
		t.Errorf("TextHash = %s, want %s", got, want)
	}
}

func TestRedact(t *testing.T) {
	const wrapped = "The harbour of Ystad will be reopened to all of the ships\n" +
		"on Monday. Anna Lind said that she was glad of it and that\n" +
		"much work had been done. The work took two years, and it\ncost a million."
	tests := []struct {
		name, text string
		taken      []string
		want       string
	}{
		{"nothing is taken", "One stays. Two stays.", nil, "One stays. Two stays."},
		{"another text is taken", "One stays. Two stays.", []string{"Three goes."}, "One stays. Two stays."},
		{"the first of a paragraph", "One goes. Two stays.", []string{"One goes."}, "Two stays."},
		{"the last of a paragraph", "One stays. Two goes.\n\nThree stays.", []string{"two goes"}, "One stays.\n\nThree stays."},
		{"in the middle", "One stays. Two goes. Three stays.", []string{"Two goes."}, "One stays. Three stays."},
		{"a whole paragraph", "One stays.\n\nTwo goes.\n\nThree stays.", []string{"Two goes."}, "One stays.\n\nThree stays."},
		{"a line", "One stays.\nTwo goes.\nThree stays.", []string{"Two goes."}, "One stays.\nThree stays."},
		{"two next to one another", "One stays. Two goes. Three goes. Four stays.", []string{"Two goes.", "Three goes."}, "One stays. Four stays."},
		{"wherever it stands", "It goes. One stays. It goes.\n\nIt goes.", []string{"It goes."}, "One stays."},
		{"everything", "One goes. Two goes.", []string{"One goes.", "Two goes."}, ""},
		{"a heading stays", "Of harbours\n\nOne goes.\n\nTwo stays.", []string{"One goes."}, "Of harbours\n\nTwo stays."},
		{"a part of a sentence stays", "One goes, said Ann Lee.", []string{"One goes"}, "One goes, said Ann Lee."},
		{
			"an abbreviation before the cut keeps its sentence",
			"Ann Lee works for Acme Inc. “It goes.” Lee came back in May.", []string{"It goes."},
			"Ann Lee works for Acme Inc.\n\nLee came back in May.",
		},
		{
			"a quotation over paragraphs", "One stays.\n\n“We sold it,” Ann Lee said. “We were glad.\n\n“And sold all of it.”\n\nTwo stays.",
			[]string{"We were glad. And sold all of it."}, "One stays.\n\n“We sold it,” Ann Lee said.\n\nTwo stays.",
		},
		{
			"a wrapped paragraph", wrapped, []string{"Anna Lind said that she was glad of it and that much work had been done."},
			"The harbour of Ystad will be reopened to all of the ships on Monday. The work took two years, and it cost a million.",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := corpus.Article{ID: "a", Text: tt.text}
			got, changed := redacted(a, hashesOf(tt.taken...))
			if got != tt.want || changed != (tt.want != tt.text) {
				t.Errorf("Redact = %q, %v, want %q", got, changed, tt.want)
			}
			checkRedacted(t, a, got, hashesOf(tt.taken...))
		})
	}
}

// Whichever statement is cut out of an article, the others keep their ids.
func TestRedactKeepsTheOtherIDs(t *testing.T) {
	texts := map[string]string{"built-in": builtin.Article().Text}
	files, err := filepath.Glob("../../index/testdata/golden/[^q]*.txt") // the articles, without the questions
	if err != nil || len(files) == 0 {
		t.Fatalf("%d texts, %v", len(files), err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		texts[filepath.Base(file)] = string(text)
	}
	cut := 0
	for name, text := range texts {
		a := corpus.Article{ID: "a", Text: text}
		all := statementsIn(a)
		for i, s := range all {
			taken := hashesOf(s.Text)
			got, _ := redacted(a, taken)
			var want, have []corpus.StatementID
			for _, o := range all {
				if !taken[TextHash(o.Text)] {
					want = append(want, o.ID)
				}
			}
			for _, o := range statementsIn(corpus.Article{ID: "a", Text: got}) {
				have = append(have, o.ID)
			}
			if !slices.Equal(have, want) {
				t.Errorf("%s without statement %d (%q): other ids", name, i, s.Text)
			}
			cut++
		}
	}
	if cut < 30 {
		t.Errorf("only %d statements were cut", cut)
	}
}

func FuzzRedact(f *testing.F) {
	f.Add(builtin.Article().Text, uint(3), uint(4))
	f.Add("“A,” he said. “B.”\n\n“C\n\n“D,” she said.", uint(0), uint(1))
	f.Add("One in the U.S. Two. Three\nfour. «Five. Six.» Seven", uint(1), uint(2))
	f.Add("a.\u200bB. C.\u2029D. a.", uint(0), uint(0))
	f.Fuzz(func(t *testing.T, text string, x, y uint) {
		if len(text) > 1<<12 {
			return
		}
		a := corpus.Article{ID: "fuzz", Text: text}
		all := statementsIn(a)
		if n := counted(text); n != len(all) {
			t.Errorf("Count = %d of %d statements", n, len(all))
		}
		for _, s := range all {
			if !strings.Contains(Words(text), Words(s.Text)) {
				t.Errorf("the words of %q are not in those of %q", s.Text, text)
			}
		}
		if len(all) == 0 {
			return
		}
		taken := hashesOf(all[x%uint(len(all))].Text, all[y%uint(len(all))].Text)
		got, changed := redacted(a, taken)
		if !changed {
			t.Errorf("Redact(%q) leaves all as it is", text)
		}
		checkRedacted(t, a, got, taken)
	})
}

// checkRedacted checks what holds of every text that was redacted.
func checkRedacted(t *testing.T, a corpus.Article, got string, taken map[string]bool) {
	t.Helper()
	old := a.Text
	a.Text = got
	for _, s := range statementsIn(a) {
		if taken[TextHash(s.Text)] {
			t.Errorf("%q still stands in %q", s.Text, got)
		}
	}
	if again, changed := redacted(a, taken); changed || again != got {
		t.Errorf("a second run makes %q of %q", again, got)
	}
	// What is left stood there before, in the same order.
	rest := solid(old)
	for _, c := range []byte(solid(got)) {
		i := strings.IndexByte(rest, c)
		if i < 0 {
			t.Fatalf("Redact(%q) = %q, which holds what the text did not", old, got)
		}
		rest = rest[i+1:]
	}
}

// solid is text without its white space.
func solid(text string) string { return strings.Join(strings.Fields(text), "") }

func hashesOf(texts ...string) map[string]bool {
	m := map[string]bool{}
	for _, text := range texts {
		m[TextHash(text)] = true
	}
	return m
}

// As many cuts as paragraphs take no longer than the text is long; each paragraph
// looked at for each cut would take days.
func TestManyCuts(t *testing.T) {
	const n = 100_000
	var text, want strings.Builder
	var paragraphs, cuts []corpus.Span
	for i := range n {
		from := text.Len()
		text.WriteString("It rained.\nIt ")
		cuts = append(cuts, corpus.Span{Start: text.Len(), End: text.Len() + len("snowed.")})
		text.WriteString("snowed. So\nthawed.")
		paragraphs = append(paragraphs, corpus.Span{Start: from, End: text.Len()})
		text.WriteString("\n\n")
		want.WriteString("It rained. It\n\nSo thawed.")
		if i < n-1 {
			want.WriteString("\n\n")
		}
	}
	if got := cutOut(text.String(), paragraphs, cuts, joinApart); got != want.String()+"\n\n" {
		t.Errorf("got %d bytes that begin with %.60q, want %d", len(got), got, want.Len())
	}
}
