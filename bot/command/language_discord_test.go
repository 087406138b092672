package command_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"verbatim/corpus"
	"verbatim/internal/discordtest"
)

// What the user alone reads is in the user's language, what everybody reads in
// the guild's.
func TestRepliesSpeakTheLanguageOfTheirReaders(t *testing.T) {
	inOffice(t, func(t *testing.T, m *moderated) {
		guild := corpus.GuildID(m.guild.ID())
		m.guild.SetLocale("fr")
		eva := m.guild.Member("eva", discordtest.Locale("de"), discordtest.Permissions(discordtest.ManageGuild))
		olha := m.guild.Member("olha", discordtest.Locale("uk"))
		kenji := m.guild.Member("kenji", discordtest.Locale("ja"))

		public := eva.Types("/ask question: Who?").Reply()
		expect(t, public, "Question\u00a0: Who?", "Rien dans le corpus ne répond")
		if public.Ephemeral() {
			t.Error("the answer is private")
		}
		private := eva.Types("/ask question: Who? private: true").Reply()
		expect(t, private, "Frage: Who?", "Nichts im Korpus beantwortet")
		expect(t, eva.Types("/corpus list").Reply(), "Dieser Server hat noch keine Quellen", "/korpus hinzufügen")
		expect(t, olha.Types("/corpus list").Reply(), "Це можуть робити лише модератори")
		expect(t, kenji.Types("/corpus list").Reply(), forModerators)
		expect(t, m.discord.User("eva", discordtest.Locale("de")).Types("/ask question: Who?").Reply(), "Frage: Who?")
		if modal := eva.Types("/corpus add text").Modal(); modal.Title != "Text hinzufügen" {
			t.Errorf("the modal is called %q, want it in German", modal.Title)
		}

		m.office.runs = []corpus.Run{{Tally: corpus.Tally{New: 2, Added: 31}}}
		m.office.work = func(context.Context, func(corpus.Progress)) error { return nil }
		eva.Types("/corpus add feed address: https://pier.example/feed")
		done := eva.Awaits("the report", func(msg discordtest.Message) bool { return strings.Contains(msg.Text(), "2 nouveaux articles") })
		expect(t, done, "(flux)", "2 nouveaux articles\u202f; 31 déclarations ajoutées.")

		changed := eva.Types("/corpus settings language: uk").Reply()
		expect(t, changed, "Geändert. Ab jetzt gilt:", "Sprache — Українська")
		if got := m.office.settings[guild].Language; got != "uk" {
			t.Errorf("the guild's language is %q, want uk", got)
		}
		expect(t, eva.Types("/ask question: Who?").Reply(), "Запитання: Who?", "У корпусі немає нічого")
		expect(t, eva.Types("/corpus settings clear: language").Reply(), "Sprache — die des Servers")
		expect(t, eva.Types("/ask question: Who?").Reply(), "Question\u00a0: Who?")
	})
}

// A button reads the question of a message in whatever language it was written,
// after a restart too, and goes on in that of its readers.
func TestButtonsReadMessagesOfAnyLanguage(t *testing.T) {
	inOffice(t, func(t *testing.T, m *moderated) {
		m.shelf.answers = []corpus.Answer{longAnswer()}
		olha := m.guild.Member("olha", discordtest.Locale("uk"))
		m.guild.SetLocale("fr")
		asked := olha.Types("/ask question: Who: then?").Reply()
		expect(t, asked, "Question\u00a0: Who: then?", "Page 1 sur")
		alone := olha.Types("/ask question: Who: then? private: true").Reply()
		expect(t, alone, "Запитання: Who: then?", "Сторінка 1 з")
		m.restart()
		if !strings.Contains(m.log.String(), "already registered") {
			t.Errorf("the commands are registered anew, though nothing differs:\n%s", m.log)
		}
		m.guild.SetLocale("de")
		expect(t, olha.Presses(asked, "Suivant").Reply(), "Frage: Who: then?", "Seite 2 von")
		expect(t, olha.Presses(alone, "Далі").Reply(), "Запитання: Who: then?", "Сторінка 2 з")
	})
}

// longAnswer is an answer of several pages.
func longAnswer() corpus.Answer {
	text := strings.Repeat("The bridge shall hold, and those who built it shall cross it. ", 200)
	return corpus.Answer{
		ID: "k4n2m7wq3x5y6z2a", Article: "a", Kind: corpus.Narrated, Text: text, Span: corpus.Span{End: len(text)}, Title: "The bridge",
	}
}

