-- +goose Up
CREATE TABLE watches (
	id      TEXT PRIMARY KEY,
	guild   TEXT NOT NULL,
	channel TEXT NOT NULL, -- '' tells "by" alone
	"by"    TEXT NOT NULL,
	topic   TEXT NOT NULL,
	speaker TEXT NOT NULL,
	made_at BIGINT,
	looked  BIGINT NOT NULL, -- the position in the feed up to which articles have been looked at
	day     TEXT NOT NULL,
	posted  BIGINT NOT NULL, -- statements on that day
	seq     BIGINT NOT NULL
);
CREATE INDEX watches_by_guild ON watches (guild);

CREATE TABLE watched ( -- the statements that a watch does not post, or not again
	watch     TEXT NOT NULL,
	statement TEXT NOT NULL,
	PRIMARY KEY (watch, statement)
);
