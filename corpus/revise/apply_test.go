package revise

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"verbatim/corpus"
	"verbatim/corpus/extract"
	"verbatim/corpus/extract/extracttest"
)

func naming(c corpus.Correction, name, mention string, occurrence int) corpus.Correction {
	c.Name, c.Mention, c.Occurrence = name, mention, occurrence
	return c
}

func later(c corpus.Correction, id string) corpus.Correction {
	c.At, c.ID = c.At.Add(time.Hour), corpus.CorrectionID(id)
	return c
}

// saying is who the report with that cue in the statement with some words is
// attributed to after corrections.
func saying(t testing.TB, statements []corpus.Statement, words, cue string) *corpus.Report {
	t.Helper()
	for i := range statements {
		if !strings.Contains(statements[i].Text, words) {
			continue
		}
		for k := range statements[i].Reports {
			if r := &statements[i].Reports[k]; cue == "" && r.Cue == nil || r.Cue != nil && r.Cue.Text == cue {
				return r
			}
		}
	}
	return nil
}

func TestApplySpeaker(t *testing.T) {
	a := extracttest.Bridge()
	denied := extracttest.Correction(t, a, "denied", "denied", corpus.VerdictSpeaker)
	tests := []struct {
		name       string
		correction corpus.Correction
		want       corpus.Speaker // without aliases
		mention    string
		applies    bool
	}{
		{
			"a speaker of the article", naming(denied, "Tom Brown", "Tom Brown", 0),
			corpus.Speaker{Name: "Tom Brown", Role: "a councillor", Kind: corpus.Person, Certain: true}, "Tom Brown", true,
		},
		{
			"words that are no speaker", naming(denied, "the mayor of Lismore", "the mayor of Lismore", 0),
			corpus.Speaker{Name: "the mayor of Lismore", Kind: corpus.UnknownKind, Certain: true}, "the mayor of Lismore", true,
		},
		{"nobody of the article", naming(denied, "Jane Roe", "she", 0), corpus.Speaker{}, "", false},
		{"part of a word", naming(denied, "Ann", "nual", 0), corpus.Speaker{}, "", false},
		{
			"an occurrence that is gone: the nearest", naming(denied, "Ann Lee", "bridge", 9),
			corpus.Speaker{Name: "Ann Lee", Role: "the mayor of Lismore", Kind: corpus.Person, Certain: true}, "bridge", true,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			out, applies := applied(a, statementsIn(a), []corpus.Correction{tt.correction})
			r := saying(t, out, "denied", "denied")
			if applies[0] != tt.applies || r.Corrected != tt.applies {
				t.Fatalf("applies %v, corrected %v, want %v", applies[0], r.Corrected, tt.applies)
			}
			if !tt.applies {
				if want := saying(t, statementsIn(a), "denied", "denied"); !reflect.DeepEqual(r, want) {
					t.Errorf("got %+v, want %+v", r, want)
				}
				return
			}
			got := *r.Speaker
			if got.Mention.In(a.Text) != tt.mention {
				t.Errorf("the mention is %q, want %q", got.Mention.In(a.Text), tt.mention)
			}
			got.Aliases, got.Mention = nil, corpus.Span{}
			if !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
			if r.Probability != 1 {
				t.Errorf("the probability is %v, want 1", r.Probability)
			}
		})
	}
}

func TestApplyMentionOccurrence(t *testing.T) {
	a := extracttest.Bridge()
	c := naming(extracttest.Correction(t, a, "denied", "denied", corpus.VerdictSpeaker), "Ann Lee", "bridge", 1)
	out, _ := applied(a, statementsIn(a), []corpus.Correction{c})
	got := saying(t, out, "denied", "denied").Speaker.Mention.Start
	first := strings.Index(a.Text, "bridge")
	if want := first + 1 + strings.Index(a.Text[first+1:], "bridge"); got != want {
		t.Errorf("the mention stands at %d, want %d", got, want)
	}
}

