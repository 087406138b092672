package render

import (
	"net/url"
	"strings"
	"testing"

	"verbatim/bot/locale"
	"verbatim/bot/markdown"
	"verbatim/bot/render/rendertest"
	"verbatim/corpus"
)

func TestFragments(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"short", "selling drones to Moscow", "selling%20drones%20to%20Moscow"},
		{"a comma and a dash", "well-known, so", "well%2Dknown%2C%20so"},
		{"quotes and an ampersand", "the “end” & more", "the%20%E2%80%9Cend%E2%80%9D%20%26%20more"},
		{"another script", "Це сказав міністр", "%D0%A6%D0%B5%20%D1%81%D0%BA%D0%B0%D0%B7%D0%B0%D0%B2%20%D0%BC%D1%96%D0%BD%D1%96%D1%81%D1%82%D1%80"},
		{"long", "one two three four five six seven eight nine ten eleven", "one%20two%20three%20four%20five,seven%20eight%20nine%20ten%20eleven"},
		{"over a paragraph's end", "one two\nthree four.", "one%20two,three%20four"},
		{"no word", "…”", ""},
		{"broken", "a\xffb", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := fragment(tt.text, edgeWords); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// FuzzFragment holds that a highlighted link still leads where the link does,
// that what it quotes are words of the statement, and that nothing in it ends
// a masked link.
func FuzzFragment(f *testing.F) {
	f.Add("https://pier.example/a_(b)?q=1#top", "He said “no, never” & left — at once, they say, for good.", 8, 20)
	f.Add("https://pier.example/", "Це сказав міністр\n\nу столиці, а потім поїхав до моря.", 0, 100)
	f.Add("https://pier.example/"+strings.Repeat("a", 480), strings.Repeat("слово ", 60), 0, 600)
	f.Fuzz(func(t *testing.T, raw, text string, start, end int) {
		to := markdown.Link(raw)
		a := corpus.Answer{Text: text, Span: corpus.Span{Start: 7, End: 7 + len(text)}, Content: &corpus.Span{Start: start, End: end}}
		got := highlighted(to, a)
		if !strings.HasPrefix(got, to) || len(got) > markdown.MaxLink || strings.ContainsAny(got, "()[]<> \n\"") {
			t.Fatalf("%q is highlighted as %q", to, got)
		}
		directive, found := strings.CutPrefix(strings.TrimPrefix(got[len(to):], "#"), fragmentMark)
		if !found {
			return
		}
		parts := strings.Split(directive, ",")
		if len(parts) > 2 || strings.ContainsAny(directive, "-&") {
			t.Fatalf("%q is no text directive", directive)
		}
		at := 0
		words := strings.Join(strings.Fields(text), " ")
		for _, part := range parts {
			quoted, err := url.PathUnescape(part)
			if err != nil || quoted == "" {
				t.Fatalf("%q: %q, %v", directive, quoted, err)
			}
			if !strings.Contains(words[at:], quoted) {
				t.Errorf("%q is not in %q", quoted, words[at:])
			}
		}
	})
}

func TestAnswersAreShortenedOutsideWhatIsReported(t *testing.T) {
	long := strings.Repeat("He spoke at length about the harbour. ", 20)
	tests := []struct {
		name, text string
		cut        bool
	}{
		{"short", "She (said) {so}. And more.", false},
		{"behind the report", "She (said) {so}. " + long, true},
		{"a turning behind it", "She (said) {so}. " + long + "But he did not.", false},
		{"the report is all of it", "She (said) {" + long + "}", false},
		{"narrated", long, false},
		{"French", "Elle (a dit) {cela}. " + long + "Mais rien n’est sûr.", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := rendertest.Said(tt.text)
			got, cut := shortened(Glyphs(a))
			if cut != tt.cut {
				t.Fatalf("cut: %v, want %v", cut, tt.cut)
			}
			if text := plainGlyphs(got); cut && text != "She said so." || !strings.HasPrefix(plainGlyphs(Glyphs(a)), text) {
				t.Errorf("got %q", text)
			}
		})
	}
	best, other := rendertest.Said("She (said) {so}. "+long), rendertest.Said("She (said) {that}. "+long)
	other.ID = "another"
	pages := Found{In: rendertest.English(t), Question: Question{Text: "q"}, Answers: []corpus.Answer{best, other}}.laidOut()
	whole, short := pages[0][0].Embed, pages[0][1].Embed
	if strings.Contains(whole.Footer.Text, locale.Shortened(rendertest.English(t))) || !strings.Contains(short.Footer.Text, locale.Shortened(rendertest.English(t))) || len(short.Description) > len(whole.Description)/2 {
		t.Errorf("the best is shown as %q and the other as %q", whole.Footer.Text, short.Footer.Text)
	}
}

func plainGlyphs(glyphs []Glyph) string {
	var out strings.Builder
	for _, g := range glyphs {
		out.WriteRune(g.R)
	}
	return out.String()
}

