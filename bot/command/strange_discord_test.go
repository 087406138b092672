package command_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"verbatim/corpus"
)

// asked keeps what was searched for.
func asked(to *[]string) func(context.Context, corpus.Query) ([]corpus.Answer, error) {
	return func(ctx context.Context, q corpus.Query) ([]corpus.Answer, error) {
		*to = append(*to, q.Text)
		return after(0)(ctx, q)
	}
}

// at is the object that the names lead to.
func at(in map[string]any, names ...string) map[string]any {
	for _, name := range names {
		inner, _ := in[name].(map[string]any)
		if name == "*" {
			for _, only := range in {
				inner, _ = only.(map[string]any)
			}
		}
		in = inner
	}
	return in
}

const cannotRead = "cannot read this kind"

// What an interaction holds that is newer than the program is passed over, told in
// the log, and the rest is answered, through either door.
func TestWhatIsNotUnderstoodOfAMessage(t *testing.T) {
	component := func(parts ...any) func(map[string]any) {
		return func(m map[string]any) { m["components"] = parts }
	}
	tests := []struct {
		name   string
		says   string
		change func(message map[string]any)
		want   string // searched for, "" where nothing is
		reads  string
		log    string // part of it, "" where nothing is passed over
	}{
		{"a component of type 16", "The dockers lay down their hooks", component(map[string]any{"type": 16}), "The dockers lay down their hooks", gate, "what=component type=16"},
		{"a component of type 18", "hooks", component(map[string]any{"type": 18, "component": map[string]any{"type": 20}}), "hooks", gate, "what=component type=20"},
		{"a component of type 21", "hooks", component(map[string]any{"type": 1, "components": []any{map[string]any{"type": 21}}}), "hooks", gate, "what=component type=21"},
		{"a component of a type that nobody knows", "hooks", component(map[string]any{"type": 900}), "hooks", gate, "what=component type=900"},
		{"a text in a component", "hooks", func(m map[string]any) {
			m["content"], m["flags"] = "", 32768
			component(map[string]any{"type": 10, "content": "The dockers lay down their hooks"})(m)
		}, "The dockers lay down their hooks", gate, ""},
		{"texts in a container", "hooks", func(m map[string]any) {
			m["content"], m["flags"] = "", 32768
			component(map[string]any{"type": 17, "components": []any{
				map[string]any{"type": 10, "content": "# Port closed"}, map[string]any{"type": 14}, map[string]any{"type": 10, "content": "for ten days"},
			}})(m)
		}, "Port closed for ten days", gate, ""},
		{"texts in a container that nobody knows", "hooks", func(m map[string]any) {
			m["content"] = ""
			component(map[string]any{"type": 42, "components": []any{map[string]any{"type": 10, "content": "Port closed"}}})(m)
		}, "Port closed", gate, "what=component type=42"},
		{"an embed of another form", "hooks", func(m map[string]any) { m["embeds"] = []any{map[string]any{"title": []any{"a"}}} }, "hooks", gate, "embeds.*.title, a list"},
		{"an attachment of another form", "hooks", func(m map[string]any) {
			m["attachments"] = []any{map[string]any{"id": "1", "size": "large"}}
		}, "hooks", gate, "attachments.*.size, a string"},
		{"nothing but what is not known", "hooks", func(m map[string]any) {
			m["content"] = ""
			component(map[string]any{"type": 16})(m)
		}, "", cannotRead, "what=component type=16"},
		{"words of another form", "hooks", func(m map[string]any) { m["content"] = map[string]any{"secret": "words"} }, "", cannotRead, "content, an object"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var searched []string
			throughBothDoors(t, asked(&searched), func(t *testing.T, v *visit) {
				searched = nil
				v.discord.Alter(func(in map[string]any) { tt.change(at(in, "data", "resolved", "messages", "*")) })
				reply := v.ann.Uses("Find quotes", v.ann.Says(tt.says)).Reply()
				if got := strings.Join(searched, ""); got != tt.want || !strings.Contains(read(reply), tt.reads) {
					t.Errorf("ann reads %q after a search for %q, want %q after %q", read(reply), got, tt.reads, tt.want)
				}
				v.stop()
				if log := v.log.String(); !strings.Contains(log, tt.log) || strings.Contains(log, "passed over") != (tt.log != "") || strings.Contains(log, "secret") {
					t.Errorf("the log is\n%s\nwant %q", log, tt.log)
				}
			})
		})
	}
}

