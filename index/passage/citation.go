package passage

import "verbatim/corpus"

// Citation is what an answer shows of its article.
type Citation struct {
	corpus.Citation
	Guild corpus.GuildID
}

// EncodeCitation is an article's citation in bytes; changed is since when its page
// shows something else.
func EncodeCitation(a corpus.Article, changed corpus.Date) []byte {
	b := appendString(nil, string(a.ID))
	for _, s := range []string{a.Title, a.Publisher, a.URL, string(a.Published), string(a.Origin), string(a.Guild), string(changed)} {
		b = appendString(b, s)
	}
	return b
}

// DecodeCitation reads what encodeCitation wrote.
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
