package command

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot"
	"verbatim/bot/markdown"
	"verbatim/corpus"
)

// The option that names a source.
const (
	nameSource = "source"
	descSource = "describe.source"
)

// roomSource bounds the name of a source, in units.
const roomSource = 150

// sourceFinder finds sources of a guild.
type sourceFinder struct{ *services }

// readSources lists the sources that a guild reads: its own and the shared ones, without
// those that were removed.
func (h sourceFinder) readSources(ctx context.Context, guild corpus.GuildID) ([]corpus.SourceState, error) {
	if h.corpus == nil {
		return nil, nil
	}
	own, err := h.corpus.Sources(ctx, guild)
	if err != nil {
		return nil, err
	}
	if guild != corpus.Shared && !h.settings.Of(ctx, guild).NoShared {
		shared, err := h.corpus.Sources(ctx, corpus.Shared)
		if err != nil {
			return nil, err
		}
		own = slices.Concat(own, shared)
	}
	return slices.DeleteFunc(slices.Clone(own), func(s corpus.SourceState) bool { return !s.RemovedAt.IsZero() }), nil
}

// readSource returns the source that a guild reads and that has this id or name.
func (h sourceFinder) readSource(ctx context.Context, guild corpus.GuildID, typed string) (corpus.SourceState, error) {
	all, err := h.readSources(ctx, guild)
	if err != nil {
		return corpus.SourceState{}, err
	}
	return sourceOf(all, typed)
}

// sourceOf returns the source with this id, or else this name.
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

// completeReadSource offers the sources that a guild reads and whose names contain the
// typed text.
func (h sourceFinder) completeReadSource(ctx context.Context, r *bot.Request, typed string) (bot.Reply, error) {
	all, err := h.readSources(ctx, r.Guild())
	if err != nil {
		return bot.Reply{}, err
	}
	var reply bot.Reply
	for _, s := range all {
		if holds(s.Name, typed) && len(reply.Choices) < markdown.MaxChoices {
			reply.Choices = append(reply.Choices, choice(s.Name, string(s.ID)))
		}
	}
	return reply, nil
}

// sourceOption returns an option for a source of the guild.
func sourceOption(required bool) *discordgo.ApplicationCommandOption {
	return &discordgo.ApplicationCommandOption{
		Type: discordgo.ApplicationCommandOptionString, Name: nameSource, Description: descSource,
		Required: required, Autocomplete: true,
	}
}

// source returns the guild's source with this id or name, among the removed ones or among
// the others.
func (h sourceFinder) source(ctx context.Context, guild corpus.GuildID, typed string, removed bool) (corpus.SourceState, error) {
	all, err := h.corpus.Sources(ctx, guild)
	if err != nil {
		return corpus.SourceState{}, err
	}
	found, err := sourceOf(slices.DeleteFunc(slices.Clone(all), func(s corpus.SourceState) bool { return s.RemovedAt.IsZero() == removed }), typed)
	if err != nil {
		return corpus.SourceState{}, corpus.ErrNoSource
	}
	return found, nil
}

// completeSource returns a handler that offers the guild's sources whose names contain
// the typed text, among the removed ones or among the others.
func (h sourceFinder) completeSource(removed bool) bot.Handler {
	return func(ctx context.Context, r *bot.Request) (bot.Reply, error) {
		typed := r.Text(nameSource)
		all, err := h.corpus.Sources(ctx, r.Guild())
		if err != nil {
			return bot.Reply{}, err
		}
		var reply bot.Reply
		for _, s := range all {
			if s.RemovedAt.IsZero() == removed || !holds(s.Name, typed) || len(reply.Choices) == markdown.MaxChoices {
				continue
			}
			reply.Choices = append(reply.Choices, choice(s.Name, string(s.ID)))
		}
		return reply, nil
	}
}

// holds reports whether a name contains the typed text, in any case.
func holds(name, typed string) bool {
	return strings.Contains(strings.ToLower(markdown.Line(name)), strings.ToLower(markdown.Line(typed)))
}

// choice returns a choice of a completion. If the name cannot be seen, the choice shows
// its value.
func choice(name, value string) *discordgo.ApplicationCommandOptionChoice {
	name = cmp.Or(markdown.Shorten(name, markdown.MaxChoice), markdown.Shorten(value, markdown.MaxChoice), markdown.Ellipsis)
	return &discordgo.ApplicationCommandOptionChoice{Name: name, Value: value}
}

// nameOf returns a source's name for display.
func nameOf(s corpus.Source) string {
	if name := markdown.Clip(s.Name, roomSource); name != "" {
		return markdown.Bold + name + markdown.Bold
	}
	return markdown.Bold + markdown.Clip(string(s.ID), roomSource) + markdown.Bold
}

// names returns the names of the guild's sources for display.
func (h sourceFinder) names(ctx context.Context, guild corpus.GuildID) (map[corpus.SourceID]string, error) {
	all, err := h.corpus.Sources(ctx, guild)
	if err != nil {
		return nil, err
	}
	out := make(map[corpus.SourceID]string, len(all))
	for _, s := range all {
		out[s.ID] = nameOf(s.Source)
	}
	return out, nil
}
