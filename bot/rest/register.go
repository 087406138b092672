package rest

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/bwmarrin/discordgo"
)

const (
	registerWait    = 2 * time.Second // before the second attempt to register; it doubles
	registerLongest = 5 * time.Minute
)

// InviteLink lets who opens it add the bot to a server. A bot that only
// answers commands needs no permission there.
func InviteLink(app string) string {
	return "https://discord.com/oauth2/authorize?client_id=" + url.QueryEscape(app) + "&scope=bot+applications.commands&permissions=0"
}

// Introduce registers the application's commands, until that is done, is of no
// use or ctx ends. It calls ready once, after the first attempt: where that
// fails, the commands of the last time may still be there.
func (c *Client) Introduce(ctx context.Context, log *slog.Logger, app string, want []*discordgo.ApplicationCommand, ready func()) {
	c.app.Store(&app)
	for wait := registerWait; ; wait = min(2*wait, registerLongest) {
		err := c.register(ctx, log, app, want)
		if err != nil && ctx.Err() != nil {
			return
		}
		if ready != nil {
			ready()
			ready = nil
		}
		if err == nil {
			return
		}
		log.ErrorContext(ctx, "registering the commands failed", "error", err, "gave_up", Final(err))
		if Final(err) || !Sleep(ctx, wait) {
			return
		}
	}
}

// register makes Discord's list of the bot's commands what it should be. It
// writes only where they differ: 200 creates a day are allowed.
func (c *Client) register(ctx context.Context, log *slog.Logger, app string, want []*discordgo.ApplicationCommand) error {
	endpoint := discordgo.EndpointApplicationGlobalCommands(app)
	have, err := c.commands(ctx, app)
	if err != nil {
		return err
	}
	same, err := sameCommands(have, want)
	if err != nil {
		return err
	}
	if same {
		log.InfoContext(ctx, "commands are registered already", "count", len(want))
		return nil
	}
	if _, err := c.send(ctx, http.MethodPut, endpoint, want, nil); err != nil {
		return fmt.Errorf("register the commands: %w", err)
	}
	log.InfoContext(ctx, "commands registered", "count", len(want))
	return nil
}

// sameCommands compares commands by what their author decides, leaving out what
// Discord adds and the ways in which the same thing can be said.
func sameCommands(a, b []*discordgo.ApplicationCommand) (bool, error) {
	left, err := canonical(a)
	if err != nil {
		return false, err
	}
	right, err := canonical(b)
	if err != nil {
		return false, err
	}
	return bytes.Equal(left, right), nil
}

func canonical(commands []*discordgo.ApplicationCommand) ([]byte, error) {
	out := make([]*discordgo.ApplicationCommand, 0, len(commands))
	for _, c := range commands {
		n := &discordgo.ApplicationCommand{
			Type: cmp.Or(c.Type, discordgo.ChatApplicationCommand), Name: c.Name, Description: c.Description,
			DefaultMemberPermissions: c.DefaultMemberPermissions,
			Contexts:                 sorted(c.Contexts), IntegrationTypes: sorted(c.IntegrationTypes),
			Options: canonicalOptions(c.Options),
		}
		if c.NSFW != nil && *c.NSFW {
			n.NSFW = c.NSFW
		}
		if c.NameLocalizations != nil && len(*c.NameLocalizations) > 0 {
			n.NameLocalizations = c.NameLocalizations
		}
		if c.DescriptionLocalizations != nil && len(*c.DescriptionLocalizations) > 0 {
			n.DescriptionLocalizations = c.DescriptionLocalizations
		}
		out = append(out, n)
	}
	slices.SortFunc(out, func(a, b *discordgo.ApplicationCommand) int {
		return cmp.Or(cmp.Compare(a.Type, b.Type), cmp.Compare(a.Name, b.Name))
	})
	raw, err := json.Marshal(out)
	if err != nil {
		return nil, fmt.Errorf("compare the commands: %w", err)
	}
	return raw, nil
}

// canonicalOptions makes lists that are empty and lists that are not there the
// same.
func canonicalOptions(options []*discordgo.ApplicationCommandOption) []*discordgo.ApplicationCommandOption {
	var out []*discordgo.ApplicationCommandOption
	for _, o := range options {
		n := *o
		n.Options = canonicalOptions(o.Options)
		if len(o.Choices) == 0 {
			n.Choices = nil
		}
		n.ChannelTypes = slices.Sorted(slices.Values(o.ChannelTypes))
		if len(o.NameLocalizations) == 0 {
			n.NameLocalizations = nil
		}
		if len(o.DescriptionLocalizations) == 0 {
			n.DescriptionLocalizations = nil
		}
		out = append(out, &n)
	}
	return out
}

func sorted[E cmp.Ordered](list *[]E) *[]E {
	if list == nil {
		return nil
	}
	out := slices.Sorted(slices.Values(*list))
	return &out
}
