package discordtest_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"verbatim/internal/discordtest"
)

// client sends raw requests to a server in memory.
type client struct {
	t       testing.TB
	discord *discordtest.Server
}

// do sends a request below /api/v10 and returns the status and the answer.
func (c client) do(method, path, body string, headers ...string) (int, map[string]any) {
	c.t.Helper()
	r, err := http.NewRequest(method, "https://discord.com/api/v10"+path, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bot "+c.discord.Token())
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	resp, err := (&http.Client{Transport: c.discord.Transport()}).Do(r)
	if err != nil {
		c.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		c.t.Fatalf("%s %s: %v", method, path, err)
	}
	var answer map[string]any
	if err := json.Unmarshal(raw, &answer); err != nil && len(raw) > 0 && raw[0] != '[' {
		c.t.Fatalf("%s %s: answer %q: %v", method, path, raw, err)
	}
	return resp.StatusCode, answer
}

func newClient(t testing.TB, opts ...discordtest.Option) client {
	discord := discordtest.New(t, append([]discordtest.Option{discordtest.InMemory()}, opts...)...)
	return client{t: t, discord: discord}
}

func (c client) commands() string {
	return "/applications/" + c.discord.ApplicationID() + "/commands"
}

const askBody = `[{"name":"ask","description":"Who said it","options":[
	{"type":3,"name":"question","description":"What to look for","required":true},
	{"type":3,"name":"speaker","description":"Whose words","autocomplete":true},
	{"type":4,"name":"limit","description":"How many","autocomplete":true},
	{"type":5,"name":"private","description":"Only for you"}]}]`

// asked is an interaction that waits for its callback.
func (c client) asked() *discordtest.Interaction {
	c.t.Helper()
	if status, answer := c.do("PUT", c.commands(), askBody); status != http.StatusOK {
		c.t.Fatalf("register: %d %v", status, answer)
	}
	return c.discord.Guild("Newsroom").Member("ann").Types("/ask question: Who?")
}

func callbackPath(it *discordtest.Interaction) string {
	return "/interactions/" + it.ID() + "/" + it.Token() + "/callback"
}

// repeat is s over and over, as a JSON string without its quotes.
func repeat(s string, n int) string { return strings.Repeat(s, n) }

func list(n int, item func(i int) string) string {
	items := make([]string, n)
	for i := range items {
		items[i] = item(i)
	}
	return "[" + strings.Join(items, ",") + "]"
}

func buttons(from, n int) string {
	return list(n, func(i int) string {
		return fmt.Sprintf(`{"type":2,"style":1,"label":"b","custom_id":"b%d"}`, from+i)
	})
}

func row(components string) string { return `{"type":1,"components":` + components + `}` }

func selectMenu(options int, more string) string {
	return row(`[{"type":3,"custom_id":"s"` + more + `,"options":` + list(options, func(i int) string {
		return fmt.Sprintf(`{"label":"o","value":"%d"}`, i)
	}) + `}]`)
}

// messages are message bodies with the expected problem, or "".
var messages = []struct{ name, body, want string }{
	{"content of 2000 characters", `{"content":"` + repeat("x", 2000) + `"}`, ""},
	{"content of 2000 characters outside the basic plane", `{"content":"` + repeat("😀", 2000) + `"}`, ""},
	{"content of 2001", `{"content":"` + repeat("😀", 2001) + `"}`, "content"},
	{"a number for content", `{"content":7}`, "content"},
	{"10 embeds", `{"embeds":` + list(10, func(int) string { return `{"title":"t"}` }) + `}`, ""},
	{"11 embeds", `{"embeds":` + list(11, func(int) string { return `{"title":"t"}` }) + `}`, "embeds"},
	{"title of 256", `{"embeds":[{"title":"` + repeat("é", 256) + `"}]}`, ""},
	{"title of 257", `{"embeds":[{"title":"` + repeat("é", 257) + `"}]}`, "embeds[0].title"},
	{"description of 4096", `{"embeds":[{"description":"` + repeat("x", 4096) + `"}]}`, ""},
	{"description of 4097", `{"embeds":[{"description":"` + repeat("x", 4097) + `"}]}`, "embeds[0].description"},
	{"25 fields", `{"embeds":[{"fields":` + list(25, func(int) string { return `{"name":"n","value":"v"}` }) + `}]}`, ""},
	{"26 fields", `{"embeds":[{"fields":` + list(26, func(int) string { return `{"name":"n","value":"v"}` }) + `}]}`, "embeds[0].fields"},
	{"field name of 257", `{"embeds":[{"fields":[{"name":"` + repeat("x", 257) + `","value":"v"}]}]}`, "embeds[0].fields[0].name"},
	{"field value of 1025", `{"embeds":[{"fields":[{"name":"n","value":"` + repeat("x", 1025) + `"}]}]}`, "embeds[0].fields[0].value"},
	{"blank field value", `{"embeds":[{"fields":[{"name":"n","value":" \n"}]}]}`, "embeds[0].fields[0].value: this field is required"},
	{"field without value", `{"embeds":[{"fields":[{"name":"n"}]}]}`, "value"},
	{"footer of 2048", `{"embeds":[{"footer":{"text":"` + repeat("x", 2048) + `"}}]}`, ""},
	{"footer of 2049", `{"embeds":[{"footer":{"text":"` + repeat("x", 2049) + `"}}]}`, "embeds[0].footer.text"},
	{"author of 257", `{"embeds":[{"author":{"name":"` + repeat("x", 257) + `"}}]}`, "embeds[0].author.name"},
	{"6000 characters over all embeds", `{"embeds":[{"description":"` + repeat("x", 4000) + `"},{"description":"` + repeat("x", 2000) + `"}]}`, ""},
	{"6001 over all embeds", `{"embeds":[{"description":"` + repeat("x", 4000) + `"},{"description":"` + repeat("x", 2000) + `","title":"t"}]}`, "embeds: embed size of 6001"},
	{"embed that shows nothing", `{"embeds":[{"color":255}]}`, "shows nothing"},
	{"embed with a URL", `{"embeds":[{"title":"t","url":"https://example.org/a?b=c#:~:text=d"}]}`, ""},
	{"URL of no scheme", `{"embeds":[{"title":"t","url":"example.org"}]}`, "embeds[0].url"},
	{"URL of another scheme", `{"embeds":[{"title":"t","url":"javascript:alert(1)"}]}`, "embeds[0].url"},
	{"URL without a host", `{"embeds":[{"title":"t","url":"https:///a"}]}`, "embeds[0].url"},
	{"URL with a space", `{"embeds":[{"title":"t","url":"https://example.org/a b"}]}`, "embeds[0].url"},
	{"author's malformed URL", `{"embeds":[{"author":{"name":"n","url":"https://%zz"}}]}`, "embeds[0].author.url"},
	{"URL of 2049", `{"embeds":[{"title":"t","url":"https://example.org/` + repeat("x", 2029) + `"}]}`, "embeds[0].url"},
	{"timestamp", `{"embeds":[{"title":"t","timestamp":"2026-02-28T10:00:00Z"}]}`, ""},
	{"timestamp of no day", `{"embeds":[{"title":"t","timestamp":"2026-02-30T10:00:00Z"}]}`, "embeds[0].timestamp"},
	{"timestamp in words", `{"embeds":[{"title":"t","timestamp":"yesterday"}]}`, "embeds[0].timestamp"},
	{"colour beyond white", `{"embeds":[{"title":"t","color":16777216}]}`, "embeds[0].color"},
	{"unknown field", `{"content":"x","colour":"red"}`, "colour: no such field"},
	{"unknown field that says nothing", `{"content":"x","colour":null}`, ""},
	{"unknown field in an embed", `{"embeds":[{"title":"t","subtitle":"s"}]}`, "embeds[0].subtitle: no such field"},
	{"unknown field in a button", `{"content":"x","components":[` + row(`[{"type":2,"style":1,"label":"b","custom_id":"b","colour":3}]`) + `]}`, "colour: no such field"},
	{"mentions of nobody", `{"content":"x","allowed_mentions":{"parse":[]}}`, ""},
	{"mentions of no kind", `{"content":"x","allowed_mentions":{"parse":["all"]}}`, "allowed_mentions"},
	{"mentions both ways", `{"content":"x","allowed_mentions":{"parse":["users"],"users":["1"]}}`, "mutually exclusive"},
	{"flag that cannot be set", `{"content":"x","flags":1}`, "flags"},
	{"5 rows of 5 buttons", `{"content":"x","components":` + list(5, func(i int) string { return row(buttons(i*5, 5)) }) + `}`, ""},
	{"6 rows", `{"content":"x","components":` + list(6, func(i int) string { return row(buttons(i*5, 1)) }) + `}`, "components"},
	{"6 buttons in a row", `{"content":"x","components":[` + row(buttons(0, 6)) + `]}`, "components[0]"},
	{"empty row", `{"content":"x","components":[` + row(`[]`) + `]}`, "components[0]"},
	{"button beside a row", `{"content":"x","components":` + buttons(0, 1) + `}`, "components"},
	{"button without custom_id", `{"content":"x","components":[` + row(`[{"type":2,"style":1,"label":"b"}]`) + `]}`, "custom_id: a custom id is required"},
	{"custom_id of 100", `{"content":"x","components":[` + row(`[{"type":2,"style":1,"label":"b","custom_id":"`+repeat("x", 100)+`"}]`) + `]}`, ""},
	{"custom_id of 101", `{"content":"x","components":[` + row(`[{"type":2,"style":1,"label":"b","custom_id":"`+repeat("x", 101)+`"}]`) + `]}`, "custom_id"},
	{"custom_id twice", `{"content":"x","components":[` + row(buttons(0, 1)) + `,` + row(buttons(0, 1)) + `]}`, "cannot be duplicated"},
	{"label of 81", `{"content":"x","components":[` + row(`[{"type":2,"style":1,"label":"`+repeat("x", 81)+`","custom_id":"b"}]`) + `]}`, "label"},
	{"button without label", `{"content":"x","components":[` + row(`[{"type":2,"style":1,"custom_id":"b"}]`) + `]}`, "needs a label"},
	{"button of no style", `{"content":"x","components":[` + row(`[{"type":2,"style":9,"label":"b","custom_id":"b"}]`) + `]}`, "style"},
	{"link button", `{"content":"x","components":[` + row(`[{"type":2,"style":5,"label":"b","url":"https://example.org"}]`) + `]}`, ""},
	{"link button with custom_id", `{"content":"x","components":[` + row(`[{"type":2,"style":5,"label":"b","url":"https://example.org","custom_id":"b"}]`) + `]}`, "cannot both be specified"},
	{"link button without URL", `{"content":"x","components":[` + row(`[{"type":2,"style":5,"label":"b"}]`) + `]}`, "needs a URL"},
	{"link button's URL of 513", `{"content":"x","components":[` + row(`[{"type":2,"style":5,"label":"b","url":"https://example.org/`+repeat("x", 493)+`"}]`) + `]}`, "url"},
	{"select of 25 options", `{"content":"x","components":[` + selectMenu(25, "") + `]}`, ""},
	{"select of 26 options", `{"content":"x","components":[` + selectMenu(26, "") + `]}`, "options"},
	{"placeholder of 151", `{"content":"x","components":[` + selectMenu(2, `,"placeholder":"`+repeat("x", 151)+`"`) + `]}`, "placeholder"},
	{"more values than options", `{"content":"x","components":[` + selectMenu(2, `,"max_values":3`) + `]}`, "more values than options"},
	{"select beside a button", `{"content":"x","components":[` + row(`[{"type":3,"custom_id":"s","options":[{"label":"o","value":"v"}]},{"type":2,"style":1,"label":"b","custom_id":"b"}]`) + `]}`, "fills its row alone"},
	{"text display without v2", `{"content":"x","components":[{"type":10,"content":"x"}]}`, "IS_COMPONENTS_V2"},
	{"text display with v2", `{"flags":32768,"components":[{"type":10,"content":"x"}]}`, ""},
	{"content with v2", `{"flags":32768,"content":"x","components":[{"type":10,"content":"x"}]}`, "neither content nor embeds"},
	{"40 components with v2", `{"flags":32768,"components":` + list(40, func(int) string { return `{"type":10,"content":"x"}` }) + `}`, ""},
	{"41 components with v2", `{"flags":32768,"components":[{"type":17,"components":` + list(40, func(int) string { return `{"type":10,"content":"x"}` }) + `}]}`, "41 components"},
	{"4001 characters of text displays", `{"flags":32768,"components":[{"type":10,"content":"` + repeat("x", 4000) + `"},{"type":10,"content":"y"}]}`, "4001"},
}

// refused checks that a request was refused for the reason, or not at all.
func refused(t *testing.T, discord *discordtest.Server, status int, answer map[string]any, want string) {
	t.Helper()
	refusals := discord.Refusals()
	if want == "" {
		if status >= 300 || len(refusals) > 0 {
			t.Errorf("got status %d, refusals %v, want it accepted", status, refusals)
		}
		return
	}
	if status != http.StatusBadRequest || answer["code"] != float64(discordtest.CodeInvalidForm) || answer["errors"] == nil {
		t.Errorf("got %d %v, want 400 with code %d and errors", status, answer, discordtest.CodeInvalidForm)
	}
	if got := fmt.Sprint(refusals); !strings.Contains(got, want) {
		t.Errorf("got refusals %s, want one of %q", got, want)
	}
}

func TestMessageRules(t *testing.T) {
	for _, tt := range messages {
		t.Run("callback/"+tt.name, func(t *testing.T) {
			c := newClient(t)
			c.discord.Tolerate(discordtest.CodeInvalidForm)
			it := c.asked()
			status, answer := c.do("POST", callbackPath(it), `{"type":4,"data":`+tt.body+`}`)
			refused(t, c.discord, status, answer, tt.want)
		})
		t.Run("post/"+tt.name, func(t *testing.T) {
			c := newClient(t)
			c.discord.Tolerate(discordtest.CodeInvalidForm)
			channel := c.discord.Guild("Newsroom").General()
			status, answer := c.do("POST", "/channels/"+channel.ID()+"/messages", tt.body)
			refused(t, c.discord, status, answer, tt.want)
		})
	}
}

func TestCallbackRules(t *testing.T) {
	modal := func(title, rows string) string {
		return `{"type":9,"data":{"custom_id":"m","title":"` + title + `","components":` + rows + `}}`
	}
	input := func(more string) string {
		return `{"type":1,"components":[{"type":4,"custom_id":"i","style":1,"label":"l"` + more + `}]}`
	}
	for _, tt := range []struct{ name, body, want string }{
		{"deferral", `{"type":5}`, ""},
		{"private deferral", `{"type":5,"data":{"flags":64}}`, ""},
		{"no type", `{"data":{"content":"x"}}`, "type"},
		{"type of nothing", `{"type":3,"data":{"content":"x"}}`, "type"},
		{"update of a command", `{"type":7,"data":{"content":"x"}}`, "does not answer"},
		{"choices for a command", `{"type":8,"data":{"choices":[]}}`, "does not answer"},
		{"modal", modal("Why?", "["+input("")+"]"), ""},
		{"modal with a label", modal("Why?", `[{"type":18,"label":"l","component":{"type":4,"custom_id":"i","style":2}}]`), ""},
		{"modal title of 46", modal(repeat("x", 46), "["+input("")+"]"), "title"},
		{"modal without inputs", modal("Why?", "[]"), "components"},
		{"modal label of 46", modal("Why?", `[{"type":18,"label":"`+repeat("x", 46)+`","component":{"type":4,"custom_id":"i","style":2}}]`), "label"},
		{"modal input of 4001", modal("Why?", "["+input(`,"value":"`+repeat("x", 4001)+`"`)+"]"), "value"},
		{"modal input twice", modal("Why?", "["+input("")+","+input("")+"]"), "cannot be duplicated"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := newClient(t)
			c.discord.Tolerate(discordtest.CodeInvalidForm)
			it := c.asked()
			status, answer := c.do("POST", callbackPath(it), tt.body)
			refused(t, c.discord, status, answer, tt.want)
		})
	}
}

