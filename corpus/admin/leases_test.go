package admin_test

import (
	"testing"
	"time"

	"verbatim/corpus/admin"
)

func TestTurns(t *testing.T) {
	o := open(t)
	ann := admin.New(admin.Options{Store: o.store, Holder: "ann"})
	ben := admin.New(admin.Options{Store: o.store, Holder: "ben"})
	want := func(what string, d *admin.Service, wantOK, wantKept bool) {
		t.Helper()
		ok, kept, err := d.Acquire(t.Context(), "audit", time.Minute)
		if err != nil || ok != wantOK || kept != wantKept {
			t.Errorf("%s: Turn = %v, kept %v, %v, want %v, kept %v", what, ok, kept, err, wantOK, wantKept)
		}
	}
	want("the first", ann, true, false)
	want("again", ann, true, true)
	want("another's", ben, false, false)
	ann.Release(t.Context(), "audit")
	want("after it was given back", ben, true, false)
	want("the first again", ann, false, false)
	ben.Release(t.Context(), "audit")
	ben.Release(t.Context(), "audit")
	want("the first, anew", ann, true, false)
	if ok, _, err := ben.Acquire(t.Context(), "watch/1", time.Minute); err != nil || !ok {
		t.Errorf("another turn: %v, %v", ok, err)
	}
}
