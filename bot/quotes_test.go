package bot

import (
	"bytes"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/locale"
	"verbatim/bot/markdown"
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
			a := said(tt.text)
			got, cut := shortened(glyphs(a))
			if cut != tt.cut {
				t.Fatalf("cut: %v, want %v", cut, tt.cut)
			}
			if text := plainGlyphs(got); cut && text != "She said so." || !strings.HasPrefix(plainGlyphs(glyphs(a)), text) {
				t.Errorf("got %q", text)
			}
		})
	}
	best, other := said("She (said) {so}. "+long), said("She (said) {that}. "+long)
	other.ID = "another"
	pages := found{in: en(t), question: question{text: "q"}, answers: []corpus.Answer{best, other}}.laidOut()
	whole, short := pages[0][0].embed, pages[0][1].embed
	if strings.Contains(whole.Footer.Text, locale.Shortened(en(t))) || !strings.Contains(short.Footer.Text, locale.Shortened(en(t))) || len(short.Description) > len(whole.Description)/2 {
		t.Errorf("the best is shown as %q and the other as %q", whole.Footer.Text, short.Footer.Text)
	}
}

func plainGlyphs(glyphs []glyph) string {
	var out strings.Builder
	for _, g := range glyphs {
		out.WriteRune(g.r)
	}
	return out.String()
}

// FuzzShortened holds that what is left is a beginning that ends with a
// sentence, and that no reported word and no word that turns is left out.
func FuzzShortened(f *testing.F) {
	f.Add("He said so. "+strings.Repeat("It rained all day. ", 60), 3, 10)
	f.Add(strings.Repeat("But no! ", 200), 0, 5)
	f.Fuzz(func(t *testing.T, text string, start, end int) {
		all := glyphs(corpus.Answer{Text: text, Content: &corpus.Span{Start: start, End: end}})
		got, cut := shortened(all)
		if !strings.HasPrefix(plainGlyphs(all), plainGlyphs(got)) || cut != (len(got) < len(all)) {
			t.Fatalf("%q is shortened to %q", plainGlyphs(all), plainGlyphs(got))
		}
		if cut && (!endsSentence(got) || turns(all[len(got):])) {
			t.Errorf("%q lost %q", plainGlyphs(got), plainGlyphs(all[len(got):]))
		}
		for _, g := range all[len(got):] {
			if g.reported {
				t.Fatalf("a reported sign is left out of %q", plainGlyphs(got))
			}
		}
	})
}

