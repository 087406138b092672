package view

import (
	"reflect"
	"strings"
	"testing"

	"verbatim/corpus"
	"verbatim/index/passage"
)

// guild is a guild of shard 1 of 2.
const guild corpus.GuildID = "4194304"

func TestPositionIsUsable(t *testing.T) {
	at := Position{Epoch: "a", Seq: 5, Version: "1"}
	tests := []struct {
		name    string
		head    corpus.Head
		version string
		want    string // part of the reason; "" if it is usable
	}{
		{"at the head", corpus.Head{Epoch: "a", Seq: 5}, "1", ""},
		{"behind", corpus.Head{Epoch: "a", Seq: 9, Horizon: 5}, "1", ""},
		{"ahead", corpus.Head{Epoch: "a", Seq: 4}, "1", "ahead of its store"},
		{"too old", corpus.Head{Epoch: "a", Seq: 9, Horizon: 6}, "1", "too old"},
		{"another store", corpus.Head{Epoch: "b", Seq: 5}, "1", "another store"},
		{"another version", corpus.Head{Epoch: "a", Seq: 5}, "2", "another version"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := at.Usable(tt.head, tt.version)
			if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("Usable = %v, want %q", err, tt.want)
			}
		})
	}
}

func TestPositionInBytes(t *testing.T) {
	at := Position{Epoch: "a", Seq: 5, Version: "1", Documents: 3, Purged: 2, GuildSet: GuildSet{
		Filled: []corpus.GuildID{guild}, Filling: &Filling{Guild: "8", Seq: 2, Horizon: 1}, Dropping: true,
	}}
	data := at.encode()
	got, err := decodePosition(data)
	if err != nil || !reflect.DeepEqual(got, at) {
		t.Errorf("decodePosition = %+v, %v, want %+v", got, err, at)
	}
	data[len(data)-2] ^= 1
	if _, err := decodePosition(data); err == nil {
		t.Error("a damaged position gave no error")
	}
	if _, err := decodePosition(nil); err == nil {
		t.Error("a missing position gave no error")
	}
}

func TestGuildSet(t *testing.T) {
	all := GuildSet{}
	if left := all.Within(corpus.Guilds{}); left.Dropping || !left.Has(guild) {
		t.Errorf("within all guilds: got %+v, want that it holds all of them", left)
	}
	left := all.Within(corpus.Guilds{Of: 2, IDs: []int{0}})
	if !left.Dropping || left.Has(guild) {
		t.Errorf("within shard 0: got %+v, want that the guild of shard 1 is dropped", left)
	}
	if with := left.With(guild, guild); !with.Has(guild) || len(with.Filled) != 1 {
		t.Errorf("got %+v, want that it holds the guild once", with)
	}
	filling := GuildSet{Filling: &Filling{Guild: guild, Seq: 7, Horizon: 3}}
	if got := filling.Since(guild, 3); got != 7 {
		t.Errorf("Since = %d, want where filling has come to", got)
	}
	if got := filling.Since(guild, 4); got != 0 {
		t.Errorf("Since with another horizon = %d, want 0", got)
	}
	if got := filling.Within(corpus.Guilds{Of: 2, IDs: []int{0}}); got.Filling != nil || !got.Dropping {
		t.Errorf("got %+v, want that the guild that was being filled is dropped", got)
	}
}

func TestLayers(t *testing.T) {
	tests := []struct {
		name  string
		query corpus.Query
		want  []Layer
	}{
		{"shared only", corpus.Query{}, []Layer{"", "builtin"}},
		{"a guild", corpus.Query{Guild: "7"}, []Layer{"7", "7/", "", "7/builtin", "builtin"}},
		{"a guild without the built-in article", corpus.Query{Guild: "7", NoBuiltin: true}, []Layer{"7", "7/", ""}},
		{"a guild alone", corpus.Query{Guild: "7", NoBuiltin: true, NoShared: true}, []Layer{"7"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := LayersOf(tt.query); !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
	if l, rest, ok := CutScope(LayerOf("7", corpus.OriginPasted).Scope() + "word"); l != "7" || rest != "word" || !ok {
		t.Errorf("CutScope = %q, %q, %v, want the layer of guild 7 and the word", l, rest, ok)
	}
}

func TestDocumentIDs(t *testing.T) {
	key := passage.KeyOf("7", "a")
	copies := SharedLayer.Copies("7")
	for _, tt := range []struct {
		id    string
		n     uint64
		layer Layer
		ok    bool
	}{{string(key[:]), 0, "", false}, {PassageID(key, 300), 300, "", true}, {CopyID(key, 2, copies), 2, copies, true}} {
		if n, l, ok := CutID(tt.id); n != tt.n || l != tt.layer || ok != tt.ok {
			t.Errorf("CutID(%x) = %d, %q, %v, want %d, %q, %v", tt.id, n, l, ok, tt.n, tt.layer, tt.ok)
		}
	}
}
