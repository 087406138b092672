package discordtest

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"
)

// ErrNoResponse is the case in which a user reads "The application did not
// respond": 3 s have passed without a callback.
var ErrNoResponse = errors.New("the application did not respond within 3 s")

// ErrNeverFinished means that a deferred response was not edited before the
// interaction's token expired or the test's patience ended.
var ErrNeverFinished = errors.New("the application never finished its deferred response")

// newInteraction makes an interaction of the user. The caller holds mu.
func (s *Server) newInteraction(u *User, kind int) *Interaction {
	it := &Interaction{srv: s, id: s.newID(), kind: kind, user: u, created: time.Now(), changed: make(chan struct{})}
	it.token = base64.RawURLEncoding.EncodeToString([]byte("interaction:" + it.id + ":" + s.app + ":" + u.person.id))
	s.interactions[it.id] = it
	s.byToken[it.token] = it
	return it
}

// ID returns the interaction's id.
func (it *Interaction) ID() string { return it.id }

// Token returns the interaction's token.
func (it *Interaction) Token() string { return it.token }

// wire returns the interaction in the form that the bot receives. The caller
// holds mu.
func (it *Interaction) wire(data map[string]any) map[string]any {
	u := it.user
	w := map[string]any{
		"id": it.id, "application_id": it.srv.app, "type": it.kind, "data": data, "token": it.token, "version": 1,
		"channel_id": u.channel.id, "channel": u.channel.wire(), "locale": u.person.locale,
		"app_permissions": strconv.FormatInt(everyone&^u.channel.denied, 10), "entitlements": []any{},
		"authorizing_integration_owners": it.owners(), "context": 0, "attachment_size_limit": 10 << 20,
	}
	if it.source != nil {
		w["message"] = it.source.wire()
	}
	g := u.channel.guild
	if g == nil {
		w["user"] = u.person.wire()
		w["context"] = 1
		return w
	}
	w["guild_id"] = g.id
	w["guild_locale"] = g.locale
	w["guild"] = map[string]any{"id": g.id, "locale": g.locale, "features": []any{}}
	w["member"] = u.wire()
	return w
}

// send delivers the interaction to the bot: to its endpoint if there is one,
// else over the gateway. The caller holds mu.
func (it *Interaction) send(data map[string]any) {
	sent := it.wire(data)
	if it.srv.alter != nil {
		var plain map[string]any
		if err := json.Unmarshal(encode(sent), &plain); err != nil {
			it.srv.t.Errorf("discordtest: %s: %v", it.what(), err)
			return
		}
		it.srv.alter(plain)
		sent = plain
	}
	it.post(sent)
}

// post sends an encoded interaction. The caller holds mu.
func (it *Interaction) post(w map[string]any) {
	if e := it.srv.endpoint; e != nil && !it.srv.closed {
		body, hangUp := encode(w), e.hangUp
		it.srv.running.Go(func() { it.deliver(e, hangUp, body) })
		return
	}
	guild := it.user.channel.guild
	if guild != nil && guild.without {
		guild = nil // the first shard gets it
	}
	sent := it.srv.dispatch(guild, "INTERACTION_CREATE", w, 0)
	if !sent && !it.srv.unheard {
		it.srv.unheard = true
		it.srv.t.Logf("discordtest: %s, but neither a gateway session nor an endpoint is there to hear of it", it.what())
	}
}

// Alter sets a function that changes every interaction before it is sent to the
// bot, as Discord may change its format. It gets the interaction as decoded
// JSON. It is called by one goroutine at a time, and must not call the server;
// nil changes nothing.
func (s *Server) Alter(alter func(interaction map[string]any)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.alter = alter
}

// Callback waits for the bot's first response and returns its type, one of the
// Callback constants. Its error is [ErrNoResponse] or ctx's error.
func (it *Interaction) Callback(ctx context.Context) (int, error) {
	err := it.await(ctx, func() bool { return it.callback != 0 })
	it.srv.mu.Lock()
	defer it.srv.mu.Unlock()
	return it.callback, err
}

// await waits until done reports true; it calls done with mu held.
func (it *Interaction) await(ctx context.Context, done func() bool) error {
	started := time.Now()
	for {
		it.srv.mu.Lock()
		ok, changed, callback := done(), it.changed, it.callback
		it.srv.mu.Unlock()
		if ok {
			return nil
		}
		deadline, late := it.created.Add(FirstResponse), ErrNoResponse
		if callback != 0 {
			deadline, late = it.created.Add(TokenLife), ErrNeverFinished
			if patient := started.Add(it.srv.cfg.patience); patient.Before(deadline) {
				deadline = patient
			}
		}
		timer := time.NewTimer(time.Until(deadline))
		select {
		case <-changed:
			timer.Stop()
		case <-timer.C:
			it.srv.mu.Lock()
			same := it.callback == callback && !done()
			it.srv.mu.Unlock()
			if same {
				return late
			}
		case <-ctx.Done():
			timer.Stop()
			return fmt.Errorf("wait for the bot: %w", ctx.Err())
		}
	}
}

// Wait waits until the bot has answered, and returns the message that the user
// reads: the reply; after a deferral, the edited reply or the follow-up; after
// an update, the updated message. If the bot sends a deferred update and
// nothing else, Wait never finishes; use [Interaction.Callback] instead. Its
// error is [ErrNoResponse], [ErrNeverFinished] or ctx's error.
func (it *Interaction) Wait(ctx context.Context) (Message, error) {
	if err := it.await(ctx, func() bool { return it.settled }); err != nil {
		return Message{}, err
	}
	it.srv.mu.Lock()
	defer it.srv.mu.Unlock()
	if it.original == nil {
		return Message{}, fmt.Errorf("the response is of type %d, which has no message", it.callback)
	}
	return it.original.snapshot(), nil
}

// Reply calls [Interaction.Wait] and ends the test on an error.
func (it *Interaction) Reply() Message {
	it.srv.t.Helper()
	m, err := it.Wait(it.srv.t.Context())
	if err != nil {
		it.srv.t.Fatalf("discordtest: %s: %v", it.what(), err)
	}
	return m
}

// Followups returns the messages that the bot sent after its reply.
func (it *Interaction) Followups() []Message {
	it.srv.mu.Lock()
	defer it.srv.mu.Unlock()
	var out []Message
	for _, m := range it.followups {
		if !m.Deleted {
			out = append(out, m.snapshot())
		}
	}
	return out
}

// Modal waits for the modal that the bot opens. It ends the test if the bot
// answers otherwise.
func (it *Interaction) Modal() *Modal {
	it.srv.t.Helper()
	callback, err := it.Callback(it.srv.t.Context())
	if err != nil || callback != CallbackModal {
		it.srv.t.Fatalf("discordtest: %s: got a response of type %d, want a modal (error: %v)", it.what(), callback, err)
	}
	it.srv.mu.Lock()
	defer it.srv.mu.Unlock()
	return it.modal
}
