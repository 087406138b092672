-- +goose Up
CREATE TABLE posted ( -- how far a guild's audit log has been posted to its channel
	guild TEXT PRIMARY KEY,
	entry BIGINT NOT NULL
);
