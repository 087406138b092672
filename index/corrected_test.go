package index

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"verbatim/corpus"
	"verbatim/corpus/builtin"
	"verbatim/corpus/extract"
	"verbatim/corpus/extract/extracttest"
	"verbatim/index/speakers"
	"verbatim/index/view"
	"verbatim/index/wording"
)

// mill is an article in which an official, a mayor and a councillor speak.
var mill = article("mill", `Ann Lee, the mayor of Lismore, said that the mill would reopen on Monday. “We are ready,” she said.

An official denied that the turbine had cost ten million pounds.

Tom Brown, a councillor, said the mill was not safe, and warned that it would be closed again.

The mill is ninety years old and grinds barley.`)

// articleName names an article of a guild.
type articleName struct {
	guild corpus.GuildID
	id    corpus.ArticleID
}

// moderated is a feed with corrections of its articles.
type moderated struct {
	*memory
	articles    map[articleName]corpus.Change
	corrections map[articleName][]corpus.Correction
}

func newModerated(articles ...corpus.Article) *moderated {
	m := &moderated{newMemory(), make(map[articleName]corpus.Change), make(map[articleName][]corpus.Correction)}
	for _, a := range articles {
		m.publish(corpus.Change{Article: a})
	}
	return m
}

// publish puts an article, with its older versions.
func (m *moderated) publish(c corpus.Change) {
	name := articleName{c.Article.Guild, c.Article.ID}
	m.articles[name] = c
	m.send(name)
}

func (m *moderated) send(name articleName) {
	c := m.articles[name]
	c.Corrections = nil
	for _, one := range m.corrections[name] {
		if one.UndoneAt.IsZero() {
			c.Corrections = append(c.Corrections, one)
		}
	}
	m.write(c)
}

func (m *moderated) withdraw(name articleName) {
	delete(m.articles, name)
	m.remove(name.guild, name.id)
}

// correct adds a correction, later than those before.
func (m *moderated) correct(c corpus.Correction) corpus.CorrectionID {
	name := articleName{c.ArticleGuild, c.Article}
	c.At = time.Unix(int64(1000+len(m.corrections[name])), 0)
	c.ID = corpus.CorrectionID(fmt.Sprintf("%s/%s/%d", name.guild, name.id, len(m.corrections[name])))
	m.corrections[name] = append(m.corrections[name], c)
	m.send(name)
	return c.ID
}

func (m *moderated) undo(id corpus.CorrectionID) {
	for name, all := range m.corrections {
		for i := range all {
			if all[i].ID == id {
				all[i].UndoneAt = time.Unix(5000, 0)
				m.send(name)
			}
		}
	}
}

// about is a guild's correction of the report with that cue in the statement
// that holds some words.
func about(t testing.TB, guild corpus.GuildID, a corpus.Article, words, cue string, v corpus.Verdict, name ...string) corpus.Correction {
	t.Helper()
	for _, s := range extracttest.Statements(t, a) {
		if !strings.Contains(s.Text, words) {
			continue
		}
		c := corpus.Correction{Guild: guild, ArticleGuild: a.Guild, Article: a.ID, Statement: s.ID, Text: s.Text, Cue: cue, Verdict: v}
		for _, r := range s.Reports {
			if one, content := extract.ReportWords(a.Text, r); one == cue {
				c.Content = content
			}
		}
		if len(name) > 0 {
			c.Name, c.Mention = name[0], name[0]
		}
		return c
	}
	t.Fatalf("no statement holds %q", words)
	return corpus.Correction{}
}

func openModerated(t testing.TB, m *moderated) *Index {
	t.Helper()
	x, err := OpenMemory(m, Options{})
	must(t, err)
	t.Cleanup(func() { must(t, x.Close()) })
	catchUp(t, x)
	return x
}

// first is who says the first answer's words and how: "speaker", "speaker*"
// where corrected, "?" where not certain, "-" where the article itself speaks,
// "" where nothing is found.
func first(t testing.TB, x *Index, guild corpus.GuildID, question string) string {
	t.Helper()
	answers := ask(t, x, corpus.Query{Guild: guild, Text: question})
	if len(answers) == 0 {
		return ""
	}
	a := answers[0]
	who := a.Speaker
	switch {
	case a.Kind == corpus.Narrated:
		who = "-"
	case !a.Certain:
		who = "?"
	}
	if a.Corrected {
		who += "*"
	}
	return who
}

