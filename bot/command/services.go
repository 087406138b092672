package command

import (
	"context"
	"io"
	"log/slog"
	"time"

	"verbatim/bot"
	"verbatim/bot/picture"
	"verbatim/bot/render"
	"verbatim/corpus"
)

// searching answers questions.
type searching interface {
	// Search returns the answers to q, the best first. If the corpus has no answer, the
	// list is empty.
	Search(ctx context.Context, q corpus.Query) (corpus.Found, error)
	// Speakers returns at most q.Limit speakers that q sees and that have a name of which
	// a word begins with q.Speaker. Who speaks most comes first.
	Speakers(ctx context.Context, q corpus.Query) ([]corpus.SpeakerCount, error)
	// SpeakersOn returns at most q.Limit speakers on the topic q.Text. Who speaks most
	// comes first.
	SpeakersOn(ctx context.Context, q corpus.Query) ([]corpus.SpeakerCount, error)
	// Context returns a statement with the text around it.
	Context(ctx context.Context, q corpus.ContextQuery) (corpus.Context, error)
}

// corpora holds the corpus of each guild. The parameter by is the Discord user who
// changes it. If a person can mend the cause of an error, the error wraps one of package
// corpus.
type corpora interface {
	// Add stores a source with the given Guild, Location, Kind, Name and Every. If Kind
	// is "", it is detected; if Name is "", it is made up. Add does not refresh the
	// source. It reports as progress that it waits for its turn.
	Add(ctx context.Context, by string, s corpus.Source, progress func(corpus.Progress)) (corpus.Source, error)
	// Sources lists the sources of a guild, and sources that were removed within the last
	// week.
	Sources(ctx context.Context, guild corpus.GuildID) ([]corpus.SourceState, error)
	// Refresh refreshes one source, or all of the guild's if id is "".
	Refresh(ctx context.Context, by string, guild corpus.GuildID, id corpus.SourceID, progress func(corpus.Progress)) ([]corpus.Run, error)

	// AddText stores a pasted text under a source with that title.
	AddText(ctx context.Context, by string, guild corpus.GuildID, title, text string) (corpus.Source, corpus.Tally, error)
	// AddAttachment stores the text file at url. It is read once. If name is "", it is
	// made from the file's. AddAttachment reports as progress that it waits for its turn.
	AddAttachment(ctx context.Context, by string, guild corpus.GuildID, name, filename, url string, progress func(corpus.Progress)) (corpus.Source, corpus.Tally, error)

	Remove(ctx context.Context, by string, guild corpus.GuildID, id corpus.SourceID) (articles int, err error)
	Restore(ctx context.Context, by string, guild corpus.GuildID, id corpus.SourceID) (articles int, err error)
	// Forget deletes all data of the guild at once. It cannot be undone.
	Forget(ctx context.Context, by string, guild corpus.GuildID) (articles int, err error)

	// Articles lists articles whose title or id begins with prefix.
	Articles(ctx context.Context, guild corpus.GuildID, prefix string, limit int) ([]corpus.Article, error)
	// History returns an article and the changes of its versions, the newest first.
	History(ctx context.Context, guild corpus.GuildID, article corpus.ArticleID) (corpus.Article, []corpus.Revision, error)
	// Export writes all data of the guild as JSON lines.
	Export(ctx context.Context, by string, guild corpus.GuildID, w io.Writer) error

	// Dispute returns a statement and the speakers that it may be attributed to.
	Dispute(ctx context.Context, guild, articleGuild corpus.GuildID, article corpus.ArticleID, statement corpus.StatementID) (corpus.Disputed, error)
	// Correct makes a correction with the given Guild, ArticleGuild, Article, Statement,
	// Cue, Content, Verdict, Name, Mention and Occurrence.
	Correct(ctx context.Context, by string, c corpus.Correction) (corpus.Correction, error)
	// Corrections lists the corrections, the newest first.
	Corrections(ctx context.Context, guild corpus.GuildID) ([]corpus.CorrectionState, error)
	Undo(ctx context.Context, by string, guild corpus.GuildID, id corpus.CorrectionID) (corpus.Correction, error)

	// Waiting lists articles whose pages may now show another text, the oldest first,
	// with the beginnings of both texts.
	Waiting(ctx context.Context, guild corpus.GuildID) ([]corpus.Waiting, error)
	// Confirm accepts the text of a page as a new version of its article.
	Confirm(ctx context.Context, by string, guild corpus.GuildID, article corpus.ArticleID) (corpus.Tally, error)
	// Drop keeps the stored text of the article.
	Drop(ctx context.Context, by string, guild corpus.GuildID, article corpus.ArticleID) error

	// Flag stores a report with the given Guild, ArticleGuild, Article, Statement, Text
	// and Note.
	Flag(ctx context.Context, by string, f corpus.Flag) (corpus.Flag, error)
	// Flags lists the open reports, the oldest first.
	Flags(ctx context.Context, guild corpus.GuildID) ([]corpus.Flag, error)
	Dismiss(ctx context.Context, by string, guild corpus.GuildID, id corpus.FlagID) (corpus.Flag, error)

	Status(ctx context.Context, guild corpus.GuildID) (corpus.Status, error)
	// Size returns how many articles the guild reads, its own and shared ones.
	Size(ctx context.Context, guild corpus.GuildID) (articles int, err error)
	// Log lists entries of the audit log, the newest first.
	Log(ctx context.Context, guild corpus.GuildID, limit int) ([]corpus.Entry, error)

	// Watch stores a watch. It does not post the statements in known.
	Watch(ctx context.Context, w corpus.Watch, known []corpus.StatementID) (corpus.Watch, error)
	// Unwatch ends a watch of the guild.
	Unwatch(ctx context.Context, by string, guild corpus.GuildID, id corpus.WatchID) (corpus.Watch, error)
	// Watches lists the watches of the guild.
	Watches(ctx context.Context, guild corpus.GuildID) ([]corpus.Watch, error)
	// ForgetMe deletes the watches of a user and returns how many they were.
	ForgetMe(ctx context.Context, user string) (watches int, err error)
}

// settingsStore stores the settings of guilds.
type settingsStore interface {
	Settings(ctx context.Context, guild corpus.GuildID) (corpus.Settings, error)
	Change(ctx context.Context, by string, guild corpus.GuildID, s corpus.Settings) error
}

// meter counts and times interactions and the making of messages.
type meter interface {
	bot.Meter
	// Rendered times the making of a message from answers.
	Rendered(took time.Duration)
}

// services holds the parts that commands work with.
type services struct {
	search        searching
	corpus        corpora
	settingsStore settingsStore
	sender        bot.Sender
	evidence      render.Evidence
	log           *slog.Logger
	meter         meter
	settings      *bot.Settings
	limiter       *bot.Limiter
	jobs          *bot.Jobs
	refusals      bot.Refusals
	painter       *picture.Painter
	version       string
}

// rendering times the making of a message, which ends when the returned function is
// called.
func (s *services) rendering() (done func()) {
	if s.meter == nil {
		return func() {}
	}
	begin := time.Now()
	return func() { s.meter.Rendered(time.Since(begin)) }
}

// draw calls f when a search may begin, because both take a processor.
func (s *services) draw(ctx context.Context, f func() ([]byte, error)) ([]byte, error) {
	leave, err := s.limiter.EnterSearch(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	return f()
}
