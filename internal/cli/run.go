package cli

import (
	"context"
	"fmt"
	"maps"
	"os"
	"os/signal"
	"slices"
	"syscall"

	"verbatim/bot"
	"verbatim/config"
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
