package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"strings"
	"unicode"
)

const redacted = "[redacted]"

// Secret is a text that is never shown in logs, errors or output.
type Secret struct {
	text string
}

// Reveal returns the secret itself, to send it.
func (s Secret) Reveal() string { return s.text }

// String never shows the secret.
func (s Secret) String() string { return redacted }

// UnmarshalText sets the secret from a flag or a variable.
func (s *Secret) UnmarshalText(text []byte) error {
	s.text = string(text)
	return nil
}

// Format never shows the secret, for any verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redacted) }

// LogValue never shows the secret.
func (s Secret) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalJSON never shows the secret.
func (s Secret) MarshalJSON() ([]byte, error) { return []byte(`"` + redacted + `"`), nil }

// MarshalText never shows the secret.
func (s Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// token returns the bot's token. Its errors never contain the value of a variable,
// because people set tokens in the wrong one.
func token(getenv func(string) string) (Secret, error) {
	text, file := getenv("DISCORD_TOKEN"), getenv("DISCORD_TOKEN_FILE")
	if text == "" && file != "" {
		content, err := os.ReadFile(file)
		if err != nil {
			var failure *fs.PathError
			if errors.As(err, &failure) {
				err = failure.Err
			}
			return Secret{}, fmt.Errorf("read the file that DISCORD_TOKEN_FILE names: %w: it must hold the bot's token", err)
		}
		text = string(content)
	}
	text = strings.TrimSpace(text)
	text = strings.TrimSpace(strings.TrimPrefix(text, "Bot "))
	switch {
	case text == "":
		return Secret{}, errors.New("there is no Discord token: set DISCORD_TOKEN to the bot's token, or DISCORD_TOKEN_FILE to a file that holds it")
	case strings.ContainsFunc(text, func(r rune) bool { return r > unicode.MaxASCII || !unicode.IsGraphic(r) || unicode.IsSpace(r) }):
		return Secret{}, errors.New("the Discord token has characters that no token has: copy it again from the developer portal, to DISCORD_TOKEN or the file that DISCORD_TOKEN_FILE names")
	}
	return Secret{text: text}, nil
}
