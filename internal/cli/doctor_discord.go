package cli

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	commands "verbatim/bot/command"
	"verbatim/bot/rest"
	"verbatim/config"
	"verbatim/corpus/store"
)

// How to repair credentials.
const (
	setToken = "copy the token from the Bot page of the developer portal (Reset Token), to DISCORD_TOKEN or the file that DISCORD_TOKEN_FILE names"
	setKey   = "copy the public key from the General Information page of the developer portal to DISCORD_PUBLIC_KEY"
)

// examineCredentials checks the token and the public key, without asking
// Discord.
func examineCredentials(f *findings, d *config.Doctor) {
	switch looks := looksLike(d.Token.Reveal()); {
	case d.NoToken != nil:
		f.err("token", d.NoToken.Error(), setToken)
	case looks != "":
		f.err("token", "it does not have the form of a bot's token: "+looks, setToken)
		d.NoToken = errors.New("it does not have the form of a bot's token")
	}
	if d.HTTP != "" && d.NoPublicKey != nil {
		f.err("public key", d.NoPublicKey.Error(), setKey)
	}
}

// looksLike says what a text is if it does not have the form of a bot's token,
// without quoting it. It returns "" if the text has that form.
func looksLike(token string) string {
	if token == "" {
		return ""
	}
	if len(strings.Split(token, ".")) == 3 {
		return ""
	}
	raw, err := hex.DecodeString(token)
	switch {
	case err == nil && len(raw) == 32:
		return "it looks like the public key"
	case strings.Trim(token, "0123456789") == "":
		return "it looks like the application's id"
	case !strings.Contains(token, ".") && len(token) == 32:
		return "it looks like the client secret"
	}
	if _, err := base64.RawURLEncoding.DecodeString(token); err == nil {
		return "it is one part of a token's three, or something else"
	}
	return "a token has three parts with a dot between them"
}

// examineDiscord asks Discord for all data about the bot. s is nil if the store
// cannot be read.
func (p *Program) examineDiscord(ctx context.Context, f *findings, cfg *config.Config, s *store.Store) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	client, err := rest.New(rest.Options{Token: cfg.Doctor.Token.Reveal(), Log: slog.New(slog.DiscardHandler), Transport: p.Discord})
	if err != nil {
		f.err("token", err.Error(), setToken)
		return
	}
	defer client.Close()
	examineClock(ctx, f, client)
	app, err := client.Application(ctx)
	switch status, _ := rest.Status(err); {
	case status == http.StatusUnauthorized:
		f.err("token", "Discord refuses it", setToken)
		return
	case err != nil:
		f.err("discord", err.Error(), "check this machine's connection to https://discord.com, and https://discordstatus.com")
		return
	}
	f.ok("token", "Discord accepts it, for application "+app.ID)
	examineApplication(f, cfg, app)
	examineStarts(ctx, f, client, cfg)
	examineCommands(ctx, f, client, app.ID)
	examineServers(ctx, f, client, app.ID, s)
}

// Discord refuses signatures that are off by more than a minute, and so does
// this program.
const (
	clockWarns = 10 * time.Second
	clockFails = time.Minute
)

func examineClock(ctx context.Context, f *findings, client *rest.Client) {
	ahead, err := client.Clock(ctx)
	if err != nil {
		return // the check of the application says why
	}
	off, way := ahead.Round(time.Second), "ahead of"
	if off < 0 {
		off, way = -off, "behind"
	}
	says, do := fmt.Sprintf("it is %v %s Discord's", off, way), "set it, and keep it synchronised (timedatectl set-ntp true)"
	switch {
	case off >= clockFails:
		f.err("clock", says+": every signed request would be refused, and times would be wrong", do)
	case off >= clockWarns:
		f.warn("clock", says, do)
	default:
		f.ok("clock", "it agrees with Discord's")
	}
}

// examineApplication checks the settings in the developer portal.
func examineApplication(f *findings, cfg *config.Config, app rest.Application) {
	d := cfg.Doctor
	switch overHTTP := d.HTTP != ""; {
	case overHTTP && d.NoPublicKey == nil && app.VerifyKey != "" && !strings.EqualFold(app.VerifyKey, hex.EncodeToString(d.PublicKey)):
		f.err("public key", "DISCORD_PUBLIC_KEY does not belong to the token's application", setKey)
	case overHTTP && d.NoPublicKey == nil:
		f.ok("public key", "it belongs to the token's application")
	case !overHTTP && d.NoPublicKey == nil && app.VerifyKey != "" && !strings.EqualFold(app.VerifyKey, hex.EncodeToString(d.PublicKey)):
		f.warn("public key", "DISCORD_PUBLIC_KEY, which the gateway does not need, does not belong to the token's application", setKey+", or check that the token belongs to the right application")
	}
	switch {
	case d.HTTP == "" && app.Endpoint != "":
		f.err("endpoint", fmt.Sprintf("Discord sends interactions to %s, and none to the gateway", app.Endpoint),
			"empty the Interactions Endpoint URL in the developer portal, or serve with --http")
	case d.HTTP != "" && app.Endpoint == "":
		f.err("endpoint", "there is no Interactions Endpoint URL: Discord sends interactions to the gateway, and none to --http",
			"while serve runs, enter https://<your host>/interactions as the Interactions Endpoint URL in the developer portal, or serve without --http")
	case d.HTTP != "":
		f.ok("endpoint", "Discord sends interactions to "+app.Endpoint)
	default:
		f.ok("endpoint", "Discord sends interactions to the gateway")
	}
	examineEvidence(f, d.Evidence, app.Endpoint)
	if names := app.Privileged(); len(names) > 0 {
		f.warn("intents", strings.Join(names, ", ")+" enabled, which Verbatim never uses", "disable it on the Bot page of the developer portal")
	} else {
		f.ok("intents", "no privileged intent is enabled, and none is needed")
	}
	if app.CodeGrant {
		f.err("invite", "links that invite the bot do not work, since OAuth2 Code Grant is required", "disable Requires OAuth2 Code Grant on the Bot page of the developer portal")
	}
}

