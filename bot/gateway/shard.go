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

// shard is one session with Discord's gateway, which carries the interactions
// of its share of the servers.
type shard struct {
	door    *door
	id      int
	log     *slog.Logger
	session *discordgo.Session
	relay   *relay
	ended   chan struct{}
	hung    atomic.Bool // nothing can be done with the session any more
	met     atomic.Bool // Discord has been ready for it
	closing sync.Once

	// certain reports whether this process has the shard; where it does not say
	// so, admit finds out whether to answer what was sent. Both are nil where
	// nobody else may have it.
	certain func() bool
	admit   func(ctx context.Context, sent time.Time) bool
}

// newShard makes the shard of that number, of so many.
func (d *door) newShard(id, of int) (*shard, error) {
	session, err := d.rest.Session(restTimeout)
	if err != nil {
		return nil, err
	}
	s := &shard{door: d, id: id, log: d.log, session: session, ended: make(chan struct{}, 1)}
	if of > 1 {
		s.log = d.log.With("shard", id)
	}
	s.relay = newRelay(d.dialer, d.starts.of(id), s.log)
	session.ShardID, session.ShardCount = id, of
	session.Compress = false // the relay reads what passes through it
	session.Dialer = s.relay.dialer()
	session.Identify.Intents = discordgo.IntentsNone
	if d.guilds != nil {
		session.Identify.Intents = discordgo.IntentsGuilds
	}
	return s, nil
}

// handle subscribes to the session's events. They run one after the other on
// the session's reading goroutine, some of them with its lock held: none of
// them may wait or call the session.
func (s *shard) handle(work, tasks context.Context) {
	d := s.door
	s.relay.interaction = func(raw []byte) { s.read(work, tasks, raw) }
	s.session.AddHandler(func(_ *discordgo.Session, r *discordgo.Ready) {
		s.met.Store(true)
		d.announce.Do(func() {
			d.tasks.Go(func() { d.introduce(tasks, r) })
			if d.guilds != nil {
				d.tasks.Go(func() { d.guilds.Follow(tasks) })
			}
		})
		if d.guilds != nil {
			d.list(r)
		}
	})
	if d.guilds != nil {
		s.session.AddHandler(func(_ *discordgo.Session, e *discordgo.GuildCreate) { d.joined(e.Guild) })
		s.session.AddHandler(func(_ *discordgo.Session, e *discordgo.GuildDelete) { d.left(e.Guild) })
	}
	s.session.AddHandler(func(_ *discordgo.Session, _ *discordgo.Disconnect) {
		select {
		case s.ended <- struct{}{}:
		default:
		}
	})
}

// read reads an interaction, as far as it is understood. What cannot be answered
// is dropped.
func (s *shard) read(work, tasks context.Context, raw []byte) {
	i, err := incoming.Read(raw)
	if err == nil && i.Type == discordgo.InteractionPing {
		err = errors.New("it is a ping, which comes over HTTP alone")
	}
	if err != nil {
		s.door.dropped.Tell(err.Error(), func(count int) {
			s.log.Warn("dropped an interaction that cannot be read", "error", err, "count", count)
		})
		return
	}
	s.receive(work, tasks, i)
}

// receive hands an interaction to the bot, once it is certain that no other
// process has the shard.
func (s *shard) receive(work, tasks context.Context, i *incoming.Interaction) {
	if s.certain == nil || s.certain() {
		s.door.bot.Take(work, i, s.door.rest)
		return
	}
	sent, err := discordgo.SnowflakeTimestamp(i.ID)
	if err != nil {
		sent = time.Now()
	}
	s.door.tasks.Go(func() {
		if s.admit(tasks, sent) {
			s.door.bot.Take(work, i, s.door.rest)
			return
		}
		s.log.Info("left an interaction to the process that has the shard now", "interaction", i.ID)
	})
}

// stay connects, and connects again whenever the connection is lost, until ctx
// ends or nothing more can be done.
func (s *shard) stay(ctx context.Context) error {
	wait := firstWait
	defer s.is(shardGone)
	for {
		s.is(shardConnecting)
		begin := time.Now()
		err := s.connect(ctx)
		if ctx.Err() != nil || errors.Is(err, errHung) {
			return err
		}
		if err == nil {
			s.is(shardConnected)
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
		s.is(shardWaiting)
		pause := wait/2 + rand.N(wait) //nolint:gosec // nobody gains by guessing it
		s.log.WarnContext(ctx, "not connected to Discord", "error", err, "again_in", pause.Round(time.Millisecond))
		if !rest.Sleep(ctx, pause) {
			return nil
		}
		wait = min(2*wait, longestWait)
	}
}

// is tells what the shard is at.
func (s *shard) is(state string) {
	if s.door.meter != nil {
		s.door.meter.Shard(s.id, state)
	}
}

// connect opens the session. A session that cannot be resumed needs one of the
// day's starts, and waits for its turn.
func (s *shard) connect(ctx context.Context) error {
	if !s.relay.resumable() {
		if err := s.relay.turn.take(ctx); err != nil {
			return err
		}
		defer s.relay.turn.drop()
	}
	return s.open(ctx)
}

// open opens the session, within openWithin.
func (s *shard) open(ctx context.Context) error {
	select { // of the connection before
	case <-s.ended:
	default:
	}
	done := make(chan error, 1)
	go func() { done <- s.session.Open() }()
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
			err = errors.New("it took too long")
		}
		return fmt.Errorf("connect to Discord: %w", rest.Hide(err))
	case <-time.After(cutWithin):
		s.hung.Store(true)
		return fmt.Errorf("connect to Discord: %w", errHung)
	}
}

// close closes the session, once. One that hangs is not closed, which would wait
// for it.
func (s *shard) close() {
	s.closing.Do(func() {
		if s.hung.Load() {
			return
		}
		if err := s.session.Close(); err != nil {
			s.log.Warn("closing the Discord session failed", "error", rest.Hide(err))
		}
	})
}

// end closes the session so that Discord ends it too, within closeWithin.
func (s *shard) end() {
	s.relay.leave()
	closed := make(chan struct{})
	s.door.tasks.Go(func() {
		defer close(closed)
		s.close()
	})
	limit := time.NewTimer(closeWithin)
	defer limit.Stop()
	select {
	case <-closed:
	case <-limit.C:
		s.log.Warn("the Discord library did not close its session, which is left as it is")
	}
	s.relay.cut()
	s.relay.wait()
}

// fatalClose is the error for a close code after which connecting again is of
// no use, or nil.
func fatalClose(err error) error {
	closed, ok := errors.AsType[*websocket.CloseError](err)
	if !ok {
		return nil
	}
	why := map[int]string{
		4004: "it refuses the token; set the bot's current token, from the developer portal",
		4010: "the shard is not valid; check the shard settings",
		4011: "the bot is in too many servers for one connection; run it in shards",
		4012: "it does not speak this version of the API any more; update Verbatim",
		4013: "the intents are not valid; update Verbatim",
		4014: "an intent is not allowed; check the bot's intents in the developer portal",
	}[closed.Code]
	if why == "" {
		return nil
	}
	return rest.SetUp(fmt.Sprintf("closed by Discord with code %d: %s", closed.Code, why))
}
