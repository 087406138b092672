package command_test

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"verbatim/corpus"
	"verbatim/internal/discordtest"
)

// billboard is watches in memory, whose articles change with every watch.
type billboard struct {
	mu      sync.Mutex
	watches []corpus.Watch
}

func (w *billboard) Watch(_ context.Context, made corpus.Watch, _ []corpus.StatementID) (corpus.Watch, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	made.ID, made.At = corpus.WatchID(fmt.Sprint("w", len(w.watches))), time.Now()
	w.watches = append(w.watches, made)
	return made, nil
}

func (w *billboard) Unwatch(_ context.Context, _ string, _ corpus.GuildID, id corpus.WatchID) (corpus.Watch, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i, one := range w.watches {
		if one.ID == id {
			w.watches = slices.Delete(w.watches, i, i+1)
			return one, nil
		}
	}
	return corpus.Watch{}, corpus.ErrNoWatch
}

func (w *billboard) Watches(context.Context, corpus.GuildID) ([]corpus.Watch, error) {
	return w.AllWatches(context.Background())
}

func (w *billboard) ForgetMe(context.Context, string) (int, error) { return 1, nil }

func (w *billboard) AllWatches(context.Context) ([]corpus.Watch, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.watches), nil
}

func (w *billboard) Changed(_ context.Context, guild corpus.GuildID, after corpus.Seq, _ int) ([]corpus.ArticleRef, corpus.Seq, error) {
	if after > 0 {
		return nil, after, nil
	}
	return []corpus.ArticleRef{{Guild: guild, Article: "gate"}}, 1, nil
}

func (w *billboard) Unwatched(_ context.Context, _ corpus.WatchID, statements []corpus.StatementID) ([]corpus.StatementID, error) {
	return statements, nil
}

func (w *billboard) Noted(_ context.Context, id corpus.WatchID, n corpus.Noted) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i := range w.watches {
		if w.watches[i].ID == id {
			w.watches[i].Looked = n.Looked
		}
	}
	return nil
}

func (w *billboard) CatchUp(context.Context) error { return nil }

func (w *billboard) Holds(corpus.GuildID) bool { return true }

func (w *billboard) Filling() bool { return false }

// foreign is what others wrote: texts, names, titles and addresses.
type foreign struct {
	text, name, title, publisher, url string
	start, end                        int // of what is reported
	mode                              uint32
}

// is reports whether a switch of the mode is on.
func (h foreign) is(bit int) bool { return h.mode&(1<<bit) != 0 }

// within is a span of at most n bytes of the statement: every span of a report
// lies in it.
func (h foreign) within(start, n int) corpus.Span {
	at := min(max(start, 0), len(h.text))
	return corpus.Span{Start: 7 + at, End: 7 + min(at+max(n, 0), len(h.text))}
}

// answer is the i-th answer with what others wrote in all of its places.
func (h foreign) answer(guild corpus.GuildID, i int) corpus.Answer {
	content := h.within(h.start, h.end)
	a := corpus.Answer{
		ID: corpus.StatementID(fmt.Sprint(h.name, i)), Guild: guild, Article: corpus.ArticleID("gate"), Title: h.title, Publisher: h.publisher, URL: h.url,
		Published: corpus.Date(h.name), Origin: corpus.OriginImported, Text: h.text, Span: corpus.Span{Start: 7, End: 7 + len(h.text)}, Kind: corpus.Mixed,
		Speaker: h.name, Role: h.title, Certain: h.is(0), Corrected: h.is(1),
		Content: &content, Quotes: []corpus.Span{h.within(h.end, 9)},
		Cue: &corpus.Cue{Text: h.name}, Mention: &corpus.Mention{Text: h.title},
	}
	if i%2 == 1 {
		a.Speaker += fmt.Sprint(i)
		a.Published, a.Reworded = "2024-02-03", "2024-03-05T10:00:00Z"
	}
	if h.is(2) {
		a.Kind, a.Content, a.Quotes, a.Cue, a.Mention = corpus.Narrated, nil, nil, nil, nil
	}
	for range i % 6 {
		a.Also = append(a.Also, corpus.Citation{Title: h.title, Publisher: h.name, URL: h.url, Published: corpus.Date(h.title)})
	}
	return a
}

