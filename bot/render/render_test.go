package render

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot"
	"verbatim/bot/locale"
	"verbatim/bot/markdown"
	"verbatim/bot/render/rendertest"
	"verbatim/corpus"
	"verbatim/internal/golden"
)

// seen is a reply as text: what a golden file holds.
func seen(r bot.Reply) string {
	var out strings.Builder
	fmt.Fprintf(&out, "%s\n", r.Content)
	for _, e := range r.Embeds {
		fmt.Fprintf(&out, "+---\n")
		for l := range strings.Lines(e.Description) {
			fmt.Fprintf(&out, "| %s\n", strings.TrimSuffix(l, "\n"))
		}
		fmt.Fprintf(&out, "| (%s)\n+---\n", e.Footer.Text)
	}
	for _, row := range r.Components {
		for _, c := range row.(discordgo.ActionsRow).Components {
			b := c.(discordgo.Button)
			fmt.Fprintf(&out, "[%s -> %s, disabled: %v]\n", b.Label, b.CustomID, b.Disabled)
		}
	}
	return out.String()
}

// laidOut is the pages, with a context that never ends.
func (f Found) laidOut() []Page {
	pages, err := f.Pages(context.Background())
	if err != nil {
		panic(err)
	}
	return pages
}

// shownAs is page i of the answers to q.
func shownAs(l *locale.Language, q Question, answers []corpus.Answer, i int) bot.Reply {
	f := Found{In: l, Question: q, Answers: answers}
	return View{Found: f, Pages: f.laidOut()}.Show(i)
}

func TestRenderedRepliesMatchTheirGoldens(t *testing.T) {
	long := rendertest.Said("“[" + strings.Repeat("We shall go on to the end of it, and then further. ", 100) + "\n“" + strings.Repeat("Not one of us will turn back, but all will rest. ", 30) + "]” he (said).")
	long = rendertest.From(rendertest.By(long, "Ada Winter", "harbour master"), "A long speech", "The Pier", "https://pier.example/speech", "2024-02-03")
	corrected := rendertest.From(rendertest.By(rendertest.Said("She (wrote) {that the bridge [would hold]}."), "Ada Winter", "harbour master"), "", "The Pier", "", "2024-02-03")
	corrected.Corrected = true
	uncertain := rendertest.From(rendertest.Said("He (denied) {having opened the gate}."), "At the gate", "", "https://gate.example/1", "")
	uncertain.Speaker, uncertain.Role, uncertain.Mention = "Bo Summer", "gate keeper", &corpus.Mention{Text: "He"}
	supplied := rendertest.From(rendertest.By(rendertest.Said("She (wrote) {that the bridge would hold}."), "Ada Winter", ""), "A paste", "The Pier", "https://pier.example/1", "2024-02-03")
	supplied.Origin, supplied.Permalink = corpus.OriginPasted, "https://verbatim.example/evidence/t/s#s-s"
	supplied.Also = []corpus.Citation{{Publisher: "The Gate", Origin: corpus.OriginAttached}, {Publisher: "The Quay", Published: "2024-02-04"}}
	reworded := rendertest.From(rendertest.By(rendertest.Said("She (wrote) {that the bridge might hold}."), "Ada Winter", ""), "", "The Pier", "", "2024-02-03")
	reworded.Reworded = "2024-03-05T10:00:00Z"
	builtin := rendertest.By(rendertest.Said("Tehran (acknowledged) {selling drones to Moscow}, but said that this transaction took place “months” before."), "Tehran", "")
	builtin.Origin = corpus.OriginBuiltin
	continuing := rendertest.From(rendertest.By(rendertest.Said("However, {they have not given any “[for the war]”}."), "Officials", ""), "", "The Pier", "", "2024-02-03")
	continuing.Cue, continuing.Kind = nil, corpus.Mixed
	hostile := rendertest.From(rendertest.By(rendertest.Said("- He (said): {“@everyone *look* at <@1> || -# # :x: `y` or}"), "**B** <@&2>", "- _r_"), "# [T](x)", "|P| @here", "https://p.example/a_(b)", "2024-02-03")
	hostile.Permalink = "https://verbatim.example/evidence/not-shown" // its publisher has it
	hostile.Text += " [this](https://evil.example).”"
	hostile.Also = []corpus.Citation{
		{Publisher: "The Gate", Published: "2024-02-04"}, {Origin: corpus.OriginBuiltin}, {Publisher: "C"}, {Publisher: "D"}, {Publisher: "E"},
	}
	inAll := Question{Text: "bridge?", Speaker: "Ada Winter"}
	tests := []struct {
		name    string
		q       Question
		answers []corpus.Answer
		page    int
	}{
		{"in de", inAll, []corpus.Answer{hostile, uncertain, reworded, supplied}, 0},
		{"in en", inAll, []corpus.Answer{hostile, uncertain, reworded, supplied}, 0},
		{"in fr", inAll, []corpus.Answer{hostile, uncertain, reworded, supplied}, 0},
		{"in uk", inAll, []corpus.Answer{hostile, uncertain, reworded, supplied}, 0},
		{"indirect, of the built-in article", Question{Text: "What did Tehran acknowledge?"}, []corpus.Answer{builtin}, 0},
		{"corrected, uncertain and narrated", Question{Text: "bridge?", Speaker: "Ada Winter"}, []corpus.Answer{
			corrected, uncertain, rendertest.From(rendertest.Said("The bridge stood until noon."), "The bridge", "The Pier", "", "2024-02-03T23:00:00-02:00"),
		}, 0},
		{"supplied by a moderator and reworded", Question{Text: "bridge?"}, []corpus.Answer{supplied, reworded}, 0},
		{"continuing", Question{Text: "given?"}, []corpus.Answer{continuing}, 0},
		{"hostile", Question{Text: "*what* <@1> https://evil.example"}, []corpus.Answer{hostile}, 0},
		{"long, first page", Question{Text: "end?"}, []corpus.Answer{long, builtin}, 0},
		{"long, last page", Question{Text: "end?"}, []corpus.Answer{long, builtin}, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := rendertest.English(t)
			if tag, named := strings.CutPrefix(tt.name, "in "); named {
				l = rendertest.Spoken(t, tag)
			}
			got := seen(shownAs(l, tt.q, tt.answers, tt.page))
			file := filepath.Join("testdata", strings.NewReplacer(" ", "-", ",", "").Replace(tt.name)+".golden")
			golden.Check(t, file, got, "")
		})
	}
}

