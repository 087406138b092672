package config_test

import (
	"bytes"
	"errors"
	"io"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"verbatim/config"
)

// What a command line gets wrong is said by the name of what is wrong, of its
// command, and of what may have been meant.
func TestWhatIsWrongWithACommandLine(t *testing.T) {
	for line, want := range map[string]string{
		// Values.
		"ask --limit abc x":                       `--limit takes a whole number, not "abc": see "verbatim ask --help"`,
		"ask --limit 2.5 x":                       `--limit takes a whole number, not "2.5"`,
		"ask --limit= x":                          `--limit takes a whole number, not ""`,
		"ask --limit 99999999999999999999 x":      `--limit takes a whole number that is not so large, not "99999999999999999999"`,
		"ask --threshold much x":                  `--threshold takes a number, not "much"`,
		"ask --format yaml x":                     `--format takes text, json or jsonl, not "yaml"`,
		"corpus status --format jsonl":            `--format takes text or json, not "jsonl"`,
		"corpus add x --kind web":                 `--kind takes page, feed, sitemap, file or text, not "web"`,
		"corpus add x --every 3":                  `--every takes a time with its unit, such as 90s, 15m or 24h, not "3"`,
		"corpus add x --every daily":              `--every takes a time with its unit`,
		"serve --drain-delay soon":                `--drain-delay takes a time with its unit`,
		"--drain-delay soon":                      `--drain-delay takes a time with its unit, such as 90s, 15m or 24h, not "soon": see "verbatim serve --help"`,
		"corpus import --strict=maybe":            `--strict takes yes or no, not "maybe"`,
		"--no-builtin=maybe corpus list":          `--no-builtin takes yes or no, not "maybe": see "verbatim corpus list --help"`,
		"serve --shards many":                     `--shards: "many" is neither auto, nor a number`,
		"--shards many":                           `--shards: "many" is neither auto, nor a number`,
		"serve --trusted-proxy home":              `--trusted-proxy: "home" is neither an address`,
		"corpus settings --guild 7 --versions x":  `--versions takes a whole number, not "x"`,
		"corpus settings --guild 7 --builtin yes": `--builtin takes on or off, not "yes"`,
		// No value.
		"ask x --limit":       `--limit needs a whole number:`,
		"ask --limit -3 x":    `--limit needs a whole number (write --limit=-3 if that is "-3")`,
		"ask --speaker --x y": `--speaker needs a text (write --speaker=--x if that is "--x")`,
		"corpus list --data":  `--data needs a path`,
		"serve --store":       `--store needs a text`,
		// Flags.
		"ask --vrsion":       `ask has no flag --vrsion (did you mean --version?)`,
		"ask --frmat=json x": `ask has no flag --frmat (did you mean --format?)`,
		"ask --every 15m x":  `ask has no flag --every (it goes after "corpus add")`,
		"--limit 3 ask x":    `verbatim has no flag --limit (it goes after "ask" or "corpus log")`,
		"ask drones -iran":   `ask has no flag -iran (write "--" before the arguments if "-iran" is one)`,
		"version -x":         `version has no flag -x:`,
		"corpus correct a b --hide --cue x --not-statement": `--hide and --not-statement cannot be given together`,
		// Commands.
		"aks who":           `there is no command "aks" (did you mean ask?)`,
		"import x":          `there is no command "import" (did you mean corpus import?)`,
		"corpus lst":        `there is no command "corpus lst" (did you mean corpus list?): see "verbatim corpus --help"`,
		"corpus ask":        `there is no command "corpus ask"`,
		"nonsense":          `there is no command "nonsense": see "verbatim --help"`,
		"help nonsense":     `there is no command "nonsense"`,
		"corpus --guild 7":  `corpus needs a command: add, sources, refresh, `,
		"--no-builtin exit": `there is no command "exit"`,
		// Arguments.
		"extract --lines":     `extract needs <file>: see "verbatim extract --help"`,
		"corpus add":          `corpus add needs <location>`,
		"corpus correct":      `corpus correct needs <article> and <statement>`,
		"corpus correct a":    `corpus correct needs <statement>`,
		"corpus remove --yes": `corpus remove needs <source or article>`,
		"version now":         `version does not take "now"`,
		"backup a b":          `backup does not take "b" as well`,
		"backup -- a -b":      `backup does not take "-b" as well`,
	} {
		t.Run(line, func(t *testing.T) {
			_, err := config.Parse(strings.Fields(line), environment(t, nil), io.Discard)
			if _, ok := errors.AsType[*config.UsageError](err); !ok || !strings.Contains(err.Error(), want) {
				t.Errorf("got  %v\nwant %s", err, want)
			}
		})
	}
}

