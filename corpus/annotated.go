package corpus

import (
	"context"
	"strings"
)

// MaxSpeakers is how many speakers of an article are listed at most.
const MaxSpeakers = 200

// Annotated is an article as a guild sees it, with its statements, speakers and
// corrections: the content of its evidence page. A page shows and explains only a
// part of a long article.
type Annotated struct {
	Article      Article
	Places       []Place           // of the statements, in order, after the corrections that hold in the guild
	Speakers     []Speaking        // the certain ones, by their first report, at most MaxSpeakers
	MoreSpeakers bool              // if there are more than are listed
	Elsewhere    []Span            // mentions outside the statement that they attribute, if they may be shown
	Hidden       []Span            // parts of the text that a moderator has hidden, in order
	Corrections  []CorrectionState // valid in the guild, the oldest first
	Versions     []Version         // without their texts, the oldest first, the present one last
	PageChanged  Date              // as in Citation

	// Explain returns the statements from one place up to another, with the evidence
	// for each attribution.
	Explain func(ctx context.Context, from, to int) ([]Statement, error)

	listed map[string]int // of Speakers, by name
}

// Place is the position of a statement in its article.
type Place struct {
	ID StatementID
	Span
}

// Speaking is a certain speaker of an article, with the number of statements.
type Speaking struct {
	Name, Role string // each on one line
	Statements int
}

// Add adds the next statements of the article, in order.
func (x *Annotated) Add(statements []Statement) {
	if x.listed == nil {
		x.listed = map[string]int{}
	}
	for _, s := range statements {
		x.Places = append(x.Places, Place{s.ID, s.Span})
		counted := map[string]bool{}
		for _, r := range s.Reports {
			if name := r.CertainName(); name != "" && !counted[name] {
				counted[name] = true
				x.count(name, Line(r.Speaker.Role))
			}
			if at, ok := r.ShownMention(x.Article.Text); ok && !s.Contains(at) && (len(x.Elsewhere) == 0 || x.Elsewhere[len(x.Elsewhere)-1] != at) {
				x.Elsewhere = append(x.Elsewhere, at)
			}
		}
	}
}

func (x *Annotated) count(name, role string) {
	i, ok := x.listed[name]
	if !ok {
		if len(x.Speakers) >= MaxSpeakers {
			x.MoreSpeakers = true
			return
		}
		i, name = len(x.Speakers), strings.Clone(name) // so that it does not keep the text
		x.listed[name] = i
		x.Speakers = append(x.Speakers, Speaking{Name: name})
	}
	x.Speakers[i].Statements++
	if x.Speakers[i].Role == "" {
		x.Speakers[i].Role = strings.Clone(role)
	}
}

// CertainName returns the name of the speaker on one line, or "" if it is not certain.
func (r Report) CertainName() string {
	if r.Speaker == nil || !r.Speaker.Certain {
		return ""
	}
	return Line(r.Speaker.Name)
}

// ShownMention returns the words of the article's text that the attribution rests
// on. It returns false if they must not be shown because they name a speaker who is
// not certain.
func (r Report) ShownMention(text string) (Span, bool) {
	if r.Speaker == nil || r.Speaker.Mention.Len() <= 0 || r.Speaker.Mention.End > len(text) {
		return Span{}, false
	}
	at := r.Speaker.Mention
	return at, r.Speaker.Certain || OwnWord(at.In(text)) != ""
}

// Compared is two versions of an article side by side, as a guild sees them.
// Neither has statements that a moderator has hidden.
type Compared struct {
	Article  Article // the present version, without its text
	Old, New Version // without their texts
	Rows     []Edit  // all statements of both, in the order of the text
}
