package command_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"verbatim/corpus"
	"verbatim/internal/discordtest"
)

// said is an answer about the gate, of an article of the guild's own.
func (m *moderated) said(id, text string) corpus.Answer {
	from, to := strings.Index(text, "{"), strings.Index(text, "}")
	text = strings.NewReplacer("{", "", "}", "").Replace(text)
	a := corpus.Answer{
		ID: corpus.StatementID(id), Guild: corpus.GuildID(m.guild.ID()), Article: "gate", Publisher: "The Pier",
		Span: corpus.Span{Start: 100, End: 100 + len(text)}, Text: text, Kind: corpus.Narrated,
	}
	if from >= 0 {
		a.Kind, a.Content = corpus.Indirect, &corpus.Span{Start: 100 + from, End: 100 + to - 1}
		a.Cue, a.Speaker, a.Certain = &corpus.Cue{Text: "denied"}, "Bo Summer", true
	}
	return a
}

// disputes makes the office know the statement of an answer.
func (m *moderated) disputes(a corpus.Answer) {
	m.office.disputed = corpus.Disputed{
		Article:   corpus.Article{ID: a.Article, Guild: a.Guild},
		Statement: corpus.Statement{ID: a.ID, Span: a.Span, Text: a.Text, Kind: a.Kind},
		Candidates: []corpus.Candidate{
			{Name: "Ada Winter", Mention: "Winter", Occurrence: 2, Speaker: true}, {Name: "the *mayor*", Mention: "the *mayor*"},
			{Name: "the *mayor*", Mention: "the *mayor*"}, {Name: "\u200b", Mention: "\u200b"},
		},
	}
	if a.Content != nil {
		m.office.disputed.Statement.Reports = []corpus.Report{{
			Kind: corpus.Indirect, Content: a.Content, Cue: a.Cue, Speaker: &corpus.Speaker{Name: a.Speaker, Certain: true},
		}}
	}
}

const whoDenied = "Wrong speaker? Who it was that “denied”"

func TestModeratorsCorrectAnswers(t *testing.T) {
	guildOf := func(m *moderated) corpus.GuildID { return corpus.GuildID(m.guild.ID()) }
	for _, tt := range []struct {
		name string
		do   func(m *moderated, opened discordtest.Message) *discordtest.Interaction
		says string
		want corpus.Correction
	}{
		{"another speaker", func(m *moderated, opened discordtest.Message) *discordtest.Interaction {
			return m.mod.Selects(opened, whoDenied, "Ada Winter")
		}, "attributed to Ada Winter", corpus.Correction{
			Verdict: corpus.VerdictSpeaker, Cue: "denied", Content: "having opened the gate", Name: "Ada Winter", Mention: "Winter", Occurrence: 2,
		}},
		{"a mention", func(m *moderated, opened discordtest.Message) *discordtest.Interaction {
			return m.mod.Selects(opened, whoDenied, "the *mayor*")
		}, "attributed to the *mayor*", corpus.Correction{
			Verdict: corpus.VerdictSpeaker, Cue: "denied", Content: "having opened the gate", Name: "the *mayor*", Mention: "the *mayor*",
		}},
		{"nobody", func(m *moderated, opened discordtest.Message) *discordtest.Interaction {
			return m.mod.Selects(opened, whoDenied, "Speaker not identified")
		}, "speaker not identified", corpus.Correction{Verdict: corpus.VerdictUnidentified, Cue: "denied", Content: "having opened the gate"}},
		{"no statement", func(m *moderated, opened discordtest.Message) *discordtest.Interaction {
			return m.mod.Presses(opened, "Not a statement")
		}, "not a statement", corpus.Correction{Verdict: corpus.VerdictNoStatement}},
		{"hidden", func(m *moderated, opened discordtest.Message) *discordtest.Interaction {
			return m.mod.Presses(opened, "Hide")
		}, "hidden from answers", corpus.Correction{Verdict: corpus.VerdictHidden}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			inOffice(t, func(t *testing.T, m *moderated) {
				a := m.said("s1", "He denied {having opened the gate}.")
				m.shelf.answers = []corpus.Answer{a}
				m.disputes(a)
				answer := m.bob.Types("/ask question: Who opened the *gate*?").Reply()
				m.restart()
				opened := m.mod.Presses(answer, "Wrong?").Reply()
				expect(t, opened, "Question: Who opened the *gate*?", "He denied having opened the gate.", "Bo Summer — denied", "[Not a statement]", "[Hide]")
				if !opened.Ephemeral() || len(m.bob.Sees()) != 1 {
					t.Error("the dialogue shows to others")
				}
				m.restart()
				done := tt.do(m, opened).Reply()
				expect(t, done, tt.says, "He denied having opened the gate.", "corrected by a moderator", "[Undo]")
				tt.want.Guild, tt.want.ArticleGuild, tt.want.Article, tt.want.Statement, tt.want.Text = guildOf(m), a.Guild, a.Article, a.ID, a.Text
				got := m.office.corrections[0].Correction
				if got.By != m.mod.ID() {
					t.Errorf("corrected by %q, want %q", got.By, m.mod.ID())
				}
				tt.want.ID, tt.want.By, tt.want.At = got.ID, got.By, got.At
				if got != tt.want {
					t.Errorf("got  %+v\nwant %+v", got, tt.want)
				}
				m.restart()
				expect(t, m.mod.Presses(done, "Undo").Reply(), "The correction is undone")
				if m.office.corrections[0].UndoneAt.IsZero() {
					t.Error("it is not undone")
				}
				expect(t, m.mod.Presses(m.mod.Presses(answer, "Wrong?").Reply(), "Hide").Reply(), "hidden")
			})
		})
	}
}

