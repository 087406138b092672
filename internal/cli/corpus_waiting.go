package cli

import (
	"cmp"
	"context"
	"fmt"
	"io"

	"verbatim/config"
	"verbatim/corpus"
	"verbatim/corpus/admin"
)

// corpusWaiting lists the articles whose pages now show another text.
func (p *Program) corpusWaiting(ctx context.Context, cfg *config.Config) error {
	guild := corpus.GuildID(cfg.Guild)
	return p.withService(ctx, cfg, func(d *admin.Service) error {
		all, err := d.Waiting(ctx, guild)
		if err != nil {
			return err
		}
		return p.printWaiting(all, guild, cfg.Corpus.Waiting.Format)
	})
}

// corpusConfirm accepts the texts that pages show as new versions of their
// articles.
func (p *Program) corpusConfirm(ctx context.Context, cfg *config.Config) error {
	guild := corpus.GuildID(cfg.Guild)
	return p.withService(ctx, cfg, func(d *admin.Service) error {
		for _, id := range cfg.Corpus.Confirm.Articles {
			tally, err := d.Confirm(ctx, corpus.ByOperator, guild, corpus.ArticleID(id))
			if err != nil {
				return err
			}
			if err := p.say("%s: %s: %s", whose(guild), cell(id), tally); err != nil {
				return err
			}
		}
		return nil
	})
}

// corpusDrop keeps articles as they are.
func (p *Program) corpusDrop(ctx context.Context, cfg *config.Config) error {
	guild := corpus.GuildID(cfg.Guild)
	return p.withService(ctx, cfg, func(d *admin.Service) error {
		for _, id := range cfg.Corpus.Drop.Articles {
			if err := d.Drop(ctx, corpus.ByOperator, guild, corpus.ArticleID(id)); err != nil {
				return err
			}
			if err := p.say("%s: %s: the article stays as it is", whose(guild), cell(id)); err != nil {
				return err
			}
		}
		return nil
	})
}

// waitingRow is an article whose page shows another text, as the list prints
// it.
type waitingRow struct {
	ID       corpus.ArticleID `json:"id"`
	Title    string           `json:"title"`
	URL      string           `json:"url"`
	Text     string           `json:"text"` // its beginning
	Since    corpus.Date      `json:"since"`
	Why      corpus.Doubt     `json:"why"`
	NewTitle string           `json:"new_title"`
	NewURL   string           `json:"new_url"`
	NewText  string           `json:"new_text"` // its beginning
}

func (p *Program) printWaiting(all []corpus.Waiting, guild corpus.GuildID, format string) error {
	rows := []waitingRow{}
	for _, w := range all {
		rows = append(rows, waitingRow{
			w.Stands.ID, w.Stands.Title, w.Stands.URL, w.Stands.Text, corpus.DateOf(w.At), w.Doubt, w.Shown.Title, w.Shown.URL, w.Shown.Text,
		})
	}
	if format != config.Text {
		return printRows(p, rows, format)
	}
	out := page{style: p.style()}
	if len(rows) == 0 {
		out.message("", fmt.Sprintf("Each page of %s shows its article.", whose(guild)))
	}
	for i, w := range all {
		if i > 0 {
			out.line("")
		}
		out.line(cell(string(w.Stands.ID)))
		out.item("  ", fmt.Sprintf("since %s: %s", moment(w.At), w.Doubt.InWords()))
		if w.Doubt == corpus.DoubtFront || w.Doubt == corpus.DoubtElsewhere {
			out.item("  ", "it leads to "+cell(w.Shown.URL))
		}
		out.item("  the article:  ", beginningOf(w.Stands))
		out.item("  the page now: ", beginningOf(w.Shown))
	}
	_, err := io.WriteString(p.Stdout, out.String())
	return err
}

// beginningOf returns an article's title and the beginning of its text.
func beginningOf(a corpus.Article) string {
	text := "no text"
	if short := quotedShort(a.Text); short != "“”" {
		text = short
	}
	return cmp.Or(cell(a.Title), "without a title") + ": " + text
}
