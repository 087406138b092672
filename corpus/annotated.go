package corpus

import (
	"context"
	"strings"
)

// MaxSpeakers bounds the list of those who speak in an article.
const MaxSpeakers = 200

// Annotated is an article as a guild sees it, with what is known of it as a whole:
// what stands on its evidence page. Of a long article a page shows a part, and
// explains that alone.
type Annotated struct {
	Article      Article
	Places       []Place           // of the statements, in order, after the corrections that hold in the guild
	Speakers     []Speaking        // for certain, in the order in which they first do, at most MaxSpeakers
	MoreSpeakers bool              // there are others
	Elsewhere    []Span            // the words for the speakers of other statements than those they stand in, as far as they may be shown
	Hidden       []Span            // of the article's text that a moderator has hidden, in order
	Corrections  []CorrectionState // that hold in the guild, the oldest first
	Versions     []Version         // that are kept, without their texts, the oldest first, the present one last
	PageChanged  Date              // as in Citation

	// Explain is the statements from one place up to another, with the evidence
	// for each attribution.
	Explain func(ctx context.Context, from, to int) ([]Statement, error)

	listed map[string]int // of Speakers, by name
}

// Place is where a statement stands.
type Place struct {
	ID StatementID
	Span
}

// Speaking is somebody who speaks in an article for certain.
type Speaking struct {
	Name, Role string // each on one line
	Statements int
}

// Add enters statements of the article, those that follow what was entered before.
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

// CertainName is who says a report for certain, on one line, "" where nobody does.
func (r Report) CertainName() string {
	if r.Speaker == nil || !r.Speaker.Certain {
		return ""
	}
	return Line(r.Speaker.Name)
}

// ShownMention is the words of the article's text that a report's attribution rests
// on; false where they may not be shown, since they would name somebody who is not
// certain.
func (r Report) ShownMention(text string) (Span, bool) {
	if r.Speaker == nil || r.Speaker.Mention.Len() <= 0 || r.Speaker.Mention.End > len(text) {
		return Span{}, false
	}
	at := r.Speaker.Mention
	return at, r.Speaker.Certain || OwnWord(at.In(text)) != ""
}

// Compared is two versions of an article side by side, as a guild sees them.
// What a moderator has hidden is in neither.
type Compared struct {
	Article  Article // as it stands, without its text
	Old, New Version // without their texts
	Rows     []Edit  // all statements of both, in the order of the text
}