func TestOneOfSeveralAnswersIsWrong(t *testing.T) {
	inOffice(t, func(t *testing.T, m *moderated) {
		first, second := m.said("s1", "He denied {having opened the gate}."), m.said(strings.Repeat("long", 200), "The gate was open.")
		m.shelf.answers = []corpus.Answer{first, second}
		m.disputes(second)
		answer := m.ann.Types("/ask question: Who?").Reply()
		asked := m.ann.Presses(answer, "Wrong?").Reply()
		expect(t, asked, "Several answers", "Which of the answers is wrong?")
		opened := m.ann.Selects(asked, "Which of the answers is wrong?", "2 · The gate was open.").Reply()
		expect(t, opened, "The gate was open.", "The article’s own words")
		if strings.Contains(opened.Text(), "Wrong speaker?") {
			t.Errorf("got\n%s\nwant no menu of speakers: nothing is reported", opened.Text())
		}
		expect(t, m.ann.Presses(opened, "Hide").Reply(), "hidden from answers")
		if got := m.office.corrections[0].Statement; got != second.ID {
			t.Errorf("corrected %q", got)
		}
		m.shelf.answers = []corpus.Answer{second}
		expect(t, m.ann.Presses(answer, "Wrong?").Reply(), "has changed since")
		asked = m.bob.Types("/ask question: Who?").Reply()
		m.shelf.answers = nil
		expect(t, m.bob.Presses(asked, "Wrong?").Reply(), "has changed since")
	})
}

