package cli

import (
	"context"
	"errors"
	"path/filepath"

	"verbatim/config"
	"verbatim/corpus"
	"verbatim/corpus/store"
	"verbatim/index"
	"verbatim/index/remote"
)

// doctor checks everything that serve needs. It changes nothing, and reports
// faults and how to repair them.
func (p *Program) doctor(ctx context.Context, cfg *config.Config) error {
	f := &findings{hide: []string{cfg.Doctor.Token.Reveal()}}
	examineCredentials(f, &cfg.Doctor)
	folder := examineFolder(f, cfg.Data)
	running := folder && examineRunning(ctx, f, cfg)
	var s *store.Store
	if folder {
		examineLeftovers(f, cfg.Data)
	}
	if folder { // if not, the finding about the folder says enough
		s = p.examineStore(ctx, f, cfg, running)
	}
	if s != nil {
		defer func() { _ = s.Close() }() // it was only read
	}
	if !running {
		examineListening(ctx, f, &cfg.Doctor.Serve)
	}
	p.examineReaders(ctx, f, cfg)
	switch {
	case cfg.Doctor.Offline:
		f.ok("discord", "not asked, since --offline was given")
	case cfg.Doctor.NoToken == nil:
		p.examineDiscord(ctx, f, cfg, s)
	}
	return p.printFindings(f, cfg.Doctor.Format)
}

// examineRunning reports whether a process runs on the data folder.
func examineRunning(ctx context.Context, f *findings, cfg *config.Config) bool {
	running, err := remote.Find(ctx, remote.Path(cfg.Data))
	switch {
	case err != nil:
		f.err("process", err.Error(), "run the doctor as the user that the bot runs as")
		return false
	case running == nil:
		f.ok("process", "no process runs on the data folder")
		return false
	}
	if err := running.Alive(ctx); err != nil {
		f.warn("process", "a process runs on the data folder but does not answer: "+err.Error(), "see its log, and restart it")
		return true
	}
	f.ok("process", "a process runs on the data folder and answers; a second serve would need its own folder")
	return true
}

// examineStore checks the store and the index that follows it. It returns nil
// if the store cannot be read.
func (p *Program) examineStore(ctx context.Context, f *findings, cfg *config.Config, running bool) *store.Store {
	s, c, err := store.Examine(ctx, storeLocation(cfg), p.logger(cfg))
	switch {
	case err != nil:
		f.failed("store", err)
		return nil
	case c.Schema == 0:
		f.ok("store", "there is none yet: the first command creates it")
		return nil
	case s == nil:
		f.warn("store", "it has an older version: serve migrates it, after copying it if it is a file",
			"make a backup first, and end every process of the older version")
		return nil
	}
	head, err := s.Head(ctx)
	if err != nil {
		f.failed("store", err)
		return s
	}
	f.ok("store", "it can be opened and has the current version")
	examineKept(ctx, f, s, cfg.Data)
	examineIndex(f, filepath.Join(cfg.Data, "index"), head, running)
	return s
}

func examineIndex(f *findings, dir string, head corpus.Head, running bool) {
	c, err := index.Examine(dir, head)
	switch {
	case errors.Is(err, index.ErrInUse) && running:
		f.ok("index", "the running process has it open")
	case errors.Is(err, index.ErrInUse):
		f.err("index", "another process has it open and does not answer questions", "end that process, or choose another data folder with --data")
	case err != nil:
		f.failed("index", err)
	case c.Missing && head.Seq > 0:
		f.warn("index", "there is none", "nothing: the next serve builds it, and then goes online")
	case c.Missing:
		f.ok("index", "there is none yet, and the store is empty")
	case c.Unusable != nil:
		f.warn("index", "it cannot be used: "+c.Unusable.Error(), "nothing: the next serve rebuilds it, and then goes online")
	case c.Behind > 0:
		f.ok("index", "it can be used; the next serve reads the store's last "+counted(int(c.Behind), "change")+", and then goes online")
	default:
		f.ok("index", "it is complete")
	}
}

// health prints whether the process on the data folder answers.
func (p *Program) health(ctx context.Context, cfg *config.Config) error {
	running, err := remote.Find(ctx, remote.Path(cfg.Data))
	if err != nil {
		return err
	}
	if running == nil {
		return errors.New("no process runs on the data folder: start it with serve")
	}
	return running.Alive(ctx)
}
