package index

import (
	"strings"
	"testing"

	"verbatim/corpus"
	"verbatim/corpus/builtin"
)

// What a stranger asks first, of the article that ships with the program.
func TestBuiltinArticleAnswers(t *testing.T) {
	x, _ := open(t, builtin.Article())
	tests := []struct {
		question string
		text     string // part of the first answer's
		speaker  string
		mention  string
		role     string
		kind     corpus.Kind // "" for any but narrated
	}{
		{question: "Who wants coffee with the Iranian side?", text: "have coffee with them", speaker: "Hossein Amirabdollahian", mention: "He"},
		{question: "What did the office in Dushanbe state?", text: "“The republic of Tajikistan does not export military equipment to third countries,”", speaker: "the Foreign Ministry in Dushanbe"},
		{question: "What did the communications coordinator say about Iranian forces?", text: "the involvement of Iranian forces was evidence", speaker: "John Kirby", role: "communications coordinator at the National Security Council"},
		{question: "Was a meeting cancelled at the last minute?", text: "“at the last minute.”", speaker: "Hossein Amirabdollahian", mention: "The diplomatic chief"},
		{question: "Who severed diplomatic relationships with Tehran?", text: "severed diplomatic relationships", kind: corpus.Narrated},
		{question: "What did Iran say about delivering drones?", text: "drones"},
		{question: "who cancelled the talks at the last minute", text: "“at the last minute.”", speaker: "Hossein Amirabdollahian"},
		{question: "What did Amirabdolahian say about rockets?", text: "surface-to-surface rockets", speaker: "Hossein Amirabdollahian"},
		{question: "What does Kyiv have to deliver?", text: "deliver the documentation", speaker: "Hossein Amirabdollahian"},
		{question: "what did the us claim about crimea", text: "military personnel to Crimea"},
	}
	for _, tt := range tests {
		t.Run(tt.question, func(t *testing.T) {
			answers := ask(t, x, corpus.Query{Text: tt.question, Limit: 3, Threshold: DefaultThreshold})
			if len(answers) == 0 {
				t.Fatal("got no answer")
			}
			got := answers[0]
			if !strings.Contains(got.Text, tt.text) {
				t.Errorf("got %q, want the statement with %q", got.Text, tt.text)
			}
			if (got.Kind == corpus.Narrated) != (tt.kind == corpus.Narrated) {
				t.Errorf("got kind %q, want %q", got.Kind, tt.kind)
			}
			if got.Kind == corpus.Narrated && (got.Speaker != "" || got.Cue != nil || got.Class != "" || got.Mention != nil) {
				t.Errorf("got a speaker %q of a narrated statement", got.Speaker)
			}
			if tt.speaker != "" && !strings.EqualFold(got.Speaker, tt.speaker) {
				t.Errorf("got speaker %q, want %q", got.Speaker, tt.speaker)
			}
			if !strings.Contains(got.Role, tt.role) {
				t.Errorf("got role %q, want %q", got.Role, tt.role)
			}
			if tt.mention != "" && (got.Mention == nil || got.Mention.Text != tt.mention) {
				t.Errorf("got mention %+v, want %q", got.Mention, tt.mention)
			}
			if article := builtin.Article().Text; got.In(article) != got.Text {
				t.Errorf("got text %q, want the article's %q", got.Text, got.In(article))
			}
		})
	}
}

func TestBuiltinArticleDoesNotAnswer(t *testing.T) {
	x, _ := open(t, builtin.Article())
	for _, question := range []string{"best pizza in town", "who won the world cup", "how tall is the eiffel tower"} {
		if got := ask(t, x, corpus.Query{Text: question, Threshold: DefaultThreshold}); len(got) > 0 {
			t.Errorf("%q: got %q with confidence %.2f, want no answer", question, got[0].Text, got[0].Confidence)
		}
	}
}

func TestNoBuiltinLeavesItOut(t *testing.T) {
	own := corpus.Article{ID: "a", Origin: corpus.OriginImported, Text: "The drones stayed in the harbour, Ann Lee said."}
	x, _ := open(t, builtin.Article(), own)
	got := ask(t, x, corpus.Query{Text: "drones", NoBuiltin: true})
	if len(got) != 1 || got[0].Article != "a" {
		t.Errorf("got %q, want the imported article's statement alone", texts(got))
	}
}