const turbine = "turbine ten million pounds"

func wantFirst(t *testing.T, x *Index, want map[corpus.GuildID]string) {
	t.Helper()
	for guild, who := range want {
		if got := first(t, x, guild, turbine); got != who {
			t.Errorf("guild %q: got %q, want %q", guild, got, who)
		}
	}
}

func TestCorrectionHoldsInItsGuild(t *testing.T) {
	plain := map[corpus.GuildID]string{"1": "An official", "2": "An official", corpus.Shared: "An official"}
	after := func(guild corpus.GuildID, who string) map[corpus.GuildID]string {
		want := maps.Clone(plain)
		want[guild] = who
		return want
	}
	tests := []struct {
		name       string
		correction corpus.Correction
		want       map[corpus.GuildID]string
	}{
		{"a speaker", about(t, "1", mill, turbine[:7], "denied", corpus.VerdictSpeaker, "Tom Brown"), after("1", "Tom Brown*")},
		{"nobody", about(t, "1", mill, turbine[:7], "denied", corpus.VerdictUnidentified), after("1", "?*")},
		{"no statement", about(t, "1", mill, turbine[:7], "denied", corpus.VerdictNoStatement), after("1", "-*")},
		{"hidden", about(t, "1", mill, turbine[:7], "denied", corpus.VerdictHidden), after("1", "")},
		{
			"by the operator", about(t, corpus.Shared, mill, turbine[:7], "denied", corpus.VerdictSpeaker, "Tom Brown"),
			map[corpus.GuildID]string{"1": "Tom Brown*", "2": "Tom Brown*", corpus.Shared: "Tom Brown*"},
		},
		{
			"hidden by the operator", about(t, corpus.Shared, mill, turbine[:7], "denied", corpus.VerdictHidden),
			map[corpus.GuildID]string{"1": "", "2": "", corpus.Shared: ""},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := newModerated(mill, bridge)
			x := openModerated(t, m)
			wantFirst(t, x, plain)
			id := m.correct(tt.correction)
			catchUp(t, x)
			wantFirst(t, x, tt.want)
			edited := mill
			edited.Text = "Fresh news came in today.\n\n" + mill.Text
			m.publish(corpus.Change{Article: edited})
			catchUp(t, x)
			wantFirst(t, x, tt.want)
			if got := first(t, x, tt.correction.Guild, "mill grinds barley"); got != "-" {
				t.Errorf("the statement beside it: got %q", got)
			}
			m.undo(id)
			catchUp(t, x)
			wantFirst(t, x, plain)
			checkDocuments(t, x)
		})
	}
}

// checkDocuments fails where the count of documents, or of speakers, is not what
// the index holds.
func checkDocuments(t testing.TB, x *Index) {
	t.Helper()
	count := documentCount(t, x)
	if count != x.view.Position.Documents {
		t.Errorf("%d documents are counted, there are %d", x.view.Position.Documents, count)
	}
	loaded := speakers.NewDirectory()
	must(t, x.view.Read(loaded.Load))
	if !reflect.DeepEqual(x.speakers, loaded) {
		t.Error("the speakers are not those of the statements that the index holds")
	}
}

func TestCorrectionOfOwnArticle(t *testing.T) {
	ours := own("1", mill)
	m := newModerated(ours, own("2", mill))
	x := openModerated(t, m)
	m.correct(about(t, "1", ours, "turbine", "denied", corpus.VerdictSpeaker, "Ann Lee"))
	stranger := about(t, "2", ours, "turbine", "denied", corpus.VerdictHidden) // of another guild's article
	m.correct(stranger)
	catchUp(t, x)
	wantFirst(t, x, map[corpus.GuildID]string{"1": "Ann Lee*", "2": "An official", corpus.Shared: ""})
	got := ask(t, x, corpus.Query{Guild: "1", Text: turbine})[0]
	if got.Guild != "1" || got.Role != "the mayor of Lismore" || got.Probability != 1 || !got.Certain {
		t.Errorf("got %+v", got)
	}
	m.withdraw(articleName{"1", "mill"})
	catchUp(t, x)
	wantFirst(t, x, map[corpus.GuildID]string{"1": ""})
	checkDocuments(t, x)
}

