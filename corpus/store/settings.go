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

// Settings is what the guild has chosen, or the default.
func (s *Store) Settings(ctx context.Context, guild corpus.GuildID) (corpus.Settings, error) {
	var document string
	var settings corpus.Settings
	stmt, err := s.settingsStatement(ctx)
	if err == nil {
		settings, err = readSettings(&document, stmt.QueryRowContext(ctx, guild).Scan(&document))
	}
	return settings, s.describe(fmt.Sprintf("read the settings of guild %q", guild), err)
}

// settingsStatement is settingsQuery, which nearly every interaction asks: to prepare it
// takes longer than to answer it.
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

// readSettings reads the document that has been scanned with err.
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

// PutSettings keeps what the guild has chosen.
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
