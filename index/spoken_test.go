package index

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"verbatim/corpus"
	"verbatim/corpus/builtin"
	"verbatim/index/indextest"
)

// village is some news in which people speak, refuse to and deny.
var village = []corpus.Article{
	titled("mill", "2026-03-02", "Mill at Arden shut", `The mill at Arden was shut on Friday after a beam fell into the race.

“The beam was older than my grandmother,” said Ruth Calder, a miller who ran outside. Calder denied that anyone had been warned. She did not say when the wheel would turn again.

The county's inspector of mills, Owen Pratt, said he had seen worse. “It can be mended with oak,” Pratt said.`),
	titled("orchard", "2025-10-20", "Pickers leave orchard", `Forty pickers left the Lowick orchard on Tuesday over the price of their soup.

The pickers' leader, Mabel Finch, said the soup had been water. Finch said that the pickers would come back for bread.

The owner of the orchard, Silas Thorne, declined to comment on the soup. Thorne rejected claims that the pears would rot.`),
	titled("orchard-later", "2026-05-04", "Orchard sold", `The Lowick orchard was sold on Monday to a maker of cider.

Mabel Finch said the pickers had cried. The new owner, Petra Vance, said the soup would be thick from now on.`),
	titled("bells", "2026-04-11", "Bells of Saint Una", `The bells of Saint Una were cast in 1823 by a deaf founder.

Asked about the cracked bell, the sexton, Ivo Marsh, laughed. “She sings better than the choir,” Marsh said.`),
}

func titled(id, published, title, text string) corpus.Article {
	a := article(id, text)
	a.Published, a.Title = corpus.Date(published), title
	return a
}

// openAt is an index in memory that is asked on 11 June 2026.
func openAt(t *testing.T, articles ...corpus.Article) *Index {
	t.Helper()
	now := func() time.Time { return time.Date(2026, 6, 11, 9, 0, 0, 0, time.UTC) }
	x, err := OpenMemory(newMemory(articles...), Options{Now: now})
	must(t, err)
	t.Cleanup(func() { must(t, x.Close()) })
	catchUp(t, x)
	return x
}

func TestWhoseWordsAndWhen(t *testing.T) {
	x := openAt(t, village...)
	tests := []struct{ name, question, speaker, first string }{
		{"a month and its year", "What was said about the soup in October 2025?", "", "had been water|declined to comment"},
		{"a month alone", "what was said about the soup in october", "", "had been water|declined to comment"},
		{"a year", "what did Finch say in 2025", "", "had been water|come back for bread"},
		{"last month", "what did finch say last month", "", "had cried"},
		{"since", "what was said about the soup since March", "", "thick from now on"},
		{"before", "what did the pickers' leader say before 2026", "", "had been water|come back for bread"},
		{"a year that only the text has", "what was cast in 1823", "", "deaf founder"},
		{"the latest", "latest on the soup", "", "thick from now on"},
		{"first said", "what did Finch first say", "", "had been water|come back for bread"},
		{"what is not said", "What did Calder NOT say?", "", "did not say when"},
		{"what is refused", "what did thorne refuse to say", "", "declined to comment"},
		{"a denial", "did Calder deny that people were warned", "", "denied that anyone"},
		{"a denial in another word", "what did Thorne deny", "", "pears would rot"},
		{"by role", "what did the inspector say", "", "had seen worse|mended with oak"},
		{"by role, with a matter", "does the inspector of mills think the beam can be mended", "", "mended with oak|had seen worse"},
		{"by name", "what did vance say", "", "thick from now on"},
		{"by name, in another statement", "what did pratt say", "", "mended with oak|had seen worse"},
		{"a follow-up", "and what did she say about bread?", "", "come back for bread"},
		{"the matter is in the statement before", "cracked bell", "Ivo Marsh", "sings better"},
		{"a word outside of what was said", "miller who ran outside", "", "older than my grandmother"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := ask(t, x, corpus.Query{Text: tt.question, Speaker: tt.speaker, Threshold: DefaultThreshold, Limit: 3})
			if len(got) == 0 {
				t.Fatal("got no answer")
			}
			if !slices.ContainsFunc(strings.Split(tt.first, "|"), func(part string) bool { return strings.Contains(got[0].Text, part) }) {
				t.Errorf("got %q first, want the statement with %q", got[0].Text, tt.first)
			}
		})
	}
}

// A time leaves out what was published at another, unless it names that time.
func TestTimesNarrow(t *testing.T) {
	x := openAt(t, append(slices.Clone(village), titled("soup", "2026-06-01", "A year of soup",
		"The soup of October 2025 is in a museum now. The soup of today is thick."))...)
	for _, a := range ask(t, x, corpus.Query{Text: "What was said about the soup in October 2025?"}) {
		if a.Article != "orchard" && a.Article != "soup" {
			t.Errorf("got %q, which is of another time", a.Text)
		}
	}
	got := ask(t, x, corpus.Query{Text: "the soup in October 2025", Until: "2025-10-19"})
	for _, a := range got {
		if a.Published > "2025-10-19" {
			t.Errorf("got %q of %s, want what the filter lets through", a.Text, a.Published)
		}
	}
}

