// Package cli contains the commands of the program, one file each, and connects
// the other packages for them. Main is the whole program. A test makes its own
// Program, with a Discord on loopback in place of the network.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"maps"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"verbatim/bot"
	"verbatim/config"
	"verbatim/corpus/jsonl"
	"verbatim/corpus/store"
)

// Main runs the command in os.Args and exits with its status. If the program
// was started as a reader of fetched documents, it only does that.
func Main() {
	if IsReader(os.Args) {
		os.Exit(readAsChild(os.Stdin, os.Stdout, os.Stderr))
	}
	OwnerOnly()
	ctx, stop := UntilSignal(context.Background())
	p := Program{Getenv: os.Getenv, Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Limits: bot.DefaultLimits()}
	err := p.Run(ctx, os.Args[1:])
	stop()
	os.Exit(Exit(err, os.Stderr))
}

// UntilSignal returns a context that ends with the first SIGINT, SIGTERM or
// SIGHUP. SIGHUP, which a closing terminal sends, does not count if it is
// ignored (nohup). A second signal ends the process at once.
func UntilSignal(parent context.Context) (context.Context, context.CancelFunc) {
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		signals = append(signals, syscall.SIGHUP)
	}
	ctx, stop := signal.NotifyContext(parent, signals...)
	context.AfterFunc(ctx, stop)
	return ctx, stop
}

// Exit statuses of the program. They must not change: docs/deploying.md and the
// systemd unit depend on them.
const (
	ExitDone    = 0
	ExitFailed  = 1   // a later attempt may succeed
	ExitUsage   = 2   // the command line, a variable or the settings file is invalid
	ExitSetUp   = 3   // a person must repair the set-up first, such as a refused token
	ExitPartly  = 4   // some lines of a file could not be read or answered; the others are done
	ExitStopped = 130 // ended by a signal; the number that shells use
)

// setUp reports whether err is an error of the set-up, so that a later attempt
// cannot succeed either.
func setUp(err error) bool {
	_, told := errors.AsType[*config.SetUpError](err)
	return told || errors.Is(err, bot.ErrSetUp) || errors.Is(err, store.ErrNewerSchema)
}

// partlyError means that a part of a file was not processed; the rest was.
type partlyError struct{ error }

func (e *partlyError) Unwrap() error { return e.error }

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

// Program is the environment of the commands. Getenv, Stdin, Stdout and Stderr
// must be set.
type Program struct {
	Getenv         func(string) string
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Discord        http.RoundTripper            // how Discord is reached; nil for the network
	Loopback       bool                         // if sources may be on this machine's loopback; for tests only
	Limits         bot.Limits                   // on what people ask in Discord
	Lease          time.Duration                // of a shard; 0 for the gateway's default
	Grace          time.Duration                // how long serve waits for its index before it goes online; 0 for defaultGrace
	Feed           func(*store.Store) IndexFeed // the feed that the index follows; nil for the store; for tests only
}

// Run runs the command in args. It returns a *config.UsageError if they are
// invalid.
func (p *Program) Run(ctx context.Context, args []string) error {
	cfg, err := config.Parse(args, p.Getenv, p.Stdout)
	if err != nil {
		return err
	}
	do, ok := p.commands()[cfg.Command]
	if !ok {
		return fmt.Errorf("the command %q is not known", cfg.Command)
	}
	return do(ctx, cfg)
}

// commands returns the functions of the commands, by the names that config
// uses.
func (p *Program) commands() map[string]func(context.Context, *config.Config) error {
	return map[string]func(context.Context, *config.Config) error{
		"ask":                p.ask,
		"backup":             p.backup,
		"doctor":             p.doctor,
		"extract":            p.extract,
		"health":             p.health,
		"restore":            p.restore,
		"serve":              p.serve,
		"version":            p.version,
		"corpus add":         p.corpusAdd,
		"corpus sources":     p.corpusSources,
		"corpus refresh":     p.corpusRefresh,
		"corpus remove":      p.corpusRemove,
		"corpus restore":     p.corpusRestore,
		"corpus status":      p.corpusStatus,
		"corpus list":        p.corpusList,
		"corpus history":     p.corpusHistory,
		"corpus waiting":     p.corpusWaiting,
		"corpus confirm":     p.corpusConfirm,
		"corpus drop":        p.corpusDrop,
		"corpus import":      p.corpusImport,
		"corpus export":      p.corpusExport,
		"corpus correct":     p.corpusCorrect,
		"corpus corrections": p.corpusCorrections,
		"corpus undo":        p.corpusUndo,
		"corpus flags":       p.corpusFlags,
		"corpus dismiss":     p.corpusDismiss,
		"corpus settings":    p.corpusSettings,
		"corpus log":         p.corpusLog,
		"corpus takedown":    p.corpusTakedown,
		"corpus forget":      p.corpusForget,
	}
}

// Commands returns the names of all commands in order, such as "ask" and
// "corpus add".
func (p *Program) Commands() []string { return slices.Sorted(maps.Keys(p.commands())) }

// logger returns a logger to stderr, configured by cfg.
func (p *Program) logger(cfg *config.Config) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(cfg.LogLevel)); err != nil {
		level = slog.LevelInfo // config has checked it
	}
	options := &slog.HandlerOptions{Level: level}
	if cfg.LogFormat == config.JSON {
		return slog.New(bot.NewLogHandler(slog.NewJSONHandler(jsonl.Escaper(p.Stderr), options)))
	}
	return slog.New(bot.NewLogHandler(slog.NewTextHandler(p.Stderr, options)))
}
