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
	// Search returns the answers to q, best first, or none if nothing in the corpus
	// answers it.
	Search(ctx context.Context, q corpus.Query) ([]corpus.Answer, error)
	// Speakers returns at most q.Limit speakers that q sees and that have a name of which
	// a word begins with q.Speaker. Who speaks most comes first.
	Speakers(ctx context.Context, q corpus.Query) ([]corpus.SpeakerCount, error)
	// SpeakersOn returns at most q.Limit speakers on the topic q.Text. Who speaks most
	// comes first.
	SpeakersOn(ctx context.Context, q corpus.Query) ([]corpus.SpeakerCount, error)
	// Context returns a statement with the text around it.
	Context(ctx context.Context, q corpus.ContextQuery) (corpus.Context, error)
}

// corpora is the corpus of each guild, and what people do to it. The parameter by is the
// Discord user who does it. An error wraps one of package corpus's if a person can mend
// what is wrong.
type corpora interface {
	// Add stores a source, of which Guild, Location, Kind, Name and Every are
	// given: a kind that is "" is found out, a name that is "" is made up. It
	// does not refresh it. Progress is told whether it waits for its turn.
	Add(ctx context.Context, by string, s corpus.Source, progress func(corpus.Progress)) (corpus.Source, error)
	// Sources lists the sources that stand, and those that were removed within
	// the week.
	Sources(ctx context.Context, guild corpus.GuildID) ([]corpus.SourceState, error)
	// Refresh refreshes one source, or with "" all of the guild's.
	Refresh(ctx context.Context, by string, guild corpus.GuildID, id corpus.SourceID, progress func(corpus.Progress)) ([]corpus.Run, error)

	// AddText stores a pasted text with its title, under a source of the name.
	AddText(ctx context.Context, by string, guild corpus.GuildID, title, text string) (corpus.Source, corpus.Tally, error)
	// AddAttachment stores a text file that stands at url, once. A name that is
	// "" is made from the file's. Progress is told whether it waits for its turn.
	AddAttachment(ctx context.Context, by string, guild corpus.GuildID, name, filename, url string, progress func(corpus.Progress)) (corpus.Source, corpus.Tally, error)

	Remove(ctx context.Context, by string, guild corpus.GuildID, id corpus.SourceID) (articles int, err error)
	Restore(ctx context.Context, by string, guild corpus.GuildID, id corpus.SourceID) (articles int, err error)
	// Forget deletes all of the guild's data, at once and for good.
	Forget(ctx context.Context, by string, guild corpus.GuildID) (articles int, err error)

	// Articles lists articles whose title or id begins with prefix.
	Articles(ctx context.Context, guild corpus.GuildID, prefix string, limit int) ([]corpus.Article, error)
	// History is what an article's versions changed, the newest first.
	History(ctx context.Context, guild corpus.GuildID, article corpus.ArticleID) (corpus.Article, []corpus.Revision, error)
	// Export writes all that the guild owns as JSON lines.
	Export(ctx context.Context, by string, guild corpus.GuildID, w io.Writer) error

	// Dispute finds a statement and whom it may be attributed to.
	Dispute(ctx context.Context, guild, articleGuild corpus.GuildID, article corpus.ArticleID, statement corpus.StatementID) (corpus.Disputed, error)
	// Correct makes a correction, of which Guild, ArticleGuild, Article,
	// Statement, Cue, Content, Verdict, Name, Mention and Occurrence are given.
	Correct(ctx context.Context, by string, c corpus.Correction) (corpus.Correction, error)
	// Corrections lists what was corrected, the newest first.
	Corrections(ctx context.Context, guild corpus.GuildID) ([]corpus.CorrectionState, error)
	Undo(ctx context.Context, by string, guild corpus.GuildID, id corpus.CorrectionID) (corpus.Correction, error)

	// Waiting lists the pages that may not show their articles any more, the oldest
	// first, with the beginnings of both texts.
	Waiting(ctx context.Context, guild corpus.GuildID) ([]corpus.Waiting, error)
	// Confirm takes what a page shows for the new version of its article.
	Confirm(ctx context.Context, by string, guild corpus.GuildID, article corpus.ArticleID) (corpus.Tally, error)
	// Drop keeps the article as it stands.
	Drop(ctx context.Context, by string, guild corpus.GuildID, article corpus.ArticleID) error

	// Flag takes a flag of which Guild, ArticleGuild, Article, Statement, Text
	// and Note are given.
	Flag(ctx context.Context, by string, f corpus.Flag) (corpus.Flag, error)
	// Flags lists the flags that wait, the oldest first.
	Flags(ctx context.Context, guild corpus.GuildID) ([]corpus.Flag, error)
	Dismiss(ctx context.Context, by string, guild corpus.GuildID, id corpus.FlagID) (corpus.Flag, error)

	Status(ctx context.Context, guild corpus.GuildID) (corpus.Status, error)
	// Size is how many articles the guild reads, its own and shared ones.
	Size(ctx context.Context, guild corpus.GuildID) (articles int, err error)
	// Log lists entries of the audit log, the newest first.
	Log(ctx context.Context, guild corpus.GuildID, limit int) ([]corpus.Entry, error)

	// Watch makes a watch, to which the known statements are not new.
	Watch(ctx context.Context, w corpus.Watch, known []corpus.StatementID) (corpus.Watch, error)
	// Unwatch ends a watch of the guild.
	Unwatch(ctx context.Context, by string, guild corpus.GuildID, id corpus.WatchID) (corpus.Watch, error)
	// Watches lists the guild's.
	Watches(ctx context.Context, guild corpus.GuildID) ([]corpus.Watch, error)
	// ForgetMe deletes a user's watches and returns how many they were.
	ForgetMe(ctx context.Context, user string) (watches int, err error)
}

// settingsStore keeps what guilds have chosen.
type settingsStore interface {
	Settings(ctx context.Context, guild corpus.GuildID) (corpus.Settings, error)
	Change(ctx context.Context, by string, guild corpus.GuildID, s corpus.Settings) error
}

// meter counts and times what is done.
type meter interface {
	bot.Meter
	// Rendered times the making of a message from answers.
	Rendered(took time.Duration)
}

// services is what commands work with.
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

// rendering times the making of a message, until the function that it returns is called.
func (s *services) rendering() (done func()) {
	if s.meter == nil {
		return func() {}
	}
	begin := time.Now()
	return func() { s.meter.Rendered(time.Since(begin)) }
}

// draw draws with a search's leave, because both take a processor.
func (s *services) draw(ctx context.Context, f func() ([]byte, error)) ([]byte, error) {
	leave, err := s.limiter.EnterSearch(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	return f()
}