// A question that names nothing is refused.
func TestNothingToLookFor(t *testing.T) {
	x := openAt(t, village...)
	for _, question := range []string{"Who said it?", "What did they say?", "what happened", "and what did she tell them", "any news?", "Who was it that said that?"} {
		got, err := x.Search(t.Context(), corpus.Query{Text: question, Limit: 3})
		if !errors.Is(err, corpus.ErrEmptyQuestion) {
			t.Errorf("%q: got %q, %v, want %v", question, texts(got.Answers), err, corpus.ErrEmptyQuestion)
		}
	}
	listed := texts(ask(t, x, corpus.Query{Speaker: "Mabel Finch"}))
	if got := texts(ask(t, x, corpus.Query{Text: "what did she say", Speaker: "Mabel Finch"})); len(got) < 2 || !slices.Equal(got, listed) {
		t.Errorf("got %q, want all that Mabel Finch said, %q", got, listed)
	}
	for _, a := range ask(t, x, corpus.Query{Text: "what did she say last month", Speaker: "Mabel Finch"}) {
		if a.Article != "orchard-later" {
			t.Errorf("got %q of %s, want what she said last month", a.Text, a.Published)
		}
	}
}

// Nobody's words are given for those of a person whom no article names. A word that names no one is no reason to refuse.
func TestUnknownSpeaker(t *testing.T) {
	for name, x := range map[string]*Index{"by words": openAt(t, village...), "read": openRead(t, village...)} {
		for _, c := range []struct {
			question string
			answered bool
		}{
			{"what did Ruth Quillfeather say about the beam", false},
			{"what did quillfeather say about the soup", false},
			{"According to Osric Quillfeather, what was wrong with the soup?", false},
			{"What did Calder say about the beam?", true},
			{"what did the boss of the pickers say about the soup", true},
			{"what did the grumpwart of the pickers say about the soup", true},
		} {
			found, err := x.Search(t.Context(), corpus.Query{Text: c.question, Limit: 3, Threshold: DefaultThreshold})
			must(t, err)
			if got := len(found.Answers) > 0; got != c.answered {
				t.Errorf("%s: %q is answered: %v, want %v (%+v)", name, c.question, got, c.answered, found)
			}
			if !c.answered && found.Refusal.Reason != corpus.UnknownWords {
				t.Errorf("%s: %q is refused since %q, want that the name is unknown", name, c.question, found.Refusal.Reason)
			}
		}
	}
}

// Every name that is offered is one that can be chosen.
func TestOfferedSpeakersCanBeChosen(t *testing.T) {
	x := openAt(t, append(slices.Clone(village), builtin.Article())...)
	offered, err := x.Speakers(t.Context(), corpus.Query{Limit: 100})
	must(t, err)
	if len(offered) < 10 {
		t.Fatalf("got %d speakers, want at least ten", len(offered))
	}
	for _, s := range offered {
		if got := ask(t, x, corpus.Query{Speaker: s.Name, Limit: 100}); len(got) == 0 {
			t.Errorf("%q is offered, and nothing that they said is found", s.Name)
		}
	}
}

// A speaker of whom nothing is certain is found for a question, and not named.
func TestSpeakerWhoIsNotCertain(t *testing.T) {
	x := openAt(t, titled("quay", "2026-02-02", "Quay toll", `The quay at Rusk will cost boats nine crowns from June.

Standing for the council, Nora Bly was asked what she made of it. “I would rather row,” she said.`))
	if offered, err := x.Speakers(t.Context(), corpus.Query{Speaker: "Bly", Limit: 1}); err != nil || len(offered) > 0 {
		t.Skipf("she is certain now: %v, %v", offered, err)
	}
	got := ask(t, x, corpus.Query{Text: "quay toll", Speaker: "Nora Bly", Threshold: DefaultThreshold})
	if len(got) == 0 || !strings.Contains(got[0].Text, "rather row") {
		t.Fatalf("got %q, want what she said", texts(got))
	}
	if by := got[0].Byline(); by.Narrated || by.Speaker != "" {
		t.Errorf("got the byline %+v, want a report without a name", by)
	}
	_, err := x.Search(t.Context(), corpus.Query{Speaker: "Nora Bly", Limit: 1})
	if !errors.Is(err, corpus.ErrUnknownSpeaker) {
		t.Errorf("got %v for all that she said, want %v", err, corpus.ErrUnknownSpeaker)
	}
}

// Nobody's words are shown as the article's own.
func TestReportsAreShown(t *testing.T) {
	g := indextest.NewGenerator(7, 600, strings.Fields("ferry harbour mill bridge council storm doctor school nurse bread"))
	articles := append(slices.Clone(village), builtin.Article())
	for n := range g.Articles {
		articles = append(articles, g.Article(n))
	}
	x := openAt(t, articles...)
	questions := append(g.Questions(60), "soup", "who denied it", "what did the owner say", "pickers leader price", "Lowick orchard Tuesday", "drones", "Crimea")
	shown := 0
	for _, question := range questions {
		answered, err := x.Search(t.Context(), corpus.Query{Text: question, Limit: 20})
		if err != nil && !errors.Is(err, corpus.ErrEmptyQuestion) {
			t.Fatalf("%q: %v", question, err)
		}
		for _, a := range answered.Answers {
			found, err := x.Context(t.Context(), corpus.ContextQuery{Article: corpus.ArticleRef{Article: a.Article}, Statement: a.ID})
			must(t, err)
			certain := slices.ContainsFunc(found.Statement.Reports, func(r corpus.Report) bool { return r.Speaker != nil && r.Speaker.Certain })
			if !certain {
				continue
			}
			shown++
			if a.Kind == corpus.Narrated {
				t.Errorf("%q: %q has a certain speaker, and is shown as the article's own words", question, a.Text)
			}
		}
	}
	if shown < 50 {
		t.Errorf("%d answers have a certain speaker, want at least 50 to look at", shown)
	}
}
