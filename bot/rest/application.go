package rest

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/corpus"
)

// Application holds Discord's data about the bot's application.
type Application struct {
	ID        string `json:"id"`
	VerifyKey string `json:"verify_key"`                // the public key, in hex
	Endpoint  string `json:"interactions_endpoint_url"` // "" if interactions go to the gateway
	Flags     int    `json:"flags"`
	CodeGrant bool   `json:"bot_require_code_grant"` // invite links work only through the application's own web site
}

// The flags of an application that may receive privileged intents, each for any
// bot and for small bots.
var privileged = []struct {
	bits int
	name string
}{
	{1<<12 | 1<<13, "Presence Intent"}, {1<<14 | 1<<15, "Server Members Intent"}, {1<<18 | 1<<19, "Message Content Intent"},
}

// Privileged returns the names of the application's enabled privileged intents,
// as in the developer portal.
func (a Application) Privileged() (names []string) {
	for _, p := range privileged {
		if a.Flags&p.bits != 0 {
			names = append(names, p.name)
		}
	}
	return names
}

// Application asks Discord for the bot's own application.
func (c *Client) Application(ctx context.Context) (Application, error) {
	var a Application
	if err := c.get(ctx, discordgo.EndpointApplications+"/@me", &a); err != nil {
		return a, fmt.Errorf("ask Discord for the application: %w", err)
	}
	if a.ID == "" {
		return a, fmt.Errorf("ask Discord for the application: the answer has no application id")
	}
	return a, nil
}

// Starts says how a bot may connect to the gateway.
type Starts struct {
	Shards      int           // recommended number, at least 1
	Total       int           // identifies a day; 0 if Discord did not say
	Left        int           // identifies left today
	ResetAfter  time.Duration // time until Left becomes Total again
	Concurrency int           // identifies in 5 s, at least 1
}

// Starts asks Discord how the bot may connect to the gateway.
func (c *Client) Starts(ctx context.Context) (Starts, error) {
	var answer struct {
		Shards int `json:"shards"`
		Limit  struct {
			Total       int   `json:"total"`
			Remaining   int   `json:"remaining"`
			ResetAfter  int64 `json:"reset_after"` // in milliseconds
			Concurrency int   `json:"max_concurrency"`
		} `json:"session_start_limit"`
	}
	if err := c.get(ctx, discordgo.EndpointGatewayBot, &answer); err != nil {
		return Starts{}, fmt.Errorf("ask Discord how to connect: %w", err)
	}
	return Starts{
		Shards: max(1, answer.Shards), Total: answer.Limit.Total, Left: answer.Limit.Remaining,
		ResetAfter:  time.Duration(max(0, answer.Limit.ResetAfter)) * time.Millisecond,
		Concurrency: max(1, answer.Limit.Concurrency),
	}, nil
}

// guildsPage is the number of servers that Discord lists per request.
const guildsPage = 200

// Guilds lists every server that the bot is in.
func (c *Client) Guilds(ctx context.Context) ([]corpus.GuildID, error) {
	var all []corpus.GuildID
	query := url.Values{"limit": {strconv.Itoa(guildsPage)}}
	for {
		var page []struct {
			ID string `json:"id"`
		}
		if err := c.get(ctx, discordgo.EndpointUserGuilds("@me")+"?"+query.Encode(), &page); err != nil {
			return nil, fmt.Errorf("list the servers that the bot is in: %w", err)
		}
		for _, g := range page {
			all = append(all, corpus.GuildID(g.ID))
		}
		if len(page) < guildsPage {
			return all, nil
		}
		if last := page[len(page)-1].ID; last == query.Get("after") {
			return nil, fmt.Errorf("list the servers that the bot is in: Discord repeats the page after server %s", last)
		}
		query.Set("after", page[len(page)-1].ID)
	}
}
