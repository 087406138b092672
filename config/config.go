// Package config reads the program's configuration: commands, flags, environment
// variables and a settings file, into one validated struct.
//
// A flag overrides its variable, and the variable overrides the file. Every flag --some-name
// has the variable VERBATIM_SOME_NAME and the file's key "some-name".
package config

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/adrg/xdg"
	"github.com/alecthomas/kong"

	"verbatim/corpus"
)

// Config is the whole configuration. Command names the command that was given, and
// only its part is filled in.
type Config struct {
	Data              string      `help:"Folder of the corpus and its index." default:"${data}" type:"path" placeholder:"DIR"`
	Store             Secret      `help:"The PostgreSQL database that keeps the corpus, as postgres://user:password@host/name; a file in the data folder if not given." placeholder:"URL"`
	StorePasswordFile string      `help:"File with the password of --store, if its address has none." type:"path" placeholder:"FILE"`
	Guild             string      `help:"The id of the Discord server whose corpus to use; the shared corpus if not given." placeholder:"ID"`
	Contact           string      `help:"Web or mail address at which the owners of fetched sites can reach you; it is sent with every request." placeholder:"ADDRESS"`
	NoBuiltin         bool        `help:"Leave the article that ships with the program out."`
	Reader            string      `help:"Whether a small network that ships with the program reads questions and statements: on or off. Off answers by words alone, and faster." enum:"on,off" default:"on" placeholder:"WHETHER"`
	ReaderMemory      int         `help:"Greatest memory, in MB, of a process that reads fetched pages, feeds and files; up to two of them run beside this one. A document that needs more is refused." default:"512" placeholder:"MB"`
	LogLevel          string      `help:"Lowest level of log lines to write: debug, info, warn or error; info with serve, else warn, if not given." enum:"debug,info,warn,error," default:"" placeholder:"LEVEL"`
	LogFormat         string      `help:"Format of log lines: text or json." enum:"text,json" default:"text" placeholder:"FORMAT"`
	Config            string      `help:"Settings file: a JSON object with flags' names as keys (${settings} if it exists)." type:"path" placeholder:"FILE"`
	ShowHelp          showHelp    `name:"help" short:"h" help:"Show this help."`
	ShowVersion       showVersion `name:"version" help:"Show the version."`

	Ask     Ask      `cmd:"" help:"Answer a question with quotes from the corpus."`
	Extract Extract  `cmd:"" help:"Show the statements of texts: who is reported as saying what."`
	Corpus  Corpus   `cmd:"" help:"Add and refresh sources, and inspect and correct the corpus."`
	Backup  Backup   `cmd:"" help:"Write the whole store, of all servers, to a file, while the bot runs. It is a SQLite file whichever database keeps the store."`
	Restore Restore  `cmd:"" help:"Replace the content of the store with a backup, also while the bot runs; SQLite and PostgreSQL stores take the same file. Statements that were taken down since stay out; data of servers that were forgotten since comes back."`
	Serve   Serve    `cmd:"" help:"Answer on Discord; the bot's token is in DISCORD_TOKEN, or in the file that DISCORD_TOKEN_FILE names. Without a token it shows the playground: a page on this machine that works like a Discord channel with the bot in it. It is the default command."`
	Doctor  Doctor   `cmd:"" help:"Check the set-up: say what is wrong and what to do about it. It takes the flags of serve."`
	Health  struct{} `cmd:"" help:"Report whether the bot that runs on the data folder answers; for supervisors and containers."`
	Version struct{} `cmd:"" help:"Show the versions of the program, of its models and of its stored formats."`
	Help    Help     `cmd:"" help:"Show the help of a command."`

	Command string `kong:"-"` // "ask", "corpus import", …
}

// Off is the value of --reader that reads nothing.
const Off = "off"

// The output formats of answers and statements.
const (
	Text  = "text"
	JSON  = "json"
	JSONL = "jsonl"
)

// Ask is the command that puts questions.
type Ask struct {
	Question  []string `arg:"" optional:"" help:"The question."`
	Speaker   string   `help:"Only what this speaker said." placeholder:"NAME"`
	Limit     int      `help:"Show at most N answers." default:"3" placeholder:"N"`
	Format    string   `help:"Print text, json (one array) or jsonl (an object a line); text if not given, jsonl with --batch. A question without an answer gets one object with a \"refusal\"." enum:"text,json,jsonl," default:"" placeholder:"FORMAT"`
	Batch     string   `help:"Answer each line {\"id\",\"q\"} of FILE ('-' is standard input) with a line {\"id\",\"answers\"}, which has a \"refusal\" if nothing answers it, and an \"error\" if the line cannot be answered; the status is then 4." placeholder:"FILE"`
	Nearest   int      `help:"If nothing answers the question, show the N statements that come nearest, up to ${max_nearest}." default:"0" placeholder:"N"`
	Threshold *float64 `help:"Answer only if the confidence of the best answer is at least this, from 0 to 1; 0 always answers." placeholder:"X"`
}

