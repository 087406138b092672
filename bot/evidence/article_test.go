package evidence

import (
	"os"
	"strings"
	"testing"
	"unicode"

	"verbatim/bot/locale"
	"verbatim/corpus"
)

// english is a frame in English.
func english() frame { return frame{Words: locale.English()} }

// spaceless is text without white space.
func spaceless(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, text)
}

// allRows are the rows of all pages of an article.
func allRows(f frame, x corpus.Annotated) []row {
	var rows []row
	for n := 1; ; n++ {
		p := articleOf(f, x, "", n)
		rows = append(rows, p.Rows...)
		if n >= p.Pages {
			return rows
		}
	}
}

// FuzzArticle checks that an article's page shows the whole article in order,
// marks exactly the words of its reports, and never names a speaker who is not
// certain.
func FuzzArticle(f *testing.F) {
	seed, err := os.ReadFile("../../corpus/builtin/article.txt")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(seed))
	f.Add("A heading\n\nAnna Lind said that the harbour would reopen. “We are glad,” she said.\n\n“One.\n\n“Two,” said Tom Hill.")
	f.Add("<script>alert(1)</script> said Bob. He \u202Esaid\u202C that @everyone is **here**.\n\nOfficials \u200Bsaid so.")
	words := english()
	f.Fuzz(func(t *testing.T, text string) {
		a := corpus.Article{ID: "a", Text: text}
		x, all := annotated(t, a)
		rows := allRows(words, x)
		var shown strings.Builder
		byID := map[string]corpus.Statement{}
		for _, s := range all {
			byID[string(s.ID)] = s
		}
		statements := 0
		for _, r := range rows {
			for _, p := range r.Parts {
				shown.WriteString(p.Text)
			}
			if r.Kind != "statement" {
				continue
			}
			statements++
			s := byID[r.ID]
			if len(r.Notes) != len(s.Reports) {
				t.Errorf("statement %q has %d notes, want %d", s.Text, len(r.Notes), len(s.Reports))
			}
			for i, n := range r.Notes {
				checkNote(t, n, s.Reports[i])
			}
			checkMarks(t, r, s)
		}
		if statements != len(all) {
			t.Errorf("%d statements are shown, want %d", statements, len(all))
		}
		if got, want := spaceless(shown.String()), spaceless(corpus.Clean(text)); got != want {
			t.Errorf("the page shows\n%q, want\n%q", got, want)
		}
	})
}

// checkNote checks that a note says of a report what may be said.
func checkNote(t *testing.T, n note, r corpus.Report) {
	t.Helper()
	certain := r.Speaker != nil && r.Speaker.Certain && corpus.Line(r.Speaker.Name) != ""
	if (n.Name != "") != certain || (n.Colour != 0) != certain {
		t.Errorf("the note names %q in colour %d, certain is %v", n.Name, n.Colour, certain)
	}
	if !certain && (n.Role != "" || len(n.Why) > 0 || n.Mention != "" && corpus.OwnWord(n.Mention) == "") {
		t.Errorf("the note tells of somebody who is not certain: %+v", n)
	}
	if certain && len(n.Why) == 0 {
		t.Errorf("the note says nothing of why it is %q", n.Name)
	}
	if (r.Cue != nil) != (n.Cue != "") && r.Cue != nil && corpus.Line(r.Cue.Text) != "" {
		t.Errorf("the note has the cue %q, want that of %+v", n.Cue, r.Cue)
	}
}

// checkMarks checks that a statement's quoted words are marked, and no others.
func checkMarks(t *testing.T, r row, s corpus.Statement) {
	t.Helper()
	var quoted, want strings.Builder
	for _, p := range r.Parts {
		if p.Quoted {
			quoted.WriteString(p.Text)
		}
	}
	in := make([]bool, len(s.Text))
	for _, report := range s.Reports {
		for _, q := range report.Quotes {
			for at := q.Start; at < q.End; at++ {
				in[at-s.Start] = true
			}
		}
	}
	for at := range in {
		if in[at] {
			want.WriteByte(s.Text[at])
		}
	}
	if got, want := spaceless(quoted.String()), spaceless(corpus.Clean(want.String())); got != want {
		t.Errorf("%q has the words %q marked as quoted, want %q", s.Text, got, want)
	}
}

func TestALongArticleHasSeveralPages(t *testing.T) {
	a := corpus.Article{ID: "long", Text: strings.Repeat("Anna Lind said that the harbour would reopen on Monday. ", 1000)}
	x, all := annotated(t, a)
	words := english()
	last := all[len(all)-1]
	p := articleOf(words, x, last.ID, 0)
	if p.Pages != 4 || p.Page != 4 || p.Gone {
		t.Errorf("the last statement is on page %d of %d, gone: %v, want 4 of 4", p.Page, p.Pages, p.Gone)
	}
	if got := p.Rows[len(p.Rows)-1].ID; got != string(last.ID) {
		t.Errorf("the last row is %q, want %q", got, last.ID)
	}
	if n := len(allRows(words, x)); n != len(all) {
		t.Errorf("all pages show %d rows, want %d", n, len(all))
	}
	if p := articleOf(words, x, "gone", 2); !p.Gone || p.Page != 2 {
		t.Errorf("a statement that is gone leads to page %d, gone: %v, want page 2 that says so", p.Page, p.Gone)
	}
	if p := articleOf(words, x, "", 99); p.Page != 4 {
		t.Errorf("page 99 is page %d, want the last", p.Page)
	}
}

func TestHugeStatementsAreShownWholeOrNotAtAll(t *testing.T) {
	words := english()
	for _, tt := range []struct {
		name    string
		bytes   int
		tooLong bool
	}{{"1 MB in one word", 1 << 20, false}, {"more than can be shown", maxStatement, true}} {
		a := corpus.Article{ID: "huge", Text: "Anna Lind said that " + strings.Repeat("x", tt.bytes) + " is so."}
		x, _ := annotated(t, a)
		p := articleOf(words, x, "", 1)
		if len(p.Rows) != 1 || p.Rows[0].TooLong != tt.tooLong || len(p.Rows[0].Parts) > 0 == tt.tooLong {
			t.Errorf("%s: got %d rows, the first too long: %v, want one, %v", tt.name, len(p.Rows), p.Rows[0].TooLong, tt.tooLong)
		}
	}
}

func TestDifferingWords(t *testing.T) {
	tests := []struct{ name, was, is, before, old, now, after string }{
		{"a word in the middle", "The harbour opens on Monday at noon.", "The harbour opens on Friday at noon.", "The harbour opens on", " Monday", " Friday", " at noon."},
		{"added at the end", "It opens.", "It opens. Soon.", "It opens.", "", " Soon.", ""},
		{"nothing in common", "One.", "Two.", "", "One.", "Two.", ""},
		{"the beginning again", "so it is so it is", "so it is", "so it is", " so it is", "", ""},
		{"from nothing", "", "New.", "", "", "New.", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := diff(tt.was, tt.is)
			if got, want := *c.Old, (changed{tt.before, tt.old, tt.after}); got != want {
				t.Errorf("old: got %+v, want %+v", got, want)
			}
			if got, want := *c.New, (changed{tt.before, tt.now, tt.after}); got != want {
				t.Errorf("new: got %+v, want %+v", got, want)
			}
		})
	}
}
