package corpus_test

import (
	"math/rand/v2"
	"strconv"
	"testing"

	"verbatim/corpus"
)

func TestGuildsHas(t *testing.T) {
	const guild corpus.GuildID = "197038439483310086" // Discord API's, 2 of 16
	tests := []struct {
		name   string
		guilds corpus.Guilds
		guild  corpus.GuildID
		want   bool
	}{
		{"all", corpus.Guilds{}, guild, true},
		{"its shard", corpus.Guilds{Of: 16, IDs: []int{1, 2}}, guild, true},
		{"other shards", corpus.Guilds{Of: 16, IDs: []int{0, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}}, guild, false},
		{"the one shard", corpus.Guilds{Of: 1, IDs: []int{0}}, guild, true},
		{"no shard", corpus.Guilds{Of: 16}, guild, false},
		{"not Discord's, with no shard", corpus.Guilds{Of: 16}, "1001", true},
		{"not Discord's, with other shards", corpus.Guilds{Of: 16, IDs: []int{5}}, "4194303", true},
		{"Discord's first", corpus.Guilds{Of: 16, IDs: []int{5}}, "4194304", false},
		{"the shared corpora with no shard", corpus.Guilds{Of: 16}, corpus.Shared, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.guilds.Has(tt.guild); got != tt.want {
				t.Errorf("%v has %q: got %v, want %v", tt.guilds, tt.guild, got, tt.want)
			}
		})
	}
}

func TestGuildsValidate(t *testing.T) {
	tests := []struct {
		name   string
		guilds corpus.Guilds
		sound  bool
	}{
		{"all", corpus.Guilds{}, true},
		{"none", corpus.Guilds{Of: 4}, true},
		{"some", corpus.Guilds{Of: 4, IDs: []int{0, 3}}, true},
		{"a shard too high", corpus.Guilds{Of: 4, IDs: []int{4}}, false},
		{"a shard below 0", corpus.Guilds{Of: 4, IDs: []int{-1}}, false},
		{"shards of none", corpus.Guilds{IDs: []int{0}}, false},
		{"fewer than no shards", corpus.Guilds{Of: -1}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if err := tt.guilds.Validate(); (err == nil) != tt.sound {
				t.Errorf("Validate(%v) = %v, want sound %v", tt.guilds, err, tt.sound)
			}
		})
	}
}

// A guild is in both sets where, and only where, each has it.
func TestGuildsAnd(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 0))
	some := func() corpus.Guilds {
		g := corpus.Guilds{Of: random.IntN(13)}
		for id := range g.Of {
			if random.IntN(2) == 0 {
				g.IDs = append(g.IDs, id)
			}
		}
		return g
	}
	for range 300 {
		a, b := some(), some()
		both := a.And(b)
		if err := both.Validate(); err != nil {
			t.Fatalf("%v and %v: got %v: %v", a, b, both, err)
		}
		if !both.Equal(both.And(a)) || !a.Equal(a.And(a)) {
			t.Fatalf("%v and %v: got %v, which changes", a, b, both)
		}
		for range 20 {
			guild := corpus.GuildID(strconv.FormatUint(random.Uint64()>>1, 10))
			if got, want := both.Has(guild), a.Has(guild) && b.Has(guild); got != want {
				t.Fatalf("%v and %v: %v has %s: got %v, want %v", a, b, both, guild, got, want)
			}
		}
	}
	far := corpus.Guilds{Of: 1009, IDs: []int{1}}.And(corpus.Guilds{Of: 1013, IDs: []int{1}})
	if len(far.IDs) > 0 || far.Of == 0 {
		t.Errorf("shards that have nothing in common: got %v, want none", far)
	}
}
