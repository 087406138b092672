// Package cli contains the commands of the program, one file each, and connects
// the other packages for them. Main is the whole program. A test makes its own
// Program, with a Discord on loopback in place of the network.
package cli

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"time"

	"verbatim/bot"
	"verbatim/config"
	"verbatim/corpus"
	"verbatim/corpus/jsonl"
	"verbatim/corpus/store"
)

// Exit statuses of the program. They must not change: docs/deploying.md and the
// systemd unit depend on them.
const (
	ExitDone    = 0
	ExitFailed  = 1   // a later attempt may succeed
	ExitUsage   = 2   // the command line, a variable or the settings file is invalid
	ExitSetUp   = 3   // a person must repair the set-up first, such as a refused token
	ExitPartly  = 4   // some lines of a file could not be read or answered; the others are done
	ExitStopped = 130 // ended by a signal; the number that shells use
)

// partlyError means that a part of a file was not processed; the rest was.
type partlyError struct{ error }

func (e *partlyError) Unwrap() error { return e.error }

// IndexFeed is the part of the store that an index follows.
type IndexFeed interface {
	Head(ctx context.Context) (corpus.Head, error)
	Wait(ctx context.Context, after corpus.Seq) error
	Corpora(ctx context.Context, of corpus.Guilds) ([]corpus.GuildID, error)
	ChangesOf(ctx context.Context, guilds corpus.Guilds, after corpus.Seq, limit int) ([]corpus.Change, error)
	GuildChanges(ctx context.Context, guild corpus.GuildID, after corpus.Seq, limit int) ([]corpus.Change, error)
	CorrectedChanges(ctx context.Context, guild corpus.GuildID, after corpus.Seq, limit int) ([]corpus.Change, error)
	ArticleChange(ctx context.Context, ref corpus.ArticleRef) (corpus.Change, error)
	ArticleRefs(ctx context.Context, after corpus.Seq, limit int) (refs []corpus.ArticleRef, upTo corpus.Seq, err error)
}

// Program is the environment of the commands. Getenv, Stdin, Stdout and Stderr
// must be set.
type Program struct {
	Getenv         func(string) string
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Discord        http.RoundTripper            // how Discord is reached; nil for the network
	Loopback       bool                         // if sources may be on this machine's loopback; for tests only
	Limits         bot.Limits                   // on what people ask in Discord
	Lease          time.Duration                // of a shard; 0 for the gateway's default
	Grace          time.Duration                // how long serve waits for its index before it goes online; 0 for defaultGrace
	Feed           func(*store.Store) IndexFeed // the feed that the index follows; nil for the store; for tests only
}

// logger returns a logger to stderr, configured by cfg.
func (p *Program) logger(cfg *config.Config) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(cfg.LogLevel)); err != nil {
		level = slog.LevelInfo // config has checked it
	}
	options := &slog.HandlerOptions{Level: level}
	if cfg.LogFormat == config.JSON {
		return slog.New(bot.NewLogHandler(slog.NewJSONHandler(jsonl.Escaper(p.Stderr), options)))
	}
	return slog.New(bot.NewLogHandler(slog.NewTextHandler(p.Stderr, options)))
}
