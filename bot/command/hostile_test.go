package command

import (
	"bytes"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot"
	"verbatim/bot/locale"
	"verbatim/bot/markdown"
	"verbatim/bot/render"
	"verbatim/bot/render/rendertest"
	"verbatim/corpus"
)

// hostile is an answer all of whose texts are long and full of markup.
func hostile(id, mark string) corpus.Answer {
	long := strings.Repeat(mark, 400)
	a := rendertest.From(rendertest.By(rendertest.Said("He (said) {"+long+"}."), long, long), long, long, "https://p.example/"+strings.Repeat("(", 60), "2024-02-03")
	a.ID = corpus.StatementID(id)
	a.Cue.Text = long
	a.Also = []corpus.Citation{{Publisher: long}, {Publisher: long}, {Publisher: long}, {Publisher: long}}
	return a
}

// checkSent holds what was sent to Discord's limits.
func checkSent(t *testing.T, r bot.Reply) {
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
	if testing.Short() {
		t.Skip("it takes long, and is left out with -short")
	}
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
	message := typed(rendertest.English(t).Say(locale.LabelFind))
	message.Data = discordgo.ApplicationCommandInteractionData{Name: rendertest.English(t).Say(locale.LabelFind), TargetID: "7", Resolved: &discordgo.ApplicationCommandInteractionDataResolved{
		Messages: map[string]*discordgo.Message{"7": {Content: strings.Repeat(mark, 4000/markdown.Units(mark)) + " x"}},
	}}
	for _, in := range []*discordgo.Interaction{
		typed("ask", option("question", long), option("speaker", name)), typed("quote", option("speaker", name), option("topic", long)),
		typed("compare", option("topic", long), option("a", name), option("b", "b")), typed("timeline", option("topic", long)),
		typed("speakers", option("topic", long)), typed("speakers"), message, typed("help"), typed("about"),
	} {
		var log bytes.Buffer
		var d notebook
		handled(t, newBot(l, &log), in, &d)
		checkSent(t, d.last)
		pressAll(t, l, &log, d.last, 2)
		if strings.Contains(log.String(), "level=ERROR") {
			t.Errorf("log:\n%.2000s", log.String())
		}
	}
}

// pressAll presses every button of a message, and those of what comes of it.
func pressAll(t *testing.T, l *library, log *bytes.Buffer, r bot.Reply, depth int) {
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
			handled(t, newBot(l, log), in, &d)
			checkSent(t, d.last)
			if len(d.sent) != 1 || d.last.Content == rendertest.English(t).Say(locale.PhraseFailed) || d.last.Content == rendertest.English(t).Say(locale.PhraseUnknown) {
				t.Errorf("%+v: sent %v, %q", in.Data, d.sent, d.last.Content)
			}
			pressAll(t, l, log, d.last, depth-1)
		}
	}
}

// FuzzButton holds that any button of any message is answered once, within
// Discord's limits and without a panic.
func FuzzButton(f *testing.F) {
	head := render.Question{Text: "who?"}.Heading(rendertest.English(f))
	f.Add("ask/context/s1/0", head, "s1")
	f.Add("find/more/s1/0", render.Question{Mode: render.NameFind, Text: "x"}.Heading(rendertest.English(f)), "")
	f.Add("compare/share/s1/0", render.Question{Mode: render.NameCompare, Text: "x", Speaker: "a", Other: "b"}.Heading(rendertest.English(f)), "x")
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
