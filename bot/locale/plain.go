package locale

import (
	textlanguage "golang.org/x/text/language"

	"verbatim/bot/markdown"
	"verbatim/corpus"
)

// Plain returns texts in one language for pages outside Discord. They hold no markdown.
type Plain struct{ l *Language }

// Accepting returns the texts in the language that suits best an Accept-Language header,
// or in English if the header suits no other.
func Accepting(t Languages, accepted string) Plain {
	wanted, _, err := textlanguage.ParseAcceptLanguage(accepted)
	if err != nil {
		wanted = nil
	}
	for _, tag := range wanted {
		if l := t.exactly(tag.String()); l != nil {
			return Plain{l}
		}
	}
	return Plain{t[Default]}
}

// English returns the texts for operators. It panics if the message files, which are part
// of the program, cannot be read.
func English() Plain {
	all, err := Load()
	if err != nil {
		panic(err)
	}
	return Plain{all[Default]}
}

// Tag returns the BCP 47 tag of the language.
func (w Plain) Tag() string { return w.l.Tag }

// Say returns the text of a key with its places filled.
func (w Plain) Say(key string, places ...map[string]any) string {
	var in []With
	for _, p := range places {
		in = append(in, p)
	}
	return w.l.Say(Phrase(key), in...)
}

// Count returns the form of a text that goes with the number n, which fills the place n.
func (w Plain) Count(key string, n int) string { return w.l.Count(Phrase(key), n) }

// About puts a text after the name that it is about.
func (w Plain) About(name, what string) string { return w.l.About(name, what) }

// PageChanged says that the page of an article shows another text since a day.
func (w Plain) PageChanged(day string) string {
	return w.l.Say(phraseEvidenceChanged, With{"day": day})
}

// Day writes a day, or "" if it is not known.
func (w Plain) Day(d corpus.Date) string { return w.l.Day(d) }

// Kind names a kind of report.
func (w Plain) Kind(k corpus.Kind) string {
	switch k {
	case corpus.Direct:
		return w.l.Say(LabelDirect)
	case corpus.Indirect:
		return w.l.Say(LabelIndirect)
	case corpus.Mixed:
		return w.l.Say(LabelMixed)
	}
	return w.l.Say(LabelNarrated)
}

// Page says which of several pages one is. Both numbers begin at 1.
func (w Plain) Page(i, n int) string { return Page(w.l, i, n) }

// Verdict returns the verdict of a correction.
func (w Plain) Verdict(c corpus.Correction) string { return Verdict(w.l, c) }

// Edit names a change of a statement.
func (w Plain) Edit(k corpus.EditKind) string { return markdown.Unescape(Edit(w.l, k)) }

// Version names a version of an article.
func (w Plain) Version(n int) string { return Version(w.l, n) }

// Citation returns who published an article and when, as far as that is known.
func (w Plain) Citation(a corpus.Article) []string {
	parts := Citation(w.l, corpus.Citation{Publisher: a.Publisher, Published: a.Published, Origin: a.Origin}.Provenance())
	for i, p := range parts {
		parts[i] = markdown.Unescape(p)
	}
	return parts
}

// Attributed says who attributed a report.
func (w Plain) Attributed(corrected bool) string {
	if corrected {
		return w.l.Say(PhraseCorrected)
	}
	return w.l.Say(PhraseAutomatic)
}

// Reason says why a statement is attributed to a speaker and how sure that is. Percents
// are rounded down, because no name is shown just below the limit.
func (w Plain) Reason(e corpus.Evidence) string {
	key, sure := Phrase("reason."+string(e.Rule)), int(float64(100*e.Probability)+1e-6)
	places := With{"words": corpus.Line(e.Words), "of": corpus.Line(e.Of)}
	switch {
	case e.Rule == corpus.RuleProbability:
		places["is"], places["n"] = sure, e.Number
		return w.l.Say(key, places)
	case e.Rule == corpus.RulePronoun:
		return reasonSure(w.l, w.l.Count(key, e.Number, places), sure)
	case e.Probability == 0:
		return w.l.Say(key, places)
	}
	return reasonSure(w.l, w.l.Say(key, places), sure)
}
