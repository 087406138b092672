package index

import (
	"slices"
	"testing"

	"verbatim/corpus"
)

// Of two statements with the same of the question's words, the one that answers
// it comes first.
func TestWhatTellsAnswersApart(t *testing.T) {
	tests := []struct{ name, question, right, wrong string }{
		{"other words for the same", "Who is the island's physician?", "The island has had a doctor since May.", "The island has had a singer since May."},
		{"the number stands by what is counted", "How many boats sank in the harbour?",
			"In the harbour eleven boats sank.", "Eleven people saw how in the harbour the boats slowly sank."},
		{"words close together", "the red lighthouse keeper", "They met the red lighthouse keeper and the priest on the way to the pier.",
			"The red door of the house by the pier, not the lighthouse, was painted by the keeper."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, order := range [][2]string{{tt.right, tt.wrong}, {tt.wrong, tt.right}} {
				x, _ := open(t, article("a", order[0]), article("b", order[1]))
				got := texts(ask(t, x, corpus.Query{Text: tt.question}))
				if len(got) == 0 || got[0] != tt.right {
					t.Errorf("got %q, want %q first", got, tt.right)
				}
			}
		})
	}
}

// The statement before tells what a pronoun stands for.
func TestTheStatementBeforeFillsIn(t *testing.T) {
	x, _ := open(t,
		article("a", "The ferry to Gull Island was built in Norway. It was sold in March to a bank."),
		article("b", "The lorry was built in Norway. It was sold in March to a bank, too."),
	)
	got := texts(ask(t, x, corpus.Query{Text: "When was the ferry to Gull Island sold?"}))
	ferry, lorry := slices.Index(got, "It was sold in March to a bank."), slices.Index(got, "It was sold in March to a bank, too.")
	if ferry < 0 || lorry >= 0 && lorry < ferry {
		t.Errorf("got %q, want what was said of the ferry before what was said of the lorry", got)
	}
}
