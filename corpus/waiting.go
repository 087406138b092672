package corpus

import "time"

// Doubt says why what a page shows is not taken for a new version of its
// article.
type Doubt string

// The doubts about what a page shows.
const (
	NoDoubt        Doubt = ""          // it is a new version
	DoubtEmpty     Doubt = "empty"     // the page shows no text
	DoubtFront     Doubt = "front"     // its address leads to the front page of its site
	DoubtElsewhere Doubt = "elsewhere" // its address leads to another one, whose text shares too little with the article
	DoubtCut       Doubt = "cut"       // it shows a small part of the article
	DoubtOther     Doubt = "other"     // its text shares too little with the article
)

// InWords is the doubt for people, about a page: "it shows no text any more".
func (d Doubt) InWords() string {
	switch d {
	case DoubtEmpty:
		return "it shows no text any more"
	case DoubtFront:
		return "its address leads to the front page of the site"
	case DoubtElsewhere:
		return "its address leads to another page"
	case DoubtCut:
		return "it shows a small part of the article"
	}
	return "its text shares too little with the article"
}

// Waiting is what the page of an article shows today where that may not be the
// article any more: a wall, a notice, another article. The article stands as it
// was until a moderator decides. Nothing of it is searched.
type Waiting struct {
	Stands  Article // as it stands
	Shown   Article // as the page shows it, of the same guild and id; its Text may be empty
	Doubt   Doubt
	At      time.Time // since when the page shows something else
	Dropped time.Time // when a moderator chose to keep the article; zero while it waits. What the page shows then is left out until it changes
}
