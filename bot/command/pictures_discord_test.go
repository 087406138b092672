package command_test

import (
	"bytes"
	"context"
	"image/png"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"verbatim/bot/picture"
	"verbatim/corpus"
	"verbatim/internal/discordtest"
)

// said is a quotation of a fetched article that may be drawn.
func said(id, text string) corpus.Answer {
	return corpus.Answer{
		ID: corpus.StatementID(id), Title: "The **ferry**", Publisher: "The Pier", URL: "https://pier.example/ferry", Published: "2024-02-06",
		Origin: corpus.OriginFetched, Text: "“" + text + "”, Ada Winter said.", Span: corpus.Span{Start: 0, End: len(text) + 26},
		Kind: corpus.Direct, Quotes: []corpus.Span{{Start: 3, End: 3 + len(text)}}, Cue: &corpus.Cue{Text: "said"},
		Speaker: "Ada Winter", Role: "the harbour master", Certain: true,
	}
}

// gives always finds the same.
func gives(answers ...corpus.Answer) func(context.Context, corpus.Query) ([]corpus.Answer, error) {
	return func(context.Context, corpus.Query) ([]corpus.Answer, error) { return answers, nil }
}

// drawn is a message's only file, which must be a PNG within Discord's limits
// and described.
func drawn(t *testing.T, m discordtest.Message, name string) discordtest.File {
	t.Helper()
	if len(m.Files) != 1 {
		t.Fatalf("got %d files with %q, want a picture", len(m.Files), m.Content)
	}
	f := m.Files[0]
	size, err := png.DecodeConfig(bytes.NewReader(f.Content))
	if err != nil || f.Name != name || size.Width != 1200 || size.Height < 200 || size.Height > 2400 || len(f.Content) > 3<<20 {
		t.Errorf("got %s of %d bytes and %dx%d, %v, want %s", f.Name, len(f.Content), size.Width, size.Height, err, name)
	}
	if n := utf8.RuneCountInString(f.Description); n == 0 || n > 1024 {
		t.Errorf("the description has %d characters", n)
	}
	return f
}

const sharePicture = "Share as picture"

func TestAQuotationIsSharedAsPicture(t *testing.T) {
	throughBothDoors(t, gives(said("s", "The ferry is <@1> @everyone *broken*")), func(t *testing.T, v *visit) {
		reply := v.ann.Types("/ask question: Is the ferry broken? private: true").Reply()
		shared := v.ann.Presses(reply, sharePicture).Reply()
		f := drawn(t, shared, "quotation.png")
		want := "“The ferry is <@1> @everyone *broken*”, Ada Winter said.\n— Ada Winter, the harbour master\nThe Pier · 6 February 2024 · The **ferry** · pier.example\nReported, not verified · attributed automatically"
		if !strings.EqualFold(f.Description, want) {
			t.Errorf("the description is\n%s\nwant\n%s", f.Description, want)
		}
		if shared.Ephemeral() || shared.ID == reply.ID || !shared.Pings.None() || !strings.Contains(shared.Content, "](https://pier.example/ferry#:~:text=") {
			t.Errorf("got %q, ephemeral %v, want a message for all with the link", shared.Content, shared.Ephemeral())
		}
	})
}

func TestWhichQuotationIsSharedAsPicture(t *testing.T) {
	first, second := said("s", "The ferry is broken"), said("t", "The ferry will sail")
	throughBothDoors(t, gives(first, second), func(t *testing.T, v *visit) {
		reply := v.ann.Types("/ask question: the ferry").Reply()
		which := v.ann.Presses(reply, sharePicture).Reply()
		shared := v.ann.Selects(which, "Which of the statements?", "t").Reply()
		if f := drawn(t, shared, "quotation.png"); !which.Ephemeral() || shared.Ephemeral() || !strings.Contains(f.Description, "The ferry will sail") {
			t.Errorf("got %q, want the second statement for all, asked privately", f.Description)
		}
	})
}

func TestWhatIsNoPicture(t *testing.T) {
	for name, change := range map[string]func(*corpus.Answer){
		"uncertain":         func(a *corpus.Answer) { a.Certain = false },
		"indirect":          func(a *corpus.Answer) { a.Kind = corpus.Indirect },
		"mixed":             func(a *corpus.Answer) { a.Kind = corpus.Mixed },
		"narrated":          func(a *corpus.Answer) { a.Kind = corpus.Narrated },
		"pasted":            func(a *corpus.Answer) { a.Origin = corpus.OriginPasted },
		"attached":          func(a *corpus.Answer) { a.Origin = corpus.OriginAttached },
		"built in":          func(a *corpus.Answer) { a.Origin = corpus.OriginBuiltin },
		"without a link":    func(a *corpus.Answer) { a.URL = "javascript:alert(1)" },
		"without a speaker": func(a *corpus.Answer) { a.Speaker = " \u200B" },
	} {
		t.Run(name, func(t *testing.T) {
			a := said("s", "The ferry is broken")
			change(&a)
			throughBothDoors(t, gives(a), func(t *testing.T, v *visit) {
				reply := v.ann.Types("/ask question: the ferry").Reply()
				for _, label := range labels(reply) {
					if label == sharePicture {
						t.Errorf("it has the button %q", label)
					}
				}
			})
		})
	}
}

