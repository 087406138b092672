package bot

import (
	"strings"

	"verbatim/corpus"
)

// What a refresh has done to articles and statements, each as it stands first in
// a list ("2 articles changed") and further on ("2 changed").
const (
	articlesNew         phrase = "tally.articles-new"
	articlesChanged     phrase = "tally.articles-changed"
	articlesGone        phrase = "tally.articles-gone"
	moreChanged         phrase = "tally.articles-changed-too"
	moreGone            phrase = "tally.articles-gone-too"
	statementsAdded     phrase = "tally.statements-added"
	statementsReworded  phrase = "tally.statements-reworded"
	statementsWithdrawn phrase = "tally.statements-withdrawn"
	moreReworded        phrase = "tally.statements-reworded-too"
	moreWithdrawn       phrase = "tally.statements-withdrawn-too"
)

// wordsWorking shows how far long work is, with a bar where its end is known.
func wordsWorking(l *language, p corpus.Progress) string {
	doing := clip(p.Doing, roomTitle)
	if doing == "" {
		doing = l.say(wordsTheSources)
	}
	out := l.say(phraseWorking, with{"what": bold + doing + bold})
	switch {
	case p.Waiting && p.Before > 0:
		return out + "\n" + l.count(phraseWaiting, p.Before)
	case p.Waiting:
		return out + "\n" + l.say(wordsNext)
	case p.Total > 0:
		out += "\n" + bar(p.Done, p.Total) + " " + l.say(phraseDoneOf, with{"done": p.Done, "total": p.Total})
	case p.Done > 0:
		out += "\n" + l.count(phraseDone, p.Done)
	}
	return out
}

// bar is a progress bar of fixed width.
func bar(done, total int) string {
	const width = 20
	full := min(max(done, 0), total) * width / total
	return strings.Repeat("▰", full) + strings.Repeat("▱", width-full)
}

// wordsTally is what a refresh did: "2 articles new, 1 changed; 31 statements
// added, 2 withdrawn".
func wordsTally(l *language, t corpus.Tally) string {
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
		parts = append(parts, l.count(articlesWaiting, t.Waiting))
	}
	if len(parts) == 0 {
		parts = append(parts, l.say(wordsNothingChanged))
	}
	if t.Failed > 0 {
		parts = append(parts, l.count(phrasePagesFailed, t.Failed))
	}
	return l.list(parts) + "."
}

// counted is how many of something there are, and how that is said.
type counted struct {
	n              int
	first, further phrase
}

// tallied names the thing once and leaves out what is none.
func tallied(l *language, all ...counted) string {
	var parts []string
	for _, c := range all {
		switch {
		case c.n == 0:
		case len(parts) == 0:
			parts = append(parts, l.count(c.first, c.n))
		default:
			parts = append(parts, l.count(c.further, c.n))
		}
	}
	return strings.Join(parts, ", ")
}
