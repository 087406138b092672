package admin

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"verbatim/corpus"
	"verbatim/corpus/jsonl"
)

// maxFaults is how many faults of a file are reported.
const maxFaults = 10

// errEmptyImport means that a file is empty.
var errEmptyImport = errors.New("it holds no article: nothing is imported")

// Refused describes the lines that an import did not accept.
type Refused struct {
	Lines  int      // how many lines
	Faults []string // the first faults with their line numbers, and how many more there are

	skip map[int]bool // line numbers
}

func (r *Refused) note(line int, fault string) {
	if r.skip[line] {
		return
	}
	r.skip[line] = true
	r.Lines++
	switch {
	case fault == "":
	case len(r.Faults) < maxFaults:
		r.Faults = append(r.Faults, fault)
	default:
		r.Faults = append(r.Faults[:maxFaults], fmt.Sprintf("and %d more", r.Lines-maxFaults))
	}
}

// err returns the faults as one error.
func (r *Refused) err() error {
	return fmt.Errorf("%s: nothing is imported, mend it and import it again", strings.Join(r.Faults, "; "))
}

// check reads a whole file and collects the faults of its lines. It returns an
// error if no line can be imported.
func check(r io.Reader, by string, guild corpus.GuildID) (Refused, error) {
	c := checker{reader: reader{by: by, guild: guild}, articles: map[corpus.ArticleID]int{}, sources: map[corpus.SourceID]bool{},
		refused: Refused{skip: map[int]bool{}}}
	lines := 0
	for l, err := range jsonl.Lines(r) {
		var fault *jsonl.Fault
		if err != nil && !errors.As(err, &fault) {
			return c.refused, err
		}
		lines++
		if err == nil {
			err = c.line(l)
		}
		var wrong *headerError
		if errors.As(err, &wrong) {
			return c.refused, err
		}
		if err != nil {
			c.refused.note(l.Number, err.Error())
		}
	}
	c.endVersions("")
	switch {
	case lines == 0:
		return c.refused, errEmptyImport
	case c.refused.Lines > 0 && c.good == 0:
		return c.refused, c.refused.err()
	}
	return c.refused, nil
}

// headerError means that the format of a file is unknown.
type headerError struct{ error }

// reader decodes the lines of a file. The first line may be a header.
type reader struct {
	by     string
	guild  corpus.GuildID
	header header
}

// read decodes and validates a line: a header or one of the line types.
func (r *reader) read(l jsonl.Line) (any, error) {
	var kind struct {
		Format *string  `json:"format"`
		Type   lineType `json:"type"`
	}
	if l.Number == 1 && json.Unmarshal(l.Text, &kind) == nil && kind.Format != nil {
		var h header
		if err := l.Decode(&h); err != nil {
			return nil, &headerError{err}
		}
		if h.Format != formatName || h.Version < 1 || h.Version > formatVersion {
			return nil, &headerError{l.Errorf("names the format %q, version %d, which this verbatim does not read: use the one that wrote it, or a newer one", h.Format, h.Version)}
		}
		r.header = h
		return h, nil
	}
	if r.header.Format == "" {
		return r.article(l)
	}
	if err := l.Decode(&kind); err != nil {
		return nil, err
	}
	switch kind.Type {
	case typeArticle, typeVersion:
		return r.article(l)
	case typeSettings:
		return decode(l, func(s settingsLine) error { return validSettings(s.Settings) })
	case typeSource:
		return decode(l, r.validSource)
	case typeResource:
		return decode(l, func(s resourceLine) error { return checkPresent("source", string(s.Source), "url", s.URL) })
	case typeCorrection:
		return decode(l, func(c correctionLine) error {
			if !slices.Contains([]corpus.Verdict{corpus.VerdictSpeaker, corpus.VerdictUnidentified, corpus.VerdictNoStatement, corpus.VerdictHidden}, c.Verdict) {
				return fmt.Errorf("%q is no verdict", c.Verdict)
			}
			return checkPresent("id", string(c.ID), "article", string(c.Article), "statement", string(c.Statement))
		})
	case typeFlag:
		return decode(l, func(f flagLine) error {
			return checkPresent("id", string(f.ID), "article", string(f.Article), "statement", string(f.Statement))
		})
	case typeEntry:
		return decode(l, func(e entryLine) error { return checkPresent("action", string(e.Action)) })
	}
	return nil, l.Errorf("is of the type %q, which this verbatim does not know", kind.Type)
}

// decode decodes and validates a line's object.
func decode[T any](l jsonl.Line, valid func(T) error) (any, error) {
	var v T
	if err := l.Decode(&v); err != nil {
		return nil, err
	}
	if err := valid(v); err != nil {
		return nil, l.Errorf("is not valid: %w", err)
	}
	return v, nil
}

