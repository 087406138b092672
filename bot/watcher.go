package bot

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/locale"
	"verbatim/bot/markdown"
	"verbatim/corpus"
)

const (
	// watchEvery is how far apart two looks of a watch are, and so how much is
	// posted together.
	watchEvery = 5 * time.Second
	// watchArticles is how many changed articles a look takes in.
	watchArticles = 200
	// watchShown is how many statements one message shows.
	watchShown = 5
	// watchFound is how many statements a look finds at most.
	watchFound = 100
)

// watchLog is the watches of all guilds, and what they found.
type watchLog interface {
	// AllWatches lists the watches of all guilds.
	AllWatches(ctx context.Context) ([]corpus.Watch, error)
	// Watches lists those of one.
	Watches(ctx context.Context, guild corpus.GuildID) ([]corpus.Watch, error)
	// Changed lists articles that the guild sees and that have changed after a
	// position.
	Changed(ctx context.Context, guild corpus.GuildID, after corpus.Seq, limit int) ([]corpus.ArticleRef, corpus.Seq, error)
	// Unwatched are those of the statements that the watch has not posted.
	Unwatched(ctx context.Context, id corpus.WatchID, statements []corpus.StatementID) ([]corpus.StatementID, error)
	// Noted keeps what a look came to.
	Noted(ctx context.Context, id corpus.WatchID, n corpus.Noted) error
}

// catcher brings the index to where the store is.
type catcher interface {
	CatchUp(ctx context.Context) error
	// Holds reports whether the guild's corpus is there at all; another process
	// looks after its watches where it is not.
	Holds(guild corpus.GuildID) bool
	// Filling reports whether the index has yet to be where the store was:
	// bringing it there may take longer than a look at the watches may.
	Filling() bool
}

