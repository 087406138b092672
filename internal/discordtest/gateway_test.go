package discordtest_test

import (
	"bytes"
	"compress/zlib"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"

	"verbatim/internal/discordtest"
)

// link is a raw websocket connection to the gateway.
type link struct {
	t  *testing.T
	ws *websocket.Conn
}

func dial(t *testing.T, discord *discordtest.Server, query string) link {
	t.Helper()
	ws, resp, err := discord.Dialer().Dial(discord.GatewayURL()+"/?"+query, nil)
	if err != nil {
		t.Fatalf("dial: %v", err)
	}
	if err := resp.Body.Close(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ws.Close() })
	return link{t, ws}
}

type frame struct {
	Op int
	T  string
	S  int64
	D  json.RawMessage
}

// read is the next frame, or the close code.
func (l link) read() (frame, int) {
	l.t.Helper()
	kind, message, err := l.ws.ReadMessage()
	if closed := new(websocket.CloseError); errors.As(err, &closed) {
		return frame{}, closed.Code
	}
	if err != nil {
		l.t.Fatalf("read: %v", err)
	}
	if kind == websocket.BinaryMessage {
		z, err := zlib.NewReader(bytes.NewReader(message))
		if err != nil {
			l.t.Fatal(err)
		}
		if message, err = io.ReadAll(z); err != nil {
			l.t.Fatal(err)
		}
	}
	var f frame
	if err := json.Unmarshal(message, &f); err != nil {
		l.t.Fatalf("read %s: %v", message, err)
	}
	return f, 0
}

func (l link) send(frame string) {
	l.t.Helper()
	if err := l.ws.WriteMessage(websocket.TextMessage, []byte(frame)); err != nil {
		l.t.Fatalf("send: %v", err)
	}
}

func identify(discord *discordtest.Server, more string) string {
	return fmt.Sprintf(`{"op":2,"d":{"token":%q,"intents":1,"properties":{"os":"test"}%s}}`, discord.Token(), more)
}

// closeCode reads until the connection is closed.
func (l link) closeCode() int {
	for {
		if _, code := l.read(); code != 0 {
			return code
		}
	}
}

func TestGatewayRefusals(t *testing.T) {
	v10 := "v=10&encoding=json"
	for _, tt := range []struct {
		name, query string
		opts        []discordtest.Option
		send        func(*discordtest.Server) []string
		want        int
	}{
		{"version 8", "v=8&encoding=json", nil, nil, 4012},
		{"another encoding", "v=10&encoding=etf", nil, nil, 4002},
		{"wrong token", v10, nil, one(`{"op":2,"d":{"token":"x","intents":1,"properties":{}}}`), 4004},
		{"no intents", v10, nil, func(d *discordtest.Server) []string {
			return []string{`{"op":2,"d":{"token":"` + d.Token() + `","properties":{}}}`}
		}, 4013},
		{"intents that do not exist", v10, nil, with(`,"intents":1048576000`), 4013},
		{"privileged intents", v10, nil, with(`,"intents":32769`), 4014},
		{"shard out of bounds", v10, nil, with(`,"shard":[2,2]`), 4010},
		{"identify twice", v10, nil, with("", ""), 4005},
		{"payload of 4097 bytes", v10, nil, one(`{"op":1,"d":"` + strings.Repeat("x", 4097-14) + `"}`), 4002},
		{"no JSON", v10, nil, one(`{"op":`), 4002},
		{"unknown op", v10, nil, one(`{"op":99}`), 4001},
		{"presence before identify", v10, nil, one(`{"op":3,"d":{}}`), 4003},
		{"121 payloads", v10, nil, func(*discordtest.Server) []string {
			return strings.Split(strings.Repeat("{\"op\":1}\n", 120)+`{"op":1}`, "\n")
		}, 4008},
	} {
		t.Run(tt.name, func(t *testing.T) {
			discord := discordtest.New(t, append(tt.opts, discordtest.InMemory())...)
			discord.Tolerate(4001, 4002, 4003, 4005, 4008, 4010, 4012, 4013, 4014)
			l := dial(t, discord, tt.query)
			if tt.send != nil {
				go func() {
					for _, frame := range tt.send(discord) {
						_ = l.ws.WriteMessage(websocket.TextMessage, []byte(frame)) // the server may have hung up
					}
				}()
			}
			if got := l.closeCode(); got != tt.want {
				t.Errorf("closed with %d, want %d", got, tt.want)
			}
			if got := discord.Refusals(); len(got) != 1 || got[0].Code != tt.want {
				t.Errorf("got refusals %v, want one of code %d", got, tt.want)
			}
		})
	}
}

