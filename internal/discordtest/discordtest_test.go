package discordtest_test

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/internal/discordtest"
)

// v10 sends what discordgo sends to v9 to v10, as the bot does.
type v10 struct{ next http.RoundTripper }

func (v v10) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.URL.Path = strings.Replace(r.URL.Path, "/api/v9/", "/api/v10/", 1)
	return v.next.RoundTrip(r)
}

// session is a plain discordgo session that reaches the server.
func session(t *testing.T, discord *discordtest.Server) *discordgo.Session {
	t.Helper()
	s, err := discordgo.New("Bot " + discord.Token())
	if err != nil {
		t.Fatal(err)
	}
	s.Client = &http.Client{Transport: v10{discord.Transport()}}
	s.Dialer = discord.Dialer()
	s.Identify.Intents = discordgo.IntentsGuilds
	s.LogLevel = -1
	return s
}

// open opens a session and closes it when the test ends.
func open(t *testing.T, discord *discordtest.Server, s *discordgo.Session) {
	t.Helper()
	if err := s.Open(); err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() {
		discord.Settle()
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
}

// everywhere runs a test over loopback, and in memory within a synctest
// bubble.
func everywhere(t *testing.T, test func(t *testing.T, discord *discordtest.Server)) {
	t.Run("loopback", func(t *testing.T) { test(t, discordtest.New(t)) })
	t.Run("memory", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) { test(t, discordtest.New(t, discordtest.InMemory())) })
	})
}

var askCommand = &discordgo.ApplicationCommand{
	Name: "ask", Description: "Who said it, word for word",
	Options: []*discordgo.ApplicationCommandOption{
		{Type: discordgo.ApplicationCommandOptionString, Name: "question", Description: "What to look for", Required: true},
		{Type: discordgo.ApplicationCommandOptionString, Name: "speaker", Description: "Whose words", Autocomplete: true},
		{Type: discordgo.ApplicationCommandOptionBoolean, Name: "private", Description: "Only for you"},
	},
}

func register(t *testing.T, s *discordgo.Session, commands ...*discordgo.ApplicationCommand) {
	t.Helper()
	if _, err := s.ApplicationCommandBulkOverwrite(s.State.User.ID, "", commands); err != nil {
		t.Fatalf("register: %v", err)
	}
}

func TestCommandIsAnswered(t *testing.T) {
	everywhere(t, func(t *testing.T, discord *discordtest.Server) {
		bot := session(t, discord)
		bot.AddHandler(func(s *discordgo.Session, i *discordgo.InteractionCreate) {
			data := i.ApplicationCommandData()
			reply := &discordgo.InteractionResponseData{Content: "You asked: " + data.GetOption("question").StringValue()}
			if private := data.GetOption("private"); private != nil && private.BoolValue() {
				reply.Flags = discordgo.MessageFlagsEphemeral
			}
			err := s.InteractionRespond(i.Interaction, &discordgo.InteractionResponse{
				Type: discordgo.InteractionResponseChannelMessageWithSource, Data: reply,
			})
			if err != nil {
				t.Errorf("respond: %v", err)
			}
		})
		guild := discord.Guild("Newsroom")
		ann, bob := guild.Member("ann"), guild.Member("bob")
		open(t, discord, bot)
		register(t, bot, askCommand)
		discord.Await("ask")

		reply := ann.Types("/ask question: Who denied it: the minister? private: true").Reply()
		if got, want := reply.Text(), "You asked: Who denied it: the minister?"; got != want {
			t.Errorf("ann reads %q, want %q", got, want)
		}
		if !reply.Ephemeral() {
			t.Error("the private reply is not ephemeral")
		}
		ann.Types("/ask question: Who else?").Reply()
		seen := func(u *discordtest.User) (texts []string) {
			for _, m := range u.Sees() {
				texts = append(texts, m.Text())
			}
			return texts
		}
		if got, want := seen(ann), []string{"You asked: Who denied it: the minister?", "You asked: Who else?"}; !slices.Equal(got, want) {
			t.Errorf("ann sees %q, want %q", got, want)
		}
		if got, want := seen(bob), []string{"You asked: Who else?"}; !slices.Equal(got, want) {
			t.Errorf("bob sees %q, want %q", got, want)
		}
	})
}

func TestSilentBotIsNoticedAtOnceInABubble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		discord := discordtest.New(t, discordtest.InMemory())
		bot := session(t, discord)
		ann := discord.Guild("Newsroom").Member("ann")
		open(t, discord, bot)
		register(t, bot, askCommand)
		start := time.Now()
		_, err := ann.Types("/ask question: Anybody?").Wait(t.Context())
		if !errors.Is(err, discordtest.ErrNoResponse) {
			t.Errorf("got %v, want %v", err, discordtest.ErrNoResponse)
		}
		if got := time.Since(start); got != discordtest.FirstResponse {
			t.Errorf("waited %v, want %v", got, discordtest.FirstResponse)
		}
	})
}