func TestCopiesSurviveRestart(t *testing.T) {
	dir, m := t.TempDir(), newModerated(mill, bridge)
	m.correct(about(t, "1", mill, "turbine", "denied", corpus.VerdictSpeaker, "Tom Brown"))
	m.correct(about(t, "2", mill, "grinds barley", "", corpus.VerdictHidden))
	x, _ := openDir(t, dir, m)
	must(t, x.Close())
	y, logged := openDir(t, dir, m)
	if logged.Len() > 0 {
		t.Errorf("logged %q, want nothing", logged)
	}
	wantFirst(t, y, map[corpus.GuildID]string{"1": "Tom Brown*", "2": "An official", "3": "An official"})
	for guild, want := range map[corpus.GuildID]string{"1": "-", "2": "", "3": "-"} {
		if got := first(t, y, guild, "grinds barley"); got != want {
			t.Errorf("guild %q: got %q, want %q", guild, got, want)
		}
	}
	checkDocuments(t, y)
	m.withdraw(articleName{corpus.Shared, "mill"})
	catchUp(t, y)
	wantFirst(t, y, map[corpus.GuildID]string{"1": "", "2": "", "3": "", corpus.Shared: ""})
	if got, want := y.view.Position.Documents, uint64(2); got != want { // the bridge's
		t.Errorf("%d documents are left, want %d", got, want)
	}
	checkDocuments(t, y)
}

func TestSpeakersOfCorrected(t *testing.T) {
	m := newModerated(mill, bridge)
	x := openModerated(t, m)
	speakers := func(guild corpus.GuildID, prefix string) map[string]int {
		found, err := x.Speakers(context.Background(), corpus.Query{Guild: guild, Speaker: prefix, Limit: 10})
		return names(t, found, err)
	}
	plain := map[string]int{"An official": 1, "Ann Lee": 2, "Tom Brown": 1, "Tom Hill": 1}
	if got := speakers("1", ""); !reflect.DeepEqual(got, plain) {
		t.Fatalf("got %v, want %v", got, plain)
	}
	m.correct(about(t, "1", mill, "turbine", "denied", corpus.VerdictSpeaker, "Tom Brown"))
	m.correct(about(t, "2", mill, "was not safe", "said", corpus.VerdictHidden))
	catchUp(t, x)
	tests := []struct {
		guild corpus.GuildID
		want  map[string]int
	}{
		{"1", map[string]int{"Ann Lee": 2, "Tom Brown": 2, "Tom Hill": 1}},
		{"2", map[string]int{"An official": 1, "Ann Lee": 2, "Tom Hill": 1}},
		{"3", plain},
		{corpus.Shared, plain},
	}
	for _, tt := range tests {
		if got := speakers(tt.guild, ""); !reflect.DeepEqual(got, tt.want) {
			t.Errorf("guild %q: got %v, want %v", tt.guild, got, tt.want)
		}
		if got, want := speakers(tt.guild, "tom b"), tt.want["Tom Brown"]; got["Tom Brown"] != want || len(got) > 1 {
			t.Errorf("guild %q: %v are offered for Tom B, want %d statements", tt.guild, got, want)
		}
		on, err := x.SpeakersOn(context.Background(), corpus.Query{Guild: tt.guild, Text: "turbine", Limit: 10})
		want := map[string]int{"An official": 1}
		if tt.guild == "1" {
			want = map[string]int{"Tom Brown": 1}
		}
		if got := names(t, on, err); !reflect.DeepEqual(got, want) {
			t.Errorf("guild %q on the turbine: got %v, want %v", tt.guild, got, want)
		}
	}
	if _, err := x.Search(context.Background(), corpus.Query{Guild: "1", Text: "turbine", Speaker: "official", Limit: 3}); err == nil {
		t.Error("guild 1 still knows the official")
	}
}

// With the shared corpora left out a guild is answered as if there were none.
func TestWithoutSharedAsIfAlone(t *testing.T) {
	theirs := own("1", mill)
	m, alone := newModerated(builtin.Article(), mill, bridge, talk, theirs), newModerated(theirs)
	m.correct(about(t, "1", mill, "turbine", "denied", corpus.VerdictSpeaker, "Tom Brown"))
	q := corpus.Query{Guild: "1", NoBuiltin: true, NoShared: true}
	if got, want := everything(t, openModerated(t, m), q), everything(t, openModerated(t, alone), q); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
}

