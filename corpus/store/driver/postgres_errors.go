package driver

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"net/url"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// hiddenPassword stands for a password.
const hiddenPassword = "xxxxx"

func (p *Postgres) Location() string { return p.url }

func (p *Postgres) Redact(text string) string {
	return replaceSecrets(text, p.config.Password, url.QueryEscape(p.config.Password), url.PathEscape(p.config.Password))
}

func replaceSecrets(text string, secrets ...string) string {
	for _, secret := range secrets {
		if secret != "" {
			text = strings.ReplaceAll(text, secret, hiddenPassword)
		}
	}
	return text
}

// redactURL is a database's URL without its password, even where it is no sound
// URL.
func redactURL(location string) string {
	u, err := url.Parse(location)
	if err != nil {
		scheme, rest, _ := strings.Cut(location, "://")
		if at := strings.LastIndexByte(rest, '@'); at >= 0 {
			rest = hiddenPassword + rest[at:]
		}
		rest, _, _ = strings.Cut(rest, "?")
		return scheme + "://" + rest
	}
	if query := u.Query(); query.Has("password") || query.Has("sslpassword") {
		for name := range query {
			if strings.HasSuffix(name, "password") {
				query.Set(name, hiddenPassword)
			}
		}
		u.RawQuery = query.Encode()
	}
	return u.Redacted()
}

// parseReason is why a location cannot be read, in the driver's words where they
// can be freed of its password.
func parseReason(err error, location string) string {
	u, parsing := url.Parse(location)
	if parsing != nil {
		return "" // nobody knows where the password ends
	}
	password, _ := u.User.Password()
	text := strings.ReplaceAll(err.Error(), location, redactURL(location))
	for _, secret := range []string{password, u.Query().Get("password"), u.Query().Get("sslpassword")} {
		text = replaceSecrets(text, secret, url.QueryEscape(secret), url.PathEscape(secret))
	}
	return ": " + text
}

// What PostgreSQL's codes mean here: https://www.postgresql.org/docs/current/errcodes-appendix.html
const (
	codeConnection       = "08"    // class: the connection broke
	codeShutdown         = "57P"   // class: the server stops, or begins
	codeBadLogin         = "28"    // class
	codeTooMany          = "53300" // connections
	codeDiskFull         = "53100"
	codeLockTimeout      = "55P03"
	codeIdleTransaction  = "25P03"
	codeReadOnly         = "25006"
	codeRollback         = "40" // class: transactions stood in one another's way
	codeNoDatabase       = "3D000"
	codeMissingPrivilege = "42501"
	codeDamaged          = "XX" // class
)

func hasCode(err error, codes ...string) bool {
	var reply *pgconn.PgError
	if !errors.As(err, &reply) {
		return false
	}
	for _, c := range codes {
		if strings.HasPrefix(reply.Code, c) {
			return true
		}
	}
	return false
}

func (p *Postgres) IsOutage(err error) bool {
	var reply *pgconn.PgError
	if errors.As(err, &reply) {
		return hasCode(err, codeConnection, codeShutdown, codeTooMany, codeLockTimeout, codeIdleTransaction, codeRollback)
	}
	var connecting *pgconn.ConnectError
	var network net.Error
	// A deadline is a net.Error: whoever waits no longer learns that the database
	// is away too, which may have been cut off without a word.
	return errors.As(err, &connecting) || errors.As(err, &network) || errors.Is(err, io.EOF) ||
		errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) ||
		errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) || pgconn.SafeToRetry(err)
}

func (p *Postgres) Remedy(err error) string {
	switch {
	case errors.Is(err, ErrNewerSchema):
		return "use that version, or restore a backup from before it migrated the database"
	case hasCode(err, codeBadLogin):
		return "check the user and the password in --store"
	case hasCode(err, codeNoDatabase):
		return "create the database, or name another one in --store"
	case hasCode(err, codeMissingPrivilege):
		return "let the user create and change tables in the database's schema (GRANT), or name another user in --store"
	case hasCode(err, codeReadOnly):
		return "name a server in --store that takes writes: this one is a copy, or is set to be read only"
	case hasCode(err, codeDiskFull):
		return "the database server's disk is full: make room there; nothing that was stored is lost"
	case hasCode(err, codeTooMany):
		return "the database server has too many connections: raise its max_connections, or run fewer processes"
	case hasCode(err, codeLockTimeout, codeRollback):
		return "another process has been writing to it for long: try again when it is done"
	case hasCode(err, codeDamaged):
		return "see the database server's log: its data may be damaged"
	case p.IsOutage(err):
		return "check that the database server runs and can be reached from here; nothing that was stored is lost"
	}
	return ""
}
