package command_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"verbatim/corpus"
	"verbatim/internal/discordtest"
)

const (
	forModerators = "Only moderators"
	inServers     = "works in servers alone"
)

// expect wants each part in what a user reads.
func expect(t *testing.T, m discordtest.Message, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(m.Text(), part) {
			t.Errorf("got\n%s\nwant %q in it", m.Text(), part)
		}
	}
	if !m.Pings.None() {
		t.Errorf("it pings %+v", m.Pings)
	}
}

func TestWhoMayModerate(t *testing.T) {
	inOffice(t, func(t *testing.T, m *moderated) {
		owner := m.guild.Member("owner", discordtest.Permissions(discordtest.Administrator))
		other := m.guild.Member("other", discordtest.WithRole(m.guild.Role("Else")), discordtest.Permissions(discordtest.ManageMessages))
		alone := m.discord.User("alone")
		commands := []string{
			"/corpus list", "/corpus status", "/corpus log", "/corpus reports", "/corpus waiting", "/corpus corrections", "/corpus settings",
			"/corpus forget", "/corpus export", "/corpus refresh", "/corpus add url address: https://pier.example/",
			"/corpus add feed address: https://pier.example/feed", "/corpus remove source: x", "/corpus restore source: x", "/corpus history article: x",
		}
		for _, tt := range []struct {
			user *discordtest.User
			want string // of the refusal; "" where there is none
		}{{m.ann, ""}, {m.mod, ""}, {owner, ""}, {m.bob, forModerators}, {other, forModerators}, {alone, inServers}} {
			for _, command := range commands {
				reply := tt.user.Types(command).Reply()
				refused := strings.Contains(reply.Text(), forModerators) || strings.Contains(reply.Text(), inServers)
				if refused != (tt.want != "") || !strings.Contains(reply.Text(), tt.want) || refused && !reply.Ephemeral() {
					t.Errorf("%s types %q and reads %q (private: %v), want %q", tt.user.Name(), command, reply.Text(), reply.Ephemeral(), tt.want)
				}
				time.Sleep(time.Second)
			}
		}
		m.add("Harbour")
		if got := m.bob.Completes("corpus refresh", "source", "Har"); len(got) != 0 {
			t.Errorf("bob, who is no moderator, is offered %v", got)
		}
		if got := m.bob.Types("/corpus add text").Reply(); !strings.Contains(got.Text(), forModerators) {
			t.Errorf("bob reads %q, want no modal", got.Text())
		}
		for _, did := range m.office.done() {
			if by, _, _ := strings.Cut(did, " "); slices.Contains([]string{m.bob.ID(), other.ID(), alone.ID()}, by) {
				t.Errorf("the log has %q", did)
			}
		}
	})
}

// A button that a moderator opened must not work for one who no longer is one,
// nor a modal.
func TestButtonsAskAgainWhoMayModerate(t *testing.T) {
	inOffice(t, func(t *testing.T, m *moderated) {
		m.add("Harbour")
		asked := m.mod.Types("/corpus remove source: Harbour").Reply()
		modal := m.mod.Types("/corpus add text").Modal()
		guild := corpus.GuildID(m.guild.ID())
		m.office.mu.Lock()
		m.office.settings[guild] = corpus.Settings{}
		m.office.mu.Unlock()
		followed := m.mod.Presses(asked, "Remove").Reply()
		expect(t, followed, forModerators)
		expect(t, m.mod.Submits(modal, map[string]string{"Title": "A", "Text": "B."}).Reply(), forModerators)
		if got := len(m.office.done()); got != 1 {
			t.Errorf("the log is %v, want the adding alone", m.office.done())
		}
	})
}

