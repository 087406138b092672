package store

import (
	"context"
	"errors"
	"time"

	"verbatim/corpus"
)

func guildTarget(g *corpus.GuildID) []any { return []any{g} }

// Guilds are those that own anything here: an article that stands, a source, a
// correction, a flag, settings, refreshes, or a line of the audit log beyond
// that their data was deleted.
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

// LeftGuilds are the guilds that the bot was removed from before a moment, and has
// not come back to.
func (s *Store) LeftGuilds(ctx context.Context, before time.Time) ([]corpus.GuildID, error) {
	guilds, err := collect(ctx, s.db, guildTarget, `SELECT guild FROM guilds WHERE left_at < $1 ORDER BY left_at, guild`, before.Unix())
	return guilds, s.describe("list guilds that were left", err)
}

// SetLeft keeps when the bot was removed from the guild: the first time counts
// until it is back, which the zero time says.
func (tx *Tx) SetLeft(ctx context.Context, guild corpus.GuildID, at time.Time) error {
	if at.IsZero() {
		_, err := tx.exec(ctx, `DELETE FROM guilds WHERE guild = $1`, guild)
		return err
	}
	_, err := tx.exec(ctx, `INSERT INTO guilds (guild, left_at, seq) VALUES ($1, $2, $3) ON CONFLICT (guild) DO NOTHING`,
		guild, at.Unix(), tx.next())
	return err
}

// errSharedIsNoGuild says that the shared corpus was named as a guild.
var errSharedIsNoGuild = errors.New("the shared corpus belongs to no guild")

// clearedColumns are the columns of an article of which nothing is kept.
const clearedColumns = `title = '', publisher = '', author = '', url = '', published = '', fetched = '', language = '',
	origin = '', source = '', body = '', checksum = 0, version = 0, changed_at = NULL, removed_with = ''`

// Forget deletes all of a guild's data at once: its articles with their
// versions, sources, corrections, flags, settings, refreshes, audit log. Only
// that there were articles of these ids remains, for the feed, for a month. It
// returns how many articles went. The guild's refreshes that are under way
// lose their leases.
func (tx *Tx) Forget(ctx context.Context, guild corpus.GuildID) (articles int, err error) {
	if guild == corpus.Shared {
		return 0, errSharedIsNoGuild
	}
	// The shared articles that it corrected come anew, without its corrections.
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
