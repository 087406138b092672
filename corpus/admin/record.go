package admin

import (
	"time"

	"verbatim/corpus"
)

// The format of an export: JSON lines, of which the first names the format and
// its version. New types of lines may be added without a new version.
const (
	formatName    = "verbatim-corpus"
	formatVersion = 1
)

// header is the first line.
type header struct {
	Format  string         `json:"format"`
	Version int            `json:"version"`
	Guild   corpus.GuildID `json:"guild"` // the owner; "" for the shared corpus
}

// lineType is the type of a line of an export.
type lineType string

const (
	typeSettings   lineType = "settings"
	typeSource     lineType = "source"
	typeResource   lineType = "resource"
	typeVersion    lineType = "version" // an older one; the article follows
	typeArticle    lineType = "article"
	typeCorrection lineType = "correction"
	typeFlag       lineType = "flag"
	typeEntry      lineType = "entry"
)

type settingsLine struct {
	Type lineType `json:"type"`
	corpus.Settings
}

type sourceLine struct {
	Type      lineType          `json:"type"`
	ID        corpus.SourceID   `json:"id"`
	Kind      corpus.SourceKind `json:"kind"`
	Name      string            `json:"name"`
	Location  string            `json:"location,omitempty"`
	Added     time.Time         `json:"added,omitzero"`
	AddedBy   string            `json:"added_by,omitempty"`
	Every     int64             `json:"every,omitempty"` // seconds
	Fixed     bool              `json:"fixed,omitempty"`
	Due       time.Time         `json:"due,omitzero"`
	Refreshed time.Time         `json:"refreshed,omitzero"`
	Failures  int               `json:"failures,omitempty"`
	LastError string            `json:"last_error,omitempty"`
}

func lineOfSource(s corpus.Source) sourceLine {
	return sourceLine{
		Type: typeSource, ID: s.ID, Kind: s.Kind, Name: s.Name, Location: s.Location, Added: s.Added, AddedBy: s.AddedBy,
		Every: int64(s.Every / time.Second), Fixed: s.Fixed, Due: s.Due, Refreshed: s.Refreshed,
		Failures: s.Failures, LastError: s.LastError,
	}
}

func (l sourceLine) source(guild corpus.GuildID) corpus.Source {
	return corpus.Source{
		ID: l.ID, Guild: guild, Kind: l.Kind, Name: l.Name, Location: l.Location, Added: l.Added, AddedBy: l.AddedBy,
		Every: time.Duration(l.Every) * time.Second, Fixed: l.Fixed, Due: l.Due, Refreshed: l.Refreshed,
		Failures: l.Failures, LastError: l.LastError,
	}
}

type resourceLine struct {
	Type         lineType         `json:"type"`
	Source       corpus.SourceID  `json:"source"`
	URL          string           `json:"url"`
	ETag         string           `json:"etag,omitempty"`
	LastModified string           `json:"last_modified,omitempty"`
	Article      corpus.ArticleID `json:"article,omitempty"`
	Fetched      time.Time        `json:"fetched,omitzero"`
}

func lineOfResource(id corpus.SourceID, r corpus.Resource) resourceLine {
	return resourceLine{typeResource, id, r.URL, r.ETag, r.LastModified, r.Article, r.Fetched}
}

func (l resourceLine) resource() corpus.Resource {
	return corpus.Resource{URL: l.URL, ETag: l.ETag, LastModified: l.LastModified, Article: l.Article, Fetched: l.Fetched}
}

// articleLine is an article or an older version. In a file without a header all
// lines are articles and have no type.
type articleLine struct {
	line int // line number in the file

	Type      lineType         `json:"type"`
	ID        corpus.ArticleID `json:"id"`
	Number    int              `json:"number,omitempty"` // of the version
	At        time.Time        `json:"at,omitzero"`      // when the version was stored
	Title     *string          `json:"title"`
	Publisher string           `json:"publisher,omitempty"`
	Author    string           `json:"author,omitempty"`
	URL       string           `json:"url,omitempty"`
	Published string           `json:"published,omitempty"`
	Fetched   string           `json:"fetched,omitempty"`
	Language  string           `json:"language,omitempty"`
	Origin    corpus.Origin    `json:"origin,omitempty"`
	Source    corpus.SourceID  `json:"source,omitempty"`
	Text      string           `json:"text"`
}

