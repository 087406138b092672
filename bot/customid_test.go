package bot

import (
	"slices"
	"strings"
	"testing"
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
			got, err := ParseCustomID(tt.in)
			if (err != nil) != tt.fails || !slices.Equal(got.path, tt.path) || !slices.Equal(got.Args, tt.args) {
				t.Errorf("parseCustomID(%q) = %+v, %v", tt.in, got, err)
			}
		})
	}
}

// FuzzCustomID holds that whatever is read is written as it was.
func FuzzCustomID(f *testing.F) {
	for _, seed := range []string{"ask/s/0/1", "corpus.add.text", "corpus.remove/yes/id", "corpus.reports/page/99999999999999999999", "...", "//", "ask"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		id, err := ParseCustomID(raw)
		if err == nil && NewCustomID(strings.Join(id.path, "."), id.Args...) != raw {
			t.Errorf("%q is read as %+v", raw, id)
		}
		if id.Page(0) < 0 || id.Arg(50) != "" {
			t.Errorf("%q has the page %d", raw, id.Page(0))
		}
	})
}