// FuzzShortened holds that what is left is a beginning that ends with a
// sentence, and that no reported word and no word that turns is left out.
func FuzzShortened(f *testing.F) {
	f.Add("He said so. "+strings.Repeat("It rained all day. ", 60), 3, 10)
	f.Add(strings.Repeat("But no! ", 200), 0, 5)
	f.Fuzz(func(t *testing.T, text string, start, end int) {
		all := Glyphs(corpus.Answer{Text: text, Content: &corpus.Span{Start: start, End: end}})
		got, cut := shortened(all)
		if !strings.HasPrefix(plainGlyphs(all), plainGlyphs(got)) || cut != (len(got) < len(all)) {
			t.Fatalf("%q is shortened to %q", plainGlyphs(all), plainGlyphs(got))
		}
		if cut && (!endsSentence(got) || turns(all[len(got):])) {
			t.Errorf("%q lost %q", plainGlyphs(got), plainGlyphs(all[len(got):]))
		}
		for _, g := range all[len(got):] {
			if g.Reported {
				t.Fatalf("a reported sign is left out of %q", plainGlyphs(got))
			}
		}
	})
}

func TestADenialStandsWithItsAllegation(t *testing.T) {
	denial := rendertest.By(rendertest.Said("Tehran (denied) {it}."), "Tehran", "")
	denial.ID = "denial"
	allegation := rendertest.By(rendertest.Said("Kiev (alleged) {that drones were sent}."), "Kiev", "")
	allegation.ID, allegation.Denial = "allegation", &denial
	filler := rendertest.Said("{" + strings.Repeat("word ", 425) + "end}.")
	fillers := []corpus.Answer{filler, filler}
	fillers[0].ID, fillers[1].ID = "f0", "f1"
	tests := []struct {
		name    string
		answers []corpus.Answer
		want    string
	}{
		{"below it", []corpus.Answer{allegation, denial}, "allegation denial |"},
		{"both on the next page", []corpus.Answer{fillers[0], fillers[1], longAllegation(allegation)}, "f0 f1 | allegation denial |"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, p := range (Found{In: rendertest.English(t), Question: Question{Text: "q"}, Answers: tt.answers}).laidOut() {
				for _, one := range p {
					got = append(got, string(one.Statement))
				}
				got = append(got, "|")
			}
			if strings.Join(got, " ") != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// longAllegation is the allegation with as many words as leave no room for its
// denial behind two long statements.
func longAllegation(a corpus.Answer) corpus.Answer {
	long := rendertest.Said("Kiev (alleged) {" + strings.Repeat("word ", 270) + "end}.")
	long.ID, long.Denial = a.ID, a.Denial
	return long
}

func TestQuestionsAreReadBackFromHeadings(t *testing.T) {
	narrow := Filters{Kind: corpus.Direct, Since: "2024-01-02", Until: "2024-02-03", Source: "The *Pier*: a/b"}
	for _, q := range []Question{
		{Text: "who?", Filters: narrow},
		{Text: "who?", Speaker: "`x` **y**", Filters: Filters{Source: "0f3a"}},
		{Mode: NameQuote, Speaker: "Ada Winter"},
		{Mode: NameQuote, Speaker: "Ada Winter", Text: "`kind: direct`"},
		{Mode: NameCompare, Text: "ferry", Speaker: "Ada Winter", Other: "Bo *Summer*"},
		{Mode: NameTimeline, Text: "ferry"},
		{Mode: NameFind, Text: "`code` and **bold** <@1>"},
	} {
		for _, tag := range []string{"de", "en", "fr", "uk"} {
			l := rendertest.Spoken(t, tag)
			if got, err := ReadHeading(q.Heading(l) + "\n" + locale.Page(l, 1, 2)); err != nil || got != q {
				t.Errorf("%q is read as %+v, %v, want %+v", q.Heading(l), got, err, q)
			}
		}
	}
}

// FuzzQuestionHeading holds that every question is read back from its heading,
// and that the heading of any question keeps Discord's limit.
func FuzzQuestionHeading(f *testing.F) {
	f.Add("who?", "Ada", "Bo", "The Pier", uint8(0))
	f.Add("`/quote`", "**x** `", "\\", "a", uint8(3))
	all, err := locale.Load()
	if err != nil {
		f.Fatal(err)
	}
	tags := all.Tags()
	f.Fuzz(func(t *testing.T, text, speaker, other, source string, mode uint8) {
		l := all[tags[int(mode/8)%len(tags)]]
		modes := []string{"", NameQuote, NameCompare, NameTimeline, NameFind}
		q := Question{Mode: modes[int(mode)%len(modes)], Text: markdown.WholeWords(markdown.Line(text), MaxQuestion), Speaker: markdown.WholeWords(markdown.Line(speaker), MaxSpeaker), Filters: Filters{Kind: corpus.Mixed, Source: markdown.Line(strings.ReplaceAll(source, "`", ""))}}
		if q.Mode == NameCompare {
			q.Other = markdown.WholeWords(markdown.Line(other), MaxSpeaker)
		}
		if q.Mode == NameTimeline || q.Mode == NameFind {
			q.Speaker = ""
		}
		for i, h := range q.lines() {
			if h.value == "" && i < len(q.lines())-1 || h.value == "" && q.Mode != NameQuote && q.Mode != "" {
				return // no such question is answered
			}
		}
		if got, err := ReadHeading(q.Heading(l)); err != nil || got != q {
			t.Errorf("%q is read as %+v, %v, want %+v", q.Heading(l), got, err, q)
		}
		if q.Source = markdown.WholeWords(q.Source, 100); markdown.Units(q.Heading(l))+300 > markdown.MaxContent {
			t.Errorf("a heading of %d units", markdown.Units(q.Heading(l)))
		}
	})
}
