package index

import (
	"cmp"
	"context"
	"encoding/binary"
	"reflect"
	"slices"

	"github.com/blevesearch/bleve/v2/document"

	"verbatim/corpus"
	"verbatim/corpus/revise"
)

// corrections are those that one guild made of an article.
type corrections []corpus.Correction

// ofGuild is the corrections of a changed article that hold in a guild.
func ofGuild(guild corpus.GuildID, c corpus.Change) corrections {
	var own corrections
	for _, one := range c.Corrections {
		if one.Guild == guild {
			own = append(own, one)
		}
	}
	return own
}

// apply is the article's statements after the corrections.
func (c corrections) apply(ctx context.Context, a corpus.Article, statements []corpus.Statement) ([]corpus.Statement, error) {
	if len(c) == 0 {
		return statements, nil
	}
	out, _, err := revise.Apply(ctx, a, statements, c)
	return out, err
}

// copies makes a guild's copies of the passages of a shared article in which it
// corrected something.
type copies struct {
	maker
	layer      layer
	statements map[corpus.StatementID]*corpus.Statement // after the guild's corrections
}

// newCopies is one for every guild that is held and corrected the shared article,
// whose statements are given as all others see them.
func (m *maker) newCopies(ctx context.Context, c corpus.Change, held func(corpus.GuildID) bool, statements []corpus.Statement) ([]copies, error) {
	if c.Article.Guild != corpus.Shared {
		return nil, nil
	}
	var guilds []corpus.GuildID
	for _, one := range c.Corrections {
		if one.Guild != corpus.Shared && held(one.Guild) && !slices.Contains(guilds, one.Guild) {
			guilds = append(guilds, one.Guild)
		}
	}
	slices.Sort(guilds)
	var out []copies
	for _, guild := range guilds {
		corrected, err := ofGuild(guild, c).apply(ctx, c.Article, statements)
		if err != nil {
			return nil, err
		}
		one := copies{maker: *m, layer: m.layer.copies(guild), statements: make(map[corpus.StatementID]*corpus.Statement, len(corrected))}
		one.hidden = slices.Concat(m.hidden, revise.Hidden(statements, corrected))
		for i := range corrected {
			one.statements[corrected[i].ID] = &corrected[i]
		}
		out = append(out, one)
	}
	return out, nil
}

// passage is the document of the guild's copy of the n-th passage, which has
// these statements; nil where it is the same. A copy of which everything is
// hidden has no terms, and so is never found.
func (c *copies) passage(key articleKey, n int, shared []corpus.Statement) *document.Document {
	var own []corpus.Statement
	differs := false
	for i := range shared {
		s, ok := c.statements[shared[i].ID]
		if ok {
			own = append(own, *s)
		}
		differs = differs || !ok || !reflect.DeepEqual(*s, shared[i])
	}
	if !differs {
		return nil
	}
	id := copyID(key, n, c.layer)
	if len(own) > 0 {
		p := newPassage(c.article, key, own)
		c.countShared(shared)
		return c.document(id, c.layer, p, own)
	}
	c.countShared(shared)
	d := document.NewDocument(id)
	d.AddField(newField(fieldStored, c.packer.pack(passage{article: key}.encode()), nil))
	return d
}

// countShared takes the speakers of a passage that the guild has a copy of off
// what it sees.
func (c *copies) countShared(shared []corpus.Statement) {
	c.counts.add(c.layer, occurrences(sayings(shared).certain), -1)
}

// copyID is the document id of a layer's copy of the article's n-th passage:
// the passage's, which says itself where it ends, with the layer.
func copyID(key articleKey, n int, l layer) string { return passageID(key, n) + string(l) }

// cutID is the number of the passage that a document of an article is of, and
// the layer where it is a copy. It is false of the article's own document.
func cutID(id string) (n uint64, l layer, ok bool) {
	n, size := binary.Uvarint([]byte(id[len(articleKey{}):]))
	if size <= 0 {
		return 0, "", false
	}
	return n, layer(id[len(articleKey{})+size:]), true
}

// withdraw deletes what the index holds of an article, copies included, and
// takes its speakers off the count. It returns how much that was; of what cannot
// be read nothing is counted.
func withdraw(s *snapshot, key articleKey, remove func(id string), counts tally) (size, error) {
	var gone size
	old, err := s.documents(key)
	if err != nil || len(old) == 0 {
		return gone, err
	}
	own := sharedLayer
	shared := make(map[uint64]map[string]int) // the speakers of passages that are no copies
	type copied struct {
		passage uint64
		layer   layer
	}
	var all []copied
	for _, d := range old {
		remove(d.id)
		stored, err := s.stored(d.number)
		if skipped(err) {
			gone.uncounted = true
			continue
		}
		if err != nil {
			return gone, err
		}
		n, l, ok := cutID(d.id)
		if !ok {
			c, err := decodeCitation(stored)
			if err != nil {
				gone.uncounted = true
				continue
			}
			own = layerOf(c.guild, c.Origin)
			continue
		}
		names, statements, err := certainNames(stored)
		if err != nil {
			gone.uncounted = true
			continue
		}
		if l == "" {
			gone.statements += statements
			shared[n] = names
			continue
		}
		counts.add(l, names, -1)
		all = append(all, copied{n, l})
	}
	for _, names := range shared {
		counts.add(own, names, -1)
	}
	for _, c := range all {
		counts.add(c.layer, shared[c.passage], 1)
	}
	gone.documents = len(old)
	return gone, nil
}

// size is how much of an index something is; copies are no statements.
type size struct {
	documents, statements int
	uncounted             bool // there was more, which could not be read
}

// certainNames counts a stored passage's statements by the names of speakers
// who are certain, and all of them.
func certainNames(stored string) (names map[string]int, statements int, err error) {
	p, err := decodePassage(stored)
	if err != nil {
		return nil, 0, err
	}
	names = make(map[string]int)
	for i := range p.statements {
		reports, err := p.decodeReports(i)
		if err != nil {
			return nil, 0, err
		}
		counted := make(map[string]bool)
		for _, r := range reports {
			if r.Speaker != nil && r.Speaker.Certain && r.Speaker.Name != "" && !counted[r.Speaker.Name] {
				counted[r.Speaker.Name] = true
				names[r.Speaker.Name]++
			}
		}
	}
	return names, len(p.statements), nil
}

// discountCopied takes the speakers of the passages that guilds have copies of
// off what these see.
func (s *snapshot) discountCopied(counts tally) error {
	var broken error
	err := s.eachTerm(fieldCopied, "", func(term string) bool {
		l, _, _ := cutScope(term)
		failed := s.eachPosting(fieldCopied, term, func(number, _ uint64) {
			if broken != nil {
				return
			}
			stored, err := s.stored(number)
			if err == nil {
				var names map[string]int
				names, _, err = certainNames(stored)
				counts.add(l, names, -1)
			}
			if !skipped(err) {
				broken = err
			}
		})
		broken = cmp.Or(broken, failed)
		return broken == nil
	})
	return cmp.Or(err, broken)
}
