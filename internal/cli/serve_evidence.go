package cli

import (
	"context"
	"fmt"
	"log/slog"

	"verbatim/bot"
	commands "verbatim/bot/command"
	"verbatim/bot/evidence"
	"verbatim/bot/playground"
	"verbatim/bot/render"
	"verbatim/config"
	"verbatim/corpus/admin"
	"verbatim/internal/ops"
)

// evidenceLinks makes the links from answers to evidence pages.
type evidenceLinks struct {
	public *evidence.Links // on the HTTP door; nil if it serves no evidence pages
	own    *evidence.Links // on the playground's page; nil if that is not served
}

// openEvidence makes the links. The bot's answers and posts lead to the public
// pages or, without Discord, to the playground's.
func openEvidence(cfg *config.Config, page *playground.Playground, b *commands.Options) (evidenceLinks, error) {
	var l evidenceLinks
	var err error
	if page != nil {
		if l.own, err = evidence.NewPassingLinks(page.Link()); err != nil {
			return l, fmt.Errorf("link to the evidence page: %w", err)
		}
		if !cfg.Serve.Discord() {
			b.Evidence = l.own
		}
	}
	if cfg.Serve.Evidence != "" {
		// Every process that serves the bot has the token. A new token makes old
		// links invalid.
		if l.public, err = evidence.NewLinks(cfg.Serve.Evidence, cfg.Serve.Token.Reveal()); err != nil {
			return l, fmt.Errorf("link to the evidence page: %w", err)
		}
		b.Evidence = l.public
	}
	return l, nil
}

// pages returns the pages that the links lead to, or nil if links is nil.
func pages(links *evidence.Links, d *admin.Service, b *bot.Bot, m *ops.Monitor, log *slog.Logger) *evidence.Pages {
	if links == nil {
		return nil
	}
	return evidence.New(links, d, b.Settings().Languages(), m, log)
}

// within returns ctx for the playground, whose readers open its own pages.
func (l evidenceLinks) within(ctx context.Context) context.Context {
	return render.WithEvidence(ctx, l.own)
}
