package bot

import (
	"slices"
	"strings"
	"testing"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/locale"
	"verbatim/bot/markdown"
	"verbatim/corpus"
)

func TestCustomIDsAreReadBack(t *testing.T) {
	tests := []struct {
		name, in   string
		path, args []string
		fails      bool
	}{
		{"a button of an answer", "ask/k4n2m7wq3x5y6z2a/0/1", []string{"ask"}, []string{"k4n2m7wq3x5y6z2a", "0", "1"}, false},
		{"a subcommand's", "corpus.add.text", []string{"corpus", "add", "text"}, nil, false},
		{"with arguments", "corpus.remove/yes/id", []string{"corpus", "remove"}, []string{"yes", "id"}, false},
		{"an empty argument", "wrong/open//0", []string{"wrong"}, []string{"open", "", "0"}, false},
		{"nothing", "", nil, nil, true},
		{"no command", "/yes", nil, nil, true},
		{"an empty subcommand", "corpus..text", nil, nil, true},
		{"too long", strings.Repeat("a", 101), nil, nil, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := parseCustomID(tt.in)
			if (err != nil) != tt.fails || !slices.Equal(got.path, tt.path) || !slices.Equal(got.args, tt.args) {
				t.Errorf("parseCustomID(%q) = %+v, %v", tt.in, got, err)
			}
		})
	}
}

// FuzzCustomID holds: whatever is read is written as it was, and no custom_id
// brings any handler's way-finding to panic.
func FuzzCustomID(f *testing.F) {
	for _, seed := range []string{"ask/s/0/1", "corpus.add.text", "corpus.remove/yes/id", "wrong/speaker/a/s/-1", "corpus.reports/page/99999999999999999999", "...", "//", "ask"} {
		f.Add(seed, "**Question:** Who?", "picked")
	}
	b := New(Options{Search: &library{}, Speakers: &library{}})
	f.Fuzz(func(t *testing.T, raw, content, value string) {
		id, err := parseCustomID(raw)
		if err == nil && newCustomID(strings.Join(id.path, "."), id.args...) != raw {
			t.Errorf("%q is read as %+v", raw, id)
		}
		if id.page(0) < 0 || id.arg(50) != "" {
			t.Errorf("%q has the page %d", raw, id.page(0))
		}
		for _, data := range []discordgo.InteractionData{
			discordgo.MessageComponentInteractionData{CustomID: raw, Values: []string{value}},
			discordgo.ModalSubmitInteractionData{CustomID: raw, Components: []discordgo.MessageComponent{
				&discordgo.ActionsRow{Components: []discordgo.MessageComponent{&discordgo.TextInput{CustomID: value, Value: content}}},
			}},
		} {
			r := newRequest(&discordgo.Interaction{Type: data.Type(), Data: data, Message: &discordgo.Message{Content: content}})
			if a, _, err := b.route(r); err == nil && a.do == nil && a.open == nil && a.work == nil {
				t.Errorf("%q leads to nothing", raw)
			}
			if _, err := turnTo(r.id, nil); err == nil {
				t.Errorf("%q leads to a page where there is none", raw)
			}
		}
	})
}

// Every custom_id that names something keeps within Discord's limit, however
// long the ids of what it names are.
func TestCustomIDsKeepTheLimit(t *testing.T) {
	long := strings.Repeat("x", 64)
	for _, id := range []string{
		wrongButton(en(t), piece{statement: corpus.StatementID(strings.Repeat("s", 5000)), part: 10000}).CustomID,
		newCustomID(nameWrong, wrongSpeaker, byAnswer, long, "2"),
		newCustomID(nameWrong, wrongNote, long),
		newCustomID(nameWrong, wrongUndo, long),
		newCustomID(pathOf(nameReports), actionCorrect, long),
		newCustomID(pathOf(nameRemove), actionYes, long),
		newCustomID(pathOf(nameCorrections), actionUndo, "99999"),
	} {
		if len(id) > markdown.MaxCustomID {
			t.Errorf("%q has %d bytes", id, len(id))
		}
	}
}

func TestShorten(t *testing.T) {
	for in, want := range map[string]string{
		"": "", " a  b\n": "a b", "0123456789": "0123456789", "0123456789x": "012345678…", "01234567 9x": "01234567…", "𝔸𝔸𝔸𝔸𝔸𝔸": "𝔸𝔸𝔸𝔸…",
	} {
		if got := markdown.Shorten(in, 10); got != want {
			t.Errorf("shorten(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestTallyInWords(t *testing.T) {
	tests := []struct {
		in   corpus.Tally
		want string
	}{
		{corpus.Tally{New: 2, Changed: 1, Added: 31, Withdrawn: 2}, "2 articles new, 1 changed; 31 statements added, 2 withdrawn."},
		{corpus.Tally{New: 1, Added: 1}, "1 article new; 1 statement added."},
		{corpus.Tally{Unchanged: 9}, "Nothing has changed."},
		{corpus.Tally{Unchanged: 9, Failed: 1}, "Nothing has changed; 1 page could not be read."},
		{corpus.Tally{Gone: 3, Reworded: 4}, "3 articles gone; 4 statements reworded."},
	}
	for _, tt := range tests {
		if got := locale.Tally(en(t), tt.in); got != tt.want {
			t.Errorf("%+v: got %q, want %q", tt.in, got, tt.want)
		}
	}
}