// Backup is the command that backs the store up.
type Backup struct {
	File  string `arg:"" type:"path" help:"The file to write."`
	Force bool   `help:"Overwrite the file."`
}

// Restore is the command that restores a backup.
type Restore struct {
	File  string `arg:"" type:"path" help:"The backup."`
	Force bool   `help:"Replace the content of the store."`
}

// Extract is the command that shows the statements of texts.
type Extract struct {
	Files   []string `arg:"" name:"file" help:"Text file, or .jsonl with a {\"id\",\"text\"} a line; '-' is standard input."`
	Format  string   `help:"Print text, json (one array) or jsonl (a line {\"id\",\"statements\"} a text); text if not given, jsonl for .jsonl files." enum:"text,json,jsonl," default:"" placeholder:"FORMAT"`
	Lines   bool     `help:"Read every file as .jsonl, whatever its name."`
	Explain bool     `help:"Explain each attribution."`
}

// Serve is the command that runs the bot.
type Serve struct {
	HTTP         string  `name:"http" help:"Take Discord's interactions as signed HTTP requests at this address (host:port) instead of over the gateway; the application's public key is in DISCORD_PUBLIC_KEY." placeholder:"ADDR"`
	TLSCert      string  `name:"tls-cert" help:"With --http: speak TLS with the certificate in this PEM file, which is read again when it changes; without it a proxy must speak TLS." type:"path" placeholder:"FILE"`
	TLSKey       string  `name:"tls-key" help:"With --http: the certificate's private key, a PEM file." type:"path" placeholder:"FILE"`
	TrustedProxy Proxies `help:"With --http: the addresses of proxies that name their clients, such as 127.0.0.1 or 10.0.0.0/8, separated by commas. Limits then apply to the client that X-Forwarded-For or Forwarded names." placeholder:"ADDRS"`
	Evidence     string  `help:"With --http: also serve evidence pages, which show an article with its statements, to everyone who has a link from an answer. URL is the public address of this door, such as https://verbatim.example." placeholder:"URL"`
	Shards       Shards  `help:"Which of the gateway's shards to serve: auto (as many as Discord recommends), how many, or a range of them such as 0-3/16, if other processes serve the rest." default:"auto" placeholder:"SHARDS"`

	Ops        string        `help:"Serve the operator at this address (host:port, such as 127.0.0.1:9090): /metrics for Prometheus, /healthz, /readyz and, only on a loopback address, /debug/pprof/." placeholder:"ADDR"`
	DrainDelay time.Duration `help:"How long serve still takes interactions after the signal to stop, while /readyz says that it is not ready: as long as a load balancer needs to notice." default:"0s" placeholder:"TIME"`
	Playground string        `help:"Show the playground at this loopback address (host:port), also beside Discord; without a token at 127.0.0.1:8080, or the next port that is free, if not given." placeholder:"ADDR"`

	Token     Secret            `kong:"-"` // empty where only the playground is shown
	PublicKey ed25519.PublicKey `kong:"-"` // set with HTTP
}

// Parse reads the arguments (without the program's name), the environment and
// the settings file. If help is asked for, Parse prints it to stdout and returns
// ErrHelp. It returns a *UsageError if the arguments are wrong.
func Parse(args []string, getenv func(string) string, stdout io.Writer) (*Config, error) {
	c := new(Config)
	settings := filepath.Join(xdg.ConfigHome, "verbatim", "config.json")
	data := filepath.Join(xdg.DataHome, "verbatim")
	if homeless(data) {
		data = noFolder
	}
	parser, err := kong.New(c,
		kong.Name("verbatim"),
		kong.Description("Answers questions with quotes: who said it, word for word, and where."),
		kong.Vars{"data": data, "settings": settings, "max_nearest": strconv.Itoa(corpus.MaxNearest)},
		kindVars(),
		kong.NoDefaultHelp(),
		kong.Writers(stdout, stdout),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
		kong.ValueFormatter(withVariable),
		mappers(),
		kong.WithBeforeResolve(func(ctx *kong.Context) error { return resolve(ctx, getenv, settings) }),
	)
	if err != nil {
		return nil, err
	}
	for i, arg := range args {
		if !utf8.ValidString(arg) { // kong would replace what is not
			return nil, &UsageError{Err: fmt.Errorf("argument %d, %q, is not valid UTF-8", i+1, arg)}
		}
	}
	ctx, args, err := parse(parser, args)
	switch {
	case errors.Is(err, ErrHelp):
		return nil, ErrHelp // without what kong adds to it
	case errors.Is(err, errVersion):
		return &Config{Command: "version", LogLevel: "warn", LogFormat: Text}, nil
	case err != nil:
		return nil, usage(err, parser.Model.Node, args, getenv)
	}
	c.Command = path(ctx.Selected())
	if c.Command == "help" {
		return Parse(append(c.Help.Of, "--help"), getenv, stdout)
	}
	switch {
	case c.LogLevel != "":
	case c.Command == "serve":
		c.LogLevel = "info"
	default:
		c.LogLevel = "warn"
	}
	if err := c.addPassword(); err != nil {
		if _, ok := errors.AsType[*SetUpError](err); ok {
			return nil, err
		}
		return nil, &UsageError{Err: err, Command: c.Command}
	}
	if c.Data == noFolder && data == noFolder && c.Command != "version" && c.Command != "extract" {
		err := errors.New("HOME is not set, so there is no folder for the corpus: set it, or name a folder with --data")
		return nil, &UsageError{Err: err, Command: c.Command}
	}
	if err := c.check(); err != nil {
		return nil, &UsageError{Err: err, Command: c.Command}
	}
	return c, c.credentials(getenv)
}

