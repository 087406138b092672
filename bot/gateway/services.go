package gateway

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"sync"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"

	"verbatim/bot"
	"verbatim/bot/membership"
	"verbatim/bot/rest"
	"verbatim/corpus"
)

// services is what all shards of this process share.
type services struct {
	bot        *bot.Bot
	log        *slog.Logger
	out        io.Writer
	rest       *rest.Client
	dialer     *websocket.Dialer
	startLimit *startBudget
	announce   sync.Once
	guilds     *membership.Tracker // nil if Options.Guilds is nil
	shardMeter meter               // may be nil
	unreadable *bot.Digest         // interactions that could not be read
	tasks      sync.WaitGroup
}

// meter records the state of each shard: connecting, connected, waiting or
// gone.
type meter interface {
	Shard(id int, state string)
}

// introduce registers the commands and prints the invite link.
func (s *services) introduce(ctx context.Context, r *discordgo.Ready) {
	app := applicationID(r)
	s.rest.Introduce(ctx, s.log, app, s.bot.Commands(), func() {
		if _, err := fmt.Fprintf(s.out, "Ready. Add the bot to a server: %s\n", rest.InviteLink(app)); err != nil {
			s.log.Warn("printing the invite link failed", "error", err)
		}
	})
}

func applicationID(r *discordgo.Ready) string {
	if r.Application != nil && r.Application.ID != "" {
		return r.Application.ID
	}
	if r.User != nil {
		return r.User.ID
	}
	return ""
}

// guildList passes on the list of servers that a session serves.
func (s *services) guildList(r *discordgo.Ready) {
	shard := membership.Shard{N: 0, Of: 1}
	if r.Shard != nil && r.Shard[1] > 0 {
		shard = membership.Shard{N: r.Shard[0], Of: r.Shard[1]}
	}
	var all []corpus.GuildID
	for _, g := range r.Guilds {
		if g != nil {
			all = append(all, corpus.GuildID(g.ID))
		}
	}
	s.guilds.All(shard, func(context.Context) ([]corpus.GuildID, error) { return all, nil })
}

// guildJoined passes on a server that the bot has joined, or that is available
// again.
func (s *services) guildJoined(g *discordgo.Guild) {
	if g != nil && g.ID != "" && !g.Unavailable {
		s.guilds.Joined(corpus.GuildID(g.ID))
	}
}

// guildLeft passes on a server that the bot was removed from. It ignores a
// server that is only unavailable.
func (s *services) guildLeft(g *discordgo.Guild) {
	if g != nil && g.ID != "" && !g.Unavailable {
		s.guilds.Left(corpus.GuildID(g.ID))
	}
}
