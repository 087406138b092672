-- +goose Up
-- Every column that ends in "_at" is a moment in seconds since 1970, NULL where there is none. Every seq is the position
-- at which the row was last written.
ALTER TABLE articles ADD COLUMN source TEXT NOT NULL DEFAULT '';
ALTER TABLE articles ADD COLUMN version BIGINT NOT NULL DEFAULT 1; -- 0: nothing of it is kept
ALTER TABLE articles ADD COLUMN changed_at BIGINT;                 -- when the present version came to be
ALTER TABLE articles ADD COLUMN removed_with TEXT NOT NULL DEFAULT ''; -- the source that it was removed with
CREATE INDEX articles_by_source ON articles (guild, source);

CREATE TABLE versions ( -- articles as they stood before the present one
	guild      TEXT NOT NULL,
	id         TEXT NOT NULL,
	number     BIGINT NOT NULL,
	changed_at BIGINT,
	title      TEXT NOT NULL,
	publisher  TEXT NOT NULL,
	author     TEXT NOT NULL,
	url        TEXT NOT NULL,
	published  TEXT NOT NULL,
	fetched    TEXT NOT NULL,
	language   TEXT NOT NULL,
	origin     TEXT NOT NULL,
	source     TEXT NOT NULL,
	body       TEXT NOT NULL,
	PRIMARY KEY (guild, id, number)
);

CREATE TABLE sources (
	id           TEXT PRIMARY KEY,
	guild        TEXT NOT NULL,
	kind         TEXT NOT NULL,
	name         TEXT NOT NULL,
	location     TEXT NOT NULL,
	added_at     BIGINT,
	added_by     TEXT NOT NULL,
	every        BIGINT NOT NULL, -- seconds
	fixed        BIGINT NOT NULL, -- 1: a person chose every
	due_at       BIGINT,
	refreshed_at BIGINT,
	failures     BIGINT NOT NULL,
	last_error   TEXT NOT NULL,
	removed_at   BIGINT,
	seq          BIGINT NOT NULL
);
CREATE UNIQUE INDEX sources_by_name ON sources (guild, name) WHERE removed_at IS NULL;
CREATE INDEX sources_by_due ON sources (due_at);

CREATE TABLE resources (
	source        TEXT NOT NULL,
	url           TEXT NOT NULL,
	guild         TEXT NOT NULL,
	etag          TEXT NOT NULL,
	last_modified TEXT NOT NULL,
	article       TEXT NOT NULL,
	fetched_at    BIGINT,
	PRIMARY KEY (source, url)
);
CREATE INDEX resources_by_article ON resources (guild, article);

CREATE TABLE corrections (
	id            TEXT PRIMARY KEY,
	guild         TEXT NOT NULL,
	article_guild TEXT NOT NULL,
	article       TEXT NOT NULL,
	statement     TEXT NOT NULL,
	body          TEXT NOT NULL,
	cue           TEXT NOT NULL,
	content       TEXT NOT NULL,
	verdict       TEXT NOT NULL,
	name          TEXT NOT NULL,
	mention       TEXT NOT NULL,
	occurrence    BIGINT NOT NULL,
	"by"          TEXT NOT NULL,
	made_at       BIGINT,
	undone_at     BIGINT,
	made_seq      BIGINT NOT NULL, -- the position at which it was made
	seq           BIGINT NOT NULL
);
CREATE INDEX corrections_by_article ON corrections (article_guild, article);
CREATE INDEX corrections_by_guild ON corrections (guild, made_seq);

CREATE TABLE flags (
	id            TEXT PRIMARY KEY,
	guild         TEXT NOT NULL,
	article_guild TEXT NOT NULL,
	article       TEXT NOT NULL,
	statement     TEXT NOT NULL,
	body          TEXT NOT NULL,
	note          TEXT NOT NULL,
	"by"          TEXT NOT NULL,
	made_at       BIGINT,
	closed_at     BIGINT,
	made_seq      BIGINT NOT NULL, -- the position at which it was made
	seq           BIGINT NOT NULL
);
CREATE INDEX flags_by_guild ON flags (guild, made_seq);

CREATE TABLE settings (
	guild    TEXT PRIMARY KEY,
	document TEXT NOT NULL, -- JSON
	seq      BIGINT NOT NULL
);

CREATE TABLE runs (
	seq         BIGINT PRIMARY KEY,
	guild       TEXT NOT NULL,
	source      TEXT NOT NULL,
	"trigger"   TEXT NOT NULL,
	"by"        TEXT NOT NULL,
	started_at  BIGINT,
	finished_at BIGINT,
	tally       TEXT NOT NULL, -- JSON
	error       TEXT NOT NULL
);
CREATE INDEX runs_by_guild ON runs (guild, seq);

CREATE TABLE audit (
	seq     BIGINT PRIMARY KEY,
	made_at BIGINT,
	guild   TEXT NOT NULL,
	"by"    TEXT NOT NULL,
	action  TEXT NOT NULL,
	subject TEXT NOT NULL,
	detail  TEXT NOT NULL
);
CREATE INDEX audit_by_guild ON audit (guild, seq);

CREATE TABLE takedowns (
	hash TEXT PRIMARY KEY, -- of a statement's normalised text
	made_at BIGINT,
	"by" TEXT NOT NULL,
	seq  BIGINT NOT NULL
);

CREATE TABLE guilds ( -- that the bot was removed from
	guild   TEXT PRIMARY KEY,
	left_at BIGINT NOT NULL,
	seq     BIGINT NOT NULL
);

CREATE TABLE leases (
	name     TEXT PRIMARY KEY,
	holder   TEXT NOT NULL,
	token    BIGINT NOT NULL, -- rises whenever the lease is taken
	until_at BIGINT NOT NULL  -- by the database's clock
);
