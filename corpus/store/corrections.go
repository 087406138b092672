package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"verbatim/corpus"
)

const correctionColumns = `corrections.id, corrections.guild, article_guild, article, statement, body, cue, content,
	verdict, name, mention, occurrence, "by", made_at, undone_at, made_seq`

func correctionTargets(c *corpus.Correction) []any {
	return []any{&c.ID, &c.Guild, &c.ArticleGuild, &c.Article, &c.Statement, &c.Text, &c.Cue, &c.Content,
		&c.Verdict, &c.Name, &c.Mention, &c.Occurrence, &c.By, timeTarget{&c.At}, timeTarget{&c.UndoneAt}, &c.Made}
}

// Corrections returns the guild's corrections, newest first, including those
// that were undone.
func (s *Store) Corrections(ctx context.Context, guild corpus.GuildID) ([]corpus.Correction, error) {
	list, err := collect(ctx, s.db, correctionTargets,
		`SELECT `+correctionColumns+` FROM corrections WHERE guild = $1 ORDER BY made_seq DESC`, guild)
	return list, s.describe("list corrections", err)
}

// CorrectionsOf returns the corrections of an article that apply in any guild,
// oldest first.
func (s *Store) CorrectionsOf(ctx context.Context, articleGuild corpus.GuildID, article corpus.ArticleID) ([]corpus.Correction, error) {
	list, err := collect(ctx, s.db, correctionTargets, `SELECT `+correctionColumns+` FROM corrections
		WHERE article_guild = $1 AND article = $2 AND undone_at IS NULL ORDER BY made_seq`, articleGuild, article)
	return list, s.describe(fmt.Sprintf("list the corrections of article %q", article), err)
}

// PutCorrection adds a correction, or replaces the guild's own correction with
// the same id. The feed delivers the article again.
func (tx *Tx) PutCorrection(ctx context.Context, c corpus.Correction) error {
	n, err := tx.exec(ctx, `INSERT INTO corrections (id, guild, article_guild, article, statement, body, cue, content,
			verdict, name, mention, occurrence, "by", made_at, undone_at, made_seq, seq)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16)
		ON CONFLICT (id) DO UPDATE SET article_guild = excluded.article_guild, article = excluded.article,
			statement = excluded.statement, body = excluded.body, cue = excluded.cue, content = excluded.content,
			verdict = excluded.verdict, name = excluded.name, mention = excluded.mention,
			occurrence = excluded.occurrence, "by" = excluded."by", made_at = excluded.made_at,
			undone_at = excluded.undone_at, seq = excluded.seq
		WHERE corrections.guild = excluded.guild`,
		c.ID, c.Guild, c.ArticleGuild, c.Article, c.Statement, c.Text, c.Cue, c.Content,
		c.Verdict, c.Name, c.Mention, c.Occurrence, c.By, unixTime(c.At), unixTime(c.UndoneAt), tx.next())
	if err != nil {
		return err
	}
	if n == 0 {
		return fmt.Errorf("correction %q belongs to another guild: %w", c.ID, ErrNotFound)
	}
	return tx.stampArticle(ctx, c.ArticleGuild, c.Article)
}

// UndoCorrection ends the guild's own correction and returns it. The feed
// delivers the article again. The error is ErrNotFound if no such correction is
// in force.
func (tx *Tx) UndoCorrection(ctx context.Context, guild corpus.GuildID, id corpus.CorrectionID, at time.Time) (corpus.Correction, error) {
	var c corpus.Correction
	err := tx.writeRow(ctx, correctionTargets(&c), `UPDATE corrections SET undone_at = $1, seq = $2
		WHERE guild = $3 AND id = $4 AND undone_at IS NULL RETURNING `+correctionColumns, unixTime(at), tx.next(), guild, id)
	if errors.Is(err, sql.ErrNoRows) {
		return c, fmt.Errorf("correction %q: %w", id, ErrNotFound)
	}
	if err != nil {
		return c, err
	}
	return c, tx.stampArticle(ctx, c.ArticleGuild, c.Article)
}

// stampArticle makes the feed deliver the article again, if it exists.
func (tx *Tx) stampArticle(ctx context.Context, guild corpus.GuildID, id corpus.ArticleID) error {
	_, err := tx.stampArticles(ctx, ``, `guild = $1 AND id = $2`, guild, id)
	return err
}

const flagColumns = `id, guild, article_guild, article, statement, body, note, "by", made_at, closed_at`

func flagTargets(f *corpus.Flag) []any {
	return []any{&f.ID, &f.Guild, &f.ArticleGuild, &f.Article, &f.Statement, &f.Text, &f.Note, &f.By,
		timeTarget{&f.At}, timeTarget{&f.ClosedAt}}
}

// Flags returns the guild's flags that wait for a moderator, oldest first.
func (s *Store) Flags(ctx context.Context, guild corpus.GuildID) ([]corpus.Flag, error) {
	list, err := collect(ctx, s.db, flagTargets,
		`SELECT `+flagColumns+` FROM flags WHERE guild = $1 AND closed_at IS NULL ORDER BY made_seq`, guild)
	return list, s.describe("list flags", err)
}

// PutFlag adds a flag, or replaces the guild's own flag with the same id.
func (tx *Tx) PutFlag(ctx context.Context, f corpus.Flag) error {
	n, err := tx.exec(ctx, `INSERT INTO flags (`+flagColumns+`, made_seq, seq)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)
		ON CONFLICT (id) DO UPDATE SET article_guild = excluded.article_guild, article = excluded.article,
			statement = excluded.statement, body = excluded.body, note = excluded.note, "by" = excluded."by",
			made_at = excluded.made_at, closed_at = excluded.closed_at, seq = excluded.seq
		WHERE flags.guild = excluded.guild`,
		f.ID, f.Guild, f.ArticleGuild, f.Article, f.Statement, f.Text, f.Note, f.By, unixTime(f.At), unixTime(f.ClosedAt), tx.next())
	if err == nil && n == 0 {
		return fmt.Errorf("flag %q belongs to another guild: %w", f.ID, ErrNotFound)
	}
	return err
}

// CloseFlag removes the guild's own flag from the queue and returns it. The
// error is ErrNotFound if no such flag is waiting.
func (tx *Tx) CloseFlag(ctx context.Context, guild corpus.GuildID, id corpus.FlagID, at time.Time) (corpus.Flag, error) {
	var f corpus.Flag
	err := tx.writeRow(ctx, flagTargets(&f), `UPDATE flags SET closed_at = $1, seq = $2
		WHERE guild = $3 AND id = $4 AND closed_at IS NULL RETURNING `+flagColumns, unixTime(at), tx.next(), guild, id)
	if errors.Is(err, sql.ErrNoRows) {
		return f, fmt.Errorf("flag %q: %w", id, ErrNotFound)
	}
	return f, err
}