func one(frame string) func(*discordtest.Server) []string {
	return func(*discordtest.Server) []string { return []string{frame} }
}

// with identifies, once with each of the further fields.
func with(more ...string) func(*discordtest.Server) []string {
	return func(d *discordtest.Server) (frames []string) {
		for _, m := range more {
			frames = append(frames, identify(d, m))
		}
		return frames
	}
}

func TestPayloadOf4096BytesIsRead(t *testing.T) {
	discord := discordtest.New(t, discordtest.InMemory())
	l := dial(t, discord, "v=10&encoding=json")
	l.read()
	l.send(`{"op":1,"d":"` + strings.Repeat("x", 4096-15) + `"}`)
	if f, code := l.read(); f.Op != 11 {
		t.Errorf("got %v, close code %d, want a heartbeat acknowledged", f, code)
	}
}

func TestPrivilegedIntentsThatAreGranted(t *testing.T) {
	discord := discordtest.New(t, discordtest.InMemory(), discordtest.GrantIntents(1<<15))
	l := dial(t, discord, "v=10&encoding=json")
	l.read()
	l.send(identify(discord, `,"intents":32769`))
	if f, code := l.read(); f.T != "READY" {
		t.Errorf("got %v, close code %d, want READY", f, code)
	}
}

func TestSilentClientIsClosed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		discord := discordtest.New(t, discordtest.InMemory())
		l := dial(t, discord, "v=10&encoding=json")
		begin := time.Now()
		if got := l.closeCode(); got != 4009 {
			t.Errorf("closed with %d, want 4009", got)
		}
		if got, want := time.Since(begin), discordtest.HeartbeatInterval*3/2; got != want {
			t.Errorf("closed after %v, want %v", got, want)
		}
	})
}

func TestReadyGuildsAndShards(t *testing.T) {
	discord := discordtest.New(t, discordtest.InMemory())
	guilds := map[string]bool{}
	for i := range 8 {
		guilds[discord.Guild(fmt.Sprint("guild ", i)).ID()] = true
	}
	for shard := range 2 {
		l := dial(t, discord, "v=10&encoding=json")
		l.read()
		l.send(identify(discord, fmt.Sprintf(`,"compress":true,"shard":[%d,2]`, shard)))
		ready, _ := l.read()
		var d struct {
			Guilds []struct{ ID string }
			Shard  [2]int
		}
		if err := json.Unmarshal(ready.D, &d); err != nil || ready.T != "READY" {
			t.Fatalf("got %v, error %v, want READY", ready, err)
		}
		if len(d.Guilds) != 4 {
			t.Errorf("shard %d has %d of 8 guilds, want half of them", shard, len(d.Guilds))
		}
		for range d.Guilds {
			f, _ := l.read()
			var g struct{ ID string }
			if err := json.Unmarshal(f.D, &g); err != nil || f.T != "GUILD_CREATE" || !guilds[g.ID] {
				t.Errorf("got %s of guild %q, error %v, want GUILD_CREATE of one that is left", f.T, g.ID, err)
			}
			delete(guilds, g.ID)
		}
	}
	if len(guilds) > 0 {
		t.Errorf("no shard got guilds %v", guilds)
	}
}

