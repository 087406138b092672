package command_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"verbatim/bot"
	"verbatim/bot/command"
	"verbatim/bot/gateway"
	"verbatim/bot/notify"
	"verbatim/bot/rest"
	"verbatim/corpus"
	"verbatim/internal/discordtest"
)

// office is a desk in memory: it does what it is told and enters it in its log.
type office struct {
	mu          sync.Mutex
	last        int
	sources     []corpus.SourceState
	articles    []corpus.Article
	revisions   []corpus.Revision
	corrections []corpus.CorrectionState
	flags       []corpus.Flag
	waiting     []corpus.Waiting
	settings    map[corpus.GuildID]corpus.Settings
	read        int // how often settings were
	entries     []corpus.Entry
	posted      map[corpus.GuildID]corpus.Seq
	disputed    corpus.Disputed
	export      string // what Export writes
	fails       error  // what everything returns
	runs        []corpus.Run
	work        func(context.Context, func(corpus.Progress)) error // what Refresh does
}

func newOffice() *office {
	return &office{settings: map[corpus.GuildID]corpus.Settings{}, posted: map[corpus.GuildID]corpus.Seq{}}
}

// watchedOffice is an office that also keeps watches.
type watchedOffice struct {
	*office
	*billboard
}

// act locks, and enters what is done.
func (o *office) act(by string, guild corpus.GuildID, action corpus.Action, subject string) (unlock func()) {
	o.mu.Lock()
	o.last++
	if action != "" && o.fails == nil {
		o.entries = append(o.entries, corpus.Entry{Seq: corpus.Seq(o.last), At: time.Now(), Guild: guild, By: by, Action: action, Subject: subject})
	}
	return o.mu.Unlock
}

func (o *office) Add(_ context.Context, by string, s corpus.Source, _ func(corpus.Progress)) (corpus.Source, error) {
	defer o.act(by, s.Guild, corpus.ActionAdd, s.Name)()
	if o.fails != nil {
		return s, o.fails
	}
	for _, have := range o.sources {
		if have.Guild == s.Guild && have.Name == s.Name && have.RemovedAt.IsZero() {
			return s, fmt.Errorf("add %q: %w", s.Name, corpus.ErrSourceName)
		}
	}
	s.ID = corpus.SourceID(fmt.Sprint("source", o.last))
	if s.Kind == "" {
		s.Kind = corpus.SourcePage
	}
	if s.Name == "" {
		s.Name = s.Location
	}
	o.sources = append(o.sources, corpus.SourceState{Source: s, Articles: 2})
	return s, nil
}

func (o *office) Sources(_ context.Context, guild corpus.GuildID) ([]corpus.SourceState, error) {
	defer o.act("", guild, "", "")()
	var out []corpus.SourceState
	for _, s := range o.sources {
		if s.Guild == guild {
			out = append(out, s)
		}
	}
	return out, o.fails
}

func (o *office) Refresh(ctx context.Context, by string, guild corpus.GuildID, id corpus.SourceID, progress func(corpus.Progress)) ([]corpus.Run, error) {
	o.act(by, guild, corpus.ActionRefresh, string(id))()
	if o.work != nil {
		if err := o.work(ctx, progress); err != nil {
			return nil, fmt.Errorf("refresh: %w", err)
		}
	}
	defer o.act("", guild, "", "")()
	return o.runs, o.fails
}

func (o *office) AddText(_ context.Context, by string, guild corpus.GuildID, title, text string) (corpus.Source, corpus.Tally, error) {
	defer o.act(by, guild, corpus.ActionAdd, title)()
	s := corpus.Source{ID: corpus.SourceID(fmt.Sprint("source", o.last)), Guild: guild, Kind: corpus.SourceText, Name: title}
	o.sources = append(o.sources, corpus.SourceState{Source: s, Articles: 1})
	return s, corpus.Tally{New: 1, Added: strings.Count(text, ".")}, o.fails
}

func (o *office) AddAttachment(_ context.Context, by string, guild corpus.GuildID, name, filename, url string, _ func(corpus.Progress)) (corpus.Source, corpus.Tally, error) {
	defer o.act(by, guild, corpus.ActionAdd, filename+" from "+url)()
	if name == "" {
		name = filename
	}
	s := corpus.Source{ID: corpus.SourceID(fmt.Sprint("source", o.last)), Guild: guild, Kind: corpus.SourceAttachment, Name: name, Location: filename}
	o.sources = append(o.sources, corpus.SourceState{Source: s, Articles: 1})
	return s, corpus.Tally{New: 1, Added: 3}, o.fails
}

func (o *office) at(guild corpus.GuildID, id corpus.SourceID) int {
	return slices.IndexFunc(o.sources, func(s corpus.SourceState) bool { return s.Guild == guild && s.ID == id })
}

