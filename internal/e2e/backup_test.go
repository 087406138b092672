package e2e

import (
	"path/filepath"
	"strings"
	"testing"

	"verbatim/corpus/store/storetest"
	"verbatim/internal/cli"
	"verbatim/internal/discordtest"
)

// A bot that runs is backed up and restored, and answers then as it did, in the
// same process; and it moves to PostgreSQL and back.
func TestBackUpRestoreAndMoveWhileServing(t *testing.T) {
	t.Parallel()
	discord := discordtest.New(t)
	here := discord.Guild("Newsroom")
	ann := here.Member("ann", discordtest.Permissions(discordtest.ManageGuild))
	n := &newsroom{t: t, discord: discord, data: filepath.Join(t.TempDir(), "data")}
	n.start()
	do := func(stdin string, args ...string) string {
		t.Helper()
		status, stdout, stderr := command(t, n.data, stdin, args...)
		if status != cli.ExitDone {
			t.Fatalf("%q: status %d, %s", args, status, stderr)
		}
		return stdout
	}
	adds := func(title, text string) {
		t.Helper()
		n.said(ann.Submits(ann.Types("/corpus add text").Modal(), map[string]string{"Title": title, "Text": text}).Reply(), "1 article new")
	}
	const lighthouse, ferry = "What about the lighthouse at Greenhaven?", "How often will the ferry to Westmark sail?"
	adds("Notes", "“The lighthouse at Greenhaven will be lit again,” said Ada Winter, the harbour master.")
	ann.Runs("settings", discordtest.Options{"answers": 1}).Reply()
	before := n.asks(ann, lighthouse, []string{"Ada Winter"}, nil).Text()
	backup := filepath.Join(t.TempDir(), "backup")
	do("", "backup", backup)

	ann.Runs("settings", discordtest.Options{"answers": 2}).Reply()
	adds("The ferry", "“The ferry to Westmark will sail twice a day,” said Karl Linde, its captain.")
	n.asks(ann, ferry, []string{"Karl Linde"}, nil)
	do("", "restore", "--force", backup)
	n.asks(ann, ferry, nil, []string{"Karl Linde"})
	if got := n.asks(ann, lighthouse, []string{"Ada Winter"}, nil).Text(); got != before {
		t.Errorf("after restoring ann reads\n%s\nwant, as before\n%s", got, before)
	}
	adds("The ferry", "“The ferry to Westmark will sail twice a day,” said Karl Linde, its captain.")
	n.asks(ann, ferry, []string{"Karl Linde"}, nil)

	t.Run("move to PostgreSQL and back", func(t *testing.T) {
		n.t = t
		server := storetest.Postgres(t)
		database := server.Database(t)
		export := do("", "corpus", "export", "--all")
		do(export, "corpus", "import", "--store", database)
		n.stop()
		n.data, n.store = filepath.Join(t.TempDir(), "data"), database
		n.start()
		if got := n.asks(ann, lighthouse, []string{"Ada Winter"}, nil).Text(); got != before {
			t.Errorf("on PostgreSQL ann reads\n%s\nwant, as before\n%s", got, before)
		}
		n.asks(ann, ferry, []string{"Karl Linde"}, nil)
		if got := ann.Types("/corpus log").Reply().Text(); strings.Count(got, "The ferry") == 0 {
			t.Errorf("the log is\n%s", got)
		}
		back := do("", "corpus", "export", "--all", "--store", database)
		n.stop()
		n.data, n.store = filepath.Join(t.TempDir(), "data"), ""
		do(back, "corpus", "import")
		n.start()
		if got := n.asks(ann, lighthouse, []string{"Ada Winter"}, nil).Text(); got != before {
			t.Errorf("back in a file ann reads\n%s\nwant, as before\n%s", got, before)
		}
		n.stop()
	})
}
