package discordtest_test

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/internal/discordtest"
)

// upload posts a message with one part of a multipart body beside it.
func upload(t *testing.T, c client, channel *discordtest.Channel, payload, disposition string, content []byte) int {
	t.Helper()
	var body bytes.Buffer
	body.WriteString("--x\r\nContent-Disposition: form-data; name=\"payload_json\"\r\n\r\n" + payload + "\r\n--x\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n")
	body.Write(content)
	body.WriteString("\r\n--x--\r\n")
	r, err := http.NewRequest("POST", "https://discord.com/api/v10/channels/"+channel.ID()+"/messages", &body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bot "+c.discord.Token())
	r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
	resp, err := (&http.Client{Transport: c.discord.Transport()}).Do(r)
	if err != nil {
		t.Fatal(err)
	}
	if err := resp.Body.Close(); err != nil {
		t.Error(err)
	}
	return resp.StatusCode
}

func TestUploads(t *testing.T) {
	tests := []struct {
		name, disposition string
		size, want        int
	}{
		{"a file", `name="files[0]"; filename="a.jsonl"`, 10, 200},
		{"the largest file", `name="files[0]"; filename="a.jsonl"`, 10 << 20, 200},
		{"a file that is too large", `name="files[0]"; filename="a.jsonl"`, 10<<20 + 1, 413},
		{"a field of another name", `name="file"; filename="a.jsonl"`, 10, 400},
		{"a file without a name", `name="files[0]"`, 10, 400},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, c client) {
				c.discord.Tolerate(discordtest.CodeTooLarge, discordtest.CodeInvalidForm)
				guild := c.discord.Guild("Newsroom")
				if got := upload(t, c, guild.General(), `{"content":"a file"}`, tt.disposition, make([]byte, tt.size)); got != tt.want {
					t.Errorf("got %d, want %d", got, tt.want)
				}
				seen := guild.Member("ann").Sees()
				if tt.want == 200 && (len(seen) != 1 || len(seen[0].Files) != 1 || len(seen[0].Files[0].Content) != tt.size) {
					t.Errorf("ann sees %d messages, want one with the file", len(seen))
				}
				if tt.want != 200 && len(seen) != 0 {
					t.Errorf("ann sees %d messages, want none", len(seen))
				}
			})
		})
	}
}

func TestDescriptions(t *testing.T) {
	described := func(id, text string) string {
		return `{"content":"a file","attachments":[{"id":"` + id + `","filename":"a.png","description":"` + text + `"}]}`
	}
	tests := []struct {
		name, payload, shown string
		want                 int
	}{
		{"described", described("0", "a boat"), "a boat", 200},
		{"as long as it may be", described("0", strings.Repeat("ї", 1024)), strings.Repeat("ї", 1024), 200},
		{"too long", described("0", strings.Repeat("ї", 1025)), "", 400},
		{"of a file that is not there", described("1", "a boat"), "", 400},
		{"of none of the files", `{"content":"a file","attachments":[]}`, "", 400},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, c client) {
				c.discord.Tolerate(discordtest.CodeInvalidForm)
				guild := c.discord.Guild("Newsroom")
				if got := upload(t, c, guild.General(), tt.payload, `name="files[0]"; filename="a.png"`, make([]byte, 10)); got != tt.want {
					t.Errorf("got %d, want %d", got, tt.want)
				}
				if seen := guild.Member("ann").Sees(); tt.want == 200 && (len(seen) != 1 || len(seen[0].Files) != 1 || seen[0].Files[0].Description != tt.shown) {
					t.Errorf("ann sees %+v, want %q", seen, tt.shown)
				}
			})
		})
	}
}

