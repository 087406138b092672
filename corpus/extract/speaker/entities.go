package speaker

import (
	"context"

	"verbatim/corpus/extract/document"
)

// FindEntities finds the mentions of a document and groups the mentions of the same
// entity. An error is the context's.
func FindEntities(ctx context.Context, d *document.Document) (*EntitySet, error) {
	mentions, err := FindMentions(ctx, d)
	if err != nil {
		return nil, err
	}
	c := &EntitySet{Doc: d, Mentions: mentions}
	few := len(c.Mentions) / 3 // entities, as a rule
	c.Entities, c.byLast = make([]Entity, 0, few), make(map[uint32]int32, few)
	c.starts = make([]int32, len(d.Sentences)+1)
	k := int32(0)
	for s := range c.starts {
		for int(k) < len(c.Mentions) && int(c.Mentions[k].sentence) < s {
			k++
		}
		c.starts[s] = k
	}
	for i := range c.Mentions { // full names first, so that a surname finds one that follows
		if err := document.Ended(ctx, i); err != nil {
			return nil, err
		}
		if m := &c.Mentions[i]; m.Kind == Named && m.core.To-m.core.From > 1 {
			c.join(int32(i))
		}
	}
	for i := range c.Entities {
		c.Entities[i].newest, c.Entities[i].full = -1, -1
	}
	for i := range c.Mentions {
		if err := document.Ended(ctx, i); err != nil {
			return nil, err
		}
		m := &c.Mentions[i]
		switch {
		case m.Kind == Named && m.Entity < 0:
			c.joinShort(int32(i))
		case m.Kind == Nominal && appose(c, int32(i)):
		case m.Kind == Nominal && (m.Type != TypeUnknown || m.plural):
			c.joinNominal(int32(i))
		}
		if m.Entity >= 0 {
			c.count(int32(i))
		}
	}
	c.findRivals()
	c.findGenders()
	c.followPronouns()
	return c, nil
}