func TestMembersReportAndModeratorsDecide(t *testing.T) {
	inOffice(t, func(t *testing.T, m *moderated) {
		a, b := m.said("s1", "He denied {having opened the gate}."), m.said("s2", "The gate was open.")
		m.shelf.answers = []corpus.Answer{a}
		m.disputes(a)
		answer := m.ann.Types("/ask question: Who?").Reply()
		modal := m.bob.Presses(answer, "Wrong?").Modal()
		m.restart()
		thanks := m.bob.Submits(modal, map[string]string{"note": "It was @everyone, **not** him."}).Reply()
		expect(t, thanks, "Thank you")
		if !thanks.Ephemeral() {
			t.Error("the thanks show to everybody")
		}
		m.shelf.answers = []corpus.Answer{a, b}
		answer = m.bob.Types("/ask question: Who?").Reply()
		picked := m.bob.Selects(m.bob.Presses(answer, "Wrong?").Reply(), "Which of the answers is wrong?", "2 · The gate was open.").Modal()
		expect(t, m.bob.Submits(picked, nil).Reply(), "Thank you")
		if len(m.office.flags) != 2 || m.office.flags[0].Statement != "s1" || m.office.flags[1].Statement != "s2" || m.office.flags[0].By != m.bob.ID() {
			t.Fatalf("the flags are %+v", m.office.flags)
		}

		expect(t, m.bob.Types("/corpus reports").Reply(), forModerators)
		queue := m.mod.Types("/corpus reports").Reply()
		expect(t, queue, "Report 1 of 2", "He denied having opened the gate.", "Reported by @bob", "It was @everyone, **not** him.")
		expect(t, m.mod.Presses(queue, "Next").Reply(), "Report 2 of 2", "The gate was open.")
		expect(t, m.mod.Presses(queue, "Previous").Reply(), "Report 1 of 2")
		opened := m.mod.Presses(queue, "Correct").Reply()
		expect(t, opened, "He denied having opened the gate.")
		m.restart()
		expect(t, m.mod.Selects(opened, whoDenied, "Ada Winter").Reply(), "attributed to Ada Winter")
		expect(t, m.mod.Presses(queue, "Dismiss").Reply(), "closed already")
		queue = m.mod.Types("/corpus reports").Reply()
		expect(t, queue, "Report 1 of 1", "The gate was open.")
		expect(t, m.mod.Presses(queue, "Dismiss").Reply(), "No report waits")

		for range 12 {
			m.shelf.answers = []corpus.Answer{a}
			m.mod.Presses(m.mod.Presses(m.ann.Types("/ask question: Who?").Reply(), "Wrong?").Reply(), "Hide").Reply()
		}
		list := m.mod.Types("/corpus corrections").Reply()
		expect(t, list, "13 corrections", "Page 1 of 3", "hidden from answers · @mod")
		last := m.mod.Presses(m.mod.Presses(list, "Next").Reply(), "Next").Reply()
		expect(t, last, "Page 3 of 3", "attributed to Ada Winter")
		undone := m.mod.Selects(last, "Undo a correction", "attributed to Ada Winter: He denied having opened the gate.").Reply()
		expect(t, undone, "Page 3 of 3", "undone")
		m.office.corrections[12].UndoneAt = m.office.corrections[12].UndoneAt.AddDate(0, 0, 1)
		m.office.corrections[11].Applies = false
		expect(t, m.mod.Presses(undone, "Previous").Reply(), "Page 2 of 3")
		expect(t, m.mod.Presses(undone, "Next").Reply(), "no longer applies")
	})
}

func TestInDirectMessagesNothingIsCorrected(t *testing.T) {
	inOffice(t, func(t *testing.T, m *moderated) {
		m.shelf.answers = []corpus.Answer{m.said("s1", "The gate was open.")}
		alone := m.discord.User("alone")
		expect(t, alone.Presses(alone.Types("/ask question: Who?").Reply(), "Wrong?").Reply(), inServers)
	})
}

// hostile is what a name, a title or a text can hold at its worst.
func hostile() []string {
	return []string{
		"", "\u200b\u202e", "@everyone <@1> **b** `c` [d](https://evil.example) # e", strings.Repeat("n", 3000), strings.Repeat("𝔸", 3000),
		strings.Repeat("*_`", 1000), strings.Repeat("word ", 800), "a\nb\n\n> c\n# d", strings.Repeat("\n", 500) + "x", "e\u0301" + strings.Repeat("\u0301", 500),
		"\xff\xfe", "</corpus:1> <t:0:R> :x:", strings.Repeat("https://a.example/ ", 100),
	}
}

