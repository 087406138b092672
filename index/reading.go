package index

import (
	"cmp"
	"context"
	"slices"

	"verbatim/corpus/reader"
	"verbatim/index/lookup"
	"verbatim/index/passage"
	"verbatim/index/rank"
	"verbatim/index/view"
)

// Bounds of what is read with a question. They decide what reading costs.
const (
	readStatements  = 20  // statements that are read
	wholeArticles   = 3   // the best articles, all of whose statements may be read
	nearStatements  = 200 // statements by their vectors that are compared
	nearCandidates  = 60  // of these, statements that may be read without any of the question's words
	leadingPassages = 60  // passages by their words whose articles are looked at
)

// answersHead is the name of the network's head that reads question and statement together.
const answersHead = "answers"

// readable reports whether the question is one to be read: not a piece of a message, a list or a phrase.
func (s *searchRun) readable() bool {
	return s.question.Plain != "" && len(s.question.Words) > 0
}

// settled reports whether words alone settle the question.
func (s *searchRun) settled(ranked []rank.Scored) bool {
	return len(ranked) > 0 && s.ranker.Confidence(ranked) >= settledByWords
}

// settledByWords is the confidence by words from which the reader would change nothing.
const settledByWords = 0.97

// readBest returns the statements of the words' candidates and of those that lie near the question, with the best of them read, these first.
func (s *searchRun) readBest(ctx context.Context, candidates []lookup.Candidate) ([]rank.Scored, error) {
	all, err := s.chosen(ctx, candidates)
	if err != nil {
		return nil, err
	}
	return all, s.readFirst(ctx, all)
}

// chosen returns the statements that may be read, those first that are most worth it.
func (s *searchRun) chosen(ctx context.Context, candidates []lookup.Candidate) ([]rank.Scored, error) {
	pool, err := s.pool(ctx, candidates)
	if err != nil {
		return nil, err
	}
	var all []rank.Scored
	for _, c := range pool {
		all = append(all, s.ranker.Candidates(c)...)
	}
	all = slices.DeleteFunc(all, func(r rank.Scored) bool { return !s.question.Permitted(r.Text()) })
	s.ranker.Choose(all)
	return s.fitting(all)
}

// readFirst has the first statements read, and sorts all.
func (s *searchRun) readFirst(ctx context.Context, all []rank.Scored) (err error) {
	passages := make([]reader.Passage, min(len(all), readStatements))
	for i := range passages {
		if passages[i], err = s.toRead(&all[i]); err != nil {
			return err
		}
	}
	scores, err := s.reader.Score(ctx, answersHead, s.question.Plain, passages)
	if err != nil {
		return err
	}
	s.ranker.Judge(all, scores)
	s.read = true
	return nil
}

// fitting returns the chosen statements without those that the query's filters rule out, as far as they may be read.
func (s *searchRun) fitting(all []rank.Scored) ([]rank.Scored, error) {
	if !s.filtered() {
		return all, nil
	}
	kept := all[:0]
	for i := range all {
		_, fits, err := s.matchingReport(&all[i])
		if passage.IsDamaged(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if fits {
			kept = append(kept, all[i])
		}
	}
	return kept, nil
}

// pool returns the passages whose statements may be read: those that the words brought in, those near the question by their vectors, and the
// whole of the best articles.
func (s *searchRun) pool(ctx context.Context, candidates []lookup.Candidate) (all []rank.Candidate, err error) {
	var near []nearStatement
	if s.mostHaveVectors() {
		if near, err = s.nearest(ctx, nearStatements); err != nil {
			return nil, err
		}
	}
	s.ranker.Unlike = len(near) == 0
	p := &pool{run: s, at: make(map[uint64]int)}
	fit := make(map[passage.Key]float64)
	for i, c := range candidates {
		key, err := p.add(c.Number)
		if err != nil {
			return nil, err
		}
		if i < leadingPassages {
			fit[key] += c.Score / float64(1+i)
		}
	}
	for i, n := range near {
		if _, known := p.at[n.number]; !known && i >= nearCandidates {
			continue
		}
		key, err := p.add(n.number)
		if err != nil {
			return nil, err
		}
		p.similar(n)
		if i < nearCandidates {
			fit[key] += nearFit / float64(1+i)
		}
	}
	return p.candidates, p.addArticles(bestArticles(fit))
}

// nearFit is how much the nearest statement counts for its article, beside the weights of words.
const nearFit = 10

// bestArticles returns the articles that fit best.
func bestArticles(fit map[passage.Key]float64) []passage.Key {
	keys := make([]passage.Key, 0, len(fit))
	for key := range fit {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b passage.Key) int {
		return cmp.Or(cmp.Compare(fit[b], fit[a]), slices.Compare(a[:], b[:]))
	})
	return keys[:min(len(keys), wholeArticles)]
}

