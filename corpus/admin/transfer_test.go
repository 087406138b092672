package admin_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"verbatim/corpus"
	"verbatim/corpus/admin"
	"verbatim/corpus/extract/extracttest"
	"verbatim/corpus/revise"
	"verbatim/corpus/store"
)

// deskOf is a desk over a new store, without anything to read.
func deskOf(t testing.TB) (*admin.Service, *store.Store) {
	t.Helper()
	s := openStore(t)
	return admin.New(admin.Options{Store: s}), s
}

func exported(t testing.TB, d *admin.Service, guild corpus.GuildID) string {
	t.Helper()
	var out strings.Builder
	if err := d.Export(t.Context(), corpus.ByOperator, guild, &out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// without is an export without what exporting and importing enter in the log.
func without(export string) string {
	var out []string
	for line := range strings.Lines(export) {
		if !strings.Contains(line, `"action":"export"`) && !strings.Contains(line, `"action":"import"`) {
			out = append(out, line)
		}
	}
	return strings.Join(out, "")
}

// random fills the guild's corpus with something of everything.
func random(t testing.TB, s *store.Store, guild corpus.GuildID, r *rand.Rand) {
	t.Helper()
	moment := func() time.Time { return time.Unix(1_700_000_000+r.Int64N(50_000_000), 0).UTC() }
	maybe := func() time.Time {
		if r.IntN(3) == 0 {
			return time.Time{}
		}
		return moment()
	}
	words := func(n int) string {
		all := strings.Fields("Ann Lee said that “the harbour” would reopen; <b>Tom</b> & Mia denied it. Ça naïve \u2028 日本 \\ \"x\" it cost £4.2 million.\nAnd so on.")
		var out []string
		for range n {
			out = append(out, all[r.IntN(len(all))])
		}
		return strings.Join(out, " ")
	}
	pick := func(from ...string) string { return from[r.IntN(len(from))] }
	article := func(i int, source corpus.SourceID) corpus.Article {
		return corpus.Article{
			ID: corpus.ArticleID(fmt.Sprintf("https://quay.example/%d?a=1&b=<2>", i)), Guild: guild, Title: words(r.IntN(5)), Publisher: words(r.IntN(3)),
			Author: words(r.IntN(2)), URL: pick("", "https://quay.example/1"), Published: corpus.Date(pick("", "2024-05-06", "2024-05-06T10:00:00+02:00")),
			Fetched: corpus.DateOf(maybe()), Language: pick("", "en", "de"), Source: source, Text: words(5 + r.IntN(40)),
			Origin: corpus.Origin(pick("imported", "fetched", "pasted", "attached", "file")),
		}
	}
	var sources []corpus.SourceID
	err := s.Update(t.Context(), "fill", func(tx *store.Tx) error {
		settings := corpus.Settings{}
		if r.IntN(2) == 0 {
			half := r.Float64()
			settings = corpus.Settings{AuditChannel: "77", NoShared: r.IntN(2) == 0, Versions: 1 + r.IntN(4), Threshold: &half}
			if err := tx.PutSettings(t.Context(), guild, settings); err != nil {
				return err
			}
		}
		for i := range r.IntN(4) {
			src := corpus.Source{
				ID: corpus.SourceID(fmt.Sprintf("source%d", i)), Guild: guild, Kind: corpus.SourceKind(pick("page", "feed", "sitemap", "file", "text")),
				Name: fmt.Sprintf("Source %d", i), Location: pick("", "https://quay.example/feed"), Added: moment(), AddedBy: "1001",
				Every: time.Duration(r.IntN(9)) * time.Hour, Fixed: r.IntN(2) == 0, Due: maybe(), Refreshed: maybe(), Failures: r.IntN(3), LastError: words(r.IntN(4)),
			}
			sources = append(sources, src.ID)
			if err := tx.PutSource(t.Context(), src); err != nil {
				return err
			}
			for k := range r.IntN(4) {
				res := corpus.Resource{
					URL: fmt.Sprintf("https://quay.example/%d", k), ETag: pick("", `"x"`), LastModified: pick("", "now"),
					Article: corpus.ArticleID(fmt.Sprint(k)), Fetched: maybe()}
				if err := tx.PutResource(t.Context(), guild, src.ID, res); err != nil {
					return err
				}
			}
		}
		for i := range r.IntN(8) {
			source := corpus.SourceID("")
			if len(sources) > 0 && r.IntN(2) == 0 {
				source = sources[r.IntN(len(sources))]
			}
			for range 1 + r.IntN(6) {
				a := article(i, source)
				if _, err := tx.PutArticle(t.Context(), a, settings.KeptVersions()); err != nil {
					return err
				}
			}
			if r.IntN(5) == 0 {
				if _, err := tx.RemoveArticle(t.Context(), guild, article(i, "").ID); err != nil {
					return err
				}
			}
		}
		for i := range r.IntN(5) {
			c := corpus.Correction{
				ID: corpus.CorrectionID(fmt.Sprintf("correction%d", i)), Guild: guild, ArticleGuild: corpus.GuildID(pick(string(guild), "")),
				Article: "a", Statement: "s", Text: words(6), Cue: "said", Content: words(3), Verdict: corpus.Verdict(pick("speaker", "hidden", "unidentified", "not-statement")),
				Name: words(2), Mention: words(1), Occurrence: r.IntN(3), By: "1001", At: moment(), UndoneAt: maybe()}
			if err := tx.PutCorrection(t.Context(), c); err != nil {
				return err
			}
			f := corpus.Flag{
				ID: corpus.FlagID(fmt.Sprintf("flag%d", i)), Guild: guild, ArticleGuild: corpus.GuildID(pick(string(guild), "")), Article: "a", Statement: "s",
				Text: words(6), Note: words(r.IntN(5)), By: "55", At: moment()}
			if err := tx.PutFlag(t.Context(), f); err != nil {
				return err
			}
			e := corpus.Entry{At: moment(), Guild: guild, By: "1001", Action: corpus.ActionAdd, Subject: pick("a", "b"), Detail: words(r.IntN(3))}
			for range 1 + r.IntN(2) {
				if err := tx.Log(t.Context(), e); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// What an export of any store holds, another store holds after taking it in;
// taking it in again changes nothing; and it can be taken in by another guild of
// the same store.
func TestExportAndImportAgree(t *testing.T) {
	for seed := range uint64(25) {
		r := rand.New(rand.NewPCG(seed, 1))
		from, source := deskOf(t)
		random(t, source, home, r)
		want := exported(t, from, home)
		to, target := deskOf(t)
		tally, err := to.Import(t.Context(), corpus.ByOperator, home, strings.NewReader(want))
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if got := without(exported(t, to, home)); got != without(want) {
			t.Fatalf("seed %d: the other store holds\n%s\nwant\n%s", seed, got, without(want))
		}
		if n := strings.Count(want, `"type":"article"`); tally.New != n || tally.Changed+tally.Unchanged != 0 {
			t.Errorf("seed %d: %+v of %d articles", seed, tally, n)
		}
		before, err := target.Head(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if again, err := to.Import(t.Context(), corpus.ByOperator, home, strings.NewReader(want)); err != nil || again.New+again.Changed != 0 {
			t.Errorf("seed %d: a second time: %+v, %v", seed, again, err)
		}
		if after, err := target.Head(t.Context()); err != nil || after != before {
			t.Errorf("seed %d: a second time moves the store from %d to %d, %v", seed, before.Seq, after.Seq, err)
		}
		// Another guild of the same store: the same articles under ids of its own.
		for range 2 {
			if _, err := from.Import(t.Context(), corpus.ByOperator, other, strings.NewReader(want)); err != nil {
				t.Fatalf("seed %d: another guild: %v", seed, err)
			}
		}
		if got, want := lines(exported(t, from, other), "article", "version", "source", "correction"), lines(want, "article", "version", "source", "correction"); !slices.Equal(got, want) {
			t.Fatalf("seed %d: another guild holds\n%q\nwant\n%q", seed, got, want)
		}
		if got := without(exported(t, from, home)); got != without(want) {
			t.Errorf("seed %d: the import changed the first guild", seed)
		}
	}
}

// lines counts and names the lines of the types, without ids that are a store's
// own.
func lines(export string, types ...string) (out []string) {
	for line := range strings.Lines(export) {
		var l map[string]any
		if json.Unmarshal([]byte(line), &l) != nil || !slices.Contains(types, fmt.Sprint(l["type"])) {
			continue
		}
		delete(l, "source")
		if l["type"] != "article" && l["type"] != "version" {
			delete(l, "id")
		}
		out = append(out, fmt.Sprint(l))
	}
	slices.Sort(out)
	return out
}

const twoArticles = `{"id":"a","title":"A","text":"The harbour reopens.","published":"2024-03-02","url":"https://quay.example"}
{"id":"b","title":"","text":"The tram stops. It will go on."}
`

func TestImportOfArticlesAlone(t *testing.T) {
	d, s := deskOf(t)
	steps := []struct {
		name, file string
		want       corpus.Tally
	}{
		{"new", twoArticles, corpus.Tally{New: 2, Added: 3}},
		{"the same", twoArticles, corpus.Tally{Unchanged: 2}},
		{"an edit", strings.Replace(twoArticles, "The tram stops", "The ferry sank", 1), corpus.Tally{Changed: 1, Unchanged: 1, Added: 1, Withdrawn: 1}},
	}
	for _, step := range steps {
		file := filepath.Join(t.TempDir(), "a.jsonl")
		if err := os.WriteFile(file, []byte(step.file), 0o600); err != nil {
			t.Fatal(err)
		}
		f, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		got, err := d.Import(t.Context(), corpus.ByOperator, home, f)
		_ = f.Close()
		if err != nil || got != step.want {
			t.Errorf("%s: %+v, %v, want %+v", step.name, got, err, step.want)
		}
	}
	a, _, err := s.Article(t.Context(), home, "a")
	if err != nil || a.Origin != corpus.OriginImported || a.Published != "2024-03-02" {
		t.Errorf("the article is %+v, %v", a, err)
	}
	if got, err := s.Entries(t.Context(), home, 0, 9); err != nil || len(got) != 2 || got[0].Action != corpus.ActionImport {
		t.Errorf("the log has %+v, %v, want what changed something", got, err)
	}
	// By a moderator, it is as if they had attached it.
	if _, err := d.Import(t.Context(), ann, other, strings.NewReader(twoArticles)); err != nil {
		t.Fatal(err)
	}
	if a, _, err := s.Article(t.Context(), other, "a"); err != nil || a.Origin != corpus.OriginAttached {
		t.Errorf("the article is %+v, %v", a, err)
	}
}

func TestImportRefuses(t *testing.T) {
	const head = `{"format":"verbatim-corpus","version":1,"guild":"81384788765712384"}` + "\n"
	const fine = `{"id":"a","title":"A","text":"x."}` + "\n"
	tests := []struct{ name, by, in, want string }{
		{"nothing", "", "", "it holds no article: nothing is imported"},
		{"no JSON", "", "x", "line 1 is no JSON object"},
		{"a list", "", "[]", "line 1 is a JSON array, not an object"},
		{"an empty line", "", fine + "\n" + fine, "line 2 is empty"},
		{"no title", "", `{"id":"a","text":"x."}`, `line 1 has no "title"`},
		{"no text", "", fine + `{"id":"b","title":"B"}`, `line 2 is not valid: "text" is missing or empty: nothing is imported`},
		{"the id twice", "", fine + fine, `line 2 has the id "a" of line 1`},
		{"the built-in article", "", `{"id":"builtin","title":"","text":"x."}`, "which is the built-in article's"},
		{"half a character", "", `{"id":"a","title":"","text":"\ud83d"}`, "half of a surrogate pair"},
		{"no such day", "", `{"id":"a","title":"","text":"x.","published":"2024-02-31"}`, `"published": date "2024-02-31"`},
		{"a number for a text", "", `{"id":"a","title":"","text":1}`, `line 1 has a number for "text", not a string`},
		{"another format", "", `{"format":"rss"}` + "\n" + fine, `names the format "rss"`},
		{"a newer format", "", `{"format":"verbatim-corpus","version":2}` + "\n" + fine, "version 2, which this verbatim does not read"},
		{"a type that is not known", "", head + `{"type":"poem"}`, `line 2 is of the type "poem"`},
		{"a source without a name", "", head + `{"type":"source","id":"s","kind":"page"}`, `line 2 is not valid: "name" is missing`},
		{"a source of no kind", "", head + `{"type":"source","id":"s","kind":"radio","name":"n"}`, `"radio" is not a kind of source`},
		{"a file by a moderator", ann, head + `{"type":"source","id":"s","kind":"file","name":"n","location":"/etc"}`, "only the operator"},
		{"a resource of no source", "", head + `{"type":"resource","source":"s","url":"u"}`, `is of the source "s", which no line before it holds`},
		{"a version without a number", "", head + `{"type":"version","id":"a","title":"","text":"x."}`, `"number" is 0`},
		{"a version without its article", "", head + `{"type":"version","id":"a","number":1,"title":"","text":"x."}` + "\n" + `{"type":"article","id":"b","number":1,"title":"","text":"x."}`, `line 2 is an older version of the article "a", which does not follow`},
		{"a version at the end", "", head + `{"type":"version","id":"a","number":1,"title":"","text":"x."}`, `line 2 is an older version of the article "a", which does not follow`},
		{"no verdict", "", head + `{"type":"correction","id":"c","article":"a","statement":"s","verdict":"guilty"}`, `"guilty" is no verdict`},
		{"settings that cannot be", "", head + `{"type":"settings","versions":-1}`, "-1 versions of an article cannot be kept"},
		{"many faults", "", strings.Repeat("{}\n", 14), "and 4 more"},
		{"a fault behind much that is fine", "", head + strings.Replace(fine, "{", `{"type":"article","number":1,`, 1) + `{"type":"entry"}`, `line 3 is not valid: "action" is missing`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, s := deskOf(t)
			by := tt.by
			if by == "" {
				by = corpus.ByOperator
			}
			_, err := d.Import(t.Context(), by, home, strings.NewReader(tt.in))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got error %v, want one with %q", err, tt.want)
			}
			if h, err := s.Head(t.Context()); err != nil || h.Seq != 0 {
				t.Errorf("something was imported: %+v, %v", h, err)
			}
		})
	}
	d, _ := deskOf(t)
	if _, err := d.Import(t.Context(), ann, corpus.Shared, strings.NewReader(fine)); !errors.Is(err, corpus.ErrOperatorOnly) {
		t.Errorf("a moderator imports into the shared corpus: %v", err)
	}
}

// What an import would bring that was taken down is left out.
func TestImportKeepsTakedowns(t *testing.T) {
	from, source := deskOf(t)
	put := func(text string) {
		if _, err := source.Put(t.Context(), corpus.Article{ID: "a", Guild: home, Origin: corpus.OriginImported, Text: text}); err != nil {
			t.Fatal(err)
		}
	}
	put("It was Eve Adams. She went home.")
	put("It was Eve Adams.")
	put("It was Eve Adams. She went home again.")
	a, _, err := source.Article(t.Context(), home, "a")
	if err != nil {
		t.Fatal(err)
	}
	id := extracttest.Statements(t, a)[0].ID
	if _, err := from.Correct(t.Context(), ann, corpus.Correction{Guild: home, ArticleGuild: home, Article: "a", Statement: id, Verdict: corpus.VerdictHidden}); err != nil {
		t.Fatal(err)
	}
	file := exported(t, from, home)
	if n := strings.Count(file, "Eve Adams"); n != 4 {
		t.Fatalf("the words stand in %d places of the export, want 4", n)
	}
	to, target := deskOf(t)
	err = target.Update(t.Context(), "take down", func(tx *store.Tx) error {
		return tx.PutTakedown(t.Context(), revise.TextHash("it was eve adams"), time.Now(), corpus.ByOperator)
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := to.Import(t.Context(), corpus.ByOperator, home, strings.NewReader(file)); err != nil {
		t.Fatal(err)
	}
	versions, err := target.Versions(t.Context(), home, "a")
	if err != nil || len(versions) != 2 || versions[0].Article.Text != "She went home." || versions[1].Number != 3 {
		t.Errorf("the versions are %+v, %v", versions, err)
	}
	if got := exported(t, to, home); strings.Contains(got, "Eve Adams") {
		t.Errorf("the words stand in what was imported: %s", got)
	}
	head, err := target.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := to.Import(t.Context(), corpus.ByOperator, home, strings.NewReader(file)); err != nil {
		t.Fatal(err)
	}
	// The export entered a line in the log.
	if after, err := target.Head(t.Context()); err != nil || after.Seq != head.Seq {
		t.Errorf("a second time moves the store from %d to %d, %v", head.Seq, after.Seq, err)
	}
}

// An old export does not bring old words back.
func TestImportOfWhatIsOlder(t *testing.T) {
	from, source := deskOf(t)
	put := func(s *store.Store, text string, at time.Time) {
		a := corpus.Article{ID: "a", Guild: home, Origin: corpus.OriginImported, Text: text}
		err := s.Update(t.Context(), "put", func(tx *store.Tx) error {
			if _, err := tx.PutArticle(t.Context(), a, 20); err != nil {
				return err
			}
			versions, err := s.Versions(t.Context(), home, "a")
			if err != nil {
				return err
			}
			return tx.PutVersion(t.Context(), home, "a", corpus.Version{Number: len(versions) + 1, At: at, Article: a})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	day := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	put(source, "It opens on Monday.", day)
	put(source, "It opens on Tuesday.", day.AddDate(0, 0, 1))
	old := exported(t, from, home)
	put(source, "It opens on Friday.", day.AddDate(0, 0, 2))
	tally, err := from.Import(t.Context(), corpus.ByOperator, home, strings.NewReader(old))
	if err != nil || tally != (corpus.Tally{Unchanged: 1}) {
		t.Errorf("Import = %+v, %v", tally, err)
	}
	versions, err := source.Versions(t.Context(), home, "a")
	if err != nil || len(versions) != 3 || versions[2].Article.Text != "It opens on Friday." {
		t.Errorf("the versions are %+v, %v", versions, err)
	}
}

// Whatever a file holds, it is taken in whole or not at all.
func FuzzImport(f *testing.F) {
	d, s := deskOf(f)
	random(f, s, home, rand.New(rand.NewPCG(3, 1)))
	f.Add([]byte(exported(f, d, home)))
	f.Add([]byte(twoArticles))
	f.Add([]byte("\ufeff{\"id\":\"\xff\"}\n[]"))
	f.Add([]byte(`{"format":"verbatim-corpus","version":1,"guild":""}` + "\n" + `{"type":"source","id":"s","kind":"feed","name":"n","every":-1}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<14 {
			return
		}
		// The store that holds something already is the same each time.
		checkImport(t, d, s, data, true)
		if _, err := d.Import(t.Context(), corpus.ByOperator, home, bytes.NewReader(data)); err == nil {
			d, s := deskOf(t)
			checkImport(t, d, s, data, false)
			exported(t, d, home)
		}
	})
}

// checkImport takes a file in twice.
func checkImport(t *testing.T, d *admin.Service, s *store.Store, data []byte, full bool) {
	t.Helper()
	position := func() corpus.Seq {
		head, err := s.Head(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return head.Seq
	}
	before := position()
	tally, err := d.Import(t.Context(), corpus.ByOperator, home, bytes.NewReader(data))
	between := position()
	if err != nil {
		if between != before {
			t.Fatalf("a part was taken in, though: %v", err)
		}
		return
	}
	if list, err := s.Articles(t.Context(), home); err != nil || !full && len(list) != tally.New {
		t.Fatalf("%d articles stand, %v, told are %+v", len(list), err, tally)
	}
	if _, err := d.Import(t.Context(), corpus.ByOperator, home, bytes.NewReader(data)); err != nil {
		t.Fatalf("a second time: %v", err)
	}
	if after := position(); after != between {
		t.Fatalf("a second time moves the store from %d to %d", between, after)
	}
}

// What cannot be read of a file keeps nothing else out: not a line, not an
// article whose older versions lack it, not what stands behind.
func TestImportSome(t *testing.T) {
	const head = `{"format":"verbatim-corpus","version":1,"guild":"81384788765712384"}` + "\n"
	version := func(id string, n int, text string) string {
		return fmt.Sprintf(`{"type":"version","id":%q,"number":%d,"title":"","text":%q}`+"\n", id, n, text)
	}
	article := func(id string, n int, text string) string {
		return strings.Replace(version(id, n, text), "version", "article", 1)
	}
	tests := []struct {
		name, in string
		want     string // the articles with how many versions there are
		lines    int
		says     []string
	}{
		{"articles alone", `{"id":"a","title":"","text":"x."}` + "\n{\n" + `{"id":"b","title":"","text":"y."}`, "a:1 b:1", 1, []string{"line 2 is no JSON object"}},
		{"an article twice", head + version("a", 1, "v.") + article("a", 2, "w.") + version("a", 3, "x.") + article("a", 4, "y.") + article("b", 1, "z."),
			"a:2 b:1", 2, []string{"line 4 has the id", "line 5 has the id"}},
		{"versions whose article is broken", head + version("a", 1, "v.") + version("a", 2, "w.") + `{"type":"article","id":"a"}` + "\n" + article("b", 1, "z."),
			"b:1", 3, []string{"line 4 has no \"title\"", "line 3 is an older version of the article \"a\", which does not follow"}},
		{"versions at the end", head + article("b", 1, "z.") + version("a", 1, "v."), "b:1", 1, []string{"line 3 is an older version"}},
		{"a source, and what hangs on it", head + `{"type":"source","id":"s","kind":"radio","name":"n"}` + "\n" +
			`{"type":"resource","source":"s","url":"u"}` + "\n" + article("b", 1, "z."), "b:1", 2, []string{"not a kind of source", "which no line before it holds"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, s := deskOf(t)
			tally, refused, err := d.ImportSome(t.Context(), corpus.ByOperator, home, strings.NewReader(tt.in))
			if err != nil || refused.Lines != tt.lines {
				t.Fatalf("%+v, %+v, %v, want %d lines refused", tally, refused, err, tt.lines)
			}
			for _, want := range tt.says {
				if !strings.Contains(strings.Join(refused.Faults, "; "), want) {
					t.Errorf("it says %q, want %q", refused.Faults, want)
				}
			}
			list, err := s.Articles(t.Context(), home)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, l := range list {
				got = append(got, fmt.Sprintf("%s:%d", l.ID, l.Versions))
			}
			if strings.Join(got, " ") != tt.want {
				t.Errorf("there is %q, want %q", got, tt.want)
			}
			if log, err := s.Entries(t.Context(), home, 0, 9); err != nil || len(log) != 1 || !strings.Contains(log[0].Detail, "could not be read") {
				t.Errorf("the log has %+v, %v", log, err)
			}
		})
	}
}