func (o *office) Remove(_ context.Context, by string, guild corpus.GuildID, id corpus.SourceID) (int, error) {
	defer o.act(by, guild, corpus.ActionRemove, string(id))()
	i := o.at(guild, id)
	if i < 0 || o.fails != nil {
		return 0, fmt.Errorf("remove: %w", corpus.ErrNoSource)
	}
	o.sources[i].RemovedAt = time.Now()
	return o.sources[i].Articles, nil
}

func (o *office) Restore(_ context.Context, by string, guild corpus.GuildID, id corpus.SourceID) (int, error) {
	defer o.act(by, guild, corpus.ActionRestore, string(id))()
	i := o.at(guild, id)
	if i < 0 || o.fails != nil {
		return 0, fmt.Errorf("restore: %w", corpus.ErrNoSource)
	}
	o.sources[i].RemovedAt = time.Time{}
	return o.sources[i].Articles, nil
}

func (o *office) Forget(_ context.Context, by string, guild corpus.GuildID) (int, error) {
	defer o.act(by, guild, corpus.ActionForget, "")()
	o.sources = slices.DeleteFunc(o.sources, func(s corpus.SourceState) bool { return s.Guild == guild })
	return 7, o.fails
}

func (o *office) Articles(_ context.Context, guild corpus.GuildID, prefix string, limit int) ([]corpus.Article, error) {
	defer o.act("", guild, "", "")()
	var out []corpus.Article
	for _, a := range o.articles {
		if len(out) < limit && (strings.HasPrefix(a.Title, prefix) || strings.HasPrefix(string(a.ID), prefix)) {
			out = append(out, a)
		}
	}
	return out, o.fails
}

func (o *office) History(_ context.Context, guild corpus.GuildID, id corpus.ArticleID) (corpus.Article, []corpus.Revision, error) {
	defer o.act("", guild, "", "")()
	for _, a := range o.articles {
		if a.ID == id {
			return a, o.revisions, o.fails
		}
	}
	return corpus.Article{}, nil, fmt.Errorf("history of %q: %w", id, corpus.ErrNoArticle)
}

func (o *office) Export(_ context.Context, by string, guild corpus.GuildID, w io.Writer) error {
	defer o.act(by, guild, corpus.ActionExport, "")()
	if _, err := io.WriteString(w, o.export); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	return o.fails
}

func (o *office) Dispute(_ context.Context, guild, articleGuild corpus.GuildID, article corpus.ArticleID, statement corpus.StatementID) (corpus.Disputed, error) {
	defer o.act("", guild, "", "")()
	if o.fails == nil && (o.disputed.Article.Guild != articleGuild || o.disputed.Article.ID != article || o.disputed.Statement.ID != statement) {
		return corpus.Disputed{}, fmt.Errorf("dispute: %w", corpus.ErrNoStatement)
	}
	return o.disputed, o.fails
}

func (o *office) Correct(_ context.Context, by string, c corpus.Correction) (corpus.Correction, error) {
	defer o.act(by, c.Guild, corpus.ActionCorrect, c.Text)()
	c.ID, c.By, c.At = corpus.CorrectionID(fmt.Sprint("correction", o.last)), by, time.Now()
	if o.fails == nil {
		o.corrections = append([]corpus.CorrectionState{{Correction: c, Applies: true}}, o.corrections...)
	}
	return c, o.fails
}

func (o *office) Corrections(_ context.Context, guild corpus.GuildID) ([]corpus.CorrectionState, error) {
	defer o.act("", guild, "", "")()
	return slices.Clone(o.corrections), o.fails
}

func (o *office) Undo(_ context.Context, by string, guild corpus.GuildID, id corpus.CorrectionID) (corpus.Correction, error) {
	defer o.act(by, guild, corpus.ActionUndo, string(id))()
	for i, c := range o.corrections {
		if c.ID == id && c.UndoneAt.IsZero() && c.Guild == guild {
			o.corrections[i].UndoneAt, o.corrections[i].Applies = time.Now(), false
			return c.Correction, nil
		}
	}
	return corpus.Correction{}, fmt.Errorf("undo: %w", corpus.ErrNoCorrection)
}

func (o *office) Flag(_ context.Context, by string, f corpus.Flag) (corpus.Flag, error) {
	defer o.act(by, f.Guild, corpus.ActionFlag, f.Text)()
	f.ID, f.By, f.At = corpus.FlagID(fmt.Sprint("flag", o.last)), by, time.Now()
	o.flags = append(o.flags, f)
	return f, o.fails
}

func (o *office) Flags(_ context.Context, guild corpus.GuildID) ([]corpus.Flag, error) {
	defer o.act("", guild, "", "")()
	return slices.Clone(o.flags), o.fails
}

