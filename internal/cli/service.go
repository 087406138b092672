package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/mattn/go-isatty"
	"github.com/schollz/progressbar/v3"

	"verbatim/bot/playground"
	"verbatim/config"
	"verbatim/corpus"
	"verbatim/corpus/admin"
	"verbatim/corpus/fetch"
	"verbatim/corpus/refresh"
	"verbatim/corpus/store"
	"verbatim/corpus/worker"
	"verbatim/internal/ops"
)

// withService runs do with the service that changes the store's corpora.
func (p *Program) withService(ctx context.Context, cfg *config.Config, do func(*admin.Service) error) error {
	return p.withStoreAndService(ctx, cfg, func(_ *store.Store, d *admin.Service) error { return do(d) })
}

// withStoreAndService runs do like withService, with the store as well.
func (p *Program) withStoreAndService(ctx context.Context, cfg *config.Config, do func(*store.Store, *admin.Service) error) error {
	return p.withStore(ctx, cfg, func(s *store.Store) error {
		readers, err := p.readers(cfg, nil)
		if err != nil {
			return err
		}
		defer readers.Close()
		d, _, err := p.openService(cfg, s, serviceParts{readers: readers})
		if err != nil {
			return err
		}
		return do(s, d)
	})
}

// serviceParts are the parts that the service needs besides the store.
type serviceParts struct {
	readers *worker.Pool           // read documents from strangers
	monitor *ops.Monitor           // measures refreshes; nil if there is none
	page    *playground.Playground // holds attached files too; nil if there is none
}

// openService opens the service that changes a store's corpora, and its
// refresher.
func (p *Program) openService(cfg *config.Config, s *store.Store, parts serviceParts) (*admin.Service, *refresh.Refresher, error) {
	log := p.logger(cfg)
	o := fetch.Options{Version: buildVersion(), Contact: cfg.Contact, Log: log, Loopback: p.Loopback, Parser: parts.readers}
	if parts.page != nil {
		o.Attached = parts.page.Attached
	}
	f, err := fetch.New(o)
	if err != nil {
		return nil, nil, err
	}
	who := holder()
	options := refresh.Options{Store: s, Fetch: f, Log: log, Holder: who}
	if parts.monitor != nil {
		options.Meter = parts.monitor
	}
	r := refresh.New(options)
	return admin.New(admin.Options{Store: s, Fetch: f, Refresh: r, Log: log, Holder: who, NoBuiltin: cfg.NoBuiltin}), r, nil
}

// holder returns a name for this process, unique among those that use the same
// store.
func holder() string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown host"
	}
	return fmt.Sprintf("%s, process %d, since %s", host, os.Getpid(), time.Now().UTC().Format(time.RFC3339Nano))
}

// sourceNamed returns the guild's source with that name or id, either one of
// its active or one of its removed sources.
func sourceNamed(ctx context.Context, d *admin.Service, guild corpus.GuildID, name string, removed bool) (corpus.SourceState, error) {
	all, err := d.Sources(ctx, guild)
	if err != nil {
		return corpus.SourceState{}, err
	}
	var found []corpus.SourceState
	for _, s := range all {
		if s.RemovedAt.IsZero() == removed {
			continue
		}
		if string(s.ID) == name {
			return s, nil
		}
		if s.Name == name || strings.EqualFold(s.Name, name) {
			found = append(found, s)
		}
	}
	what := "source"
	if removed {
		what = "removed source"
	}
	switch len(found) {
	case 0:
		return corpus.SourceState{}, fmt.Errorf("there is no %s %q in %s: %w", what, name, whose(guild), errSeeSources)
	case 1:
		return found[0], nil
	}
	return corpus.SourceState{}, fmt.Errorf("there are %d of the name %q in %s: name it by its id; %w", len(found), name, whose(guild), errSeeSources)
}

var errSeeSources = errors.New(`"corpus sources" lists them`)

// progress shows the progress of long work: as a bar on a terminal, else as one
// line for each item.
func (p *Program) progress() (show func(corpus.Progress), done func()) {
	f, ok := p.Stderr.(*os.File)
	if !ok || !isatty.IsTerminal(f.Fd()) {
		last := ""
		return func(at corpus.Progress) {
			if at.Doing == "" || at.Doing == last || at.Waiting {
				return
			}
			last = at.Doing
			_, _ = fmt.Fprintf(p.Stderr, "%s: %s\n", fraction(at), cell(at.Doing))
		}, func() {}
	}
	bar := progressbar.NewOptions(-1, progressbar.OptionSetWriter(f), progressbar.OptionClearOnFinish(),
		progressbar.OptionShowCount(), progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionSetWidth(30),
		progressbar.OptionFullWidth(), progressbar.OptionSetElapsedTime(false), progressbar.OptionSetPredictTime(false))
	return func(at corpus.Progress) {
		if at.Total > 0 && at.Total != bar.GetMax() {
			bar.ChangeMax(at.Total)
		}
		bar.Describe(shortened(cell(at.Doing), 40))
		_ = bar.Set(at.Done) // if the terminal is gone, no one reads it
	}, func() { _ = bar.Clear() }
}

func fraction(at corpus.Progress) string {
	if at.Total == 0 {
		return fmt.Sprint(at.Done)
	}
	return fmt.Sprintf("%d of %d", at.Done, at.Total)
}

// shortened returns the last n characters of s, marked if s was longer.
func shortened(s string, n int) string {
	runes := []rune(s)
	if len(runes) <= n {
		return s
	}
	return "…" + string(runes[len(runes)-n+1:])
}

// confirm asks on a terminal whether to go on. If standard input is not a
// terminal, it goes on without asking.
func (p *Program) confirm(yes bool, question string) error {
	f, ok := p.Stdin.(*os.File)
	if yes || !ok || !isatty.IsTerminal(f.Fd()) {
		return nil
	}
	if _, err := fmt.Fprintf(p.Stderr, "%s [y/N] ", question); err != nil {
		return err
	}
	var answer string
	if _, err := fmt.Fscanln(p.Stdin, &answer); err != nil || !strings.HasPrefix(strings.ToLower(answer), "y") {
		return errors.New("nothing was done, since it was not confirmed")
	}
	return nil
}
