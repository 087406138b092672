package bot

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"

	"verbatim/bot/locale"
	"verbatim/bot/markdown"
	"verbatim/corpus"
)

// What the command and its options are called, and the keys of their descriptions.
const (
	nameExport = "export"
	descExport = "describe.export"
)

// corpusExport is the row of /corpus export.
func (b *Bot) corpusExport() command {
	return command{name: nameExport, description: descExport, run: action{work: b.export, private: always}}
}

// export sends all that the guild owns as a file, compressed where it would be
// too large otherwise.
func (b *Bot) export(ctx context.Context, r *request, progress func(corpus.Progress)) (Reply, error) {
	progress(corpus.Progress{Doing: r.language.Say(locale.PhraseExporting)})
	file, err := pack(fmt.Sprintf("corpus-%s.jsonl", r.GuildID), markdown.MaxUpload, func(w io.Writer) error {
		return b.desk.Articles.Export(ctx, r.user(), r.guild(), w)
	})
	if errors.Is(err, errTooLarge) {
		return Reply{Content: locale.ExportTooLarge(r.language, r.GuildID), Private: true}, nil
	}
	if err != nil {
		return Reply{}, err
	}
	return Reply{Content: r.language.Say(locale.PhraseExported), Files: []File{file}, Private: true}, nil
}

// pack makes a file of at most limit bytes of what write writes: as it is, else
// compressed. It keeps no more than twice the limit in memory.
func pack(name string, limit int, write func(io.Writer) error) (File, error) {
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
		return File{}, err
	case !plain.over:
		return File{Name: name, Type: "application/jsonl", Data: plain.Bytes()}, nil
	case !packed.over:
		return File{Name: name + ".gz", Type: "application/gzip", Data: packed.Bytes()}, nil
	}
	return File{}, errTooLarge
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