// checkPresent takes pairs of names and values, and returns an error if a value
// is missing.
func checkPresent(pairs ...string) error {
	for pair := range slices.Chunk(pairs, 2) {
		name, value := pair[0], pair[1]
		if value == "" {
			return fmt.Errorf("%q is missing or empty", name)
		}
		if strings.ContainsRune(value, 0) {
			return fmt.Errorf("%q holds a NUL character", name)
		}
	}
	return nil
}

func (r *reader) validSource(s sourceLine) error {
	kind, ok := s.Kind.Info()
	if !ok {
		return fmt.Errorf("%q is not a kind of source", s.Kind)
	}
	if kind.Place == corpus.OnDisk && r.by != corpus.ByOperator {
		return fmt.Errorf("files: %w", corpus.ErrOperatorOnly)
	}
	if s.Every < 0 {
		return fmt.Errorf(`"every" is %d`, s.Every)
	}
	if err := checkPresent("id", string(s.ID), "name", s.Name); err != nil {
		return err
	}
	_, err := names{}.check(s.Name)
	return err
}

// article decodes an article or a version.
func (r *reader) article(l jsonl.Line) (any, error) {
	var in articleLine
	if err := l.Decode(&in); err != nil {
		return nil, err
	}
	switch {
	case in.Title == nil:
		return nil, l.Errorf(`has no "title" (it may be empty where it is unknown)`)
	case in.ID == corpus.BuiltinID:
		return nil, l.Errorf("has the id %q, which is the built-in article's", string(in.ID))
	case r.header.Format == "":
		in.Type, in.Number, in.Source, in.Origin = typeArticle, 0, "", corpus.OriginImported
	case in.Number < 1:
		return nil, l.Errorf(`is not valid: "number" is %d, and versions count from 1`, in.Number)
	}
	if r.by != corpus.ByOperator {
		in.Origin = corpus.OriginAttached // only the moderator vouches for its origin
	}
	published, err := corpus.ParseDate(in.Published)
	if err != nil {
		return nil, l.Errorf(`is not valid: "published": %w`, err)
	}
	fetched, err := corpus.ParseDate(in.Fetched)
	if err != nil {
		return nil, l.Errorf(`is not valid: "fetched": %w`, err)
	}
	in.Published, in.Fetched = string(published), string(fetched)
	if err := in.article(r.guild).Validate(); err != nil {
		return nil, l.Errorf("is not valid: %w", err)
	}
	// Articles from another store may be larger, because earlier versions
	// allowed it.
	if len(in.Text) > corpus.MaxText && (r.header.Format == "" || r.by != corpus.ByOperator) {
		return nil, l.Errorf(`is not valid: "text" is %d bytes long: %w`, len(in.Text), tooLong())
	}
	if l.HalfCharacter(in.Text) {
		return nil, l.Errorf(`is not valid: "text" has half of a surrogate pair`)
	}
	return in, nil
}

// checker checks each line and the consistency of all lines.
type checker struct {
	reader
	articles map[corpus.ArticleID]int // line number of each
	sources  map[corpus.SourceID]bool
	pending  corpus.ArticleID // its older versions came last, but it has not come yet
	versions []int            // line numbers of these versions
	refused  Refused
	good     int // acceptable lines, without the header
}

// endVersions refuses pending versions unless the next line has the article's
// id.
func (c *checker) endVersions(id corpus.ArticleID) {
	open, versions := c.pending, c.versions
	if open == "" || open == id {
		return
	}
	c.pending, c.versions = "", nil
	c.good -= len(versions)
	for i, line := range versions {
		fault := "" // only the last one is reported
		if i == len(versions)-1 {
			fault = jsonl.Line{Number: line}.Errorf("is an older version of the article %q, which does not follow", string(open)).Error()
		}
		c.refused.note(line, fault)
	}
}

func (c *checker) line(l jsonl.Line) error {
	v, err := c.read(l)
	if err != nil {
		return err
	}
	article, _ := v.(articleLine)
	c.endVersions(article.ID)
	switch v := v.(type) {
	case header:
		return nil
	case articleLine:
		if first, twice := c.articles[v.ID]; twice {
			c.endVersions("") // they do not belong to the first
			return l.Errorf("has the id %q of line %d", string(v.ID), first)
		}
		if v.Type == typeVersion {
			c.pending, c.versions = v.ID, append(c.versions, l.Number)
		} else {
			c.pending, c.versions = "", nil
			c.articles[v.ID] = l.Number
		}
	case sourceLine:
		if c.sources[v.ID] {
			return l.Errorf("has the id %q of another source", string(v.ID))
		}
		c.sources[v.ID] = true
	case resourceLine:
		if !c.sources[v.Source] {
			return l.Errorf("is of the source %q, which no line before it holds", string(v.Source))
		}
	}
	c.good++
	return nil
}