func TestAddingSources(t *testing.T) {
	inOffice(t, func(t *testing.T, m *moderated) {
		m.office.runs = []corpus.Run{{Tally: corpus.Tally{New: 2, Changed: 1, Added: 31, Withdrawn: 2}}}
		m.office.work = func(ctx context.Context, progress func(corpus.Progress)) error {
			time.Sleep(2 * time.Second)
			return nil
		}
		it := m.ann.Types("/corpus add url address: https://pier.example/ name: The *Pier* hours: 6")
		if kind, err := it.Callback(t.Context()); err != nil || kind != discordtest.CallbackDeferredMessage {
			t.Errorf("the first response is %d, %v, want a deferral", kind, err)
		}
		done := m.ann.Awaits("the report", func(msg discordtest.Message) bool { return strings.Contains(msg.Text(), "Added") })
		expect(t, done, "Added The *Pier* (web page).", "2 articles new, 1 changed; 31 statements added, 2 withdrawn.")
		if done.Ephemeral() {
			t.Error("what was added shows to the moderator alone")
		}
		added := m.office.sources[0].Source
		if added.Every != 6*time.Hour || !added.Fixed || added.Name != "The *Pier*" || added.Location != "https://pier.example/" {
			t.Errorf("added %+v", added)
		}
		m.ann.Types("/corpus add url address: https://pier.example/ name: The *Pier*")
		expect(t, m.ann.Awaits("that the name is taken", func(msg discordtest.Message) bool { return strings.Contains(msg.Text(), "has that name") }))

		m.ann.Types("/corpus add feed address: https://pier.example/feed")
		m.ann.Awaits("the feed", func(msg discordtest.Message) bool { return strings.Contains(msg.Text(), "(feed)") })

		modal := m.mod.Types("/corpus add text").Modal()
		if modal.Title != "Add a text" {
			t.Errorf("the modal is called %q", modal.Title)
		}
		reply := m.mod.Submits(modal, map[string]string{"Title": "A speech", "Text": "One. Two."}).Reply()
		expect(t, reply, "Added A speech (pasted text).", "1 article new; 2 statements added.")
		if !reply.Ephemeral() {
			t.Error("the pasted text's report shows to everybody")
		}

		file := discordtest.File{Name: "speech.txt", Content: []byte("One. Two.")}
		m.ann.Runs("corpus", discordtest.Options{"add": discordtest.Options{"file": discordtest.Options{"file": file, "name": "Speech"}}})
		expect(t, m.ann.Awaits("the file", func(msg discordtest.Message) bool { return strings.Contains(msg.Text(), "attached file") }), "Added Speech")
		last := m.office.entries[len(m.office.entries)-1]
		if !strings.HasPrefix(last.Subject, "speech.txt from https://cdn.discordapp.com/attachments/") || last.By != m.ann.ID() {
			t.Errorf("attached %+v", last)
		}
	})
}

func TestWhatIsSaidOfWhatGoesWrong(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want string
	}{
		{corpus.ErrUnsafeAddress, "public internet"},
		{corpus.ErrTooMany, "is full"},
		{corpus.ErrNotText, "not a text"},
		{corpus.ErrLocation, "not an address"},
		{corpus.ErrOutage, "just now. Nothing was changed"},
		{corpus.ErrBusy, "being refreshed just now"},
		{errors.New("no space left on device"), "Something went wrong in the bot"},
	} {
		inOffice(t, func(t *testing.T, m *moderated) {
			m.office.fails = fmt.Errorf("add https://pier.example: %w", tt.err)
			m.ann.Types("/corpus add url address: https://pier.example/")
			got := m.ann.Awaits("what went wrong", func(msg discordtest.Message) bool { return !msg.Loading() && !strings.Contains(msg.Text(), "Working") })
			expect(t, got, tt.want)
			m.office.fails = nil
			if strings.Contains(m.log.String(), "level=ERROR") != (tt.want[0] == 'S' || tt.want[0] == 'j') {
				t.Errorf("%v is logged as\n%s", tt.err, m.log.String())
			}
			m.log.Reset() // an operator is to hear of it
		})
	}
}

func TestRemovingAsksFirstAndCanBeUndone(t *testing.T) {
	inOffice(t, func(t *testing.T, m *moderated) {
		id := m.add("Harbour")
		m.add("Quay")
		names := func(sub string) string {
			var out []string
			for _, c := range m.mod.Completes("corpus "+sub, "source", "") {
				out = append(out, c.Name)
			}
			return strings.Join(out, ", ")
		}
		if got := names("remove"); got != "Harbour, Quay" {
			t.Errorf("to be removed are %q", got)
		}
		asked := m.mod.Runs("corpus", discordtest.Options{"remove": discordtest.Options{"source": string(id)}}).Reply()
		expect(t, asked, "Remove Harbour with 2 articles?", "[Remove]", "[Keep]")
		if !asked.Ephemeral() {
			t.Error("everybody is asked")
		}
		expect(t, m.mod.Presses(asked, "Keep").Reply(), "Nothing was changed")
		asked = m.mod.Types("/corpus remove source: HARBOUR").Reply()
		m.restart()
		removed := m.mod.Presses(asked, "Remove").Reply()
		expect(t, removed, "Removed Harbour with 2 articles", "[Undo]")
		if got := names("remove") + "; " + names("restore"); got != "Quay; Harbour" {
			t.Errorf("to be removed and restored are %q", got)
		}
		expect(t, m.mod.Types("/corpus list").Reply(), "Harbour — web page · 2 articles · removed")
		expect(t, m.mod.Presses(removed, "Undo").Reply(), "Brought back Harbour with 2 articles")
		expect(t, m.mod.Types("/corpus remove source: Pier").Reply(), "no such source")
		m.mod.Presses(m.mod.Types("/corpus remove source: Quay").Reply(), "Remove").Reply()
		expect(t, m.ann.Types("/corpus restore source: Quay").Reply(), "Brought back Quay")
		expect(t, m.ann.Types("/corpus restore source: Quay").Reply(), "no such source")
	})
}

