package cli

import (
	"fmt"
	"io"
	"strings"

	"verbatim/config"
)

// health is the result of a check.
type health string

const (
	well    health = "ok"
	ailing  health = "warning" // it works, but not as it should, or not for long
	failing health = "error"   // serve does not start, or does not answer
)

// finding is the result of one check.
type finding struct {
	Check string `json:"check"` // "token", "store", …
	State health `json:"state"`
	Says  string `json:"says"` // the result, in one line
	Do    string `json:"do"`   // how to repair it, in one line; "" if there is no need
}

// findings collects the results of the checks.
type findings struct {
	list []finding
	hide []string // secrets, which no finding may show
}

func (f *findings) add(check string, state health, says, do string) {
	f.list = append(f.list, finding{Check: check, State: state, Says: f.line(says), Do: f.line(do)})
}

func (f *findings) ok(check, says string)          { f.add(check, well, says, "") }
func (f *findings) warn(check, says, do string)    { f.add(check, ailing, says, do) }
func (f *findings) err(check, says, do string)     { f.add(check, failing, says, do) }
func (f *findings) failed(check string, err error) { f.add(check, failing, err.Error(), "") }
func (f *findings) count(state health) (count int) {
	for _, one := range f.list {
		if one.State == state {
			count++
		}
	}
	return count
}

// line returns text as one line, without secrets.
func (f *findings) line(text string) string {
	for _, secret := range f.hide {
		if secret != "" {
			text = strings.ReplaceAll(text, secret, "[redacted]")
		}
	}
	return strings.Join(strings.Fields(printable(text)), " ")
}

// printFindings prints the findings. Its error says how many of them are errors
// or warnings.
func (p *Program) printFindings(f *findings, format string) error {
	if format == config.JSON {
		if err := p.printJSON(f.list); err != nil {
			return err
		}
	} else if _, err := io.WriteString(p.Stdout, f.text(p.style())); err != nil {
		return err
	}
	if n := f.count(failing); n > 0 {
		return fmt.Errorf("the doctor found %s and %s", counted(n, "error"), counted(f.count(ailing), "warning"))
	}
	return nil
}

// text returns the findings for people: each result, followed by how to repair
// it.
func (f *findings) text(s style) string {
	signs := map[health]string{well: "[ok]     ", ailing: "[warning]", failing: "[error]  "}
	out := page{style: s}
	for _, one := range f.list {
		out.message(signs[one.State]+" ", one.Check+": "+one.Says)
		if one.Do != "" {
			out.message("          -> ", one.Do)
		}
	}
	errors, warnings := f.count(failing), f.count(ailing)
	if errors+warnings == 0 {
		out.line("Nothing is wrong.")
	} else {
		out.line(fmt.Sprintf("%s, %s.", counted(errors, "error"), counted(warnings, "warning")))
	}
	return out.String()
}
