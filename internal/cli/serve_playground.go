package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"verbatim/bot"
	commands "verbatim/bot/command"
	"verbatim/bot/evidence"
	"verbatim/bot/playground"
	"verbatim/bot/rest"
	"verbatim/config"
	"verbatim/internal/ops"
)

// openSenders sets the bot's ways to post unasked: to Discord if there is a
// token, and to the playground's page if that was asked for or there is no
// token. The page is nil if it is not served.
func openSenders(ctx context.Context, cfg *config.Config, transport *rest.Transport, log *slog.Logger, b *commands.Options) (*playground.Playground, func(), error) {
	o := playground.Options{Addr: cfg.Serve.Playground, Log: log}
	closing := func() {}
	if cfg.Serve.Discord() {
		discord, err := rest.New(rest.Options{Token: cfg.Serve.Token.Reveal(), Log: log, Transport: transport})
		if err != nil {
			return nil, nil, err
		}
		b.Sender, o.Sender, closing = discord, discord, discord.Close
		if o.Addr == "" {
			return nil, closing, nil
		}
	}
	page, err := playground.Open(ctx, o)
	if errors.Is(err, playground.ErrAddr) {
		err = &config.UsageError{Err: err, Command: cfg.Command}
	}
	if err != nil {
		closing()
		return nil, nil, err
	}
	b.Sender = page
	return page, closing, nil
}

// showPlayground serves the page until ctx ends, and prints its URL.
func (p *Program) showPlayground(ctx context.Context, cfg *config.Config, page *playground.Playground, b *bot.Bot, pages *evidence.Pages, m *ops.Monitor) error {
	log := p.logger(cfg)
	if !cfg.Serve.Discord() {
		m.Showing(true)
		defer m.Showing(false)
		log.Warn("there is no Discord token (DISCORD_TOKEN, DISCORD_TOKEN_FILE): serving only the playground, without Discord")
	}
	if _, err := fmt.Fprintf(p.Stdout, "The playground is at %s\n", page.Link()); err != nil {
		return fmt.Errorf("print the playground's URL: %w", err)
	}
	return page.Run(ctx, b, pages)
}
