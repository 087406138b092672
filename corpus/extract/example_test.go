package extract_test

import (
	"context"
	"fmt"
	"log"

	"verbatim/corpus"
	"verbatim/corpus/extract"
)

func ExampleStatements() {
	article := corpus.Article{ID: "bridge", Language: "en", Text: "The bridge will close in May, Mayor Anna Keller said. " +
		"“We waited too long,” she told reporters. It was built in 1931."}
	statements, err := extract.Statements(context.Background(), article)
	if err != nil {
		log.Fatal(err)
	}
	for _, s := range statements {
		fmt.Println(s.Kind+":", s.Text)
		for _, r := range s.Reports {
			fmt.Printf("  %s %s, certain: %t\n", r.Speaker.Name, r.Cue.Text, r.Speaker.Certain)
		}
	}
	// Output:
	// indirect: The bridge will close in May, Mayor Anna Keller said.
	//   Anna Keller said, certain: true
	// direct: “We waited too long,” she told reporters.
	//   Anna Keller told, certain: true
	// narrated: It was built in 1931.
}

func ExampleCandidates() {
	article := corpus.Article{ID: "vote", Language: "en", Text: "Ann Lee, the mayor, met Tom Brown. “We are ready,” she said."}
	outline, err := extract.Outline(context.Background(), article)
	if err != nil {
		log.Fatal(err)
	}
	statement, candidates, err := extract.Candidates(context.Background(), article, outline[1].ID)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(statement.Text)
	for _, c := range candidates {
		fmt.Println("-", c.Name)
	}
	// Output:
	// “We are ready,” she said.
	// - Ann Lee
	// - Tom Brown
	// - the mayor
}
