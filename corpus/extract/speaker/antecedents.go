package speaker

import (
	"verbatim/corpus"
	"verbatim/corpus/extract/model"
)

// Antecedent is an entity that a pronoun may refer to.
type Antecedent struct {
	Entity  int32
	nearest int32 // the nearest mention before the pronoun
	near    int32 // mentions within reach
	order   int32 // how many antecedents are nearer
	spoke   int32 // how many reports before this one it spoke last, -1 for not lately
	score   float32
}

// Bounds on the search for the entity that a pronoun refers to.
const (
	reachMentions    = 80
	reachAntecedents = 14
	reachReports     = 4
)

// agrees reports whether the pronoun m can refer to an entity.
func agrees(m *Mention, e *Entity) bool {
	if m.gender != 0 {
		if e.plural || e.entityType != typePerson && (e.entityType != TypeUnknown || !e.Named) && e.persons == 0 {
			return false
		}
		g := e.gender()
		return g == 0 || g&m.gender != 0
	}
	switch {
	case m.plural:
		return e.plural || e.entityType == typeGroup || e.entityType == typeOrganisation || e.entityType == typeGovernment
	case m.Type == typeThing:
		return !e.plural && e.entityType != typePerson && e.entityType != typeGroup
	}
	return false
}

// CollectAntecedents lists the entities that the pronoun, mention i, may refer to
// in draft n.
func CollectAntecedents(c *Resolver, n int, i int32) {
	m := &c.Mentions[i]
	c.Rivals = c.Rivals[:0]
	k := i
	if int(i) >= int(c.starts[len(c.starts)-1]) {
		k = c.starts[m.sentence]
	}
	for lo := max(0, k-reachMentions); k > lo; {
		k--
		x := &c.Mentions[k]
		if x.Entity < 0 || x.To > m.From {
			continue
		}
		offerAntecedent(c, m, x.Entity, k)
	}
	for back := 1; back <= reachReports && back <= n; back++ {
		e := c.Decisions[n-back].Person
		if e < 0 {
			continue
		}
		at := offerAntecedent(c, m, e, c.Decisions[n-back].Mention)
		if at >= 0 && c.Rivals[at].spoke < 0 {
			c.Rivals[at].spoke = int32(back)
		}
	}
}

// offerAntecedent adds an entity that is mentioned at k. It returns its index, or
// -1 if it is left out.
func offerAntecedent(c *Resolver, m *Mention, e, k int32) int {
	for at := range c.Rivals {
		if c.Rivals[at].Entity == e {
			c.Rivals[at].near++
			return at
		}
	}
	if len(c.Rivals) >= reachAntecedents || !agrees(m, &c.Entities[e]) {
		return -1
	}
	if x := &c.Entities[e]; m.gender != 0 && !x.Named && isDefinite(c.Doc, x.Name.From) {
		return -1 // "the senator" is a person who has a name too
	}
	c.Rivals = append(c.Rivals, Antecedent{Entity: e, nearest: k, near: 1, order: int32(len(c.Rivals)), spoke: -1})
	return len(c.Rivals) - 1
}

