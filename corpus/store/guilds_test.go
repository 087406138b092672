package store

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"verbatim/corpus"
)

func testSettings(t *testing.T, fresh func(testing.TB) string) {
	s := openAt(t, fresh(t))
	same(t, "the default", ok(s.Settings(t.Context(), "7"))(t), corpus.Settings{})
	threshold := 0.25
	for _, want := range []corpus.Settings{
		{ModeratorRole: "99", AuditChannel: "98", NoBuiltin: true, NoShared: true, Versions: 5, Threshold: &threshold, Language: "uk"},
		{AuditChannel: "97"},
	} {
		update(t, s, func(ctx context.Context, tx *Tx) error { return tx.PutSettings(ctx, "7", want) })
		same(t, "settings", ok(s.Settings(t.Context(), "7"))(t), want)
	}
	same(t, "another guild's", ok(s.Settings(t.Context(), "8"))(t), corpus.Settings{})
}

func testRuns(t *testing.T, fresh func(testing.TB) string) {
	s := openAt(t, fresh(t))
	run := func(guild, source string, i int) corpus.Run {
		return corpus.Run{Guild: corpus.GuildID(guild), Source: corpus.SourceID(source), Trigger: corpus.TriggerPerson, By: "42",
			Started: noon, Finished: noon.Add(time.Duration(i) * time.Second), Error: "2 of 5 pages could not be had",
			Tally: corpus.Tally{New: i, Changed: 2, Unchanged: 3, Gone: 4, Failed: 5, Added: 6, Reworded: 7, Withdrawn: 8}}
	}
	first, second, third := run("7", "1", 1), run("7", "2", 2), run("7", "1", 3)
	update(t, s, func(ctx context.Context, tx *Tx) error {
		for _, r := range []corpus.Run{first, second, run("8", "9", 9), third} {
			if err := tx.PutRun(ctx, r); err != nil {
				return err
			}
		}
		return nil
	})
	same(t, "the guild's", ok(s.Runs(t.Context(), "7", "", 10))(t), []corpus.Run{third, second, first})
	same(t, "the source's", ok(s.Runs(t.Context(), "7", "1", 10))(t), []corpus.Run{third, first})
	same(t, "the newest", ok(s.Runs(t.Context(), "7", "", 1))(t), []corpus.Run{third})
}

func testAudit(t *testing.T, fresh func(testing.TB) string) {
	s := openAt(t, fresh(t))
	entry := func(guild, subject string) corpus.Entry {
		return corpus.Entry{At: noon, Guild: corpus.GuildID(guild), By: corpus.ByOperator, Action: corpus.ActionAdd, Subject: subject, Detail: "3 articles"}
	}
	for i := range 5 {
		update(t, s, func(ctx context.Context, tx *Tx) error {
			if err := tx.Log(ctx, entry("8", "noise")); err != nil {
				return err
			}
			return tx.Log(ctx, entry("7", fmt.Sprint(i)))
		})
	}
	subjects := func(entries []corpus.Entry) string {
		out := ""
		for _, e := range entries {
			out += e.Subject
		}
		return out
	}
	all := ok(s.Entries(t.Context(), "7", 0, 10))(t)
	want := entry("7", "0")
	want.Seq = 2
	same(t, "an entry", all[0], want)
	same(t, "the oldest first", subjects(all), "01234")
	same(t, "two after the second", subjects(ok(s.Entries(t.Context(), "7", all[1].Seq, 2))(t)), "23")
	same(t, "after the newest", subjects(ok(s.Entries(t.Context(), "7", all[4].Seq, 2))(t)), "")
	same(t, "the newest first", subjects(ok(s.LatestEntries(t.Context(), "7", 3))(t)), "432")
}

func testTakedowns(t *testing.T, fresh func(testing.TB) string) {
	s := openAt(t, fresh(t))
	for _, hash := range []string{"h1", "h2", "h1"} {
		update(t, s, func(ctx context.Context, tx *Tx) error { return tx.PutTakedown(ctx, hash, noon, corpus.ByOperator) })
	}
	same(t, "takedowns", ok(s.Takedowns(t.Context()))(t), map[string]bool{"h1": true, "h2": true})
}

func testUsage(t *testing.T, fresh func(testing.TB) string) {
	s := openAt(t, fresh(t))
	put(t, s, of(article("7", "a", "x"), "1"), of(article("7", "b", "x"), "1"), article("7", "c", "x"), of(article("8", "a", "x"), "1"))
	ok(s.Remove(t.Context(), "7", "b"))(t)
	update(t, s, func(ctx context.Context, tx *Tx) error {
		same(t, "the guild's", ok(tx.Usage(ctx, "7"))(t), 2)
		same(t, "the source's", ok(tx.SourceUsage(ctx, "7", "1"))(t), 1)
		if _, err := tx.PutArticle(ctx, of(article("7", "d", "x"), "1"), 20); err != nil {
			return err
		}
		same(t, "with what the transaction itself wrote", ok(tx.SourceUsage(ctx, "7", "1"))(t), 2)
		return nil
	})
}

