package store

import (
	"context"
	"errors"
	"time"

	"verbatim/corpus"
)

func guildTarget(g *corpus.GuildID) []any { return []any{g} }

// Guilds returns the guilds that have any data: articles, sources, corrections,
// flags, settings, watches, refreshes or audit entries. The entry that a
// guild's data was deleted does not count.
func (s *Store) Guilds(ctx context.Context) ([]corpus.GuildID, error) {
	guilds, err := collect(ctx, s.db, guildTarget, `SELECT guild FROM (
			SELECT guild FROM articles WHERE removed_at IS NULL
			UNION SELECT guild FROM sources
			UNION SELECT guild FROM corrections
			UNION SELECT guild FROM flags
			UNION SELECT guild FROM settings
			UNION SELECT guild FROM watches
			UNION SELECT guild FROM runs
			UNION SELECT guild FROM audit WHERE action <> $1
		) AS owners WHERE guild <> '' ORDER BY guild`, string(corpus.ActionForget))
	return guilds, s.describe("list guilds", err)
}

// LeftGuilds returns the guilds that removed the bot before the given time and
// have not invited it again.
func (s *Store) LeftGuilds(ctx context.Context, before time.Time) ([]corpus.GuildID, error) {
	guilds, err := collect(ctx, s.db, guildTarget, `SELECT guild FROM guilds WHERE left_at < $1 ORDER BY left_at, guild`, before.Unix())
	return guilds, s.describe("list guilds without the bot", err)
}

// SetLeft records when the guild removed the bot. The first time counts until
// the bot is back, which the zero time says.
func (tx *Tx) SetLeft(ctx context.Context, guild corpus.GuildID, at time.Time) error {
	if at.IsZero() {
		_, err := tx.exec(ctx, `DELETE FROM guilds WHERE guild = $1`, guild)
		return err
	}
	_, err := tx.exec(ctx, `INSERT INTO guilds (guild, left_at, seq) VALUES ($1, $2, $3) ON CONFLICT (guild) DO NOTHING`,
		guild, at.Unix(), tx.next())
	return err
}

// errSharedIsNoGuild means that the shared corpus was named as a guild.
var errSharedIsNoGuild = errors.New("the shared corpus belongs to no guild")

// clearedColumns clears the data of an article, so only a tombstone stays.
const clearedColumns = `title = '', publisher = '', author = '', url = '', published = '', fetched = '', language = '',
	origin = '', source = '', body = '', checksum = 0, version = 0, changed_at = NULL, removed_with = ''`

// Forget deletes all data of a guild: articles with their versions, sources,
// corrections, flags, settings, refreshes and audit log. Tombstones with the
// articles' ids stay in the feed for a month. Refreshes in progress lose their
// leases. Forget returns how many articles it deleted.
func (tx *Tx) Forget(ctx context.Context, guild corpus.GuildID) (articles int, err error) {
	if guild == corpus.Shared {
		return 0, errSharedIsNoGuild
	}
	// The feed delivers the shared articles that the guild corrected again,
	// without these corrections.
	if _, err := tx.stampArticles(ctx, ``, `guild <> $1 AND EXISTS (SELECT 1 FROM corrections
		WHERE corrections.guild = $1 AND article_guild = articles.guild AND article = articles.id)`, guild); err != nil {
		return 0, err
	}
	articles, err = tx.stampArticles(ctx, `, removed_at = $1`, `guild = $2 AND removed_at IS NULL`, time.Now().Unix(), guild)
	if err != nil {
		return 0, err
	}
	if _, err := tx.exec(ctx, `UPDATE leases SET until_at = 0, token = token + 1 WHERE EXISTS
		(SELECT 1 FROM sources WHERE sources.guild = $1 AND leases.name = $2 || sources.id)`, guild, SourceLease("")); err != nil {
		return 0, err
	}
	for _, statement := range []string{
		`UPDATE articles SET ` + clearedColumns + ` WHERE guild = $1 AND version > 0`,
		`DELETE FROM versions WHERE guild = $1`,
		`DELETE FROM waiting WHERE guild = $1`,
		`DELETE FROM sources WHERE guild = $1`,
		`DELETE FROM resources WHERE guild = $1`,
		`DELETE FROM attempts WHERE guild = $1`,
		`DELETE FROM corrections WHERE guild = $1`,
		`DELETE FROM flags WHERE guild = $1`,
		`DELETE FROM settings WHERE guild = $1`,
		`DELETE FROM runs WHERE guild = $1`,
		`DELETE FROM audit WHERE guild = $1`,
		`DELETE FROM posted WHERE guild = $1`,
		`DELETE FROM watched WHERE watch IN (SELECT id FROM watches WHERE guild = $1)`,
		`DELETE FROM watches WHERE guild = $1`,
		`DELETE FROM guilds WHERE guild = $1`,
	} {
		if _, err := tx.exec(ctx, statement, guild); err != nil {
			return 0, err
		}
	}
	tx.wipe, tx.purge = true, true
	return articles, nil
}
