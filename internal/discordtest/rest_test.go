package discordtest_test

import (
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"verbatim/internal/discordtest"
)

// inBubble runs a test with a client in a synctest bubble.
func inBubble(t *testing.T, test func(t *testing.T, c client)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { test(t, newClient(t)) })
}

func expect(t *testing.T, what string, status int, answer map[string]any, wantStatus, wantCode int) {
	t.Helper()
	code, _ := answer["code"].(float64)
	if status != wantStatus || wantCode != 0 && int(code) != wantCode {
		t.Errorf("%s: got %d %v, want %d with code %d", what, status, answer, wantStatus, wantCode)
	}
}

func webhookPath(c client, it *discordtest.Interaction) string {
	return "/webhooks/" + c.discord.ApplicationID() + "/" + it.Token()
}

func TestInteractionIsAnsweredOnceAndInTime(t *testing.T) {
	inBubble(t, func(t *testing.T, c client) {
		c.discord.Tolerate(discordtest.CodeAlreadyAcknowledged)
		it := c.asked()
		path, original := callbackPath(it), webhookPath(c, it)+"/messages/@original"
		status, answer := c.do("PATCH", original, `{"content":"early"}`)
		expect(t, "edit before the callback", status, answer, 404, discordtest.CodeUnknownWebhook)
		time.Sleep(discordtest.FirstResponse)
		status, answer = c.do("POST", path, `{"type":4,"data":{"content":"one"}}`)
		expect(t, "first callback", status, answer, 204, 0)
		status, answer = c.do("POST", path, `{"type":4,"data":{"content":"two"}}`)
		expect(t, "second callback", status, answer, 400, discordtest.CodeAlreadyAcknowledged)
		if got := it.Reply().Text(); got != "one" {
			t.Errorf("the user reads %q, want the first callback", got)
		}
		time.Sleep(discordtest.TokenLife - discordtest.FirstResponse)
		status, answer = c.do("PATCH", original, `{"content":"late"}`)
		expect(t, "edit at the end of the token's life", status, answer, 200, 0)
		time.Sleep(time.Second)
		status, answer = c.do("PATCH", original, `{"content":"too late"}`)
		expect(t, "edit after it", status, answer, 401, discordtest.CodeInvalidWebhookToken)
		status, answer = c.do("POST", webhookPath(c, it), `{"content":"too late"}`)
		expect(t, "follow-up after it", status, answer, 401, discordtest.CodeInvalidWebhookToken)
	})
}

func TestLateCallbackIsOfAnUnknownInteraction(t *testing.T) {
	inBubble(t, func(t *testing.T, c client) {
		it := c.asked()
		time.Sleep(discordtest.FirstResponse + time.Millisecond)
		status, answer := c.do("POST", callbackPath(it), `{"type":4,"data":{"content":"late"}}`)
		expect(t, "late callback", status, answer, 404, discordtest.CodeUnknownInteraction)
		if _, err := it.Wait(t.Context()); !errors.Is(err, discordtest.ErrNoResponse) {
			t.Errorf("the user reads %v, want %v", err, discordtest.ErrNoResponse)
		}
		status, answer = c.do("POST", "/interactions/1/x/callback", `{"type":5}`)
		expect(t, "interaction that never was", status, answer, 404, discordtest.CodeUnknownInteraction)
	})
}

