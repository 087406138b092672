package remote

import (
	"bytes"
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"syscall"
	"time"

	"verbatim/corpus"
)

// Client asks the process that owns an index.
type Client struct {
	http *http.Client
}

// Find returns a client of the process that listens on the socket at the path, or
// nil if there is no such process.
func Find(ctx context.Context, path string) (*Client, error) {
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", path)
	}
	conn, err := dial(ctx, "", "")
	switch {
	case err == nil:
		return &Client{http: &http.Client{Transport: &http.Transport{DialContext: dial}}}, conn.Close()
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ECONNREFUSED), errors.Is(err, syscall.ENOTDIR), len(path) > maxPath:
		return nil, nil
	}
	return nil, fmt.Errorf("ask the process that runs on the data folder: %w", err)
}

// Search returns what the running process finds.
func (c *Client) Search(ctx context.Context, q corpus.Query) (corpus.Found, error) {
	out, err := c.ask(ctx, request{Query: q})
	return out.Found, err
}

// Speakers returns the speakers that the running process knows.
func (c *Client) Speakers(ctx context.Context, q corpus.Query) ([]corpus.SpeakerCount, error) {
	out, err := c.ask(ctx, request{Query: q, Speakers: true})
	return out.Speakers, err
}

// Settle waits until the running process's index has taken in everything that is
// stored, and has taken deleted words off the disk.
func (c *Client) Settle(ctx context.Context) error {
	_, err := c.ask(ctx, request{Settle: true})
	return err
}

// aliveWithin is how long a process may take to answer that it is alive.
const aliveWithin = 10 * time.Second

// Alive returns an error unless the running process answers within ten seconds.
func (c *Client) Alive(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, aliveWithin)
	defer cancel()
	_, err := c.ask(ctx, request{Alive: true})
	return err
}

func (c *Client) ask(ctx context.Context, q request) (out response, err error) {
	const what = "ask the process that runs on the data folder"
	var body bytes.Buffer
	if err := gob.NewEncoder(&body).Encode(q); err != nil {
		return out, fmt.Errorf("%s: %w", what, err)
	}
	sent, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://verbatim/", &body)
	if err != nil {
		return out, fmt.Errorf("%s: %w", what, err)
	}
	received, err := c.http.Do(sent)
	if err != nil {
		return out, fmt.Errorf("%s: %w", what, err)
	}
	defer func() { err = errors.Join(err, received.Body.Close()) }()
	if err := gob.NewDecoder(received.Body).Decode(&out); err != nil {
		return out, fmt.Errorf("%s: its answer cannot be read (%w): it may be of another version, restart it", what, err)
	}
	if out.Problem != "" {
		return out, errors.New(out.Problem)
	}
	return out, nil
}
