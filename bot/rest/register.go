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
	registerWait    = 2 * time.Second // before the second attempt to register; doubles
	registerLongest = 5 * time.Minute
)

// InviteLink returns a link that adds the bot to a server. A bot that only
// answers commands needs no permissions there.
func InviteLink(app string) string {
	return "https://discord.com/oauth2/authorize?client_id=" + url.QueryEscape(app) + "&scope=bot+applications.commands&permissions=0"
}

// Introduce registers the application's commands. It tries until it succeeds,
// the error is final or ctx ends. It calls ready once, after the first attempt:
// if that fails, commands from an earlier registration may still be there.
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
		log.ErrorContext(ctx, "cannot register the commands", "error", err, "gave_up", Final(err))
		if Final(err) || !Sleep(ctx, wait) {
			return
		}
	}
}

// commands returns the application's registered commands.
func (c *Client) commands(ctx context.Context, app string) (have []*discordgo.ApplicationCommand, err error) {
	err = c.get(ctx, discordgo.EndpointApplicationGlobalCommands(app)+"?with_localizations=true", &have)
	if err != nil {
		return nil, fmt.Errorf("list the registered commands: %w", err)
	}
	return have, nil
}

// register updates Discord's list of the bot's commands. It writes only if they
// differ, since Discord allows 200 creates a day.
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
		log.InfoContext(ctx, "the commands are already registered", "count", len(want))
		return nil
	}
	if _, err := c.send(ctx, http.MethodPut, endpoint, want, nil); err != nil {
		return fmt.Errorf("register the commands: %w", err)
	}
	log.InfoContext(ctx, "commands registered", "count", len(want))
	return nil
}

// sameCommands reports whether a and b are the same commands. It ignores the
// fields that Discord adds, and different ways to write the same value.
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

// canonicalOptions makes empty lists nil.
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
