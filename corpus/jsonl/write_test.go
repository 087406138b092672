package jsonl_test

import (
	"bytes"
	"encoding/json"
	"testing"
	"unicode"

	"verbatim/corpus/jsonl"
)

// No character that steers a terminal is written as it is, and each is read as it
// was.
func TestEncoderEscapesWhatSteersATerminal(t *testing.T) {
	var text []rune
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == 'é' || r == '😀' || r == '<' {
			text = append(text, r)
		}
	}
	for name, s := range map[string]string{"every one": string(text), "none": "Ça va <b>?", "one at the end": "a\u009b"} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			if err := jsonl.NewEncoder(&out).Encode(map[string]string{s: s}); err != nil {
				t.Fatal(err)
			}
			line := bytes.TrimSuffix(out.Bytes(), []byte("\n"))
			if i := bytes.IndexFunc(line, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) }); i >= 0 {
				t.Errorf("the character at byte %d of %q is written as it is", i, line)
			}
			var back map[string]string
			if err := json.Unmarshal(line, &back); err != nil || back[s] != s {
				t.Errorf("it is read as %q, %v, want %q", back, err, s)
			}
		})
	}
}
