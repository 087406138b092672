package incoming_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/incoming"
	"verbatim/internal/discordtest"
)

// of is an interaction of a type, with more in it.
func of(kind int, more string) string {
	return fmt.Sprintf(`{"id":"1","application_id":"2","token":"t","version":1,"type":%d,%s}`, kind, more)
}

// menu is a message's menu command on a message with more in it.
func menu(more string) string {
	return of(2, `"data":{"name":"Find quotes","type":3,"target_id":"9","resolved":{"messages":{"9":{"id":"9","content":"hooks",`+more+`}}}}`)
}

func read(t *testing.T, raw string) *incoming.Interaction {
	t.Helper()
	in, err := incoming.Read([]byte(raw))
	if err != nil {
		t.Fatalf("%.300s: %v", raw, err)
	}
	return in
}

// Parts that are not understood are skipped and reported; the rest is read.
func TestReadsWhatItUnderstands(t *testing.T) {
	tests := []struct {
		name, raw string
		losses    string
		unread    bool
	}{
		{"all of it", menu(`"components":[{"type":1,"components":[{"type":2,"custom_id":"x","style":1}]}],"embeds":[{"title":"a"}]`), "", false},
		{"a component of type 16", menu(`"components":[{"type":16}]`), "component 16", false},
		{"a component of a type that is far off", menu(`"components":[{"type":4711}]`), "component 4711", false},
		{"a component without a type", menu(`"components":[{}]`), "component without a number", false},
		{"a component whose type is a word", menu(`"components":[{"type":"x"}]`), "component without a number", false},
		{"no component at all", menu(`"components":[null,7]`), "field data.resolved.messages.*.components.*, null; field data.resolved.messages.*.components.*, a number", false},
		{"one in a row", menu(`"components":[{"type":1,"components":[{"type":20},{"type":2,"label":"b"}]}]`), "component 20", false},
		{"one in a section", menu(`"components":[{"type":9,"components":[{"type":10,"content":"x"}],"accessory":{"type":21}}]`), "component 21", false},
		{"a component of another form", menu(`"components":[{"type":10,"content":{"parts":[]}}]`), "field data.resolved.messages.*.components.*.content, an object", false},
		{"an embed of another form", menu(`"embeds":[{"title":["a"],"fields":7},"x"]`),
			"field data.resolved.messages.*.embeds.*.title, a list; field data.resolved.messages.*.embeds.*.fields, a number; field data.resolved.messages.*.embeds.*, a string", false},
		{"an attachment of another form", menu(`"attachments":[{"id":"3","size":"large","width":1.5}]`),
			"field data.resolved.messages.*.attachments.*.size, a string; field data.resolved.messages.*.attachments.*.width, a number", false},
		{"a time of another form", menu(`"timestamp":"yesterday"`), "field data.resolved.messages.*.timestamp, a string", false},
		{"a number beyond its type", menu(`"flags":99999999999999999999`), "field data.resolved.messages.*.flags, a number", false},
		{"what there is no field for", menu(`"never":{"heard":[1,{"of":null}]}`), "", false},
		{"a context that is not known", strings.Replace(menu(`"tts":false`), `"version":1`, `"context":7`, 1), "context 7", false},
		{"a context of another form", strings.Replace(menu(`"tts":false`), `"version":1`, `"context":"new"`, 1), "field context, a string", false},
		{"an owner of another kind", strings.Replace(menu(`"tts":false`), `"version":1`, `"authorizing_integration_owners":{"0":"5","new":"6","300":"7"}`, 1),
			"field authorizing_integration_owners, a key", false},
		{"permissions beyond 64 bits", strings.Replace(menu(`"tts":false`), `"version":1`, `"app_permissions":"36893488147419103232"`, 1), "field app_permissions, a string", false},
		{"an option of a type that is not known", of(2, `"data":{"name":"ask","options":[{"name":"question","type":3,"value":"who?"},{"name":"new","type":12,"value":{"a":[1]}}]}`), "option 12", false},
		{"an option's type of another form", of(2, `"data":{"name":"ask","options":[{"name":"question","type":999,"value":"who?"}]}`), "field data.options.*.type, a number; option 0", false},
		{"an interaction of a type that is not known", of(6, `"data":{"x":1}`), "interaction 6", true},
		{"an interaction of a type that is far off", of(600, `"data":{"x":1}`), "field type, a number; interaction 600", true},
		{"an interaction without a type", `{"id":"1","token":"t","data":{}}`, "interaction without a number", true},
		{"an interaction whose type is a word", `{"id":"1","token":"t","type":"x"}`, "field type, a string; interaction without a number", true},
		{"no data", of(2, `"guild_id":"5"`), "interaction 2", true},
		{"data that is none", of(3, `"data":"x"`), "interaction 3", true},
		{"a press of nothing", of(3, `"data":{"component_type":2}`), "interaction 3", true},
		{"a component that is pressed of a type that is not known", of(3, `"data":{"custom_id":"x","component_type":40},"message":{"id":"9","components":[{"type":20,"components":[]}]}`), "component 20", false},
		{"a PING", `{"type":1}`, "", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := read(t, tt.raw)
			var losses []string
			for _, l := range in.Losses {
				losses = append(losses, l.String())
			}
			if got := strings.Join(losses, "; "); got != tt.losses || in.Unread != tt.unread {
				t.Errorf("lost %q, unread: %v, want %q, %v", got, in.Unread, tt.losses, tt.unread)
			}
			data, _ := in.Data.(discordgo.ApplicationCommandInteractionData)
			if data.TargetID != "" && data.Resolved.Messages["9"].Content != "hooks" {
				t.Errorf("the message is read as %+v", data.Resolved.Messages["9"])
			}
		})
	}
}

