package passage

import "verbatim/corpus"

// Citation is the part of an answer that says which article it is from.
type Citation struct {
	corpus.Citation
	Guild corpus.GuildID
}

// EncodeCitation returns an article's citation in bytes. If its page now shows something else,
// changed is the date since when.
func EncodeCitation(a corpus.Article, changed corpus.Date) []byte {
	b := appendString(nil, string(a.ID))
	for _, s := range []string{a.Title, a.Publisher, a.URL, string(a.Published), string(a.Origin), string(a.Guild), string(changed)} {
		b = appendString(b, s)
	}
	return b
}

// DecodeCitation reads the bytes of EncodeCitation.
func DecodeCitation(b string) (Citation, error) {
	r := reader{rest: b}
	c := Citation{Citation: corpus.Citation{
		Article: corpus.ArticleID(r.string()), Title: r.string(), Publisher: r.string(), URL: r.string(),
		Published: corpus.Date(r.string()), Origin: corpus.Origin(r.string()),
	}, Guild: corpus.GuildID(r.string())}
	c.PageChanged = corpus.Date(r.string())
	if r.failed {
		return c, ErrDamaged
	}
	return c, nil
}
