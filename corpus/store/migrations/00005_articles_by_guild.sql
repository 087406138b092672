-- +goose Up
CREATE INDEX articles_by_guild ON articles (guild, seq); -- a guild's part of the feed