func TestWhatCannotBeAnswered(t *testing.T) {
	for raw, want := range map[string]error{
		``: incoming.ErrJSON, `{`: incoming.ErrJSON, `[]`: incoming.ErrJSON, `null`: incoming.ErrJSON, ` "x" `: incoming.ErrJSON,
		`{}`: incoming.ErrUnanswerable, `{"type":2,"id":"1","data":{}}`: incoming.ErrUnanswerable,
		`{"type":2,"id":1,"token":"t"}`:              incoming.ErrUnanswerable,
		strings.Repeat(" ", incoming.MaxSize) + `{}`: incoming.ErrSize,
	} {
		if _, err := incoming.Read([]byte(raw)); !errors.Is(err, want) {
			t.Errorf("%.40q: %v, want %v", raw, err, want)
		}
	}
}

// inputs are the values of a window's text inputs, by custom_id.
func inputs(components []discordgo.MessageComponent) map[string]string {
	out := map[string]string{}
	for _, c := range components {
		if row, ok := c.(*discordgo.ActionsRow); ok {
			for _, inner := range row.Components {
				if i, ok := inner.(*discordgo.TextInput); ok {
					out[i.CustomID] = i.Value
				}
			}
		}
	}
	return out
}

// However a window's inputs come, they are read alike.
func TestWindows(t *testing.T) {
	for name, tt := range map[string]struct{ components, want, losses string }{
		"in a row":                      {`{"type":1,"components":[{"type":4,"custom_id":"who","value":"It was Hale"}]}`, "It was Hale", ""},
		"in a label":                    {`{"type":18,"id":3,"component":{"type":4,"custom_id":"who","value":"It was Hale"}}`, "It was Hale", ""},
		"a choice in a label":           {`{"type":18,"component":{"type":3,"custom_id":"who","values":["1"]}}`, "1", ""},
		"a choice in a row":             {`{"type":1,"components":[{"type":3,"custom_id":"who","values":["1","2"]}]}`, "1", ""},
		"nothing chosen":                {`{"type":18,"component":{"type":3,"custom_id":"who","values":[ ]}}`, "", ""},
		"a radio group":                 {`{"type":18,"component":{"type":21,"custom_id":"who","value":"b"}}`, "b", ""},
		"a radio group without a value": {`{"type":18,"component":{"type":21,"custom_id":"who","value":null}}`, "", ""},
		"a checkbox":                    {`{"type":18,"component":{"type":23,"custom_id":"who","value":true}}`, "true", ""},
		"in a wrapper not yet known":    {`{"type":77,"components":[{"type":4,"custom_id":"who","value":"x"}],"component":{"type":4,"custom_id":"what","value":"y"}}`, "x", "[component 77]"},
	} {
		t.Run(name, func(t *testing.T) {
			in := read(t, of(5, `"data":{"custom_id":"w","components":[{"type":10,"id":1},`+tt.components+`]}`))
			got, there := inputs(in.Data.(discordgo.ModalSubmitInteractionData).Components)["who"]
			losses := ""
			if len(in.Losses) > 0 {
				losses = fmt.Sprint(in.Losses)
			}
			if got != tt.want || !there || losses != tt.losses {
				t.Errorf("read %q (there: %v), lost %s, want %q, %s", got, there, losses, tt.want, tt.losses)
			}
		})
	}
}

