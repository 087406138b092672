package admin

import (
	"bytes"
	"context"
	"io"
	"os"

	"verbatim/corpus"
	"verbatim/corpus/store"
)

// importService imports files into the corpus of a guild.
type importService struct{ store *store.Store }

// Import is ImportSome for a file without faults. If a line is faulty, it
// imports no line at all, and the error names the faulty lines.
func (d *importService) Import(ctx context.Context, by string, guild corpus.GuildID, r io.Reader) (corpus.Tally, error) {
	tally, _, err := d.importFile(ctx, by, guild, r, true)
	return tally, err
}

// ImportSome imports a file that Export wrote, for this store or another, or a
// file with only articles, one {"id","title","text", …} per line. It does so in
// one transaction. Faulty lines, and older versions without their article, are
// left out and reported. If no line can be imported, it returns an error.
//
// Existing data stays as it is, so a second import of the same file changes
// nothing. An article with a different text becomes the newest version, unless
// it is older than the stored one. Settings are imported if the guild has none.
// Settings and the audit log are imported only from an export of the same
// guild. Statements that were taken down are left out. If a moderator imports
// the file, its articles count as supplied by the moderator, and it may not
// contain sources on the operator's disk.
func (d *importService) ImportSome(ctx context.Context, by string, guild corpus.GuildID, r io.Reader) (corpus.Tally, Refused, error) {
	return d.importFile(ctx, by, guild, r, false)
}

func (d *importService) importFile(ctx context.Context, by string, guild corpus.GuildID, r io.Reader, whole bool) (corpus.Tally, Refused, error) {
	if err := checkOwner(by, guild); err != nil {
		return corpus.Tally{}, Refused{}, err
	}
	file, err := rewindable(r)
	if err != nil {
		return corpus.Tally{}, Refused{}, err
	}
	refused, err := check(file, by, guild)
	if err == nil && whole && refused.Lines > 0 {
		err = refused.err()
	}
	if err != nil {
		return corpus.Tally{}, refused, err
	}
	var i *importer
	work := func(taken map[string]bool) error {
		p := &preparer{reader: reader{by: by, guild: guild}, store: d.store, taken: taken, skip: refused.skip}
		prepared, err := p.lines(ctx, file)
		i = &importer{reader: reader{by: by, guild: guild}, store: d.store, taken: taken, refused: refused, prepared: prepared}
		return err
	}
	err = updateRedacted(ctx, d.store, "import", work, func(tx *store.Tx) error {
		i.tx = tx
		return i.run(ctx, file)
	})
	if err != nil {
		return corpus.Tally{}, refused, err
	}
	return i.tally, refused, nil
}

// rewindable returns r if it is a regular file, or else the content of r.
func rewindable(r io.Reader) (io.ReadSeeker, error) {
	if f, ok := r.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
			return f, nil
		}
	}
	data, err := io.ReadAll(r)
	return bytes.NewReader(data), err
}
