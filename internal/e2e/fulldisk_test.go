package e2e

import (
	"fmt"
	"strings"
	"testing"
	"verbatim/internal/cli"
)

// fullCommands are how each command is called on a disk that is full, by its
// name: with a store, an article "quay" in it, whose statement is $id, a backup
// and folders beside the disk. A command that needs no disk says "-" first.
var fullCommands = map[string]string{
	"ask":                "ask lighthouse",
	"backup":             `backup "$disk/new.db"`,
	"doctor":             "doctor --offline",
	"extract":            `- extract "$out/folder/one.txt"`,
	"health":             "- health",
	"restore":            `restore --force "$out/good.db"`,
	"serve":              "serve --playground 127.0.0.1:0",
	"version":            "- version",
	"corpus add":         `corpus add "$out/folder"`,
	"corpus sources":     "corpus sources",
	"corpus refresh":     "corpus refresh",
	"corpus remove":      "corpus remove quay",
	"corpus restore":     "corpus restore other",
	"corpus status":      "corpus status",
	"corpus list":        "corpus list",
	"corpus history":     "corpus history quay",
	"corpus waiting":     "corpus waiting",
	"corpus confirm":     "corpus confirm quay",
	"corpus drop":        "corpus drop quay",
	"corpus import":      `corpus import "$out/import.jsonl"`,
	"corpus export":      `corpus export "$disk/new.jsonl"`,
	"corpus correct":     `corpus correct quay "$id" --hide`,
	"corpus corrections": "corpus corrections",
	"corpus undo":        "corpus undo c",
	"corpus flags":       "corpus flags",
	"corpus dismiss":     "corpus dismiss f",
	"corpus settings":    "corpus settings --guild 7 --versions 3",
	"corpus log":         "corpus log",
	"corpus takedown":    `corpus takedown --yes quay "$id"`,
	"corpus forget":      "corpus forget --guild 7 --yes",
}

// prepareFull makes what fullCommands need. Then try runs a command with the
// disk full but for $left bytes, whatever the one before it did.
const prepareFull = `
	out=$(mktemp -d)
	trap 'rm -r "$out"' EXIT
	mkdir "$out/folder" "$out/other" && echo 'The mayor said that the ferry will sail.' >"$out/folder/one.txt"
	echo 'The mayor said that the tram will not.' >"$out/other/one.txt"
	export VERBATIM_DATA="$out/data"
	{
		echo '{"id":"quay","title":"","text":"The harbour master said that the lighthouse will be painted."}' | verbatim corpus import - &&
		verbatim corpus add "$out/other" --name other && verbatim corpus settings --guild 7 --versions 2 && verbatim backup "$out/good.db"
	} >"$out/log" 2>&1 || { cat "$out/log" >&2; exit 9; }
	id=$(verbatim ask --limit 1 --format json lighthouse | sed 's/^\[{"id":"\([^"]*\)".*/\1/')
	awk 'BEGIN { for (i = 0; i < 400; i++) { printf "{\"id\":\"a%d\",\"title\":\"\",\"text\":\"", i; for (k = 0; k < 400; k++) printf "The mayor said no. "; print "\"}" } }' >"$out/import.jsonl"
	export VERBATIM_DATA="$disk/data"
	try() {
		rm -rf "$disk"/*
		cp -r "$out/data" "$disk/data"
		head -c "$left" /dev/zero >"$disk/room"
		dd if=/dev/zero of="$disk/fill" bs=512 2>/dev/null
		rm "$disk/room"
		echo "== $1"
		shift
		timeout 10 verbatim "$@" >"$out/said" 2>"$out/log" </dev/null
		echo "status $?"
		grep -v ^time= "$out/log"
		cat "$out/said"
	}
`

