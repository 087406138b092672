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

// frame holds the parts that all pages have.
type frame struct {
	Words locale.Plain
	Style string // URL of the style sheet
	Root  string // URL of the article's page
}

// articlePage is an article with its statements marked.
type articlePage struct {
	frame
	Citation    citation
	Speakers    []speakerShown
	More        bool // there are more speakers than listed
	Rows        []row
	Corrections []correctionShown
	Versions    []versionShown
	pager
	Gone    bool   // the requested statement does not exist
	Changed string // the day since which the article's source page shows another text; "" if it does not
}

// citation says where an article comes from.
type citation struct {
	Title, Source, Author, Language string
	URL                             string // "" if there is no URL that its publisher answers for
}

// correctionShown is a correction of the article.
type correctionShown struct {
	Words   string // of the statement; "" if it is hidden
	ID      string // of the statement; "" if it does not exist any more
	Verdict string
	Day     string
	Lapsed  bool
}

// versionShown is a stored version.
type versionShown struct {
	Number          int
	Name, At        string
	Present, Before bool // Present: it is the current version. Before: there is an earlier one.
}

// newArticle returns the page of an article that holds the wanted statement, or
// the page with that number if no statement is wanted.
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

// rows returns the rows for a part of an article.
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

// cite returns the citation of an article.
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

// corrections returns the article's corrections that are in force.
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
			shown.Words = corpus.Line(c.Text) // it is not in the article any more, and was never hidden
		}
		out = append(out, shown)
	}
	return out
}

// versions returns the stored versions, the newest first.
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

// moment returns a time to the minute, since a publisher may change an article
// twice a day.
func moment(words locale.Plain, at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return day(words, at) + ", " + at.UTC().Format("15:04") + " UTC"
}
