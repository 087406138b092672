package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"verbatim/config"
	"verbatim/corpus/admin"
	"verbatim/corpus/store"
	"verbatim/corpus/store/driver"
)

// backup writes the whole store to a file, while other processes may use it.
func (p *Program) backup(ctx context.Context, cfg *config.Config) (err error) {
	if !driver.IsPostgres(storeLocation(cfg)) {
		if _, err := os.Stat(storeLocation(cfg)); err != nil {
			return fmt.Errorf("there is nothing to back up: %w", err) // opening it would make a new one
		}
	}
	s, err := store.Open(ctx, storeLocation(cfg), p.logger(cfg))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	err = s.Backup(ctx, cfg.Backup.File, cfg.Backup.Force)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%q exists: name a file that does not, or give --force", cfg.Backup.File)
	}
	if err != nil {
		return err
	}
	info, err := os.Stat(cfg.Backup.File)
	if err != nil {
		return err
	}
	err = p.say("backed up to %s, %d bytes", cfg.Backup.File, info.Size())
	return err
}

// restore replaces the store's contents with a backup. Other processes see
// either the old or the new contents, and rebuild their indexes by themselves.
func (p *Program) restore(ctx context.Context, cfg *config.Config) (err error) {
	from, closeIt, err := store.OpenBackup(ctx, cfg.Restore.File, cfg.Data, p.logger(cfg))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeIt()) }()
	to, err := store.Open(ctx, storeLocation(cfg), p.logger(cfg))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, to.Close()) }()
	stock, err := admin.New(admin.Options{Store: to}).Replace(ctx, from.All(ctx), cfg.Restore.Force, "a backup")
	if err != nil {
		return hasContent(err)
	}
	return p.printStock("restored", stock)
}

// hasContent adds advice to an error about a store that is not empty.
func hasContent(err error) error {
	if errors.Is(err, store.ErrHasContent) {
		return fmt.Errorf("%w, which would be lost: nothing was changed; give --force to replace it all", err)
	}
	return err
}

// printStock prints the contents of a store that was restored or imported.
func (p *Program) printStock(what string, s admin.Stock) error {
	err := p.say("%s: %s, %s, of %s and the shared corpus", what,
		counted(s.Articles, "article"), counted(s.Sources, "source"), counted(s.Guilds, "server"))
	return err
}

// importAll replaces the store's contents with an export of a whole store.
func (p *Program) importAll(ctx context.Context, cfg *config.Config, d *admin.Service, file io.ReadSeeker) error {
	if cfg.Guild != "" {
		return errors.New("it is an export of the whole store, of every server: leave --guild out")
	}
	stock, err := d.ReplaceFrom(ctx, file, cfg.Corpus.Import.Force)
	if err != nil {
		return hasContent(err)
	}
	return p.printStock("imported", stock)
}

// spooled returns r as a file. If r is not a file, spooled copies it to a
// temporary one. The caller must call done.
func spooled(r io.Reader) (file *os.File, done func(), err error) {
	if f, ok := r.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
			return f, func() {}, nil
		}
	}
	file, err = os.CreateTemp("", "verbatim-import-*")
	if err != nil {
		return nil, nil, err
	}
	// Remove the file's name now if the system allows it, so that the file
	// disappears with the process in any case.
	removed := os.Remove(file.Name()) == nil
	done = func() {
		_ = file.Close() // it has been read, and is deleted
		if !removed {
			_ = os.Remove(file.Name())
		}
	}
	if _, err = io.Copy(file, r); err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	if err != nil {
		done()
		return nil, nil, fmt.Errorf("keep it while it is imported: %w", err)
	}
	return file, done, nil
}