func TestHeadingsAreReadBack(t *testing.T) {
	tests := []struct {
		name string
		q    Question
	}{
		{"a question", Question{Text: "Who said so?"}},
		{"with a speaker", Question{Text: "Who said so?", Speaker: "John Kirby"}},
		{"with markup", Question{Text: `**Speaker:** x \*\* <@1> > y`, Speaker: "**a** `b`"}},
		{"in another script", Question{Text: "Хто це сказав?", Speaker: "Міністр"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			all, err := locale.Load()
			if err != nil {
				t.Fatal(err)
			}
			for tag, l := range all {
				got, err := ReadHeading(tt.q.Heading(l) + "\n" + locale.Page(l, 1, 2))
				if err != nil || got != tt.q {
					t.Errorf("readHeading = %+v, %v in %s, want %+v", got, err, tag, tt.q)
				}
			}
		})
	}
	for _, content := range []string{"", "anything", "** ", "Question: x"} {
		if q, err := ReadHeading(content); err == nil {
			t.Errorf("readHeading(%q) = %+v, want an error", content, q)
		}
	}
}

// FuzzHeading holds that a message gives its question back whatever it was, and
// that nothing that is no heading is read as one.
func FuzzHeading(f *testing.F) {
	f.Add("Who said so?", "Ada Winter", "**a** b")
	f.Add("**Speaker:** x", `\`, "** b** c")
	f.Fuzz(func(t *testing.T, text, speaker, content string) {
		q := Question{Text: markdown.Line(text), Speaker: markdown.Line(speaker)}
		if q.Text != "" {
			if got, err := ReadHeading(q.Heading(rendertest.English(t)) + "\n" + (Found{Question: q, In: rendertest.English(t), Refusal: corpus.Refusal{Reason: corpus.UnknownWords, Unknown: []string{text, speaker}}}).Nothing()); err != nil || got != q {
				t.Errorf("readHeading = %+v, %v, want %+v", got, err, q)
			}
			if bad := rendertest.Inert(strings.ReplaceAll(escapedMarks(q.Heading(rendertest.English(t))), markdown.Bold, "")); bad != "" {
				t.Errorf("%q is alive in %q", bad, q.Heading(rendertest.English(t)))
			}
		}
		if q, err := ReadHeading(content); err == nil && !strings.Contains(content, markdown.Bold) {
			t.Errorf("readHeading(%q) = %+v", content, q)
		}
	})
}

func BenchmarkRender(b *testing.B) {
	l := rendertest.English(b)
	a := rendertest.From(rendertest.By(rendertest.Said("Tehran (acknowledged) {selling drones to Moscow}, but said that this transaction took place “months” before."), "Tehran", ""), "A title", "The Pier", "https://pier.example/1", "2024-02-03")
	answers := []corpus.Answer{a, a, a}
	b.ReportAllocs()
	for b.Loop() {
		shownAs(l, Question{Text: "What did Tehran acknowledge?"}, answers, 0)
	}
}

func TestPagesKeepTheirOrderAndBreakBetweenQuotes(t *testing.T) {
	text := "{" + strings.Repeat("word ", 400) + "end}."
	var answers []corpus.Answer
	for i := range 3 {
		a := rendertest.Said(text)
		a.ID = corpus.StatementID(fmt.Sprint("s", i))
		answers = append(answers, a)
	}
	pages := Found{In: rendertest.English(t), Answers: answers}.laidOut()
	var got []string
	for _, p := range pages {
		for _, piece := range p {
			got = append(got, fmt.Sprint(piece.Statement, "/", piece.Part))
		}
		got = append(got, "|")
	}
	if want := "s0/0 s1/0 | s2/0 |"; strings.Join(got, " ") != want {
		t.Errorf("pieces %v, want %s", got, want)
	}
	for i := range pages {
		if i > 0 {
			checkTurn(t, pages, i-1, 1, i)
		}
		if i+1 < len(pages) {
			checkTurn(t, pages, i+1, 0, i)
		}
	}
	if i, err := TurnTo(bot.CustomID{Args: []string{"gone", "0", "1"}}, pages); err == nil {
		t.Errorf("a button of a statement that is gone leads to page %d, want an error", i)
	}
}

// checkTurn presses a button on page at and wants to come to page to.
func checkTurn(t *testing.T, pages []Page, at, button, to int) {
	t.Helper()
	row := View{Found: Found{In: rendertest.English(t), Question: Question{Text: "q"}}, Pages: pages}.Show(at).Components[0].(discordgo.ActionsRow)
	b := row.Components[button].(discordgo.Button)
	id, err := bot.ParseCustomID(b.CustomID)
	if err != nil {
		t.Fatalf("%q: %v", b.CustomID, err)
	}
	if got, err := TurnTo(id, pages); err != nil || got != to || b.Disabled {
		t.Errorf("button %d of page %d: %q leads to %d, %v (disabled: %v), want %d", button, at, b.CustomID, got, err, b.Disabled, to)
	}
}

// checkLimits holds a reply to Discord's limits.
func checkLimits(t *testing.T, r bot.Reply) {
	t.Helper()
	if n := markdown.Units(r.Content); n > markdown.MaxContent || n == 0 {
		t.Errorf("content of %d units", n)
	}
	total := 0
	for _, e := range r.Embeds {
		total += embedUnits(e)
		if n := markdown.Units(e.Description); n > markdown.MaxDescription || n == 0 {
			t.Errorf("description of %d units", n)
		}
		if n := markdown.Units(e.Footer.Text); n > markdown.MaxFooter || n == 0 {
			t.Errorf("footer of %d units", n)
		}
	}
	if total > markdown.MaxEmbedTotal || len(r.Embeds) > markdown.MaxEmbeds || len(r.Embeds) == 0 {
		t.Errorf("%d embeds of %d units together", len(r.Embeds), total)
	}
	ids := map[string]bool{}
	for _, row := range r.Components {
		for _, c := range row.(discordgo.ActionsRow).Components {
			id := c.(discordgo.Button).CustomID
			if len(id) == 0 || len(id) > markdown.MaxCustomID || ids[id] {
				t.Errorf("custom_id %q is empty, too long or there twice", id)
			}
			ids[id] = true
		}
	}
}

// takenApart takes an embed's description apart: the statement's words and, of
// them, the marked ones. What stands around the quote must be inert.
func takenApart(t *testing.T, description string) (words, marked string) {
	t.Helper()
	var all, inBold strings.Builder
	for l := range strings.Lines(description) {
		text, isQuote := strings.CutPrefix(strings.TrimSuffix(l, "\n"), markdown.QuoteMark)
		if !isQuote {
			continue
		}
		in := false
		for i, part := range strings.Split(escapedMarks(text), markdown.Bold) {
			in = i%2 == 1
			part = strings.ReplaceAll(part, "\x00", `\*`)
			if bad := rendertest.Inert(part); bad != "" {
				t.Errorf("%q is alive in %q", bad, l)
			}
			if in && (part == "" || strings.TrimSpace(part) != part) {
				t.Errorf("marks that do not mark, around %q in %q", part, l)
			}
			all.WriteString(markdown.Unescape(part))
			if in {
				inBold.WriteString(markdown.Unescape(part))
			}
		}
		if in {
			t.Errorf("a mark is left open in %q", l)
		}
	}
	return all.String(), inBold.String()
}

// escapedMarks hides escaped asterisks, so that what is left of two together
// is a mark.
func escapedMarks(text string) string {
	var out strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] == '\\' && i+1 < len(text) {
			if text[i+1] == '*' {
				out.WriteByte(0)
			} else {
				out.WriteString(text[i : i+2])
			}
			i++
			continue
		}
		out.WriteByte(text[i])
	}
	return out.String()
}

func spaceless(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, text)
}

// FuzzRender holds, for any statement, name and citation: no limit is broken,
// every word of the statement is shown once and in order and nothing else is,
// exactly the reported words are marked, and nothing in it is markup.
func FuzzRender(f *testing.F) {
	f.Add("He said “no, *never*”.", 8, 20, "Ada _Winter_", "mayor", "A [title](x)", "The Pier", "https://pier.example/(1)", uint8(1))
	f.Add(strings.Repeat("Ünïcödé 𝔸 ", 250)+"\n\n- x", 5, 2000, strings.Repeat("n", 300), "", "", strings.Repeat("*", 200), strings.Repeat("https://a.example/", 30), uint8(2))
	f.Add(strings.Repeat("*", 1500), 0, 1500, "", "", "", "", "", uint8(255))
	f.Fuzz(func(t *testing.T, text string, start, end int, name, role, title, publisher, url string, mode uint8) {
		a := corpus.Answer{
			ID: corpus.StatementID(name), Text: text, Span: corpus.Span{Start: 7, End: 7 + len(text)}, Kind: corpus.Mixed,
			Speaker: name, Role: role, Certain: mode&1 == 1, Title: title, Publisher: publisher, URL: url,
			Cue: &corpus.Cue{Text: role}, Mention: &corpus.Mention{Text: title},
			Content: &corpus.Span{Start: 7 + start, End: 7 + end}, Quotes: []corpus.Span{{Start: 7 + end, End: 9 + end}},
			Also: []corpus.Citation{{Publisher: name}, {Publisher: title}, {Publisher: role}, {Publisher: url}},
		}
		answers := []corpus.Answer{a, a, a}[:1+mode%3]
		v := View{Found: Found{In: rendertest.English(t), Question: Question{Mode: NameQuote, Text: "q", Speaker: "s"}, Answers: answers}, Private: mode&4 == 4}
		v.Pages = v.laidOut()
		pages := v.Pages
		if len(pages) == 0 && spaceless(corpus.Clean(text)) != "" {
			t.Fatalf("no page for %q", text)
		}
		var words, marked strings.Builder
		for i := range pages {
			r := v.Show(i)
			checkLimits(t, r)
			for _, e := range r.Embeds {
				w, m := takenApart(t, e.Description)
				words.WriteString(w)
				marked.WriteString(m)
			}
		}
		var reported strings.Builder
		for at, r := range text {
			if r = corpus.CleanRune(r); r >= 0 && (7+start <= 7+at && at < end || end <= at && at < end+2) {
				reported.WriteRune(r)
			}
		}
		if got, want := spaceless(words.String()), strings.Repeat(spaceless(corpus.Clean(text)), len(answers)); got != want {
			t.Errorf("shown %q\n want %q", got, want)
		}
		if got, want := spaceless(marked.String()), strings.Repeat(spaceless(reported.String()), len(answers)); got != want {
			t.Errorf("marked %q\n  want %q", got, want)
		}
	})
}