func TestForgettingAsksFirst(t *testing.T) {
	inOffice(t, func(t *testing.T, m *moderated) {
		m.add("Harbour")
		asked := m.ann.Types("/corpus forget").Reply()
		expect(t, asked, "deletes everything", "cannot be undone")
		expect(t, m.ann.Presses(asked, "Keep").Reply(), "Nothing was changed")
		asked = m.ann.Types("/corpus forget").Reply()
		expect(t, m.ann.Presses(asked, "Delete everything").Reply(), "is deleted, 7 articles among it")
		expect(t, m.ann.Types("/corpus list").Reply(), "no sources yet")
	})
}

func TestHistoryIsReadStatementByStatement(t *testing.T) {
	inOffice(t, func(t *testing.T, m *moderated) {
		long := corpus.ArticleID("https://pier.example/" + strings.Repeat("a-very-long-way/", 25) + "end")
		m.office.articles = []corpus.Article{
			{ID: long, Title: "The harbour"}, {ID: corpus.ArticleID(string(long) + "2"), Title: "The harbour, again"},
		}
		statement := func(text string) *corpus.Statement { return &corpus.Statement{Text: text} }
		at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
		m.office.revisions = []corpus.Revision{
			{Version: corpus.Version{Number: 3, At: at}, Edits: []corpus.Edit{
				{Kind: corpus.Reworded, Old: statement("It was *red*."), New: statement("It was blue.")},
				{Kind: corpus.Withdrawn, Old: statement("Nobody came.")}, {Kind: corpus.Added, New: statement("Everybody came.")},
			}},
			{Version: corpus.Version{Number: 1, At: at}, Edits: []corpus.Edit{{Kind: corpus.Added, New: statement("It was so at first.")}}},
		}
		choices := m.mod.Completes("corpus history", "article", "The")
		if len(choices) != 2 || choices[0].Name != "The harbour" {
			t.Fatalf("the choices are %v", choices)
		}
		reply := m.mod.Runs("corpus", discordtest.Options{"history": discordtest.Options{"article": choices[0].Value}}).Reply()
		expect(t, reply, "Article: "+string(long[:80])+"…", "Version 3", "Reworded\nIt was *red*.\nnow reads\nIt was blue.", "Withdrawn\nNobody came.", "Added\nEverybody came.", "Version 1", "first version")
		if strings.Contains(reply.Text(), "at first") || !reply.Ephemeral() {
			t.Errorf("got\n%s\nwant nothing of what was new at first, and private", reply.Text())
		}
		expect(t, m.mod.Types("/corpus history article: Nothing").Reply(), "No article begins like that")
		expect(t, m.mod.Types("/corpus history article: The").Reply(), "Several articles begin like that")
		for i := range 40 {
			m.office.revisions[0].Edits = append(m.office.revisions[0].Edits, corpus.Edit{Kind: corpus.Added, New: statement(fmt.Sprintf("Ship %d came. %s", i, strings.Repeat("It was a ship. ", 20)))})
		}
		reply = m.mod.Runs("corpus", discordtest.Options{"history": discordtest.Options{"article": choices[0].Value}}).Reply()
		var all strings.Builder
		all.WriteString(reply.Text())
		m.restart()
		for range 30 {
			if strings.Contains(reply.Text(), "[Next, disabled]") {
				break
			}
			reply = m.mod.Presses(reply, "Next").Reply()
			all.WriteString(reply.Text())
		}
		for i := range 40 {
			if !strings.Contains(all.String(), fmt.Sprintf("Ship %d came.", i)) {
				t.Errorf("ship %d is on no page", i)
			}
		}
	})
}

