package gateway

import (
	"context"
	"fmt"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/membership"
	"verbatim/bot/rest"
	"verbatim/corpus"
)

// introduce registers the commands and prints the invite link.
func (d *door) introduce(ctx context.Context, r *discordgo.Ready) {
	app := applicationID(r)
	d.rest.Introduce(ctx, d.log, app, d.bot.Commands(), func() {
		if _, err := fmt.Fprintf(d.out, "Ready. Add the bot to a server: %s\n", rest.InviteLink(app)); err != nil {
			d.log.Warn("printing the invite link failed", "error", err)
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

// list takes the list of the servers that a session serves.
func (d *door) list(r *discordgo.Ready) {
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
	d.guilds.All(shard, func(context.Context) ([]corpus.GuildID, error) { return all, nil })
}

// joined takes a server that the bot has joined, or that is to be reached
// again.
func (d *door) joined(g *discordgo.Guild) {
	if g != nil && g.ID != "" && !g.Unavailable {
		d.guilds.Joined(corpus.GuildID(g.ID))
	}
}

// left takes a server that the bot was removed from. One that is merely not to
// be reached is left alone.
func (d *door) left(g *discordgo.Guild) {
	if g != nil && g.ID != "" && !g.Unavailable {
		d.guilds.Left(corpus.GuildID(g.ID))
	}
}
