package config

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"strings"
)

// Doctor is the command that checks a set-up. It takes the same flags as serve and
// checks whether serve would run with them.
type Doctor struct {
	Serve `embed:""`

	Offline bool   `help:"Do not ask Discord."`
	Format  string `help:"Print text or json (one array)." enum:"text,json" default:"text" placeholder:"FORMAT"`

	NoToken     error `kong:"-"` // why there is no token, nil where there is one
	NoPublicKey error `kong:"-"` // the same of the public key, which --http needs
}

// SetUpError is a fault that a person must correct before the program can run. A
// restart does not help.
type SetUpError struct{ Err error }

func (e *SetUpError) Error() string { return e.Err.Error() }

// Unwrap returns the underlying error.
func (e *SetUpError) Unwrap() error { return e.Err }

// credentials returns the secrets that the command needs.
func (c *Config) credentials(getenv func(string) string) error {
	switch c.Command {
	case "serve":
		var err error
		if c.Serve.Token, err = c.Serve.token(getenv); err == nil && c.Serve.HTTP != "" {
			c.Serve.PublicKey, err = publicKey(getenv)
		}
		if err != nil {
			return &SetUpError{Err: err}
		}
	case "doctor":
		d := &c.Doctor
		d.Token, d.NoToken = token(getenv)
		d.PublicKey, d.NoPublicKey = publicKey(getenv)
	}
	return nil
}

// addPassword puts the password of --store-password-file into --store. Its errors
// contain neither.
func (c *Config) addPassword() error {
	if c.StorePasswordFile == "" {
		return nil
	}
	if c.Store.Reveal() == "" {
		return errors.New("--store-password-file needs --store")
	}
	u, err := url.Parse(c.Store.Reveal())
	if err != nil {
		return nil //nolint:nilerr // checkStore says so, without what is in it
	}
	if _, has := u.User.Password(); has {
		return errors.New("--store holds a password, and --store-password-file another: give one of them")
	}
	content, err := os.ReadFile(c.StorePasswordFile)
	if err != nil {
		if failure, ok := errors.AsType[*fs.PathError](err); ok {
			err = failure.Err
		}
		return &SetUpError{Err: fmt.Errorf("read the file %q that --store-password-file names: %w: it must hold the database's password", c.StorePasswordFile, err)}
	}
	u.User = url.UserPassword(u.User.Username(), strings.TrimRight(string(content), "\r\n"))
	c.Store = Secret{text: u.String()}
	return nil
}
