package index

import (
	"context"
	"reflect"
	"testing"

	"verbatim/corpus"
)

// talk is an article in which people speak.
var talk = article("talk", `“The ferry sails at noon,” Ann Lee said. “The tickets cost too much,” Ann Lee said.

Peter Marsh said that the ferry was late. Zoë Ågren said that the wall was strong.`)

func names(t testing.TB, found []corpus.SpeakerCount, err error) map[string]int {
	t.Helper()
	must(t, err)
	out := make(map[string]int)
	for _, s := range found {
		out[s.Name] = s.Statements
	}
	return out
}

func TestSpeakers(t *testing.T) {
	x, f := open(t, talk, own("111", article("more", "“The ferry is ours,” Ann Lee said. Anton Veil said that it was not.")))
	all := map[string]int{"Ann Lee": 2, "Peter Marsh": 1, "Zoë Ågren": 1}
	ours := map[string]int{"Ann Lee": 3, "Peter Marsh": 1, "Zoë Ågren": 1, "Anton Veil": 1}
	tests := []struct {
		name   string
		guild  corpus.GuildID
		prefix string
		limit  int
		want   map[string]int
	}{
		{"everybody", corpus.Shared, "", 10, all},
		{"everybody of a guild and the shared", "111", "", 10, ours},
		{"another guild", "222", "", 10, all},
		{"a first name", "111", "an", 10, map[string]int{"Ann Lee": 3, "Anton Veil": 1}},
		{"not the other guild's", "222", "an", 10, map[string]int{"Ann Lee": 2}},
		{"a last name", "222", "MAR", 10, map[string]int{"Peter Marsh": 1}},
		{"without accents", "222", "zoe a", 10, map[string]int{"Zoë Ågren": 1}},
		{"the most first", "111", "", 1, map[string]int{"Ann Lee": 3}},
		{"nobody", "111", "xx", 10, map[string]int{}},
		{"punctuation", "111", "?", 10, map[string]int{}},
		{"none asked for", "111", "", 0, map[string]int{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			found, err := x.Speakers(context.Background(), corpus.Query{Guild: tt.guild, Speaker: tt.prefix, Limit: tt.limit})
			if got := names(t, found, err); !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
	f.remove("111", "more")
	catchUp(t, x)
	found, err := x.Speakers(context.Background(), corpus.Query{Guild: "111", Limit: 10})
	if got := names(t, found, err); !reflect.DeepEqual(got, all) {
		t.Errorf("after the guild's article went: got %v, want %v", got, all)
	}
}

func TestSpeakersOn(t *testing.T) {
	x, _ := open(t, talk, own("111", article("more", "“The ferry is ours,” Ann Lee said.")))
	tests := []struct {
		guild corpus.GuildID
		topic string
		want  map[string]int
	}{
		{corpus.Shared, "ferry", map[string]int{"Ann Lee": 1, "Peter Marsh": 1}},
		{"111", "ferry", map[string]int{"Ann Lee": 2, "Peter Marsh": 1}},
		{"222", "the price of tickets", map[string]int{"Ann Lee": 1}},
		{"222", "zeppelins", map[string]int{}},
		{"111", "ferry speaker:Marsh", map[string]int{"Peter Marsh": 1}},
	}
	for _, tt := range tests {
		found, err := x.SpeakersOn(context.Background(), corpus.Query{Guild: tt.guild, Text: tt.topic, Limit: 10})
		if got := names(t, found, err); !reflect.DeepEqual(got, tt.want) {
			t.Errorf("guild %q on %q: got %v, want %v", tt.guild, tt.topic, got, tt.want)
		}
	}
}

func TestSpeakerFilter(t *testing.T) {
	x, _ := open(t, talk)
	for _, tt := range []struct {
		speaker string
		want    int
	}{{"Ann Lee", 1}, {"lee", 1}, {"Peter", 1}, {"Zoe Agren", 0}} {
		got := ask(t, x, corpus.Query{Text: "ferry", Speaker: tt.speaker})
		if len(got) != tt.want {
			t.Errorf("speaker %q: got %q, want %d answers", tt.speaker, texts(got), tt.want)
		}
	}
	got := ask(t, x, corpus.Query{Text: "ferry", Kind: corpus.Direct})
	if len(got) != 1 || got[0].Kind != corpus.Direct || got[0].Speaker != "Ann Lee" {
		t.Errorf("direct: got %+v, want Ann Lee's quotation", got)
	}
}
