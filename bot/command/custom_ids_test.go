package command

import (
	"bytes"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot"
	"verbatim/bot/markdown"
	"verbatim/bot/render"
	"verbatim/bot/render/rendertest"
	"verbatim/corpus"
)

// Every custom_id that names something keeps within Discord's limit, however
// long the ids of what it names are.
func TestCustomIDsKeepTheLimit(t *testing.T) {
	long := strings.Repeat("x", 64)
	for _, id := range []string{
		render.CorrectionButton(rendertest.English(t), render.Piece{Statement: corpus.StatementID(strings.Repeat("s", 5000)), Part: 10000}).CustomID,
		bot.NewCustomID(render.NameWrong, render.WrongSpeaker, render.ByAnswer, long, "2"),
		bot.NewCustomID(render.NameWrong, render.WrongNote, long),
		bot.NewCustomID(render.NameWrong, render.WrongUndo, long),
		bot.NewCustomID(pathOf(nameReports), actionCorrect, long),
		bot.NewCustomID(pathOf(nameRemove), actionYes, long),
		bot.NewCustomID(pathOf(nameCorrections), actionUndo, "99999"),
	} {
		if len(id) > markdown.MaxCustomID {
			t.Errorf("%q has %d bytes", id, len(id))
		}
	}
}

// FuzzAnyCustomID holds that whatever custom_id a component or a modal has, one thing is
// answered and nothing panics.
func FuzzAnyCustomID(f *testing.F) {
	for _, seed := range []string{"ask/s/0/1", "corpus.add.text", "corpus.remove/yes/id", "wrong/speaker/a/s/-1", "corpus.reports/page/99999999999999999999", "...", "//", "ask"} {
		f.Add(seed, "**Question:** Who?", "picked")
	}
	f.Fuzz(func(t *testing.T, raw, content, value string) {
		for _, data := range []discordgo.InteractionData{
			discordgo.MessageComponentInteractionData{CustomID: raw, Values: []string{value}},
			discordgo.ModalSubmitInteractionData{CustomID: raw, Components: []discordgo.MessageComponent{
				&discordgo.ActionsRow{Components: []discordgo.MessageComponent{&discordgo.TextInput{CustomID: value, Value: content}}},
			}},
		} {
			var log bytes.Buffer
			var d notebook
			in := &discordgo.Interaction{Type: data.Type(), Data: data, Message: &discordgo.Message{Content: content}}
			synctest.Test(t, func(t *testing.T) { handled(t, newBot(&library{}, &log), in, &d) })
			if len(d.sent) != 1 || strings.Contains(log.String(), "panic") {
				t.Errorf("%q: sent %v, logged\n%s", raw, d.sent, log.String())
			}
		}
	})
}
