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
	// auditEvery is the time between two messages in a channel, and so the longest time
	// that an entry waits.
	auditEvery = 3 * time.Second
	// auditBatch is how many entries one message holds at most.
	auditBatch = 20
	// auditLease is the lease of the process that posts audit logs.
	auditLease = "audit"
)

// auditor posts audit logs into the channels that guilds have chosen.
type auditor struct {
	*services
	sent  map[corpus.GuildID]corpus.Seq // the last entry that was posted, even if that could not be stored
	pause map[corpus.GuildID]*pause     // of guilds whose channel refuses
}

// round posts at most one message for each guild.
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
	if p := a.pause[g.Guild]; p != nil && p.channel == g.Channel && p.lasts() {
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
		return err // another process may have posted since the entries were read
	}
	text, n := auditText(a.settings.Language(ctx, g.Guild), entries)
	last := entries[n-1].Seq
	sending, cancel := context.WithTimeout(ctx, postWithin)
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

// position returns the entry after which to go on. If nothing was posted yet, that is
// the one before the channel was chosen, or, if that is long ago, before the newest.
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

// leave begins a pause for a channel that refuses a message.
func (a *auditor) leave(ctx context.Context, g corpus.Audited, why error) {
	p := a.pause[g.Guild]
	if p == nil || p.channel != g.Channel {
		p = newPause(g.Channel)
		a.pause[g.Guild] = p
		a.log.WarnContext(ctx, "the audit log cannot be posted", "guild", g.Guild, "channel", g.Channel, "error", why)
	}
	p.begin()
}

// auditText returns the first n entries as text, as many as a message holds and at least
// one.
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

// auditNonce returns the nonce of a message with these entries.
func auditNonce(guild corpus.GuildID, first, last corpus.Seq) string {
	return render.Hash(fmt.Sprintf("audit %s %d %d", guild, first, last))
}
