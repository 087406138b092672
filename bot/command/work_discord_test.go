package command_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"verbatim/corpus"
	"verbatim/internal/discordtest"
)

func TestProgressIsShownOnceASecondAtMost(t *testing.T) {
	inOffice(t, func(t *testing.T, m *moderated) {
		id := m.add("Harbour")
		m.office.runs = []corpus.Run{{Source: id, Tally: corpus.Tally{Unchanged: 40}}, {Source: id, Error: "the server said 500"}}
		m.office.work = func(ctx context.Context, progress func(corpus.Progress)) error {
			for i := range 40 {
				progress(corpus.Progress{Done: i + 1, Total: 40, Doing: "https://pier.example/*" + fmt.Sprint(i)})
				if !pause(ctx, 330*time.Millisecond) {
					return ctx.Err()
				}
			}
			return nil
		}
		m.ann.Types("/corpus refresh source: harbour")
		shown := m.ann.Awaits("progress", func(msg discordtest.Message) bool {
			return strings.Contains(msg.Text(), "20 of 40") || strings.Contains(msg.Text(), "19 of 40")
		})
		expect(t, shown, "Working on https://pier.example/*", "▰▰▰▰▰▰▰▰▰", "▱▱▱▱▱▱▱▱▱▱")
		done := m.ann.Awaits("the report", func(msg discordtest.Message) bool { return strings.Contains(msg.Text(), "Nothing has changed") })
		expect(t, done, "Harbour: the server said 500")
		var last time.Time
		edits := 0
		for _, r := range m.discord.Requests() {
			if r.Method != "PATCH" {
				continue
			}
			if edits++; r.At.Sub(last) < time.Second {
				t.Errorf("two edits are %v apart", r.At.Sub(last))
			}
			last = r.At
		}
		if edits < 10 || edits > 16 {
			t.Errorf("%d edits in 14 s", edits)
		}
	})
}

// pause waits for d, and reports whether ctx has not ended by then. A test that fails
// ends its bot, whose work must then end too.
func pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-time.After(d):
		return true
	case <-ctx.Done():
		return false
	}
}

// slowly takes so long, and reports every 10 s.
func slowly(takes time.Duration) func(context.Context, func(corpus.Progress)) error {
	return func(ctx context.Context, progress func(corpus.Progress)) error {
		steps := int(takes / (10 * time.Second))
		for i := range steps {
			progress(corpus.Progress{Done: i, Total: steps, Doing: "Harbour"})
			if !pause(ctx, 10*time.Second) {
				return ctx.Err()
			}
		}
		return nil
	}
}

func TestLongWorkOutlivesItsToken(t *testing.T) {
	for _, tt := range []struct {
		name    string
		private bool // the bot may not write into the channel
	}{{"in the channel", false}, {"in /corpus status", true}} {
		t.Run(tt.name, func(t *testing.T) {
			inOffice(t, func(t *testing.T, m *moderated) {
				m.add("Harbour")
				if tt.private {
					m.guild.General().Deny(discordtest.SendMessages)
				}
				m.office.runs = []corpus.Run{{Tally: corpus.Tally{New: 1}}}
				m.office.work = slowly(40 * time.Minute)
				it := m.ann.Types("/corpus refresh")
				time.Sleep(20*time.Minute + 5*time.Second) // between two reports
				if tt.private {
					expect(t, it.Reply(), "/corpus status shows how far")
					expect(t, m.mod.Types("/corpus status").Reply(), "Working on Harbour", "120 of 240", "12 articles of this server’s own")
				} else {
					expect(t, it.Reply(), "goes on in a new message")
				}
				time.Sleep(25 * time.Minute)
				seen := m.bob.Sees()
				last := seen[len(seen)-1]
				if got := strings.Contains(last.Text(), "1 article new."); got == tt.private {
					t.Errorf("bob reads %q at last", last.Text())
				}
				if got := len(seen); !tt.private && got != 2 || tt.private && got != 1 {
					t.Errorf("bob sees %d messages", got)
				}
				if status := m.mod.Types("/corpus status").Reply(); strings.Contains(status.Text(), "Working") {
					t.Errorf("the status still is %q", status.Text())
				}
				for _, r := range m.discord.Refusals() {
					if r.Status != 403 {
						t.Errorf("refused: %v", r)
					}
				}
			})
		})
	}
}

