package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"verbatim/corpus"
)

// lookout is how often the feed looks for what other processes have written to
// a SQLite file.
const lookout = 200 * time.Millisecond

// Head is the state of the change feed.
func (s *Store) Head(ctx context.Context) (corpus.Head, error) {
	var h corpus.Head
	err := s.db.QueryRowContext(ctx, `SELECT epoch, seq, horizon FROM head`).Scan(&h.Epoch, &h.Seq, &h.Horizon)
	return h, s.describe("read the change feed's head", err)
}

// Changes are the at most limit changes that follow the position after, in the
// feed's order. An article that changed more than once is there once, as it
// now stands, at its newest position.
//
// The feed has gaps, since more than articles takes positions: fewer than limit
// changes means that it is read at least up to what Head said before.
func (s *Store) Changes(ctx context.Context, after corpus.Seq, limit int) (changes []corpus.Change, err error) {
	err = s.read(ctx, "read the change feed", func(tx *sql.Tx) error {
		changes, err = collect(ctx, tx, func(c *corpus.Change) []any {
			return append([]any{&c.Seq, &c.Removed, momentTarget{&c.Changed}, &c.Article.Text}, citationTargets(&c.Article)...)
		}, `SELECT seq, removed_at IS NOT NULL, changed_at, CASE WHEN removed_at IS NULL THEN body ELSE '' END, `+citation+`
			FROM articles WHERE seq > $1 ORDER BY seq LIMIT $2`, after, limit)
		if err != nil || len(changes) == 0 {
			return err
		}
		return complete(ctx, tx, changes)
	})
	if err != nil {
		return nil, err
	}
	return changes, nil
}

// complete adds to the changes their articles' older versions and corrections.
func complete(ctx context.Context, tx *sql.Tx, changes []corpus.Change) error {
	type key struct {
		guild corpus.GuildID
		id    corpus.ArticleID
	}
	standing := map[key]*corpus.Change{}
	for i := range changes {
		c := &changes[i]
		if c.Removed {
			*c = corpus.Change{Seq: c.Seq, Removed: true, Article: corpus.Article{Guild: c.Article.Guild, ID: c.Article.ID}}
			continue
		}
		standing[key{c.Article.Guild, c.Article.ID}] = c
	}
	first, last := changes[0].Seq, changes[len(changes)-1].Seq
	const changed = `(SELECT guild AS g, id AS i FROM articles WHERE seq BETWEEN $1 AND $2 AND removed_at IS NULL) AS changed`
	versions, err := collect(ctx, tx, versionTargets, `SELECT number, changed_at, body, `+citation+`
		FROM `+changed+` JOIN versions ON versions.guild = g AND versions.id = i ORDER BY number`, first, last)
	if err != nil {
		return err
	}
	for _, v := range versions {
		if c := standing[key{v.Article.Guild, v.Article.ID}]; c != nil {
			c.Versions = append(c.Versions, v)
		}
	}
	corrections, err := collect(ctx, tx, correctionTargets, `SELECT `+correctionColumns+`
		FROM `+changed+` JOIN corrections ON article_guild = g AND article = i
		WHERE undone_at IS NULL ORDER BY made_seq`, first, last)
	for _, correction := range corrections {
		if c := standing[key{correction.ArticleGuild, correction.Article}]; c != nil {
			c.Corrections = append(c.Corrections, correction)
		}
	}
	return err
}

// Wait returns when the feed has passed the position after: at once where it
// has already or this process writes; where another one does, within 200 ms
// (SQLite), or when the database says so, at the latest after 2 s (PostgreSQL).
// It returns the context's error when that ends first.
func (s *Store) Wait(ctx context.Context, after corpus.Seq) error {
	err := s.wait(ctx, after)
	if ctx.Err() != nil {
		return fmt.Errorf("wait for changes: %w", ctx.Err())
	}
	return s.describe("wait for changes", err)
}

func (s *Store) wait(ctx context.Context, after corpus.Seq) (err error) {
	w, err := s.database.watch(ctx, s.db, s.log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	for {
		// What is written after these two wakes the wait below.
		news := s.announced()
		if err := w.mark(ctx); err != nil {
			return err
		}
		head, err := s.Head(ctx)
		if err != nil || head.Seq > after {
			return err
		}
		if err := w.wait(ctx, news); err != nil {
			return err
		}
	}
}

// announced is closed by this process's next commit.
func (s *Store) announced() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.news
}

func (s *Store) announce() {
	s.mu.Lock()
	defer s.mu.Unlock()
	close(s.news)
	s.news = make(chan struct{})
}
