package corpus

import (
	"fmt"
	"slices"
	"strconv"
)

// Guilds is a set of guilds, given by Discord's shards. The zero value is all guilds;
// an empty list of IDs with Of > 0 is the empty set. The shared corpora belong to every
// set. So does a guild that is not Discord's, because it belongs to no shard.
type Guilds struct {
	Of  int   // the number of shards; 0: all guilds
	IDs []int // the shards whose guilds are in the set, from 0 to Of-1
}

// shardShift is how many low bits of a guild's id do not count for its shard. The bits
// above are the time at which the guild was made.
const shardShift = 22

// FirstGuild is below every id that Discord gives: the bits above shardShift are
// the milliseconds since its epoch.
const FirstGuild = 1 << shardShift

// age returns when the guild was made, in milliseconds since Discord's epoch. It is 0
// for Shared and for a guild that is not Discord's.
func (g GuildID) age() uint64 {
	id, err := strconv.ParseUint(string(g), 10, 64)
	if err != nil {
		return 0
	}
	return id >> shardShift
}

// Has reports whether the guild is in the set.
func (g Guilds) Has(guild GuildID) bool {
	age := guild.age()
	return g.Of == 0 || age == 0 || slices.Contains(g.IDs, int(age%uint64(g.Of))) //nolint:gosec // it is below Of, which is an int
}

// Validate returns an error if the set makes no sense.
func (g Guilds) Validate() error {
	if g.Of < 0 || g.Of == 0 && len(g.IDs) > 0 {
		return fmt.Errorf("there cannot be %d shards: at least one", g.Of)
	}
	for _, id := range g.IDs {
		if id < 0 || id >= g.Of {
			return fmt.Errorf("there is no shard %d of %d: they are numbered from 0 to %d", id, g.Of, g.Of-1)
		}
	}
	return nil
}

// Equal reports whether the sets have the same shards in any order.
func (g Guilds) Equal(o Guilds) bool {
	return g.Of == o.Of && slices.Equal(sortedOnce(g.IDs), sortedOnce(o.IDs))
}

// maxCommonShards is the largest common number of shards that And uses.
const maxCommonShards = 1 << 16

// And returns the intersection of the sets. It may leave some guilds out if the least
// common multiple of the two numbers of shards is more than 65,536.
func (g Guilds) And(o Guilds) Guilds {
	switch {
	case g.Of == 0:
		return Guilds{o.Of, sortedOnce(o.IDs)}
	case o.Of == 0:
		return Guilds{g.Of, sortedOnce(g.IDs)}
	}
	of := g.Of / divisor(g.Of, o.Of) * o.Of
	if of > maxCommonShards {
		return Guilds{Of: o.Of}
	}
	both := Guilds{Of: of}
	for id := range of {
		if slices.Contains(g.IDs, id%g.Of) && slices.Contains(o.IDs, id%o.Of) {
			both.IDs = append(both.IDs, id)
		}
	}
	return both
}

// divisor returns the greatest common divisor.
func divisor(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

func sortedOnce(ids []int) []int { return slices.Compact(slices.Sorted(slices.Values(ids))) }

// String describes the set for people and logs: "all guilds", "shards [0 3] of 16".
func (g Guilds) String() string {
	if g.Of == 0 {
		return "all guilds"
	}
	return fmt.Sprintf("shards %v of %d", sortedOnce(g.IDs), g.Of)
}
