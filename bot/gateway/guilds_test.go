package gateway

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot"
	"verbatim/bot/rest"
	"verbatim/corpus"
	"verbatim/internal/discordtest"
)

// register implements membership.Guilds and records the calls.
type register struct {
	mu    sync.Mutex
	kept  []corpus.GuildID // what Guilds lists
	told  []string
	fails int // calls that fail before one does not
}

func (r *register) tell(what string, guild corpus.GuildID) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.fails > 0 {
		r.fails--
		return errors.New("the store is away")
	}
	r.told = append(r.told, fmt.Sprint(what, " ", guild))
	return nil
}

func (r *register) Joined(_ context.Context, guild corpus.GuildID) error {
	return r.tell("joined", guild)
}

func (r *register) Left(_ context.Context, guild corpus.GuildID) error { return r.tell("left", guild) }

func (r *register) Guilds(context.Context) ([]corpus.GuildID, error) { return r.kept, nil }

// news returns the calls since the last call of news.
func (r *register) news() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	out := strings.Join(r.told, ", ")
	r.told = nil
	return out
}

func TestWhichServersTheBotIsIn(t *testing.T) {
	inMemory(t, func(t *testing.T, discord *discordtest.Server) {
		guild := discord.Guild("Newsroom")
		id := guild.ID()
		r := &register{kept: []corpus.GuildID{corpus.Shared, "4194304", corpus.GuildID(id)}, fails: 2}
		run(t, discord, narrated, func(o *Options) { o.Guilds = r })
		discord.Await("ask")
		want := func(what, news string) {
			t.Helper()
			time.Sleep(2 * time.Minute)
			if got := r.news(); got != news {
				t.Errorf("%s: told %q, want %q", what, got, news)
			}
		}
		want("at the start, of a store that is away for a while", "joined "+id+", left 4194304")
		discord.DropGateway()
		want("a resumed session", "")
		discord.InvalidateSessions(false)
		want("a new session", "")
		guild.Outage()
		want("an outage", "")
		guild.Recover()
		want("its end", "")
		guild.Kick()
		want("a removal", "left "+id)
		guild.Invite()
		want("an invitation", "joined "+id)
		other := discord.Guild("Elsewhere")
		want("another server", "joined "+other.ID())
	})
}