// Text in a container that is not known is read all the same.
func TestKeepsWhatLiesInWhatIsNotKnown(t *testing.T) {
	in := read(t, menu(`"components":[{"components":[{"type":10,"content":"Port closed"},{"type":16},{"type":10,"content":"for ten days"}],"type":42}]`))
	m := in.Data.(discordgo.ApplicationCommandInteractionData).Resolved.Messages["9"]
	var texts []string
	for _, c := range m.Components[0].(*discordgo.ActionsRow).Components {
		texts = append(texts, c.(*discordgo.TextDisplay).Content)
	}
	if got := strings.Join(texts, " "); got != "Port closed for ten days" {
		t.Errorf("read %q", got)
	}
}

// If discordgo understands an interaction, Read returns the same as discordgo.
func TestReadsAsDiscordgoDoes(t *testing.T) {
	raw := []byte(menu(`"timestamp":"2026-03-01T10:00:00.000000+00:00","author":{"id":"4","username":"ann","flags":64},"type":0,"edited_timestamp":null,
		"member":{"roles":["1","2"],"permissions":"2147483647","joined_at":"2019-03-13T19:19:14.040000+00:00"},"mentions":[{"id":"4"}],"poll":null,
		"attachments":[{"id":"7","filename":"a.txt","size":12,"url":"https://cdn.example/a"}],"embeds":[{"title":"a \u00e9 \ud83d\ude00 \"b\"","fields":[{"name":"n","value":"v","inline":true}]}],
		"components":[{"type":17,"accent_color":null,"components":[{"type":9,"components":[{"type":10,"content":"x"}],"accessory":{"type":11,"media":{"url":"u"}}},{"type":14,"spacing":1}]},
		{"type":1,"components":[{"type":3,"custom_id":"c","options":[{"label":"l","value":"v","emoji":{"name":"x"}}],"max_values":1}]}]`))
	var want discordgo.Interaction
	if err := json.Unmarshal(raw, &want); err != nil {
		t.Fatal(err)
	}
	if got := read(t, string(raw)); !reflect.DeepEqual(got.Interaction, &want) || len(got.Losses) > 0 {
		t.Errorf("got %+v, lost %v, want %+v", got.Interaction, got.Losses, want)
	}
}

// Every message that Discord's description allows is received, and so is every
// component of it, whatever its type.
func TestReadsAllThatDiscordDescribes(t *testing.T) {
	seed := rand.Uint64()
	chance := rand.New(rand.NewPCG(seed, 1))
	t.Logf("seed %d", seed)
	send := func(t *testing.T, message map[string]any) {
		message["id"], message["content"] = "9", "hooks"
		for _, body := range []map[string]any{
			{"type": 2, "data": map[string]any{"name": "Find quotes", "type": 3, "target_id": "9", "resolved": map[string]any{"messages": map[string]any{"9": message}}}},
			{"type": 3, "data": map[string]any{"custom_id": "ask/more", "component_type": 2}, "message": message},
		} {
			body["id"], body["token"], body["application_id"] = "1", "t", "2"
			raw, err := json.Marshal(body)
			if err != nil {
				t.Fatal(err)
			}
			in := read(t, string(raw))
			m := in.Message
			if data, ok := in.Data.(discordgo.ApplicationCommandInteractionData); ok {
				m = data.Resolved.Messages["9"]
			}
			if in.Unread || m == nil || m.Content != "hooks" {
				t.Errorf("%s is read as %+v (unread: %v)", raw, m, in.Unread)
			}
		}
	}
	names := discordtest.Schemas(t, "ComponentResponse")
	names = append(names, discordtest.Schemas(t, "ComponentForMessageRequest")...)
	names = append(names, discordtest.Schemas(t, "ComponentForModalRequest")...)
	if len(names) < 30 {
		t.Fatalf("the description has %d components", len(names))
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			for range 10 {
				send(t, map[string]any{"components": []any{discordtest.Sample(t, name, chance)}})
			}
		})
	}
	t.Run("messages", func(t *testing.T) {
		for range 200 {
			send(t, discordtest.Sample(t, "MessageResponse", chance).(map[string]any))
		}
	})
}

// Deep or large values cost little, and values beyond the bounds are skipped.
func TestBounds(t *testing.T) {
	deep := strings.Repeat(`{"type":17,"components":[`, 4000) + strings.Repeat(`]}`, 4000)
	many := strings.Repeat(`{},`, 100_000) + `{}`
	for name, raw := range map[string]string{
		"components in one another": menu(`"components":[` + deep + `]`),
		"many embeds":               menu(`"embeds":[` + many + `]`),
		"an option's value":         of(2, `"data":{"name":"ask","options":[{"name":"a","type":3,"value":`+strings.Repeat("[", 9000)+strings.Repeat("]", 9000)+`}]}`),
	} {
		t.Run(name, func(t *testing.T) {
			in := read(t, raw)
			if len(in.Losses) != 1 || in.Losses[0].What != incoming.LostDepth {
				t.Errorf("lost %v, want what lies too deep", in.Losses)
			}
			if data := in.Data.(discordgo.ApplicationCommandInteractionData); data.Resolved != nil && len(data.Resolved.Messages["9"].Embeds) > 1000 {
				t.Errorf("%d embeds are read", len(data.Resolved.Messages["9"].Embeds))
			}
		})
	}
}

