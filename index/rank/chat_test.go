package rank

import (
	"slices"
	"strings"
	"testing"

	"verbatim/index/wording"
)

func TestWithoutChat(t *testing.T) {
	for question, want := range map[string]string{
		"wait so who got the boat lol":        "who the boat",
		"hows the minister":                   "how is the minister",
		"why didnt Osei go":                   "why did not osei go",
		"can't we go":                         "can not we go",
		"does anyone know when the tram runs": "when the tram runs",
		"whats the deal with the tram":        "the tram",
		"well collapse at the farm":           "well collapse at the farm",
		"the IMO and the tram":                "the imo and the tram",
		"imo the tram is late":                "the tram is late",
		"how many ppl ride":                   "how many people ride",
		"lol":                                 "lol",
		`what "is like" a tram`:               "what is like a tram",
		"how long did the patients wait":      "how long did the patients wait",
	} {
		q, err := ParseQuestion(question, wording.NewStemmer())
		must(t, err)
		if got := strings.Join(q.sequence, " "); got != want {
			t.Errorf("%q is asked as %q, want %q", question, got, want)
		}
	}
}

func FuzzQuestion(f *testing.F) {
	for _, s := range []string{
		"£2.5bn, 1 400 or five million", "N'Dour’s e-bikes", "tun\u200bnel 60\u2060mm", "½ ﷺ ŉ 𝐓", "it's's", "1.400.000's", "12,34,567", "％５", "１,400",
		"a quarter of a million and a half", "twenty-first 99999999999999999999" + strings.Repeat(" million", 3), "-", "’’s", "5 m", "``x`y",
	} {
		f.Add(s)
	}
	stems := wording.NewStemmer()
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) >= 1000 {
			return
		}
		if q, err := ParseQuestion(text, stems); err == nil {
			if slices.ContainsFunc(q.Words, func(w Word) bool { return w.Term == "" }) {
				t.Errorf("%q has a word without a term", text)
			}
		}
	})
}
