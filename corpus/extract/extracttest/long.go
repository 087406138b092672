package extracttest

import (
	"strings"

	"verbatim/corpus/builtin"
)

// LongTexts are texts of about that many bytes, by what they consist of.
func LongTexts(size int) map[string]string {
	article := builtin.Article().Text
	texts := map[string]string{
		"articles":  article + "\n\n",
		"one line":  strings.Join(strings.Fields(article), " ") + " ",
		"lines":     "Ann Lee said that it was so. “We were there,” he said.\n",
		"headings":  "Ann Lee\n",
		"wrapped":   "Ann Lee said that the harbour was not safe for\nlarge ships any more, and that nobody had come.\n",
		"quotation": "“We were there, and it was so.\n\n",
		"sentence":  "he said, she said that ",
		"word":      "a",
		"marks":     "“a”, ",
		"foreign":   "Der Minister sagte, dass es so sei. „Wir waren dabei und sahen es“, sagte er. ",
		"going on":  "“We were there and saw it.” ",
	}
	for name, unit := range texts {
		texts[name] = "Ann Lee said: “So it is.” " + strings.Repeat(unit, max(1, size/len(unit))) + "Tom Hill denied it."
	}
	return texts
}
