package gateway

import (
	"context"
	"log/slog"
	"strconv"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/corpus"
)

const (
	// censusWithin bounds one call about a server.
	censusWithin = 10 * time.Second
	// censusAgain is how long a call that failed waits before the next try.
	censusAgain = 30 * time.Second
)

// guilds is told of the servers that the bot is in.
type guilds interface {
	// Joined is called for every server that the bot is in.
	Joined(ctx context.Context, guild corpus.GuildID) error
	// Left is called for a server that the bot was removed from. It is not
	// called for one that is merely not to be reached.
	Left(ctx context.Context, guild corpus.GuildID) error
	// Guilds lists the servers that something is kept of, so that those that
	// removed the bot while it was away are found.
	Guilds(ctx context.Context) ([]corpus.GuildID, error)
}

// census tells guilds which servers the bot is in, and has left. What Discord
// says of them comes on discordgo's reading goroutine, which may not wait.
type census struct {
	guilds guilds
	log    *slog.Logger
	wake   chan struct{}
	told   map[corpus.GuildID]bool // whether the bot is in each server, as it was told last; follow's alone

	mu   sync.Mutex
	news []news
}

// news is what became known of servers.
type news struct {
	guild corpus.GuildID
	here  bool
	all   map[corpus.GuildID]bool // every server of a shard, in place of guild
	shard [2]uint64               // and of how many
}

func newCensus(g guilds, log *slog.Logger) *census {
	return &census{guilds: g, log: log, wake: make(chan struct{}, 1), told: map[corpus.GuildID]bool{}}
}

// ready takes the list of the servers that a session serves.
func (c *census) ready(r *discordgo.Ready) {
	n := news{all: map[corpus.GuildID]bool{}, shard: [2]uint64{0, 1}}
	if r.Shard != nil && r.Shard[1] > 0 {
		n.shard = [2]uint64{uint64(r.Shard[0]), uint64(r.Shard[1])}
	}
	for _, g := range r.Guilds {
		if g != nil {
			n.all[corpus.GuildID(g.ID)] = true
		}
	}
	c.add(n)
}

// created takes a server that the bot has joined, or that is to be reached
// again.
func (c *census) created(g *discordgo.Guild) {
	if g != nil && g.ID != "" && !g.Unavailable {
		c.add(news{guild: corpus.GuildID(g.ID), here: true})
	}
}

// deleted takes a server that the bot was removed from. One that is merely not
// to be reached is left alone.
func (c *census) deleted(g *discordgo.Guild) {
	if g != nil && g.ID != "" && !g.Unavailable {
		c.add(news{guild: corpus.GuildID(g.ID)})
	}
}

func (c *census) add(n news) {
	c.mu.Lock()
	c.news = append(c.news, n)
	c.mu.Unlock()
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// follow passes the news on, in order, until ctx ends.
func (c *census) follow(ctx context.Context) {
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
			if !sleep(ctx, censusAgain) {
				return
			}
		}
	}
}

func (c *census) next() (news, bool) {
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
func (c *census) tell(ctx context.Context, n news) error {
	if n.all == nil {
		return c.set(ctx, n.guild, n.here)
	}
	listing, cancel := context.WithTimeout(ctx, censusWithin)
	defer cancel()
	kept, err := c.guilds.Guilds(listing)
	if err != nil {
		return err
	}
	for guild := range n.all {
		if err := c.set(ctx, guild, true); err != nil {
			return err
		}
	}
	for _, guild := range kept {
		if guild != corpus.Shared && !n.all[guild] && n.routes(guild) {
			if err := c.set(ctx, guild, false); err != nil {
				return err
			}
		}
	}
	return nil
}

// routes reports whether Discord routes the server to the shard of the news.
func (n news) routes(guild corpus.GuildID) bool {
	id, err := strconv.ParseUint(string(guild), 10, 64)
	return err == nil && (id>>22)%n.shard[1] == n.shard[0]
}

func (c *census) set(ctx context.Context, guild corpus.GuildID, here bool) error {
	if was, told := c.told[guild]; told && was == here {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, censusWithin)
	defer cancel()
	var err error
	if here {
		err = c.guilds.Joined(ctx, guild)
	} else {
		err = c.guilds.Left(ctx, guild)
	}
	if err == nil {
		c.told[guild] = here
	}
	return err
}
