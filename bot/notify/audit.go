package notify

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot"
	"verbatim/bot/locale"
	"verbatim/bot/markdown"
	"verbatim/bot/render"
	"verbatim/corpus"
)

const (
	// auditEvery is how far apart two messages with entries are in a channel,
	// and how late an entry is posted at most.
	auditEvery = 3 * time.Second
	// auditBatch is how many entries a message holds at most.
	auditBatch = 20
	// auditWithin bounds the posting of one message.
	auditWithin = 15 * time.Second
	// auditPause and auditLongest bound how long a channel that cannot be
	// written into is left alone.
	auditPause   = 30 * time.Second
	auditLongest = time.Hour
	// auditLease is what one process at a time posts audit logs by, and
	// leaseTerm for how long after it was last seen: longer than one posting
	// takes.
	auditLease = "audit"
	leaseTerm  = 2 * auditWithin
	// releaseWithin bounds the giving back of a turn.
	releaseWithin = 2 * time.Second
)

// auditor posts audit logs into the channels that guilds have chosen.
type auditor struct {
	*Notifier
	sent  map[corpus.GuildID]corpus.Seq // posted, whether or not that could be kept
	pause map[corpus.GuildID]*pause     // of those whose channel refuses
}

// pause is how long a channel is left alone.
type pause struct {
	channel string
	until   time.Time
	next    time.Duration
}

// FollowAudit posts what is entered in the audit log of guilds that have chosen
// a channel for it, from when they chose it on, until ctx ends. It keeps how far
// it is; what was posted just before a crash is not posted again within the
// minutes that Discord remembers it. Of several processes, one posts. Without a
// poster there is nothing to do.
func (n *Notifier) FollowAudit(ctx context.Context) {
	if n.sender == nil || n.audit == nil {
		return
	}
	a := &auditor{Notifier: n, sent: map[corpus.GuildID]corpus.Seq{}, pause: map[corpus.GuildID]*pause{}}
	defer n.release(ctx, auditLease)
	tick := time.NewTicker(auditEvery)
	defer tick.Stop()
	failing := false
	for {
		n.liveness.Beat(loopAudit)
		err := a.round(ctx)
		if err != nil && ctx.Err() == nil && !failing {
			n.log.WarnContext(ctx, "the audit log cannot be read, so it is not posted for now", "error", err)
		}
		failing = err != nil
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// round posts at most one message for every guild.
func (a *auditor) round(ctx context.Context) error {
	ok, _, err := a.leases.Acquire(ctx, auditLease, leaseTerm)
	if err != nil {
		return fmt.Errorf("find out who posts the audit log: %w", err)
	}
	if !ok {
		clear(a.sent) // another process knows better
		return nil
	}
	guilds, err := a.audit.Audited(ctx)
	if err != nil {
		return fmt.Errorf("list who gets the audit log: %w", err)
	}
	var first error
	for _, g := range guilds {
		a.liveness.Beat(loopAudit)
		if err := a.post(ctx, g); err != nil && first == nil {
			first = err
		}
	}
	return first
}

// post posts a guild's next entries.
func (a *auditor) post(ctx context.Context, g corpus.Audited) error {
	if p := a.pause[g.Guild]; p != nil && p.channel == g.Channel && time.Now().Before(p.until) {
		return nil
	}
	after, err := a.position(ctx, g)
	if err != nil {
		return err
	}
	entries, err := a.audit.Entries(ctx, g.Guild, after, auditBatch)
	if err != nil {
		return fmt.Errorf("read the audit log of guild %s: %w", g.Guild, err)
	}
	if len(entries) == 0 {
		return nil
	}
	if ok, kept, err := a.leases.Acquire(ctx, auditLease, leaseTerm); err != nil || !ok || !kept {
		return err // what was read above may not hold any more
	}
	text, n := auditText(a.settings.Language(ctx, g.Guild), entries)
	last := entries[n-1].Seq
	sending, cancel := context.WithTimeout(ctx, auditWithin)
	defer cancel()
	_, err = a.sender.Post(sending, g.Channel, auditNonce(g.Guild, entries[0].Seq, last), &discordgo.MessageSend{
		Embeds:          []*discordgo.MessageEmbed{{Description: text}},
		Components:      []discordgo.MessageComponent{},
		AllowedMentions: bot.NoMentions(),
	})
	if err != nil {
		if ctx.Err() == nil {
			a.leave(ctx, g, err)
		}
		return nil
	}
	delete(a.pause, g.Guild)
	a.sent[g.Guild] = last
	return a.keep(ctx, g.Guild, last)
}

// position is after which entry to go on. Where nothing was posted yet that is
// before the channel was chosen, or, where that is long ago, before the newest.
func (a *auditor) position(ctx context.Context, g corpus.Audited) (corpus.Seq, error) {
	if sent := a.sent[g.Guild]; sent > g.Posted {
		return sent, a.keep(ctx, g.Guild, sent)
	}
	if g.Posted > 0 {
		return g.Posted, nil
	}
	newest, err := a.audit.Log(ctx, g.Guild, auditBatch)
	if err != nil || len(newest) == 0 {
		return 0, err
	}
	for _, e := range newest {
		if e.Action == corpus.ActionSettings {
			return e.Seq - 1, nil
		}
	}
	return newest[0].Seq - 1, nil
}

func (a *auditor) keep(ctx context.Context, guild corpus.GuildID, at corpus.Seq) error {
	if err := a.audit.Posted(ctx, guild, at); err != nil {
		return fmt.Errorf("keep how far the audit log of guild %s is posted: %w", guild, err)
	}
	return nil
}

// leave leaves a channel that refuses alone for a while, longer each time.
func (a *auditor) leave(ctx context.Context, g corpus.Audited, why error) {
	p := a.pause[g.Guild]
	if p == nil || p.channel != g.Channel {
		p = &pause{channel: g.Channel, next: auditPause}
		a.pause[g.Guild] = p
		a.log.WarnContext(ctx, "the audit log cannot be posted", "guild", g.Guild, "channel", g.Channel, "error", why)
	}
	p.until, p.next = time.Now().Add(p.next), min(2*p.next, auditLongest)
}

// auditText writes as many entries as a message holds, at least one.
func auditText(l *locale.Language, entries []corpus.Entry) (text string, n int) {
	var out strings.Builder
	used := 0
	for i, e := range entries {
		item := render.Entry(l, e)
		used += markdown.Units(item) + 1
		if i > 0 && used > render.RoomList {
			return out.String(), i
		}
		if i > 0 {
			out.WriteByte('\n')
		}
		out.WriteString(item)
	}
	return out.String(), len(entries)
}

// auditNonce is the same for the same entries.
func auditNonce(guild corpus.GuildID, first, last corpus.Seq) string {
	return render.Hash(fmt.Sprintf("audit %s %d %d", guild, first, last))
}