// noFolder is the value of --data if it is not given and the user has no home. Kong
// makes every other value an absolute path.
const noFolder = "-"

// homeless reports whether the folder's path needs a home folder that the environment
// does not set. It would then be at the root of the file system.
func homeless(folder string) bool {
	_, err := os.UserHomeDir()
	return err != nil && strings.HasPrefix(filepath.ToSlash(folder), "/.local/")
}

// parse reads the arguments and returns them. If they name no command, it adds
// "serve".
func parse(parser *kong.Kong, args []string) (*kong.Context, []string, error) {
	if len(args) > 0 && args[0] == "help" { // also if the settings make no sense
		args = append(slices.Clone(args[1:]), "--help")
	}
	serve := append([]string{"serve"}, args...)
	if len(args) == 0 {
		args = serve
	}
	ctx, err := parser.Parse(args)
	if err == nil || errors.Is(err, ErrHelp) || errors.Is(err, errVersion) || !strings.HasPrefix(args[0], "-") {
		return ctx, args, err
	}
	if ctx, err := parser.Parse(serve); err == nil {
		return ctx, serve, nil
	} else if walk(parser.Model.Node, args).command == parser.Model.Node && walk(parser.Model.Node, serve).fault == nil {
		return ctx, serve, err // the value of one of its flags, or of a setting
	}
	return ctx, args, err
}

// MaxLimit is the greatest value of --limit.
const MaxLimit = 1000

// The bounds of --reader-memory, in MB. With less memory a reader would refuse
// ordinary large pages.
const (
	minReaderMemory = 128
	maxReaderMemory = 64 << 10
)

func (c *Config) check() error {
	if c.Data == "" {
		return errors.New("--data is empty: name a folder")
	}
	if n, err := strconv.ParseUint(c.Guild, 10, 64); c.Guild != "" && (err != nil || strconv.FormatUint(n, 10) != c.Guild) {
		return fmt.Errorf("--guild %q is not a Discord server's id (digits only)", c.Guild)
	}
	if c.ReaderMemory < minReaderMemory || c.ReaderMemory > maxReaderMemory {
		return fmt.Errorf("--reader-memory must be from %d to %d (MB), not %d", minReaderMemory, maxReaderMemory, c.ReaderMemory)
	}
	if err := c.checkStore(); err != nil {
		return err
	}
	if strings.ContainsFunc(c.Contact, func(r rune) bool { return r <= ' ' || r > '~' || r == '(' || r == ')' }) {
		return fmt.Errorf("--contact %q is neither a web nor a mail address", c.Contact)
	}
	switch c.Command {
	case "ask":
		return c.Ask.check()
	case "serve":
		return c.Serve.check()
	case "doctor":
		return c.Doctor.check()
	}
	return c.Corpus.check(c)
}

// checkStore never repeats the address in an error, because it may have a password.
func (c *Config) checkStore() error {
	if c.Store.Reveal() == "" {
		return nil
	}
	u, err := url.Parse(c.Store.Reveal())
	if err != nil || (u.Scheme != "postgres" && u.Scheme != "postgresql") {
		return errors.New("--store is not the address of a PostgreSQL database (postgres://user:password@host/name)")
	}
	return nil
}

func (a *Ask) check() error {
	switch t := a.Threshold; {
	case a.Limit < 1 || a.Limit > MaxLimit:
		return fmt.Errorf("--limit must be from 1 to %d, not %d", MaxLimit, a.Limit)
	case a.Nearest < 0 || a.Nearest > corpus.MaxNearest:
		return fmt.Errorf("--nearest must be from 0 to %d, not %d", corpus.MaxNearest, a.Nearest)
	case t != nil && !(*t >= 0 && *t <= 1): // not a number fails too
		return fmt.Errorf("--threshold must be from 0 to 1, not %v", *t)
	case a.Batch == "" && len(a.Question) == 0:
		return errors.New("ask needs a question, or --batch FILE")
	case a.Batch != "" && len(a.Question) > 0:
		return errors.New("ask takes a question or --batch FILE, not both")
	case a.Batch != "" && a.Format != "" && a.Format != JSONL:
		return fmt.Errorf("--batch prints jsonl, not %s", a.Format)
	}
	return nil
}
