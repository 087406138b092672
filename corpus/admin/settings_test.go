package admin_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"verbatim/corpus"
	"verbatim/corpus/refresh"
	"verbatim/corpus/store"
)

func TestSettings(t *testing.T) {
	o := open(t)
	half, wrong := 0.5, 1.5
	for name, s := range map[string]corpus.Settings{
		"a role in words":     {ModeratorRole: "mods"},
		"a channel in words":  {AuditChannel: "#log"},
		"too many versions":   {Versions: corpus.MaxVersions + 1},
		"a threshold above 1": {Threshold: &wrong},
		"no language's tag":   {Language: "German"},
	} {
		if err := o.Change(t.Context(), ann, home, s); !errors.Is(err, corpus.ErrSettings) {
			t.Errorf("%s: got error %v", name, err)
		}
	}
	want := corpus.Settings{ModeratorRole: "12", AuditChannel: "13", NoShared: true, Versions: 3, Threshold: &half, Language: "de"}
	for range 2 {
		if err := o.Change(t.Context(), ann, home, want); err != nil {
			t.Fatal(err)
		}
	}
	got, err := o.Settings(t.Context(), home)
	if err != nil || *got.Threshold != half || got.AuditChannel != "13" || !got.NoShared || got.NoBuiltin || got.KeptVersions() != 3 || got.Language != "de" {
		t.Errorf("Settings = %+v, %v", got, err)
	}
	entries, err := o.Log(t.Context(), home, 10)
	if err != nil || len(entries) != 1 || entries[0].Detail != "moderators' role: 12; audit channel: 13; shared corpus: off; versions kept: 3; language: de; threshold: 0.5" {
		t.Errorf("the log has %+v, %v", entries, err)
	}
	audited, err := o.Audited(t.Context())
	if err != nil || !slices.Equal(audited, []corpus.Audited{{Guild: home, Channel: "13"}}) {
		t.Errorf("Audited = %+v, %v", audited, err)
	}
	if err := o.Posted(t.Context(), home, 9); err != nil {
		t.Fatal(err)
	}
	if audited, err := o.Audited(t.Context()); err != nil || audited[0].Posted != 9 {
		t.Errorf("Audited = %+v, %v", audited, err)
	}
}

func TestForgetAndLeave(t *testing.T) {
	o := open(t)
	for _, guild := range []corpus.GuildID{home, other} {
		o.read(t, o.add(t, corpus.Source{Guild: guild, Location: o.feed()}))
	}
	if _, err := o.Forget(t.Context(), ann, corpus.Shared); err == nil {
		t.Error("the shared corpus was forgotten")
	}
	n, err := o.Forget(t.Context(), ann, home)
	if err != nil || n != 2 || o.titles(t, home) != "" {
		t.Errorf("Forget = %d, %v; %q stands", n, err, o.titles(t, home))
	}
	if sources, err := o.Sources(t.Context(), home); err != nil || len(sources) != 0 {
		t.Errorf("sources %v, %v", sources, err)
	}
	if got := o.acts(t, home); !slices.Equal(got, []string{"1001 forget all data"}) {
		t.Errorf("the log has %q", got)
	}
	if got := o.titles(t, other); got != "Fares stay, Harbour to reopen" {
		t.Errorf("the other guild has %q", got)
	}
	// A guild that was left is forgotten after its grace, unless the bot is back.
	past := time.Now().Add(-refresh.Grace - time.Hour)
	for _, guild := range []corpus.GuildID{home, other} {
		err := o.store.Update(t.Context(), "leave", func(tx *store.Tx) error { return tx.SetLeft(t.Context(), guild, past) })
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := o.Joined(t.Context(), other); err != nil {
		t.Fatal(err)
	}
	if err := o.refresh.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := o.titles(t, other); got == "" {
		t.Error("a guild that the bot came back to was forgotten")
	}
	if err := o.Left(t.Context(), other); err != nil {
		t.Fatal(err)
	}
	if err := o.refresh.Sweep(t.Context()); err != nil || o.titles(t, other) == "" {
		t.Errorf("a guild that was left just now was forgotten, %v", err)
	}
	err = o.store.Update(t.Context(), "leave", func(tx *store.Tx) error {
		if err := tx.SetLeft(t.Context(), other, time.Time{}); err != nil {
			return err
		}
		return tx.SetLeft(t.Context(), other, past)
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := o.refresh.Sweep(t.Context()); err != nil || o.titles(t, other) != "" {
		t.Errorf("%q of a guild that was left stands, %v", o.titles(t, other), err)
	}
}
