package command_test

import (
	"strings"
	"testing"
	"time"

	"verbatim/corpus"
	"verbatim/internal/discordtest"
)

// standing links to a page that nobody serves.
type standing struct {
	long int // bytes of each link, or a little more
}

func (s *standing) To(guild corpus.GuildID, article corpus.ArticleRef, statement corpus.StatementID) string {
	to := "https://verbatim.example/evidence/" + string(guild) + "-" + string(article.Guild) + "-" + string(article.Article)
	return to + strings.Repeat("x", max(0, s.long-len(to))) + "/" + string(statement) + "#s-" + string(statement)
}

// What has no page on the web, and what a moderator supplied, links to where it
// stands; what its publisher has leads there, and under Context to both.
func TestAnswersLinkToWhereTheyStand(t *testing.T) {
	tests := []struct {
		name           string
		url            string
		origin         corpus.Origin
		answer, beside []string // links, in order
	}{
		{"fetched", "https://pier.example/1", corpus.OriginFetched, []string{"open the source"}, []string{"open the source", "where it stands"}},
		{"built in", "", corpus.OriginBuiltin, []string{"where it stands"}, []string{"where it stands"}},
		{"pasted", "", corpus.OriginPasted, []string{"where it stands"}, []string{"where it stands"}},
		{"attached, with an address that nobody checked", "https://pier.example/1", corpus.OriginAttached, []string{"where it stands"}, []string{"where it stands"}},
		{"with an address that cannot be linked to", "https://pier.example/" + strings.Repeat("x", 600), corpus.OriginFetched, []string{"where it stands"}, []string{"where it stands"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inOffice(t, func(t *testing.T, m *moderated) {
				m.stop()
				m.stands, m.watches = &standing{}, &billboard{}
				guild := corpus.GuildID(m.guild.ID())
				text := "The gate was open."
				a := corpus.Answer{ID: "abc", Guild: guild, Article: "gate", URL: tt.url, Origin: tt.origin, Text: text, Span: corpus.Span{End: len(text)}, Kind: corpus.Narrated}
				denial := a
				denial.ID, denial.Text = "def", "The gate was not."
				a.Denial = &denial
				m.shelf.answers = []corpus.Answer{a}
				m.shelf.context = corpus.Context{Guild: guild, Statement: corpus.Statement{ID: "abc", Text: text}, Paragraph: text, ParagraphSpan: corpus.Span{End: len(text)}}
				m.start(t)
				reply := m.bob.Types("/ask question: Was the gate open?").Reply()
				links(t, "the answer", reply.Embeds[0].Description, tt.answer)
				links(t, "the denial", reply.Embeds[1].Description, tt.answer)
				want := "/" + string(guild) + "-" + string(guild) + "-gate/"
				if d := reply.Embeds[0].Description + reply.Embeds[1].Description; tt.answer[0] == "where it stands" &&
					(!strings.Contains(d, want+"abc#s-abc)") || !strings.Contains(d, want+"def#s-def)")) {
					t.Errorf("the links do not lead to the two statements of the guild's article: %s", d)
				}
				which := m.bob.Presses(reply, "Context").Reply()
				beside := m.bob.Selects(which, "Which of the statements?", "abc").Reply()
				links(t, "the context", beside.Embeds[1].Description, tt.beside)
				m.ann.Runs("watch", discordtest.Options{"topic": "gate", "channel": m.guild.General()}).Reply()
				time.Sleep(time.Minute)
				posted := m.posted("New")
				if len(posted.Embeds) == 0 {
					t.Fatalf("the watch posts %q", posted.Text())
				}
				links(t, "what is watched", posted.Embeds[0].Description, tt.answer)
			})
		})
	}
}

// A moderator who reads what changed in an article is led to its page.
func TestHistoryLinksToTheArticle(t *testing.T) {
	inOffice(t, func(t *testing.T, m *moderated) {
		m.stop()
		m.stands = &standing{}
		guild := corpus.GuildID(m.guild.ID())
		a := corpus.Article{ID: "gate", Guild: guild, Title: "The gate"}
		m.office.articles = []corpus.Article{a}
		m.office.revisions = []corpus.Revision{{Version: corpus.Version{Number: 1, Article: a}}}
		m.start(t)
		reply := m.ann.Types("/corpus history article: gate").Reply()
		links(t, "the history", reply.Embeds[0].Description, []string{"where it stands"})
		if want := "/" + string(guild) + "-" + string(guild) + "-gate/"; !strings.Contains(reply.Embeds[0].Description, want) {
			t.Errorf("the link does not lead to the article: %s", reply.Embeds[0].Description)
		}
	})
}

// links fails where a text has other links than those with these labels.
func links(t *testing.T, what, text string, labels []string) {
	t.Helper()
	var got []string
	for _, part := range strings.Split(text, "](")[:strings.Count(text, "](")] {
		got = append(got, part[strings.LastIndex(part, "[")+1:])
	}
	if strings.Join(got, "|") != strings.Join(labels, "|") {
		t.Errorf("%s has the links %q, want %q:\n%s", what, got, labels, text)
	}
}

// posted is the newest message in the server's channel that begins like that.
func (m *moderated) posted(begins string) discordtest.Message {
	var found discordtest.Message
	for _, one := range m.bob.Sees() {
		if strings.Contains(one.Content, begins) && len(one.Embeds) > 0 {
			found = one
		}
	}
	return found
}
