package bot

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/corpus"
)

func TestDigest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := NewDigest(time.Second)
		begun := time.Now()
		var got []string
		tell := func(kind string) {
			d.Tell(kind, func(count int) { got = append(got, fmt.Sprint(kind, " ", count, " at ", time.Since(begun))) })
		}
		for range 10 {
			tell("a")
		}
		tell("b")
		time.Sleep(1500 * time.Millisecond)
		tell("a")
		time.Sleep(10 * time.Second)
		tell("a")
		tell("a")
		d.Close()
		d.Close()
		tell("a")
		time.Sleep(10 * time.Second)
		want := []string{"a 1 at 0s", "b 1 at 0s", "a 9 at 1s", "a 1 at 2s", "a 1 at 11.5s", "a 1 at 11.5s", "a 1 at 11.5s"}
		if !slices.Equal(got, want) {
			t.Errorf("wrote %q, want %q", got, want)
		}
	})
}

// Kinds that strangers make up do not grow what is kept.
func TestDigestIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := NewDigest(time.Second)
		wrote := 0
		for n := range 10_000 {
			d.Tell(strconv.Itoa(n), func(int) { wrote++ })
		}
		kept := func() int {
			d.mu.Lock()
			defer d.mu.Unlock()
			return len(d.kinds)
		}
		if kinds := kept(); wrote != maxKinds || kinds != maxKinds {
			t.Errorf("%d lines of %d kinds, want %d", wrote, kinds, maxKinds)
		}
		time.Sleep(3 * time.Second)
		if kinds := kept(); kinds != 0 {
			t.Errorf("%d kinds are kept, want none", kinds)
		}
		d.Close()
	})
}

// turnedAway matches the count of a line of questions that were turned away.
var turnedAway = regexp.MustCompile(`level=WARN msg="questions were turned away".* count=(\d+)`)

// What a load of questions comes to alike is one line a second at most, which says
// how many they were.
func TestManyQuestionsThatAreTurnedAwayAreFewLines(t *testing.T) {
	for name, guild := range map[string]func(n int) string{
		"of one server":    func(int) string { return "3" },
		"of 2,000 servers": strconv.Itoa,
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var log bytes.Buffer
				slow := search(func(ctx context.Context, _ corpus.Query) ([]corpus.Answer, error) {
					select {
					case <-time.After(500 * time.Millisecond):
					case <-ctx.Done():
					}
					return nil, ctx.Err()
				})
				m := &outcomes{of: map[string]int{}}
				b := New(Options{Search: slow, Speakers: slow, Log: slog.New(slog.NewTextHandler(&log, nil)), Meter: m, Limits: Limits{Searches: 4}})
				for n := range 2000 {
					i := typed("ask", option("question", "who?"))
					i.GuildID, i.ID = guild(n), strconv.Itoa(n)
					i.Member = &discordgo.Member{User: &discordgo.User{ID: strconv.Itoa(n)}}
					b.Handle(t.Context(), i, new(nowhere))
					time.Sleep(3 * time.Millisecond)
				}
				b.Drain(t.Context())
				lines, sum := turnedAway.FindAllStringSubmatch(log.String(), -1), 0
				for _, line := range lines {
					count, err := strconv.Atoi(line[1])
					if err != nil {
						t.Fatal(err)
					}
					sum += count
				}
				limited := m.of[outcomeLimited]
				if limited < 1000 || sum != limited || len(lines) < 2 || len(lines) > 12 || strings.Count(log.String(), "\n") != len(lines) {
					t.Errorf("%d questions were turned away, told as %d in %d lines of\n%.2000s", limited, sum, len(lines), log.String())
				}
			})
		})
	}
}

// search is a searcher that is one function, in a corpus without speakers.
type search func(context.Context, corpus.Query) ([]corpus.Answer, error)

func (s search) Search(ctx context.Context, q corpus.Query) ([]corpus.Answer, error) {
	return s(ctx, q)
}

func (search) Speakers(context.Context, corpus.Query) ([]corpus.SpeakerCount, error) { return nil, nil }

// nowhere is a door that takes everything.
type nowhere struct{}

func (nowhere) Respond(context.Context, *discordgo.Interaction, *discordgo.InteractionResponse) error {
	return nil
}
func (nowhere) Edit(context.Context, *discordgo.Interaction, *discordgo.WebhookEdit) error {
	return nil
}
func (nowhere) Follow(context.Context, *discordgo.Interaction, *discordgo.WebhookParams) error {
	return nil
}

// outcomes counts what came of interactions.
type outcomes struct {
	unmeasured
	mu sync.Mutex
	of map[string]int
}

func (o *outcomes) Handled(_, _, outcome string, _ time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.of[outcome]++
}
