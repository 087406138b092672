package gateway

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"

	"verbatim/bot/incoming"
	"verbatim/bot/rest"
)

// The states of a shard.
const (
	shardConnecting = "connecting"
	shardConnected  = "connected"
	shardWaiting    = "waiting" // before the next attempt
	shardGone       = "gone"    // this process does not serve it any more
)

// shardSession is one session with Discord's gateway. It carries the interactions of
// its share of the servers.
type shardSession struct {
	*services
	id      int
	log     *slog.Logger
	session *discordgo.Session
	relay   *relay
	ended   chan struct{}
	hung    atomic.Bool // the session cannot be used any more
	met     atomic.Bool // Discord has sent Ready for it
	closing sync.Once
	opening chan struct{} // holds an element while the session opens or closes; discordgo locks the session for that long

	// certain reports whether this process surely has the shard. If it does not,
	// admit finds out whether to answer an interaction that was sent at the given
	// time. Both are nil if no other process can have the shard.
	certain func() bool
	admit   func(ctx context.Context, sent time.Time) bool
}

// newShardSession makes shard number id, out of so many.
func newShardSession(v *services, id, of int) (*shardSession, error) {
	session, err := v.rest.Session(restTimeout)
	if err != nil {
		return nil, err
	}
	s := &shardSession{services: v, id: id, log: v.log, session: session, ended: make(chan struct{}, 1), opening: make(chan struct{}, 1)}
	if of > 1 {
		s.log = v.log.With("shard", id)
	}
	s.relay = newRelay(v.dialer, newIdentifyTurn(v.startLimit, id), s.log)
	session.ShardID, session.ShardCount = id, of
	session.Compress = false // the relay reads the messages
	session.Dialer = s.relay.dialer()
	session.Identify.Intents = discordgo.IntentsNone
	if v.guilds != nil {
		session.Identify.Intents = discordgo.IntentsGuilds
	}
	return s, nil
}

// handle subscribes to the session's events. discordgo calls the handlers one
// after the other on the session's reading goroutine, some of them with its
// lock held, so a handler must not block or call the session.
func (s *shardSession) handle(work, tasks context.Context) {
	s.relay.interaction = func(raw []byte) { s.read(work, tasks, raw) }
	s.session.AddHandler(func(_ *discordgo.Session, r *discordgo.Ready) {
		s.met.Store(true)
		s.announce.Do(func() {
			s.tasks.Go(func() { s.introduce(tasks, r) })
			if s.guilds != nil {
				s.tasks.Go(func() { s.guilds.Follow(tasks) })
			}
		})
		if s.guilds != nil {
			s.guildList(r)
		}
	})
	if s.guilds != nil {
		s.session.AddHandler(func(_ *discordgo.Session, e *discordgo.GuildCreate) { s.guildJoined(e.Guild) })
		s.session.AddHandler(func(_ *discordgo.Session, e *discordgo.GuildDelete) { s.guildLeft(e.Guild) })
	}
	s.session.AddHandler(func(_ *discordgo.Session, _ *discordgo.Disconnect) {
		select {
		case s.ended <- struct{}{}:
		default:
		}
	})
}

// read reads an interaction and drops it if it cannot be answered.
func (s *shardSession) read(work, tasks context.Context, raw []byte) {
	i, err := incoming.Read(raw)
	if err == nil && i.Type == discordgo.InteractionPing {
		err = errors.New("a ping must come over HTTP, not over the gateway")
	}
	if err != nil {
		s.unreadable.Tell(err.Error(), func(count int) {
			s.log.Warn("dropped an interaction that cannot be read", "error", err, "count", count)
		})
		return
	}
	s.receive(work, tasks, i)
}

// receive hands an interaction to the bot if no other process has the shard.
func (s *shardSession) receive(work, tasks context.Context, i *incoming.Interaction) {
	if s.certain == nil || s.certain() {
		s.bot.Take(work, i, s.rest)
		return
	}
	sent, err := discordgo.SnowflakeTimestamp(i.ID)
	if err != nil {
		sent = time.Now()
	}
	s.tasks.Go(func() {
		if s.admit(tasks, sent) {
			s.bot.Take(work, i, s.rest)
			return
		}
		s.log.Info("ignored an interaction: another process has the shard now", "interaction", i.ID)
	})
}

