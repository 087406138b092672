package admin_test

import (
	"errors"
	"fmt"
	"testing"

	"verbatim/corpus"
)

func TestWatches(t *testing.T) {
	o := open(t)
	begin := func(w corpus.Watch, known ...corpus.StatementID) corpus.Watch {
		t.Helper()
		w, err := o.Watch(t.Context(), w, known)
		if err != nil {
			t.Fatal(err)
		}
		return w
	}
	if _, err := o.Watch(t.Context(), corpus.Watch{Guild: home, By: ann, Topic: " \n"}, nil); !errors.Is(err, corpus.ErrNoTopic) {
		t.Errorf("a watch on nothing: %v, want that it lacks a topic", err)
	}
	own := begin(corpus.Watch{Guild: home, By: ann, Topic: " the  pier "}, "s1")
	if own.Topic != "the pier" || own.ID == "" || own.At.IsZero() {
		t.Errorf("Watch = %+v", own)
	}
	shared := begin(corpus.Watch{Guild: home, By: ann, Channel: "77", Speaker: "Olga Brandt"})
	if left, err := o.Unwatched(t.Context(), own.ID, []corpus.StatementID{"s1", "s2"}); err != nil || len(left) != 1 || left[0] != "s2" {
		t.Errorf("Unwatched = %v, %v, want what was not known", left, err)
	}
	a := corpus.Article{Guild: home, ID: "a", Title: "A", Text: "The pier reopens.", Origin: corpus.OriginImported}
	b := corpus.Article{Guild: other, ID: "b", Title: "B", Text: "The pier reopens.", Origin: corpus.OriginImported}
	if _, err := o.store.Put(t.Context(), a, b); err != nil {
		t.Fatal(err)
	}
	changed, upTo, err := o.Changed(t.Context(), home, own.Looked, 10)
	if err != nil || len(changed) != 1 || changed[0] != (corpus.ArticleRef{Guild: home, Article: "a"}) {
		t.Errorf("Changed = %v, %v, want the guild's own article alone", changed, err)
	}
	if err := o.Noted(t.Context(), own.ID, corpus.Noted{Looked: upTo, Day: "2026-01-02", Posted: 3, Statements: []corpus.StatementID{"s2", "s2"}}); err != nil {
		t.Fatal(err)
	}
	all, err := o.AllWatches(t.Context())
	if err != nil || len(all) != 2 || all[0].Looked != upTo || all[0].Posted != 3 || all[0].Day != "2026-01-02" {
		t.Errorf("AllWatches = %+v, %v", all, err)
	}
	if left, err := o.Unwatched(t.Context(), own.ID, []corpus.StatementID{"s1", "s2"}); err != nil || len(left) != 0 {
		t.Errorf("Unwatched = %v, %v, want nothing", left, err)
	}
	if _, err := o.Unwatch(t.Context(), ann, other, own.ID); !errors.Is(err, corpus.ErrNoWatch) {
		t.Errorf("another guild ends it: %v", err)
	}
	if _, err := o.Unwatch(t.Context(), ann, home, shared.ID); err != nil {
		t.Error(err)
	}
	if n, err := o.ForgetMe(t.Context(), ann); err != nil || n != 1 {
		t.Errorf("ForgetMe = %d, %v, want 1", n, err)
	}
	entries, err := o.Log(t.Context(), home, 10)
	if err != nil || len(entries) != 2 || entries[0].Action != corpus.ActionUnwatch || entries[1].Action != corpus.ActionWatch || entries[1].Subject != "Olga Brandt" {
		t.Errorf("the log is %+v, %v, want the channel's watch alone", entries, err)
	}
	for i := range corpus.MaxUserWatches {
		begin(corpus.Watch{Guild: home, By: ann, Topic: fmt.Sprint("topic ", i)})
	}
	if _, err := o.Watch(t.Context(), corpus.Watch{Guild: home, By: ann, Topic: "more"}, nil); !errors.Is(err, corpus.ErrWatches) {
		t.Errorf("one more than can be: %v", err)
	}
	begin(corpus.Watch{Guild: other, By: ann, Topic: "elsewhere"})
	if _, err := o.Forget(t.Context(), ann, home); err != nil {
		t.Fatal(err)
	}
	if all, err := o.AllWatches(t.Context()); err != nil || len(all) != 1 || all[0].Guild != other {
		t.Errorf("after the guild was forgotten: %+v, %v", all, err)
	}
}
