package model

import "testing"

// The weights that the program ships are below 2 MB.
func TestModelsAreSmall(t *testing.T) {
	entries, err := files.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	total := int64(0)
	for _, f := range entries {
		info, err := f.Info()
		if err != nil {
			t.Fatal(err)
		}
		total += info.Size()
	}
	if total > 2_000_000 {
		t.Errorf("the models take %d bytes, want 2,000,000 at most", total)
	}
}
