package index

import (
	"cmp"
	"context"
	"reflect"
	"slices"

	"github.com/blevesearch/bleve/v2/document"

	"verbatim/corpus"
	"verbatim/corpus/revise"
	"verbatim/index/passage"
	"verbatim/index/view"
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
	layer      view.Layer
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
		one := copies{maker: *m, layer: m.layer.Copies(guild), statements: make(map[corpus.StatementID]*corpus.Statement, len(corrected))}
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
func (c *copies) passage(key passage.Key, n int, shared []corpus.Statement) *document.Document {
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
	id := view.CopyID(key, n, c.layer)
	if len(own) > 0 {
		p := passage.New(c.article, key, own)
		c.countShared(shared)
		return c.document(id, c.layer, p, own)
	}
	c.countShared(shared)
	d := document.NewDocument(id)
	d.AddField(view.NewField(view.FieldStored, c.packer.Pack(passage.Passage{Article: key}.Encode()), nil))
	return d
}

// countShared takes the speakers of a passage that the guild has a copy of off
// what it sees.
func (c *copies) countShared(shared []corpus.Statement) {
	c.counts.add(c.layer, occurrences(sayings(shared).certain), -1)
}

// withdraw deletes what the index holds of an article, copies included, and
// takes its speakers off the count. It returns how much that was; of what cannot
// be read nothing is counted.
func withdraw(s *view.Snapshot, key passage.Key, remove func(id string), counts tally) (size, error) {
	var gone size
	old, err := s.Documents(key)
	if err != nil || len(old) == 0 {
		return gone, err
	}
	own := view.SharedLayer
	shared := make(map[uint64]map[string]int) // the speakers of passages that are no copies
	type copied struct {
		passage uint64
		layer   view.Layer
	}
	var all []copied
	for _, d := range old {
		remove(d.ID)
		stored, err := s.Stored(d.Number)
		if passage.IsDamaged(err) {
			gone.uncounted = true
			continue
		}
		if err != nil {
			return gone, err
		}
		n, l, ok := view.CutID(d.ID)
		if !ok {
			c, err := passage.DecodeCitation(stored)
			if err != nil {
				gone.uncounted = true
				continue
			}
			own = view.LayerOf(c.Guild, c.Origin)
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
	p, err := passage.Decode(stored)
	if err != nil {
		return nil, 0, err
	}
	names = make(map[string]int)
	for i := range p.Statements {
		reports, err := p.Reports(i)
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
	return names, len(p.Statements), nil
}

// discountCopied takes the speakers of the passages that guilds have copies of
// off what these see.
func discountCopied(s *view.Snapshot, counts tally) error {
	var broken error
	err := s.EachTerm(view.FieldCopied, "", func(term string) bool {
		l, _, _ := view.CutScope(term)
		failed := s.EachPosting(view.FieldCopied, term, func(number, _ uint64) {
			if broken != nil {
				return
			}
			stored, err := s.Stored(number)
			if err == nil {
				var names map[string]int
				names, _, err = certainNames(stored)
				counts.add(l, names, -1)
			}
			if !passage.IsDamaged(err) {
				broken = err
			}
		})
		broken = cmp.Or(broken, failed)
		return broken == nil
	})
	return cmp.Or(err, broken)
}
