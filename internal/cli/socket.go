package cli

import (
	"bytes"
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
	"path/filepath"
	"syscall"
	"time"

	"verbatim/config"
	"verbatim/corpus"
	"verbatim/index"
)

// The index has one owner. While serve is it, it listens on a Unix socket in
// the data folder, and other commands of the same user put their questions
// there.

// maxSocket is the longest path that every system takes for a socket, in bytes.
const maxSocket = 103

// maxAsked bounds what is read of a question that comes through the socket.
const maxAsked = 1 << 20

// socketPath is where the socket of the data folder is, by the shorter of its
// absolute path and its path from here.
func socketPath(cfg *config.Config) string {
	path := filepath.Join(cfg.Data, "verbatim.sock")
	here, err := os.Getwd()
	if err != nil {
		return path
	}
	if near, err := filepath.Rel(here, path); err == nil && len(near) < len(path) {
		return near
	}
	return path
}

// asked is what goes through the socket to the index's owner.
type asked struct {
	Query    corpus.Query
	Speakers bool // asks for the speakers whose names begin with Query.Speaker
	Alive    bool // asks for nothing but an answer
	Settle   bool // asks that all that has been stored is taken in, and words that are to be nowhere are off the disk
}

// told is what comes back.
type told struct {
	Answers  []corpus.Answer
	Speakers []corpus.SpeakerCount
	Problem  string // for people; "" where all went well
}

// listen answers what other processes ask of the index until ctx ends. Where
// the socket cannot be made the bot runs all the same.
func listen(ctx context.Context, cfg *config.Config, ix *index.Index, log *slog.Logger) error {
	path := socketPath(cfg)
	l, err := openSocket(ctx, path)
	if err != nil {
		log.Warn("other commands cannot ask while this process runs", "socket", path, "error", err)
		<-ctx.Done()
		return nil
	}
	server := &http.Server{
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if err := gob.NewEncoder(w).Encode(answerAsked(r.Context(), ix, http.MaxBytesReader(w, r.Body, maxAsked))); err != nil {
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

// openSocket listens at path, in the place of a socket that nobody listens on
// any more. The index's lock is held: no other process is about to.
func openSocket(ctx context.Context, path string) (net.Listener, error) {
	if len(path) > maxSocket {
		return nil, fmt.Errorf("its path is %d bytes long, a socket's can be %d: choose a shorter one with --data", len(path), maxSocket)
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

// answerAsked asks the index, which first takes in all that has been stored.
func answerAsked(ctx context.Context, ix *index.Index, body io.Reader) told {
	var (
		q   asked
		out told
	)
	err := gob.NewDecoder(body).Decode(&q)
	if err == nil && !q.Alive {
		err = ix.CatchUp(ctx)
	}
	switch {
	case err != nil, q.Alive: // alive also while the store is away
	case q.Settle:
		err = ix.Purge(ctx)
	case q.Speakers:
		out.Speakers, err = ix.Speakers(ctx, q.Query)
	default:
		out.Answers, err = ix.Search(ctx, q.Query)
	}
	if err != nil {
		out.Problem = err.Error()
	}
	return out
}

// owner is the process that owns the data folder's index.
type owner struct {
	client *http.Client
}

// findOwner is the process that answers on the data folder's socket; nil where
// there is none.
func findOwner(ctx context.Context, cfg *config.Config) (*owner, error) {
	path := socketPath(cfg)
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", path)
	}
	conn, err := dial(ctx, "", "")
	switch {
	case err == nil:
		return &owner{client: &http.Client{Transport: &http.Transport{DialContext: dial}}}, conn.Close()
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ECONNREFUSED), errors.Is(err, syscall.ENOTDIR), len(path) > maxSocket:
		return nil, nil
	}
	return nil, fmt.Errorf("ask the process that runs on the data folder: %w", err)
}

// Search is the running process's answers.
func (o *owner) Search(ctx context.Context, q corpus.Query) ([]corpus.Answer, error) {
	out, err := o.ask(ctx, asked{Query: q})
	return out.Answers, err
}

// Speakers is the speakers that the running process knows.
func (o *owner) Speakers(ctx context.Context, q corpus.Query) ([]corpus.SpeakerCount, error) {
	out, err := o.ask(ctx, asked{Query: q, Speakers: true})
	return out.Speakers, err
}

// settle waits until the running process's index has taken in all that is stored.
func (o *owner) settle(ctx context.Context) error {
	_, err := o.ask(ctx, asked{Settle: true})
	return err
}

// alive asks the running process for an answer.
func (o *owner) alive(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, aliveWithin)
	defer cancel()
	_, err := o.ask(ctx, asked{Alive: true})
	return err
}

// aliveWithin is how long a process may take to answer that it is alive.
const aliveWithin = 10 * time.Second

func (o *owner) ask(ctx context.Context, q asked) (out told, err error) {
	const what = "ask the process that runs on the data folder"
	var body bytes.Buffer
	if err := gob.NewEncoder(&body).Encode(q); err != nil {
		return out, fmt.Errorf("%s: %w", what, err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://verbatim/", &body)
	if err != nil {
		return out, fmt.Errorf("%s: %w", what, err)
	}
	response, err := o.client.Do(request)
	if err != nil {
		return out, fmt.Errorf("%s: %w", what, err)
	}
	defer func() { err = errors.Join(err, response.Body.Close()) }()
	if err := gob.NewDecoder(response.Body).Decode(&out); err != nil {
		return out, fmt.Errorf("%s: its answer cannot be read (%w): it may be of another version, restart it", what, err)
	}
	if out.Problem != "" {
		return out, errors.New(out.Problem)
	}
	return out, nil
}
