package command

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot"
	"verbatim/bot/locale"
	"verbatim/bot/markdown"
	"verbatim/bot/render"
	"verbatim/bot/render/rendertest"
	"verbatim/corpus"
)

// library is a searcher and speakers that answer as they are told.
type library struct {
	answers []corpus.Answer
	refusal corpus.Refusal
	names   []string
	err     error
	takes   time.Duration
	panics  bool
	asked   []corpus.Query
	guilds  []corpus.GuildID
}

func (l *library) Search(ctx context.Context, q corpus.Query) (corpus.Found, error) {
	l.asked = append(l.asked, q)
	if q.Speaker == "b" && len(l.answers) > 1 {
		return corpus.Found{Answers: l.answers[1:]}, l.work(ctx)
	}
	return corpus.Found{Answers: l.answers, Refusal: l.refusal}, l.work(ctx)
}

func (l *library) Speakers(ctx context.Context, q corpus.Query) ([]corpus.SpeakerCount, error) {
	l.guilds = append(l.guilds, q.Guild)
	var out []corpus.SpeakerCount
	for _, name := range l.names {
		if strings.HasPrefix(name, q.Speaker) {
			out = append(out, corpus.SpeakerCount{Name: name, Statements: 1})
		}
	}
	return out, l.work(ctx)
}

func (l *library) SpeakersOn(ctx context.Context, q corpus.Query) ([]corpus.SpeakerCount, error) {
	q.Speaker = ""
	return l.Speakers(ctx, q)
}

func (l *library) Context(ctx context.Context, q corpus.ContextQuery) (corpus.Context, error) {
	for _, a := range l.answers {
		if a.ID == q.Statement {
			s := corpus.Statement{ID: a.ID, Span: a.Span, Text: a.Text, Reports: []corpus.Report{{Content: a.Content, Quotes: a.Quotes, Cue: a.Cue}}}
			return corpus.Context{Statement: s, Paragraph: a.Text, ParagraphSpan: a.Span, Before: a.Text, After: a.Title}, l.work(ctx)
		}
	}
	return corpus.Context{}, corpus.ErrNoStatement
}

func (l *library) work(ctx context.Context) error {
	if l.panics {
		panic("the shelf broke")
	}
	if l.takes == 0 {
		return l.err
	}
	select {
	case <-time.After(l.takes):
		return l.err
	case <-ctx.Done():
		return fmt.Errorf("search: %w", ctx.Err())
	}
}

// notebook is a door that writes down what it is given.
type notebook struct {
	sent []string // what was sent, by method
	last bot.Reply
	kind discordgo.InteractionResponseType
	fail error
}

func (n *notebook) Respond(_ context.Context, _ *discordgo.Interaction, r *discordgo.InteractionResponse) error {
	n.sent, n.kind = append(n.sent, fmt.Sprint("respond ", r.Type)), r.Type
	if d := r.Data; d != nil {
		n.last = bot.Reply{Content: d.Content, Embeds: d.Embeds, Components: d.Components, Choices: d.Choices, Private: d.Flags&discordgo.MessageFlagsEphemeral != 0}
	}
	return n.fail
}

func (n *notebook) Edit(_ context.Context, _ *discordgo.Interaction, e *discordgo.WebhookEdit) error {
	n.sent = append(n.sent, "edit")
	n.last = bot.Reply{Content: *e.Content, Embeds: *e.Embeds, Components: *e.Components}
	return nil
}

func (n *notebook) Follow(_ context.Context, _ *discordgo.Interaction, p *discordgo.WebhookParams) error {
	n.sent = append(n.sent, "follow")
	n.last = bot.Reply{Content: p.Content, Embeds: p.Embeds, Components: p.Components, Private: p.Flags&discordgo.MessageFlagsEphemeral != 0}
	return nil
}

func typed(name string, options ...*discordgo.ApplicationCommandInteractionDataOption) *discordgo.Interaction {
	return &discordgo.Interaction{
		ID: "1", AppID: "2", Token: "t", GuildID: "3", Type: discordgo.InteractionApplicationCommand,
		Member: &discordgo.Member{},
		Data:   discordgo.ApplicationCommandInteractionData{Name: name, Options: options},
	}
}

func option(name string, value any) *discordgo.ApplicationCommandInteractionDataOption {
	return &discordgo.ApplicationCommandInteractionDataOption{Name: name, Value: value}
}

func pressed(customID, content string) *discordgo.Interaction {
	i := typed("")
	i.Type = discordgo.InteractionMessageComponent
	i.Message = &discordgo.Message{Content: content}
	i.Data = discordgo.MessageComponentInteractionData{CustomID: customID}
	return i
}

func completing(options ...*discordgo.ApplicationCommandInteractionDataOption) *discordgo.Interaction {
	i := typed(render.NameAsk, options...)
	i.Type = discordgo.InteractionApplicationCommandAutocomplete
	return i
}

