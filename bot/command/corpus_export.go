package command

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"

	"verbatim/bot"
	"verbatim/bot/locale"
	"verbatim/bot/markdown"
	"verbatim/corpus"
)

// What the command and its options are called, and the keys of their descriptions.
const (
	nameExport = "export"
	descExport = "describe.export"
)

// exportCommand is /corpus export.
type exportCommand struct{ *services }

// corpusExport is the row of /corpus export.
func (h exportCommand) row() bot.Command {
	return bot.Command{Name: nameExport, Description: descExport, Run: bot.Action{Work: h.export, Private: bot.Always}}
}

// export sends all that the guild owns as a file, compressed where it would be
// too large otherwise.
func (h exportCommand) export(ctx context.Context, r *bot.Request, progress func(corpus.Progress)) (bot.Reply, error) {
	progress(corpus.Progress{Doing: r.Language.Say(locale.PhraseExporting)})
	file, err := pack(fmt.Sprintf("corpus-%s.jsonl", r.GuildID), markdown.MaxUpload, func(w io.Writer) error {
		return h.corpus.Export(ctx, r.UserID(), r.Guild(), w)
	})
	if errors.Is(err, errTooLarge) {
		return bot.Reply{Content: locale.ExportTooLarge(r.Language, r.GuildID), Private: true}, nil
	}
	if err != nil {
		return bot.Reply{}, err
	}
	return bot.Reply{Content: r.Language.Say(locale.PhraseExported), Files: []bot.File{file}, Private: true}, nil
}

// pack makes a file of at most limit bytes of what write writes: as it is, else
// compressed. It keeps no more than twice the limit in memory.
func pack(name string, limit int, write func(io.Writer) error) (bot.File, error) {
	plain, packed := &bounded{limit: limit}, &bounded{limit: limit}
	z := gzip.NewWriter(packed)
	err := write(writerFunc(func(p []byte) (int, error) {
		plain.take(p)
		if _, err := z.Write(p); err != nil {
			return 0, err
		}
		if plain.over && packed.over {
			return 0, errTooLarge
		}
		return len(p), nil
	}))
	if err == nil {
		err = z.Close()
	}
	switch {
	case err != nil:
		return bot.File{}, err
	case !plain.over:
		return bot.File{Name: name, Type: "application/jsonl", Data: plain.Bytes()}, nil
	case !packed.over:
		return bot.File{Name: name + ".gz", Type: "application/gzip", Data: packed.Bytes()}, nil
	}
	return bot.File{}, errTooLarge
}

type writerFunc func([]byte) (int, error)

// Write calls the function.
func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

// bounded keeps what it is given until that is more than limit bytes, and
// nothing after.
type bounded struct {
	bytes.Buffer
	limit int
	over  bool
}

func (b *bounded) take(p []byte) {
	if b.over || b.Len()+len(p) > b.limit {
		b.over = true
		b.Reset()
		return
	}
	_, _ = b.Buffer.Write(p) // a Buffer's Write does not fail
}

// Write takes p and never fails.
func (b *bounded) Write(p []byte) (int, error) {
	b.take(p)
	return len(p), nil
}