func TestApplyVerdicts(t *testing.T) {
	a := extracttest.Bridge()
	plain := statementsIn(a)
	t.Run("unidentified", func(t *testing.T) {
		out, applies := applied(a, plain, []corpus.Correction{extracttest.Correction(t, a, "was not safe", "said", corpus.VerdictUnidentified)})
		r := saying(t, out, "was not safe", "said")
		if !applies[0] || !r.Corrected || r.Speaker == nil || r.Speaker.Certain || r.Probability != 0 || r.Speaker.Role != "" {
			t.Errorf("applies %v, got %+v of %+v", applies[0], r, r.Speaker)
		}
		if other := saying(t, out, "was not safe", "warned"); other.Corrected {
			t.Errorf("the report beside it is corrected too: %+v", other)
		}
	})
	t.Run("no statement", func(t *testing.T) {
		out, applies := applied(a, plain, []corpus.Correction{extracttest.Correction(t, a, "denied", "denied", corpus.VerdictNoStatement)})
		i := slices.IndexFunc(out, func(s corpus.Statement) bool { return strings.Contains(s.Text, "denied") })
		if s := out[i]; !applies[0] || s.Kind != corpus.Narrated || len(s.Reports) != 0 || !s.Corrected || len(out) != len(plain) {
			t.Errorf("applies %v, got %+v", applies[0], s)
		}
	})
	t.Run("hidden", func(t *testing.T) {
		out, applies := applied(a, plain, []corpus.Correction{extracttest.Correction(t, a, "ninety years", "", corpus.VerdictHidden)})
		if !applies[0] || len(out) != len(plain)-1 {
			t.Fatalf("applies %v, %d of %d statements are left", applies[0], len(out), len(plain))
		}
		for _, s := range out {
			if strings.Contains(s.Text, "ninety") {
				t.Errorf("%q is not hidden", s.Text)
			}
		}
	})
	t.Run("a verdict that is none", func(t *testing.T) {
		out, applies := applied(a, plain, []corpus.Correction{extracttest.Correction(t, a, "denied", "denied", "praised")})
		if applies[0] || !reflect.DeepEqual(out, plain) {
			t.Errorf("applies %v", applies[0])
		}
	})
}

func TestApplyNewestWins(t *testing.T) {
	a := extracttest.Bridge()
	denied := extracttest.Correction(t, a, "denied", "denied", corpus.VerdictSpeaker)
	lee, brown := naming(denied, "Ann Lee", "Ann Lee", 0), naming(denied, "Tom Brown", "Tom Brown", 0)
	hidden := extracttest.Correction(t, a, "denied", "denied", corpus.VerdictHidden)
	undone := later(brown, "undone")
	undone.UndoneAt = time.Unix(9000, 0)
	tests := []struct {
		name        string
		corrections []corpus.Correction
		want        string // the speaker; "" where the statement is hidden
		applies     []bool
	}{
		{"the newer of two", []corpus.Correction{later(brown, "b"), lee}, "Tom Brown", []bool{true, true}},
		{"in any order", []corpus.Correction{lee, later(brown, "b")}, "Tom Brown", []bool{true, true}},
		{"the later of one second", []corpus.Correction{made(brown, "a", 8), made(lee, "z", 7)}, "Tom Brown", []bool{true, true}},
		{"one that was undone", []corpus.Correction{lee, undone}, "Ann Lee", []bool{true, false}},
		{"hidden last", []corpus.Correction{lee, later(hidden, "h")}, "", []bool{true, true}},
		{"named after it was hidden", []corpus.Correction{hidden, later(lee, "l")}, "Ann Lee", []bool{true, true}},
		{"the newest has lost its mention", []corpus.Correction{lee, later(naming(denied, "Jane Roe", "Jane Roe", 0), "j")}, "An official", []bool{true, false}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			out, applies := applied(a, statementsIn(a), tt.corrections)
			got := ""
			if r := saying(t, out, "denied", "denied"); r != nil && r.Speaker != nil {
				got = r.Speaker.Name
			}
			if got != tt.want || !slices.Equal(applies, tt.applies) {
				t.Errorf("got %q, %v, want %q, %v", got, applies, tt.want, tt.applies)
			}
		})
	}
}

// made is the correction under another id, made at that position.
func made(c corpus.Correction, id corpus.CorrectionID, at corpus.Seq) corpus.Correction {
	c.ID, c.Made = id, at
	return c
}

