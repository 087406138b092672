package discordtest

import "time"

// Option changes how a [Server] starts.
type Option func(*config)

type config struct {
	token       string
	botName     string
	patience    time.Duration
	allowV9     bool
	privileged  int64 // intents that the application was granted
	concurrency int   // 0: identifies are not limited
	identifies  int   // left of the day's 1000
	routeLimit  int
	routeWindow time.Duration
	shards      int
	linger      bool // wait for clients to hang up when they have sent a close frame
	network     func() network
	flags       int           // of the application
	codeGrant   bool          // the application's invite links need its own web site
	clock       time.Duration // how far the answers' Date is ahead
}

func defaults() config {
	return config{
		token:       "discordtest.token.of-the-bot",
		botName:     "Verbatim",
		patience:    30 * time.Second,
		identifies:  identifiesADay,
		routeLimit:  50,
		routeWindow: time.Second,
		shards:      1,
		network:     func() network { return new(loopback) },
	}
}

// InMemory serves over in-memory connections instead of sockets, so that a test
// in a synctest bubble waits no real time. Start the server inside the bubble.
// The patience is then a bit longer than a token's life, since waiting costs
// nothing.
func InMemory() Option {
	return func(c *config) {
		c.network = func() network { return newMemory() }
		c.linger = true
		c.patience = TokenLife + time.Minute
	}
}

// Patience sets how long methods wait for the bot before they end the test. The
// default is 30 s, or 16 minutes in memory.
func Patience(d time.Duration) Option { return func(c *config) { c.patience = d } }

// WithToken sets the token that the bot must present.
func WithToken(token string) Option { return func(c *config) { c.token = token } }

// AllowV9 accepts requests to version 9 of the REST API, which are refused by
// default.
func AllowV9() Option { return func(c *config) { c.allowV9 = true } }

// GrantIntents grants the application privileged gateway intents, which are
// refused (close code 4014) by default.
func GrantIntents(bits int64) Option { return func(c *config) { c.privileged |= bits } }

// MaxConcurrency enforces that at most n shards identify within 5 s, each with
// its own rate-limit key; others are answered with Op 9. By default identifies
// may follow one another without a wait.
func MaxConcurrency(n int) Option { return func(c *config) { c.concurrency = n } }

// IdentifiesLeft sets how many of the day's 1000 identifies are left.
func IdentifiesLeft(n int) Option { return func(c *config) { c.identifies = n } }

// Shards sets the number of shards that GET /gateway/bot recommends.
func Shards(n int) Option { return func(c *config) { c.shards = n } }

// RouteLimit sets how many requests a route accepts within a window before it
// answers 429. The default is 50 within 1 s. Interaction callbacks are not
// limited.
func RouteLimit(n int, window time.Duration) Option {
	return func(c *config) { c.routeLimit, c.routeWindow = n, window }
}
