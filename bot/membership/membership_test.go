package membership

import (
	"context"
	"log/slog"
	"strings"
	"testing"

	"verbatim/corpus"
)

// register implements Guilds and records the calls.
type register struct {
	kept []corpus.GuildID
	told []string
}

func (r *register) Joined(_ context.Context, guild corpus.GuildID) error {
	r.told = append(r.told, "joined "+string(guild))
	return nil
}

func (r *register) Left(_ context.Context, guild corpus.GuildID) error {
	r.told = append(r.told, "left "+string(guild))
	return nil
}

func (r *register) Guilds(context.Context) ([]corpus.GuildID, error) { return r.kept, nil }

func TestShardsSpeakOfTheirOwnServersAlone(t *testing.T) {
	r := &register{kept: []corpus.GuildID{"4194304", "8388608", "12582912"}}
	c := New(r, slog.New(slog.DiscardHandler))
	listed := func(context.Context) ([]corpus.GuildID, error) { return []corpus.GuildID{"12582912"}, nil }
	c.All(Shard{N: 1, Of: 2}, listed)
	c.All(Shard{N: 1, Of: 2}, listed) // a reconnect
	for n, ok := c.next(); ok; n, ok = c.next() {
		if err := c.tell(t.Context(), n); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := strings.Join(r.told, ", "), "joined 12582912, left 4194304"; got != want {
		t.Errorf("told %q, want %q", got, want)
	}
}
