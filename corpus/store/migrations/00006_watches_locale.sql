-- +goose Up
ALTER TABLE watches ADD COLUMN locale TEXT NOT NULL DEFAULT ''; -- of its user; '' where it is not known