// Words that a guild does not see are no spelling of what it asks, nor do they
// find their neighbours.
func TestHiddenWordsAreNotFound(t *testing.T) {
	m := newModerated(mill)
	x := openModerated(t, m)
	m.correct(about(t, "1", mill, "turbine", "denied", corpus.VerdictHidden))
	catchUp(t, x)
	for _, question := range []string{"turbine", "turbime", "pounds"} {
		if got := ask(t, x, corpus.Query{Guild: "1", Text: question}); len(got) > 0 {
			t.Errorf("%q: got %q, want nothing", question, texts(got))
		}
		if got := ask(t, x, corpus.Query{Guild: "2", Text: question}); len(got) != 1 {
			t.Errorf("%q in another guild: got %q", question, texts(got))
		}
	}
	must(t, x.view.Read(func(s *view.Snapshot) error {
		for l, want := range map[view.Layer]uint64{view.SharedLayer: 1, view.SharedLayer.Copies("1"): 0} {
			if n, err := s.Count(view.FieldText, l.Scope()+wording.Stem("turbine")); err != nil || n != want {
				t.Errorf("layer %q: the word is in %d passages, %v, want %d", l, n, err, want)
			}
		}
		return nil
	}))
	got := ask(t, x, corpus.Query{Guild: "1", Text: "mill"})
	if len(got) != len(ask(t, x, corpus.Query{Guild: "2", Text: "mill"})) {
		t.Errorf("the rest of the article: got %q", texts(got))
	}
	for _, a := range got {
		if a.In(mill.Text) != a.Text {
			t.Errorf("%q does not stand at %v", a.Text, a.Span)
		}
	}
}

func TestLeavesCorporaOut(t *testing.T) {
	theirs := own("1", article("own", "Our own zither is broken, Eve Hill said."))
	m := newModerated(builtin.Article(), mill, theirs)
	m.correct(about(t, "1", mill, "turbine", "denied", corpus.VerdictSpeaker, "Tom Brown"))
	b := builtin.Article()
	var told corpus.Correction
	for _, s := range extracttest.Statements(t, b) {
		if len(s.Reports) > 0 && s.Reports[0].Cue != nil && strings.Contains(s.Text, "drones") {
			told = about(t, "1", b, s.Text, s.Reports[0].Cue.Text, corpus.VerdictSpeaker, "Kirby")
			break
		}
	}
	m.correct(told)
	x := openModerated(t, m)
	tests := []struct {
		guild                corpus.GuildID
		noBuiltin, noShared  bool
		drones, mill, zither bool
	}{
		{"1", false, false, true, true, true},
		{"1", true, false, false, true, true},
		{"1", false, true, true, false, true},
		{"1", true, true, false, false, true},
		{"2", false, true, true, false, false},
		{"2", true, true, false, false, false},
		{corpus.Shared, false, true, true, false, false},
		{corpus.Shared, true, false, false, true, false},
	}
	for _, tt := range tests {
		q := corpus.Query{Guild: tt.guild, Limit: 50, NoBuiltin: tt.noBuiltin, NoShared: tt.noShared}
		for question, want := range map[string]bool{"drones": tt.drones, "turbine": tt.mill, "zither": tt.zither} {
			q.Text = question
			if got := ask(t, x, q); (len(got) > 0) != want {
				t.Errorf("%+v: got %q", q, texts(got))
			}
			on, err := x.SpeakersOn(context.Background(), q)
			if got := names(t, on, err); (len(got) > 0) != want {
				t.Errorf("%+v: speakers %v", q, got)
			}
		}
		found, err := x.Speakers(context.Background(), q)
		got := names(t, found, err)
		for who, want := range map[string]bool{"John Kirby": tt.drones, "Ann Lee": tt.mill, "Eve Hill": tt.zither} {
			if (got[who] > 0) != want {
				t.Errorf("%+v: %s speaks %d times", q, who, got[who])
			}
		}
		if (got["Kirby"] > 0) != (tt.drones && tt.guild == "1") {
			t.Errorf("%+v: Kirby, a correction of guild 1, speaks %d times", q, got["Kirby"])
		}
	}
}

