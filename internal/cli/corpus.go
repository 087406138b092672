package cli

import (
	"context"
	"fmt"

	"verbatim/config"
	"verbatim/corpus"
	"verbatim/corpus/store"
)

// listed is an article as the list prints it.
type listed struct {
	ID        corpus.ArticleID `json:"id"`
	Title     string           `json:"title"`
	Publisher string           `json:"publisher"`
	Author    string           `json:"author"`
	URL       string           `json:"url"`
	Published corpus.Date      `json:"published"`
	Language  string           `json:"language"`
	Origin    corpus.Origin    `json:"origin"`
	Bytes     int              `json:"bytes"`
}

// corpusList prints the articles of the corpus, without their texts.
func (p *Program) corpusList(ctx context.Context, cfg *config.Config) error {
	guild := corpus.GuildID(cfg.Guild)
	list := []listed{}
	err := p.withStore(ctx, cfg, func(s *store.Store) error {
		all, err := s.Articles(ctx, guild)
		for _, a := range all {
			if cfg.NoBuiltin && a.Origin == corpus.OriginBuiltin {
				continue
			}
			list = append(list, listed{a.ID, a.Title, a.Publisher, a.Author, a.URL, a.Published, a.Language, a.Origin, a.Bytes})
		}
		return err
	})
	if err != nil {
		return err
	}
	if format := cfg.Corpus.List.Format; format != config.Text {
		return printRows(p, list, format)
	}
	return p.printList(list, guild)
}

func (p *Program) printList(list []listed, guild corpus.GuildID) error {
	if len(list) == 0 {
		err := p.say("There is no article in %s.", whose(guild))
		return err
	}
	t := p.table("ID", "BYTES", "PUBLISHED", "PUBLISHER", "TITLE")
	for _, a := range list {
		day := a.Published.Day()
		if day == "" {
			day = "unknown"
		}
		publisher, title := a.Publisher, a.Title
		if a.Origin == corpus.OriginBuiltin {
			title = "built-in article"
		}
		if publisher == "" {
			publisher = "unknown"
		}
		t.row(cell(string(a.ID)), fmt.Sprint(a.Bytes), day, cell(publisher), cell(title))
	}
	return t.print(p.Stdout)
}
