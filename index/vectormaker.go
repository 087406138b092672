package index

import (
	"context"
	"fmt"
	"sync"
	"time"

	"verbatim/corpus/reader"
	"verbatim/index/documents"
	"verbatim/index/nearest"
	"verbatim/index/passage"
	"verbatim/index/view"
)

// vectorHead is the reader's head for vectors.
const vectorHead = "vectors"

// vectorMaker makes the vectors that are lacking. A nil one makes none.
type vectorMaker struct {
	*vectors
	network *reader.Network
	current *current
	making  sync.Mutex // held while those of an article are made
}

// lack is a passage whose vectors are to be made.
type lack struct {
	rest  string // of its document's id
	made  nearest.Made
	texts []string
}

// read reads the passages of an article in the generation, with what their vectors are made of. It finds none of a guild that is
// not held.
func (v *vectorMaker) read(key passage.Key) (all []lack, err error) {
	err = v.current.readAny(func(s *view.Snapshot, at view.Position) error {
		stored, err := s.Documents(key)
		if err != nil || len(stored) == 0 {
			return err
		}
		c, err := s.Citation(key)
		if passage.IsDamaged(err) {
			return nil
		}
		if err != nil || !at.Has(c.Guild) {
			return err
		}
		for _, d := range stored {
			_, l, ok := view.CutID(d.ID)
			if !ok {
				continue
			}
			if l == "" {
				l = view.LayerOf(c.Guild, c.Origin)
			}
			p, err := s.Passage(d.Number)
			if passage.IsDamaged(err) {
				continue
			}
			if err != nil {
				return err
			}
			if len(p.Statements) == 0 {
				continue
			}
			one := lack{rest: d.ID[len(key):], made: nearest.Made{Layer: string(l), Check: documents.CheckOf(l, c.Title, p)}}
			for _, st := range p.Statements {
				one.texts = append(one.texts, embedded(c.Title, st.Span.In(p.Text)))
			}
			all = append(all, one)
		}
		return nil
	})
	return all, err
}

// Bounds of making vectors.
const (
	togetherTexts = 32                     // texts that the network reads at once if it may use every core
	longestWay    = 200 * time.Millisecond // how long the background gives way to searches before each text
	wayCheck      = 2 * time.Millisecond
)

// makeAll makes all vectors that are lacking, the newest article's first. In the background it uses one core and gives way to
// searches.
func (v *vectorMaker) makeAll(ctx context.Context, background bool) error {
	if v == nil {
		return nil
	}
	if err := v.list(ctx); err != nil {
		return fmt.Errorf("look for statements without vectors: %w", err)
	}
	for {
		key, found := v.newest()
		if !found {
			break
		}
		if err := v.makeArticle(ctx, key, background); err != nil {
			return fmt.Errorf("make the vectors of statements: %w", err)
		}
	}
	return v.store.Tidy()
}

// makeArticle makes the vectors that an article lacks, and drops those that it should not have.
func (v *vectorMaker) makeArticle(ctx context.Context, key passage.Key, background bool) error {
	v.making.Lock()
	defer v.making.Unlock()
	v.begin(key)
	all, err := v.read(key)
	if err != nil {
		return err
	}
	keep := make(map[string]nearest.Made, len(all))
	for _, one := range all {
		keep[one.rest] = one.made
	}
	if fresh, err := v.unlessStale(func() error { return v.store.Keep(key, keep) }); !fresh || err != nil {
		return err
	}
	for _, one := range all {
		if has, there := v.store.Has(key, one.rest); there && has == one.made {
			continue
		}
		made, err := v.embed(ctx, one.texts, background)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			v.log.Error("an article's statements have no vectors", "article key", fmt.Sprintf("%x", key), "error", err)
			break
		}
		d := nearest.Document{ID: nearest.ID{Article: key, Rest: one.rest}, Layer: one.made.Layer, Check: one.made.Check, Vectors: made}
		if fresh, err := v.unlessStale(func() error { return v.store.Put(d) }); !fresh || err != nil {
			return err
		}
	}
	_, err = v.unlessStale(func() error {
		delete(v.lacking, key)
		return nil
	})
	return err
}

// embed returns the packed vectors of texts.
func (v *vectorMaker) embed(ctx context.Context, texts []string, background bool) (packed [][]byte, err error) {
	for len(texts) > 0 {
		n := min(len(texts), togetherTexts)
		if background {
			v.giveWay(ctx)
			n = 1 // one text is read on one core
		}
		made, err := v.network.Vectors(ctx, vectorHead, texts[:n])
		if err != nil {
			return nil, err
		}
		for _, one := range made {
			packed = append(packed, one.Pack())
		}
		texts = texts[n:]
	}
	return packed, nil
}

// giveWay waits while searches are running.
func (v *vectorMaker) giveWay(ctx context.Context) {
	for end := time.Now().Add(longestWay); v.current.searching.Load() > 0 && time.Now().Before(end) && ctx.Err() == nil; {
		time.Sleep(wayCheck)
	}
}

// list finds the articles that lack vectors, once for each generation that was opened. Articles that have vectors and that the
// generation does not hold are among them, since the maker drops those. It reads ids, a part at a time, so that neither searches
// nor commits wait for it.
func (v *vectorMaker) list(ctx context.Context) error {
	v.making.Lock()
	defer v.making.Unlock()
	if v.isListed() {
		return nil
	}
	have := make(map[passage.Key]bool)
	for _, key := range v.store.Articles() {
		have[key] = true
	}
	for first := range 256 {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err := v.listPart(byte(first), have); err != nil {
			return err
		}
	}
	for key := range have { // the maker drops what has no document
		v.suspect(key, "")
	}
	v.endListing()
	return nil
}

// listPart finds those whose keys begin with a byte, and takes the articles that the generation holds out of have.
func (v *vectorMaker) listPart(first byte, have map[passage.Key]bool) error {
	return v.current.readAny(func(s *view.Snapshot, _ view.Position) error {
		lacks := make(map[passage.Key]bool)
		err := s.EachTerm("_id", string([]byte{first}), func(id string) bool {
			if len(id) < len(passage.Key{}) {
				return true
			}
			key := passage.Key([]byte(id))
			delete(have, key)
			rest := id[len(key):]
			if _, there := v.store.Has(key, rest); rest != "" && !there {
				lacks[key] = true
			}
			return true
		})
		if err != nil {
			return err
		}
		for key := range lacks {
			documents, err := s.Documents(key)
			if err != nil {
				return err
			}
			if len(documents) == 0 {
				continue // they are removed
			}
			c, err := s.Citation(key)
			if passage.IsDamaged(err) {
				continue
			}
			if err != nil {
				return err
			}
			v.suspect(key, c.Published)
		}
		return nil
	})
}

// keepUp makes what is lacking until ctx ends. It logs a failure and tries again, after the longest pause of Follow. A generation
// that is being filled is filled first.
func (v *vectorMaker) keepUp(ctx context.Context) {
	if v == nil {
		return
	}
	for ctx.Err() == nil {
		select {
		case <-v.current.whenFilled():
		case <-ctx.Done():
			return
		}
		err := v.makeAll(ctx, true)
		if err == nil {
			select {
			case <-v.news:
			case <-ctx.Done():
			}
			continue
		}
		if ctx.Err() != nil {
			return
		}
		v.log.Error("statements have no vectors yet", "error", err, "retry in", longestPause)
		select {
		case <-time.After(longestPause):
		case <-ctx.Done():
		}
	}
}