// The channel that gets the log reads it in the guild's language.
func TestTheAuditLogSpeaksTheGuildsLanguage(t *testing.T) {
	inOffice(t, func(t *testing.T, m *moderated) {
		m.guild.SetLocale("fr")
		audit := m.guild.Channel("audit")
		m.ann.Runs("corpus", discordtest.Options{"settings": discordtest.Options{"audit": audit, "language": "de"}}).Reply()
		expect(t, m.ann.In(audit).Sees()[0], "In diesem Kanal erscheint ab jetzt das Protokoll")
		m.add("Harbour")
		time.Sleep(10 * time.Second)
		seen := m.ann.In(audit).Sees()
		expect(t, seen[len(seen)-1], "der Betreiber hat Harbour hinzugefügt")
	})
}

func TestCommandsAreCalledInEveryLanguage(t *testing.T) {
	inOffice(t, func(t *testing.T, m *moderated) {
		for _, c := range m.discord.Commands("") {
			if c.Name != "ask" {
				continue
			}
			for locale, want := range map[string]string{"de": "fragen", "en-GB": "ask", "en-US": "ask", "fr": "demander", "uk": "запитати"} {
				if got := c.NameLocalizations[locale]; got != want {
					t.Errorf("/ask is called %q in %s, want %q", got, locale, want)
				}
			}
			if got := c.Options[0].NameLocalizations["fr"]; got != "question" || c.Options[1].DescriptionLocalizations["de"] == "" {
				t.Errorf("the options are %+v", c.Options)
			}
			return
		}
		t.Error("/ask is not registered")
	})
}

// What is shared, everybody reads; the settings say in which language, also right
// after a restart, when what is private is its user's.
func TestSharedAnswersAreInTheGuildsLanguage(t *testing.T) {
	inOffice(t, func(t *testing.T, m *moderated) {
		m.shelf.answers = []corpus.Answer{m.said("s1", "He denied {having opened the gate}.")}
		eva := m.guild.Member("eva", discordtest.Locale("de"), discordtest.Permissions(discordtest.ManageGuild))
		m.guild.SetLocale("fr")
		set := eva.Types("/settings private: true language: uk").Reply()
		expect(t, set, "Geändert. Ab jetzt gilt:", "Aussagen je Antwort — 3", "Privat, sofern nicht anders gewünscht — an", "Sprache — Українська")
		m.restart()
		private := eva.Types("/ask question: Who? kind: direct").Reply()
		expect(t, private, "Frage: Who?", "Gefragt ist: kind: direct")
		shared := eva.Presses(private, "Teilen").Reply()
		expect(t, shared, "Запитання: Who?", "Запитано: kind: direct")
		if !private.Ephemeral() || shared.Ephemeral() {
			t.Error("the first answer is for all, or what is shared is private")
		}
		more := eva.Presses(shared, "Більше від цієї особи").Reply()
		expect(t, more, "Wer: Bo Summer")
		expect(t, eva.Types("/settings defaults: true").Reply(), "anders gewünscht — aus", "Sprache — die des Servers")
		expect(t, eva.Types("/quote speaker: Bo Summer").Reply(), "Qui\u00a0: Bo Summer")
	})
}

// In a server that does not have the bot, everybody reads the server's language,
// and no other server does.
func TestServersWithoutTheBotAreSpokenToInTheirLanguage(t *testing.T) {
	inOffice(t, func(t *testing.T, m *moderated) {
		elsewhere := m.discord.Elsewhere("Another server")
		elsewhere.SetLocale("fr")
		eve := elsewhere.Member("eve", discordtest.Locale("de"))
		expect(t, eve.Types("/ask question: Who?").Reply(), "Question\u00a0: Who?")
		other := m.discord.Elsewhere("A third server")
		other.SetLocale("uk")
		olha := other.Member("olha", discordtest.Locale("de"))
		expect(t, olha.Types("/ask question: Who?").Reply(), "Запитання: Who?")
		expect(t, eve.Types("/ask question: Who?").Reply(), "Question\u00a0: Who?")
		expect(t, olha.Uses("Find quotes", olha.Says("The gate was open.")).Reply(), "Nachricht: The gate was open.")
	})
}

// Help names every command as it is called in its reader's language.
func TestHelpInEveryLanguage(t *testing.T) {
	inOffice(t, func(t *testing.T, m *moderated) {
		for locale, parts := range map[string][]string{
			"de": {"/fragen — ", "/zitat — ", "/korpus — ", "Zitate suchen — ", "„Zusammenhang“"},
			"fr": {"/demander — ", "/citation — ", "/corpus — ", "Chercher des citations — ", "«\u00a0Contexte\u00a0»"},
			"uk": {"/запитати — ", "/цитата — ", "/корпус — ", "Знайти цитати — ", "«Контекст»"},
		} {
			expect(t, m.guild.Member("reader-"+locale, discordtest.Locale(locale)).Types("/help").Reply(), parts...)
		}
	})
}