func (o *office) Dismiss(_ context.Context, by string, guild corpus.GuildID, id corpus.FlagID) (corpus.Flag, error) {
	defer o.act(by, guild, corpus.ActionDismiss, string(id))()
	for i, f := range o.flags {
		if f.ID == id && f.Guild == guild {
			o.flags = slices.Delete(o.flags, i, i+1)
			return f, nil
		}
	}
	return corpus.Flag{}, fmt.Errorf("dismiss: %w", corpus.ErrNoFlag)
}

func (o *office) Waiting(context.Context, corpus.GuildID) ([]corpus.Waiting, error) {
	defer o.act("", "", "", "")()
	return slices.Clone(o.waiting), o.fails
}

func (o *office) Confirm(_ context.Context, by string, guild corpus.GuildID, article corpus.ArticleID) (corpus.Tally, error) {
	defer o.act(by, guild, corpus.ActionConfirm, string(article))()
	return corpus.Tally{Changed: 1, Added: 3, Withdrawn: 2}, o.decide(article)
}

func (o *office) Drop(_ context.Context, by string, guild corpus.GuildID, article corpus.ArticleID) error {
	defer o.act(by, guild, corpus.ActionDrop, string(article))()
	return o.decide(article)
}

func (o *office) decide(article corpus.ArticleID) error {
	for i, w := range o.waiting {
		if w.Stands.ID == article {
			o.waiting = slices.Delete(o.waiting, i, i+1)
			return nil
		}
	}
	return fmt.Errorf("decide: %w", corpus.ErrNotWaiting)
}

func (o *office) Settings(_ context.Context, guild corpus.GuildID) (corpus.Settings, error) {
	defer o.act("", guild, "", "")()
	o.read++
	return o.settings[guild], o.fails
}

func (o *office) Change(_ context.Context, by string, guild corpus.GuildID, s corpus.Settings) error {
	defer o.act(by, guild, corpus.ActionSettings, "")()
	o.settings[guild] = s
	return o.fails
}

func (o *office) Status(_ context.Context, guild corpus.GuildID) (corpus.Status, error) {
	defer o.act("", guild, "", "")()
	st := corpus.Status{Articles: 12, Statements: 345, Shared: 1, Flags: len(o.flags), Waiting: len(o.waiting), Lapsed: 1}
	for _, s := range o.sources {
		if s.Guild == guild {
			st.Sources = append(st.Sources, s)
		}
	}
	if len(st.Sources) > 0 {
		for _, s := range st.Sources {
			st.Running = append(st.Running, s.Source)
			st.Runs = append(st.Runs, corpus.Run{Source: s.ID, Finished: time.Now(), Tally: corpus.Tally{New: 1, Added: 2}, Error: s.LastError})
		}
	}
	return st, o.fails
}

func (o *office) Size(_ context.Context, guild corpus.GuildID) (int, error) {
	defer o.act("", guild, "", "")()
	return 13, o.fails
}

func (o *office) Log(_ context.Context, guild corpus.GuildID, limit int) ([]corpus.Entry, error) {
	defer o.act("", guild, "", "")()
	var out []corpus.Entry
	for _, e := range slices.Backward(o.entries) {
		if e.Guild == guild && len(out) < limit {
			out = append(out, e)
		}
	}
	return out, o.fails
}

func (o *office) Audited(context.Context) ([]corpus.Audited, error) {
	defer o.act("", "", "", "")()
	var out []corpus.Audited
	for guild, s := range o.settings {
		if s.AuditChannel != "" {
			out = append(out, corpus.Audited{Guild: guild, Channel: s.AuditChannel, Posted: o.posted[guild]})
		}
	}
	return out, nil
}

func (o *office) Entries(_ context.Context, guild corpus.GuildID, after corpus.Seq, limit int) ([]corpus.Entry, error) {
	defer o.act("", guild, "", "")()
	var out []corpus.Entry
	for _, e := range o.entries {
		if e.Guild == guild && e.Seq > after && len(out) < limit {
			out = append(out, e)
		}
	}
	return out, nil
}

func (o *office) Posted(_ context.Context, guild corpus.GuildID, at corpus.Seq) error {
	defer o.act("", guild, "", "")()
	o.posted[guild] = at
	return nil
}

// readings is how often settings were read.
func (o *office) readings() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.read
}

// done lists the actions in the log, with who did them.
func (o *office) done() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	var out []string
	for _, e := range o.entries {
		out = append(out, e.By+" "+string(e.Action))
	}
	return out
}

// shelf is an index that finds what it is given.
type shelf struct {
	mu      sync.Mutex
	answers []corpus.Answer
	names   []corpus.SpeakerCount
	context corpus.Context
	asked   []corpus.Query
	takes   time.Duration // a search

	completed []corpus.Query
}