// Discord takes whatever the bot makes of hostile names, titles, errors, notes
// and texts; the one on loopback fails the test otherwise.
func TestLimitsOfDiscordHoldForHostileNames(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes long, and is left out with -short")
	}
	for i, bad := range hostile() {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			inOffice(t, func(t *testing.T, m *moderated) {
				guild := corpus.GuildID(m.guild.ID())
				for n := range 60 {
					m.office.sources = append(m.office.sources, corpus.SourceState{Source: corpus.Source{
						ID: corpus.SourceID(fmt.Sprint("id", n)), Guild: guild, Name: bad, Location: bad, Kind: corpus.SourceKind(bad), LastError: bad, Failures: 3,
					}})
					m.office.entries = append(m.office.entries, corpus.Entry{Seq: corpus.Seq(n + 1), Guild: guild, By: bad, Action: corpus.Action(bad), Subject: bad, Detail: bad})
					m.office.flags = append(m.office.flags, corpus.Flag{
						ID: corpus.FlagID(fmt.Sprint("flag", n)), Guild: guild, Text: bad, Note: bad, By: bad, Article: "gate", Statement: "s1", ArticleGuild: guild,
					})
					m.office.waiting = append(m.office.waiting, corpus.Waiting{Doubt: corpus.Doubt(bad), At: time.Now(),
						Stands: corpus.Article{ID: corpus.ArticleID(fmt.Sprint(n, bad)), Title: bad, URL: bad, Text: bad}, Shown: corpus.Article{Title: bad, URL: bad, Text: bad}})
					m.office.articles = append(m.office.articles, corpus.Article{ID: corpus.ArticleID(fmt.Sprint(n, bad))[:min(len(bad)+1, corpus.MaxArticleID)], Title: bad})
					m.office.revisions = append(m.office.revisions, corpus.Revision{Edits: []corpus.Edit{
						{Kind: corpus.EditKind(bad), Old: &corpus.Statement{Text: bad}, New: &corpus.Statement{Text: bad}},
					}})
					m.office.runs = append(m.office.runs, corpus.Run{Source: corpus.SourceID(fmt.Sprint("id", n)), Error: bad, Note: bad})
				}
				a := m.said("s1", "x")
				a.Text, a.Speaker = bad, bad
				a.End = a.Start + len(bad)
				m.disputes(a)
				for n := range 60 {
					m.office.disputed.Candidates = append(m.office.disputed.Candidates, corpus.Candidate{Name: bad, Mention: bad, Occurrence: n})
				}
				for range 5 {
					m.office.disputed.Statement.Reports = append(m.office.disputed.Statement.Reports, corpus.Report{
						Cue: &corpus.Cue{Text: bad}, Content: &corpus.Span{Start: a.Start, End: a.End}, Speaker: &corpus.Speaker{Name: bad, Certain: true},
					})
				}
				m.office.settings[guild] = corpus.Settings{AuditChannel: m.guild.General().ID()}
				m.office.work = slowly(0)
				for _, sub := range []string{"refresh", "remove", "restore"} {
					m.ann.Completes("corpus "+sub, "source", "")
				}
				choices := m.ann.Completes("corpus history", "article", "")
				for _, c := range choices[:min(len(choices), 2)] {
					reply := m.ann.Runs("corpus", discordtest.Options{"history": discordtest.Options{"article": c.Value}}).Reply()
					through(m, reply)
				}
				for _, command := range []string{"list", "log", "status", "reports", "waiting", "corrections", "refresh"} {
					through(m, m.ann.Types("/corpus "+command).Reply())
				}
				asked := m.ann.Runs("corpus", discordtest.Options{"remove": discordtest.Options{"source": "id1"}}).Reply()
				m.ann.Presses(m.ann.Presses(asked, "Remove").Reply(), "Undo").Reply()
				opened := m.ann.Presses(m.ann.Types("/corpus reports").Reply(), "Correct").Reply()
				m.ann.Presses(opened, "Hide").Reply()
				through(m, m.ann.Types("/corpus corrections").Reply())
				if strings.TrimSpace(strings.ToValidUTF8(strings.Trim(bad, "\u200b\u202e"), "")) != "" {
					m.shelf.answers = []corpus.Answer{a, m.said("s2", "The gate was open.")}
					m.ann.Presses(m.ann.Types("/ask question: Who?").Reply(), "Wrong?").Reply()
				}
				for _, msg := range m.ann.Sees() {
					if !msg.Pings.None() {
						t.Errorf("%q pings %+v", msg.Text(), msg.Pings)
					}
				}
			})
		})
	}
}

// through turns some pages.
func through(m *moderated, reply discordtest.Message) {
	for range 2 {
		if !strings.Contains(reply.Text(), "[Next]") {
			return
		}
		reply = m.ann.Presses(reply, "Next").Reply()
	}
}