func newSender(t *testing.T, discord *discordtest.Server) *rest.Client {
	t.Helper()
	p, err := rest.New(rest.Options{Token: discord.Token(), Log: slog.New(slog.DiscardHandler), Transport: discord.Transport()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p
}

func text(content string) *discordgo.MessageSend {
	return &discordgo.MessageSend{
		Content: content, Embeds: []*discordgo.MessageEmbed{}, Components: []discordgo.MessageComponent{},
		AllowedMentions: &discordgo.MessageAllowedMentions{Parse: []discordgo.AllowedMentionType{}},
	}
}

func TestPosting(t *testing.T) {
	tests := []struct {
		name   string
		fault  discordtest.Fault
		nonce  string
		posted int
		fails  bool
	}{
		{"as ever", discordtest.Fault{Path: "/elsewhere"}, "", 1, false},
		{"at the rate limit", discordtest.Fault{Status: 429, RetryAfter: 2 * time.Second, Times: 2}, "", 1, false},
		{"an answer that is lost, with a nonce", discordtest.Fault{Reset: true, Lost: true, Times: 1}, "n", 1, false},
		{"an answer that is lost, without one", discordtest.Fault{Reset: true, Lost: true, Times: 1}, "", 1, true},
		{"a failure, with a nonce", discordtest.Fault{Status: 502, Times: 2}, "n", 1, false},
		{"a failure, without one", discordtest.Fault{Status: 502, Times: 1}, "", 0, true},
		{"failures without end", discordtest.Fault{Status: 500}, "n", 0, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inMemory(t, func(t *testing.T, discord *discordtest.Server) {
				guild := discord.Guild("Newsroom")
				p := newSender(t, discord)
				discord.Fault(tt.fault)
				id, err := p.Post(t.Context(), guild.General().ID(), tt.nonce, text("Hello"))
				if (err != nil) != tt.fails || (id == "") != tt.fails {
					t.Errorf("got %q, %v, want a failure: %v", id, err, tt.fails)
				}
				if got := len(guild.Member("ann").Sees()); got != tt.posted {
					t.Errorf("%d messages, want %d", got, tt.posted)
				}
				if err != nil && strings.Contains(err.Error(), discord.Token()) {
					t.Errorf("the error %v holds the token", err)
				}
			})
		})
	}
}

func TestPostingManyAndAmending(t *testing.T) {
	inMemory(t, func(t *testing.T, discord *discordtest.Server) {
		guild := discord.Guild("Newsroom")
		general, ann := guild.General(), guild.Member("ann")
		p := newSender(t, discord)
		var id string
		for i := range 12 { // a channel takes 5 in 5 s
			var err error
			if id, err = p.Post(t.Context(), general.ID(), "", text(fmt.Sprint("Hello ", i))); err != nil {
				t.Fatalf("message %d: %v", i, err)
			}
		}
		content := "Goodbye"
		if err := p.Amend(t.Context(), general.ID(), id, &discordgo.MessageEdit{Content: &content}); err != nil {
			t.Error(err)
		}
		seen := ann.Sees()
		if len(seen) != 12 || seen[11].Content != "Goodbye" {
			t.Errorf("ann sees %d messages, the last %q", len(seen), seen[len(seen)-1].Content)
		}
		discord.Delete(seen[11])
		if err := p.Amend(t.Context(), general.ID(), id, &discordgo.MessageEdit{Content: &content}); !errors.Is(err, bot.ErrGone) {
			t.Errorf("a message that is gone: %v, want %v", err, bot.ErrGone)
		}
		general.Deny(discordtest.SendMessages)
		posts := requests(discord, "POST")
		if _, err := p.Post(t.Context(), general.ID(), "n", text("x")); err == nil || requests(discord, "POST") != posts+1 {
			t.Errorf("where the bot may not write: %v after %d tries", err, requests(discord, "POST")-posts)
		}
		for _, r := range discord.Refusals() {
			if !slices.Contains([]int{429, 403, 404}, r.Status) {
				t.Errorf("refused: %v", r)
			}
		}
	})
}

func requests(discord *discordtest.Server, method string) int {
	n := 0
	for _, r := range discord.Requests() {
		if r.Method == method {
			n++
		}
	}
	return n
}

// Files reach Discord through the door, whole, also at the second try.
func TestFilesAreSent(t *testing.T) {
	inMemory(t, func(t *testing.T, discord *discordtest.Server) {
		ann := discord.Guild("Newsroom").Member("ann")
		d := newTestDoor(t, discord)
		discord.Await("ask")
		synctest.Wait()
		it := ann.Types("/ask question: Who?")
		it.Reply()
		interaction := &discordgo.Interaction{ID: it.ID(), Token: it.Token(), AppID: discord.ApplicationID()}
		discord.Fault(discordtest.Fault{Method: "PATCH", Status: 503, Times: 1})
		content := "All of it"
		err := d.rest.Edit(t.Context(), interaction, &discordgo.WebhookEdit{
			Content: &content, Files: []*discordgo.File{{Name: "a.jsonl", ContentType: "application/jsonl", Reader: strings.NewReader("{}\n")}},
		})
		if err != nil {
			t.Fatal(err)
		}
		got := ann.Sees()[0]
		if got.Content != content || len(got.Files) != 1 || got.Files[0].Name != "a.jsonl" || string(got.Files[0].Content) != "{}\n" {
			t.Errorf("ann sees %+v", got)
		}
		time.Sleep(discordtest.TokenLife)
		if err := d.rest.Edit(t.Context(), interaction, &discordgo.WebhookEdit{Content: &content}); !errors.Is(err, bot.ErrGone) {
			t.Errorf("after the token's life: %v, want %v", err, bot.ErrGone)
		}
	})
}
