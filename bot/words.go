package bot

import (
	"verbatim/corpus"
)

// Words is what people read, in one language, for pages that stand beside
// Discord. It writes no markdown.
type Words struct{ l *language }

// English is Words for what an operator reads. It panics where the message files,
// which are part of the program, cannot be read.
func English() Words {
	all, err := loadLanguages()
	if err != nil {
		panic(err)
	}
	return Words{all[english]}
}

// Tag is the language's, as BCP 47 has it.
func (w Words) Tag() string { return w.l.tag }

// Say is what the message files have under a key, with what stands in its places.
func (w Words) Say(key string, places ...map[string]any) string {
	var in []with
	for _, p := range places {
		in = append(in, p)
	}
	return w.l.say(phrase(key), in...)
}

// Count is Say in the form that the number wants, which stands in the place n.
func (w Words) Count(key string, n int) string { return w.l.count(phrase(key), n) }

// About is what is said of something, after its name.
func (w Words) About(name, what string) string { return w.l.about(name, what) }

// PageChanged says that an article's page has shown something else since a day.
func (w Words) PageChanged(day string) string {
	return w.l.say(phraseEvidenceChanged, with{"day": day})
}

// Day writes a day, "" where it is unknown.
func (w Words) Day(d corpus.Date) string { return w.l.day(d) }

// Kind is how the words of a report are given.
func (w Words) Kind(k corpus.Kind) string {
	switch k {
	case corpus.Direct:
		return w.l.say(labelDirect)
	case corpus.Indirect:
		return w.l.say(labelIndirect)
	case corpus.Mixed:
		return w.l.say(labelMixed)
	}
	return w.l.say(labelNarrated)
}

// Page says which of several pages one is, both from 1.
func (w Words) Page(i, n int) string { return wordsPage(w.l, i, n) }

// Verdict is what a correction says.
func (w Words) Verdict(c corpus.Correction) string { return verdictWords(w.l, c) }

// Edit is what a publisher did to a statement.
func (w Words) Edit(k corpus.EditKind) string { return unescape(wordsEdit(w.l, k)) }

// Version names a version of an article.
func (w Words) Version(n int) string { return wordsVersion(w.l, n) }

// Citation is who published an article, and when, as far as it is known.
func (w Words) Citation(a corpus.Article) []string {
	parts := citation(w.l, corpus.Citation{Publisher: a.Publisher, Published: a.Published, Origin: a.Origin})
	for i, p := range parts {
		parts[i] = unescape(p)
	}
	return parts
}

// Attributed says who attributed a report.
func (w Words) Attributed(corrected bool) string {
	if corrected {
		return w.l.say(wordsCorrected)
	}
	return w.l.say(wordsAutomatic)
}

// Reason is why a statement is attributed to somebody, and how sure that is.
// Percents are rounded down, as no name is shown just below the limit.
func (w Words) Reason(e corpus.Evidence) string {
	key, sure := phrase("reason."+string(e.Rule)), int(100*e.Probability+1e-6)
	places := with{"words": corpus.Line(e.Words), "of": corpus.Line(e.Of)}
	switch {
	case e.Rule == corpus.RuleProbability:
		places["is"], places["n"] = sure, e.Number
		return w.l.say(key, places)
	case e.Rule == corpus.RulePronoun:
		return wordsSure(w.l, w.l.count(key, e.Number, places), sure)
	case e.Probability == 0:
		return w.l.say(key, places)
	}
	return wordsSure(w.l, w.l.say(key, places), sure)
}
