package cli

import (
	"context"
	"fmt"
	"os"
	"strings"

	"verbatim/corpus"
	"verbatim/corpus/store"
	"verbatim/corpus/store/driver"
)

// maxNamed is how many items of a kind the doctor names.
const maxNamed = 10

// examineKept checks the contents of the store: whether the texts are
// undamaged, and whether deleted words are gone.
func examineKept(ctx context.Context, f *findings, s *store.Store, dir string) {
	damaged, err := s.Damaged(ctx, nil)
	switch {
	case err != nil:
		f.failed("texts", err)
	case len(damaged) > 0:
		f.warn("texts", fmt.Sprintf("%s damaged, and left out of the answers: %s", are(len(damaged), "text"), nameDamage(damaged)),
			`"verbatim corpus refresh" (with --guild) reads them from their sources anew; for others restore a backup, or remove them; and check the disk`)
	default:
		f.ok("texts", "they are undamaged")
	}
	unwiped, err := s.Unwiped(ctx)
	switch {
	case err != nil:
		f.failed("deleted", err)
	case unwiped:
		f.warn("deleted", "deleted words may still be in the store's files", "nothing: serve or the next command removes them; end any process that keeps reading the store")
	default:
		f.ok("deleted", "no deleted words are in the store's files")
	}
	examineCopies(ctx, f, s, dir)
}

// nameDamage names damaged texts.
func nameDamage(damaged []store.Damage) string {
	var names []string
	for i, d := range damaged {
		if i == maxNamed {
			names = append(names, fmt.Sprintf("and %d more", len(damaged)-i))
			break
		}
		name := fmt.Sprintf("article %q", string(d.Article))
		if d.Version > 0 {
			name = fmt.Sprintf("version %d of article %q", d.Version, string(d.Article))
		}
		if d.Guild != corpus.Shared {
			name += " of guild " + string(d.Guild)
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}

// examineCopies names copies of the store with words that were taken down
// since.
func examineCopies(ctx context.Context, f *findings, s *store.Store, dir string) {
	last, err := s.LastTakedown(ctx)
	if err != nil {
		f.failed("copies", err)
		return
	}
	var older []string
	for _, name := range migrationCopies(dir) {
		if info, err := os.Stat(name); err == nil && info.ModTime().Before(last) {
			older = append(older, name)
		}
	}
	if len(older) > 0 {
		f.warn("copies", fmt.Sprintf("copies of the store from before a migration may hold words that were taken down since: %s", strings.Join(older, ", ")),
			"remove them once you do not need them")
	}
}

// examineLeftovers names files that killed processes left in the data folder.
func examineLeftovers(f *findings, dir string) {
	if left := driver.Leftovers(dir); len(left) > 0 {
		f.warn("leftovers", "a killed backup, restore or migration left copies of the store: "+strings.Join(left, ", "),
			"nothing: the next command removes them")
	}
}