// Every command says that the disk is full, of which folder, and what to do, or
// does without: on a disk without any room, and on one with so little that a
// store can be read.
func TestEveryCommandOnAFullDisk(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it takes long, and is left out with -short")
	}
	commands := new(cli.Program).Commands()
	for _, left := range []string{"0", "49152"} {
		script := "left=" + left + "\n" + prepareFull
		for _, name := range commands {
			if fullCommands[name] == "" {
				t.Errorf("nobody has said how %q is tried on a full disk: add it to fullCommands", name)
			}
			script += fmt.Sprintf("try %q %s\n", name, strings.TrimPrefix(fullCommands[name], "- "))
		}
		status, stdout, stderr := onDisk(t, "3m", script)
		if status != cli.ExitDone {
			t.Fatalf("status %d: %s", status, stderr)
		}
		tried := strings.Split(stdout, "== ")[1:]
		if len(tried) != len(commands) {
			t.Fatalf("%d commands were tried, want %d", len(tried), len(commands))
		}
		for _, told := range tried {
			name, told, _ := strings.Cut(told, "\n")
			t.Run(name+" with "+left+" bytes", func(t *testing.T) { wantFull(t, name, left != "0", told) })
		}
	}
}

// wantFull wants a command to have said that the disk is full. With a little
// room it may also have been done, or have found that there is nothing to do.
func wantFull(t *testing.T, name string, room bool, told string) {
	t.Helper()
	status, says, _ := strings.Cut(told, "\n")
	switch {
	case strings.HasPrefix(fullCommands[name], "- "):
		if strings.Contains(says, "disk") {
			t.Errorf("%s, it says %q, and needs no disk", status, says)
		}
		return
	case room && status == "status 0", room && name == "serve" && status == "status 124": // it is stopped
		return
	case room && (strings.Contains(says, "there is no") || strings.Contains(says, "shows nothing that waits")):
		return
	case name == "doctor" && strings.Contains(says, "the disk is full: free some space"):
		return
	}
	if status != "status 1" || !strings.Contains(says, "the disk is full: make room on the disk of") {
		t.Errorf("%s, it says %q, want that the disk is full, and of which folder", status, says)
	}
}

// The disk that is named is the one that is full: that of the backup, of the
// export, of what the output goes to.
func TestFullDiskIsTheOneNamed(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ script, want string }{
		"a backup":            {`verbatim backup "$disk/b.db"`, `make room on the disk of "$disk"`},
		"an export":           {`verbatim corpus export "$disk/e.jsonl"`, `make room on the disk of "$disk"`},
		"an export of all":    {`verbatim corpus export --all "$disk/e.jsonl"`, `make room on the disk of "$disk"`},
		"standard output":     {`verbatim corpus export >"$disk/e.jsonl"`, "the disk is full to which the output goes"},
		"answers":             {`verbatim ask lighthouse >/dev/full`, "the disk is full to which the output goes"},
		"statements":          {`echo "The mayor said no." | verbatim extract - >/dev/full`, "the disk is full to which the output goes"},
		"a batch of answers":  {`echo '{"id":1,"q":"lighthouse"}' | verbatim ask --batch - >/dev/full`, "the disk is full to which the output goes"},
		"help":                {`verbatim --help >/dev/full`, "the disk is full to which the output goes"},
		"a new data folder":   {`verbatim ask --data "$disk/new" bell`, `make room on the disk of "$disk/new"`},
		"an import into one":  {`echo '{"id":"a","title":"","text":"x."}' | verbatim corpus import --data "$disk/new" -`, `make room on the disk of "$disk/new"`},
		"a file that is kept": {`echo '{"id":"a","title":"","text":"x."}' | TMPDIR="$disk" verbatim corpus import -`, `make room on the disk of "$disk"`},
	} {
		t.Run(name, func(t *testing.T) {
			status, stdout, stderr := onDisk(t, "2m", `
				export VERBATIM_DATA="$(mktemp -d)"
				echo '{"id":"quay","title":"","text":"The harbour master said that the lighthouse will be painted."}' | verbatim corpus import - >&2 || exit 9
				dd if=/dev/zero of="$disk/fill" bs=512 2>/dev/null
				`+tt.script+` 2>"$VERBATIM_DATA/log"
				status=$?
				sed "s|$disk|\$disk|g" "$VERBATIM_DATA/log"
				find "$disk" -type f ! -name fill -size +0
				rm -r "$VERBATIM_DATA"
				exit $status`)
			if status != cli.ExitFailed || !strings.Contains(stdout, tt.want) {
				t.Errorf("status %d, it says %s%s, want %q", status, stdout, stderr, tt.want)
			}
		})
	}
}
