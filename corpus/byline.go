package corpus

// Byline is the attribution of a quotation: its speaker, the article's word for how it
// was said, its publication, and how far it can be trusted. Each printer words it in its own
// way; what may be shown is decided here. The texts are the article's own and are
// not escaped.
type Byline struct {
	Provenance
	Narrated    bool   // the article itself speaks: Speaker, Role, Mention and Cue are empty
	Speaker     string // "" unless the speaker is certain
	Role        string // the article's words for the speaker's role; "" unless Speaker is set
	Mention     string // the article's own word for a speaker who is not certain; it names no one
	Cue         string // the article's own word for how it was said; "" if the report continues another
	Corrected   bool   // by a moderator
	Reworded    Date   // as in Answer
	PageChanged Date   // as in Citation
}

// Provenance describes the publication of a statement.
type Provenance struct {
	Title     string
	Publisher string // "" if it is unknown, or only claimed by the moderator who supplied the text
	Builtin   bool   // it ships with the program
	Supplied  bool   // by a moderator, not fetched
	URL       string
	Published Date
}

// Byline returns the attribution of an answer.
func (a Answer) Byline() Byline {
	b := Byline{
		Provenance: a.citation().Provenance(), Narrated: a.Kind == Narrated,
		Corrected: a.Corrected, Reworded: a.Reworded, PageChanged: a.PageChanged,
	}
	if b.Narrated {
		return b
	}
	if a.Cue != nil {
		b.Cue = a.Cue.Text
	}
	mention := ""
	if a.Mention != nil {
		mention = a.Mention.Text
	}
	b.attribute(a.Certain, a.Speaker, a.Role, mention)
	return b
}

// citation returns the citation of the answer's own statement.
func (a Answer) citation() Citation {
	return Citation{
		Article: a.Article, Statement: a.ID, Title: a.Title, Publisher: a.Publisher, URL: a.URL,
		Published: a.Published, Origin: a.Origin, PageChanged: a.PageChanged,
	}
}

// Byline returns the attribution of a report in an article of this text. Its
// Provenance is empty.
func (r Report) Byline(text string) Byline {
	b := Byline{Corrected: r.Corrected}
	if r.Cue != nil {
		b.Cue = r.Cue.Text
	}
	if s := r.Speaker; s != nil {
		mention := ""
		if s.Mention.Start >= 0 && s.Mention.Start <= s.Mention.End && s.Mention.End <= len(text) {
			mention = s.Mention.In(text)
		}
		b.attribute(s.Certain, s.Name, s.Role, mention)
	}
	return b
}

// attribute sets who said it. A name that is not certain is left out, and so is a
// mention that holds one.
func (b *Byline) attribute(certain bool, name, role, mention string) {
	if certain && Line(name) != "" {
		b.Speaker, b.Role = name, role
		return
	}
	b.Mention = OwnWord(mention)
}

// Provenance describes the publication of the cited statement.
func (c Citation) Provenance() Provenance {
	p := Provenance{
		Title: c.Title, Publisher: c.Publisher, URL: c.URL, Published: c.Published,
		Builtin: c.Origin == OriginBuiltin, Supplied: c.Origin.Supplied(),
	}
	if p.Supplied {
		p.Publisher = ""
	}
	return p
}
