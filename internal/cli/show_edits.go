package cli

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"verbatim/corpus"
)

// showHistory returns an article's history, the newest version first.
func showHistory(a corpus.Article, revisions []corpus.Revision, s style) string {
	p := page{style: s}
	p.write("", cmp.Or(a.Title, string(a.ID)), p.bold)
	for _, r := range revisions {
		p.line("")
		p.line(fmt.Sprintf("Version %d, %s", r.Version.Number, moment(r.Version.At)))
		if len(r.Edits) == 0 {
			p.line("  no statement differs")
		}
		for _, e := range r.Edits {
			p.edit(e)
		}
	}
	return p.String()
}

func (p *page) edit(e corpus.Edit) {
	switch e.Kind {
	case corpus.Added:
		p.item("  + ", "added: "+e.New.Text)
	case corpus.Withdrawn:
		p.item("  - ", "withdrawn: "+e.Old.Text)
	case corpus.Reworded:
		p.item("  ~ ", "reworded: "+e.Old.Text)
		p.item("    now: ", e.New.Text)
	}
}

// verdictOf returns a correction's verdict in words.
func verdictOf(c corpus.Correction) string {
	switch c.Verdict {
	case corpus.VerdictSpeaker:
		return fmt.Sprintf("said by %s (from “%s”)", cell(c.Name), cell(c.Mention))
	case corpus.VerdictUnidentified:
		return "speaker not identified"
	case corpus.VerdictNoStatement:
		return "not a statement"
	case corpus.VerdictHidden:
		return "hidden"
	}
	return string(c.Verdict)
}

func (p *Program) printCorrections(all []corpus.CorrectionState) error {
	t := p.table("ID", "WHEN", "WHO", "STATE", "CORRECTION", "STATEMENT")
	for _, c := range all {
		state := "applies"
		switch {
		case !c.UndoneAt.IsZero():
			state = "undone"
		case !c.Applies:
			state = "no longer applies"
		}
		t.row(string(c.ID), moment(c.At), cell(c.By), state, verdictOf(c.Correction), quotedShort(c.Text))
	}
	return t.print(p.Stdout)
}

func (p *Program) printFlags(all []corpus.Flag) error {
	out := page{style: p.style()}
	for _, f := range all {
		out.message("", fmt.Sprintf("%s  %s  by %s", f.ID, moment(f.At), cell(f.By)))
		out.item("  ", quotedShort(f.Text))
		if f.Note != "" {
			out.item("  says: ", f.Note)
		}
		out.item("  ", fmt.Sprintf("corpus correct %q %s", string(f.Article), f.Statement))
	}
	_, err := io.WriteString(p.Stdout, out.String())
	return err
}

// printDisputed prints a statement with the people who may have said it.
func (p *Program) printDisputed(d corpus.Disputed) error {
	out := page{style: p.style()}
	out.quotation("", []string{d.Statement.Text})
	for _, r := range d.Statement.Reports {
		by, cue := r.Byline(""), "without a cue"
		if by.Cue != "" {
			cue = "“" + by.Cue + "”"
		}
		who := cmp.Or(by.Speaker, "speaker not identified")
		out.item("  ", fmt.Sprintf("reported %s: %s", cue, who))
	}
	out.line("")
	out.line("It may be attributed to (--speaker):")
	for _, c := range d.Candidates {
		line := c.Name
		if !strings.EqualFold(c.Name, c.Mention) {
			line += fmt.Sprintf(" (from “%s”)", c.Mention)
		}
		out.item("  ", line)
	}
	out.write("", "or be called --unidentified, --not-statement, or --hide.", nil)
	_, err := io.WriteString(p.Stdout, out.String())
	return err
}

// showSettings returns a guild's settings in the form of flags.
func (p *Program) showSettings(guild corpus.GuildID, s corpus.Settings) error {
	onOff := map[bool]string{true: "on", false: "off"}
	out := page{style: p.style()}
	out.line(fmt.Sprintf("Settings of guild %s:", guild))
	out.message("  moderator role: ", cmp.Or(s.ModeratorRole, "none (who manages the server moderates)"))
	out.message("  audit channel:  ", cmp.Or(s.AuditChannel, "none"))
	out.line("  built-in article: " + onOff[!s.NoBuiltin])
	out.line("  shared corpus:    " + onOff[!s.NoShared])
	out.line(fmt.Sprintf("  versions kept:    %d", s.KeptVersions()))
	return out.print(p.Stdout)
}
