package corpus

import (
	"fmt"
	"slices"
	"strconv"
)

// Guilds is a set of guilds: those of some of the shards that Discord parts all
// guilds among. The zero value is all guilds; shards without IDs are none. The
// shared corpora belong to every set, and so does a guild that is not Discord's: no
// shard brings it.
type Guilds struct {
	Of  int   // how many shards there are; 0: all guilds
	IDs []int // the shards whose guilds are meant, from 0 to Of-1
}

// shardShift is where a guild's id is parted by: the bits below tell nothing of
// when the guild came to be, so those above spread evenly.
const shardShift = 22

// FirstGuild is below every id that Discord gives: the bits above shardShift are
// the milliseconds since its epoch.
const FirstGuild = 1 << shardShift

// age is when the guild came to be, in milliseconds since Discord's epoch: 0 of
// Shared, and of what is no guild of Discord's.
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

// Validate says what is wrong with the set.
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

// Equal reports whether the sets are told in the same way; the order of the
// shards does not count.
func (g Guilds) Equal(o Guilds) bool {
	return g.Of == o.Of && slices.Equal(sortedOnce(g.IDs), sortedOnce(o.IDs))
}

// maxCommonShards bounds how finely guilds are parted to compare sets of
// different numbers of shards.
const maxCommonShards = 1 << 16

// And is the guilds that are in both sets. It may leave some out where the
// numbers of shards have so little in common that telling them takes more than
// 65,536 shards.
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

// divisor is the greatest that two numbers have in common.
func divisor(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

func sortedOnce(ids []int) []int { return slices.Compact(slices.Sorted(slices.Values(ids))) }

// String tells the set for people and logs: "all guilds", "shards [0 3] of 16".
func (g Guilds) String() string {
	if g.Of == 0 {
		return "all guilds"
	}
	return fmt.Sprintf("shards %v of %d", sortedOnce(g.IDs), g.Of)
}