func TestSettings(t *testing.T) {
	inOffice(t, func(t *testing.T, m *moderated) {
		guild := corpus.GuildID(m.guild.ID())
		closed, open := m.guild.Channel("closed"), m.guild.Channel("audit")
		closed.Deny(discordtest.SendMessages)
		set := func(o discordtest.Options) discordtest.Message {
			return m.ann.Runs("corpus", discordtest.Options{"settings": o}).Reply()
		}
		expect(t, set(discordtest.Options{}), "Moderator role — @Desk", "Audit channel — none", "Built-in article — on", "Shared corpus — on", "Versions kept of an article — 20")
		expect(t, set(discordtest.Options{"audit": closed}), "may not write in that channel")
		if got := m.office.settings[guild].AuditChannel; got != "" {
			t.Errorf("the audit channel is %q, which the bot cannot write into", got)
		}
		expect(t, set(discordtest.Options{"audit": open, "builtin": false, "shared": false, "versions": 5}), "Changed", "#audit", "Built-in article — off", "Shared corpus — off", "— 5")
		expect(t, m.ann.In(open).Sees()[0], "This channel now gets the log")
		other := m.guild.Role("Other")
		expect(t, set(discordtest.Options{"moderators": other}), "@Other")
		expect(t, m.mod.Types("/corpus list").Reply(), forModerators)
		expect(t, set(discordtest.Options{"clear": "moderators"}), "none: who manages the server moderates")
		want := corpus.Settings{AuditChannel: open.ID(), NoBuiltin: true, NoShared: true, Versions: 5}
		if got := m.office.settings[guild]; got != want {
			t.Errorf("the settings are %+v, want %+v", got, want)
		}
		m.ann.Types("/ask question: Who?").Reply()
		m.ann.Completes("ask", "speaker", "A")
		if got := m.shelf.completed[0]; !got.NoBuiltin || !got.NoShared || got.Guild != guild {
			t.Errorf("speakers are completed from %+v, want as the settings have it", got)
		}
		threshold := 0.25
		m.office.mu.Lock()
		m.office.settings[guild] = corpus.Settings{Threshold: &threshold, NoShared: true}
		m.office.mu.Unlock()
		m.ann.Types("/ask question: Who?").Reply()
		m.office.mu.Lock()
		m.office.fails = errors.New("the disk is gone")
		m.office.mu.Unlock()
		m.ann.Types("/ask question: Who?").Reply()
		m.office.mu.Lock()
		m.office.fails = nil
		m.office.mu.Unlock()
		asked := m.shelf.asked
		for i, want := range []corpus.Query{
			{NoBuiltin: true, NoShared: true, Threshold: 0.5}, {NoShared: true, Threshold: 0.25}, {NoShared: true, Threshold: 0.25},
		} {
			if got := asked[i]; got.NoBuiltin != want.NoBuiltin || got.NoShared != want.NoShared || got.Threshold != want.Threshold {
				t.Errorf("question %d searched for %+v, want the settings' %+v", i, got, want)
			}
		}
	})
}

func TestTheLogInACommandAndInAChannel(t *testing.T) {
	inOffice(t, func(t *testing.T, m *moderated) {
		audit := m.guild.Channel("audit")
		for i := range 30 {
			m.add(fmt.Sprintf("Before %d @everyone", i))
		}
		m.ann.Runs("corpus", discordtest.Options{"settings": discordtest.Options{"audit": audit}}).Reply()
		reader := m.bob.In(audit)
		read := func() string {
			time.Sleep(time.Minute)
			var out []string
			for _, msg := range reader.Sees() {
				if !msg.Pings.None() {
					t.Errorf("%q pings %+v", msg.Text(), msg.Pings)
				}
				out = append(out, msg.Text())
			}
			return strings.Join(out, "\n")
		}
		if got := read(); !strings.Contains(got, "changed the settings") || strings.Contains(got, "Before") {
			t.Errorf("the channel begins with\n%s\nwant the choice of it and nothing from before", got)
		}
		for i := range 50 {
			m.add(fmt.Sprintf("Source %d <@1> @everyone", i))
		}
		if got := read(); strings.Count(got, "added") != 50 || !strings.Contains(got, "the operator added Source 49 <@1> @everyone") {
			t.Errorf("the channel holds\n%s\nwant 50 sources, once each", got)
		}
		if got := len(reader.Sees()); got > 6 {
			t.Errorf("%d messages for 52 entries", got)
		}
		m.restart()
		m.add("After the restart")
		if got := read(); strings.Count(got, "added") != 51 {
			t.Errorf("after a restart the channel holds\n%s\nwant nothing twice", got)
		}
		audit.Deny(discordtest.SendMessages)
		m.add("While closed")
		posts := count(m, "POST")
		time.Sleep(time.Hour)
		if got := count(m, "POST") - posts; got > 12 {
			t.Errorf("%d posts in an hour into a channel that refuses", got)
		}
		audit.Allow(discordtest.SendMessages)
		time.Sleep(2 * time.Hour)
		if got := read(); strings.Count(got, "added") != 52 {
			t.Errorf("after the channel is open again it holds\n%s\nwant what came meanwhile", got)
		}
		reply := m.mod.Types("/corpus log").Reply()
		expect(t, reply, "While closed", "Page 1 of")
		expect(t, m.mod.Presses(reply, "Next").Reply(), "Page 2 of")
	})
}
