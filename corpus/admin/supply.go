package admin

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"verbatim/corpus"
	"verbatim/corpus/extract"
	"verbatim/corpus/refresh"
	"verbatim/corpus/revise"
	"verbatim/corpus/store"
)

// supplyService stores texts that people supply, as sources of one article.
type supplyService struct {
	store   *store.Store
	fetch   Fetcher
	refresh *refresh.Refresher
	sources *sourceService
}

// AddText stores a pasted text once. If no title is given, it is the text's
// first heading, if there is one. The source gets the same name, with a number
// if the name is taken.
//
// Errors: corpus.ErrNoText, corpus.ErrTooLarge, corpus.ErrNotText,
// corpus.ErrTooMany, corpus.ErrOperatorOnly for the shared corpus.
func (d *supplyService) AddText(ctx context.Context, by string, guild corpus.GuildID, title, text string) (corpus.Source, corpus.Tally, error) {
	if err := checkOwner(by, guild); err != nil {
		return corpus.Source{}, corpus.Tally{}, err
	}
	if title = clip(tidy(title), corpus.MaxCitation); title == "" {
		var err error
		if title, err = heading(ctx, text); err != nil {
			return corpus.Source{}, corpus.Tally{}, err
		}
	}
	base := title
	if base == "" {
		base = "Pasted text"
	}
	return d.supply(ctx, supplied{
		source: corpus.Source{Guild: guild, Kind: corpus.SourceText, AddedBy: by},
		base:   base, title: title, text: text, origin: corpus.OriginPasted,
	})
}

// AddAttachment downloads a text file attached in Discord, and stores it once.
// If name is "", the source's name is the file's title or else the file's name.
// progress may be nil; AddAttachment calls it while it waits for its turn.
// Errors: those of AddText and of fetching, and corpus.ErrSourceName.
func (d *supplyService) AddAttachment(ctx context.Context, by string, guild corpus.GuildID, name, filename, url string, progress func(corpus.Progress)) (corpus.Source, corpus.Tally, error) {
	if err := checkOwner(by, guild); err != nil {
		return corpus.Source{}, corpus.Tally{}, err
	}
	title, text, err := d.attachment(ctx, guild, filename, url, progress)
	if err != nil {
		return corpus.Source{}, corpus.Tally{}, err
	}
	return d.supply(ctx, supplied{
		source: corpus.Source{
			Guild: guild, Kind: corpus.SourceAttachment, Name: name, Location: clip(tidy(filename), corpus.MaxCitation), AddedBy: by},
		base: title, title: clip(tidy(title), corpus.MaxCitation), text: text, origin: corpus.OriginAttached,
	})
}

// attachment downloads a file when it is the guild's turn.
func (d *supplyService) attachment(ctx context.Context, guild corpus.GuildID, filename, url string, progress func(corpus.Progress)) (title, text string, err error) {
	leave, err := d.refresh.Wait(ctx, guild, filename, progress)
	if err != nil {
		return "", "", err
	}
	defer leave()
	return d.fetch.Attachment(ctx, url, filename)
}

// supplied is a text that is stored once.
type supplied struct {
	source      corpus.Source
	base        string // base of the source's name if it has none
	title, text string
	origin      corpus.Origin
}

func (d *supplyService) supply(ctx context.Context, in supplied) (corpus.Source, corpus.Tally, error) {
	fail := func(err error) (corpus.Source, corpus.Tally, error) {
		return corpus.Source{}, corpus.Tally{}, fmt.Errorf("the text: %w", err)
	}
	switch text := strings.TrimSpace(in.text); {
	case !utf8.ValidString(text) || strings.ContainsRune(text, 0):
		return fail(corpus.ErrNotText)
	case len(text) > corpus.MaxText:
		return fail(tooLong())
	}
	n, err := revise.Count(ctx, in.text)
	if err != nil {
		return fail(err)
	}
	if n == 0 {
		return fail(fmt.Errorf("%w: it has no sentence that could be quoted", corpus.ErrNoText))
	}
	s := in.source
	s.ID, s.Added = corpus.SourceID(newID()), now()
	s.Refreshed = s.Added
	a := corpus.Article{
		ID: corpus.ArticleID(string(s.Kind) + ":" + string(s.ID)), Guild: s.Guild, Title: in.title, Origin: in.origin, Source: s.ID,
	}
	cut := func(taken map[string]bool) (err error) {
		a.Text = strings.TrimSpace(in.text)
		if a.Text, _, err = revise.Redact(ctx, a, taken); err != nil {
			return err
		}
		if strings.TrimSpace(a.Text) == "" {
			return fmt.Errorf("the text: %w that may be kept: all of it was taken down", corpus.ErrNoText)
		}
		return nil
	}
	err = updateRedacted(ctx, d.store, "add a text", cut, func(tx *store.Tx) error {
		if err := d.sources.addIn(ctx, tx, &s, in.base); err != nil {
			return err
		}
		_, err := tx.PutArticle(ctx, a, corpus.DefaultVersions)
		return err
	})
	if err != nil {
		return corpus.Source{}, corpus.Tally{}, err
	}
	if n, err = revise.Count(ctx, a.Text); err != nil {
		return corpus.Source{}, corpus.Tally{}, err
	}
	return s, corpus.Tally{New: 1, Added: n}, nil
}

// tooLong returns the error for a text that is too long for an article.
func tooLong() error {
	return fmt.Errorf("%w: an article has at most %d MiB of text: divide it", corpus.ErrTooLarge, corpus.MaxText>>20)
}

// heading returns the heading at the start of a text, or "".
func heading(ctx context.Context, text string) (string, error) {
	text = strings.TrimSpace(text)
	line, _, _ := strings.Cut(text, "\n")
	paragraphs, err := extract.Paragraphs(ctx, text)
	if err != nil || len(paragraphs) == 0 || paragraphs[0].Start < len(line) {
		return "", err
	}
	return clip(tidy(strings.TrimLeft(line, "# ")), corpus.MaxCitation), nil
}