// What cannot be drawn is refused in words, privately, and nothing is lost.
func TestAHostileQuotationIsNoPicture(t *testing.T) {
	const long, lacking = "too long for a picture", "holds a character that cannot be drawn"
	for name, tt := range map[string]struct{ text, why string }{
		"Chinese":                         {"他说渡轮坏了", lacking},
		"Arabic":                          {"العبارة معطلة", lacking},
		"an emoji":                        {"The ferry is broken 🚢", lacking},
		"a word of a megabyte":            {strings.Repeat("w", 1<<20), long},
		"more than its description holds": {strings.Repeat("The ferry is broken. ", 60), long},
		"joiners":                         {"The ferry\u200D is broken", lacking},
	} {
		t.Run(name, func(t *testing.T) {
			throughBothDoors(t, gives(said("s", tt.text)), func(t *testing.T, v *visit) {
				reply := v.ann.Types("/ask question: the ferry").Reply()
				got := v.ann.Presses(reply, sharePicture).Reply()
				if !got.Ephemeral() || len(got.Files) > 0 || !strings.Contains(got.Content, tt.why) || !strings.Contains(got.Content, "“Share” shows it to everybody") {
					t.Errorf("got %q, want why there is no picture, privately", got.Content)
				}
			})
		})
	}
	hostile := "<script>alert(1)</script> [x](javascript:1) \u202Edesrever\u2066 zero\u200Bwidth"
	throughBothDoors(t, gives(said("s", hostile)), func(t *testing.T, v *visit) {
		reply := v.ann.Types("/ask question: the ferry").Reply()
		f := drawn(t, v.ann.Presses(reply, sharePicture).Reply(), "quotation.png")
		if strings.ContainsAny(f.Description, "\u202E\u2066\u200B") || !strings.Contains(f.Description, "<script>alert(1)</script> [x](javascript:1) desrever zerowidth") {
			t.Errorf("the description is %q", f.Description)
		}
	})
}

func TestTimelinesAndSpeakersHavePlots(t *testing.T) {
	first, second := said("s", "The ferry is broken"), said("t", "The ferry will sail")
	second.Published = "2024-04-01"
	throughBothDoors(t, gives(first, second), func(t *testing.T, v *visit) {
		reply := v.ann.Types("/timeline topic: the ferry").Reply()
		const numbers = "2024-02: 1; 2024-03: 0; 2024-04: 1"
		if f := drawn(t, reply, "timeline.png"); f.Description != "the ferry (statements): "+numbers+"." || !strings.Contains(reply.Content, numbers) {
			t.Errorf("got %q beside %q, want %q in both", f.Description, reply.Content, numbers)
		}
		reply = v.ann.Types("/speakers").Reply()
		if f := drawn(t, reply, "speakers.png"); !strings.Contains(f.Description, "Ada Quill: 3") || !reply.Ephemeral() {
			t.Errorf("got %q, want how often each speaks", f.Description)
		}
	})
}

// A topic that cannot be drawn is not the plot's title, and an answer is never
// lost for its plot.
func TestAnUndrawableTopic(t *testing.T) {
	for name, topic := range map[string]string{
		"Chinese": "渡轮", "Arabic": "العبارة", "an emoji": "ferry 🚢", "a long word": strings.Repeat("w", 400),
	} {
		t.Run(name, func(t *testing.T) {
			throughBothDoors(t, gives(said("s", "The ferry is broken")), func(t *testing.T, v *visit) {
				reply := v.ann.Types("/timeline topic: " + topic).Reply()
				const title = "Statements on the topic asked for, by date of publication"
				f := drawn(t, reply, "timeline.png")
				if f.Description != title+" (statements): 2024-02: 1." || len(reply.Embeds) != 1 || !strings.Contains(reply.Content, topic) {
					t.Errorf("got %q beside %q, want it under the title %q", f.Description, reply.Content, title)
				}
				painted(t, f, picture.Bars{Title: title, Axis: "statements", Bars: []picture.Bar{{Name: "2024-02", Number: 1}}})
				v.stop()
				if strings.Contains(v.log.String(), "level=ERROR") || strings.Contains(v.log.String(), topic) {
					t.Errorf("log:\n%s", v.log.String())
				}
			})
		})
	}
}