// fill puts what others wrote wherever a server's bot may meet it.
func (h foreign) fill(m *moderated) {
	guild := corpus.GuildID(m.guild.ID())
	for i := range 1 + int(h.mode)%12 {
		m.shelf.answers = append(m.shelf.answers, h.answer(guild, i))
	}
	if h.is(3) {
		denial := h.answer(guild, 99)
		m.shelf.answers[0].Denial = &denial
	}
	first := m.shelf.answers[0]
	statement := corpus.Statement{ID: first.ID, Span: first.Span, Text: h.text, Kind: first.Kind}
	for range 1 + int(h.mode)%5 {
		statement.Reports = append(statement.Reports, corpus.Report{
			Kind: corpus.Mixed, Content: first.Content, Quotes: first.Quotes, Cue: first.Cue, Speaker: &corpus.Speaker{Name: h.name, Role: h.title, Certain: h.is(0)},
		})
	}
	article := corpus.Article{ID: "gate", Guild: guild, Title: h.title, Publisher: h.publisher, URL: h.url, Text: h.text}
	m.shelf.context = corpus.Context{
		Citation: corpus.Citation{Article: "gate", Title: h.title, Publisher: h.publisher, URL: h.url}, Guild: guild, Statement: statement,
		Paragraph: h.text, ParagraphSpan: first.Span, Before: h.title, After: h.publisher,
	}
	o := m.office
	o.disputed = corpus.Disputed{Article: article, Statement: statement}
	o.export = h.text
	o.articles = []corpus.Article{article, {ID: corpus.ArticleID(cmp.Or(h.name, "unnamed")), Title: h.url}}
	old := statement
	o.revisions = []corpus.Revision{{Version: corpus.Version{Number: 2, At: time.Unix(0, 0), Article: article}, Edits: []corpus.Edit{
		{Kind: corpus.Reworded, Old: &old, New: &statement}, {Kind: corpus.Added, New: &statement}, {Kind: corpus.Withdrawn, Old: &old},
	}}}
	for i, word := range []string{h.name, h.title, h.publisher, h.url, h.text} {
		m.shelf.names = append(m.shelf.names, corpus.SpeakerCount{Name: word, Statements: i})
		o.disputed.Candidates = append(o.disputed.Candidates, corpus.Candidate{Name: word, Mention: h.title, Speaker: i%2 == 0})
		o.sources = append(o.sources, corpus.SourceState{Articles: i, Source: corpus.Source{
			ID: corpus.SourceID(fmt.Sprint("id", i)), Guild: guild, Kind: corpus.SourceFeed, Name: word, Location: h.url, LastError: h.text, Failures: i,
		}})
		o.corrections = append(o.corrections, corpus.CorrectionState{Applies: i%2 == 0, Correction: corpus.Correction{
			ID: corpus.CorrectionID(fmt.Sprint("c", i)), Guild: guild, ArticleGuild: guild, Article: "gate", Statement: first.ID, Text: h.text, Cue: word,
			Verdict: corpus.VerdictSpeaker, Name: word, Mention: h.title, By: m.ann.ID(), At: time.Unix(0, 0),
		}})
		o.flags = append(o.flags, corpus.Flag{
			ID: corpus.FlagID(fmt.Sprint("f", i)), Guild: guild, ArticleGuild: guild, Article: "gate", Statement: first.ID, Text: h.text, Note: word, By: m.bob.ID(),
		})
		o.runs = append(o.runs, corpus.Run{Guild: guild, Source: corpus.SourceID(fmt.Sprint("id", i)), Error: word})
		o.entries = append(o.entries, corpus.Entry{
			Seq: corpus.Seq(i + 1), Guild: guild, By: corpus.ByOperator, Action: corpus.ActionAdd, Subject: word, Detail: h.text,
		})
		m.watches.watches = append(m.watches.watches, corpus.Watch{
			ID: corpus.WatchID(fmt.Sprint("old", i)), Guild: guild, Channel: m.guild.General().ID(), By: m.ann.ID(), Topic: word, Speaker: h.name,
		})
	}
	o.last = len(o.entries)
	o.settings[guild] = corpus.Settings{ModeratorRole: m.role.ID, AuditChannel: m.guild.General().ID(), Language: []string{"", "de", "fr", "uk"}[h.mode/4%4], Answers: 5}
}

// explorer uses what replies offer: every kind of button, menu and modal once.
type explorer struct {
	*moderated
	t    *testing.T
	used map[string]bool
}

// reads takes one interaction to its end, and goes on from its reply.
func (e explorer) reads(u *discordtest.User, it *discordtest.Interaction) {
	e.t.Helper()
	callback, err := it.Callback(e.t.Context())
	switch {
	case err != nil:
		e.t.Errorf("nothing is answered: %v", err)
	case callback == discordtest.CallbackModal:
		modal := it.Modal()
		inputs := map[string]string{}
		discordtest.Walk(modal.Components, func(c discordtest.Component) bool {
			if c.Type == discordtest.TextInput && c.Value == "" {
				inputs[c.CustomID] = "words"
			}
			return true
		})
		e.reads(u, u.Submits(modal, inputs))
	case callback == discordtest.CallbackDeferredUpdate:
	default:
		e.explore(u, it.Reply())
	}
}