func TestAttachmentsCanBeDownloaded(t *testing.T) {
	everywhere(t, func(t *testing.T, discord *discordtest.Server) {
		got := make(chan *discordgo.MessageAttachment, 1)
		bot := session(t, discord)
		bot.AddHandler(func(_ *discordgo.Session, i *discordgo.InteractionCreate) {
			for _, a := range i.ApplicationCommandData().Resolved.Attachments {
				got <- a
			}
		})
		open(t, discord, bot)
		register(t, bot, &discordgo.ApplicationCommand{Name: "take", Description: "d", Options: []*discordgo.ApplicationCommandOption{
			{Type: discordgo.ApplicationCommandOptionAttachment, Name: "file", Description: "d", Required: true},
		}})
		ann := discord.Guild("Newsroom").Member("ann")
		ann.Runs("take", discordtest.Options{"file": discordtest.File{Name: "a text (1).txt", Content: []byte("words")}})
		a := <-got
		client := &http.Client{Transport: discord.Transport()}
		if strings.HasPrefix(a.URL, "http://127.0.0.1:") {
			client = http.DefaultClient // a client without any connection to the test
		}
		defer client.CloseIdleConnections()
		resp, err := client.Get(a.URL)
		if err != nil {
			t.Fatal(err)
		}
		body := resp.Body
		defer func() { _ = body.Close() }() // of a test that fails before
		content, err := io.ReadAll(resp.Body)
		if err != nil || string(content) != "words" || a.Filename != "a text (1).txt" || a.Size != 5 || !strings.HasPrefix(a.ContentType, "text/plain") {
			t.Errorf("%+v leads to %q, %v, want the file's words", a, content, err)
		}
		if err := resp.Body.Close(); err != nil {
			t.Error(err)
		}
		resp, err = client.Get(a.URL + "x")
		if err != nil || resp.StatusCode != http.StatusNotFound {
			t.Errorf("another file: %v, %v, want 404", resp, err)
		}
		if err == nil {
			err = resp.Body.Close()
		}
		if err != nil {
			t.Error(err)
		}
	})
}

func TestPostingIntoChannels(t *testing.T) {
	inBubble(t, func(t *testing.T, c client) {
		guild := c.discord.Guild("Newsroom")
		closed := guild.Channel("closed")
		path := func(ch *discordtest.Channel) string { return "/channels/" + ch.ID() + "/messages" }
		closed.Deny(discordtest.SendMessages)
		status, answer := c.do("POST", path(closed), `{"content":"x"}`)
		expect(t, "where the bot may not write", status, answer, 403, discordtest.CodeMissingPermissions)
		closed.Deny(discordtest.ViewChannel)
		status, answer = c.do("POST", path(closed), `{"content":"x"}`)
		expect(t, "what the bot does not see", status, answer, 403, discordtest.CodeMissingAccess)
		closed.Allow(discordtest.SendMessages | discordtest.ViewChannel)
		status, first := c.do("POST", path(closed), `{"content":"x","nonce":"n","enforce_nonce":true}`)
		expect(t, "with a nonce", status, first, 200, 0)
		status, again := c.do("POST", path(closed), `{"content":"y","nonce":"n","enforce_nonce":true}`)
		expect(t, "with the same nonce", status, again, 200, 0)
		if first["id"] != again["id"] || again["content"] != "x" {
			t.Errorf("got %v after %v, want the same message", again, first)
		}
		time.Sleep(10 * time.Minute)
		_, later := c.do("POST", path(closed), `{"content":"z","nonce":"n","enforce_nonce":true}`)
		if later["id"] == first["id"] {
			t.Error("the nonce is remembered for ever")
		}
		for range 4 {
			status, answer = c.do("POST", path(closed), `{"content":"x"}`)
			expect(t, "within the limit", status, answer, 200, 0)
		}
		status, answer = c.do("POST", path(closed), `{"content":"x"}`)
		expect(t, "the sixth within 5 s", status, answer, 429, 0)
		status, answer = c.do("POST", path(guild.General()), `{"content":"x"}`)
		expect(t, "in another channel", status, answer, 200, 0)
	})
}
