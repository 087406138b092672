package bot

import (
	"context"
	"errors"
	"slices"
	"strings"

	"verbatim/bot/markdown"
	"verbatim/corpus"
)

// readSources lists the sources that stand of what a guild reads: its own, and
// the shared ones.
func (b *Bot) readSources(ctx context.Context, guild corpus.GuildID) ([]corpus.SourceState, error) {
	if b.desk.Sources == nil {
		return nil, nil
	}
	own, err := b.desk.Sources.Sources(ctx, guild)
	if err != nil {
		return nil, err
	}
	if guild != corpus.Shared && !b.settings(ctx, guild).NoShared {
		shared, err := b.desk.Sources.Sources(ctx, corpus.Shared)
		if err != nil {
			return nil, err
		}
		own = slices.Concat(own, shared)
	}
	return slices.DeleteFunc(slices.Clone(own), func(s corpus.SourceState) bool { return !s.RemovedAt.IsZero() }), nil
}

// readSource is the source of that id or name of what a guild reads.
func (b *Bot) readSource(ctx context.Context, guild corpus.GuildID, typed string) (corpus.SourceState, error) {
	all, err := b.readSources(ctx, guild)
	if err != nil {
		return corpus.SourceState{}, err
	}
	return sourceOf(all, typed)
}

// sourceOf is the source that was chosen or typed: by id, or by name.
func sourceOf(all []corpus.SourceState, typed string) (corpus.SourceState, error) {
	typed = strings.TrimSpace(typed)
	for _, same := range []func(corpus.SourceState) bool{
		func(s corpus.SourceState) bool { return string(s.ID) == typed },
		func(s corpus.SourceState) bool { return markdown.Line(s.Name) == markdown.Line(typed) },
		func(s corpus.SourceState) bool { return strings.EqualFold(markdown.Line(s.Name), markdown.Line(typed)) },
	} {
		for _, s := range all {
			if same(s) {
				return s, nil
			}
		}
	}
	return corpus.SourceState{}, errNoSuchSource
}

// completeReadSource offers the sources that a guild reads whose names hold what
// is typed.
func (b *Bot) completeReadSource(ctx context.Context, r *request, typed string) (Reply, error) {
	all, err := b.readSources(ctx, r.guild())
	if err != nil {
		return Reply{}, err
	}
	var reply Reply
	for _, s := range all {
		if holds(s.Name, typed) && len(reply.Choices) < markdown.MaxChoices {
			reply.Choices = append(reply.Choices, choice(s.Name, string(s.ID)))
		}
	}
	return reply, nil
}

var errNoSuchSource = errors.New("no such source is read here")
