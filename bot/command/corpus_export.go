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

// The names of the command and its options, and the keys of their descriptions.
const (
	nameExport = "export"
	descExport = "describe.export"
)

// exportCommand is /corpus export.
type exportCommand struct{ *services }

// row returns the row of /corpus export.
func (h exportCommand) row() bot.Command {
	return bot.Command{Name: nameExport, Description: descExport, Run: bot.Action{Work: h.export, Private: bot.Always}}
}

// export sends all data of the guild as a file. The file is compressed if it would be too
// large otherwise.
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

// pack returns a file with the bytes that write writes, compressed if they are more than
// limit. If they are too many even then, its error is errTooLarge. It keeps at most twice
// the limit in memory.
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

// bounded keeps the bytes that are written to it, until they are more than limit. Then it
// keeps no byte.
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

// Write takes p. It never fails.
func (b *bounded) Write(p []byte) (int, error) {
	b.take(p)
	return len(p), nil
}
