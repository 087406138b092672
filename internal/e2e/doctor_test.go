package e2e

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"verbatim/bot"
	commands "verbatim/bot/command"
	"verbatim/corpus/store/storetest"
	"verbatim/internal/cli"
	"verbatim/internal/discordtest"
)

// finding is what doctor --format json prints of one check.
type finding struct {
	Check string `json:"check"`
	State health `json:"state"`
	Says  string `json:"says"`
	Do    string `json:"do"`
}

// health is a finding's state.
type health string

const (
	well    health = "ok"
	ailing  health = "warning"
	failing health = "error"
)

// setup is one set-up that the doctor looks at.
type setup struct {
	discord *discordtest.Server
	guild   *discordtest.Guild
	data    string
	env     map[string]string
	args    []string
}

// newSetup is a set-up that nothing is wrong with: the bot is in a server, its
// commands are registered, and the store and the index hold the same.
func newSetup(t *testing.T, options ...discordtest.Option) *setup {
	t.Helper()
	options = append([]discordtest.Option{discordtest.WithToken("MTE3.discord.test")}, options...)
	x := &setup{discord: discordtest.New(t, options...), data: filepath.Join(t.TempDir(), "data")}
	x.discord.Tolerate(0)
	x.guild = x.discord.Guild("Newsroom")
	x.env = map[string]string{"DISCORD_TOKEN": x.discord.Token(), "VERBATIM_DATA": x.data, "VERBATIM_CONFIG": filepath.Join(t.TempDir(), "none.json")}
	if err := os.WriteFile(x.env["VERBATIM_CONFIG"], []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	if status, _, stderr := command(t, x.data, "", "ask", "Who denied it?"); status != cli.ExitDone {
		t.Fatalf("ask: %s", stderr)
	}
	if err := os.Chmod(x.data, 0o700); err != nil { // where this process has made it
		t.Fatal(err)
	}
	x.tidy(t)
	x.register(t)
	return x
}

// tidy makes the files of the data folder its user's alone, as Main's umask
// would have.
func (x *setup) tidy(t *testing.T) {
	t.Helper()
	err := filepath.WalkDir(x.data, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			return os.Chmod(path, 0o700)
		}
		return os.Chmod(path, 0o600)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// register registers the commands, as serve does.
func (x *setup) register(t *testing.T) {
	t.Helper()
	specs, err := json.Marshal(commands.New(commands.Options{}).Commands())
	if err != nil {
		t.Fatal(err)
	}
	x.put(t, specs)
}

// put replaces the registered commands.
func (x *setup) put(t *testing.T, specs []byte) {
	t.Helper()
	client := &discordClient{t, x.discord}
	client.do("PUT", "/applications/"+x.discord.ApplicationID()+"/commands", specs)
}

// corpus runs a command on the set-up's own data folder.
func (x *setup) corpus(t *testing.T, stdin string, args ...string) {
	t.Helper()
	if status, out, stderr := command(t, x.data, stdin, args...); status != cli.ExitDone {
		t.Fatalf("%q: %s%s", args, out, stderr)
	}
	x.tidy(t)
}

// examine is the doctor's word, as an exit status, findings and all the text.
func (x *setup) examine(t *testing.T, args ...string) (status int, found []finding, text string) {
	t.Helper()
	run := func(args ...string) (int, string, string) {
		var out, log bytes.Buffer
		p := cli.Program{
			Getenv: func(name string) string { return x.env[name] },
			Stdin:  strings.NewReader(""), Stdout: &out, Stderr: &log, Discord: x.discord.Transport(), Limits: bot.DefaultLimits(),
		}
		status := cli.Exit(p.Run(t.Context(), args), &log)
		return status, out.String(), log.String()
	}
	args = append(append([]string{"doctor"}, x.args...), args...)
	status, out, log := run(append(args, "--format", "json")...)
	if err := json.Unmarshal([]byte(out), &found); err != nil {
		t.Fatalf("it prints %q (%v), want a JSON array; its log: %s", out, err, log)
	}
	again, people, log := run(args...)
	if again != status {
		t.Errorf("status %d for people, %d with --format json", again, status)
	}
	return status, found, out + people + log
}

func TestDoctor(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it takes long, and is left out with -short")
	}
	if runtime.GOOS == "windows" {
		t.Skip("Windows tells most of it in other words")
	}
	at := func(options ...discordtest.Option) func(t *testing.T) *setup {
		return func(t *testing.T) *setup { return newSetup(t, options...) }
	}
	broken := []struct {
		name  string
		setUp func(*testing.T) *setup
		harm  func(*testing.T, *setup)
		check string
		state health
		says  string
		do    string
	}{
		{"no token", at(), func(_ *testing.T, x *setup) { delete(x.env, "DISCORD_TOKEN") },
			"token", failing, "there is no Discord token", "copy the token"},
		{"the public key for the token", at(), func(_ *testing.T, x *setup) { x.env["DISCORD_TOKEN"] = x.discord.PublicKey() },
			"token", failing, "it looks like the public key", "copy the token"},
		{"the client secret for the token", at(), func(_ *testing.T, x *setup) { x.env["DISCORD_TOKEN"] = "abcdefghijklmnopqrstuvwxyz01234_" },
			"token", failing, "it looks like the client secret", "copy the token"},
		{"a token that was reset", at(), func(_ *testing.T, x *setup) { x.env["DISCORD_TOKEN"] = "MTE3.another.token" },
			"token", failing, "Discord refuses it", "copy the token"},
		{"another application's public key", at(), func(t *testing.T, x *setup) {
			x.env["DISCORD_PUBLIC_KEY"] = strings.Repeat("ab", 32)
			x.args = []string{"--http", free(t)}
			x.discord.EndpointElsewhere("https://bot.example/interactions")
		}, "public key", failing, "does not belong to the token's application", "copy the public key"},
		{"no public key", at(), func(t *testing.T, x *setup) {
			x.args = []string{"--http", free(t)}
			x.discord.EndpointElsewhere("https://bot.example/interactions")
		}, "public key", failing, "there is no public key", "copy the public key"},
		{"an endpoint while the gateway is served", at(), func(_ *testing.T, x *setup) {
			x.discord.EndpointElsewhere("https://bot.example/interactions")
		}, "endpoint", failing, "Discord sends interactions to https://bot.example/interactions", "empty the Interactions Endpoint URL"},
		{"no endpoint while HTTP is served", at(), func(t *testing.T, x *setup) {
			x.env["DISCORD_PUBLIC_KEY"] = x.discord.PublicKey()
			x.args = []string{"--http", free(t)}
		}, "endpoint", failing, "there is no Interactions Endpoint URL", "enter https://<your host>/interactions"},
		{"evidence that is read along", at(), func(t *testing.T, x *setup) {
			x.env["DISCORD_PUBLIC_KEY"] = x.discord.PublicKey()
			x.discord.EndpointElsewhere("https://bot.example/interactions")
			x.args = []string{"--http", free(t), "--evidence", "http://bot.example"}
		}, "evidence", ailing, "which others on the network can read along", "set --evidence to an https address"},
		{"evidence elsewhere", at(), func(t *testing.T, x *setup) {
			x.env["DISCORD_PUBLIC_KEY"] = x.discord.PublicKey()
			x.discord.EndpointElsewhere("https://bot.example/interactions")
			x.args = []string{"--http", free(t), "--evidence", "https://verbatim.example"}
		}, "evidence", ailing, "answers will link to verbatim.example, but Discord reaches this bot at bot.example", "check that both lead here"},
		{"a delay that nobody sees", at(), func(t *testing.T, x *setup) {
			x.env["DISCORD_PUBLIC_KEY"] = x.discord.PublicKey()
			x.discord.EndpointElsewhere("https://bot.example/interactions")
			x.args = []string{"--http", free(t), "--drain-delay", "10s"}
		}, "drain", ailing, "a load balancer cannot notice", "give --ops"},
		{"a port that another listens on", at(), func(t *testing.T, x *setup) {
			x.env["DISCORD_PUBLIC_KEY"] = x.discord.PublicKey()
			x.discord.EndpointElsewhere("https://bot.example/interactions")
			x.args = []string{"--http", occupied(t)}
		}, "port", failing, "another program listens", "choose another address"},
		{"a clock that is behind", at(discordtest.ClockAhead(5 * time.Minute)), func(*testing.T, *setup) {},
			"clock", failing, "behind Discord's", "keep it synchronised"},
		{"a clock that is a little ahead", at(discordtest.ClockAhead(-30 * time.Second)), func(*testing.T, *setup) {},
			"clock", ailing, "ahead of Discord's", "keep it synchronised"},
		{"privileged intents", at(discordtest.ApplicationFlags(1<<18 | 1<<15)), func(*testing.T, *setup) {},
			"intents", ailing, "Server Members Intent, Message Content Intent enabled", "disable it"},
		{"a code grant", at(discordtest.CodeGrant()), func(*testing.T, *setup) {},
			"invite", failing, "links that invite the bot do not work", "disable Requires OAuth2 Code Grant"},
		{"few starts left", at(discordtest.IdentifiesLeft(7)), func(*testing.T, *setup) {},
			"gateway", ailing, "7 of today's 1000 starts are left", "find out what makes the bot start so often"},
		{"commands of another version", at(), func(t *testing.T, x *setup) { x.put(t, []byte(`[{"name":"ask","description":"Asks.","type":1}]`)) },
			"commands", ailing, "the 1 registered commands differ", "start serve of this version"},
		{"in no server", at(), func(_ *testing.T, x *setup) { x.guild.Kick() },
			"servers", ailing, "the bot is in no server", "https://discord.com/oauth2/authorize?client_id="},
		{"an audit channel that the bot may not embed links in", at(), func(t *testing.T, x *setup) {
			x.audit(t)
			x.guild.General().Deny(discordtest.EmbedLinks)
		}, "permissions", failing, `in "Newsroom" the bot lacks Embed Links in #general`, "give it to the bot"},
		{"an audit channel that the bot does not see", at(), func(t *testing.T, x *setup) {
			x.audit(t)
			x.guild.General().Deny(discordtest.ViewChannel)
		}, "permissions", failing, `in "Newsroom" the bot lacks View Channel`, "give it to the bot"},
		{"a server that lets nobody write", at(), func(t *testing.T, x *setup) {
			x.audit(t)
			x.guild.Withhold(1 << 11)
		}, "permissions", failing, `in "Newsroom" the bot lacks Send Messages in #general`, "give it to the bot"},
		{"an administrator", at(), func(t *testing.T, x *setup) {
			x.audit(t)
			x.guild.Grant(discordtest.Administrator)
		}, "permissions", ailing, `in "Newsroom" the bot is an administrator`, "remove Administrator from its role"},
		{"an audit channel that is gone", at(), func(t *testing.T, x *setup) {
			x.corpus(t, "", "corpus", "settings", "--guild", x.guild.ID(), "--audit-channel", "4711")
		}, "permissions", failing, "the channel 4711, which the bot posts to, does not exist any more", "choose another"},
		{"a store that is no store", at(), func(t *testing.T, x *setup) {
			x.write(t, "verbatim.db", "not a database, but long enough to look at")
		},
			"store", failing, "not a Verbatim store", "move it away"},
		{"a store that is damaged", at(), func(t *testing.T, x *setup) { x.spoil(t, "verbatim.db", 5000) },
			"store", failing, "damaged", "restore it from a backup"},
		{"a store of a newer version", at(), func(t *testing.T, x *setup) { x.age(t, 9999) },
			"store", failing, "written by a newer verbatim", "use that version"},
		{"a store of an older version", at(), func(t *testing.T, x *setup) { x.age(t, -1) },
			"store", ailing, "it has an older version", "make a backup first"},
		{"an index that is missing", at(), func(t *testing.T, x *setup) {
			if err := os.RemoveAll(filepath.Join(x.data, "index")); err != nil {
				t.Fatal(err)
			}
		}, "index", ailing, "there is none", "the next serve builds it"},
		{"an index that is damaged", at(), func(t *testing.T, x *setup) { x.spoilSegment(t) },
			"index", ailing, "is damaged", "the next serve rebuilds it"},
		{"an index of another store", at(), func(t *testing.T, x *setup) {
			for _, name := range []string{"verbatim.db", "verbatim.db-wal", "verbatim.db-shm"} {
				_ = os.Remove(filepath.Join(x.data, name)) // some are not there
			}
			x.corpus(t, "", "corpus", "list")
		}, "index", ailing, "made from another store", "the next serve rebuilds it"},
		{"an index that another process has open", at(), func(t *testing.T, x *setup) { x.holdIndex(t) },
			"index", failing, "another process has it open", "end that process"},
		{"a folder that others can read", at(), func(t *testing.T, x *setup) {
			if err := os.Chmod(filepath.Join(x.data, "verbatim.db"), 0o644); err != nil {
				t.Fatal(err)
			}
		}, "folder", ailing, "other users can access", "chmod -R go="},
		{"a folder that others keep files in and write to", at(), func(t *testing.T, x *setup) {
			x.write(t, "letter.txt", "another's")
			if err := os.Chmod(x.data, 0o777); err != nil {
				t.Fatal(err)
			}
		}, "folder", ailing, "other users can access", "choose an empty folder with --data"},
		{"a folder that is a file", at(), func(t *testing.T, x *setup) {
			if err := os.RemoveAll(x.data); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(x.data, nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}, "folder", failing, "is a file", "choose another data folder"},
	}
	for _, tt := range broken {
		t.Run(tt.name, func(t *testing.T) {
			x := tt.setUp(t)
			tt.harm(t, x)
			status, found, text := x.examine(t)
			x.told(t, status, found, text, tt.check, tt.state, tt.says, tt.do)
		})
	}
	t.Run("an index that is behind is not ill", func(t *testing.T) {
		x := newSetup(t)
		x.corpus(t, `{"id":"quay","title":"","text":"The harbour master said that the lighthouse will be painted in spring."}`, "corpus", "import", "-")
		status, found, text := x.examine(t)
		x.told(t, status, found, text, "index", well, "the next serve reads the store's last", "")
	})
	t.Run("nothing is wrong", func(t *testing.T) {
		x := newSetup(t)
		status, found, text := x.examine(t)
		for _, one := range found {
			if one.State != well && one.Check != "disk" {
				t.Errorf("got %+v, want that it is ok", one)
			}
		}
		if status != cli.ExitDone && !strings.Contains(text, "disk") {
			t.Errorf("status %d, want %d:\n%s", status, cli.ExitDone, text)
		}
	})
}

// told checks that the doctor names the one thing that is wrong, with its mend,
// and shows no secret.
func (x *setup) told(t *testing.T, status int, found []finding, text, check string, state health, says, do string) {
	t.Helper()
	if secret := x.env["DISCORD_TOKEN"]; secret != "" && strings.Contains(text, secret) {
		t.Errorf("the token shows:\n%s", text)
	}
	want := cli.ExitDone
	if state == failing {
		want = cli.ExitFailed
	}
	if status != want && !slices.ContainsFunc(found, func(f finding) bool { return f.Check == "disk" && f.State == failing }) {
		t.Errorf("status %d, want %d", status, want)
	}
	hit := slices.ContainsFunc(found, func(f finding) bool {
		return f.Check == check && f.State == state && strings.Contains(f.Says, says) && strings.Contains(f.Says+" "+f.Do, do)
	})
	if !hit {
		t.Errorf("want %s of %q: %q, and to do: %q; it says:\n%s", state, check, says, do, text)
	}
	for _, other := range found {
		if other.State != well && other.Check != check && other.Check != "disk" {
			t.Errorf("it also finds %+v, which nothing is wrong with", other)
		}
	}
}

// A PostgreSQL that cannot be used is told apart by why.
func TestDoctorOfPostgres(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it takes long, and is left out with -short")
	}
	server := storetest.Postgres(t)
	database := server.Database(t)
	u, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	changed := func(change func(*url.URL, url.Values)) string {
		other, q := *u, u.Query()
		change(&other, q)
		other.RawQuery = q.Encode()
		return other.String()
	}
	server.Execute(t, database, `CREATE ROLE visitor LOGIN; REVOKE CREATE ON SCHEMA public FROM PUBLIC`)
	tests := []struct{ name, store, says, do string }{
		{"unreachable", changed(func(_ *url.URL, q url.Values) { q.Set("host", t.TempDir()) }), "cannot be reached", "check that the database server is running"},
		{"no such database", changed(func(o *url.URL, _ url.Values) { o.Path = "/elsewhere" }), "does not exist", "create the database"},
		{"an unknown user", changed(func(_ *url.URL, q url.Values) { q.Set("user", "nobody-here") }), "does not exist", "check the user and the password"},
		{"a user who may make nothing", changed(func(_ *url.URL, q url.Values) { q.Set("user", "visitor") }), "may not create tables", "grant it CREATE"},
		{"read only", changed(func(_ *url.URL, q url.Values) { q.Set("default_transaction_read_only", "on") }), "read-only", "name a writable server"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			x := newSetup(t)
			x.env["VERBATIM_STORE"] = tt.store
			status, found, text := x.examine(t, "--offline")
			x.told(t, status, found, text, "store", failing, tt.says, tt.do)
		})
	}
	t.Run("nothing is wrong", func(t *testing.T) {
		x := newSetup(t)
		x.env["VERBATIM_STORE"] = database
		if status, _, text := x.examine(t, "--offline"); status != cli.ExitDone || !strings.Contains(text, "there is none yet") {
			t.Errorf("status %d, want %d and that there is no store yet:\n%s", status, cli.ExitDone, text)
		}
	})
}

// free is an address that nobody listens on.
func free(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

// occupied is an address that somebody listens on.
func occupied(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l.Addr().String()
}

// audit has the guild's audit log go to its channel #general.
func (x *setup) audit(t *testing.T) {
	t.Helper()
	x.corpus(t, "", "corpus", "settings", "--guild", x.guild.ID(), "--audit-channel", x.guild.General().ID())
}