func lineOfVersion(as lineType, v corpus.Version) articleLine {
	a := v.Article
	return articleLine{
		Type: as, ID: a.ID, Number: v.Number, At: v.At, Title: &a.Title, Publisher: a.Publisher, Author: a.Author, URL: a.URL,
		Published: string(a.Published), Fetched: string(a.Fetched), Language: a.Language, Origin: a.Origin, Source: a.Source, Text: a.Text,
	}
}

// article returns the article of a line.
func (l articleLine) article(guild corpus.GuildID) corpus.Article {
	return corpus.Article{
		ID: l.ID, Guild: guild, Title: *l.Title, Publisher: l.Publisher, Author: l.Author, URL: l.URL,
		Published: corpus.Date(l.Published), Fetched: corpus.Date(l.Fetched), Language: l.Language, Origin: l.Origin, Source: l.Source, Text: l.Text,
	}
}

type correctionLine struct {
	Type       lineType            `json:"type"`
	ID         corpus.CorrectionID `json:"id"`
	Shared     bool                `json:"shared,omitempty"` // the article is in the shared corpus
	Article    corpus.ArticleID    `json:"article"`
	Statement  corpus.StatementID  `json:"statement"`
	Text       string              `json:"text,omitempty"`
	Cue        string              `json:"cue,omitempty"`
	Content    string              `json:"content,omitempty"`
	Verdict    corpus.Verdict      `json:"verdict"`
	Name       string              `json:"name,omitempty"`
	Mention    string              `json:"mention,omitempty"`
	Occurrence int                 `json:"occurrence,omitempty"`
	By         string              `json:"by,omitempty"`
	At         time.Time           `json:"at,omitzero"`
	UndoneAt   time.Time           `json:"undone,omitzero"`
}

func lineOfCorrection(c corpus.Correction) correctionLine {
	return correctionLine{
		Type: typeCorrection, ID: c.ID, Shared: c.ArticleGuild == corpus.Shared, Article: c.Article, Statement: c.Statement,
		Text: c.Text, Cue: c.Cue, Content: c.Content, Verdict: c.Verdict, Name: c.Name, Mention: c.Mention,
		Occurrence: c.Occurrence, By: c.By, At: c.At, UndoneAt: c.UndoneAt,
	}
}

func (l correctionLine) correction(guild corpus.GuildID) corpus.Correction {
	return corpus.Correction{
		ID: l.ID, Guild: guild, ArticleGuild: owner(l.Shared, guild), Article: l.Article, Statement: l.Statement,
		Text: l.Text, Cue: l.Cue, Content: l.Content, Verdict: l.Verdict, Name: l.Name, Mention: l.Mention,
		Occurrence: l.Occurrence, By: l.By, At: l.At, UndoneAt: l.UndoneAt,
	}
}

type flagLine struct {
	Type      lineType           `json:"type"`
	ID        corpus.FlagID      `json:"id"`
	Shared    bool               `json:"shared,omitempty"` // as in correctionLine
	Article   corpus.ArticleID   `json:"article"`
	Statement corpus.StatementID `json:"statement"`
	Text      string             `json:"text,omitempty"`
	Note      string             `json:"note,omitempty"`
	By        string             `json:"by,omitempty"`
	At        time.Time          `json:"at,omitzero"`
}

func lineOfFlag(f corpus.Flag) flagLine {
	return flagLine{typeFlag, f.ID, f.ArticleGuild == corpus.Shared, f.Article, f.Statement, f.Text, f.Note, f.By, f.At}
}

func (l flagLine) flag(guild corpus.GuildID) corpus.Flag {
	return corpus.Flag{
		ID: l.ID, Guild: guild, ArticleGuild: owner(l.Shared, guild), Article: l.Article, Statement: l.Statement,
		Text: l.Text, Note: l.Note, By: l.By, At: l.At,
	}
}

func owner(shared bool, guild corpus.GuildID) corpus.GuildID {
	if shared {
		return corpus.Shared
	}
	return guild
}

type entryLine struct {
	Type    lineType      `json:"type"`
	At      time.Time     `json:"at,omitzero"`
	By      string        `json:"by,omitempty"`
	Action  corpus.Action `json:"action"`
	Subject string        `json:"subject,omitempty"`
	Detail  string        `json:"detail,omitempty"`
}

func lineOfEntry(e corpus.Entry) entryLine {
	return entryLine{typeEntry, e.At, e.By, e.Action, e.Subject, e.Detail}
}

func (l entryLine) entry(guild corpus.GuildID) corpus.Entry {
	return corpus.Entry{At: l.At, Guild: guild, By: l.By, Action: l.Action, Subject: l.Subject, Detail: l.Detail}
}
