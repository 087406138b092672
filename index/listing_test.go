package index

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"verbatim/corpus"
)

// dated is an article of a day.
func dated(id, day, text string) corpus.Article {
	a := article(id, text)
	a.Published = corpus.Date(day)
	return a
}

// saidOfTheMill is four articles in which Ann Lee speaks of the mill, of two sources.
func saidOfTheMill() []corpus.Article {
	articles := []corpus.Article{
		dated("b", "2024-03-02", "Ann Lee said that the mill would reopen. Tom Brown said the mill was not safe. Nobody else spoke of the mill."),
		dated("a", "2022-11-05", "“The mill is closed,” Ann Lee said. Ann Lee said that the weir was low."),
		dated("c", "", "Ann Lee said that the mill was old."),
		dated("d", "2024-03-02T08:00:00Z", "Ann Lee warned that the mill might burn."),
	}
	articles[0].Source, articles[1].Source = "feed", "page"
	return articles
}

func TestWhatWasSaidInOrder(t *testing.T) {
	x, _ := open(t, saidOfTheMill()...)
	const (
		reopen, closed, weir = "would reopen", "is closed", "weir was low"
		old, burn, safe      = "was old", "might burn", "not safe"
	)
	tests := []struct {
		name  string
		query corpus.Query
		want  []string
	}{
		{"all of a speaker, the newest first", corpus.Query{Speaker: "Ann Lee"}, []string{burn, reopen, closed, weir, old}},
		{"named so", corpus.Query{Speaker: "ann lee", Order: corpus.Newest}, []string{burn, reopen, closed, weir, old}},
		{"the oldest first", corpus.Query{Speaker: "Ann Lee", Order: corpus.Oldest}, []string{closed, weir, reopen, burn, old}},
		{"as many as asked for", corpus.Query{Speaker: "Ann Lee", Limit: 2}, []string{burn, reopen}},
		{"by an operator alone", corpus.Query{Text: `speaker:"Ann Lee"`}, []string{burn, reopen, closed, weir, old}},
		{"without a word", corpus.Query{Text: "-mill", Speaker: "Lee"}, []string{weir}},
		{"of a kind", corpus.Query{Speaker: "Lee", Kind: corpus.Direct}, []string{closed}},
		{"of a time", corpus.Query{Speaker: "Lee", Since: "2024-01-01"}, []string{burn, reopen}},
		{"of a source", corpus.Query{Speaker: "Lee", Source: "page"}, []string{closed, weir}},
		{"of another source", corpus.Query{Speaker: "Tom Brown", Source: "page"}, nil},
		{"of some articles", corpus.Query{Speaker: "Lee", Only: refs(corpus.Shared, "c", "b", "nowhere")}, []string{reopen, old}},
		{"of no article", corpus.Query{Speaker: "Lee", Only: []corpus.ArticleRef{}}, nil},
		{"a threshold is no matter", corpus.Query{Speaker: "Tom Brown", Threshold: 0.9}, []string{safe}},
		{"a topic of a speaker, the newest first", corpus.Query{Text: "mill", Speaker: "Lee", Order: corpus.Newest}, []string{burn, reopen, closed, old}},
		{"a topic, the oldest first", corpus.Query{Text: "mill", Order: corpus.Oldest, Threshold: DefaultThreshold}, []string{closed, reopen, safe, "Nobody else", burn, old}},
		{"a topic of some articles", corpus.Query{Text: "mill", Only: refs(corpus.Shared, "d"), Threshold: DefaultThreshold}, []string{burn}},
		{"a topic of a source", corpus.Query{Text: "weir", Source: "page"}, []string{weir}},
		{"a topic that is not there", corpus.Query{Text: "zeppelin hangar", Order: corpus.Newest, Threshold: DefaultThreshold}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := texts(ask(t, x, tt.query))
			if !holdInOrder(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func refs(guild corpus.GuildID, ids ...corpus.ArticleID) []corpus.ArticleRef {
	out := []corpus.ArticleRef{}
	for _, id := range ids {
		out = append(out, corpus.ArticleRef{Guild: guild, Article: id})
	}
	return out
}

// holdInOrder reports whether each text holds the words in its place.
func holdInOrder(texts, words []string) bool {
	return slices.EqualFunc(texts, words, strings.Contains)
}

func TestListingsAtFault(t *testing.T) {
	x, _ := open(t, saidOfTheMill()...)
	tests := []struct {
		name  string
		query corpus.Query
		want  error
	}{
		{"nobody", corpus.Query{Limit: 1}, corpus.ErrEmptyQuestion},
		{"a blank name", corpus.Query{Speaker: " ", Limit: 1}, corpus.ErrEmptyQuestion},
		{"a name without a letter", corpus.Query{Speaker: "?!", Limit: 1}, corpus.ErrUnknownSpeaker},
		{"an unknown name", corpus.Query{Speaker: "Zebedee", Limit: 1}, corpus.ErrUnknownSpeaker},
		{"a topic without a word", corpus.Query{Text: "the of", Speaker: "Lee", Limit: 1}, corpus.ErrEmptyQuestion},
		{"an order that is none", corpus.Query{Speaker: "Lee", Limit: 1, Order: "worst"}, corpus.ErrQuery},
		{"an empty message", corpus.Query{Speaker: "Lee", Limit: 1, Message: true}, corpus.ErrEmptyQuestion},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got, err := x.Search(context.Background(), tt.query); !errors.Is(err, tt.want) {
				t.Errorf("got %q, %v, want %v", texts(got.Answers), err, tt.want)
			}
		})
	}
}

// What a guild lists is what it sees: its own and the shared, by whatever filter.
func TestListingsOfGuildsAreApart(t *testing.T) {
	secret := own("1", dated("s", "2025-01-01", "Ann Lee said that the zeppelin was ready."))
	secret.Source = "theirs"
	shared := dated("b", "2024-03-02", "Ann Lee said that the mill would reopen.")
	x, _ := open(t, shared, secret, own("2", dated("s", "2023-01-01", "Ann Lee said that the ferry was late.")))
	tests := []struct {
		name  string
		query corpus.Query
		want  []string
	}{
		{"its own and the shared", corpus.Query{Guild: "1", Speaker: "Lee"}, []string{"zeppelin", "mill"}},
		{"another guild", corpus.Query{Guild: "2", Speaker: "Lee"}, []string{"mill", "ferry"}},
		{"the shared corpus", corpus.Query{Speaker: "Lee"}, []string{"mill"}},
		{"another's source", corpus.Query{Guild: "2", Speaker: "Lee", Source: "theirs"}, nil},
		{"another's source and a topic", corpus.Query{Guild: "2", Text: "zeppelin", Source: "theirs"}, nil},
		{"another's article", corpus.Query{Guild: "2", Speaker: "Lee", Only: refs("1", "s")}, nil},
		{"another's article and a topic", corpus.Query{Guild: "2", Text: "zeppelin mill", Only: refs("1", "s")}, nil},
		{"another's article and a message", corpus.Query{Guild: "2", Text: "The zeppelin is ready.", Message: true, Only: refs("1", "s")}, nil},
		{"its own source", corpus.Query{Guild: "1", Speaker: "Lee", Source: "theirs"}, []string{"zeppelin"}},
		{"without the shared corpus", corpus.Query{Guild: "1", Speaker: "Lee", NoShared: true}, []string{"zeppelin"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := texts(ask(t, x, tt.query)); !holdInOrder(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// More passages than are sorted at once are taken by year, month and day, and
// come out in the same order however many are asked for.
func TestLongListings(t *testing.T) {
	var articles []corpus.Article
	for i := range 300 {
		day := fmt.Sprintf("%d-%02d-%02d", 1990+i%3*10, 1+i%5, 1+i%2)
		if i%7 == 0 {
			day = ""
		}
		articles = append(articles, dated(fmt.Sprint("n", i), day, fmt.Sprintf("Ann Lee said that door %d was open.", i)))
	}
	x, _ := open(t, articles...)
	for _, order := range []corpus.Order{corpus.Newest, corpus.Oldest} {
		all := ask(t, x, corpus.Query{Speaker: "Lee", Order: order, Limit: 1000})
		if len(all) != len(articles) {
			t.Fatalf("%s: got %d of %d", order, len(all), len(articles))
		}
		for i := 1; i < len(all); i++ {
			a, b := all[i-1].Published, all[i].Published
			if a == "" && b != "" || b != "" && (order == corpus.Newest && a < b || order == corpus.Oldest && a > b) {
				t.Fatalf("%s: %q stands before %q", order, a, b)
			}
		}
		for _, n := range []int{1, 63, 64, 65, 130, 299} {
			if got := texts(ask(t, x, corpus.Query{Speaker: "Lee", Order: order, Limit: n})); !slices.Equal(got, texts(all[:n])) {
				t.Errorf("%s: %d of them are not the first of all", order, n)
			}
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := x.Search(ctx, corpus.Query{Speaker: "Lee", Limit: 10}); !errors.Is(err, context.Canceled) {
		t.Errorf("after the end of its context: got %v", err)
	}
}

// Who speaks on a topic is counted within the filters of the query.
func TestSpeakersOnATopicWithinFilters(t *testing.T) {
	x, _ := open(t, saidOfTheMill()...)
	tests := []struct {
		name  string
		query corpus.Query
		want  map[string]int
	}{
		{"all", corpus.Query{}, map[string]int{"Ann Lee": 4, "Tom Brown": 1}},
		{"a source", corpus.Query{Source: "page"}, map[string]int{"Ann Lee": 1}},
		{"some articles", corpus.Query{Only: refs(corpus.Shared, "b")}, map[string]int{"Ann Lee": 1, "Tom Brown": 1}},
		{"a time", corpus.Query{Until: "2023-01-01"}, map[string]int{"Ann Lee": 1}},
		{"a kind", corpus.Query{Kind: corpus.Direct}, map[string]int{"Ann Lee": 1}},
		{"a speaker", corpus.Query{Speaker: "Brown"}, map[string]int{"Tom Brown": 1}},
		{"the most alone", corpus.Query{Limit: 1}, map[string]int{"Ann Lee": 4}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.query.Text = "mill"
			if tt.query.Limit == 0 {
				tt.query.Limit = 9
			}
			found, err := x.SpeakersOn(context.Background(), tt.query)
			if got := names(t, found, err); !maps.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}