// The same of the rest of an interaction.
func TestWhatIsNotUnderstoodOfAnInteraction(t *testing.T) {
	tests := []struct {
		name   string
		change func(map[string]any)
		reads  string
		log    string
	}{
		{"a context that nobody knows", func(in map[string]any) { in["context"] = 9 }, gate, "what=context type=9"},
		{"a context of another form", func(in map[string]any) { in["context"] = "new" }, gate, "context, a string"},
		{"an owner of another kind", func(in map[string]any) { at(in, "authorizing_integration_owners")["new"] = "1" }, gate, "authorizing_integration_owners, a key"},
		{"an option of a type that nobody knows", func(in map[string]any) {
			data := at(in, "data")
			data["options"] = append(data["options"].([]any), map[string]any{"name": "new", "type": 12, "value": map[string]any{"secret": 1}})
		}, gate, "what=option type=12"},
		{"no application", func(in map[string]any) { delete(in, "application_id") }, gate, ""},
		{"a type that nobody knows", func(in map[string]any) { in["type"] = 6 }, cannotRead, "what=interaction type=6"},
		{"no type", func(in map[string]any) { delete(in, "type") }, cannotRead, "what=interaction"},
		{"no data", func(in map[string]any) { delete(in, "data") }, cannotRead, "what=interaction type=2"},
		{"the question in a form that nobody knows", func(in map[string]any) {
			at(in, "data")["options"] = []any{map[string]any{"name": "question", "type": 3, "value": map[string]any{"secret": 1}}, map[string]any{"name": "new", "type": 77}}
		}, cannotRead, "what=option type=77"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			throughBothDoors(t, after(0), func(t *testing.T, v *visit) {
				v.discord.Alter(tt.change)
				if got := read(v.ann.Types("/ask question: Who?").Reply()); !strings.Contains(got, tt.reads) {
					t.Errorf("ann reads %q, want %q", got, tt.reads)
				}
				v.stop()
				if log := v.log.String(); !strings.Contains(log, tt.log) || strings.Contains(log, "passed over") != (tt.log != "") || strings.Contains(log, "secret") || strings.Contains(log, "level=ERROR") {
					t.Errorf("the log is\n%s\nwant %q", log, tt.log)
				}
			})
		})
	}
}

// A reply that comes late finds its way where the interaction did not say which
// application it is for.
func TestLateRepliesWithoutAnApplication(t *testing.T) {
	throughBothDoors(t, after(3*time.Second), func(t *testing.T, v *visit) {
		v.discord.Alter(func(in map[string]any) { delete(in, "application_id") })
		if got := read(v.ann.Types("/ask question: Who?").Reply()); !strings.Contains(got, gate) {
			t.Errorf("ann reads %q, want %q", got, gate)
		}
	})
}

// A button works on a message that holds what nobody knows.
func TestPressesOnWhatIsNotUnderstood(t *testing.T) {
	throughBothDoors(t, after(0), func(t *testing.T, v *visit) {
		reply := v.ann.Types("/ask question: Who? private: true").Reply()
		v.discord.Alter(func(in map[string]any) {
			m := at(in, "message")
			m["components"] = append(m["components"].([]any), map[string]any{"type": 20, "components": []any{}})
		})
		shared := v.ann.Presses(reply, "Share").Reply()
		if got := read(shared); !strings.Contains(got, gate) || shared.Ephemeral() {
			t.Errorf("ann reads %q, want %q", got, gate)
		}
	})
}

// A window's answers are the same in labels as in rows.
func TestWindowsThatComeInLabels(t *testing.T) {
	inOffice(t, func(t *testing.T, m *moderated) {
		modal := m.ann.Types("/corpus add text").Modal()
		m.discord.Alter(func(in map[string]any) {
			var labels []any
			for _, row := range at(in, "data")["components"].([]any) {
				inner := row.(map[string]any)
				if list, ok := inner["components"].([]any); ok {
					inner = map[string]any{"type": 18, "id": inner["id"], "component": list[0]}
				}
				labels = append(labels, inner)
			}
			at(in, "data")["components"] = labels
		})
		m.ann.Submits(modal, map[string]string{"Title": "The gate", "Text": "Hale opened it."}).Reply()
		if len(m.office.sources) != 1 || m.office.sources[0].Name != "The gate" {
			t.Errorf("added %+v, want the text that was filled in", m.office.sources)
		}
	})
}