// A correction finds its statement again by its words, and its report by cue or
// content.
func TestApplyFindsPlaceAgain(t *testing.T) {
	a := extracttest.Bridge()
	good := naming(extracttest.Correction(t, a, "was not safe", "warned", corpus.VerdictSpeaker), "Ann Lee", "Ann Lee", 0)
	tests := []struct {
		name    string
		change  func(*corpus.Correction, *corpus.Article)
		applies bool
	}{
		{"as it was made", func(*corpus.Correction, *corpus.Article) {}, true},
		{"edited elsewhere", func(_ *corpus.Correction, a *corpus.Article) { a.Text = "Fresh news came in.\n\n" + a.Text }, true},
		{"an id of another extractor", func(c *corpus.Correction, _ *corpus.Article) { c.Statement = "old" }, true},
		{"spaced otherwise too", func(c *corpus.Correction, _ *corpus.Article) {
			c.Statement, c.Text = "old", strings.ReplaceAll(c.Text, " ", "\n ")
		}, true},
		{"another content", func(c *corpus.Correction, _ *corpus.Article) { c.Content = "quite other words" }, true},
		{"another cue", func(c *corpus.Correction, _ *corpus.Article) { c.Cue = "threatened" }, true},
		{"another cue and content", func(c *corpus.Correction, _ *corpus.Article) { c.Cue, c.Content = "threatened", "quite other words" }, false},
		{"reworded", func(_ *corpus.Correction, a *corpus.Article) { a.Text = strings.ReplaceAll(a.Text, "warned", "feared") }, false},
		{"another article", func(c *corpus.Correction, _ *corpus.Article) { c.Article = "other" }, false},
		{"another guild's article", func(c *corpus.Correction, _ *corpus.Article) { c.ArticleGuild = "8" }, false},
		{"the name has left the article", func(_ *corpus.Correction, a *corpus.Article) {
			a.Text = strings.ReplaceAll(a.Text, "Ann Lee", "Eve Hill")
		}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, a := good, a
			tt.change(&c, &a)
			out, applies := applied(a, statementsIn(a), []corpus.Correction{c})
			if applies[0] != tt.applies {
				t.Fatalf("applies %v, want %v", applies[0], tt.applies)
			}
			r := saying(t, out, "was not safe", "warned")
			if tt.applies && (r == nil || r.Speaker == nil || r.Speaker.Name != "Ann Lee") {
				t.Errorf("got %+v", r)
			}
			if other := saying(t, out, "was not safe", "said"); other != nil && other.Corrected {
				t.Errorf("the report beside it is corrected: %+v", other)
			}
		})
	}
}

// What continues a corrected report follows it.
func TestApplyContinued(t *testing.T) {
	a := corpus.Article{ID: "c", Language: "en", Text: "“The bridge is ready,” said Ann Lee. “It will open on Monday.”\n\nTom Brown said the bridge was old."}
	plain := statementsIn(a)
	if plain[1].Reports[0].Continues != plain[0].ID {
		t.Fatalf("the second statement continues nothing: %+v", plain[1])
	}
	tests := []struct {
		name    string
		verdict corpus.Verdict
		want    string
		certain bool
	}{
		{"a speaker", corpus.VerdictSpeaker, "Tom Brown", plain[1].Reports[0].Speaker.Certain},
		{"nobody", corpus.VerdictUnidentified, "Ann Lee", false},
		{"no statement", corpus.VerdictNoStatement, "Ann Lee", false},
		{"hidden", corpus.VerdictHidden, "Ann Lee", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			out, _ := applied(a, plain, []corpus.Correction{naming(extracttest.Correction(t, a, "is ready", "said", tt.verdict), "Tom Brown", "Tom Brown", 0)})
			r := saying(t, out, "It will open", "")
			if r == nil || r.Speaker == nil || r.Speaker.Name != tt.want || r.Speaker.Certain != tt.certain || r.Corrected {
				t.Errorf("got %+v of %+v, want %q, certain %v", r, r.Speaker, tt.want, tt.certain)
			}
		})
	}
}

