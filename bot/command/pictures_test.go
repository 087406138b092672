package command

import (
	"strings"
	"testing"

	"verbatim/bot/picture"
	"verbatim/bot/render/rendertest"
)

// What shows nothing is in no picture, and every letter that shows is, as it is
// described.
func TestCardsOfOddLetters(t *testing.T) {
	painter, err := picture.New()
	if err != nil {
		t.Fatal(err)
	}
	l := rendertest.English(t)
	tests := []struct {
		name, said, words string
	}{
		{"soft hyphens", "“[The light\u00ADhouse keep\u00ADer]” he (said).", "“The lighthouse keeper” he said."},
		{"spaces that do not break", "«\u00a0[Le port\u202f?]\u00a0» dit-il.", "« Le port ? » dit-il."},
		{"combining marks", "“[Café, сі\u0301м’я, x\u030c, e\u0301te\u0301]” he (said).", "“Café, сі\u0301м’я, x\u030c, e\u0301te\u0301” he said."},
		{"ligatures", "“[ﬁn de siècle, ﬂot, ĳs, œuvre, straße, ǆ]” he (said).", "“ﬁn de siècle, ﬂot, ĳs, œuvre, straße, ǆ” he said."},
		{"Ukrainian apostrophes", "«[Під’їзд, обʼєкт, сім'я]» — (сказала) вона.", "«Під’їзд, обʼєкт, сім'я» — сказала вона."},
		{"a byte-order mark and joiners of words", "“[\ufeffThe fer\u2060ry]” he (said).", "“The ferry” he said."},
		{"direction marks", "“[\u202bThe\u202c ferry\u200e\u2068]” he (said).", "“The ferry” he said."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := rendertest.From(rendertest.By(rendertest.Said(tt.said), "Nan\u0303a O\u00ADkonkwo", "la pré\u00ADsidente"), "T\u00ADitle", "The\u00a0Pier", "https://pier.example/1", "2024-02-03")
			c := cardOf(l, a)
			var words strings.Builder
			for _, r := range c.Words {
				words.WriteString(r.Text)
			}
			if words.String() != tt.words || c.Speaker != "Nan\u0303a Okonkwo" || c.Role != "la présidente" || c.Source[0] != "The Pier · 3 February 2024" || c.Source[1] != "Title" {
				t.Errorf("got %q by %q, %q of %q, want %q", words.String(), c.Speaker, c.Role, c.Source, tt.words)
			}
			if !strings.HasPrefix(altOf(c), tt.words+"\n— Nan\u0303a Okonkwo, la présidente\n") {
				t.Errorf("it is described as\n%s", altOf(c))
			}
			if _, err := painter.Card(c); err != nil {
				t.Errorf("it is not drawn: %v", err)
			}
		})
	}
}