// examineEvidence checks the URL that answers will link to.
func examineEvidence(f *findings, page, endpoint string) {
	if page == "" {
		return
	}
	to, err := url.Parse(page) // it was checked with the flags
	door, wrong := url.Parse(endpoint)
	switch {
	case err != nil || wrong != nil:
		f.err("evidence", fmt.Sprintf("%q or %q is not an address", page, endpoint), "set --evidence to the public address of --http")
	case to.Scheme != "https":
		f.warn("evidence", fmt.Sprintf("answers will link to %s, which others on the network can read along", page), "set --evidence to an https address")
	case door.Host != "" && !strings.EqualFold(door.Host, to.Host):
		f.warn("evidence", fmt.Sprintf("answers will link to %s, but Discord reaches this bot at %s", to.Host, door.Host), "check that both lead here, or set --evidence to the other")
	default:
		f.ok("evidence", "answers will link to "+page)
	}
}

// fewStarts is the number of session starts left today below which the doctor
// warns.
const fewStarts = 50

func examineStarts(ctx context.Context, f *findings, client *rest.Client, cfg *config.Config) {
	if cfg.Doctor.HTTP != "" {
		return
	}
	starts, err := client.Starts(ctx)
	switch {
	case err != nil:
		f.err("gateway", err.Error(), "check https://discordstatus.com, and try again")
	case starts.Total > 0 && starts.Left <= fewStarts:
		f.warn("gateway", fmt.Sprintf("%d of today's %d starts are left, for %v", starts.Left, starts.Total, starts.ResetAfter.Round(time.Minute)),
			"find out what makes the bot start so often: see its log")
	case cfg.Doctor.Shards.Of > 0 && cfg.Doctor.Shards.Of < starts.Shards:
		f.warn("gateway", fmt.Sprintf("Discord recommends %d shards, but --shards is set for %d", starts.Shards, cfg.Doctor.Shards.Of), "use as many as Discord recommends, or --shards auto")
	default:
		f.ok("gateway", fmt.Sprintf("%d of today's %d starts are left; Discord recommends %s", starts.Left, starts.Total, counted(starts.Shards, "shard")))
	}
}

func examineCommands(ctx context.Context, f *findings, client *rest.Client, app string) {
	want := commands.New(commands.Options{Log: slog.New(slog.DiscardHandler)}).Commands()
	count, same, err := client.Registered(ctx, app, want)
	switch {
	case err != nil:
		f.err("commands", err.Error(), "try again later")
	case count == 0:
		f.ok("commands", "none are registered yet: serve registers them")
	case !same:
		f.warn("commands", fmt.Sprintf("the %d registered commands differ from the %d of this version", count, len(want)), "start serve of this version, which registers them; members press Ctrl+R in Discord to see them")
	default:
		f.ok("commands", fmt.Sprintf("all %d are registered", count))
	}
}

// examineServers checks the bot's permissions in the channels that it posts to
// unasked.
func examineServers(ctx context.Context, f *findings, client *rest.Client, user string, s *store.Store) {
	in, err := client.Guilds(ctx)
	switch {
	case err != nil:
		f.err("servers", err.Error(), "try again later")
		return
	case len(in) == 0:
		f.warn("servers", "the bot is in no server", "open "+rest.InviteLink(user)+" and choose a server")
		return
	}
	f.ok("servers", "the bot is in "+counted(len(in), "server"))
	if s == nil {
		return
	}
	wanted, err := postsTo(ctx, s)
	if err != nil {
		f.failed("permissions", err)
		return
	}
	for _, id := range in {
		if channels := wanted[id]; len(channels) > 0 {
			examineServer(ctx, f, client, string(id), user, channels)
		}
	}
}

func examineServer(ctx context.Context, f *findings, client *rest.Client, guild, user string, channels []string) {
	server, err := client.Server(ctx, guild, user)
	if err != nil {
		f.err("permissions", err.Error(), "try again later")
		return
	}
	if server.Administrator() {
		f.warn("permissions", fmt.Sprintf("in %q the bot is an administrator, which is not necessary", server.Name), "remove Administrator from its role")
	}
	for _, id := range channels {
		lacks, name, err := client.Lacks(ctx, server, id)
		status, _ := rest.Status(err)
		switch {
		case status == http.StatusNotFound:
			f.err("permissions", fmt.Sprintf("in %q the channel %s, which the bot posts to, does not exist any more", server.Name, id), "choose another with /corpus settings, or end its watches with /unwatch")
		case err != nil:
			f.err("permissions", err.Error(), "try again later")
		case len(lacks) > 0:
			f.err("permissions", fmt.Sprintf("in %q the bot lacks %s in #%s, which it posts to", server.Name, strings.Join(lacks, ", "), name),
				"give it to the bot in the channel's settings, or choose another channel with /corpus settings")
		default:
			f.ok("permissions", fmt.Sprintf("in %q the bot has all permissions that it needs in #%s", server.Name, name))
		}
	}
}