func TestReworded(t *testing.T) {
	at := func(day int) time.Time { return time.Date(2026, 3, day, 12, 0, 0, 0, time.UTC) }
	version := func(number, day int, text string) corpus.Version {
		return corpus.Version{Number: number, At: at(day), Article: article("news", text)}
	}
	texts := []string{
		"The canal is closed for a week, Ann Lee said. Herons live there. Boats wait.",
		"The canal is closed for a month, Ann Lee said. Herons live there. Boats wait.",
		"The canal is closed for a month, Ann Lee said. Herons and storks live there. Barges came.",
	}
	m := newModerated()
	m.publish(corpus.Change{
		Article: article("news", texts[2]), Changed: at(3), Versions: []corpus.Version{version(1, 1, texts[0]), version(2, 2, texts[1])},
	})
	m.correct(about(t, "1", article("news", texts[2]), "canal", "said", corpus.VerdictUnidentified))
	x := openModerated(t, m)
	for question, want := range map[string]corpus.Date{
		"canal": "2026-03-02T12:00:00Z", "storks": "2026-03-03T12:00:00Z", "barges": "",
	} {
		for _, guild := range []corpus.GuildID{corpus.Shared, "1"} {
			got := ask(t, x, corpus.Query{Guild: guild, Text: question})
			if len(got) != 1 || got[0].Reworded != want {
				t.Errorf("guild %q, %q: got %+v, want reworded %q", guild, question, got, want)
			}
		}
	}
	if got := ask(t, x, corpus.Query{Text: "boats wait"}); len(got) > 0 {
		t.Errorf("a withdrawn statement answers: %+v", got)
	}
	m.publish(corpus.Change{Article: article("news", texts[2])})
	catchUp(t, x)
	if got := ask(t, x, corpus.Query{Text: "canal"}); len(got) != 1 || got[0].Reworded != "" {
		t.Errorf("without older versions: got %+v", got)
	}
}

// everything is what a guild is answered to some questions, and its speakers,
// whatever the order of what is equally good.
func everything(t testing.TB, x *Index, q corpus.Query) any {
	t.Helper()
	q.Limit = 1000
	var all []corpus.Answer
	for _, text := range []string{"mill", "turbine", "who said that the mill was safe", "ready", "Ann Lee", "bridge repairs", "barley", "ferry", "closed again", "official"} {
		q.Text = text
		answers := ask(t, x, q)
		for i := range answers {
			slices.SortFunc(answers[i].Also, func(a, b corpus.Citation) int { return cmp.Compare(a.Article, b.Article) })
		}
		slices.SortFunc(answers, func(a, b corpus.Answer) int {
			return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Article, b.Article), cmp.Compare(a.Start, b.Start))
		})
		for i := range answers { // of the first alone it does not depend on the order
			if i > 0 {
				answers[i].Confidence = 0
			}
		}
		all = append(all, answers...)
	}
	q.Text = ""
	for _, who := range []string{"Ann Lee", "Tom Brown"} {
		for _, order := range []corpus.Order{corpus.Newest, corpus.Oldest} {
			q.Speaker, q.Order = who, order
			found, err := x.Search(context.Background(), q)
			if err != nil && !errors.Is(err, corpus.ErrUnknownSpeaker) {
				t.Fatal(err)
			}
			all = append(all, found.Answers...)
		}
	}
	q.Speaker, q.Order = "", corpus.Best
	q.Limit = 100
	found, err := x.Speakers(context.Background(), q)
	return struct {
		answers  []corpus.Answer
		places   []corpus.Context
		speakers map[string]int
	}{all, places(t, x, q, all), names(t, found, err)}
}

// places is where answers stand.
func places(t testing.TB, x *Index, q corpus.Query, answers []corpus.Answer) []corpus.Context {
	t.Helper()
	var out []corpus.Context
	for _, a := range answers {
		c, err := x.Context(context.Background(), corpus.ContextQuery{
			Guild: q.Guild, NoBuiltin: q.NoBuiltin, NoShared: q.NoShared, Statement: a.ID,
			Article: corpus.ArticleRef{Guild: a.Guild, Article: a.Article},
		})
		must(t, err)
		if c.Statement.Span != a.Span || c.Statement.Text != a.Text || !strings.Contains(c.Paragraph, a.Text) {
			t.Errorf("%q stands in %+v", a.Text, c)
		}
		out = append(out, c)
	}
	return out
}