// handled has the bot handle the interaction, and drains it.
func handled(t *testing.T, b *bot.Bot, i *discordgo.Interaction, d *notebook) {
	t.Helper()
	b.Handle(t.Context(), i, d)
	b.Drain(t.Context())
}

func newBot(l *library, log *bytes.Buffer) *bot.Bot {
	return New(Options{Search: l, Log: slog.New(slog.NewTextHandler(log, nil)), Threshold: 0.3, NoBuiltin: true})
}

func TestWhatIsSentForWhat(t *testing.T) {
	answer := rendertest.Said("Nobody (said) {so}.")
	long := rendertest.Said("{" + strings.Repeat("word ", 3000) + "end}.")
	failure := errors.New("the disk is full")
	head := render.Question{Text: "who?"}.Heading(rendertest.English(t))
	tests := []struct {
		name    string
		library library
		in      *discordgo.Interaction
		sent    string
		says    string
		private bool
		errors  int // logged
	}{
		{"an answer", library{answers: []corpus.Answer{answer}}, typed("ask", option("question", "who?")), "respond 4", head, false, 0},
		{"a private answer", library{answers: []corpus.Answer{answer}}, typed("ask", option("question", "who?"), option("private", true)), "respond 4", head, true, 0},
		{"no answer", library{}, typed("ask", option("question", "who?")), "respond 4", rendertest.English(t).Say(locale.PhraseNothing), false, 0},
		{"no answer by a speaker", library{}, typed("ask", option("question", "who?"), option("speaker", "Ada")), "respond 4", rendertest.English(t).Say(locale.PhraseNothingBy), false, 0},
		{"an unknown speaker", library{err: fmt.Errorf("search: %w", corpus.ErrUnknownSpeaker)}, typed("ask", option("question", "who?"), option("speaker", "Ada")), "respond 4", rendertest.English(t).Say(locale.PhraseUnknownSpeaker), true, 0},
		{"a question without a word", library{err: corpus.ErrEmptyQuestion}, typed("ask", option("question", "the")), "respond 4", rendertest.English(t).Say(locale.PhraseEmptyQuestion), true, 0},
		{"an empty question", library{}, typed("ask", option("question", " \u200b\n")), "respond 4", rendertest.English(t).Say(locale.PhraseEmptyQuestion), true, 0},
		{"no question", library{}, typed("ask"), "respond 4", rendertest.English(t).Say(locale.PhraseEmptyQuestion), true, 0},
		{"an option of another type", library{}, typed("ask", option("question", 7.0), nil), "respond 4", rendertest.English(t).Say(locale.PhraseEmptyQuestion), true, 0},
		{"a question of 100,000 characters", library{}, typed("ask", option("question", strings.Repeat("a", 100_000))), "respond 4", rendertest.English(t).Say(locale.PhraseLongQuestion, locale.With{"limit": 500}), true, 0},
		{"a failure", library{err: failure}, typed("ask", option("question", "who?")), "respond 4", rendertest.English(t).Say(locale.PhraseFailed), true, 1},
		{"a panic", library{panics: true}, typed("ask", option("question", "who?")), "respond 4", rendertest.English(t).Say(locale.PhraseFailed), true, 1},
		{"a late answer", library{takes: 2 * time.Second, answers: []corpus.Answer{answer}}, typed("ask", option("question", "who?")), "respond 5, edit", head, false, 0},
		{"a late failure", library{takes: 2 * time.Second, err: failure}, typed("ask", option("question", "who?")), "respond 5, edit", rendertest.English(t).Say(locale.PhraseFailed), false, 1},
		{"too late an answer", library{takes: time.Hour}, typed("ask", option("question", "who?")), "respond 5, edit", rendertest.English(t).Say(locale.PhraseTooSlow), false, 1},
		{"an unknown command", library{}, typed("no such thing"), "respond 4", rendertest.English(t).Say(locale.PhraseUnknown), true, 0},
		{"an unknown interaction", library{}, &discordgo.Interaction{ID: "1", Type: discordgo.InteractionModalSubmit}, "respond 4", rendertest.English(t).Say(locale.PhraseUnknown), true, 0},
		{"a button", library{answers: []corpus.Answer{long}}, pressed("ask/"+string(long.ID)+"/2/1", head), "respond 7", locale.Page(rendertest.English(t), 2, 4), false, 0},
		{"a late button", library{answers: []corpus.Answer{long}, takes: 2 * time.Second}, pressed("ask/"+string(long.ID)+"/2/1", head), "respond 6, edit", locale.Page(rendertest.English(t), 2, 4), false, 0},
		{"a late share", library{answers: []corpus.Answer{answer}, takes: 2 * time.Second}, pressed("ask/share/"+string(answer.ID)+"/0", head), "respond 6, follow", head, false, 0},
		{"a share", library{answers: []corpus.Answer{answer}}, pressed("ask/share/"+string(answer.ID)+"/0", head), "respond 4", head, false, 0},
		{"a late context", library{answers: []corpus.Answer{answer}, takes: 2 * time.Second}, pressed("ask/context/"+string(answer.ID)+"/0", head), "respond 6, follow", rendertest.English(t).Say(locale.LabelContext), true, 0},
		{"more by nobody", library{answers: []corpus.Answer{answer}}, pressed("ask/more/"+string(answer.ID)+"/0", head), "respond 4", rendertest.English(t).Say(locale.PhraseNoLongerAnswers), true, 0},
		{"a menu without a pick", library{answers: []corpus.Answer{answer}}, pressed("ask/which", head), "respond 4", rendertest.English(t).Say(locale.PhraseNoLongerAnswers), true, 0},
		{"a date that is none", library{}, typed("ask", option("question", "who?"), option("since", "2024-02-30")), "respond 4", rendertest.English(t).Say(locale.PhraseDateRefused), true, 0},
		{"no message", library{}, typed(rendertest.English(t).Say(locale.LabelFind)), "respond 4", rendertest.English(t).Say(locale.PhraseNoWords), true, 0},
		{"a comparison with nobody", library{}, typed("compare", option("topic", "x")), "respond 4", rendertest.English(t).Say(locale.PhraseUnknownSpeaker), true, 0},
		{"a button of another question", library{answers: []corpus.Answer{answer}}, pressed("ask/gone/0/0", head), "respond 4", rendertest.English(t).Say(locale.PhraseNoLongerAnswers), true, 0},
		{"a late button that fails", library{takes: 2 * time.Second, err: failure}, pressed("ask/gone/0/0", head), "respond 6, follow", rendertest.English(t).Say(locale.PhraseFailed), true, 1},
		{"a button of a message without a question", library{}, pressed("ask/gone/0/0", "hello"), "respond 4", rendertest.English(t).Say(locale.PhraseLostQuestion), true, 0},
		{"an unknown button", library{}, pressed("more", head), "respond 4", rendertest.English(t).Say(locale.PhraseUnknown), true, 0},
		{"a button without an id", library{}, pressed("ask", head), "respond 4", rendertest.English(t).Say(locale.PhraseNoLongerAnswers), true, 0},
		{"completions", library{names: []string{"Ada", "Bo"}}, completing(option("speaker", "A")), "respond 8", "", false, 0},
		{"completions that fail", library{err: failure}, completing(), "respond 8", "", false, 1},
		{"completions that panic", library{panics: true}, completing(), "respond 8", "", false, 1},
		{"completions that hang", library{takes: time.Hour}, completing(), "respond 8", "", false, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var log bytes.Buffer
				var d notebook
				begin := time.Now()
				handled(t, newBot(&tt.library, &log), tt.in, &d)
				if got := strings.Join(d.sent, ", "); got != tt.sent {
					t.Errorf("sent %q, want %q", got, tt.sent)
				}
				if !strings.Contains(d.last.Content, tt.says) || d.last.Private != tt.private {
					t.Errorf("says %q (private: %v), want %q (private: %v)", d.last.Content, d.last.Private, tt.says, tt.private)
				}
				if got := strings.Count(log.String(), "level="); got != tt.errors || strings.Contains(log.String(), "who?") {
					t.Errorf("logged\n%s\nwant %d errors and no question", log.String(), tt.errors)
				}
				if took := time.Since(begin); took > 10*time.Second {
					t.Errorf("took %v, want at most 10 s", took)
				}
			})
		})
	}
}

