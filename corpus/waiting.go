package corpus

import "time"

// Doubt is the reason why the content of a page is not a new version of its article.
type Doubt string

// The doubts about the content of a page.
const (
	NoDoubt        Doubt = ""          // it is a new version
	DoubtEmpty     Doubt = "empty"     // the page shows no text
	DoubtFront     Doubt = "front"     // its address leads to the front page of its site
	DoubtElsewhere Doubt = "elsewhere" // its address leads to another page, whose text shares too little with the article
	DoubtCut       Doubt = "cut"       // it shows a small part of the article
	DoubtOther     Doubt = "other"     // its text shares too little with the article
)

// InWords describes the doubt for people: "it shows no text any more".
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

// Waiting is the present content of an article's page, if that may be something other
// than the article: a consent box, a notice, another article. The article stays as it was
// until a moderator decides. The new content is not searched.
type Waiting struct {
	Stands  Article // the article that is stored
	Shown   Article // the present content, with the same guild and id; its Text may be empty
	Doubt   Doubt
	At      time.Time // when the page began to show it
	Dropped time.Time // when a moderator chose to keep the article, which leaves out this content until it changes; zero while it waits
}