// DescribeAntecedent lists the features of a as the entity that mention i refers
// to.
func DescribeAntecedent(c *Resolver, n int, i int32, a *Antecedent) {
	d, r, f := c.Doc, &c.Drafts[n], &c.Features
	f.Reset()
	m, x, e := &c.Mentions[i], &c.Mentions[a.nearest], &c.Entities[a.Entity]
	w := uint64(m.gender&feminine)<<2 | model.Flag(m.plural)<<1 | model.Flag(m.Type == typeThing)
	sentences := uint64(min(m.sentence-x.sentence, 7))
	here, there := d.Sentences[m.sentence].Paragraph, d.Sentences[x.sentence].Paragraph
	paragraphs := uint64(min(here-there, 4))
	alone := model.Flag(len(c.Rivals) == 1)
	form := uint64(x.Kind)<<5 | model.Flag(x.Subject)<<4 | model.Flag(x.Genitive)<<3 | model.Flag(x.Inner)<<2 | model.Flag(x.quoted)<<1 | model.Flag(x.From == d.Sentences[x.sentence].From)
	spoke := uint64(a.spoke + 1)
	near := model.Flag(n > 0 && d.Statements[c.Drafts[n-1].Statement].Paragraph == d.Statements[r.Statement].Paragraph)
	agree := uint64(3)
	if g := e.gender(); g != 0 {
		agree = model.Flag(g&m.gender != 0)
	}
	top := model.Flag(mostNamed(c, a))
	order := uint64(min(a.order, 5))
	f.Add(model.AntecedentOrder, w<<8|order)
	f.Add(model.AntecedentSentences, w<<8|sentences)
	f.Add(model.AntecedentParagraphs, w<<8|paragraphs)
	f.Add(model.AntecedentSpoke, w<<8|spoke<<1|near)
	f.Add(model.AntecedentForm, w<<8|form)
	f.Add(model.AntecedentAgree, w<<8|agree<<4|uint64(e.entityType))
	f.Add(model.AntecedentCount, w<<8|model.Bucket(e.count)<<1|top)
	f.Add(model.AntecedentNear, w<<8|model.Bucket(a.near)<<1|alone)
	f.Add(model.AntecedentSpokeOrder, spoke<<12|near<<8|order<<4|sentences)
	f.Add(model.AntecedentFormSentences, form<<8|sentences<<4|paragraphs)
	f.Add(model.AntecedentFormOrder, form<<12|order<<8|spoke)
	f.Add(model.AntecedentAgreeOrder, agree<<12|order<<8|spoke<<4|paragraphs)
	f.Add(model.AntecedentKind, uint64(r.Kind[0])<<16|spoke<<8|order)
	f.Add(model.AntecedentName, model.Flag(e.Named)<<8|uint64(min(e.Name.To-e.Name.From, 3))<<4|uint64(e.entityType))
	f.Add(model.AntecedentTopic, model.Flag(speaksOfIt(c, n, a))<<8|w)
	f.Add(model.AntecedentTopicSpoke, model.Flag(speaksOfIt(c, n, a))<<8|spoke<<4|order)
	f.Add(model.AntecedentSame, model.Flag(here == there)<<12|model.Flag(m.sentence == x.sentence)<<8|order<<4|spoke)
	f.Add(model.AntecedentTop, top<<12|order<<8|spoke<<4|sentences)
	f.Add(model.AntecedentOpens, model.Flag(d.Statements[r.Statement].From == d.Paragraphs[here].From)<<12|spoke<<8|order<<4|near)
	f.Add(model.AntecedentNextWord, d.Key(x.To)<<8|sentences)
	f.Add(model.AntecedentPreviousWord, d.Key(x.From-1)<<8|sentences)
	f.Add(model.AntecedentRole, model.Flag(e.role.Empty())<<8|order)
	f.Add(model.AntecedentSubject, model.Flag(x.sentence == m.sentence-1 && x.From == d.Sentences[x.sentence].From)<<8|spoke<<4|near)
	source := uint64(0)
	for back := 1; back <= reachReports && back <= n && source == 0; back++ {
		if x := &c.Decisions[n-back]; x.Mention == a.nearest {
			source = uint64(back)
		}
	}
	guess := model.Flag(m.Entity == a.Entity)<<1 | model.Flag(m.Entity >= 0 && m.Kind == Pronominal)
	f.Add(model.AntecedentGuess, guess<<12|spoke<<8|agree<<4|near)
	f.Add(model.AntecedentGuessOrder, guess<<12|order<<8|sentences<<4|paragraphs)
	main := model.Flag(isMain(c, a.nearest))
	f.Add(model.AntecedentMain, main<<12|sentences<<8|order<<4|paragraphs)
	f.Add(model.AntecedentMainSpoke, main<<12|spoke<<8|sentences<<4|agree)
	f.Add(model.AntecedentMainForm, main<<12|form<<4|sentences)
	f.Add(model.AntecedentSource, source<<12|sentences<<8|order<<4|paragraphs)
	f.Add(model.AntecedentSourceSpoke, source<<12|spoke<<8|agree<<4|near)
	f.Add(model.AntecedentFormAgree, form<<12|agree<<8|sentences)
	f.Add(model.AntecedentGenders, uint64(min(e.men, 3))<<8|uint64(min(e.women, 3))<<4|w)
	if n > 0 {
		last := &c.Decisions[n-1]
		pronoun := last.Mention >= 0 && c.Mentions[last.Mention].Kind == Pronominal
		f.Add(model.AntecedentLast, model.Flag(last.Entity == a.Entity)<<9|model.Flag(pronoun)<<8|paragraphs<<4|sentences)
	}
}

// isMain reports whether mention k is the first subject of its sentence.
func isMain(c *Resolver, k int32) bool {
	if int(k) >= int(c.starts[len(c.starts)-1]) || !c.Mentions[k].Subject {
		return false
	}
	for i := k - 1; i >= c.starts[c.Mentions[k].sentence] && i > k-8; i-- {
		if x := &c.Mentions[i]; x.Subject && !x.quoted && !x.Inner {
			return false
		}
	}
	return true
}

// mostNamed reports whether no antecedent is mentioned more often.
func mostNamed(c *Resolver, a *Antecedent) bool {
	for i := range c.Rivals {
		if c.Entities[c.Rivals[i].Entity].count > c.Entities[a.Entity].count {
			return false
		}
	}
	return true
}

// speaksOfIt reports whether the reported words name the antecedent. People seldom
// name themselves.
func speaksOfIt(c *Resolver, n int, a *Antecedent) bool {
	words := c.words[n]
	if words.Empty() {
		return false
	}
	s := c.Doc.SentenceOf(words.From)
	for k, lim := c.starts[s], 0; int(k) < int(c.starts[len(c.starts)-1]) && lim < 40; k, lim = k+1, lim+1 {
		m := &c.Mentions[k]
		if m.From >= words.To {
			break
		}
		if m.Entity == a.Entity && m.From >= words.From {
			return true
		}
	}
	return false
}

// relativeHead is the mention that the relative pronoun, mention i, refers to: the
// mention right before it, or -1.
func relativeHead(c *Resolver, i int32) int32 {
	m := &c.Mentions[i]
	for k := i - 1; k >= 0 && k > i-4; k-- {
		x := &c.Mentions[k]
		if x.To <= m.From && m.From-x.To <= 2 && !x.Inner {
			return k
		}
	}
	return -1
}

var _ = corpus.Person
