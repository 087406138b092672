// Package membership keeps track of which servers the bot is in, for the doors: of
// what Discord says of them, each server's state is passed on once.
package membership

import (
	"context"
	"log/slog"
	"strconv"
	"sync"
	"time"

	"verbatim/corpus"
)

// Guilds is told of the servers that the bot is in.
type Guilds interface {
	// Joined is called for every server that the bot is in.
	Joined(ctx context.Context, guild corpus.GuildID) error
	// Left is called for a server that the bot was removed from. It is not
	// called for one that is merely not to be reached.
	Left(ctx context.Context, guild corpus.GuildID) error
	// Guilds lists the servers that something is kept of, so that those that
	// removed the bot while it was away are found.
	Guilds(ctx context.Context) ([]corpus.GuildID, error)
}

const (
	// within bounds one call about a server.
	within = 10 * time.Second
	// again is how long a call that failed waits before the next try.
	again = 30 * time.Second
)

// Tracker tells Guilds which servers the bot is in, and has left. What it hears
// of them is passed on by Follow, so that hearing never waits. Make one with
// New.
type Tracker struct {
	guilds Guilds
	log    *slog.Logger
	wake   chan struct{}

	mu      sync.Mutex
	news    []news
	present map[corpus.GuildID]bool // what was told of each server last; of Follow's goroutine
}

// Shard is which of Discord's servers a list of them speaks for: those whose
// (id >> 22) % Of is N.
type Shard struct{ N, Of int }

// holds reports whether Discord routes the server to the shard.
func (s Shard) holds(guild corpus.GuildID) bool {
	id, err := strconv.ParseUint(string(guild), 10, 64)
	return err == nil && (id>>22)%uint64(max(1, s.Of)) == uint64(s.N) //nolint:gosec // neither is negative
}

// news is what became known of servers.
type news struct {
	guild corpus.GuildID
	here  bool
	shard Shard
	list  func(context.Context) ([]corpus.GuildID, error) // every server of a shard, in place of guild
}

// New makes a census that tells g.
func New(g Guilds, log *slog.Logger) *Tracker {
	return &Tracker{guilds: g, log: log, wake: make(chan struct{}, 1), present: map[corpus.GuildID]bool{}}
}

// All takes the way to list the servers of a shard. Follow calls it, again
// where it fails; what is kept of a server since before then, and is of the
// shard, is of one that the bot has left if the list does not hold it.
func (c *Tracker) All(shard Shard, list func(context.Context) ([]corpus.GuildID, error)) {
	c.add(news{shard: shard, list: list})
}

// Joined takes a server that the bot has joined, or that is to be reached again.
func (c *Tracker) Joined(guild corpus.GuildID) { c.add(news{guild: guild, here: true}) }

// Left takes a server that the bot was removed from.
func (c *Tracker) Left(guild corpus.GuildID) { c.add(news{guild: guild}) }

func (c *Tracker) add(n news) {
	c.mu.Lock()
	c.news = append(c.news, n)
	c.mu.Unlock()
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// Follow passes the news on, in order, until ctx ends. It is called once.
func (c *Tracker) Follow(ctx context.Context) {
	for {
		n, ok := c.next()
		if !ok {
			select {
			case <-c.wake:
				continue
			case <-ctx.Done():
				return
			}
		}
		for {
			err := c.tell(ctx, n)
			if err == nil {
				break
			}
			if ctx.Err() == nil {
				c.log.Warn("which servers the bot is in cannot be kept just now", "error", err)
			}
			select {
			case <-time.After(again):
			case <-ctx.Done():
				return
			}
		}
	}
}

func (c *Tracker) next() (news, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.news) == 0 {
		return news{}, false
	}
	n := c.news[0]
	c.news = c.news[1:]
	return n, true
}

// tell passes on what is new in n: each server's state once, so that a
// reconnect costs nothing.
func (c *Tracker) tell(ctx context.Context, n news) error {
	if n.list == nil {
		return c.set(ctx, n.guild, n.here)
	}
	listing, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	// What is kept comes first: a server that the bot joins meanwhile must not
	// be missing from the older list alone.
	kept, err := c.guilds.Guilds(listing)
	if err != nil {
		return err
	}
	all, err := n.list(ctx)
	if err != nil {
		return err
	}
	here := make(map[corpus.GuildID]bool, len(all))
	for _, guild := range all {
		here[guild] = true
		if err := c.set(ctx, guild, true); err != nil {
			return err
		}
	}
	for _, guild := range kept {
		if guild != corpus.Shared && !here[guild] && n.shard.holds(guild) {
			if err := c.set(ctx, guild, false); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *Tracker) set(ctx context.Context, guild corpus.GuildID, here bool) error {
	if was, told := c.present[guild]; told && was == here {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	var err error
	if here {
		err = c.guilds.Joined(ctx, guild)
	} else {
		err = c.guilds.Left(ctx, guild)
	}
	if err == nil {
		c.present[guild] = here
	}
	return err
}
