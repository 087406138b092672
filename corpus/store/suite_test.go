package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"verbatim/corpus"
	"verbatim/corpus/store/storetest"
)

// suite is what every database must do. fresh is the location of a store that
// is not there yet.
var suite = []struct {
	name string
	test func(t *testing.T, fresh func(testing.TB) string)
}{
	{"put counts and changes", testPutCountsAndChanges},
	{"an article comes back whole", testArticleComesBackWhole},
	{"a broken article keeps the others out", testBrokenArticleKeepsTheOthersOut},
	{"remove and restore", testRemove},
	{"articles are counted by origin", testCount},
	{"versions", testVersions},
	{"versions are limited", testVersionLimit},
	{"versions of an article that was removed", testVersionsOfRemoved},
	{"versions are imported", testPutVersion},
	{"redact", testRedact},
	{"what pages show in the place of articles", testWaiting},
	{"what pages show ends", testWaitingEnds},
	{"redact what pages show", testRedactWaiting},
	{"sources", testSources},
	{"a source keeps its name to itself", testSourceNames},
	{"remove and restore a source", testRemoveSource},
	{"a removed source's articles pass on", testSourceHeirs},
	{"an article stays with its first source", testFirstSource},
	{"sources that are due", testDue},
	{"resources", testResources},
	{"attempts", testAttempts},
	{"refreshes that go on", testOpenRuns},
	{"corrections", testCorrections},
	{"flags", testFlags},
	{"settings", testSettings},
	{"refreshes", testRuns},
	{"the audit log", testAudit},
	{"watches", testWatches},
	{"takedowns", testTakedowns},
	{"every column of text is known", testEveryTextColumnIsKnown},
	{"erase", testErase},
	{"what is deleted is wiped", testWipe},
	{"wiping waits for readers", testWipeWaitsForReaders},
	{"a killed process owes the wiping", testWipeIsOwed},
	{"wiping goes on by itself", testKeepWiped},
	{"texts carry checksums", testChecksums},
	{"a store without checksums gets them", testChecksumsOfAnOlderStore},
	{"usage", testUsage},
	{"forget a guild", testForget},
	{"guilds that were left", testLeft},
	{"sweep", testSweep},
	{"back up and restore", testBackup},
	{"replacing is whole", testReplaceIsWhole},
	{"back up while it is written", testBackupWhileWriting},
	{"leases", testLeases},
	{"leases are renewed together", testRenewAll},
	{"a lease is checked where it commits", testLeaseFences},
	{"a lease has one holder", testLeaseRace},
	{"update is one transaction", testUpdate},
	{"words that no database takes", testClean},
	{"followers arrive at the live set", testFollowersArriveAtTheLiveSet},
	{"concurrent writers", testConcurrentWriters},
	{"a follower misses nothing", testFollowerMissesNothing},
	{"the feed by guild", testFeedByGuild},
	{"wait", testWait},
	{"a reopened store is the same", testReopened},
	{"open at once", testOpenAtOnce},
	{"a store of the first schema", testFirstSchema},
	{"a newer schema", testNewerSchema},
}

func TestSQLite(t *testing.T) {
	fresh := func(t testing.TB) string { return filepath.Join(t.TempDir(), "data", "verbatim.db") }
	for _, row := range suite {
		t.Run(row.name, func(t *testing.T) { row.test(t, fresh) })
	}
}

func TestPostgres(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes long, and is left out with -short")
	}
	server := storetest.Postgres(t)
	for _, row := range suite {
		t.Run(row.name, func(t *testing.T) { row.test(t, server.Database) })
	}
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func openTemp(t *testing.T) *Store {
	t.Helper()
	return openAt(t, filepath.Join(t.TempDir(), "data", "verbatim.db"))
}

func openAt(t testing.TB, location string) *Store {
	t.Helper()
	s, err := Open(t.Context(), location, quiet())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// update runs do in a transaction that must go well.
func update(t testing.TB, s *Store, do func(ctx context.Context, tx *Tx) error) {
	t.Helper()
	if err := s.Update(t.Context(), "test", func(tx *Tx) error { return do(t.Context(), tx) }); err != nil {
		t.Fatal(err)
	}
}

// ok is what was read, where reading it went well: ok(s.Settings(ctx, "7"))(t).
func ok[T any](value T, err error) func(t testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

// same compares what was read.
func same(t testing.TB, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\ngot  %+v\nwant %+v", what, got, want)
	}
}

func wantError(t testing.TB, what string, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Errorf("%s: got error %v, want %v", what, got, want)
	}
}

func article(guild, id, text string) corpus.Article {
	return corpus.Article{
		Guild: corpus.GuildID(guild), ID: corpus.ArticleID(id), Title: "Title of " + id, Publisher: "The Quay",
		Author: "A. Writer", URL: "https://quay.example/" + id, Published: "2024-03-02",
		Fetched: "2024-03-02T10:00:00Z", Language: "en", Origin: corpus.OriginImported, Text: text,
	}
}

func put(t testing.TB, s *Store, articles ...corpus.Article) {
	t.Helper()
	if _, err := s.Put(t.Context(), articles...); err != nil {
		t.Fatal(err)
	}
}

// noon is a moment that the store gives back as it is.
var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func source(guild, id, name string) corpus.Source {
	return corpus.Source{
		ID: corpus.SourceID(id), Guild: corpus.GuildID(guild), Kind: corpus.SourceFeed, Name: name,
		Location: "https://quay.example/feed", Added: noon, AddedBy: "42", Every: time.Hour, Due: noon.Add(time.Hour),
	}
}

func changesOf(t testing.TB, s *Store, after corpus.Seq) []corpus.Change {
	t.Helper()
	changes, err := s.Changes(t.Context(), after, 1000)
	if err != nil {
		t.Fatal(err)
	}
	return changes
}

// ids are the changed articles, those that were removed with a minus.
func ids(changes []corpus.Change) []string {
	out := []string{}
	for _, c := range changes {
		id := fmt.Sprintf("%s/%s", c.Article.Guild, c.Article.ID)
		if c.Removed {
			id = "-" + id
		}
		out = append(out, id)
	}
	return out
}

func head(t testing.TB, s *Store) corpus.Seq {
	t.Helper()
	h, err := s.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return h.Seq
}