// Whatever is said of whatever statements, the input stays, the result keeps the
// invariants of statements, and what nothing applies to is as it was.
func TestApplyRandom(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	articles := []corpus.Article{extracttest.Bridge(), {ID: "b", Guild: "7", Language: "en", Text: strings.Repeat(extracttest.Bridge().Text+"\n\n", 3)}}
	for range 200 {
		a := articles[r.IntN(len(articles))]
		plain := statementsIn(a)
		before, _ := json.Marshal(plain)
		var corrections []corpus.Correction
		for range r.IntN(5) {
			corrections = append(corrections, randomCorrection(r, a, plain))
		}
		out, applies := applied(a, plain, corrections)
		if after, _ := json.Marshal(plain); string(before) != string(after) {
			t.Fatal("the statements were changed")
		}
		for i := range out {
			out[i].Kind = extracttest.Kind(out[i].Reports)
		}
		extracttest.CheckInvariants(t, a.Text, out)
		if !slices.Contains(applies, true) && !slices.ContainsFunc(corrections, func(c corpus.Correction) bool { return c.UndoneAt.IsZero() }) && !reflect.DeepEqual(out, plain) {
			t.Fatal("corrections that do not apply have changed something")
		}
		shuffled := slices.Clone(corrections)
		r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if again, _ := applied(a, plain, shuffled); !reflect.DeepEqual(again, out) {
			t.Fatal("the order of the corrections makes a difference")
		}
	}
}

// randomCorrection is a correction of one of the statements, of any kind.
func randomCorrection(r *rand.Rand, a corpus.Article, statements []corpus.Statement) corpus.Correction {
	s := statements[r.IntN(len(statements))]
	verdicts := []corpus.Verdict{corpus.VerdictSpeaker, corpus.VerdictSpeaker, corpus.VerdictUnidentified, corpus.VerdictNoStatement, corpus.VerdictHidden}
	names := []string{"Ann Lee", "Tom Brown", "she", "An official", "Nobody Here"}
	c := corpus.Correction{
		ID: corpus.CorrectionID([]byte{byte('a' + r.IntN(26)), byte('a' + r.IntN(26)), byte('a' + r.IntN(26)), byte('a' + r.IntN(26))}), Guild: a.Guild, ArticleGuild: a.Guild, Article: a.ID,
		Statement: s.ID, Text: s.Text, Verdict: verdicts[r.IntN(len(verdicts))], At: time.Unix(int64(r.IntN(1000)), 0),
	}
	if len(s.Reports) > 0 {
		c.Cue, c.Content = extract.ReportWords(a.Text, s.Reports[r.IntN(len(s.Reports))])
	}
	c.Name = names[r.IntN(len(names))]
	c.Mention, c.Occurrence = c.Name, r.IntN(2)
	return c
}

func FuzzApply(f *testing.F) {
	f.Add(extracttest.Bridge().Text, 1, "denied", "that the repairs", "Ann Lee", "she", 0, "speaker")
	f.Add("“No,” he said. “Never.”", 0, "said", "No", "he", "he", 0, "hidden")
	f.Add("\xff said “x”.", 0, "", "", "x", "\xff", 2, "unidentified")
	f.Fuzz(func(t *testing.T, text string, at int, cue, content, name, mention string, occurrence int, verdict string) {
		a := corpus.Article{ID: "fuzz", Text: text}
		plain := statementsIn(a)
		c := corpus.Correction{Article: a.ID, Cue: cue, Content: content, Verdict: corpus.Verdict(verdict), Name: name, Mention: mention, Occurrence: occurrence}
		if len(plain) > 0 {
			s := plain[uint(at)%uint(len(plain))]
			c.Statement, c.Text = s.ID, s.Text
		}
		before, _ := json.Marshal(plain)
		out, applies := applied(a, plain, []corpus.Correction{c})
		if after, _ := json.Marshal(plain); string(before) != string(after) {
			t.Error("the statements were changed")
		}
		if !applies[0] && c.Verdict != corpus.VerdictSpeaker && !reflect.DeepEqual(out, plain) {
			t.Error("a correction that does not apply changed something")
		}
		extracttest.CheckInvariants(t, text, out)
	})
}