// explore uses the components of a message that are new to e.
func (e explorer) explore(u *discordtest.User, m discordtest.Message) {
	e.t.Helper()
	if !m.Pings.None() {
		e.t.Errorf("it pings %+v:\n%s", m.Pings, m.Text())
	}
	discordtest.Walk(m.Components, func(c discordtest.Component) bool {
		kind := strings.Join(strings.SplitN(c.CustomID, "/", 3)[:min(2, strings.Count(c.CustomID, "/")+1)], "/")
		if c.CustomID == "" || c.Disabled || e.used[u.Name()+kind] || !stands(u, m, c.CustomID) {
			return true
		}
		e.used[u.Name()+kind] = true
		if c.Type == discordtest.Button {
			e.reads(u, u.Presses(m, c.CustomID))
		} else {
			e.reads(u, u.Selects(m, c.CustomID, c.Options[len(c.Options)-1].Value))
		}
		return true
	})
}

// stands reports whether a component is still there to be used.
func stands(u *discordtest.User, m discordtest.Message, customID string) (found bool) {
	for _, now := range u.Sees() {
		if now.ID == m.ID {
			discordtest.Walk(now.Components, func(c discordtest.Component) bool {
				found = found || c.CustomID == customID && !c.Disabled
				return true
			})
		}
	}
	return found
}

// FuzzReplies holds that whatever statements, names, titles and addresses are,
// every reply, completion, modal and post that shows them is a body that
// Discord takes, breaks none of its limits and pings nobody: the Discord on
// loopback checks each against Discord's own description and fails the test.
func FuzzReplies(f *testing.F) {
	f.Add("He said “no, *never*”.", "Ada _Winter_", "A [title](x)", "The Pier", "https://pier.example/(1)", 8, 20, uint32(1))
	f.Add("Ünïcödé 𝔸 \n\n- x", "n", "", "*", "https://a.example/", 5, 2000, uint32(0xfff0b))
	f.Add("", "\u200b", "\x00\xff", "\u202e@everyone", "javascript:alert(1)", -1, 1<<30, uint32(0x4a))
	f.Add("<@1> @here `x`\r\n> # h", "𝔸", "</ask:1>", "[a](https://b.example)", "https://x.example/\n?q=“”", 7, 12, uint32(0x3ff87))
	worst := hostile()
	for i, text := range worst {
		at := func(n int) string { return worst[(i+n)%len(worst)] }
		f.Add(text, at(1), at(2), at(5), at(7), 7*i, 300*i, uint32(i*37))
	}
	f.Fuzz(func(t *testing.T, text, name, title, publisher, url string, start, end int, mode uint32) {
		// What is longer than any limit is not far away.
		long := func(s string, shift int) string {
			return strings.Repeat(s, min([]int{1, 10, 40, 300}[mode>>shift%4], 1+10_000/(1+len(s))))
		}
		h := foreign{long(text, 8), long(name, 10), long(title, 12), long(publisher, 14), long(url, 16), start, end, mode}
		inOffice(t, func(t *testing.T, m *moderated) {
			m.stop()
			m.watches = &billboard{}
			if h.is(7) {
				m.stands = &standing{long: 480}
			}
			h.fill(m)
			m.start(t)
			for _, u := range []*discordtest.User{m.ann, m.bob} {
				e := explorer{m, t, map[string]bool{}}
				for _, typed := range []string{
					"/ask question: Who?", "/ask question: Who? private: true", "/quote speaker: Ada", "/quote speaker: Ada topic: gate",
					"/compare topic: gate a: Ada b: Bo", "/timeline topic: gate", "/speakers", "/speakers topic: gate", "/watches", "/settings", "/about", "/help",
					"/corpus list", "/corpus log", "/corpus history article: gate", "/corpus corrections", "/corpus reports", "/corpus waiting", "/corpus status",
					"/corpus remove source: id0", "/corpus restore source: id0", "/corpus settings", "/corpus refresh", "/corpus export", "/watch topic: gate",
				} {
					e.reads(u, u.Types(typed))
				}
				e.reads(u, u.Uses("Find quotes", m.bob.Says("The gate was open.")))
				for command, option := range map[string]string{
					"ask": "speaker", "unwatch": "watch", "corpus history": "article", "corpus remove": "source", "watch": "speaker",
				} {
					u.Completes(command, option, "")
				}
				u.Completes("ask", "source", "", discordtest.Options{"question": "Who?"})
			}
			time.Sleep(time.Minute) // what is watched and audited is posted
			m.discord.Settle()
		})
	})
}
