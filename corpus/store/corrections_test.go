package store

import (
	"context"
	"slices"
	"testing"
	"time"

	"verbatim/corpus"
)

func correction(guild, id, articleGuild, article string) corpus.Correction {
	return corpus.Correction{
		ID: corpus.CorrectionID(id), Guild: corpus.GuildID(guild), ArticleGuild: corpus.GuildID(articleGuild),
		Article: corpus.ArticleID(article), Statement: "s1", Text: "“Never,” she said.", Cue: "said", Content: "Never",
		Verdict: corpus.VerdictSpeaker, Name: "Ann Lee", Mention: "she", Occurrence: 2, By: "42", At: noon,
	}
}

func testCorrections(t *testing.T, fresh func(testing.TB) string) {
	s := openAt(t, fresh(t))
	put(t, s, article("", "shared", "x"), article("7", "own", "x"), article("8", "own", "x"))
	start := head(t, s)
	position := start
	shared, own, foreign := correction("7", "1", "", "shared"), correction("7", "2", "7", "own"), correction("8", "3", "", "shared")
	absent := correction("7", "4", "7", "absent")
	update(t, s, func(ctx context.Context, tx *Tx) error {
		for _, c := range []corpus.Correction{shared, own, foreign, absent} {
			if err := tx.PutCorrection(ctx, c); err != nil {
				return err
			}
		}
		return nil
	})
	all := append(ok(s.Corrections(t.Context(), "7"))(t), ok(s.Corrections(t.Context(), "8"))(t)...)
	for i, c := range []*corpus.Correction{&shared, &own, &foreign, &absent} {
		is := func(k corpus.Correction) bool { return k.ID == c.ID }
		if c.Made = all[slices.IndexFunc(all, is)].Made; c.Made <= position {
			t.Errorf("correction %d was made at %d, want later than %d", i+1, c.Made, position)
		}
		position = c.Made
	}
	changes := changesOf(t, s, start)
	same(t, "the feed", ids(changes), []string{"7/own", "/shared"})
	same(t, "corrections of a guild's article in the feed", changes[0].Corrections, []corpus.Correction{own})
	same(t, "corrections of a shared article in the feed", changes[1].Corrections, []corpus.Correction{shared, foreign})
	same(t, "the guild's", ok(s.Corrections(t.Context(), "7"))(t), []corpus.Correction{absent, own, shared})
	same(t, "the article's", ok(s.CorrectionsOf(t.Context(), "", "shared"))(t), []corpus.Correction{shared, foreign})

	undo := func(guild corpus.GuildID, id corpus.CorrectionID) (c corpus.Correction, err error) {
		err = s.Update(t.Context(), "test", func(tx *Tx) error {
			c, err = tx.UndoCorrection(t.Context(), guild, id, noon.Add(time.Hour))
			return err
		})
		return c, err
	}
	position = head(t, s)
	_, err := undo("8", "1")
	wantError(t, "another guild's", err, ErrNotFound)
	if head(t, s) != position {
		t.Error("what was refused has moved the feed")
	}
	undone, err := undo("7", "1")
	shared.UndoneAt = noon.Add(time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "the undone one", undone, shared)
	_, err = undo("7", "1")
	wantError(t, "once more", err, ErrNotFound)
	changes = changesOf(t, s, position)
	same(t, "the feed after undoing", ids(changes), []string{"/shared"})
	same(t, "what still holds", changes[0].Corrections, []corpus.Correction{foreign})
	same(t, "the guild's, undone ones too", ok(s.Corrections(t.Context(), "7"))(t), []corpus.Correction{absent, own, shared})
	same(t, "the article's that hold", ok(s.CorrectionsOf(t.Context(), "", "shared"))(t), []corpus.Correction{foreign})

	own.Verdict, own.Name, own.Mention, own.Occurrence = corpus.VerdictHidden, "", "", 0
	update(t, s, func(ctx context.Context, tx *Tx) error { return tx.PutCorrection(ctx, own) })
	same(t, "replaced, in its place", ok(s.Corrections(t.Context(), "7"))(t), []corpus.Correction{absent, own, shared})
	stolen := own
	stolen.Guild = "8"
	err = s.Update(t.Context(), "test", func(tx *Tx) error { return tx.PutCorrection(t.Context(), stolen) })
	wantError(t, "a guild that takes another's", err, ErrNotFound)

	ok(s.Remove(t.Context(), "7", "own"))(t)
	put(t, s, article("7", "own", "y"))
	changes = changesOf(t, s, head(t, s)-1)
	same(t, "after the article was removed and came back", changes[0].Corrections, []corpus.Correction{own})
}

func testFlags(t *testing.T, fresh func(testing.TB) string) {
	s := openAt(t, fresh(t))
	flag := func(guild, id string) corpus.Flag {
		return corpus.Flag{ID: corpus.FlagID(id), Guild: corpus.GuildID(guild), Article: "a", Statement: "s1",
			Text: "“Never,” she said.", Note: "it was he", By: "43", At: noon}
	}
	first, second, foreign := flag("7", "2"), flag("7", "1"), flag("8", "3")
	update(t, s, func(ctx context.Context, tx *Tx) error {
		for _, f := range []corpus.Flag{first, second, foreign} {
			if err := tx.PutFlag(ctx, f); err != nil {
				return err
			}
		}
		return nil
	})
	same(t, "flags", ok(s.Flags(t.Context(), "7"))(t), []corpus.Flag{first, second})
	closeFlag := func(guild corpus.GuildID, id corpus.FlagID) (f corpus.Flag, err error) {
		err = s.Update(t.Context(), "test", func(tx *Tx) error {
			f, err = tx.CloseFlag(t.Context(), guild, id, noon.Add(time.Minute))
			return err
		})
		return f, err
	}
	_, err := closeFlag("8", "2")
	wantError(t, "another guild's", err, ErrNotFound)
	closed, err := closeFlag("7", "2")
	first.ClosedAt = noon.Add(time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "the closed one", closed, first)
	_, err = closeFlag("7", "2")
	wantError(t, "once more", err, ErrNotFound)
	same(t, "what waits", ok(s.Flags(t.Context(), "7"))(t), []corpus.Flag{second})
}
