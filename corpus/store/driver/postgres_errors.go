package driver

import (
	"errors"
	"net/url"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// hiddenPassword replaces a password in messages.
const hiddenPassword = "xxxxx"

func replaceSecrets(text string, secrets ...string) string {
	for _, secret := range secrets {
		if secret != "" {
			text = strings.ReplaceAll(text, secret, hiddenPassword)
		}
	}
	return text
}

// redactURL returns the URL of a database without its password, even if the URL
// is malformed.
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

// parseReason returns the driver's reason why a location cannot be parsed, or
// "" if the password cannot be removed from it.
func parseReason(err error, location string) string {
	u, parsing := url.Parse(location)
	if parsing != nil {
		return "" // it is unclear where the password ends
	}
	password, _ := u.User.Password()
	text := strings.ReplaceAll(err.Error(), location, redactURL(location))
	for _, secret := range []string{password, u.Query().Get("password"), u.Query().Get("sslpassword")} {
		text = replaceSecrets(text, secret, url.QueryEscape(secret), url.PathEscape(secret))
	}
	return ": " + text
}

// The PostgreSQL error codes that matter here; see
// https://www.postgresql.org/docs/current/errcodes-appendix.html
const (
	codeConnection       = "08"    // class: connection failure
	codeShutdown         = "57P"   // class: the server is stopping or starting
	codeBadLogin         = "28"    // class
	codeTooMany          = "53300" // too many connections
	codeDiskFull         = "53100"
	codeLockTimeout      = "55P03"
	codeIdleTransaction  = "25P03"
	codeReadOnly         = "25006"
	codeRollback         = "40" // class: conflicting transactions
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

var (
	errReadOnly = errors.New("the database is read-only (a replica, or configured so): name a writable server in --store")
	errNoCreate = errors.New("the user may not create tables: grant it CREATE on the schema, or name another user in --store")
)

// PostgreSQL error codes of servers that do not support a statement.
const (
	codeUnsupported = "0A"    // class
	codeSyntax      = "42601" // unknown statement
)
