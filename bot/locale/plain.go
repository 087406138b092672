package locale

import (
	textlanguage "golang.org/x/text/language"

	"verbatim/bot/markdown"
	"verbatim/corpus"
)

// Plain is what people read, in one language, for pages that stand beside
// Discord. It writes no markdown.
type Plain struct{ l *Language }

// Accepting is the words in the language that suits best what a browser accepts, as
// its header Accept-Language has it; in English if none does.
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

// English is Words for what an operator reads. It panics where the message files,
// which are part of the program, cannot be read.
func English() Plain {
	all, err := Load()
	if err != nil {
		panic(err)
	}
	return Plain{all[Default]}
}

// Tag is the language's, as BCP 47 has it.
func (w Plain) Tag() string { return w.l.Tag }

// Say is what the message files have under a key, with what stands in its places.
func (w Plain) Say(key string, places ...map[string]any) string {
	var in []With
	for _, p := range places {
		in = append(in, p)
	}
	return w.l.Say(Phrase(key), in...)
}

// Count is Say in the form that the number wants, which stands in the place n.
func (w Plain) Count(key string, n int) string { return w.l.Count(Phrase(key), n) }

// About is what is said of something, after its name.
func (w Plain) About(name, what string) string { return w.l.About(name, what) }

// PageChanged says that an article's page has shown something else since a day.
func (w Plain) PageChanged(day string) string {
	return w.l.Say(phraseEvidenceChanged, With{"day": day})
}

// Day writes a day, "" where it is unknown.
func (w Plain) Day(d corpus.Date) string { return w.l.Day(d) }

// Kind is how the words of a report are given.
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

// Page says which of several pages one is, both from 1.
func (w Plain) Page(i, n int) string { return Page(w.l, i, n) }

// Verdict is what a correction says.
func (w Plain) Verdict(c corpus.Correction) string { return Verdict(w.l, c) }

// Edit is what a publisher did to a statement.
func (w Plain) Edit(k corpus.EditKind) string { return markdown.Unescape(Edit(w.l, k)) }

// Version names a version of an article.
func (w Plain) Version(n int) string { return Version(w.l, n) }

// Citation is who published an article, and when, as far as it is known.
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

// Reason is why a statement is attributed to somebody, and how sure that is.
// Percents are rounded down, as no name is shown just below the limit.
func (w Plain) Reason(e corpus.Evidence) string {
	key, sure := Phrase("reason."+string(e.Rule)), int(100*e.Probability+1e-6)
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