func TestWhatIsSearchedFor(t *testing.T) {
	l := &library{}
	var log bytes.Buffer
	handled(t, newBot(l, &log), typed("ask", option("question", "  who\n\u202Esaid  so? "), option("speaker", " Ada  Winter ")), &notebook{})
	direct := typed("ask", option("question", "who?"))
	direct.GuildID, direct.Member = "", nil
	handled(t, newBot(l, &log), direct, &notebook{})
	handled(t, newBot(l, &log), completing(option("speaker", "A")), &notebook{})
	want := []corpus.Query{
		{Guild: "3", Text: "who said so?", Speaker: "Ada Winter", Limit: 3, Threshold: 0.3, Nearest: 3, NoBuiltin: true},
		{Guild: corpus.Shared, Text: "who?", Limit: 3, Threshold: 0.3, Nearest: 3, NoBuiltin: true},
	}
	if !reflect.DeepEqual(l.asked, want) {
		t.Errorf("searched for %+v, want %+v", l.asked, want)
	}
	if len(l.guilds) != 1 || l.guilds[0] != "3" {
		t.Errorf("speakers of %q, want of guild 3", l.guilds)
	}
}

func TestChoicesKeepDiscordsLimits(t *testing.T) {
	l := &library{names: []string{"", "\u200b", strings.Repeat("n", 101), strings.Repeat("𝔸", 51), "Ada", "Ada", " Ada ", strings.Repeat("n", 100)}}
	for i := range 40 {
		l.names = append(l.names, fmt.Sprint("Speaker ", i))
	}
	var log bytes.Buffer
	var d notebook
	handled(t, newBot(l, &log), completing(), &d)
	if len(d.last.Choices) != markdown.MaxChoices {
		t.Errorf("%d choices, want %d", len(d.last.Choices), markdown.MaxChoices)
	}
	seen := map[string]bool{}
	for _, c := range d.last.Choices {
		if c.Name != c.Value || c.Name == "" || markdown.Units(c.Name) > markdown.MaxChoice || seen[c.Name] {
			t.Errorf("choice %q of value %q is empty, too long or there twice", c.Name, c.Value)
		}
		seen[c.Name] = true
	}
}

