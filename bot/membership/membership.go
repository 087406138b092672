// Package membership keeps track of which servers the bot is in. It collects
// what the doors hear from Discord and passes each change on once.
package membership

import (
	"context"
	"log/slog"
	"strconv"
	"sync"
	"time"

	"verbatim/corpus"
)

// Guilds is told about the servers that the bot is in.
type Guilds interface {
	// Joined is called for every server that the bot is in.
	Joined(ctx context.Context, guild corpus.GuildID) error
	// Left is called for a server that the bot was removed from. It is not called
	// for a server that is only unavailable.
	Left(ctx context.Context, guild corpus.GuildID) error
	// Guilds lists the servers that data is stored for. With it, a server that
	// removed the bot while the bot was offline is found.
	Guilds(ctx context.Context) ([]corpus.GuildID, error)
}

const (
	// within bounds one call about a server.
	within = 10 * time.Second
	// again is the wait before a failed call is repeated.
	again = 30 * time.Second
)

// Tracker tells Guilds which servers the bot is in, and which it has left. Its
// methods All, Joined and Left only queue what they are told; Follow passes it
// on, so they never block. Make one with New.
type Tracker struct {
	guilds Guilds
	log    *slog.Logger
	wake   chan struct{}

	mu      sync.Mutex
	news    []news
	present map[corpus.GuildID]bool // the last state that was passed on of each server; used by Follow's goroutine only
}

// Shard names a part of Discord's servers: those with (id >> 22) % Of == N.
type Shard struct{ N, Of int }

// holds reports whether Discord routes the server to the shard.
func (s Shard) holds(guild corpus.GuildID) bool {
	id, err := strconv.ParseUint(string(guild), 10, 64)
	return err == nil && (id>>22)%uint64(max(1, s.Of)) == uint64(s.N) //nolint:gosec // neither is negative
}

// news is a queued message: one server's state, or the list of a shard's
// servers.
type news struct {
	guild corpus.GuildID
	here  bool
	shard Shard
	list  func(context.Context) ([]corpus.GuildID, error) // lists all servers of a shard, in place of guild; nil for one server
}

// New returns a tracker that tells g.
func New(g Guilds, log *slog.Logger) *Tracker {
	return &Tracker{guilds: g, log: log, wake: make(chan struct{}, 1), present: map[corpus.GuildID]bool{}}
}

// All queues a listing of a shard's servers. Follow calls list, and calls it
// again if it fails. If data is stored for a server of the shard and the list
// lacks that server, the bot has left it.
func (c *Tracker) All(shard Shard, list func(context.Context) ([]corpus.GuildID, error)) {
	c.add(news{shard: shard, list: list})
}

// Joined queues that the bot has joined a server, or that the server is
// available again.
func (c *Tracker) Joined(guild corpus.GuildID) { c.add(news{guild: guild, here: true}) }

// Left queues that the bot was removed from a server.
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

// Follow passes the queue on, in order, until ctx ends. It is called once.
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
				c.log.Warn("cannot record which servers the bot is in; trying again", "error", err)
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

// tell passes on the changes in n. A state that was passed on before is
// skipped, so that a reconnect costs no calls.
func (c *Tracker) tell(ctx context.Context, n news) error {
	if n.list == nil {
		return c.set(ctx, n.guild, n.here)
	}
	listing, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	// List the stored servers first: if the bot joins a server between the two
	// calls, that server must not count as left.
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
