package extract_test

import (
	"runtime"
	"strings"
	"testing"

	"verbatim/corpus"
)

// Extraction takes time and memory in proportion to the text, whatever it
// consists of. Memory stands in for time, which no test may depend on: eight
// times the text may take little more than eight times the bytes.
func TestLinear(t *testing.T) {
	units := map[string]string{
		"marks":               `"`,
		"marks apart":         `" `,
		"marks that open":     "“",
		"marks that close":    "” ",
		"singles":             "‘a’ 'b ",
		"apostrophes":         "s' 'tis ",
		"capitals":            "Ann ",
		"all capitals":        "ANN",
		"said":                "said ",
		"he said":             "he said, she said that ",
		"quotations":          "“No,” he said. ",
		"unclosed paragraphs": "“No. He\n\n",
		"commas":              "a, ",
		"points":              ". ",
		"initials":            "A. ",
		"headings":            "Ann Lee\n",
		"that":                "that the claim that ",
		"by":                  "claims made by Ann ",
		"invalid":             "\xff\xfe ",
		"lines":               "\n",
		"one word":            "a",
		"same sentence":       "It rained. ",
	}
	for name, unit := range units {
		t.Run(name, func(t *testing.T) {
			small := strings.Repeat(unit, 1<<13/len(unit))
			got := allocated(small)
			if more := allocated(strings.Repeat(small, 8)); more > 12*got {
				t.Errorf("%d bytes allocated for %d bytes of text, %d for eight times as many", got, len(small), more)
			}
		})
	}
}

// allocated is how many bytes extraction from a text allocates.
func allocated(text string) uint64 {
	a := corpus.Article{ID: "linear", Language: "en", Text: text}
	statementsIn(a)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	statementsIn(a)
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}