// pool collects passages, each once.
type pool struct {
	run        *searchRun
	candidates []rank.Candidate
	at         map[uint64]int // where the passage of a document is in candidates; -1 if it is damaged
}

// add adds the passage of a document and returns the key of its article, or the zero key if the passage is damaged.
func (p *pool) add(number uint64) (passage.Key, error) {
	if i, known := p.at[number]; known {
		if i < 0 {
			return passage.Key{}, nil
		}
		return p.candidates[i].Passage.Article, nil
	}
	p.at[number] = -1
	found, err := p.run.passage(number)
	if passage.IsDamaged(err) {
		return passage.Key{}, nil
	}
	if err != nil {
		return passage.Key{}, err
	}
	cited, err := p.run.citationOf(found.Article)
	if passage.IsDamaged(err) {
		return passage.Key{}, nil
	}
	if err != nil {
		return passage.Key{}, err
	}
	p.at[number] = len(p.candidates)
	p.candidates = append(p.candidates, rank.Candidate{Passage: found, Title: cited.Title})
	return found.Article, nil
}

// similar notes how near a statement of an added passage is.
func (p *pool) similar(n nearStatement) {
	i := p.at[n.number]
	if i < 0 || n.statement >= len(p.candidates[i].Passage.Statements) {
		return
	}
	c := &p.candidates[i]
	if c.Similar == nil {
		c.Similar = make([]float64, len(c.Passage.Statements))
	}
	c.Similar[n.statement] = float64(n.similarity)
}

// addArticles adds all passages of the articles that the query's filters let through.
func (p *pool) addArticles(keys []passage.Key) error {
	for _, key := range keys {
		documents, err := p.run.documentsOf(key)
		if err != nil {
			return err
		}
		for _, d := range documents {
			if !p.run.filter.passes(d.Number) {
				continue
			}
			if _, err := p.add(d.Number); err != nil {
				return err
			}
			if i := p.at[d.Number]; i >= 0 {
				p.candidates[i].Whole = true
			}
		}
	}
	return nil
}

// documentsOf returns the documents of an article's passages, in order, that the query sees.
func (s *searchRun) documentsOf(key passage.Key) ([]view.ArticleDocument, error) {
	if known, ok := s.documents[key]; ok {
		return known, nil
	}
	cited, err := s.citationOf(key)
	if passage.IsDamaged(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	all, err := s.snapshot.Documents(key)
	if err != nil {
		return nil, err
	}
	seen := view.Visible(s.snapshot, all, s.query, view.LayerOf(cited.Guild, cited.Origin))
	s.documents[key] = seen
	return seen, nil
}

// toRead returns what the reader reads of a statement.
func (s *searchRun) toRead(r *rank.Scored) (reader.Passage, error) {
	cited, err := s.citationOf(r.Passage.Article)
	if err != nil {
		return reader.Passage{}, err
	}
	out := reader.Passage{Statement: r.Text(), Title: cited.Title}
	if out.Before, err = s.before(r); err != nil {
		return reader.Passage{}, err
	}
	reports, err := s.snapshot.Reports(r.Passage, r.Statement)
	if passage.IsDamaged(err) {
		return out, nil
	}
	for i := range reports {
		if who := reports[i].Speaker; who != nil && who.Certain {
			out.Speaker = who.Name
			break
		}
	}
	return out, err
}

// before returns the statement before another one in its article, or "".
func (s *searchRun) before(r *rank.Scored) (string, error) {
	if r.Statement > 0 {
		return r.Passage.Statements[r.Statement-1].Span.In(r.Passage.Text), nil
	}
	if r.Passage.Base == 0 {
		return "", nil
	}
	documents, err := s.documentsOf(r.Passage.Article)
	if err != nil {
		return "", err
	}
	before := ""
	for _, d := range documents {
		p, err := s.passage(d.Number)
		if passage.IsDamaged(err) {
			continue
		}
		if err != nil {
			return "", err
		}
		if p.Base >= r.Passage.Base {
			break
		}
		before = p.Statements[len(p.Statements)-1].Span.In(p.Text)
	}
	return before, nil
}

// passage returns the passage in a document, which it reads once.
func (s *searchRun) passage(number uint64) (*passage.Passage, error) {
	if p, ok := s.passages[number]; ok {
		return p, nil
	}
	p, err := s.snapshot.Passage(number)
	if err == nil {
		s.passages[number] = p
	}
	return p, err
}
