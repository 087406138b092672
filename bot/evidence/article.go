package evidence

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"verbatim/bot/locale"
	"verbatim/corpus"
)

const (
	// maxStatement is the longest statement that is shown, in bytes. None is
	// ever shown in part.
	maxStatement = 2 << 20
	// palette is how many colours speakers have; one more begins them anew.
	palette = 8
)

// frame is what all pages have.
type frame struct {
	Words locale.Plain
	Style string // where the style is
	Root  string // where the article's page is
}

// articlePage is an article with its statements marked.
type articlePage struct {
	frame
	Citation    citation
	Speakers    []speakerShown
	More        bool // speakers that are not listed
	Rows        []row
	Corrections []correctionShown
	Versions    []versionShown
	pager
	Gone    bool   // the statement that was asked for is not there
	Changed string // the day since which the article's page shows something else, "" if it does not
}

// citation is where an article is from.
type citation struct {
	Title, Source, Author, Language string
	URL                             string // "" where there is none that its publisher answers for
}

// speakerShown is somebody who speaks for certain, with a colour.
type speakerShown struct {
	Colour     int // from 1
	Name, Role string
	Statements int
}

// row is a part of an article, in its order.
type row struct {
	item
	TooLong bool
	Colour  int // of the first report's speaker, 0 where nobody is certain
	None    bool
	Notes   []note
}

// note is what is known of one report.
type note struct {
	Colour     int
	Name, Role string // "" where nobody is certain
	Kind       corpus.Kind
	Cue        string // "" where the report continues another
	Continues  string // the statement that it continues
	Mention    string // the article's word for the speaker, as far as it may be shown
	MentionAt  string // the other statement in which it stands, "" where it stands in this one or in none
	Corrected  bool
	Why        []corpus.Evidence
}

// correctionShown is a correction of the article.
type correctionShown struct {
	Words   string // of the statement, "" where it is hidden
	ID      string // of the statement, "" where it is not there
	Verdict string
	Day     string
	Lapsed  bool
}

// versionShown is a version that is kept.
type versionShown struct {
	Number          int
	Name, At        string
	Present, Before bool // whether it is how the article stands; whether there is one before it
}

// newArticle is the page of an article with the statement that is wanted, or the
// page of that number where none is.
func newArticle(ctx context.Context, f frame, x corpus.Annotated, wanted corpus.StatementID, number int) (articlePage, error) {
	words := f.Words
	p := articlePage{frame: f, Citation: cite(words, x.Article), Speakers: speakersShown(x.Speakers), More: x.MoreSpeakers}
	at := slices.IndexFunc(x.Places, func(p corpus.Place) bool { return wanted != "" && p.ID == wanted })
	p.Gone = wanted != "" && at < 0
	var part []item
	var err error
	if p.pager, part, err = partOf(ctx, x, number, at, f.Root); err != nil {
		return articlePage{}, err
	}
	if p.Rows, err = rows(ctx, x, part); err != nil {
		return articlePage{}, err
	}
	p.Changed = words.Day(x.PageChanged)
	p.Corrections = corrections(words, x)
	p.Versions = versions(words, x.Versions)
	return p, nil
}

// rows are what is shown of a part of an article.
func rows(ctx context.Context, x corpus.Annotated, part []item) ([]row, error) {
	from, to := 0, 0
	for _, i := range part {
		if i.Kind == "statement" {
			if to == 0 {
				from = i.at
			}
			to = i.at + 1
		}
	}
	m, err := newMarker(ctx, x, from, to)
	if err != nil {
		return nil, err
	}
	var out []row
	for _, i := range part {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		out = append(out, m.row(i))
	}
	return out, nil
}

// speakersShown are the speakers with their colours.
func speakersShown(all []corpus.Speaking) []speakerShown {
	out := make([]speakerShown, len(all))
	for i, s := range all {
		out[i] = speakerShown{Colour: i%palette + 1, Name: s.Name, Role: s.Role, Statements: s.Statements}
	}
	return out
}

// cite is the citation of an article.
func cite(words locale.Plain, a corpus.Article) citation {
	c := citation{
		Title: corpus.Line(a.Title), Source: strings.Join(words.Citation(a), " · "), Author: corpus.Line(a.Author), Language: a.Language,
	}
	switch {
	case c.Title != "":
	case a.Origin == corpus.OriginBuiltin:
		c.Title = words.Say("label.builtin")
	default:
		c.Title = words.Say("evidence.untitled")
	}
	u, err := url.Parse(a.URL)
	if err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.User == nil && !a.Origin.Supplied() {
		c.URL = u.String()
	}
	return c
}

// corrections are those of the article that hold.
func corrections(words locale.Plain, x corpus.Annotated) []correctionShown {
	if len(x.Corrections) == 0 {
		return nil
	}
	there := make(map[corpus.StatementID]bool, len(x.Places))
	for _, s := range x.Places {
		there[s.ID] = true
	}
	hidden, hiddenWords := map[corpus.StatementID]bool{}, map[string]bool{}
	for _, c := range x.Corrections {
		if c.Verdict == corpus.VerdictHidden {
			hidden[c.Statement], hiddenWords[c.Text] = true, true
		}
	}
	var out []correctionShown
	for _, c := range x.Corrections {
		shown := correctionShown{Verdict: corpus.Line(words.Verdict(c.Correction)), Day: day(words, c.At), Lapsed: !c.Applies}
		switch {
		case there[c.Statement]:
			shown.Words, shown.ID = corpus.Line(c.Text), string(c.Statement)
		case !hidden[c.Statement] && !hiddenWords[c.Text]:
			shown.Words = corpus.Line(c.Text) // it no longer stands in the article, and was never hidden
		}
		out = append(out, shown)
	}
	return out
}

// versions are those that are kept, the newest first.
func versions(words locale.Plain, kept []corpus.Version) []versionShown {
	var out []versionShown
	for i, v := range slices.Backward(kept) {
		out = append(out, versionShown{
			Number: v.Number, Name: words.Version(v.Number), At: moment(words, v.At), Present: i == len(kept)-1, Before: i > 0,
		})
	}
	return out
}

func day(words locale.Plain, at time.Time) string { return words.Day(corpus.DateOf(at)) }

// moment is a time to the minute: a publisher may change an article twice a day.
func moment(words locale.Plain, at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return day(words, at) + ", " + at.UTC().Format("15:04") + " UTC"
}
