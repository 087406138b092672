package command

import (
	"bytes"
	"context"
	"log/slog"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot"
	"verbatim/corpus"
)

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
				b := New(Options{Search: slow, Log: slog.New(slog.NewTextHandler(&log, nil)), Meter: m, Limits: bot.Limits{Searches: 4}})
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
				limited := m.of["limited"]
				if limited < 1000 || sum != limited || len(lines) < 2 || len(lines) > 12 || strings.Count(log.String(), "\n") != len(lines) {
					t.Errorf("%d questions were turned away, told as %d in %d lines of\n%.2000s", limited, sum, len(lines), log.String())
				}
			})
		})
	}
}

// search is a searcher that is one function, in a corpus without speakers.
type search func(context.Context, corpus.Query) ([]corpus.Answer, error)

func (s search) Search(ctx context.Context, q corpus.Query) (corpus.Found, error) {
	answers, err := s(ctx, q)
	return corpus.Found{Answers: answers}, err
}

func (search) Speakers(context.Context, corpus.Query) ([]corpus.SpeakerCount, error) { return nil, nil }

func (search) SpeakersOn(context.Context, corpus.Query) ([]corpus.SpeakerCount, error) {
	return nil, nil
}

func (search) Context(context.Context, corpus.ContextQuery) (corpus.Context, error) {
	return corpus.Context{}, corpus.ErrNoStatement
}

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
	mu sync.Mutex
	of map[string]int
}

func (o *outcomes) Begun()                        {}
func (o *outcomes) Unread(string)                 {}
func (o *outcomes) Rendered(time.Duration)        {}
func (o *outcomes) Replied(string, time.Duration) {}

func (o *outcomes) Handled(_, _, outcome string, _ time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.of[outcome]++
}
