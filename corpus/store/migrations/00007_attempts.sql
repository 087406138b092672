-- +goose Up
CREATE TABLE attempts ( -- documents whose last reading has not ended, ended badly or came to nothing
	source        TEXT NOT NULL,
	url           TEXT NOT NULL,
	guild         TEXT NOT NULL,
	digest        TEXT NOT NULL,   -- of the bytes that were read, '' if there were none
	etag          TEXT NOT NULL,   -- of these bytes
	last_modified TEXT NOT NULL,   -- of these bytes
	begun         BIGINT NOT NULL, -- 1: its reading began and is not known to have ended
	bad           BIGINT NOT NULL, -- readings in a row that did not end well, the present one among them
	blamed        BIGINT NOT NULL, -- 1: by the document's own doing, as far as is known
	reason        TEXT NOT NULL,   -- why the last one did not
	tried_at      BIGINT,
	aside_at      BIGINT,          -- when it was set aside
	PRIMARY KEY (source, url)
);