func TestDrain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		var first, late notebook
		b := newBot(&library{takes: 3 * time.Second}, &log)
		b.Handle(t.Context(), typed("ask", option("question", "who?")), &first)
		short, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if got := b.Drain(short); got != 1 {
			t.Errorf("%d in flight after a second, want 1", got)
		}
		b.Handle(t.Context(), typed("ask", option("question", "who?")), &late)
		if got := b.Drain(t.Context()); got != 0 {
			t.Errorf("%d in flight in the end, want 0", got)
		}
		if !strings.Contains(first.last.Content, rendertest.English(t).Say(locale.PhraseNothing)) || late.last.Content != rendertest.English(t).Say(locale.PhraseClosing) {
			t.Errorf("the first reads %q and the late one %q", first.last.Content, late.last.Content)
		}
	})
}

func TestWhatFollowsAFailedDeferral(t *testing.T) {
	tests := []struct {
		name string
		fail error // of the deferral
		sent int
	}{
		{"Discord knows nothing of the interaction", fmt.Errorf("%w: no such interaction", bot.ErrGone), 1},
		{"nobody knows whether it arrived", errors.New("the answer was lost"), 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var log bytes.Buffer
				d := notebook{fail: tt.fail}
				handled(t, newBot(&library{takes: 2 * time.Second}, &log), typed("ask", option("question", "who?")), &d)
				if got := strings.Count(log.String(), "level=ERROR"); len(d.sent) != tt.sent || got != 1 {
					t.Errorf("sent %v, want %d, and logged %d errors, want one:\n%s", d.sent, tt.sent, got, log.String())
				}
			})
		})
	}
}

// Nothing in a table of commands may be listed twice, and every row must do
// something.
func TestTableOfCommands(t *testing.T) {
	var check func(path string, rows []bot.Command)
	check = func(path string, rows []bot.Command) {
		names := map[string]bool{}
		for _, c := range rows {
			at := path + "/" + c.Name
			does := c.Run.Do != nil || c.Run.Open != nil || c.Run.Work != nil
			if names[c.Name] || strings.ContainsAny(c.Name, "/.") || does == (len(c.Subs) > 0) && c.Description != "" {
				t.Errorf("%s is there twice, does nothing or has a sign in it that custom_ids use", at)
			}
			names[c.Name] = true
			for _, o := range c.Options {
				if o.Autocomplete && c.Complete == nil {
					t.Errorf("option %q of %s completes nothing", o.Name, at)
				}
			}
			check(at, c.Subs)
		}
	}
	check("", table(&services{settings: bot.NewSettings(bot.SettingsOptions{})}))
}

// BenchmarkHandle is everything about a question but the search and Discord.
func BenchmarkHandle(b *testing.B) {
	l := &library{answers: []corpus.Answer{rendertest.Said("Nobody (said) {so}."), rendertest.Said("Somebody (wrote) {that}."), rendertest.Said("It rained.")}}
	bot := New(Options{Search: l, Log: slog.New(slog.DiscardHandler)})
	in := typed("ask", option("question", "who?"))
	b.ReportAllocs()
	for b.Loop() {
		l.asked = l.asked[:0]
		d := answered{done: make(chan struct{})}
		bot.Handle(b.Context(), in, d)
		<-d.done
	}
}

// answered is a door that only says when it was used.
type answered struct{ done chan struct{} }

func (a answered) Respond(context.Context, *discordgo.Interaction, *discordgo.InteractionResponse) error {
	close(a.done)
	return nil
}

func (a answered) Edit(context.Context, *discordgo.Interaction, *discordgo.WebhookEdit) error {
	return nil
}

func (a answered) Follow(context.Context, *discordgo.Interaction, *discordgo.WebhookParams) error {
	return nil
}
