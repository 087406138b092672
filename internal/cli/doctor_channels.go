package cli

import (
	"context"
	"slices"

	"verbatim/corpus"
	"verbatim/corpus/store"
)

// postsTo returns the channels of every server that the bot posts to unasked:
// for the audit log and for watches.
func postsTo(ctx context.Context, s *store.Store) (map[corpus.GuildID][]string, error) {
	audited, err := s.Audited(ctx)
	if err != nil {
		return nil, err
	}
	watches, err := s.AllWatches(ctx)
	if err != nil {
		return nil, err
	}
	channels := map[corpus.GuildID][]string{}
	add := func(guild corpus.GuildID, channel string) {
		if channel != "" && !slices.Contains(channels[guild], channel) {
			channels[guild] = append(channels[guild], channel)
		}
	}
	for _, a := range audited {
		add(a.Guild, a.Channel)
	}
	for _, w := range watches {
		add(w.Guild, w.Channel)
	}
	return channels, nil
}
