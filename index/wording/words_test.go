package wording

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestNormalise(t *testing.T) {
	for word, want := range map[string]string{
		"Harbour's": "harbour", "N'Dour": "ndour", "N’Dour’s": "ndour", "d'Ivoire": "divoire", "don't": "don't", "U.S": "usa", "p.m": "pm",
		"1,400": "1400", "1'400": "1400", "1\u202f400": "1400", "1.400.000": "1400000", "12,34,567": "1234567", "2.50": "2.5", "3.0": "3",
		"0.5": "0.5", "007": "007", "1980's": "1980s", "１２": "12", "12.05.2024": "12.05.2024", "%": "percent", "£": "pound",
		"Ｔｏｗｅｒ": "tower", "𝐓ower": "tower", "ﬁre": "fire", "tow\u200der": "tower", "to\u00adwer": "tower", "Bjørn": "bjorn",
		"Łódź": "lodz", "Straße": "strasse", "Æsir": "aesir", "Þór": "thor", "Zoe\u0301": "zoe",
	} {
		if got := string(Normalise(nil, word)); got != want {
			t.Errorf("Normalise(%q) = %q, want %q", word, got, want)
		}
	}
}

func TestEachWord(t *testing.T) {
	for text, want := range map[string]string{
		"60mm of rain":         "60|mm|of|rain",
		"£2.5bn, $5 and 20%":   "£|2.5|bn|$|5|and|20|%",
		"5 € or 20 %":          "5|€|or|20|%",
		"a % of $ signs":       "a|of|signs",
		"the 1st A380 of 5G":   "the|1st|A380|of|5G",
		"1 400 or 1\u00a0400":  "1|400|or|1\u00a0400",
		"tun\u200bnel\u200b x": "tun\u200bnel|x",
		"60\u2060mm":           "60|mm",
		"two-player":           "two|player",
		"10km/h by 3pm":        "10|km|h|by|3|pm",
		"in 12,34,567 parts":   "in|12,34,567|parts",
		"1,2,3":                "1|2|3",
	} {
		var got []string
		EachWord(text, func(start, end int) { got = append(got, text[start:end]) })
		if strings.Join(got, "|") != want {
			t.Errorf("EachWord(%q) = %q, want %q", text, strings.Join(got, "|"), want)
		}
	}
}

// besides returns the terms that words of a text have together.
func besides(text string) []string {
	var terms []string
	NewStemmer().Read(text, Interest{Numbers: true, Compounds: true}, func(f Found) {
		if f.Besides {
			terms = append(terms, f.Term)
		}
	})
	return terms
}

func TestTermsOfWordsTogether(t *testing.T) {
	for text, want := range map[string]string{
		"five million":                     "5000000",
		"5 million litres":                 "5000000",
		"£2.5bn":                           "2500000000",
		"3.75 million":                     "3750000",
		"5m or 5 m":                        "5000000",
		"two hundred and six":              "206",
		"two hundred thousand":             "200000",
		"one million two hundred thousand": "1200000",
		"a hundred":                        "100",
		"half a million":                   "500000",
		"a quarter of a million":           "250000",
		"two and a half million":           "2500000",
		"half a dozen":                     "6",
		"three dozen":                      "36",
		"fourteen hundred":                 "1400",
		"twenty-first":                     "twentyfirst|21st",
		"ninety nine":                      "99",
		"1 400 nurses":                     "1400",
		"1 400 000 nurses":                 "1400000",
		"1.400 nurses":                     "1400",
		"0.400":                            "",
		"in 2020 400 people":               "",
		"five six":                         "",
		"5 million 200 people":             "5000000",
		"five million two":                 "5000000",
		"and of a":                         "",
		"e-bike":                           "ebik",
		"state-of-art":                     "stateof|ofart|stateofart",
		"2019-20":                          "",
		"F-16":                             "f16",
		"d'Ivoire":                         "ivoir",
		"I'll":                             "",
		"20 per cent":                      "percent",
	} {
		if got := strings.Join(besides(text), "|"); got != want {
			t.Errorf("%q has %q besides, want %q", text, got, want)
		}
	}
}

func FuzzWords(f *testing.F) {
	for _, s := range []string{
		"£2.5bn, 1 400 or five million", "N'Dour’s e-bikes", "tun\u200bnel 60\u2060mm", "½ ﷺ ŉ 𝐓", "it's's", "1.400.000's", "12,34,567", "％５", "１,400",
		"a quarter of a million and a half", "twenty-first 99999999999999999999" + strings.Repeat(" million", 3), "-", "’’s", "5 m", "``x`y",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		last := 0
		EachWord(text, func(start, end int) {
			if start < last || end <= start || end > len(text) {
				t.Fatalf("%q: a word at %d to %d after %d", text, start, end, last)
			}
			last = end
			once := string(Normalise(nil, text[start:end]))
			if twice := string(Normalise(nil, once)); twice != once {
				t.Errorf("%q is normalised to %q, and that to %q", text[start:end], once, twice)
			}
		})
		if !utf8.ValidString(text) {
			return
		}
		words := 0
		EachWord(text, func(int, int) { words++ })
		NewStemmer().EachTerm(text, func(term string, position, start, end int) {
			if term == "" || position < 0 || position >= words || start < 0 || end <= start || end > len(text) {
				t.Errorf("%q: got the term %q of word %d of %d at %d to %d", text, term, position, words, start, end)
			}
		})
	})
}