// FollowWatches posts what watches find in articles that are new or have
// changed, until ctx ends. A statement is posted once, over restarts too: what
// was posted just before a crash is not shown again within the minutes that
// Discord remembers it. Of several processes, one looks after a watch at a time.
// Without a poster there is nothing to do.
func (b *Bot) FollowWatches(ctx context.Context) {
	if b.poster == nil || b.watchLog == nil {
		return
	}
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	failing := false
	l := lookout{bot: b, pause: map[corpus.WatchID]*pause{}}
	for {
		b.pulse.Beat(loopWatches)
		err := l.lookAround(ctx)
		if err != nil && ctx.Err() == nil && !failing {
			b.log.WarnContext(ctx, "watches cannot be looked after for now", "error", err)
		}
		failing = err != nil
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// lookout looks after watches. It leaves those alone for a while, longer each
// time, whose channel refuses what they find.
type lookout struct {
	bot   *Bot
	pause map[corpus.WatchID]*pause
}

// lookAround lets every watch look once, unless the index is still being filled.
func (l lookout) lookAround(ctx context.Context) error {
	if l.bot.catcher.Filling() {
		return nil
	}
	all, err := l.bot.watchLog.AllWatches(ctx)
	if err != nil {
		return fmt.Errorf("list watches: %w", err)
	}
	var first error
	for _, w := range all {
		p := l.pause[w.ID]
		if !l.bot.catcher.Holds(w.Guild) || p != nil && time.Now().Before(p.until) {
			continue
		}
		l.bot.pulse.Beat(loopWatches)
		err := l.bot.look(ctx, w)
		switch {
		case err == nil:
			delete(l.pause, w.ID)
			continue
		case p == nil:
			p = &pause{next: auditPause}
			l.pause[w.ID] = p
		}
		p.until, p.next = time.Now().Add(p.next), min(2*p.next, auditLongest)
		if first == nil {
			first = fmt.Errorf("watch %s of guild %s: %w", w.ID, w.Guild, err)
		}
	}
	return first
}

// look finds what is new to a watch and posts it, where no other process does.
func (b *Bot) look(ctx context.Context, w corpus.Watch) error {
	changed, _, err := b.watchLog.Changed(ctx, w.Guild, w.Looked, watchArticles)
	if err != nil || len(changed) == 0 {
		return err
	}
	turn := watchTurn(w.ID)
	ok, kept, err := b.turns.Acquire(ctx, turn, turnTerm)
	if err != nil || !ok {
		return err
	}
	defer b.yield(ctx, turn)
	if !kept { // another process may have looked since this one listed the watches
		if w, ok, err = b.watchAnew(ctx, w); err != nil || !ok {
			return err
		}
	}
	return b.lookInTurn(ctx, w)
}

func watchTurn(id corpus.WatchID) string { return "watch/" + string(id) }

// watchAnew reads a watch again; ok is false where it has ended.
func (b *Bot) watchAnew(ctx context.Context, w corpus.Watch) (now corpus.Watch, ok bool, err error) {
	all, err := b.watchLog.Watches(ctx, w.Guild)
	if err != nil {
		return w, false, fmt.Errorf("list watches: %w", err)
	}
	i := slices.IndexFunc(all, func(now corpus.Watch) bool { return now.ID == w.ID })
	if i < 0 {
		return w, false, nil
	}
	return all[i], true, nil
}

// lookInTurn is look, for who has the watch's turn.
func (b *Bot) lookInTurn(ctx context.Context, w corpus.Watch) error {
	changed, upTo, err := b.watchLog.Changed(ctx, w.Guild, w.Looked, watchArticles)
	if err != nil || len(changed) == 0 {
		return err
	}
	if err := b.catcher.CatchUp(ctx); err != nil {
		return err
	}
	q := b.finding(ctx, w, watchFound)
	q.Only = changed
	found, err := b.search.Search(ctx, q)
	if err != nil {
		return err
	}
	found, err = b.unseen(ctx, w, b.evident(ctx, w.Guild, found))
	if err != nil {
		return err
	}
	noted := corpus.Noted{Looked: upTo, Day: today(), Posted: w.Posted}
	if w.Day != noted.Day {
		noted.Posted = 0
	}
	for _, a := range found {
		noted.Statements = append(noted.Statements, a.ID)
	}
	// The index may have taken its time.
	if ok, kept, err := b.turns.Acquire(ctx, watchTurn(w.ID), turnTerm); err != nil || !ok || !kept {
		return err
	}
	if shown := min(len(found), watchShown, corpus.MaxWatchDay-noted.Posted); shown > 0 {
		if err := b.postFound(ctx, w, found, shown); err != nil {
			return err
		}
		noted.Posted += shown
	}
	return b.watchLog.Noted(ctx, w.ID, noted)
}

// today is the day that a watch's limit is for.
func today() corpus.Date { return corpus.Date(time.Now().UTC().Format(time.DateOnly)) }

// unseen leaves out what the watch has posted, or knew when it began.
func (b *Bot) unseen(ctx context.Context, w corpus.Watch, found []corpus.Answer) ([]corpus.Answer, error) {
	ids := make([]corpus.StatementID, 0, len(found))
	for _, a := range found {
		ids = append(ids, a.ID)
	}
	left, err := b.watchLog.Unwatched(ctx, w.ID, ids)
	if err != nil {
		return nil, err
	}
	fresh := make(map[corpus.StatementID]bool, len(left))
	for _, id := range left {
		fresh[id] = true
	}
	var out []corpus.Answer
	for _, a := range found {
		if fresh[a.ID] {
			out = append(out, a)
		}
	}
	return out, nil
}

// postFound posts the first shown of what was found, and how many more there
// are.
func (b *Bot) postFound(ctx context.Context, w corpus.Watch, found []corpus.Answer, shown int) error {
	channel, err := b.channelOf(ctx, w)
	if err != nil {
		return err
	}
	l := b.languageOf(ctx, w)
	m := &discordgo.MessageSend{
		Content: markdown.Bold + locale.NewFound(l, markdown.Clip(watched(l, w), markdown.RoomTitle)) + markdown.Bold, Components: []discordgo.MessageComponent{}, AllowedMentions: noMentions(),
	}
	pages, err := inFull(ctx, l, found[:shown])
	if err != nil {
		return err
	}
	if len(pages) == 0 {
		return nil // nothing in them can be seen
	}
	fit := pages[0] // what one message holds
	for _, p := range fit {
		m.Embeds = append(m.Embeds, p.embed)
	}
	if more := len(found) - distinct(fit); more > 0 {
		m.Content += "\n" + locale.MoreFound(l, more)
	}
	sending, cancel := context.WithTimeout(ctx, auditWithin)
	defer cancel()
	if _, err := b.poster.Post(sending, channel, watchNonce(w.ID, found[0].ID), m); err != nil {
		return fmt.Errorf("post: %w", err)
	}
	return nil
}

// distinct is how many statements a page shows.
func distinct(p page) int {
	seen := map[corpus.StatementID]bool{}
	for _, piece := range p {
		seen[piece.statement] = true
	}
	return len(seen)
}
