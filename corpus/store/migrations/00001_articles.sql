-- +goose Up
CREATE TABLE head (
	"only"  INTEGER PRIMARY KEY CHECK ("only" = 1),
	epoch   TEXT NOT NULL,
	seq     BIGINT NOT NULL,
	horizon BIGINT NOT NULL
);

CREATE TABLE articles (
	guild      TEXT NOT NULL, -- '' is the shared corpus
	id         TEXT NOT NULL,
	title      TEXT NOT NULL,
	publisher  TEXT NOT NULL,
	author     TEXT NOT NULL,
	url        TEXT NOT NULL,
	published  TEXT NOT NULL,
	fetched    TEXT NOT NULL,
	language   TEXT NOT NULL,
	origin     TEXT NOT NULL,
	body       TEXT NOT NULL,
	seq        BIGINT NOT NULL,
	removed_at BIGINT, -- seconds since 1970, NULL while the article stands
	PRIMARY KEY (guild, id)
);

CREATE UNIQUE INDEX articles_by_seq ON articles (seq);
