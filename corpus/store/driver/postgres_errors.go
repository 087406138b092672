package driver

import (
	"errors"
	"net/url"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// hiddenPassword stands for a password.
const hiddenPassword = "xxxxx"

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

var (
	errReadOnly = errors.New("it takes no writes: it is a copy of another server, or is set to be read only: name a server in --store that takes writes")
	errNoCreate = errors.New("the user may not make tables in it: let the user (GRANT CREATE ON SCHEMA), or name another user in --store")
)

// PostgreSQL's codes of what a server that speaks its language does not have.
const (
	codeUnsupported = "0A"    // class
	codeSyntax      = "42601" // the statement is not known
)