// randomCorrection is a guild's correction of some statement of an article.
func randomCorrection(t testing.TB, r *rand.Rand, guild corpus.GuildID, a corpus.Article, verdicts ...corpus.Verdict) corpus.Correction {
	statements := extracttest.Statements(t, a)
	s := statements[r.IntN(len(statements))]
	cue := ""
	if n := len(s.Reports); n > 0 {
		cue, _ = extract.ReportWords(a.Text, s.Reports[r.IntN(n)])
	}
	people := []string{"Ann Lee", "Tom Brown", "Tom Hill", "An official", "she", "nobody"}
	return about(t, guild, a, s.Text, cue, verdicts[r.IntN(len(verdicts))], people[r.IntN(len(people))])
}

// Whatever two guilds correct, a third sees what it saw; what they see is what
// they would if the articles were corrected for all; and an index that followed
// every change answers as one that is built anew.
func TestCorrectionsRandom(t *testing.T) {
	verdicts := []corpus.Verdict{corpus.VerdictSpeaker, corpus.VerdictUnidentified, corpus.VerdictNoStatement, corpus.VerdictHidden}
	articles := []corpus.Article{mill, bridge, harbour, own("1", bridge), own("2", talk)}
	for seed := range uint64(12) {
		r := rand.New(rand.NewPCG(seed, 7))
		m := newModerated(articles...)
		x := openModerated(t, m)
		before := map[corpus.GuildID]any{"3": everything(t, x, corpus.Query{Guild: "3"}), corpus.Shared: everything(t, x, corpus.Query{})}
		var made []corpus.CorrectionID
		for range 1 + r.IntN(8) {
			guild := corpus.GuildID([]string{"1", "2"}[r.IntN(2)])
			a := articles[r.IntN(len(articles))]
			made = append(made, m.correct(randomCorrection(t, r, guild, a, verdicts...)))
			if r.IntN(4) == 0 {
				m.undo(made[r.IntN(len(made))])
			}
			if r.IntN(2) == 0 {
				catchUp(t, x)
			}
		}
		catchUp(t, x)
		checkDocuments(t, x)
		for guild, want := range before {
			if got := everything(t, x, corpus.Query{Guild: guild}); !reflect.DeepEqual(got, want) {
				t.Fatalf("seed %d, guild %q: got %+v\nwant %+v", seed, guild, got, want)
			}
		}
		anew := openModerated(t, m)
		checkDocuments(t, anew)
		for _, guild := range []corpus.GuildID{"1", "2"} {
			if got, want := everything(t, x, corpus.Query{Guild: guild}), everything(t, anew, corpus.Query{Guild: guild}); !reflect.DeepEqual(got, want) {
				t.Fatalf("seed %d, guild %q: got %+v\nwant %+v as a new index", seed, guild, got, want)
			}
		}
	}
}

// A guild's copies answer just as if the article were corrected for all: what is
// found, in which order, with which scores and counts.
func TestCopiesAnswerAlike(t *testing.T) {
	for seed := range uint64(12) {
		r := rand.New(rand.NewPCG(seed, 8))
		theirs, all := newModerated(mill, bridge, talk), newModerated(mill, bridge, talk)
		for range 1 + r.IntN(6) {
			a := []corpus.Article{mill, bridge, talk}[r.IntN(3)]
			c := randomCorrection(t, r, "1", a, corpus.VerdictSpeaker, corpus.VerdictUnidentified, corpus.VerdictNoStatement)
			theirs.correct(c)
			c.Guild = corpus.Shared
			all.correct(c)
		}
		x, y := openModerated(t, theirs), openModerated(t, all)
		if got, want := everything(t, x, corpus.Query{Guild: "1"}), everything(t, y, corpus.Query{Guild: "1"}); !reflect.DeepEqual(got, want) {
			t.Fatalf("seed %d: got %+v\nwant %+v", seed, got, want)
		}
	}
}
