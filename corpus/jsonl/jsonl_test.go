package jsonl_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"verbatim/corpus/jsonl"
)

func TestLines(t *testing.T) {
	tests := []struct {
		name string
		in   io.Reader
		want []string // of a fault, what it says
		err  string
	}{
		{"nothing", strings.NewReader(""), nil, ""},
		{"one", strings.NewReader("a"), []string{"a"}, ""},
		{"line ends of all kinds", strings.NewReader("a\nb\r\nc"), []string{"a", "b", "c"}, ""},
		{"empty ones at the end", strings.NewReader("a\n\n \n"), []string{"a"}, ""},
		{"an empty one before", strings.NewReader("\na"), []string{"line 1 is empty", "a"}, ""},
		{"empty ones between", strings.NewReader("a\n\n\nb"), []string{"a", "line 2 is empty", "b"}, ""},
		{"a byte order mark", strings.NewReader("\ufeffa\nb"), []string{"a", "b"}, ""},
		{"not UTF-8", strings.NewReader("a\n\xff\nb"), []string{"a", "line 2 is not valid UTF-8", "b"}, ""},
		{"too long a line", io.MultiReader(strings.NewReader("a\n"), io.LimitReader(endless{}, 3*jsonl.MaxLine), strings.NewReader("\nb")),
			[]string{"a", "line 2 is longer than 67108864 bytes", "b"}, ""},
		{"a long line", io.LimitReader(endless{}, 1<<20), []string{strings.Repeat("x", 1<<20)}, ""},
		{"a disk that fails", io.MultiReader(strings.NewReader("a\n"), iotest.ErrReader(errors.New("broken"))), []string{"a"}, "broken"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			var failed error
			for l, err := range jsonl.Lines(tt.in) {
				if fault, ok := errors.AsType[*jsonl.Fault](err); ok {
					got = append(got, fault.Error())
				} else if failed = err; err == nil {
					got = append(got, string(l.Text))
				}
			}
			if strings.Join(got, "|") != strings.Join(tt.want, "|") {
				t.Errorf("got %.200q, want %.200q", got, tt.want)
			}
			if (failed == nil) != (tt.err == "") || (failed != nil && failed.Error() != tt.err) {
				t.Errorf("got error %v, want %q", failed, tt.err)
			}
		})
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

func TestDecode(t *testing.T) {
	tests := []struct{ name, in, err string }{
		{"an object", `{"id":"a"}`, ""},
		{"a list", `[]`, "line 7 is a JSON array, not an object"},
		{"another type", `{"id":1}`, `line 7 has a number for "id", not a string`},
		{"no JSON", `{"id":`, "line 7 is no JSON object: unexpected end of JSON input"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var v struct {
				ID string `json:"id"`
			}
			err := jsonl.Line{Number: 7, Text: []byte(tt.in)}.Decode(&v)
			if (err == nil) != (tt.err == "") || (err != nil && err.Error() != tt.err) {
				t.Errorf("got error %v, want %q", err, tt.err)
			}
		})
	}
}

// What a line holds is counted before anything is built of it.
func TestDecodeRefusesWhatTakesMuchMemory(t *testing.T) {
	for in, want := range map[string]string{
		strings.Repeat("[", 1_000_000):                        "line 7 has lists and objects that are nested deeper than 64",
		`{"a":[` + strings.Repeat(`{"":0},`, 600_000) + `0]}`: "line 7 has more than 1000000 values",
		`{"a":"` + strings.Repeat(`[,\"`, 1_000_000) + `"}`:   "",
	} {
		var v map[string]any
		err := jsonl.Line{Number: 7, Text: []byte(in)}.Decode(&v)
		if got := fmt.Sprint(err); err == nil && want != "" || err != nil && got != want {
			t.Errorf("%.20s…: got %v, want %q", in, err, want)
		}
	}
}

func TestHalfCharacter(t *testing.T) {
	for in, want := range map[string]bool{`"a\ud83d"`: true, `"a\ud83d\ude00"`: false, `"a\uFFFD"`: false, "\"a\ufffd\"": false} {
		l := jsonl.Line{Number: 1, Text: []byte(in)}
		var s string
		if err := l.Decode(&s); err != nil {
			t.Fatal(err)
		}
		if got := l.HalfCharacter(s); got != want {
			t.Errorf("HalfCharacter of %s: %v, want %v", in, got, want)
		}
	}
}