func TestCommandRules(t *testing.T) {
	command := func(name, description, more string) string {
		return `[{"name":"` + name + `","description":"` + description + `"` + more + `}]`
	}
	options := func(options string) string { return command("ask", "d", `,"options":`+options) }
	opt := func(i int, more string) string {
		return fmt.Sprintf(`{"type":3,"name":"o%d","description":"d"%s}`, i, more)
	}
	choice := func(i int) string { return fmt.Sprintf(`{"name":"c%d","value":"v"}`, i) }
	for _, tt := range []struct{ name, body, want string }{
		{"plain", command("ask", "d", ""), ""},
		{"Devanagari, Thai, marks and digits", command("हिन्दी-ไทย_7", "d", ""), ""},
		{"capital", command("Ask", "d", ""), "name"},
		{"space", command("ask me", "d", ""), "name"},
		{"33 characters", command(repeat("x", 33), "d", ""), "name"},
		{"no name", command("", "d", ""), "name"},
		{"no description", `[{"name":"ask"}]`, "description"},
		{"description of 101", command("ask", repeat("x", 101), ""), "description"},
		{"permissions as a string", command("ask", "d", `,"default_member_permissions":"32"`), ""},
		{"permissions in words", command("ask", "d", `,"default_member_permissions":"all"`), "default_member_permissions"},
		{"localised", command("ask", "d", `,"name_localizations":{"de":"frage"},"description_localizations":{"de":"Wer?"}`), ""},
		{"localised to nowhere", command("ask", "d", `,"name_localizations":{"tlh":"tlhob"}`), "no locale"},
		{"localised with a capital", command("ask", "d", `,"name_localizations":{"de":"Frage"}`), "name_localizations.de"},
		{"25 options", options(list(25, func(i int) string { return opt(i, "") })), ""},
		{"26 options", options(list(26, func(i int) string { return opt(i, "") })), "options"},
		{"option's name", options(`[{"type":3,"name":"No","description":"d"}]`), "options[0].name"},
		{"option twice", options(`[` + opt(1, "") + `,` + opt(1, "") + `]`), "already exists"},
		{"required behind optional", options(`[` + opt(1, "") + `,` + opt(2, `,"required":true`) + `]`), "required options must be placed before"},
		{"option without description", options(`[{"type":3,"name":"o"}]`), "description"},
		{"option of no type", options(`[{"type":12,"name":"o","description":"d"}]`), "options"},
		{"25 choices", options(`[` + opt(1, `,"choices":`+list(25, choice)) + `]`), ""},
		{"26 choices", options(`[` + opt(1, `,"choices":`+list(26, choice)) + `]`), "choices"},
		{"choices and autocomplete", options(`[` + opt(1, `,"autocomplete":true,"choices":`+list(2, choice)) + `]`), "exclude each other"},
		{"choice of the wrong type", options(`[{"type":4,"name":"o","description":"d","choices":[{"name":"n","value":"v"}]}]`), "value"},
		{"unknown field", command("ask", "d", `,"colour":"red"`), "colour: no such field"},
		{"discordgo's empty fields", options(`[{"type":5,"name":"o","description":"d","channel_types":null,"choices":null,"options":null,"autocomplete":false,"required":false}]`), ""},
		{"8000 characters", options(list(25, func(i int) string {
			return opt(i, `,"choices":`+list(2, func(j int) string {
				return fmt.Sprintf(`{"name":"%d","value":"%s"}`, j, repeat("x", 100))
			}))
		})), ""},
		{"too many characters", options(list(25, func(i int) string {
			return opt(i, `,"choices":`+list(4, func(j int) string {
				return fmt.Sprintf(`{"name":"%d","value":"%s"}`, j, repeat("x", 90))
			}))
		})), "exceeds maximum size"},
		{"command twice", `[{"name":"ask","description":"d"},{"name":"ask","description":"e"}]`, "must be unique"},
		{"101 commands", list(101, func(i int) string { return fmt.Sprintf(`{"name":"c%d","description":"d"}`, i) }), "maximum number"},
		{"15 message commands", list(15, func(i int) string { return fmt.Sprintf(`{"type":3,"name":"Find quotes %d"}`, i) }), ""},
		{"16 message commands", list(16, func(i int) string { return fmt.Sprintf(`{"type":3,"name":"Find quotes %d"}`, i) }), "maximum number"},
		{"message command with description", `[{"type":3,"name":"Find quotes","description":"d"}]`, "cannot have a description"},
		{"no context", command("ask", "d", `,"contexts":[7]`), "contexts"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := newClient(t)
			c.discord.Tolerate(discordtest.CodeInvalidForm)
			status, answer := c.do("PUT", c.commands(), tt.body)
			refused(t, c.discord, status, answer, tt.want)
		})
	}
}

// recorder is a test that is told of failures without failing.
type recorder struct {
	testing.TB
	failures bytes.Buffer
}

func (r *recorder) Errorf(format string, args ...any) { fmt.Fprintf(&r.failures, format+"\n", args...) }

func TestViolationFailsTheTest(t *testing.T) {
	r := &recorder{TB: t}
	c := newClient(r)
	c.do("PUT", c.commands(), `[{"name":"Ask","description":"d"}]`)
	if got := r.failures.String(); !strings.Contains(got, "command name is invalid") {
		t.Errorf("the test is told %q, want the violation", got)
	}
	c.discord.Tolerate(discordtest.CodeInvalidForm)
	r.failures.Reset()
	c.do("PUT", c.commands(), `[{"name":"Ask","description":"d"}]`)
	if got := r.failures.String(); got != "" {
		t.Errorf("the test is told %q of what it tolerates", got)
	}
}