// run connects, and connects again whenever the connection is lost, until ctx
// ends or an error is final.
func (s *shardSession) run(ctx context.Context) error {
	wait := firstWait
	defer s.report(shardGone)
	for {
		s.report(shardConnecting)
		begin := time.Now()
		err := s.connect(ctx)
		if ctx.Err() != nil || errors.Is(err, errHung) {
			return err
		}
		if err == nil {
			s.report(shardConnected)
			select {
			case <-s.ended:
			case <-ctx.Done():
				return nil
			}
			err = s.relay.cause()
		}
		if time.Since(begin) > longestWait {
			wait = firstWait // it was connected for a good while
		}
		if fatal := fatalClose(err); fatal != nil {
			return fatal
		}
		s.report(shardWaiting)
		pause := wait/2 + rand.N(wait) //nolint:gosec // guessing it gains no one anything
		s.log.WarnContext(ctx, "not connected to Discord", "error", err, "again_in", pause.Round(time.Millisecond))
		if !rest.Sleep(ctx, pause) {
			return nil
		}
		wait = min(2*wait, longestWait)
	}
}

// report records the shard's state.
func (s *shardSession) report(state string) {
	if s.shardMeter != nil {
		s.shardMeter.Shard(s.id, state)
	}
}

// connect opens the session. If the session cannot be resumed, connect first
// waits for the shard's turn to use one of the day's session starts.
func (s *shardSession) connect(ctx context.Context) error {
	if !s.relay.session.resumable() {
		if err := s.relay.turn.take(ctx); err != nil {
			return err
		}
		defer s.relay.turn.drop()
	}
	return s.open(ctx)
}

// open opens the session, within openWithin.
func (s *shardSession) open(ctx context.Context) error {
	select { // a leftover of the connection before
	case <-s.ended:
	default:
	}
	done := make(chan error, 1)
	go func() {
		s.opening <- struct{}{}
		defer func() { <-s.opening }()
		done <- s.session.Open()
	}()
	limit := time.NewTimer(openWithin)
	defer limit.Stop()
	select {
	case err := <-done:
		if errors.Is(err, discordgo.ErrWSAlreadyOpen) {
			return nil
		}
		if cause := s.relay.cause(); err != nil && cause != nil {
			return cause
		}
		return rest.Hide(err)
	case <-limit.C:
	case <-ctx.Done():
	}
	s.relay.cut()
	select {
	case err := <-done:
		if err == nil {
			err = errors.New("it took longer than " + openWithin.String())
		}
		return fmt.Errorf("connect to Discord: %w", rest.Hide(err))
	case <-time.After(cutWithin):
		s.hung.Store(true)
		return fmt.Errorf("connect to Discord: %w", errHung)
	}
}

// close closes the session, once. If the session hangs, close leaves it, since
// closing would hang too.
func (s *shardSession) close() {
	s.closing.Do(func() {
		if s.hung.Load() {
			return
		}
		s.opening <- struct{}{}
		defer func() { <-s.opening }()
		if err := s.session.Close(); err != nil {
			s.log.Warn("cannot close the Discord session", "error", rest.Hide(err))
		}
	})
}

// endSession closes the session within closeWithin, and makes Discord end it too.
func (s *shardSession) endSession() {
	s.relay.session.endWithConnection()
	closed := make(chan struct{})
	s.tasks.Go(func() {
		defer close(closed)
		s.close()
	})
	limit := time.NewTimer(closeWithin)
	defer limit.Stop()
	select {
	case <-closed:
	case <-limit.C:
		s.log.Warn("the Discord library did not close its session in time; leaving it open")
	}
	s.relay.cut()
	s.relay.waitClosed()
}

// fatalClose returns an error if connecting again is of no use after err's
// close code, else nil.
func fatalClose(err error) error {
	closed, ok := errors.AsType[*websocket.CloseError](err)
	if !ok {
		return nil
	}
	why := map[int]string{
		4004: "the token is wrong; set the bot's current token, from the developer portal",
		4010: "the shard is not valid; check the shard settings",
		4011: "the bot is in too many servers for one connection; run it in shards",
		4012: "Discord does not support this version of its API any more; update Verbatim",
		4013: "the intents are not valid; update Verbatim",
		4014: "an intent is not allowed; check the bot's intents in the developer portal",
	}[closed.Code]
	if why == "" {
		return nil
	}
	return rest.SetUp(fmt.Sprintf("Discord closed the connection with code %d: %s", closed.Code, why))
}
