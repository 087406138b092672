package gateway

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"verbatim/internal/discordtest"
)

// sharded runs a test against a Discord in memory that recommends n shards.
func sharded(t *testing.T, n int, test func(*testing.T, *discordtest.Server, []*discordtest.User), options ...discordtest.Option) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		options = append(options, discordtest.InMemory(), discordtest.Shards(n), discordtest.MaxConcurrency(2))
		discord := discordtest.New(t, options...)
		var members []*discordtest.User
		for g := range 2 * n { // which go to one shard after the other
			members = append(members, discord.Guild(fmt.Sprint("Server ", g)).Member(fmt.Sprint("ann ", g)))
		}
		test(t, discord, members)
	})
}

// shardsOf are the shards that are connected.
func shardsOf(discord *discordtest.Server) (out [][2]int) {
	for _, s := range discord.Sessions() {
		if s.Connected {
			out = append(out, s.Shard)
		}
	}
	return out
}

// allAnswered wants each member answered, which takes their shard.
func allAnswered(t *testing.T, members []*discordtest.User) {
	t.Helper()
	for _, m := range members {
		if got := shown(m.Types("/ask question: Who?").Reply()); !strings.Contains(got, words) {
			t.Errorf("%s reads %q, want %q", m.Name(), got, words)
		}
	}
}

// Each shard identifies in its turn, and each server's questions reach its own.
func TestAsManyShardsAsDiscordRecommends(t *testing.T) {
	sharded(t, 6, func(t *testing.T, discord *discordtest.Server, members []*discordtest.User) {
		r := run(t, discord, narrated)
		time.Sleep(time.Minute)
		want := [][2]int{{0, 6}, {1, 6}, {2, 6}, {3, 6}, {4, 6}, {5, 6}}
		if got := shardsOf(discord); !slices.Equal(got, want) {
			t.Errorf("connected are the shards %v, want %v", got, want)
		}
		if got := len(discord.Identifies()); got != 6 {
			t.Errorf("identified %d times, want once a shard", got)
		}
		allAnswered(t, members)
		if got := strings.Count(r.out.String(), "\n"); got != 1 {
			t.Errorf("printed %q, want the invite link once", r.out.String())
		}
	})
}

func TestARangeOfShards(t *testing.T) {
	sharded(t, 4, func(t *testing.T, discord *discordtest.Server, members []*discordtest.User) {
		run(t, discord, narrated, func(o *Options) { o.Shards = Shards{1, 2, 4} })
		time.Sleep(time.Minute)
		if got, want := shardsOf(discord), [][2]int{{1, 4}, {2, 4}}; !slices.Equal(got, want) {
			t.Errorf("connected are the shards %v, want %v", got, want)
		}
		run(t, discord, narrated, func(o *Options) { o.Shards = Shards{3, 3, 4} })
		run(t, discord, narrated, func(o *Options) { o.Shards = Shards{0, 0, 4} })
		time.Sleep(time.Minute)
		allAnswered(t, members)
	})
}

// What goes wrong with one session goes wrong with all of them at once.
func TestLostShardsComeBack(t *testing.T) {
	const n = 6
	tests := []struct {
		name    string
		lose    func(*discordtest.Server)
		within  time.Duration
		resumes int
	}{
		{"cut", (*discordtest.Server).DropGateway, 10 * time.Second, n},
		{"Op 7", (*discordtest.Server).AskReconnect, 10 * time.Second, n},
		{"Op 9, resumable", func(d *discordtest.Server) { d.InvalidateSessions(true) }, 15 * time.Second, n},
		{"Op 9, not resumable", func(d *discordtest.Server) { d.InvalidateSessions(false) }, 2 * time.Minute, 0},
		{"a silent minute", func(d *discordtest.Server) { d.GoSilent(3 * time.Minute) }, 4 * time.Minute, n},
		{"payloads that cannot be read", func(d *discordtest.Server) { d.SendRaw("{") }, 10 * time.Second, n},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			sharded(t, n, func(t *testing.T, discord *discordtest.Server, members []*discordtest.User) {
				run(t, discord, narrated)
				time.Sleep(time.Minute)
				tt.lose(discord)
				time.Sleep(tt.within)
				if got := shardsOf(discord); len(got) != n {
					t.Errorf("connected are the shards %v, want all %d", got, n)
				}
				allAnswered(t, members)
				if got := discord.Resumes(); got != tt.resumes {
					t.Errorf("resumed %d times, want %d", got, tt.resumes)
				}
			})
		})
	}
}

// A shard that Discord will not have ends the run.
func TestOneShardsFatalCloseEndsThemAll(t *testing.T) {
	sharded(t, 3, func(t *testing.T, discord *discordtest.Server, _ []*discordtest.User) {
		r := run(t, discord, narrated)
		time.Sleep(time.Minute)
		synctest.Wait()
		discord.CloseGateway(4013)
		<-r.done
		if r.err == nil || !strings.Contains(r.err.Error(), "4013") {
			t.Errorf("the run ended with %v, want the close code", r.err)
		}
	})
}

// If Discord invalidates every session all day, the bot does not use up the
// day's starts.
func TestTheDaysStartsAreNotOverdrawn(t *testing.T) {
	sharded(t, 2, func(t *testing.T, discord *discordtest.Server, members []*discordtest.User) {
		discord.InsteadOfReady(slices.Repeat([]int{9}, 150)...)
		r := run(t, discord, narrated)
		time.Sleep(23 * time.Hour)
		if got := len(discord.Identifies()); got < 90 || got > 100 {
			t.Errorf("identified %d times in a day with 100 starts", got)
		}
		if log := r.log.String(); !strings.Contains(log, "session starts of the day are used up") {
			t.Error("nothing is logged of the starts that are used up")
		}
		time.Sleep(2 * time.Hour)
		discord.Await("ask")
		time.Sleep(5 * time.Minute)
		allAnswered(t, members)
	}, discordtest.IdentifiesLeft(100))
}

func TestInvalidShards(t *testing.T) {
	for _, s := range []Shards{{0, 0, -1}, {-1, 0, 2}, {1, 0, 2}, {0, 2, 2}, {1, 1, 0}} {
		if err := Run(t.Context(), nil, Options{Token: "token", Shards: s}); err == nil || !strings.Contains(err.Error(), "invalid shards") {
			t.Errorf("%v: %v, want an error", s, err)
		}
	}
}
