package admin_test

import (
	"slices"
	"testing"

	"verbatim/corpus"
	"verbatim/corpus/admin"
	"verbatim/corpus/builtin"
)

// How many articles a guild reads is what its settings and the program leave it,
// in every count of them.
func TestSize(t *testing.T) {
	s := openStore(t)
	var all []corpus.Article
	for id, guild := range map[corpus.ArticleID]corpus.GuildID{"a": home, "b": home, "c": other, "d": corpus.Shared, "e": corpus.Shared, "f": corpus.Shared} {
		all = append(all, corpus.Article{ID: id, Guild: guild, Title: string(id), Origin: corpus.OriginFetched, Text: "Ada said that it rains."})
	}
	if _, err := s.Put(t.Context(), all...); err != nil {
		t.Fatal(err)
	}
	if err := admin.Seed(t.Context(), s, builtin.Article()); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name      string
		noBuiltin bool
		chosen    corpus.Settings
		guild     corpus.GuildID
		want      int
	}{
		{"its own and all that is shared", false, corpus.Settings{}, home, 6},
		{"without the built-in one", false, corpus.Settings{NoBuiltin: true}, home, 5},
		{"without the shared ones", false, corpus.Settings{NoShared: true}, home, 3},
		{"without either", false, corpus.Settings{NoShared: true, NoBuiltin: true}, home, 2},
		{"where the program leaves the built-in one out", true, corpus.Settings{}, home, 5},
		{"where it does, without the shared ones", true, corpus.Settings{NoShared: true}, home, 2},
		{"a guild that has chosen nothing", false, corpus.Settings{NoShared: true}, other, 5},
		{"the shared corpus", false, corpus.Settings{}, corpus.Shared, 4},
		{"the shared corpus without the built-in one", true, corpus.Settings{}, corpus.Shared, 3},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := admin.New(admin.Options{Store: s, NoBuiltin: tt.noBuiltin})
			if err := d.Change(t.Context(), ann, home, tt.chosen); err != nil {
				t.Fatal(err)
			}
			if got, err := d.Size(t.Context(), tt.guild); err != nil || got != tt.want {
				t.Errorf("Size = %d, %v, want %d", got, err, tt.want)
			}
			status, err := d.Status(t.Context(), tt.guild)
			if err != nil || status.Articles+status.Shared != tt.want {
				t.Errorf("Status has %d and %d articles, %v, want %d together", status.Articles, status.Shared, err, tt.want)
			}
			if tt.guild == corpus.Shared {
				return
			}
			list, err := d.Articles(t.Context(), tt.guild, "", 100)
			if err != nil || len(list) != tt.want {
				t.Errorf("Articles lists %d, %v, want %d", len(list), err, tt.want)
			}
			shipped := slices.ContainsFunc(list, func(a corpus.Article) bool { return a.ID == corpus.BuiltinID })
			if _, _, err := d.History(t.Context(), tt.guild, corpus.BuiltinID); (err == nil) != shipped {
				t.Errorf("the history of the built-in article: %v, while it is listed: %v", err, shipped)
			}
		})
	}
}