// Losses name no word that a person wrote.
func TestLossesHoldNoWords(t *testing.T) {
	in := read(t, menu(`"embeds":[{"title":{"secret":1}}],"components":[{"type":"secret"}],"author":{"secret":1,"id":["secret"]}`))
	if got := fmt.Sprint(in.Losses); strings.Contains(got, "secret") || len(in.Losses) != 3 {
		t.Errorf("lost %s", got)
	}
}

// For any input, discordgo can decode the result of Read, and the reported
// losses are bounded.
func FuzzRead(f *testing.F) {
	for _, raw := range []string{
		`{}`, `null`, of(2, `"data":{"options":[null,{"type":1,"options":[{"value":{}}]}],"resolved":{"members":{"1":null}}}`),
		of(5, `"data":{"custom_id":"a","components":[{"type":18,"component":{"type":4,"custom_id":"x","value":"y"}},null,{"type":1,"components":[{"type":21,"custom_id":"z","value":1e999}]}]}`),
		of(3, `"data":{"custom_id":"x","values":[],"resolved":{"users":{"\u0041":{"id":"1"}}}},"message":{"components":[{"type":1},{"type":20,"components":[{"type":10}]}],"timestamp":"2026-01-01T00:00:00Z"}`),
		menu(`"components":[{"type":9,"accessory":{"type":2},"components":[]}],"embeds":[{"fields":[]}],"\u0063ontent":"twice"`),
		of(4, `"data":{"name":"ask","options":[{"name":"n","type":10,"value":1e400},{"name":"m","type":4,"value":-0}]},"member":{"permissions":"-0","joined_at":"x"}`),
	} {
		f.Add([]byte(raw))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		in, err := incoming.Read(raw)
		if err != nil {
			for _, known := range []error{incoming.ErrJSON, incoming.ErrSize, incoming.ErrUnanswerable} {
				if errors.Is(err, known) {
					return
				}
			}
			t.Fatalf("what was left is not decoded: %v", err)
		}
		if len(in.Losses) > 8 || in.Interaction == nil || in.Data == nil && !in.Unread && in.Type != discordgo.InteractionPing {
			t.Errorf("read as %+v", in)
		}
	})
}

// discordgo's MessageComponentFromJSON decodes the types of components that are
// known here and no other.
func TestKnowsTheComponentsThatDiscordgoKnows(t *testing.T) {
	for number := range 256 {
		_, err := discordgo.MessageComponentFromJSON(fmt.Appendf(nil, `{"type":%d}`, number))
		in := read(t, menu(fmt.Sprintf(`"components":[{"type":%d}]`, number)))
		if lost := slices.Contains(in.Losses, incoming.Loss{What: incoming.LostComponent, Type: fmt.Sprint(number)}); number != 18 && lost != (err != nil) {
			t.Errorf("type %d is lost: %v, and discordgo says %v", number, lost, err)
		}
	}
}

func BenchmarkRead(b *testing.B) {
	raw := []byte(of(2, `"guild_id":"290926798626357999","channel_id":"645027906669510667","locale":"en-US","guild_locale":"en-US","context":0,"app_permissions":"442368","entitlements":[],
		"authorizing_integration_owners":{"0":"290926798626357999"},"channel":{"id":"645027906669510667","name":"general","type":0},
		"member":{"user":{"id":"80351110224678912","username":"ann","discriminator":"0","global_name":"Ann"},"roles":["539082325061836999"],"permissions":"2147483647","joined_at":"2019-03-13T19:19:14.040000+00:00","deaf":false,"mute":false,"flags":0},
		"data":{"id":"1","name":"ask","type":1,"options":[{"name":"question","type":3,"value":"Who opened the gate?"}]}`))
	b.Run("with discordgo alone", func(b *testing.B) {
		for b.Loop() {
			if err := json.Unmarshal(raw, new(discordgo.Interaction)); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("filtered", func(b *testing.B) {
		for b.Loop() {
			if _, err := incoming.Read(raw); err != nil {
				b.Fatal(err)
			}
		}
	})
}
