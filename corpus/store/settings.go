package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"verbatim/corpus"
	"verbatim/corpus/store/driver"
)

const settingsQuery = `SELECT document FROM settings WHERE guild = $1`

// Settings returns the guild's settings, or the defaults.
func (s *Store) Settings(ctx context.Context, guild corpus.GuildID) (corpus.Settings, error) {
	var document string
	var settings corpus.Settings
	stmt, err := s.settingsStatement(ctx)
	if err == nil {
		settings, err = readSettings(&document, stmt.QueryRowContext(ctx, guild).Scan(&document))
	}
	return settings, s.describe(fmt.Sprintf("read the settings of guild %q", guild), err)
}

// settingsStatement returns settingsQuery as a prepared statement. Nearly every
// interaction reads the settings, and preparing the query takes longer than
// running it.
func (s *Store) settingsStatement(ctx context.Context) (driver.Statement, error) {
	s.preparing.Lock()
	defer s.preparing.Unlock()
	if s.settings != nil {
		return s.settings, nil
	}
	stmt, err := s.database.Prepare(ctx, s.db, settingsQuery)
	if err != nil {
		return nil, err
	}
	s.settings = stmt
	return stmt, nil
}

func (tx *Tx) settings(ctx context.Context, guild corpus.GuildID) (corpus.Settings, error) {
	var document string
	return readSettings(&document, tx.row(ctx, []any{&document}, settingsQuery, guild))
}

// readSettings decodes the document that was scanned with err.
func readSettings(document *string, err error) (corpus.Settings, error) {
	var settings corpus.Settings
	if errors.Is(err, sql.ErrNoRows) {
		return settings, nil
	}
	if err == nil {
		err = json.Unmarshal([]byte(*document), &settings)
	}
	return settings, err
}

// PutSettings stores the guild's settings.
func (tx *Tx) PutSettings(ctx context.Context, guild corpus.GuildID, settings corpus.Settings) error {
	document, err := json.Marshal(settings)
	if err != nil {
		return fmt.Errorf("settings of guild %q: %w", guild, err)
	}
	_, err = tx.exec(ctx, `INSERT INTO settings (guild, document, seq) VALUES ($1, $2, $3)
		ON CONFLICT (guild) DO UPDATE SET document = excluded.document, seq = excluded.seq`,
		guild, string(document), tx.next())
	return err
}
