package locale

import (
	"strings"

	"verbatim/bot/markdown"
	"verbatim/corpus"
)

// Changes by a refresh, each as the first in a list ("2 articles changed") and as a later
// one ("2 changed").
const (
	articlesNew         Phrase = "tally.articles-new"
	articlesChanged     Phrase = "tally.articles-changed"
	articlesGone        Phrase = "tally.articles-gone"
	moreChanged         Phrase = "tally.articles-changed-too"
	moreGone            Phrase = "tally.articles-gone-too"
	articlesWaiting     Phrase = "tally.articles-waiting"
	statementsAdded     Phrase = "tally.statements-added"
	statementsReworded  Phrase = "tally.statements-reworded"
	statementsWithdrawn Phrase = "tally.statements-withdrawn"
	moreReworded        Phrase = "tally.statements-reworded-too"
	moreWithdrawn       Phrase = "tally.statements-withdrawn-too"
)

// Working shows the progress of long work. If its end is known, there is a bar.
func Working(l *Language, p corpus.Progress) string {
	doing := markdown.Clip(p.Doing, markdown.RoomTitle)
	if doing == "" {
		doing = l.Say(phraseTheSources)
	}
	out := l.Say(phraseWorking, With{"what": markdown.Bold + doing + markdown.Bold})
	switch {
	case p.Waiting && p.Before > 0:
		return out + "\n" + l.Count(phraseWaiting, p.Before)
	case p.Waiting:
		return out + "\n" + l.Say(phraseNext)
	case p.Total > 0:
		out += "\n" + bar(p.Done, p.Total) + " " + l.Say(phraseDoneOf, With{"done": p.Done, "total": p.Total})
	case p.Done > 0:
		out += "\n" + l.Count(phraseDone, p.Done)
	}
	return out
}

// bar returns a progress bar of fixed width.
func bar(done, total int) string {
	const width = 20
	full := min(max(done, 0), total) * width / total
	return strings.Repeat("▰", full) + strings.Repeat("▱", width-full)
}

// Tally returns the changes of a refresh: "2 articles new, 1 changed; 31 statements
// added, 2 withdrawn".
func Tally(l *Language, t corpus.Tally) string {
	var parts []string
	for _, p := range []string{
		tallied(l, counted{t.New, articlesNew, articlesNew}, counted{t.Changed, articlesChanged, moreChanged}, counted{t.Gone, articlesGone, moreGone}),
		tallied(l, counted{t.Added, statementsAdded, statementsAdded}, counted{t.Reworded, statementsReworded, moreReworded},
			counted{t.Withdrawn, statementsWithdrawn, moreWithdrawn}),
	} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	if t.Waiting > 0 {
		parts = append(parts, l.Count(articlesWaiting, t.Waiting))
	}
	if len(parts) == 0 {
		parts = append(parts, l.Say(phraseNothingChanged))
	}
	if t.Failed > 0 {
		parts = append(parts, l.Count(phrasePagesFailed, t.Failed))
	}
	return l.List(parts) + "."
}

// counted is a number and the phrases for it.
type counted struct {
	n              int
	first, further Phrase
}

// tallied names the thing once and leaves out the zeros.
func tallied(l *Language, all ...counted) string {
	var parts []string
	for _, c := range all {
		switch {
		case c.n == 0:
		case len(parts) == 0:
			parts = append(parts, l.Count(c.first, c.n))
		default:
			parts = append(parts, l.Count(c.further, c.n))
		}
	}
	return strings.Join(parts, ", ")
}
