package command_test

import (
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"verbatim/bot"
	"verbatim/corpus"
	"verbatim/internal/discordtest"
)

// A store may be far away: an interaction asks it once for what its guild chose,
// and the next hears of what has changed since.
func TestSettingsAreReadOnceAnInteraction(t *testing.T) {
	inOffice(t, func(t *testing.T, m *moderated) {
		m.shelf.answers = []corpus.Answer{m.said("s1", "The gate was open.")}
		reads := func(of func() *discordtest.Interaction) (discordtest.Message, int) {
			m.discord.Settle()
			before := m.office.readings()
			reply := of().Reply()
			m.discord.Settle()
			return reply, m.office.readings() - before
		}
		answer, n := reads(func() *discordtest.Interaction { return m.mod.Types("/ask question: Who?") })
		if n != 1 || answer.Ephemeral() {
			t.Errorf("a question reads the settings %d times, want once", n)
		}
		if _, n := reads(func() *discordtest.Interaction { return m.mod.Presses(answer, "Wrong?") }); n != 1 {
			t.Errorf("a moderator's button reads the settings %d times, want once", n)
		}
		m.mod.Types("/settings private: true").Reply()
		if answer, n := reads(func() *discordtest.Interaction { return m.mod.Types("/ask question: Who?") }); n != 1 || !answer.Ephemeral() {
			t.Errorf("the next question reads the settings %d times, and is private: %v", n, answer.Ephemeral())
		}
	})
}

func TestQuestionsOfOneSource(t *testing.T) {
	inOffice(t, func(t *testing.T, m *moderated) {
		id := m.add("The *Pier* & `more`")
		plain := m.add("The Gate")
		m.shelf.answers = []corpus.Answer{m.said("s1", "{"+strings.Repeat("word ", 2000)+"end}.")}
		choices := m.bob.Completes("ask", "source", "pier", discordtest.Options{"question": "Who?"})
		if len(choices) != 1 || choices[0].Name != "The *Pier* & `more`" || choices[0].Value != string(id) {
			t.Fatalf("completed to %v", choices)
		}
		for _, tt := range []struct {
			typed, shown string
			id           corpus.SourceID
		}{{string(id), "`source: " + string(id) + "`", id}, {"the gate", "`source: The Gate`", plain}} {
			reply := m.bob.Types("/ask question: Who? source: " + tt.typed).Reply()
			if !strings.Contains(reply.Content, tt.shown) {
				t.Errorf("got %q, want %q in it", reply.Content, tt.shown)
			}
			m.restart()
			m.ann.Presses(reply, "Next").Reply()
			if asked := m.shelf.asked[len(m.shelf.asked)-1]; asked.Source != tt.id {
				t.Errorf("the next page is asked of source %q, want %q", asked.Source, tt.id)
			}
		}
		if got := m.bob.Types("/ask question: Who? source: The Moon").Reply(); !got.Ephemeral() || !strings.Contains(got.Content, "source of that name") {
			t.Errorf("got %q, want that there is no such source, privately", got.Content)
		}
	})
}

func TestHowAnswersAreGiven(t *testing.T) {
	inOffice(t, func(t *testing.T, m *moderated) {
		m.shelf.answers = []corpus.Answer{m.said("s1", "He denied {having opened the gate}.")}
		if got := m.bob.Types("/settings answers: 5").Reply(); !strings.Contains(got.Content, "Only moderators") {
			t.Errorf("bob reads %q", got.Content)
		}
		expect(t, m.mod.Types("/settings").Reply(), "How answers are given", "Statements an answer — 3", "Private unless asked otherwise — off", "How sure an answer must be — 50 %")
		expect(t, m.mod.Types("/settings answers: 5 private: true confidence: 30").Reply(), "Statements an answer — 5", "otherwise — on", "30 %")
		reply := m.bob.Types("/ask question: Who?").Reply()
		if asked := m.shelf.asked[len(m.shelf.asked)-1]; asked.Limit != 5 || asked.Threshold != 0.3 || !reply.Ephemeral() {
			t.Errorf("asked for %+v, privately: %v", asked, reply.Ephemeral())
		}
		if got := m.bob.Types("/ask question: Who? private: false").Reply(); got.Ephemeral() {
			t.Error("an answer for all is private")
		}
		m.restart()
		m.shelf.slow(2 * time.Second)
		if got := m.bob.Types("/quote speaker: Bo Summer").Reply(); !got.Ephemeral() {
			t.Error("the first answer after a restart is late, and for all")
		}
		m.shelf.slow(0)
		expect(t, m.ann.Types("/settings defaults: true").Reply(), "Statements an answer — 3", "otherwise — off", "50 %")
		if got := m.bob.Types("/ask question: Who?").Reply(); got.Ephemeral() {
			t.Error("an answer is private though that is off")
		}
		if got := m.office.settings[corpus.GuildID(m.guild.ID())].ModeratorRole; got != m.role.ID {
			t.Errorf("the moderators' role is %q", got)
		}
	})
}