func TestADenialStandsWithItsAllegation(t *testing.T) {
	denial := by(said("Tehran (denied) {it}."), "Tehran", "")
	denial.ID = "denial"
	allegation := by(said("Kiev (alleged) {that drones were sent}."), "Kiev", "")
	allegation.ID, allegation.Denial = "allegation", &denial
	filler := said("{" + strings.Repeat("word ", 425) + "end}.")
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
			for _, p := range (found{in: en(t), question: question{text: "q"}, answers: tt.answers}).laidOut() {
				for _, one := range p {
					got = append(got, string(one.statement))
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
	long := said("Kiev (alleged) {" + strings.Repeat("word ", 270) + "end}.")
	long.ID, long.Denial = a.ID, a.Denial
	return long
}

func TestQuestionsAreReadBackFromHeadings(t *testing.T) {
	narrow := filters{kind: corpus.Direct, since: "2024-01-02", until: "2024-02-03", source: "The *Pier*: a/b"}
	for _, q := range []question{
		{text: "who?", filters: narrow},
		{text: "who?", speaker: "`x` **y**", filters: filters{source: "0f3a"}},
		{mode: nameQuote, speaker: "Ada Winter"},
		{mode: nameQuote, speaker: "Ada Winter", text: "`kind: direct`"},
		{mode: nameCompare, text: "ferry", speaker: "Ada Winter", other: "Bo *Summer*"},
		{mode: nameTimeline, text: "ferry"},
		{mode: nameFind, text: "`code` and **bold** <@1>"},
	} {
		for _, tag := range []string{"de", "en", "fr", "uk"} {
			l := spoken(t, tag)
			if got, err := readHeading(q.heading(l) + "\n" + locale.Page(l, 1, 2)); err != nil || got != q {
				t.Errorf("%q is read as %+v, %v, want %+v", q.heading(l), got, err, q)
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
		modes := []string{"", nameQuote, nameCompare, nameTimeline, nameFind}
		q := question{mode: modes[int(mode)%len(modes)], text: begins(markdown.Line(text), maxQuestion), speaker: begins(markdown.Line(speaker), maxSpeaker), filters: filters{kind: corpus.Mixed, source: markdown.Line(strings.ReplaceAll(source, "`", ""))}}
		if q.mode == nameCompare {
			q.other = begins(markdown.Line(other), maxSpeaker)
		}
		if q.mode == nameTimeline || q.mode == nameFind {
			q.speaker = ""
		}
		for i, h := range q.lines() {
			if h.value == "" && i < len(q.lines())-1 || h.value == "" && q.mode != nameQuote && q.mode != "" {
				return // no such question is answered
			}
		}
		if got, err := readHeading(q.heading(l)); err != nil || got != q {
			t.Errorf("%q is read as %+v, %v, want %+v", q.heading(l), got, err, q)
		}
		if q.source = begins(q.source, 100); markdown.Units(q.heading(l))+300 > markdown.MaxContent {
			t.Errorf("a heading of %d units", markdown.Units(q.heading(l)))
		}
	})
}

// hostile is an answer all of whose texts are long and full of markup.
func hostile(id, mark string) corpus.Answer {
	long := strings.Repeat(mark, 400)
	a := from(by(said("He (said) {"+long+"}."), long, long), long, long, "https://p.example/"+strings.Repeat("(", 60), "2024-02-03")
	a.ID = corpus.StatementID(id)
	a.Cue.Text = long
	a.Also = []corpus.Citation{{Publisher: long}, {Publisher: long}, {Publisher: long}, {Publisher: long}}
	return a
}

// checkSent holds what was sent to Discord's limits.
func checkSent(t *testing.T, r Reply) {
	t.Helper()
	total := 0
	for _, e := range r.Embeds {
		total += markdown.Units(e.Description)
		if e.Footer != nil {
			total += markdown.Units(e.Footer.Text)
		}
		if n := markdown.Units(e.Description); n > markdown.MaxDescription || n == 0 {
			t.Errorf("description of %d units", n)
		}
	}
	if n := markdown.Units(r.Content); n > markdown.MaxContent || total > markdown.MaxEmbedTotal || len(r.Embeds) > markdown.MaxEmbeds || len(r.Components) > 5 {
		t.Errorf("content of %d units, %d embeds of %d together, %d rows", n, len(r.Embeds), total, len(r.Components))
	}
	ids := map[string]bool{}
	seen := func(id string) {
		if id == "" || len(id) > markdown.MaxCustomID || ids[id] {
			t.Errorf("custom_id %q is empty, too long or there twice", id)
		}
		ids[id] = true
	}
	for _, c := range r.Components {
		inner := c.(discordgo.ActionsRow).Components
		if len(inner) == 0 || len(inner) > 5 {
			t.Errorf("a row of %d components", len(inner))
		}
		for _, one := range inner {
			switch one := one.(type) {
			case discordgo.Button:
				seen(one.CustomID)
			case discordgo.SelectMenu:
				seen(one.CustomID)
				values := map[string]bool{}
				for _, o := range one.Options {
					if o.Label == "" || markdown.Units(o.Label) > 100 || o.Value == "" || markdown.Units(o.Value) > 100 || values[o.Value] {
						t.Errorf("option %+v is empty, too long or there twice", o)
					}
					values[o.Value] = true
				}
				if len(one.Options) == 0 || len(one.Options) > 25 {
					t.Errorf("a menu of %d options", len(one.Options))
				}
			}
		}
	}
}

// TestHostileTextsKeepDiscordsLimits types every command that answers with
// quotes, and presses every button below what it says. No time passes meanwhile,
// so that nothing is deferred, however slow the machine.
func TestHostileTextsKeepDiscordsLimits(t *testing.T) {
	for _, mark := range []string{"*", "𝔸", "word ", "@everyone ", "\n- ", "`"} {
		synctest.Test(t, func(t *testing.T) { checkHostile(t, mark) })
	}
}

func checkHostile(t *testing.T, mark string) {
	t.Helper()
	first, second, third := hostile("s1", mark), hostile(strings.Repeat("s2", 90), mark), hostile("s3", mark)
	second.Speaker, second.Denial = "Ada "+mark, &third
	l := &library{answers: []corpus.Answer{first, second}}
	for i := range 30 {
		l.names = append(l.names, strings.Repeat(mark, 20*i)+"x")
	}
	long, name := strings.Repeat(mark, 500/markdown.Units(mark)), strings.Repeat(mark, 100/markdown.Units(mark))
	message := typed(en(t).Say(locale.LabelFind))
	message.Data = discordgo.ApplicationCommandInteractionData{Name: en(t).Say(locale.LabelFind), TargetID: "7", Resolved: &discordgo.ApplicationCommandInteractionDataResolved{
		Messages: map[string]*discordgo.Message{"7": {Content: strings.Repeat(mark, 4000/markdown.Units(mark)) + " x"}},
	}}
	for _, in := range []*discordgo.Interaction{
		typed("ask", option("question", long), option("speaker", name)), typed("quote", option("speaker", name), option("topic", long)),
		typed("compare", option("topic", long), option("a", name), option("b", "b")), typed("timeline", option("topic", long)),
		typed("speakers", option("topic", long)), typed("speakers"), message, typed("help"), typed("about"),
	} {
		var log bytes.Buffer
		b := newBot(l, &log)
		var d notebook
		handled(t, b, in, &d)
		checkSent(t, d.last)
		pressAll(t, b, d.last, 2)
		if strings.Contains(log.String(), "level=ERROR") {
			t.Errorf("log:\n%.2000s", log.String())
		}
	}
}

// pressAll presses every button of a message, and those of what comes of it.
func pressAll(t *testing.T, b *Bot, r Reply, depth int) {
	t.Helper()
	if depth == 0 {
		return
	}
	for _, c := range r.Components {
		for _, one := range c.(discordgo.ActionsRow).Components {
			var in *discordgo.Interaction
			switch one := one.(type) {
			case discordgo.Button:
				if one.Disabled {
					continue
				}
				in = pressed(one.CustomID, r.Content)
			case discordgo.SelectMenu:
				in = pressed(one.CustomID, r.Content)
				in.Data = discordgo.MessageComponentInteractionData{CustomID: one.CustomID, Values: []string{one.Options[len(one.Options)-1].Value}}
			}
			if in == nil {
				continue // an input of a modal
			}
			in.Message.Flags = discordgo.MessageFlagsEphemeral
			var d notebook
			handled(t, b, in, &d)
			checkSent(t, d.last)
			if len(d.sent) != 1 || d.last.Content == en(t).Say(locale.PhraseFailed) || d.last.Content == en(t).Say(locale.PhraseUnknown) {
				t.Errorf("%+v: sent %v, %q", in.Data, d.sent, d.last.Content)
			}
			pressAll(t, b, d.last, depth-1)
		}
	}
}

// FuzzButton holds that any button of any message is answered once, within
// Discord's limits and without a panic.
func FuzzButton(f *testing.F) {
	head := question{text: "who?"}.heading(en(f))
	f.Add("ask/context/s1/0", head, "s1")
	f.Add("find/more/s1/0", question{mode: nameFind, text: "x"}.heading(en(f)), "")
	f.Add("compare/share/s1/0", question{mode: nameCompare, text: "x", speaker: "a", other: "b"}.heading(en(f)), "x")
	f.Add("speakers/page/99999", "**Topic:** x", "")
	f.Add("wrong/open/s1/0", head, "")
	f.Add("quote/who", head, "Ada")
	l := &library{answers: []corpus.Answer{hostile("s1", "*a "), hostile("s2", "𝔸 ")}, names: []string{"Ada", "Bo"}}
	f.Fuzz(func(t *testing.T, id, content, value string) {
		var log bytes.Buffer
		in := pressed(id, content)
		in.Data = discordgo.MessageComponentInteractionData{CustomID: id, Values: []string{value}}
		var d notebook
		synctest.Test(t, func(t *testing.T) { handled(t, newBot(l, &log), in, &d) }) // in no time, however slow the machine
		if len(d.sent) != 1 || strings.Contains(log.String(), "panic") {
			t.Fatalf("sent %v, logged\n%s", d.sent, log.String())
		}
		checkSent(t, d.last)
	})
}

func TestTheLeastUsedBucketIsForgotten(t *testing.T) {
	b := buckets{of: Bucket{Tokens: 1, Every: time.Hour}}
	if !b.take("first") || b.take("first") || !b.take("") || !b.take("") {
		t.Error("a bucket of one token gives another number")
	}
	for i := range mostBuckets {
		b.take(strconv.Itoa(i))
	}
	if len(b.byID) != mostBuckets || b.order.Len() != mostBuckets || !b.take("first") {
		t.Errorf("%d buckets, %d in order, want %d and the first anew", len(b.byID), b.order.Len(), mostBuckets)
	}
}