func TestTooManyGuildsForOneShard(t *testing.T) {
	discord := discordtest.New(t, discordtest.InMemory())
	discord.Tolerate(4011)
	for i := range 2501 {
		discord.Guild(fmt.Sprint("guild ", i))
	}
	l := dial(t, discord, "v=10&encoding=json")
	l.send(identify(discord, ""))
	if got := l.closeCode(); got != 4011 {
		t.Errorf("closed with %d, want 4011", got)
	}
}

func TestMaxConcurrency(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		discord := discordtest.New(t, discordtest.InMemory(), discordtest.MaxConcurrency(2))
		first := func(shard int) frame {
			l := dial(t, discord, "v=10&encoding=json")
			l.read()
			l.send(identify(discord, fmt.Sprintf(`,"shard":[%d,4]`, shard)))
			f, _ := l.read()
			return f
		}
		for _, tt := range []struct {
			shard int
			after time.Duration
			want  int
		}{{0, 0, 0}, {1, 0, 0}, {2, time.Second, 9}, {2, 4 * time.Second, 0}, {3, 0, 0}} {
			time.Sleep(tt.after)
			if got := first(tt.shard); got.Op != tt.want {
				t.Errorf("shard %d, %v later: got op %d, want %d", tt.shard, tt.after, got.Op, tt.want)
			}
		}
	})
}

// sessionWithEvents opens a discordgo session and passes on its events.
func sessionWithEvents(t *testing.T, discord *discordtest.Server) (*discordgo.Session, chan string) {
	events := make(chan string, 100)
	bot := session(t, discord)
	bot.AddHandler(func(_ *discordgo.Session, i *discordgo.InteractionCreate) {
		events <- i.ApplicationCommandData().GetOption("question").StringValue()
	})
	bot.AddHandler(func(_ *discordgo.Session, _ *discordgo.Resumed) { events <- "RESUMED" })
	bot.AddHandler(func(_ *discordgo.Session, _ *discordgo.Ready) { events <- "READY" })
	open(t, discord, bot)
	t.Cleanup(func() {
		if t.Failed() {
			time.Sleep(5 * time.Minute) // until the library, which may be reconnecting, no longer holds its lock
		}
	})
	register(t, bot, askCommand)
	return bot, events
}

func next(t *testing.T, events chan string, want string) {
	t.Helper()
	select {
	case got := <-events:
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	case <-time.After(30 * time.Minute):
		t.Errorf("got nothing in half an hour, want %q", want)
	}
}

func TestDiscordgoResumesAndReconnects(t *testing.T) {
	for _, tt := range []struct {
		name              string
		happens           func(*discordtest.Server)
		want              string
		identifies, codes int // the close code that the server was sent
	}{
		{"Op 7", (*discordtest.Server).AskReconnect, "RESUMED", 1, websocket.CloseServiceRestart},
		{"cut connection", (*discordtest.Server).DropGateway, "RESUMED", 1, 0},
		{"close code 4000", func(d *discordtest.Server) { d.CloseGateway(4000) }, "RESUMED", 1, 0},
		{"Op 9", func(d *discordtest.Server) { d.InvalidateSessions(false) }, "READY", 2, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				discord := discordtest.New(t, discordtest.InMemory())
				ann := discord.Guild("Newsroom").Member("ann")
				_, events := sessionWithEvents(t, discord)
				next(t, events, "READY")
				ann.Types("/ask question: before")
				next(t, events, "before")
				tt.happens(discord)
				synctest.Wait()
				next(t, events, tt.want)
				ann.Types("/ask question: after")
				next(t, events, "after")
				if got := len(discord.Identifies()); got != tt.identifies {
					t.Errorf("%d identifies, want %d", got, tt.identifies)
				}
				if got := discord.Resumes(); got != 2-tt.identifies {
					t.Errorf("%d resumes, want %d", got, 2-tt.identifies)
				}
				if got := discord.Closes(); tt.codes != 0 && (len(got) != 1 || got[0] != tt.codes) {
					t.Errorf("client closed with %v, want %d", got, tt.codes)
				}
			})
		})
	}
}