// fill writes something of every kind for a guild.
func fill(t testing.TB, s *Store, guild string) {
	t.Helper()
	id := corpus.GuildID(guild)
	putSources(t, s, source(guild, "source"+guild, "Quay"))
	put(t, s, of(article(guild, "a", "one"), corpus.SourceID("source"+guild)), article(guild, "b", "one"))
	put(t, s, article(guild, "b", "two"))
	update(t, s, func(ctx context.Context, tx *Tx) error {
		for _, err := range []error{
			tx.PutResource(ctx, id, corpus.SourceID("source"+guild), corpus.Resource{URL: "u", Article: "a"}),
			tx.PutAttempt(ctx, id, corpus.SourceID("source"+guild), corpus.Attempt{URL: "u"}),
			tx.PutCorrection(ctx, correction(guild, "own"+guild, guild, "a")),
			tx.PutCorrection(ctx, correction(guild, "shared"+guild, "", "shared")),
			tx.PutFlag(ctx, corpus.Flag{ID: corpus.FlagID("flag" + guild), Guild: id, At: noon}),
			tx.PutWaiting(ctx, waits(guild, "a", "wall")),
			tx.PutSettings(ctx, id, corpus.Settings{Versions: 3}),
			tx.PutRun(ctx, corpus.Run{Guild: id, Source: "source" + corpus.SourceID(guild)}),
			tx.Log(ctx, corpus.Entry{Guild: id, Action: corpus.ActionAdd}),
			tx.SetLeft(ctx, id, noon),
		} {
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// rowsOf counts the rows of each table that name the guild.
func rowsOf(t testing.TB, s *Store, guild string) map[string]int {
	t.Helper()
	out := map[string]int{}
	for _, table := range []string{"articles", "versions", "waiting", "sources", "resources", "attempts", "corrections", "flags", "settings", "runs", "audit", "guilds"} {
		var n int
		if err := s.db.QueryRowContext(t.Context(), `SELECT count(*) FROM `+table+` WHERE guild = $1`, guild).Scan(&n); err != nil {
			t.Fatal(err)
		}
		out[table] = n
	}
	return out
}

func testForget(t *testing.T, fresh func(testing.TB) string) {
	s := openAt(t, fresh(t))
	put(t, s, article("", "shared", "x"), article("", "untouched", "x"))
	fill(t, s, "7")
	fill(t, s, "77")
	before := rowsOf(t, s, "77")
	for table, n := range rowsOf(t, s, "7") {
		if n == 0 {
			t.Errorf("nothing in %s to be forgotten", table)
		}
	}
	lease := ok(s.Acquire(t.Context(), SourceLease("source7"), "refresher", time.Hour))(t)
	other := ok(s.Acquire(t.Context(), SourceLease("source77"), "refresher", time.Hour))(t)
	same(t, "guilds", ok(s.Guilds(t.Context()))(t), []corpus.GuildID{"7", "77"})
	position := head(t, s)
	update(t, s, func(ctx context.Context, tx *Tx) error {
		n, err := tx.Forget(ctx, "7")
		if n != 2 {
			t.Errorf("%d articles went, want 2", n)
		}
		return err
	})
	for table, n := range rowsOf(t, s, "7") {
		if want := map[string]int{"articles": 2}[table]; n != want {
			t.Errorf("%d rows of the guild in %s, want %d", n, table, want)
		}
	}
	var left string
	if err := s.db.QueryRowContext(t.Context(), `SELECT coalesce(max(title || publisher || author || url || published || fetched ||
		language || origin || source || body), '') FROM articles WHERE guild = '7'`).Scan(&left); err != nil || left != "" {
		t.Errorf("%q, %v is left of an article, want nothing", left, err)
	}
	same(t, "the other guild's rows", rowsOf(t, s, "77"), before)
	changes := changesOf(t, s, position)
	same(t, "the feed", ids(changes), []string{"/shared", "-7/b", "-7/a"})
	same(t, "corrections of the shared article", len(changes[0].Corrections), 1)
	same(t, "guilds", ok(s.Guilds(t.Context()))(t), []corpus.GuildID{"77"})
	_, err := s.Renew(t.Context(), lease, time.Hour)
	wantError(t, "a refresh of the guild that is under way", err, ErrLeaseLost)
	ok(s.Renew(t.Context(), other, time.Hour))(t)
	err = s.Update(t.Context(), "test", func(tx *Tx) error {
		_, err := tx.RestoreArticle(t.Context(), "7", "a")
		return err
	})
	wantError(t, "restoring what was forgotten", err, nil)
	same(t, "what stands", len(ok(s.Articles(t.Context(), "7"))(t)), 0)
	update(t, s, func(ctx context.Context, tx *Tx) error {
		return tx.Log(ctx, corpus.Entry{Guild: "7", Action: corpus.ActionForget})
	})
	same(t, "guilds, once the log says so", ok(s.Guilds(t.Context()))(t), []corpus.GuildID{"77"})
	put(t, s, article("7", "a", "anew"))
	same(t, "versions of what comes anew", versionsOf(t, s, "7", "a"), []string{"1:anew"})
	err = s.Update(t.Context(), "test", func(tx *Tx) error {
		_, err := tx.Forget(t.Context(), corpus.Shared)
		return err
	})
	if err == nil {
		t.Error("the shared corpus was forgotten")
	}
}

func testLeft(t *testing.T, fresh func(testing.TB) string) {
	s := openAt(t, fresh(t))
	set := func(guild corpus.GuildID, at time.Time) {
		update(t, s, func(ctx context.Context, tx *Tx) error { return tx.SetLeft(ctx, guild, at) })
	}
	set("8", noon.Add(time.Minute))
	set("7", noon)
	set("9", noon.Add(time.Hour))
	set("7", noon.Add(2*time.Hour)) // still gone
	same(t, "left", ok(s.LeftGuilds(t.Context(), noon.Add(time.Hour)))(t), []corpus.GuildID{"7", "8"})
	set("7", time.Time{})
	set("7", time.Time{})
	same(t, "left, without who is back", ok(s.LeftGuilds(t.Context(), noon.Add(time.Hour)))(t), []corpus.GuildID{"8"})
}

func testSweep(t *testing.T, fresh func(testing.TB) string) {
	s := openAt(t, fresh(t))
	now := time.Now()
	putSources(t, s, source("7", "1", "Quay"), source("7", "2", "Mill"))
	put(t, s, of(article("7", "a", "one"), "1"), article("7", "b", "one"), article("7", "c", "one"))
	put(t, s, article("7", "a", "two"))
	update(t, s, func(ctx context.Context, tx *Tx) error {
		if err := tx.PutRun(ctx, corpus.Run{Guild: "7", Source: "1"}); err != nil {
			return err
		}
		_, err := tx.RemoveSource(ctx, "7", "1")
		return err
	})
	tombstone := head(t, s)
	ok(s.Remove(t.Context(), "7", "b"))(t)
	update(t, s, func(ctx context.Context, tx *Tx) error {
		_, err := tx.RestoreArticle(ctx, "7", "b")
		return err
	})
	sweep := func(days int) {
		t.Helper()
		if err := s.Sweep(t.Context(), now.Add(time.Duration(days)*24*time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	restore := func() error {
		return s.Update(t.Context(), "test", func(tx *Tx) error {
			_, err := tx.RestoreSource(t.Context(), "7", "1")
			return err
		})
	}
	state := func() string {
		bodies := 0
		if err := s.db.QueryRowContext(t.Context(), `SELECT count(*) FROM articles WHERE body <> ''`).Scan(&bodies); err != nil {
			t.Fatal(err)
		}
		rows := rowsOf(t, s, "7")
		h := ok(s.Head(t.Context()))(t)
		return strings.TrimSpace(fmt.Sprintln(rows["articles"], bodies, rows["versions"], rows["sources"], rows["runs"], h.Horizon))
	}
	position := head(t, s)
	for _, step := range []struct {
		days int
		want string // articles, texts, versions, sources, runs, horizon
	}{
		{6, "3 3 1 2 1 0"},
		{8, "3 2 0 1 0 0"},
		{29, "3 2 0 1 0 0"},
		{31, fmt.Sprint("2 2 0 1 0 ", tombstone)},
		{62, fmt.Sprint("2 2 0 1 0 ", tombstone)},
	} {
		sweep(step.days)
		if got := state(); got != step.want {
			t.Errorf("after %d days: got %s, want %s", step.days, got, step.want)
		}
	}
	wantError(t, "restoring what was swept away", restore(), ErrNotFound)
	if head(t, s) != position {
		t.Errorf("sweeping has moved the feed from %d to %d", position, head(t, s))
	}
	same(t, "the feed", ids(changesOf(t, s, 0)), []string{"7/c", "7/b"})
}
