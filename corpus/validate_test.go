package corpus_test

import (
	"strings"
	"testing"

	"verbatim/corpus"
)

func TestArticleValidate(t *testing.T) {
	sound := corpus.Article{
		ID: "a", Guild: "81384788765712384", Title: "Harbour to reopen", Publisher: "The Quay",
		URL: "https://quay.example/harbour", Published: "2024-03-02", Fetched: "2024-03-02T10:00:00Z",
		Language: "en", Origin: corpus.OriginImported, Text: "The harbour reopens.",
	}
	tests := []struct {
		name   string
		change func(*corpus.Article)
		want   string // part of the error; "" for none
	}{
		{"a whole citation", func(*corpus.Article) {}, ""},
		{"nothing but id and text", func(a *corpus.Article) { *a = corpus.Article{ID: "a", Text: "x"} }, ""},
		{"no id", func(a *corpus.Article) { a.ID = "" }, `"id" is missing`},
		{"longest id", func(a *corpus.Article) { a.ID = corpus.ArticleID(strings.Repeat("i", 512)) }, ""},
		{"id too long", func(a *corpus.Article) { a.ID = corpus.ArticleID(strings.Repeat("i", 513)) }, `"id" is 513 bytes long, at most 512`},
		{"no text", func(a *corpus.Article) { a.Text = " \n" }, `"text" is missing`},
		{"text too long", func(a *corpus.Article) { a.Text = strings.Repeat("t", corpus.MaxStored+1) }, `"text" is 16777217 bytes long`},
		{"text not UTF-8", func(a *corpus.Article) { a.Text = "caf\xe9" }, `"text" is not valid UTF-8`},
		{"title not UTF-8", func(a *corpus.Article) { a.Title = "\xff" }, `"title" is not valid UTF-8`},
		{"NUL in the text", func(a *corpus.Article) { a.Text = "a\x00b" }, `"text" holds a NUL character`},
		{"guild in words", func(a *corpus.Article) { a.Guild = "home" }, `guild "home" is not`},
		{"guild with a leading zero", func(a *corpus.Article) { a.Guild = "007" }, `guild "007" is not`},
		{"guild beyond 63 bits", func(a *corpus.Article) { a.Guild = "9223372036854775808" }, "is not a Discord server's id"},
		{"no such day", func(a *corpus.Article) { a.Published = "2024-02-31" }, `"published": date "2024-02-31"`},
		{"fetched in words", func(a *corpus.Article) { a.Fetched = "now" }, `"fetched": date "now"`},
		{"a script for an address", func(a *corpus.Article) { a.URL = "javascript:alert(1)" }, `"url" "javascript:alert(1)" is not`},
		{"an address without a host", func(a *corpus.Article) { a.URL = "https:///x" }, `is not an address of the web`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := sound
			tt.change(&a)
			err := a.Validate()
			if tt.want == "" {
				if err != nil {
					t.Fatalf("got error %v, want none", err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got error %v, want one with %q", err, tt.want)
			}
		})
	}
}
