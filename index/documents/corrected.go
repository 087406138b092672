package documents

import (
	"context"
	"reflect"
	"slices"

	"github.com/blevesearch/bleve/v2/document"

	"verbatim/corpus"
	"verbatim/corpus/revise"
	"verbatim/index/passage"
	"verbatim/index/view"
)

// corrections are the corrections that one guild made of an article.
type corrections []corpus.Correction

// ofGuild returns the corrections of a changed article that hold in a guild.
func ofGuild(guild corpus.GuildID, c corpus.Change) corrections {
	var own corrections
	for _, one := range c.Corrections {
		if one.Guild == guild {
			own = append(own, one)
		}
	}
	return own
}

// apply returns the article's statements after the corrections.
func (c corrections) apply(ctx context.Context, a corpus.Article, statements []corpus.Statement) ([]corpus.Statement, error) {
	if len(c) == 0 {
		return statements, nil
	}
	out, _, err := revise.Apply(ctx, a, statements, c)
	return out, err
}

// copies makes a guild's copies of those passages of a shared article in which it corrected
// something.
type copies struct {
	maker
	layer      view.Layer
	statements map[corpus.StatementID]*corpus.Statement // after the guild's corrections
}

// newCopies returns a maker of copies for each guild that is held and corrected the shared
// article. The other guilds see it with the given statements.
func newCopies(ctx context.Context, m *maker, c corpus.Change, held func(corpus.GuildID) bool, statements []corpus.Statement) ([]copies, error) {
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

// passage returns the document of the guild's copy of the n-th passage, which has these
// statements, or nil if the guild sees it as it is. A copy of which everything is hidden has
// no terms, so it is never found.
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

// countShared subtracts the speakers of a shared passage that the guild has a copy of from the
// guild's counts.
func (c *copies) countShared(shared []corpus.Statement) {
	c.counts.Add(c.layer, occurrences(sayings(shared).certain), -1)
}
