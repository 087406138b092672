-- +goose Up
CREATE TABLE waiting ( -- what the page of an article shows that may not be the article any more
	guild      TEXT NOT NULL,
	id         TEXT NOT NULL,
	title      TEXT NOT NULL,
	publisher  TEXT NOT NULL,
	author     TEXT NOT NULL,
	url        TEXT NOT NULL,
	published  TEXT NOT NULL,
	fetched    TEXT NOT NULL,
	language   TEXT NOT NULL,
	origin     TEXT NOT NULL,
	source     TEXT NOT NULL,
	body       TEXT NOT NULL, -- '' where the page shows no text
	doubt      TEXT NOT NULL,
	waiting_at BIGINT NOT NULL,
	dropped_at BIGINT, -- a moderator keeps the article
	seq        BIGINT NOT NULL,
	PRIMARY KEY (guild, id)
);