func TestWorkThatIsInterruptedSaysSo(t *testing.T) {
	inOffice(t, func(t *testing.T, m *moderated) {
		m.add("Harbour")
		m.office.work = slowly(time.Hour)
		m.ann.Types("/corpus refresh")
		time.Sleep(time.Minute)
		begin := time.Now()
		m.stop()
		if took := time.Since(begin); took > 5*time.Second {
			t.Errorf("the bot took %v to stop", took)
		}
		expect(t, m.ann.Sees()[0], "restarting", "goes on by itself")
	})
}

// A message that its moderator deletes ends the showing, not the work.
func TestProgressOfADeletedMessage(t *testing.T) {
	inOffice(t, func(t *testing.T, m *moderated) {
		m.add("Harbour")
		m.discord.Tolerate(discordtest.CodeUnknownMessage)
		var worked atomic.Bool
		m.office.work = func(ctx context.Context, progress func(corpus.Progress)) error {
			err := slowly(5*time.Minute)(ctx, progress)
			worked.Store(err == nil)
			return err
		}
		it := m.ann.Types("/corpus refresh")
		time.Sleep(time.Minute)
		m.discord.Delete(it.Reply())
		patches := count(m, "PATCH")
		time.Sleep(10 * time.Minute)
		if got := count(m, "PATCH") - patches; got > 1 || !worked.Load() {
			t.Errorf("%d edits of a message that is gone; worked to the end: %v", got, worked.Load())
		}
	})
}

func count(m *moderated, method string) int {
	n := 0
	for _, r := range m.discord.Requests() {
		if r.Method == method {
			n++
		}
	}
	return n
}

func TestExport(t *testing.T) {
	noise := make([]byte, 12<<20)
	random := rand.NewChaCha8([32]byte{1})
	if _, err := random.Read(noise); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, export, file string
		says               string
	}{
		{"small", "{\"a\":1}\n", "corpus-%s.jsonl", "All that this server owns"},
		{"too large until compressed", strings.Repeat("{\"a\":1}\n", 2<<20), "corpus-%s.jsonl.gz", "All that this server owns"},
		{"too large", string(noise), "", "verbatim corpus export --guild"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			inOffice(t, func(t *testing.T, m *moderated) {
				m.office.export = tt.export
				reply := m.ann.Types("/corpus export").Reply()
				expect(t, reply, tt.says)
				if !reply.Ephemeral() {
					t.Error("the export shows to everybody")
				}
				if tt.file == "" {
					if len(reply.Files) != 0 {
						t.Errorf("%d files", len(reply.Files))
					}
					return
				}
				if len(reply.Files) != 1 || reply.Files[0].Name != fmt.Sprintf(tt.file, m.guild.ID()) {
					t.Fatalf("got %d files, want %s", len(reply.Files), tt.file)
				}
				content := reply.Files[0].Content
				if strings.HasSuffix(tt.file, ".gz") {
					z, err := gzip.NewReader(bytes.NewReader(content))
					if err != nil {
						t.Fatal(err)
					}
					if content, err = io.ReadAll(z); err != nil {
						t.Fatal(err)
					}
				}
				if string(content) != tt.export {
					t.Errorf("the file holds %d bytes, want the export's %d", len(content), len(tt.export))
				}
			})
		})
	}
}

// Who waits for others' refreshes is told so, and how many come first.
func TestWaitingIsShown(t *testing.T) {
	inOffice(t, func(t *testing.T, m *moderated) {
		m.add("Harbour")
		m.office.runs = []corpus.Run{{}}
		m.office.work = func(ctx context.Context, progress func(corpus.Progress)) error {
			for before := 2; before >= 0; before-- {
				progress(corpus.Progress{Doing: "Harbour", Waiting: true, Before: before})
				if !pause(ctx, 5*time.Second) {
					return ctx.Err()
				}
			}
			progress(corpus.Progress{Done: 1, Total: 2, Doing: "Harbour"})
			pause(ctx, 5*time.Second)
			return ctx.Err()
		}
		m.ann.Types("/corpus refresh source: harbour")
		for _, want := range []string{"waits for its turn: 2 before it", "waits for its turn: 1 before it", "waits for its turn, and is next", "1 of 2"} {
			shown := m.ann.Awaits(want, func(msg discordtest.Message) bool { return strings.Contains(msg.Text(), want) })
			expect(t, shown, "Working on Harbour")
		}
		m.ann.Awaits("the report", func(msg discordtest.Message) bool { return strings.Contains(msg.Text(), "Nothing has changed") })
	})
}
