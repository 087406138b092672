package passage

import (
	"testing"

	"verbatim/corpus"
	"verbatim/index/indextest"
)

func FuzzDecodePassage(f *testing.F) {
	for _, a := range []corpus.Article{article("harbour", "The harbour will be dredged, the mayor said."), indextest.Quotations(1, 1)} {
		f.Add(string(EncodeCitation(a, "")))
		for _, b := range encoded(f, a) {
			f.Add(string(b))
		}
	}
	f.Fuzz(func(_ *testing.T, stored string) {
		p, err := Decode(stored)
		if err != nil {
			return
		}
		for i := range p.Statements {
			_, _ = p.Reports(i)
		}
		_, _ = DecodeCitation(stored)
	})
}
