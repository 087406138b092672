package main

import (
	"bytes"
	"strings"
	"testing"

	"verbatim/corpus"
)

func TestLines(t *testing.T) {
	tests := []struct {
		name, in string
		want     []string
		err      string
	}{
		{"nothing", "", nil, ""},
		{"one", "a", []string{"a"}, ""},
		{"line ends of all kinds", "a\nb\r\nc", []string{"a", "b", "c"}, ""},
		{"empty ones at the end", "a\n\n \n", []string{"a"}, ""},
		{"an empty one before", "\na", nil, "line 1 is empty"},
		{"an empty one between", "a\n\n\nb", []string{"a"}, "line 2 is empty"},
		{"a byte order mark", "\ufeffa\nb", []string{"a", "b"}, ""},
		{"not UTF-8", "a\n\xff\nb", []string{"a"}, "line 2 is not valid UTF-8"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			var failed error
			for l, err := range lines(strings.NewReader(tt.in)) {
				if failed = err; err == nil {
					got = append(got, string(l.text))
				}
			}
			if strings.Join(got, "|") != strings.Join(tt.want, "|") {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			if (failed == nil) != (tt.err == "") || (failed != nil && failed.Error() != tt.err) {
				t.Errorf("got error %v, want %q", failed, tt.err)
			}
		})
	}
}

// Whatever a file holds, only valid articles come out of it, and what the
// check lets pass can be read.
func FuzzArticles(f *testing.F) {
	f.Add([]byte(`{"id":"a","title":"A","text":"The harbour reopens.","published":"2024-03-02","url":"https://quay.example"}` + "\n"))
	f.Add([]byte(`{"id":"a","title":"A","text":"x"}` + "\n\n" + `{"id":"b","title":"","text":"\ud83d"}`))
	f.Add([]byte("\ufeff{\"id\":\"\xff\"}\n[]"))
	f.Fuzz(func(t *testing.T, data []byte) {
		checked := checkArticles(bytes.NewReader(data), corpus.Shared)
		n := 0
		for a, err := range articles(bytes.NewReader(data), corpus.Shared) {
			if err != nil {
				if checked == nil {
					t.Fatalf("the check lets pass what cannot be read: %v", err)
				}
				return
			}
			n++
			if err := a.Validate(); err != nil {
				t.Fatalf("article %d: %v", n, err)
			}
			if a.Origin != corpus.OriginImported || a.Guild != corpus.Shared || a.ID == corpus.BuiltinID {
				t.Fatalf("article %d is %+v", n, a)
			}
		}
		if checked == nil && n == 0 {
			t.Fatal("the check lets pass a file without articles")
		}
	})
}
