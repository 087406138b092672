package remote

import (
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"verbatim/corpus"
)

// searchIndex is the index that its owner serves.
type searchIndex interface {
	CatchUp(ctx context.Context) error
	Purge(ctx context.Context) error
	Search(ctx context.Context, q corpus.Query) (corpus.Found, error)
	Speakers(ctx context.Context, q corpus.Query) ([]corpus.SpeakerCount, error)
}

// maxRequest bounds the bytes that are read of a request.
const maxRequest = 1 << 20

// Serve answers the requests of other processes from the index until ctx ends. If
// it cannot make the socket, it logs a warning and only waits for the end of ctx:
// a bot that answers in Discord alone is better than none. The caller owns the
// index, so no other process listens on the path.
func Serve(ctx context.Context, path string, ix searchIndex, log *slog.Logger) error {
	l, err := openSocket(ctx, path)
	if err != nil {
		log.Warn("other commands cannot ask while this process runs", "socket", path, "error", err)
		<-ctx.Done()
		return nil
	}
	server := &http.Server{
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if err := gob.NewEncoder(w).Encode(answer(r.Context(), ix, http.MaxBytesReader(w, r.Body, maxRequest))); err != nil {
				log.Debug("whoever asked through the socket is gone", "error", err)
			}
		}),
		ReadTimeout: time.Minute, WriteTimeout: 10 * time.Minute,
		ErrorLog:    slog.NewLogLogger(log.Handler(), slog.LevelDebug),
		BaseContext: func(net.Listener) context.Context { return ctx },
	}
	stop := context.AfterFunc(ctx, func() { _ = server.Close() })
	defer stop()
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("listen on the socket %q: %w", path, err)
	}
	return nil
}

// openSocket listens at the path. It replaces a socket that an earlier process has
// left there.
func openSocket(ctx context.Context, path string) (net.Listener, error) {
	if len(path) > maxPath {
		return nil, fmt.Errorf("its path is %d bytes long, a socket's can be %d: choose a shorter one with --data", len(path), maxPath)
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	l, err := new(net.ListenConfig).Listen(ctx, "unix", path)
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}

// answer answers one request. The index first takes in everything that is stored,
// unless the request only asks whether the process is alive: that has an answer
// even if the store is away.
func answer(ctx context.Context, ix searchIndex, body io.Reader) response {
	var (
		q   request
		out response
	)
	err := gob.NewDecoder(body).Decode(&q)
	if err == nil && !q.Alive {
		err = ix.CatchUp(ctx)
	}
	switch {
	case err != nil, q.Alive:
	case q.Settle:
		err = ix.Purge(ctx)
	case q.Speakers:
		out.Speakers, err = ix.Speakers(ctx, q.Query)
	default:
		out.Found, err = ix.Search(ctx, q.Query)
	}
	if err != nil {
		out.Problem = err.Error()
	}
	return out
}
