package cli

import (
	"cmp"
	"fmt"
	"io"

	"verbatim/config"
	"verbatim/corpus"
)

// sourceRow is a source as the list prints it.
type sourceRow struct {
	ID        corpus.SourceID   `json:"id"`
	Name      string            `json:"name"`
	Kind      corpus.SourceKind `json:"kind"`
	Location  string            `json:"location"`
	Articles  int               `json:"articles"`
	Every     string            `json:"every"`
	Due       corpus.Date       `json:"due"`
	Refreshed corpus.Date       `json:"refreshed"`
	Failures  int               `json:"failures"`
	Error     string            `json:"error"`
	Removed   corpus.Date       `json:"removed"`
	Waiting   int               `json:"waiting"`
}

func rowOf(s corpus.SourceState) sourceRow {
	return sourceRow{
		s.ID, s.Name, s.Kind, s.Location, s.Articles, s.Every.String(), corpus.DateOf(s.Due), corpus.DateOf(s.Refreshed),
		s.Failures, s.LastError, corpus.DateOf(s.RemovedAt), s.Waiting,
	}
}

func (p *Program) printSources(all []corpus.SourceState, guild corpus.GuildID, format string) error {
	rows := []sourceRow{}
	for _, s := range all {
		rows = append(rows, rowOf(s))
	}
	if format != config.Text {
		return printRows(p, rows, format)
	}
	if len(rows) == 0 {
		err := p.say("There is no source in %s.", whose(guild))
		return err
	}
	t := p.table("ID", "KIND", "ARTICLES", "REFRESHED", "NEXT", "NAME", "STATE")
	for _, s := range all {
		t.row(string(s.ID), string(s.Kind), fmt.Sprint(s.Articles), moment(s.Refreshed), moment(s.Due), cell(s.Name), stateOf(s))
	}
	return t.print(p.Stdout)
}

// stateOf returns the state of a source.
func stateOf(s corpus.SourceState) string {
	switch {
	case !s.RemovedAt.IsZero():
		return "removed " + moment(s.RemovedAt)
	case s.Failures > 0:
		return fmt.Sprintf("failing (%s): %s", counted(s.Failures, "time"), cell(s.LastError))
	case s.Waiting > 0:
		return "good, " + counted(s.Waiting, "page") + " changed: see \"corpus waiting\""
	}
	return "good"
}

// printRows prints rows as one array, or as one object per line.
func printRows[T any](p *Program, rows []T, format string) error {
	if format == config.JSON {
		return p.printJSON(rows)
	}
	for _, row := range rows {
		if err := p.printJSON(row); err != nil {
			return err
		}
	}
	return nil
}

func (p *Program) printStatus(s corpus.Status, guild corpus.GuildID, format string) error {
	if format == config.JSON {
		rows := []sourceRow{}
		for _, source := range s.Sources {
			rows = append(rows, rowOf(source))
		}
		return p.printJSON(struct {
			Articles   int         `json:"articles"`
			Statements int         `json:"statements"`
			Shared     int         `json:"shared_articles"`
			Waiting    int         `json:"waiting"`
			Flags      int         `json:"flags"`
			Lapsed     int         `json:"lapsed_corrections"`
			Running    int         `json:"running"`
			Sources    []sourceRow `json:"sources"`
		}{s.Articles, s.Statements, s.Shared, s.Waiting, s.Flags, s.Lapsed, len(s.Running), rows})
	}
	out := page{style: p.style()}
	out.message("", fmt.Sprintf("%s: %s, %s", whose(guild), counted(s.Articles, "article"), counted(s.Statements, "statement")))
	if guild != corpus.Shared {
		out.message("", fmt.Sprintf("beside it %s of the shared corpus", counted(s.Shared, "article")))
	}
	if s.Waiting > 0 {
		out.message("", fmt.Sprintf("%s now says something else, the old quotes stay: see \"corpus waiting\"", counted(s.Waiting, "page")))
	}
	if s.Flags > 0 {
		out.message("", fmt.Sprintf("%s reported as wrong: see \"corpus flags\"", counted(s.Flags, "answer")))
	}
	if s.Lapsed > 0 {
		verb := "applies"
		if s.Lapsed > 1 {
			verb = "apply"
		}
		out.message("", fmt.Sprintf("%s no longer %s: see \"corpus corrections\"", counted(s.Lapsed, "correction"), verb))
	}
	for _, r := range s.Running {
		out.message("", "being refreshed: "+cell(r.Name))
	}
	names := map[corpus.SourceID]string{}
	for _, source := range s.Sources {
		names[source.ID] = source.Name
	}
	if len(s.Runs) > 0 {
		out.line("")
		out.line("Last refreshes:")
	}
	for _, r := range s.Runs {
		came := r.Tally.String()
		if r.Error != "" {
			came = "failed: " + r.Error
		} else if r.Note != "" {
			came += "; " + r.Note
		}
		out.item("  "+moment(r.Finished)+"  ", cell(cmp.Or(names[r.Source], string(r.Source)))+": "+came)
	}
	if _, err := io.WriteString(p.Stdout, out.String()); err != nil || len(s.Sources) == 0 {
		return err
	}
	if _, err := fmt.Fprintln(p.Stdout); err != nil {
		return err
	}
	return p.printSources(s.Sources, guild, config.Text)
}

func (p *Program) printLog(entries []corpus.Entry, guild corpus.GuildID, format string) error {
	type row struct {
		At      corpus.Date   `json:"at"`
		By      string        `json:"by"`
		Action  corpus.Action `json:"action"`
		Subject string        `json:"subject"`
		Detail  string        `json:"detail"`
	}
	rows := []row{}
	for _, e := range entries {
		rows = append(rows, row{corpus.DateOf(e.At), e.By, e.Action, e.Subject, e.Detail})
	}
	if format != config.Text {
		return printRows(p, rows, format)
	}
	if len(rows) == 0 {
		err := p.say("Nothing has been done to %s yet.", whose(guild))
		return err
	}
	t := p.table("WHEN", "WHO", "DID", "TO WHAT", "OUTCOME")
	for _, e := range entries {
		t.row(moment(e.At), cell(e.By), string(e.Action), cell(e.Subject), cell(e.Detail))
	}
	return t.print(p.Stdout)
}
