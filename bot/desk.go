package bot

import (
	"context"
	"io"
	"time"

	"verbatim/corpus"
)

// What moderators do to a guild's corpus. by is the Discord user who does it.
// Errors wrap corpus's where a person can mend what is wrong.

// sources is where articles come from.
type sources interface {
	// Add stores a source, of which Guild, Location, Kind, Name and Every are
	// given: a kind that is "" is found out, a name that is "" is made up. It
	// does not refresh it. Progress is told whether it waits for its turn.
	Add(ctx context.Context, by string, s corpus.Source, progress func(corpus.Progress)) (corpus.Source, error)
	// Sources lists the sources that stand, and those that were removed within
	// the week.
	Sources(ctx context.Context, guild corpus.GuildID) ([]corpus.SourceState, error)
	// Refresh refreshes one source, or with "" all of the guild's.
	Refresh(ctx context.Context, by string, guild corpus.GuildID, id corpus.SourceID, progress func(corpus.Progress)) ([]corpus.Run, error)
}

// supplies takes texts that a moderator supplies.
type supplies interface {
	// AddText stores a pasted text with its title, under a source of the name.
	AddText(ctx context.Context, by string, guild corpus.GuildID, title, text string) (corpus.Source, corpus.Tally, error)
	// AddAttachment stores a text file that stands at url, once. A name that is
	// "" is made from the file's. Progress is told whether it waits for its turn.
	AddAttachment(ctx context.Context, by string, guild corpus.GuildID, name, filename, url string, progress func(corpus.Progress)) (corpus.Source, corpus.Tally, error)
}

// removal takes sources away, and brings them back within the week.
type removal interface {
	Remove(ctx context.Context, by string, guild corpus.GuildID, id corpus.SourceID) (articles int, err error)
	Restore(ctx context.Context, by string, guild corpus.GuildID, id corpus.SourceID) (articles int, err error)
	// Forget deletes all of the guild's data, at once and for good.
	Forget(ctx context.Context, by string, guild corpus.GuildID) (articles int, err error)
}

// articles is what a guild's corpus holds, with the shared one.
type articles interface {
	// Articles lists articles whose title or id begins with prefix.
	Articles(ctx context.Context, guild corpus.GuildID, prefix string, limit int) ([]corpus.Article, error)
	// History is what an article's versions changed, the newest first.
	History(ctx context.Context, guild corpus.GuildID, article corpus.ArticleID) (corpus.Article, []corpus.Revision, error)
	// Export writes all that the guild owns as JSON lines.
	Export(ctx context.Context, by string, guild corpus.GuildID, w io.Writer) error
}

// corrector corrects statements.
type corrector interface {
	// Dispute finds a statement and whom it may be attributed to.
	Dispute(ctx context.Context, guild, articleGuild corpus.GuildID, article corpus.ArticleID, statement corpus.StatementID) (corpus.Disputed, error)
	// Correct makes a correction, of which Guild, ArticleGuild, Article,
	// Statement, Cue, Content, Verdict, Name, Mention and Occurrence are given.
	Correct(ctx context.Context, by string, c corpus.Correction) (corpus.Correction, error)
}

// corrections is what was corrected, the newest first.
type corrections interface {
	Corrections(ctx context.Context, guild corpus.GuildID) ([]corpus.CorrectionState, error)
	Undo(ctx context.Context, by string, guild corpus.GuildID, id corpus.CorrectionID) (corpus.Correction, error)
}

// pages is what the pages of articles show today where that may not be the
// articles any more, the oldest first, with the beginnings of the texts.
type pages interface {
	Waiting(ctx context.Context, guild corpus.GuildID) ([]corpus.Waiting, error)
	// Confirm takes what a page shows for the new version of its article.
	Confirm(ctx context.Context, by string, guild corpus.GuildID, article corpus.ArticleID) (corpus.Tally, error)
	// Drop keeps the article as it stands.
	Drop(ctx context.Context, by string, guild corpus.GuildID, article corpus.ArticleID) error
}

// flagging is what members say is wrong, the oldest first.
type flagging interface {
	// Flag takes a flag of which Guild, ArticleGuild, Article, Statement, Text
	// and Note are given.
	Flag(ctx context.Context, by string, f corpus.Flag) (corpus.Flag, error)
	Flags(ctx context.Context, guild corpus.GuildID) ([]corpus.Flag, error)
	Dismiss(ctx context.Context, by string, guild corpus.GuildID, id corpus.FlagID) (corpus.Flag, error)
}

// settings is what guilds have chosen.
type settings interface {
	Settings(ctx context.Context, guild corpus.GuildID) (corpus.Settings, error)
	Change(ctx context.Context, by string, guild corpus.GuildID, s corpus.Settings) error
}

// records is how a guild's corpus stands, and who did what to it.
type records interface {
	Status(ctx context.Context, guild corpus.GuildID) (corpus.Status, error)
	// Size is how many articles the guild reads, its own and shared ones.
	Size(ctx context.Context, guild corpus.GuildID) (articles int, err error)
	// Log lists entries of the audit log, the newest first.
	Log(ctx context.Context, guild corpus.GuildID, limit int) ([]corpus.Entry, error)
}

// auditLog is the audit logs that are posted live.
type auditLog interface {
	// Audited lists the guilds whose settings name a channel for it.
	Audited(ctx context.Context) ([]corpus.Audited, error)
	// Entries lists entries after a position, the oldest first.
	Entries(ctx context.Context, guild corpus.GuildID, after corpus.Seq, limit int) ([]corpus.Entry, error)
	// Posted keeps how far a guild's log has been posted.
	Posted(ctx context.Context, guild corpus.GuildID, at corpus.Seq) error
}

// rota lets one process at a time do something, of those that share a store.
type rota interface {
	// Acquire takes, or keeps, a turn for term from now. kept says that nobody else
	// can have had it since the process took its turn before.
	Acquire(ctx context.Context, what string, term time.Duration) (ok, kept bool, err error)
	// Release gives it back.
	Release(ctx context.Context, what string)
}

// alone is the turns of a process that shares nothing.
type alone struct{}

func (alone) Acquire(context.Context, string, time.Duration) (ok, kept bool, err error) {
	return true, true, nil
}

func (alone) Release(context.Context, string) {}

// Desk is what moderators work with: one thing may be all of it.
type Desk struct {
	Sources     sources
	Supplies    supplies
	Removal     removal
	Articles    articles
	Corrector   corrector
	Corrections corrections
	Flagging    flagging
	Pages       pages
	Settings    settings
	Records     records
	Watches     watches
	Privacy     privacy
}
