package parse

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"

	"verbatim/corpus"
)

// zeros is a document of n spaces, packed.
func zeros(t testing.TB, encoding string, n int) Document {
	t.Helper()
	var b bytes.Buffer
	var w io.WriteCloser = gzip.NewWriter(&b)
	if encoding == "br" {
		w = brotli.NewWriter(&b)
	}
	for part := bytes.Repeat([]byte(" "), 1<<16); n > 0; n -= len(part) {
		if _, err := w.Write(part[:min(n, len(part))]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return Document{Body: b.Bytes(), Encoding: encoding}
}

func TestUnpack(t *testing.T) {
	budget := DefaultBudgets()
	limited := func(d Document, limit int64) Document {
		d.Limit = limit
		return d
	}
	tests := []struct {
		name string
		doc  Document
		want int64 // bytes; where err is nil
		err  error
	}{
		{"not packed", Document{Body: make([]byte, 10)}, 10, nil},
		{"not packed, too large", Document{Body: make([]byte, 10), Limit: 9}, 0, corpus.ErrTooLarge},
		{"empty, said to be packed", Document{Encoding: "gzip"}, 0, nil},
		{"a few bytes in a great ratio", zeros(t, "br", 1<<20), 1 << 20, nil},
		{"all that gzip can do", zeros(t, "gzip", 20<<20), 20 << 20, nil},
		{"just the limit", limited(zeros(t, "gzip", 10<<20), 10<<20), 10 << 20, nil},
		{"past the limit", limited(zeros(t, "gzip", 10<<20+1), 10<<20), 0, corpus.ErrTooLarge},
		{"past a small limit", limited(zeros(t, "gzip", 1001), 1000), 0, corpus.ErrTooLarge},
		{"past the budget", zeros(t, "gzip", int(budget.Unpacked)+1), 0, corpus.ErrTooLarge},
		{"past the budget, whatever the limit", limited(zeros(t, "gzip", int(budget.Unpacked)+1), 1<<40), 0, corpus.ErrTooLarge},
		{"a ratio that only a bomb has", zeros(t, "br", 3<<20), 0, corpus.ErrTooLarge},
		{"not packed as it says", Document{Body: []byte("no gzip at all"), Encoding: "gzip"}, 0, corpus.ErrUnreachable},
		{"cut off", Document{Body: zeros(t, "gzip", 1<<20).Body[:900], Encoding: "gzip"}, 0, corpus.ErrUnreachable},
		{"a packing that nobody knows", Document{Encoding: "zip"}, 0, corpus.ErrNotText},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := tt.doc.unpacked(t.Context())
			if !errors.Is(err, tt.err) || err == nil && int64(len(got)) != tt.want || err != nil && got != nil {
				t.Errorf("%d bytes, %v, want %d, %v", len(got), err, tt.want, tt.err)
			}
			if cap(got) > 2*len(got)+1<<20 {
				t.Errorf("%d bytes take %d", len(got), cap(got))
			}
		})
	}
	if got, err := limited(zeros(t, "gzip", 20<<20), 500).beginning(t.Context()); err != nil || len(got) != 500 {
		t.Errorf("the beginning: %d bytes, %v", len(got), err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := zeros(t, "gzip", 20<<20).unpacked(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("a context that has ended: %v", err)
	}
}

func FuzzUnpack(f *testing.F) {
	for _, encoding := range []string{"gzip", "br"} {
		f.Add(zeros(f, encoding, 100).Body, encoding)
	}
	f.Add([]byte("\x78\x9c"), "deflate")
	f.Fuzz(func(t *testing.T, body []byte, encoding string) {
		got, err := Document{Body: body, Encoding: encoding, Limit: 1 << 20}.unpacked(t.Context())
		if len(got) > 1<<20 || err != nil && !known(err) {
			t.Errorf("%d bytes, %v", len(got), err)
		}
		if err != nil && strings.TrimSpace(err.Error()) == "" {
			t.Error("an error without words")
		}
	})
}
