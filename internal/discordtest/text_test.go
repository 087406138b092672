package discordtest_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"verbatim/internal/discordtest"
)

func TestMarkdownIsReadAsItIsSeen(t *testing.T) {
	for _, tt := range []struct{ name, markdown, want string }{
		{"plain", "He said so.", "He said so."},
		{"escapes", `\*not\* \_so\_ \~\~it\~\~ \|\|is\|\| \[a\](b) \> \# \- 1\. \\`, `*not* _so_ ~~it~~ ||is|| [a](b) > # - 1. \`},
		{"a backslash before a letter", `C:\temp`, `C:\temp`},
		{"a backslash before curly quotes", `\“so\”`, "“so”"},
		{"strong and emphasis", "**bold** *so* _it_ __under__ ***both***", "bold so it under both"},
		{"strike and spoiler", "~~gone~~ ||hidden||", "gone hidden"},
		{"markers that open nothing", "2 * 3 * 4, a_b_c, ~ and | and **", "2 * 3 * 4, a_b_c, ~ and | and **"},
		{"nested", "**bold _and it_ and \\*star\\***", "bold and it and *star*"},
		{"code keeps markers", "`**x**` and ``a`b``", "**x** and a`b"},
		{"code block", "before\n```go\nx := *p\n```\nafter", "before\nx := *p\nafter"},
		{"unclosed code", "it`s", "it`s"},
		{"quote", "> one\n> two\nthree", "one\ntwo\nthree"},
		{"escaped quote", `\> one`, "> one"},
		{"quote to the end", ">>> one\ntwo", "one\ntwo"},
		{"no quote without a space", ">one", ">one"},
		{"heading", "# Big\n## Less\ntext # not", "Big\nLess\ntext # not"},
		{"subtext", "-# small", "small"},
		{"list", "- one\n* two\n1. three", "• one\n• two\n1. three"},
		{"masked link", "see [the **source**](https://example.org/a_b) there", "see the source there"},
		{"no link without an address", "[1](2) and [x] (y)", "[1](2) and [x] (y)"},
		{"bare address", "at https://example.org/a_b_c.", "at https://example.org/a_b_c."},
		{"angled address", "<https://example.org/x_y_z>", "https://example.org/x_y_z"},
		{"less than", "a <b> c < d", "a <b> c < d"},
		{"unknown user", "<@1> <@&2> <#3>", "@unknown-user @unknown-role #unknown"},
		{"emoji and time", "<:tick:12> <t:0:R> </ask:5>", ":tick: 1970-01-01 /ask"},
		{"everybody", "@everyone", "@everyone"},
		{"zero width spaces stand", "@\u200beveryone", "@\u200beveryone"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := (discordtest.Embed{Description: tt.markdown}).Text(); got != tt.want {
				t.Errorf("%q reads\n%q, want\n%q", tt.markdown, got, tt.want)
			}
		})
	}
}

func FuzzMarkdownNeverPanicsNorGrows(f *testing.F) {
	for _, seed := range []string{"**a** _b_ `c`", "> q\n# h\n- l", "[a](https://b.c)", "\\", "```\n", "<@1><t:9:R>", "*a **b* c**", "||~~__"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := discordtest.Embed{Description: s}.Text()
		// Names and dates can be longer than their markup, and a bullet is three
		// bytes long.
		if len(got) > 8*len(s)+8 {
			t.Errorf("%q reads %q", s, got)
		}
		var escaped strings.Builder
		for _, r := range strings.ToValidUTF8(s, "?") {
			if r < 0x80 && strings.ContainsRune("\\`*_~|[]()<>#-+.!:@/", r) {
				escaped.WriteByte('\\')
			}
			escaped.WriteRune(r)
		}
		want := strings.TrimSpace(strings.ToValidUTF8(s, "?"))
		if got := (discordtest.Embed{Description: escaped.String()}).Text(); got != want {
			t.Errorf("%q, escaped as %q, reads %q", want, escaped.String(), got)
		}
	})
}

func TestMessageIsReadFromTopToBottom(t *testing.T) {
	c := newClient(t)
	guild := c.discord.Guild("Newsroom")
	ann, role := guild.Member("ann"), guild.Role("Editors")
	body := map[string]any{
		"content": "For " + ann.Mention() + ", <@&" + role.ID + "> in <#" + guild.General().ID() + ">",
		"embeds": []any{map[string]any{
			"author": map[string]any{"name": `A \*Name\*`, "url": "https://example.org/who"},
			"title":  `**Title** [x](https://example.org)`, "url": "https://example.org/title",
			"description": "> “Words,” [source](https://example.org/s)",
			"fields":      []any{map[string]any{"name": "_Field_", "value": "**Value**"}},
			"footer":      map[string]any{"text": `Not \*escaped\*`}, "timestamp": "2026-03-04T23:00:00Z",
		}},
		"components": []any{map[string]any{"type": 1, "components": []any{
			map[string]any{"type": 2, "style": 1, "label": "Next", "custom_id": "next"},
			map[string]any{"type": 2, "style": 2, "label": "Back", "custom_id": "back", "disabled": true},
			map[string]any{"type": 2, "style": 5, "label": "Source", "url": "https://example.org/b"},
		}}},
	}
	raw, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	if status, answer := c.do("POST", "/channels/"+guild.General().ID()+"/messages", string(raw)); status != 200 {
		t.Fatalf("post: %d %v", status, answer)
	}
	m := ann.Sees()[0]
	want := strings.Join([]string{
		"For @ann, @Editors in #general",
		`A \*Name\*`, "Title [x](https://example.org)", "“Words,” source", "Field", "Value", `Not \*escaped\* • 2026-03-04`,
		"[Next] [Back, disabled] [Source ↗]",
	}, "\n")
	if got := m.Text(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	links := []discordtest.Link{
		{Text: `A \*Name\*`, URL: "https://example.org/who"}, {Text: "Title [x](https://example.org)", URL: "https://example.org/title"},
		{Text: "source", URL: "https://example.org/s"}, {Text: "Source", URL: "https://example.org/b"},
	}
	if got := m.Links(); !reflect.DeepEqual(got, links) {
		t.Errorf("got links %v, want %v", got, links)
	}
}
