-- +goose Up
ALTER TABLE articles ADD COLUMN checksum BIGINT; -- of body; NULL where it has yet to be made
ALTER TABLE versions ADD COLUMN checksum BIGINT;
CREATE INDEX articles_unsummed ON articles (guild, id) WHERE checksum IS NULL;
CREATE INDEX versions_unsummed ON versions (guild, id, number) WHERE checksum IS NULL;

ALTER TABLE head ADD COLUMN deletions BIGINT NOT NULL DEFAULT 0; -- how often words were deleted
ALTER TABLE head ADD COLUMN wiped BIGINT NOT NULL DEFAULT 0;     -- up to which of these they are out of the database's files; -1: what was deleted before these were counted is not
ALTER TABLE head ADD COLUMN purge BIGINT NOT NULL DEFAULT 0;     -- the last position at which words were deleted that no view may keep
UPDATE head SET wiped = -1;

ALTER TABLE runs ADD COLUMN note TEXT NOT NULL DEFAULT ''; -- what a refresh that went well left out
UPDATE runs SET note = error, error = '' WHERE error LIKE '% of its pages could not be read; the first: %';