// What a variable or the file of settings gets wrong is said by its own name.
func TestWhatIsWrongWithASetting(t *testing.T) {
	for name, tt := range map[string]struct{ file, variable, value, want string }{
		"a number in words":   {`{"limit": "ten"}`, "", "", `the setting "limit" takes a whole number, not "ten"`},
		"a fraction":          {`{"limit": 2.5}`, "", "", `the setting "limit" takes a whole number, not 2.5`},
		"a list":              {`{"limit": [1]}`, "", "", `the setting "limit" takes a whole number, not [1]`},
		"a number for a text": {`{"guild": 81384788765712384}`, "", "", `the setting "guild" takes a text between quotation marks`},
		"a number for a word": {`{"format": 1}`, "", "", `the setting "format" takes text, json or jsonl between quotation marks`},
		"a word for a switch": {`{"no-builtin": "maybe"}`, "", "", `the setting "no-builtin" takes yes or no, not "maybe"`},
		"a number as address": {`{"store": 17}`, "", "", `the setting "store" takes a text between quotation marks`},
		"a variable":          {`{"limit": 3}`, "VERBATIM_LIMIT", "ten", `VERBATIM_LIMIT takes a whole number, not "ten"`},
		"a variable's word":   {`{}`, "VERBATIM_FORMAT", "yaml", `VERBATIM_FORMAT takes text, json or jsonl, not "yaml"`},
		"a variable's switch": {`{}`, "VERBATIM_NO_BUILTIN", "maybe", `VERBATIM_NO_BUILTIN takes yes or no, not "maybe"`},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "settings.json")
			write(t, file, tt.file)
			_, err := config.Parse([]string{"ask", "x"}, environment(t, map[string]string{"VERBATIM_CONFIG": file, tt.variable: tt.value}), io.Discard)
			if _, ok := errors.AsType[*config.UsageError](err); !ok || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got  %v\nwant %s", err, tt.want)
			}
		})
	}
}

// A variable that other programs read as the version is no setting.
func TestVersionHasNoVariable(t *testing.T) {
	c, err := config.Parse([]string{"ask", "x"}, environment(t, map[string]string{"VERBATIM_VERSION": "1", "VERBATIM_HELP": "1"}), io.Discard)
	if err != nil || c.Command != "ask" {
		t.Errorf("got %+v, %v, want the command ask", c, err)
	}
}

// No flag of any command has an error in the words of the library that reads
// the command line.
func TestErrorsAreInOurOwnWords(t *testing.T) {
	theirs := regexp.MustCompile(`expected|bit int|must be one of|unknown|unexpected|json: cannot|strconv|parsing|FlagToken`)
	tried, everyCommands := 0, flagsOf(t, "version")
	for _, command := range commandNames(t) {
		for _, f := range flagsOf(t, command) {
			if command != "version" && slices.Contains(everyCommands, f) {
				continue // it is tried once
			}
			name, takes, _ := strings.Cut(f, "=")
			lines := []string{name, name + "=☃", name + "="}
			if takes == "" { // it is a switch
				lines = []string{name + "=☃", name + "="}
			}
			for _, line := range lines {
				tried++
				_, err := config.Parse(append(strings.Fields(command), line), environment(t, nil), io.Discard)
				if err != nil && theirs.MatchString(err.Error()) {
					t.Errorf("%s %s: %v", command, line, err)
				}
				if err == nil && line == name {
					t.Errorf("%s %s: it is taken without a value", command, line)
				}
			}
		}
	}
	if tried < 150 {
		t.Errorf("%d command lines were tried, want those of every flag", tried)
	}
}

// helpOf is what --help says of a command, "" for the program.
func helpOf(t *testing.T, command string) string {
	t.Helper()
	var out bytes.Buffer
	if _, err := config.Parse(append(strings.Fields(command), "--help"), environment(t, nil), &out); !errors.Is(err, config.ErrHelp) {
		t.Fatalf("%s --help: %v", command, err)
	}
	return out.String()
}

// commandNames are the commands that the help lists.
func commandNames(t *testing.T) []string {
	t.Helper()
	var names []string
	for _, match := range regexp.MustCompile(`(?m)^  ([a-z]+(?: [a-z]+)*) {2,}\S`).FindAllStringSubmatch(helpOf(t, ""), -1) {
		names = append(names, match[1])
	}
	return names
}

// flagsOf are the flags that the help lists for a command, with "=" and what
// they take.
func flagsOf(t *testing.T, command string) []string {
	t.Helper()
	var names []string
	for _, match := range regexp.MustCompile(`(?m)^ +(?:-\w, )?(--[a-z-]+(?:=\S+)?)`).FindAllStringSubmatch(helpOf(t, command), -1) {
		names = append(names, match[1])
	}
	return names
}