// discordgo gives up on a silent server after five intervals, and closes with
// 1000. That ends the session, and events sent meanwhile are lost.
func TestDiscordgoLosesASilentSession(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		discord := discordtest.New(t, discordtest.InMemory())
		ann := discord.Guild("Newsroom").Member("ann")
		_, events := sessionWithEvents(t, discord)
		next(t, events, "READY")
		discord.GoSilent(time.Hour)
		begin := time.Now()
		ann.Types("/ask question: Anybody?")
		next(t, events, "READY")
		if took := time.Since(begin); took < 5*discordtest.HeartbeatInterval || took > 8*discordtest.HeartbeatInterval {
			t.Errorf("noticed after %v, want five to eight intervals", took)
		}
		if got := discord.Closes(); len(got) == 0 || got[0] != websocket.CloseNormalClosure {
			t.Errorf("client closed with %v, want 1000", got)
		}
	})
}

func TestWhatASilentServerKeptIsReplayed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		discord := discordtest.New(t, discordtest.InMemory())
		first := dial(t, discord, "v=10&encoding=json")
		first.read()
		first.send(identify(discord, ""))
		ready, _ := first.read()
		var d struct {
			SessionID string `json:"session_id"`
		}
		if err := json.Unmarshal(ready.D, &d); err != nil {
			t.Fatal(err)
		}
		discord.GoSilent(time.Minute)
		discord.Guild("Newsroom")
		if err := first.ws.Close(); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		resume := func(seq int64) link {
			l := dial(t, discord, "v=10&encoding=json")
			l.read()
			l.send(fmt.Sprintf(`{"op":6,"d":{"token":%q,"session_id":%q,"seq":%d}}`, discord.Token(), d.SessionID, seq))
			return l
		}
		second := resume(ready.S)
		for i, want := range []string{"GUILD_CREATE", "RESUMED"} {
			if f, code := second.read(); f.T != want || f.S != ready.S+1+int64(i) {
				t.Errorf("got %s at %d, close code %d, want %s at %d", f.T, f.S, code, want, ready.S+1+int64(i))
			}
		}
		discord.Tolerate(4007)
		if got := resume(1000).closeCode(); got != 4007 {
			t.Errorf("resume from the future: closed with %d, want 4007", got)
		}
		discord.InvalidateSessions(false)
		if f, code := resume(1).read(); f.Op != 9 || string(f.D) != "false" {
			t.Errorf("got op %d %s, close code %d, want an invalid session", f.Op, f.D, code)
		}
	})
}

func TestSessionLastsForAnHour(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		discord := discordtest.New(t, discordtest.InMemory())
		ann := discord.Guild("Newsroom").Member("ann")
		_, events := sessionWithEvents(t, discord)
		next(t, events, "READY")
		time.Sleep(time.Hour)
		ann.Types("/ask question: Still there?")
		next(t, events, "Still there?")
		if got := discord.Sessions(); len(got) != 1 || !got[0].Connected || got[0].Intents != 1 {
			t.Errorf("got sessions %v, want the first, connected", got)
		}
	})
}

func TestNewGuildIsDispatched(t *testing.T) {
	everywhere(t, func(t *testing.T, discord *discordtest.Server) {
		bot := session(t, discord)
		joined, left := make(chan string, 4), make(chan string, 4)
		bot.AddHandler(func(_ *discordgo.Session, g *discordgo.GuildCreate) { joined <- g.Name })
		bot.AddHandler(func(_ *discordgo.Session, g *discordgo.GuildDelete) { left <- g.ID })
		open(t, discord, bot)
		guild := discord.Guild("Newsroom")
		next(t, joined, "Newsroom")
		guild.Kick()
		next(t, left, guild.ID())
	})
}
