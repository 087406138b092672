package discordtest

import (
	"cmp"
	"slices"
	"strconv"
)

// routes returns the REST API's table.
func routes() []route {
	command := "/applications/{app}/commands"
	guildCommand := "/applications/{app}/guilds/{guild}/commands"
	webhook := "/webhooks/{app}/{token}"
	messages := "/channels/{channel}/messages"
	get := func(path string, open bool, serve func(*Server, *call) (any, error)) route {
		return route{method: "GET", path: path, open: open, serve: serve}
	}
	return []route{
		get("/gateway", true, (*Server).getGateway),
		get("/gateway/bot", false, (*Server).getGatewayBot),
		get("/users/@me", false, (*Server).getMe),
		get("/users/@me/guilds", false, (*Server).getGuilds),
		get("/guilds/{guild}", false, (*Server).getGuild),
		get("/guilds/{guild}/members/{user}", false, (*Server).getMember),
		get("/channels/{channel}", false, (*Server).getChannel),
		get("/applications/@me", false, (*Server).getApplication),
		get("/oauth2/applications/@me", false, (*Server).getApplication),
		{method: "POST", path: "/users/@me/channels", serve: (*Server).openDM,
			schema: "CreatePrivateChannelRequest"},

		get(command, false, (*Server).listCommands),
		get(guildCommand, false, (*Server).listCommands),
		{method: "PUT", path: command, schema: "[]ApplicationCommandUpdateRequest", rules: commandsRules, serve: (*Server).overwriteCommands},
		{method: "PUT", path: guildCommand, schema: "[]ApplicationCommandUpdateRequest", rules: commandsRules, serve: (*Server).overwriteCommands},
		{method: "POST", path: command, schema: "ApplicationCommandCreateRequest", rules: commandRules, serve: (*Server).createCommand},
		{method: "POST", path: guildCommand, schema: "ApplicationCommandCreateRequest", rules: commandRules, serve: (*Server).createCommand},
		{method: "DELETE", path: command + "/{command}", serve: (*Server).deleteCommand},
		{method: "DELETE", path: guildCommand + "/{command}", serve: (*Server).deleteCommand},

		callbackRoute(),
		{method: "POST", path: webhook, open: true, schema: "IncomingWebhookRequestPartial", rules: followUpRules, serve: (*Server).followUp},
		get(webhook+"/messages/{message}", true, (*Server).getWebhookMessage),
		{method: "PATCH", path: webhook + "/messages/{message}", open: true, schema: "IncomingWebhookUpdateRequestPartial", rules: editRules, serve: (*Server).editWebhookMessage},
		{method: "DELETE", path: webhook + "/messages/{message}", open: true, serve: (*Server).deleteWebhookMessage},

		{method: "POST", path: messages, schema: "MessageCreateRequest", rules: postRules, serve: (*Server).postMessage},
		get(messages+"/{message}", false, (*Server).getMessage),
		{method: "PATCH", path: messages + "/{message}", schema: "MessageEditRequestPartial", rules: editRules, serve: (*Server).patchMessage},
		{method: "DELETE", path: messages + "/{message}", serve: (*Server).deleteMessage},
	}
}

// callbackRoute accepts first responses. They also come as answers of the bot's
// endpoint.
func callbackRoute() route {
	return route{
		method: "POST", path: "/interactions/{id}/{token}/callback", open: true, schema: "callback", rules: callbackRules,
		serve: (*Server).callback,
	}
}

// guildsPage is the number of guilds listed per request.
const guildsPage = 200

// getGuilds lists the guilds that the bot is in, ordered by id.
func (s *Server) getGuilds(c *call) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	limit := guildsPage
	if text := c.URL.Query().Get("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > guildsPage {
			return nil, invalidForm(problems{{"limit", text + " is not between 1 and 200"}})
		}
		limit = n
	}
	after, err := strconv.ParseUint(cmp.Or(c.URL.Query().Get("after"), "0"), 10, 64)
	if err != nil {
		return nil, invalidForm(problems{{"after", "not a snowflake"}})
	}
	guilds := slices.Clone(s.guilds)
	slices.SortFunc(guilds, func(a, b *Guild) int { return cmp.Compare(snowflake(a.id), snowflake(b.id)) })
	page := []any{}
	for _, g := range guilds {
		if snowflake(g.id) > after && len(page) < limit {
			page = append(page, map[string]any{
				"id": g.id, "name": g.name, "icon": nil, "banner": nil, "owner": false,
				"permissions": strconv.FormatInt(everyone, 10), "features": []any{},
			})
		}
	}
	return page, nil
}

func (s *Server) getGateway(*call) (any, error) {
	return map[string]any{"url": s.GatewayURL()}, nil
}

func (s *Server) getGatewayBot(*call) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	left, resetAfter := s.left()
	return map[string]any{
		"url": s.GatewayURL(), "shards": s.cfg.shards,
		"session_start_limit": map[string]any{
			"total": identifiesADay, "remaining": left, "reset_after": resetAfter.Milliseconds(),
			"max_concurrency": max(1, s.cfg.concurrency),
		},
	}, nil
}

func (s *Server) getMe(*call) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.people[s.app].wire(), nil
}

func (s *Server) getApplication(*call) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	bot := s.people[s.app]
	var endpoint any
	if s.endpoint != nil {
		endpoint = s.endpoint.url
	}
	return map[string]any{
		"interactions_endpoint_url": endpoint,
		"id":                        s.app, "name": bot.name, "description": "", "icon": nil, "bot": bot.wire(), "bot_public": true,
		"bot_require_code_grant": s.cfg.codeGrant, "flags": s.cfg.flags, "verify_key": s.PublicKey(), "tags": []any{},
		"approximate_guild_count": len(s.guilds), "approximate_user_install_count": 0,
		"integration_types_config": map[string]any{"0": map[string]any{}, "1": map[string]any{}},
	}, nil
}