// Where names cannot be drawn, the answer comes without its plot.
func TestSpeakersWithoutTheirPlot(t *testing.T) {
	inOffice(t, func(t *testing.T, m *moderated) {
		m.shelf.names = []corpus.SpeakerCount{{Name: "Ada Winter", Statements: 3}, {Name: "渡轮", Statements: 1}}
		reply := m.bob.Types("/speakers topic: 渡轮").Reply()
		if len(reply.Files) != 0 || len(reply.Embeds) != 1 || !strings.Contains(reply.Embeds[0].Description, "渡轮") {
			t.Errorf("got %d files and %+v, want the answer alone", len(reply.Files), reply.Embeds)
		}
		synctest.Wait()
		if !strings.Contains(m.log.String(), "goes without its plot") || strings.Contains(m.log.String(), "level=ERROR") {
			t.Errorf("log:\n%s", m.log.String())
		}
		m.shelf.names = m.shelf.names[:1]
		f := drawn(t, m.bob.Types("/speakers topic: 渡轮").Reply(), "speakers.png")
		if want := "Who speaks most on the topic asked for (statements): Ada Winter: 3. In 13 articles of this corpus."; f.Description != want {
			t.Errorf("the description is %q, want %q", f.Description, want)
		}
	})
}

// A picture that is late comes all the same, through an edit or a message that
// follows.
func TestALatePicture(t *testing.T) {
	slow := func(ctx context.Context, q corpus.Query) ([]corpus.Answer, error) {
		if _, err := after(2*time.Second)(ctx, q); err != nil {
			return nil, err
		}
		return []corpus.Answer{said("s", "The ferry is broken")}, nil
	}
	throughBothDoors(t, slow, func(t *testing.T, v *visit) {
		reply := v.ann.Types("/timeline topic: the ferry").Reply()
		if f := drawn(t, reply, "timeline.png"); f.Description != "the ferry (statements): 2024-02: 1." {
			t.Errorf("the timeline that came late is described as %q", f.Description)
		}
		pressed := v.ann.Presses(reply, sharePicture)
		time.Sleep(5 * time.Second) // of the bubble's time
		synctest.Wait()
		if more := pressed.Followups(); len(more) != 1 || more[0].Ephemeral() {
			t.Errorf("got %d further messages, want the picture for all", len(more))
		} else {
			if f := drawn(t, more[0], "quotation.png"); !strings.HasPrefix(f.Description, "“The ferry is broken”, Ada Winter said.\n— Ada Winter") {
				t.Errorf("the picture that followed is described as %q", f.Description)
			}
		}
		if len(pressed.Reply().Files) != 1 {
			t.Error("the answer lost its plot")
		}
	})
}

// Hostile topics and names stand in a plot as what they are, within its bounds.
func TestHostilePlots(t *testing.T) {
	const hostile = "<script>alert(1)</script> **b** @everyone <@1> [x](javascript) \u202Edesrever\u2066 zero\u200Bwidth"
	const shown = "<script>alert(1)</script> **b** @everyone <@1> [x](javascript) desrever zerowidth"
	throughBothDoors(t, gives(said("s", "The ferry is broken")), func(t *testing.T, v *visit) {
		reply := v.ann.Types("/timeline topic: " + hostile).Reply()
		f := drawn(t, reply, "timeline.png")
		if want := shown + " (statements): 2024-02: 1."; f.Description != want || !reply.Pings.None() {
			t.Errorf("got %q, pinging %+v, want %q and nobody", f.Description, reply.Pings, want)
		}
		painted(t, f, picture.Bars{Title: shown, Axis: "statements", Bars: []picture.Bar{{Name: "2024-02", Number: 1}}})
	})
	inOffice(t, func(t *testing.T, m *moderated) {
		for _, name := range []string{hostile, strings.Repeat("w", 1<<20), strings.Repeat("wide ", 1<<18), strings.Repeat("\u202E\u200B", 1<<10) + "Ann", "Ann\n\n**Bo**"} {
			m.shelf.names = append(m.shelf.names, corpus.SpeakerCount{Name: name, Statements: 9})
		}
		reply := m.bob.Types("/speakers").Reply()
		f := drawn(t, reply, "speakers.png")
		if !strings.Contains(f.Description, "<script>alert(1)</script> **b**") || !strings.Contains(f.Description, "; Ann: 9; Ann **Bo**: 9.") ||
			strings.ContainsAny(f.Description, "\u202E\u2066\u200B\n") || !reply.Pings.None() {
			t.Errorf("got %q, pinging %+v", f.Description, reply.Pings)
		}
	})
}
