package bot

import "testing"

// en is English.
func en(t testing.TB) *language {
	t.Helper()
	return spoken(t, english)
}

// spoken is the language of that tag.
func spoken(t testing.TB, tag string) *language {
	t.Helper()
	all, err := loadLanguages()
	if err != nil {
		t.Fatal(err)
	}
	if all[tag] == nil {
		t.Fatalf("there is no message file of %q", tag)
	}
	return all[tag]
}