func TestDeferredReply(t *testing.T) {
	for _, tt := range []struct{ name, method, path, body string }{
		{"edited", "PATCH", "/messages/@original", `{"content":"at last"}`},
		{"followed up", "POST", "", `{"content":"at last"}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, c client) {
				it := c.asked()
				c.do("POST", callbackPath(it), `{"type":5,"data":{"flags":64}}`)
				kind, err := it.Callback(t.Context())
				if err != nil || kind != discordtest.CallbackDeferredMessage {
					t.Errorf("got callback %d, error %v, want a deferral", kind, err)
				}
				user := c.discord.Guild("Elsewhere") // a guild that has no part in it
				if got := user.Member("ann").Sees(); len(got) != 0 {
					t.Errorf("ann sees %v elsewhere", got)
				}
				var bot sync.WaitGroup
				defer bot.Wait()
				bot.Go(func() {
					time.Sleep(10 * time.Minute)
					c.do(tt.method, webhookPath(c, it)+tt.path, tt.body)
				})
				reply := it.Reply()
				bot.Wait()
				if reply.Text() != "at last" || !reply.Ephemeral() || reply.Loading() {
					t.Errorf("got %q (ephemeral %v, loading %v), want it ephemeral and done", reply.Text(), reply.Ephemeral(), reply.Loading())
				}
				status, answer := c.do("POST", webhookPath(c, it), `{"content":"and more","flags":64}`)
				expect(t, "follow-up", status, answer, 200, 0)
				if got := it.Followups(); len(got) != 1 || got[0].Text() != "and more" || !got[0].Ephemeral() {
					t.Errorf("got follow-ups %v, want one, ephemeral", got)
				}
				id, _ := answer["id"].(string)
				status, answer = c.do("PATCH", webhookPath(c, it)+"/messages/"+id, `{"content":"changed"}`)
				expect(t, "edit of the follow-up", status, answer, 200, 0)
				status, answer = c.do("DELETE", webhookPath(c, it)+"/messages/@original", "")
				expect(t, "delete", status, answer, 204, 0)
				status, answer = c.do("GET", webhookPath(c, it)+"/messages/@original", "")
				expect(t, "get what was deleted", status, answer, 404, discordtest.CodeUnknownMessage)
			})
		})
	}
}

func TestDeferralThatNeverEnds(t *testing.T) {
	inBubble(t, func(t *testing.T, c client) {
		it := c.asked()
		c.do("POST", callbackPath(it), `{"type":5}`)
		if _, err := it.Wait(t.Context()); !errors.Is(err, discordtest.ErrNeverFinished) {
			t.Errorf("got %v, want %v", err, discordtest.ErrNeverFinished)
		}
	})
}

func TestCallbackResponseNamesTheMessage(t *testing.T) {
	c := newClient(t)
	it := c.asked()
	status, answer := c.do("POST", callbackPath(it)+"?with_response=true", `{"type":4,"data":{"content":"one"}}`)
	expect(t, "callback", status, answer, 200, 0)
	resource, _ := answer["resource"].(map[string]any)
	message, _ := resource["message"].(map[string]any)
	if message["content"] != "one" || message["id"] != it.Reply().ID {
		t.Errorf("got %v, want the message", answer)
	}
}

func TestWhoIsPinged(t *testing.T) {
	for _, tt := range []struct {
		name, content, allowed string
		want                   discordtest.Pings
	}{
		{"everybody named", "@everyone <@1> <@!2> <@&3>", "", discordtest.Pings{Everyone: true, Users: []string{"1", "2"}, Roles: []string{"3"}}},
		{"nobody allowed", "@everyone <@1> <@&3>", `,"allowed_mentions":{"parse":[]}`, discordtest.Pings{}},
		{"users allowed", "@here <@1> <@&3>", `,"allowed_mentions":{"parse":["users"]}`, discordtest.Pings{Users: []string{"1"}}},
		{"one user allowed", "<@1> <@2>", `,"allowed_mentions":{"parse":[],"users":["2"]}`, discordtest.Pings{Users: []string{"2"}}},
		{"broken mentions", "@\u200beveryone <@\u200b1>", "", discordtest.Pings{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := newClient(t)
			guild := c.discord.Guild("Newsroom")
			body := fmt.Sprintf(`{"content":%q%s,"embeds":[{"description":"<@9> @everyone"}]}`, tt.content, tt.allowed)
			c.do("POST", "/channels/"+guild.General().ID()+"/messages", body)
			got := guild.Member("ann").Sees()[0].Pings
			if !reflect.DeepEqual(got, tt.want) || got.None() != reflect.DeepEqual(tt.want, discordtest.Pings{}) {
				t.Errorf("got %+v (none: %v), want %+v", got, got.None(), tt.want)
			}
		})
	}
}

func TestWhatIsRefused(t *testing.T) {
	c := newClient(t)
	c.discord.Tolerate(discordtest.CodeGeneral, discordtest.CodeInvalidJSON, discordtest.CodeEmptyMessage, discordtest.CodeInvalidForm)
	guild := c.discord.Guild("Newsroom")
	messages := "/channels/" + guild.General().ID() + "/messages"
	for _, tt := range []struct {
		name, method, path, body string
		headers                  []string
		status, code             int
	}{
		{"wrong token", "GET", "/users/@me", "", []string{"Authorization", "Bot wrong"}, 401, 0},
		{"token without its kind", "GET", "/users/@me", "", []string{"Authorization", c.discord.Token()}, 401, 0},
		{"right token", "GET", "/users/@me", "", nil, 200, 0},
		{"gateway without token", "GET", "/gateway", "", []string{"Authorization", ""}, 200, 0},
		{"unknown route", "GET", "/nowhere", "", nil, 404, 0},
		{"unknown application", "GET", "/applications/1/commands", "", nil, 404, discordtest.CodeUnknownApplication},
		{"unknown guild", "GET", "/applications/" + c.discord.ApplicationID() + "/guilds/1/commands", "", nil, 403, discordtest.CodeMissingAccess},
		{"unknown channel", "POST", "/channels/1/messages", `{"content":"x"}`, nil, 404, discordtest.CodeUnknownChannel},
		{"unknown webhook", "POST", "/webhooks/" + c.discord.ApplicationID() + "/x", `{"content":"x"}`, nil, 404, discordtest.CodeUnknownWebhook},
		{"broken JSON", "POST", messages, `{"content":`, nil, 400, discordtest.CodeInvalidJSON},
		{"no JSON", "POST", messages, `x=1`, []string{"Content-Type", "text/plain"}, 400, discordtest.CodeInvalidForm},
		{"empty message", "POST", messages, `{"content":""}`, nil, 400, discordtest.CodeEmptyMessage},
	} {
		t.Run(tt.name, func(t *testing.T) {
			status, answer := c.do(tt.method, tt.path, tt.body, tt.headers...)
			expect(t, tt.name, status, answer, tt.status, tt.code)
		})
	}
}

func TestVersionsAndHosts(t *testing.T) {
	get := func(t *testing.T, url string, opts ...discordtest.Option) (int, error) {
		discord := discordtest.New(t, append(opts, discordtest.InMemory())...)
		discord.Tolerate(discordtest.CodeGeneral)
		resp, err := (&http.Client{Transport: discord.Transport()}).Get(url)
		if err != nil {
			return 0, err
		}
		return resp.StatusCode, resp.Body.Close()
	}
	for _, tt := range []struct {
		name, url string
		opts      []discordtest.Option
		want      int // 0 for an error
	}{
		{"version 10", "https://discord.com/api/v10/gateway", nil, 200},
		{"version 9", "https://discord.com/api/v9/gateway", nil, 400},
		{"version 9 where it is allowed", "https://discord.com/api/v9/gateway", []discordtest.Option{discordtest.AllowV9()}, 200},
		{"another host", "https://example.org/api/v10/gateway", nil, 0},
		{"plain HTTP", "http://discord.com/api/v10/gateway", nil, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := get(t, tt.url, tt.opts...)
			if got != tt.want || (err != nil) != (tt.want == 0) {
				t.Errorf("got %d, error %v, want %d", got, err, tt.want)
			}
		})
	}
}

func TestCommandsKeepTheirIDs(t *testing.T) {
	c := newClient(t)
	put := func(path, body string) []discordtest.Command {
		if status, answer := c.do("PUT", path, body); status != 200 {
			t.Fatalf("put: %d %v", status, answer)
		}
		return c.discord.Commands("")
	}
	first := put(c.commands(), askBody)[0]
	if same := put(c.commands(), askBody)[0]; same.ID != first.ID || same.Version != first.Version {
		t.Errorf("the same command got %s, version %s, want %s, version %s", same.ID, same.Version, first.ID, first.Version)
	}
	changed := put(c.commands(), strings.Replace(askBody, "Who said it", "Who", 1))[0]
	if changed.ID != first.ID || changed.Version == first.Version {
		t.Errorf("the changed command got %s, version %s, want %s and another version", changed.ID, changed.Version, first.ID)
	}
	guild := c.discord.Guild("Newsroom")
	c.do("PUT", strings.Replace(c.commands(), "/commands", "/guilds/"+guild.ID()+"/commands", 1), `[{"name":"local","description":"d"}]`)
	if got := c.discord.Commands(guild.ID()); len(got) != 1 || got[0].GuildID != guild.ID() {
		t.Errorf("the guild has %v, want one command", got)
	}
	if status, _ := c.do("DELETE", c.commands()+"/"+first.ID, ""); status != 204 || len(c.discord.Commands("")) != 0 {
		t.Errorf("after a delete (%d) there are %v", status, c.discord.Commands(""))
	}
}

func TestRouteLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newClient(t, discordtest.RouteLimit(2, 5*time.Second))
		path := "/channels/" + c.discord.Guild("Newsroom").General().ID() + "/messages"
		for i, want := range []int{200, 200, 429} {
			status, answer := c.do("POST", path, `{"content":"x"}`)
			expect(t, fmt.Sprintf("request %d", i), status, answer, want, 0)
			if want == 429 && answer["retry_after"] != 5.0 {
				t.Errorf("got retry_after %v, want 5", answer["retry_after"])
			}
		}
		time.Sleep(5 * time.Second)
		status, answer := c.do("POST", path, `{"content":"x"}`)
		expect(t, "after the window", status, answer, 200, 0)
	})
}

func TestGlobalLimitLeavesInteractionsAlone(t *testing.T) {
	inBubble(t, func(t *testing.T, c client) {
		it := c.asked()
		c.do("POST", callbackPath(it), `{"type":5}`)
		time.Sleep(time.Second)
		for i := range 51 {
			want := http.StatusOK
			if i == 50 {
				want = http.StatusTooManyRequests
			}
			path := []string{"/gateway/bot", "/users/@me"}[i%2]
			status, answer := c.do("GET", path, "")
			expect(t, fmt.Sprintf("request %d", i), status, answer, want, 0)
			if i == 50 && answer["global"] != true {
				t.Errorf("got %v, want the global limit's answer", answer)
			}
		}
		status, answer := c.do("PATCH", webhookPath(c, it)+"/messages/@original", `{"content":"x"}`)
		expect(t, "edit", status, answer, 200, 0)
	})
}

func TestDailyCreates(t *testing.T) {
	inBubble(t, func(t *testing.T, c client) {
		names := func(from int) string {
			return list(100, func(i int) string { return fmt.Sprintf(`{"name":"c%d","description":"d"}`, from+i) })
		}
		for i, want := range []int{200, 200, 429} {
			status, answer := c.do("PUT", c.commands(), names(100*i))
			expect(t, fmt.Sprintf("hundred %d", i), status, answer, want, 0)
		}
		status, answer := c.do("PUT", c.commands(), names(100))
		expect(t, "the same again", status, answer, 200, 0)
		time.Sleep(24 * time.Hour)
		status, answer = c.do("PUT", c.commands(), names(200))
		expect(t, "the next day", status, answer, 200, 0)
	})
}

func TestFaults(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newClient(t)
		path := "/channels/" + c.discord.Guild("Newsroom").General().ID() + "/messages"
		post := func() int {
			r, err := http.NewRequest("POST", "https://discord.com/api/v10"+path, strings.NewReader(`{"content":"x"}`))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Authorization", "Bot "+c.discord.Token())
			r.Header.Set("Content-Type", "application/json")
			resp, err := (&http.Client{Transport: c.discord.Transport()}).Do(r)
			if err != nil {
				return 0
			}
			if err := resp.Body.Close(); err != nil {
				t.Error(err)
			}
			return resp.StatusCode
		}
		for _, tt := range []struct {
			name        string
			fault       discordtest.Fault
			want, posts int // status (0: cut), messages posted
			took        time.Duration
		}{
			{"none", discordtest.Fault{Path: "/elsewhere", Status: 500, Times: 1}, 200, 1, 0},
			{"500", discordtest.Fault{Status: 500, Times: 1}, 500, 0, 0},
			{"429", discordtest.Fault{Status: 429, RetryAfter: time.Second, Times: 1}, 429, 0, 0},
			{"reset", discordtest.Fault{Reset: true, Times: 1}, 0, 0, 0},
			{"lost answer", discordtest.Fault{Reset: true, Lost: true, Times: 1}, 0, 1, 0},
			{"delay", discordtest.Fault{Delay: time.Minute, Times: 1}, 200, 1, time.Minute},
			{"by method", discordtest.Fault{Method: "GET", Status: 500, Times: 1}, 200, 1, 0},
			{"by request", discordtest.Fault{When: func(r *http.Request) bool { return r.URL.RawQuery != "" }, Status: 500}, 200, 1, 0},
		} {
			begin := time.Now()
			sent := posted(c)
			c.discord.Fault(tt.fault)
			if got := post(); got != tt.want {
				t.Errorf("%s: got %d, want %d", tt.name, got, tt.want)
			}
			if got := posted(c) - sent; got != tt.posts {
				t.Errorf("%s: %d messages posted, want %d", tt.name, got, tt.posts)
			}
			if got := time.Since(begin); got != tt.took {
				t.Errorf("%s: took %v, want %v", tt.name, got, tt.took)
			}
			if got := post(); got != 200 && tt.fault.Times == 1 {
				t.Errorf("%s: the next got %d, want 200", tt.name, got)
			}
			c.discord.ClearFaults()
			time.Sleep(5 * time.Second) // a channel takes 5 messages in that time
		}
	})
}

// posted counts the messages that the bot posted so far.
func posted(c client) int {
	n := 0
	for _, g := range c.discord.Guilds() {
		n += len(g.Member("reader").Sees())
	}
	return n
}