func TestHelpAndAbout(t *testing.T) {
	inOffice(t, func(t *testing.T, m *moderated) {
		help := m.bob.Types("/help").Reply()
		expect(t, help, "/ask — ", "/quote — ", "/compare — ", "/timeline — ", "/speakers — ", "Find quotes — ", "/settings — ", "/corpus — ")
		about := m.bob.Types("/about").Reply()
		expect(t, about, "Version — v1.2.3", "12 articles of this server’s own · 345 statements · 1 article of the shared corpus", "No question is stored or logged")
		if !help.Ephemeral() || !about.Ephemeral() {
			t.Error("they show to others")
		}
		alone := m.discord.User("eve").Types("/about").Reply()
		expect(t, alone, "12 articles of the shared corpus · 345 statements")
	})
}

func TestWhoIsTooFastIsAskedToWait(t *testing.T) {
	inOffice(t, func(t *testing.T, m *moderated) {
		m.limits = bot.Limits{
			User: bot.Bucket{Tokens: 3, Every: 2 * time.Second}, Guild: bot.Bucket{Tokens: 5, Every: time.Second},
			Completions: bot.Bucket{Tokens: 2, Every: time.Second},
		}
		m.restart()
		m.shelf.answers = []corpus.Answer{m.said("s1", "He denied {having opened the gate}.")}
		ask := func(u *discordtest.User, want string) {
			t.Helper()
			got := u.Types("/ask question: Who?").Reply()
			if !strings.Contains(got.Text(), want) || got.Ephemeral() != (want != "having opened") {
				t.Errorf("%s reads\n%s\nwant %q", u.Name(), got.Text(), want)
			}
		}
		for range 3 {
			ask(m.bob, "having opened")
		}
		ask(m.bob, "a little fast")
		ask(m.ann, "having opened")
		ask(m.ann, "having opened")
		ask(m.ann, "Many people in this server")
		time.Sleep(10 * time.Second)
		ask(m.bob, "having opened")
		for i := range 3 {
			m.bob.Completes("ask", "speaker", strconv.Itoa(i), discordtest.Options{"question": "Who?"})
		}
		if got := len(m.shelf.completed); got != 2 {
			t.Errorf("%d completions, want 2", got)
		}
		if strings.Contains(m.log.String(), "level=ERROR") {
			t.Errorf("log:\n%s", m.log)
		}
	})
}

func TestTooManyQuestionsAtOnceAreTurnedAway(t *testing.T) {
	inOffice(t, func(t *testing.T, m *moderated) {
		m.limits = bot.Limits{Searches: 1}
		m.restart()
		m.shelf.slow(3 * time.Second)
		m.shelf.answers = []corpus.Answer{m.said("s1", "He denied {having opened the gate}.")}
		first := m.bob.Types("/ask question: Who?")
		synctest.Wait()
		second := m.ann.Types("/ask question: Who?")
		expect(t, second.Reply(), "was not begun")
		expect(t, first.Reply(), "having opened")
		m.shelf.slow(0)
		expect(t, m.ann.Types("/ask question: Who?").Reply(), "having opened")
	})
}

func TestWhoHasTheBotForThemselvesAsksTheSharedCorpus(t *testing.T) {
	inOffice(t, func(t *testing.T, m *moderated) {
		m.shelf.answers = []corpus.Answer{m.said("s1", "He denied {having opened the gate}.")}
		eve := m.discord.Elsewhere("Another server").Member("eve")
		alone := m.discord.User("eve")
		for _, u := range []*discordtest.User{eve, alone} {
			reply := u.Types("/ask question: Who?").Reply()
			expect(t, reply, "having opened the gate")
			expect(t, u.Presses(reply, "More by this speaker").Reply(), "Speaker: Bo Summer")
			expect(t, u.Uses("Find quotes", u.Says("The gate was open.")).Reply(), "having opened the gate")
			expect(t, u.Presses(reply, "Wrong?").Reply(), "works in servers alone")
			expect(t, u.Types("/help").Reply(), "/ask")
		}
		for _, q := range m.shelf.asked {
			if q.Guild != corpus.Shared {
				t.Errorf("asked guild %q, want the shared corpus", q.Guild)
			}
		}
		if want := 8; len(m.shelf.asked) != want {
			t.Errorf("%d searches, want %d", len(m.shelf.asked), want)
		}
	})
}
