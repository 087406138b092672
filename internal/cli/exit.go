package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"verbatim/bot"
	"verbatim/config"
	"verbatim/corpus/store"
)

// setUp reports whether err is an error of the set-up, so that a later attempt
// cannot succeed either.
func setUp(err error) bool {
	_, told := errors.AsType[*config.SetUpError](err)
	return told || errors.Is(err, bot.ErrSetUp) || errors.Is(err, store.ErrNewerSchema)
}

// advice returns what to do about an error that a full disk caused, or "" if
// the error's text says so already.
func advice(err error, text string) string {
	if !errors.Is(err, syscall.ENOSPC) && !errors.Is(err, syscall.EDQUOT) || strings.Contains(text, "the disk is full") {
		return ""
	}
	at, ok := errors.AsType[*fs.PathError](err)
	switch {
	case !ok:
		return ": the disk is full: make room on it"
	case at.Path == os.Stdout.Name():
		return ": the disk is full to which the output goes: make room on it"
	}
	return fmt.Sprintf(": the disk is full: make room on the disk of %q", filepath.Dir(at.Path))
}

// Exit prints err to stderr in one line, and returns the status to exit with:
// ExitDone if err is nil.
func Exit(err error, stderr io.Writer) int {
	if err == nil || errors.Is(err, config.ErrHelp) {
		return ExitDone
	}
	status := ExitFailed
	text := strings.Join(strings.Fields(printable(err.Error())), " ")
	if full := advice(err, text); full != "" {
		text += full
	} else if _, ok := errors.AsType[*config.UsageError](err); ok {
		status = ExitUsage
	} else if setUp(err) {
		status = ExitSetUp
	} else if _, ok := errors.AsType[*partlyError](err); ok {
		status = ExitPartly
	}
	if errors.Is(err, context.Canceled) {
		status, text = ExitStopped, "stopped before it was done; what is stored is whole, run it again to go on"
	}
	_, _ = fmt.Fprintf(stderr, "verbatim: %s\n", text)
	return status
}
