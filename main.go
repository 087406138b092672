// Verbatim answers questions with quotes from a corpus of articles: who said
// it, word for word, and where. It does so in Discord and at the command line.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"verbatim/bot"
	"verbatim/config"
	"verbatim/corpus/store"
)

func main() {
	if asReader(os.Args) {
		os.Exit(readAsChild(os.Stdin, os.Stdout, os.Stderr))
	}
	ownerOnly()
	ctx, stop := untilSignal(context.Background())
	err := run(ctx, os.Args[1:], os.Getenv, os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(exit(err, os.Stderr))
}

// untilSignal is a context that ends with the first signal to stop: SIGINT,
// SIGTERM, or SIGHUP, which a terminal that closes sends, unless it is ignored
// (nohup). A second one ends the process at once.
func untilSignal(parent context.Context) (context.Context, context.CancelFunc) {
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		signals = append(signals, syscall.SIGHUP)
	}
	ctx, stop := signal.NotifyContext(parent, signals...)
	context.AfterFunc(ctx, stop)
	return ctx, stop
}

// The exit statuses of the program. They do not change; docs/deploying.md and
// the systemd unit build on them.
const (
	exitDone    = 0
	exitFailed  = 1   // it may go well another time
	exitUsage   = 2   // the command line, a variable or the file of settings makes no sense
	exitSetUp   = 3   // somebody must mend something first, such as a refused token
	exitPartly  = 4   // some lines of a file could not be read or answered; the others are done
	exitStopped = 130 // by a signal, as shells have it
)

// setUp reports whether an error is one of the set-up, with which no later try
// goes better.
func setUp(err error) bool {
	_, told := errors.AsType[*config.SetUpError](err)
	return told || errors.Is(err, bot.ErrSetUp) || errors.Is(err, store.ErrNewerSchema)
}

// partlyError says of a file what of it is not done; the rest is.
type partlyError struct{ error }

func (e *partlyError) Unwrap() error { return e.error }

// advice is what to do about an error that a full disk made, where its text does
// not say so yet; else "".
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

// exit says on stderr what went wrong, in one line, and returns the status to
// exit with.
func exit(err error, stderr io.Writer) int {
	if err == nil || errors.Is(err, config.ErrHelp) {
		return exitDone
	}
	status := exitFailed
	text := strings.Join(strings.Fields(printable(err.Error())), " ")
	if full := advice(err, text); full != "" {
		text += full
	} else if _, ok := errors.AsType[*config.UsageError](err); ok {
		status = exitUsage
	} else if setUp(err) {
		status = exitSetUp
	} else if _, ok := errors.AsType[*partlyError](err); ok {
		status = exitPartly
	}
	if errors.Is(err, context.Canceled) {
		status, text = exitStopped, "stopped before it was done; what is stored is whole, run it again to go on"
	}
	_, _ = fmt.Fprintf(stderr, "verbatim: %s\n", text)
	return status
}

// run is the program: it does what args say, or says why it cannot.
func run(ctx context.Context, args []string, getenv func(string) string, stdin io.Reader, stdout, stderr io.Writer) error {
	p := program{getenv: getenv, stdin: stdin, stdout: stdout, stderr: stderr, limits: bot.DefaultLimits()}
	return p.run(ctx, args)
}

// program is the world that the commands run in.
type program struct {
	getenv         func(string) string
	stdin          io.Reader
	stdout, stderr io.Writer
	discord        http.RoundTripper            // the way to Discord; nil for the network
	loopback       bool                         // lets sources stand on this machine's loopback; of tests alone
	limits         bot.Limits                   // of what people ask in Discord
	lease          time.Duration                // of a shard; 0 for the gateway's own
	grace          time.Duration                // how long serve waits for its index before it opens its doors; 0 for defaultGrace
	feed           func(*store.Store) indexFeed // what the index follows; nil for the store; of tests alone
}

func (p *program) run(ctx context.Context, args []string) error {
	cfg, err := config.Parse(args, p.getenv, p.stdout)
	if err != nil {
		return err
	}
	do, ok := p.commands()[cfg.Command]
	if !ok {
		return fmt.Errorf("the command %q is not known", cfg.Command)
	}
	return do(ctx, cfg)
}

// commands are what can be done, by the names that config gives them.
func (p *program) commands() map[string]func(context.Context, *config.Config) error {
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

// logger writes to stderr as cfg says.
func (p *program) logger(cfg *config.Config) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(cfg.LogLevel)); err != nil {
		level = slog.LevelInfo // config has checked it
	}
	options := &slog.HandlerOptions{Level: level}
	if cfg.LogFormat == config.JSON {
		return slog.New(bot.NewLogHandler(slog.NewJSONHandler(p.stderr, options)))
	}
	return slog.New(bot.NewLogHandler(slog.NewTextHandler(p.stderr, options)))
}
