package notify

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot"
	"verbatim/bot/locale"
	"verbatim/bot/markdown"
	"verbatim/bot/render"
	"verbatim/corpus"
)

const (
	// watchEvery is the time between two looks of a watch. What is found in one look is
	// posted together.
	watchEvery = 5 * time.Second
	// watchArticles is how many changed articles a look takes in at most.
	watchArticles = 200
	// watchShown is how many statements one message shows at most.
	watchShown = 5
	// watchFound is how many statements a look finds at most.
	watchFound = 100
)

// watchLoop looks after the watches of all guilds. If a channel refuses what a watch
// finds, the watch pauses.
type watchLoop struct {
	*services
	pause map[corpus.WatchID]*pause
}

// lookAround lets every watch look once, unless the index is still being filled.
func (l watchLoop) lookAround(ctx context.Context) error {
	if l.index.Filling() {
		return nil
	}
	all, err := l.watches.AllWatches(ctx)
	if err != nil {
		return fmt.Errorf("list watches: %w", err)
	}
	var first error
	for _, w := range all {
		p := l.pause[w.ID]
		if !l.index.Holds(w.Guild) || p != nil && p.lasts() {
			continue
		}
		l.liveness.Beat(loopWatches)
		err := l.look(ctx, w)
		switch {
		case err == nil:
			delete(l.pause, w.ID)
			continue
		case p == nil:
			p = newPause("")
			l.pause[w.ID] = p
		}
		p.begin()
		if first == nil {
			first = fmt.Errorf("watch %s of guild %s: %w", w.ID, w.Guild, err)
		}
	}
	return first
}

// look finds what is new to a watch and posts it, unless another process does.
func (l watchLoop) look(ctx context.Context, w corpus.Watch) error {
	changed, _, err := l.watches.Changed(ctx, w.Guild, w.Looked, watchArticles)
	if err != nil || len(changed) == 0 {
		return err
	}
	lease := watchLease(w.ID)
	ok, kept, err := l.leases.Acquire(ctx, lease, leaseTerm)
	if err != nil || !ok {
		return err
	}
	defer l.release(ctx, lease)
	if !kept { // another process may have looked since this one listed the watches
		if w, ok, err = l.watchAnew(ctx, w); err != nil || !ok {
			return err
		}
	}
	return l.lookInTurn(ctx, w)
}

func watchLease(id corpus.WatchID) string { return "watch/" + string(id) }

// watchAnew reads a watch again. ok is false if it has ended.
func (l watchLoop) watchAnew(ctx context.Context, w corpus.Watch) (now corpus.Watch, ok bool, err error) {
	all, err := l.watches.Watches(ctx, w.Guild)
	if err != nil {
		return w, false, fmt.Errorf("list watches: %w", err)
	}
	i := slices.IndexFunc(all, func(now corpus.Watch) bool { return now.ID == w.ID })
	if i < 0 {
		return w, false, nil
	}
	return all[i], true, nil
}

// lookInTurn is look for the process that has the lease of the watch.
func (l watchLoop) lookInTurn(ctx context.Context, w corpus.Watch) error {
	changed, upTo, err := l.watches.Changed(ctx, w.Guild, w.Looked, watchArticles)
	if err != nil || len(changed) == 0 {
		return err
	}
	if err := l.index.CatchUp(ctx); err != nil {
		return err
	}
	q := render.Finding(ctx, l.settings, w, watchFound)
	q.Only = changed
	found, err := l.search.Search(ctx, q)
	if err != nil {
		return err
	}
	answers, err := l.unseen(ctx, w, render.Linked(l.evidence, w.Guild, found.Answers))
	if err != nil {
		return err
	}
	noted := corpus.Noted{Looked: upTo, Day: today(), Posted: w.Posted}
	if w.Day != noted.Day {
		noted.Posted = 0
	}
	for _, a := range answers {
		noted.Statements = append(noted.Statements, a.ID)
	}
	// The index may have taken its time.
	if ok, kept, err := l.leases.Acquire(ctx, watchLease(w.ID), leaseTerm); err != nil || !ok || !kept {
		return err
	}
	if shown := min(len(answers), watchShown, corpus.MaxWatchDay-noted.Posted); shown > 0 {
		if err := l.postFound(ctx, w, answers, shown); err != nil {
			return err
		}
		noted.Posted += shown
	}
	return l.watches.Noted(ctx, w.ID, noted)
}

// today returns the day that the limit of a watch is for.
func today() corpus.Date { return corpus.Date(time.Now().UTC().Format(time.DateOnly)) }

// unseen leaves out what the watch has posted, and what it knew when it began.
func (l watchLoop) unseen(ctx context.Context, w corpus.Watch, found []corpus.Answer) ([]corpus.Answer, error) {
	ids := make([]corpus.StatementID, 0, len(found))
	for _, a := range found {
		ids = append(ids, a.ID)
	}
	left, err := l.watches.Unwatched(ctx, w.ID, ids)
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

// postFound posts the first answers, as many as shown says, and how many more there are.
func (l watchLoop) postFound(ctx context.Context, w corpus.Watch, found []corpus.Answer, shown int) error {
	channel, err := bot.ChannelOf(ctx, l.sender, w)
	if err != nil {
		return err
	}
	in := l.settings.WatchLanguage(ctx, w)
	m := &discordgo.MessageSend{
		Content: markdown.Bold + locale.NewFound(in, markdown.Clip(render.Watched(in, w), markdown.RoomTitle)) + markdown.Bold, Components: []discordgo.MessageComponent{}, AllowedMentions: bot.NoMentions(),
	}
	pages, err := render.InFull(ctx, in, found[:shown])
	if err != nil {
		return err
	}
	if len(pages) == 0 {
		return nil // the answers have no text that can be seen
	}
	fit := pages[0] // what one message holds
	for _, p := range fit {
		m.Embeds = append(m.Embeds, p.Embed)
	}
	if more := len(found) - distinct(fit); more > 0 {
		m.Content += "\n" + locale.MoreFound(in, more)
	}
	sending, cancel := context.WithTimeout(ctx, postWithin)
	defer cancel()
	if _, err := l.sender.Post(sending, channel, render.WatchNonce(w.ID, found[0].ID), m); err != nil {
		return fmt.Errorf("post: %w", err)
	}
	return nil
}

// distinct returns how many statements a page shows.
func distinct(p render.Page) int {
	seen := map[corpus.StatementID]bool{}
	for _, piece := range p {
		seen[piece.Statement] = true
	}
	return len(seen)
}