func (s *shelf) Search(ctx context.Context, q corpus.Query) (corpus.Found, error) {
	s.mu.Lock()
	takes := s.takes
	s.mu.Unlock()
	if takes > 0 {
		select {
		case <-time.After(takes):
		case <-ctx.Done():
			return corpus.Found{}, ctx.Err()
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, q)
	return corpus.Found{Answers: s.answers}, nil
}

// slow sets how long a search takes.
func (s *shelf) slow(takes time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.takes = takes
}

func (s *shelf) Speakers(_ context.Context, q corpus.Query) ([]corpus.SpeakerCount, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.completed = append(s.completed, q)
	return s.names, nil
}

func (s *shelf) SpeakersOn(ctx context.Context, q corpus.Query) ([]corpus.SpeakerCount, error) {
	return s.Speakers(ctx, q)
}

func (s *shelf) Context(context.Context, corpus.ContextQuery) (corpus.Context, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.context, nil
}

// moderated is a server with the bot, its office, and people of every kind.
type moderated struct {
	discord *discordtest.Server
	office  *office
	shelf   *shelf
	guild   *discordtest.Guild
	role    *discordtest.Role
	ann     *discordtest.User // manages the server
	mod     *discordtest.User // has the role that the settings name
	bob     *discordtest.User // neither
	log     *bytes.Buffer
	limits  bot.Limits
	watches *billboard // nil where nothing is watched
	stands  *standing  // nil where nothing shows where statements stand
	restart func()     // stops the bot and starts another
	stop    func()
}

// inOffice runs a test with a moderated server in memory, where time costs
// nothing.
func inOffice(t *testing.T, test func(t *testing.T, m *moderated)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		discord := discordtest.New(t, discordtest.InMemory())
		m := &moderated{discord: discord, office: newOffice(), shelf: &shelf{}, guild: discord.Guild("Newsroom")}
		m.role = m.guild.Role("Desk")
		m.ann = m.guild.Member("ann", discordtest.Permissions(discordtest.ManageGuild))
		m.mod = m.guild.Member("mod", discordtest.WithRole(m.role))
		m.bob = m.guild.Member("bob")
		m.office.settings[corpus.GuildID(m.guild.ID())] = corpus.Settings{ModeratorRole: m.role.ID}
		m.start(t)
		m.restart = func() {
			m.stop()
			m.start(t)
		}
		t.Cleanup(func() { m.stop() })
		test(t, m)
	})
}

// start connects a bot to the server.
func (m *moderated) start(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	m.log = new(bytes.Buffer)
	logger := slog.New(slog.NewTextHandler(m.log, nil))
	options := gateway.Options{
		Token: m.discord.Token(), Log: logger, Out: io.Discard, Transport: m.discord.Transport(), Dialer: m.discord.Dialer(),
	}
	poster, err := rest.New(rest.Options{Token: options.Token, Log: logger, Transport: options.Transport})
	if err != nil {
		t.Fatal(err)
	}
	watches := m.watches
	if watches == nil {
		watches = new(billboard)
	}
	o := command.Options{
		Search: m.shelf, Corpus: watchedOffice{m.office, watches}, Settings: m.office, Sender: poster,
		Log: logger, Threshold: 0.5, Limits: m.limits, Version: "v1.2.3",
	}
	if m.stands != nil {
		o.Evidence = m.stands
	}
	b := command.New(o)
	n := notify.Options{Settings: b.Settings(), Search: m.shelf, Audit: m.office, Sender: poster, Evidence: o.Evidence, Log: logger}
	if m.watches != nil {
		n.Watches, n.Index = m.watches, m.watches
	}
	notifier := notify.New(n)
	var running sync.WaitGroup
	running.Go(func() {
		if err := gateway.Run(ctx, b, options); err != nil {
			t.Errorf("the bot ended with %v", err)
		}
	})
	running.Go(func() { notifier.FollowAudit(ctx) })
	if m.watches != nil {
		running.Go(func() { notifier.FollowWatches(ctx) })
	}
	stopped := false
	m.stop = func() {
		if stopped {
			return
		}
		stopped = true
		m.discord.Settle()
		cancel()
		running.Wait()
		if strings.Contains(m.log.String(), "level=ERROR") {
			t.Errorf("log:\n%s", m.log.String())
		}
	}
	m.discord.Await("corpus")
	synctest.Wait()
}

// add puts a source into the office.
func (m *moderated) add(name string) corpus.SourceID {
	s, err := m.office.Add(context.Background(), corpus.ByOperator, corpus.Source{
		Guild: corpus.GuildID(m.guild.ID()), Name: name, Location: "https://pier.example/" + name,
	}, nil)
	if err != nil {
		panic(err)
	}
	return s.ID
}
