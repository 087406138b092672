package webhook

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot"
	"verbatim/bot/rest"
)

const (
	// respondBy is the latest time after a request's arrival at which it is
	// answered. Discord waits for 3 s from when it sent the request. A later
	// first response goes to the interaction's callback URL.
	respondBy = 2600 * time.Millisecond
	// respondWithin bounds writing a response.
	respondWithin = 2 * time.Second
	// settleTime is how long Discord gets to read the response before more is sent
	// about the interaction. Until Discord has read it, it does not know the
	// interaction's token.
	settleTime = 250 * time.Millisecond
)

// reply is an HTTP response that carries a first response.
type reply struct {
	contentType string
	body        []byte
}

// exchange sends the bot's replies to one interaction. It turns the
// first response into the answer to Discord's request.
type exchange struct {
	rest    *rest.Client
	reply   chan reply
	written chan error // the result of writing the reply

	mu     sync.Mutex
	taken  bool      // a reply was handed over, or the request ended without one
	openAt time.Time // when more can be sent about the interaction
}

func newExchange(client *rest.Client) *exchange {
	return &exchange{rest: client, reply: make(chan reply, 1), written: make(chan error, 1)}
}

// take claims the one answer to the request. It reports whether the answer was
// still free.
func (x *exchange) take() bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.taken {
		return false
	}
	x.taken = true
	return true
}

// Respond sends the first response: as the answer to Discord's request if that
// still waits, else to the callback URL.
func (x *exchange) Respond(ctx context.Context, i *discordgo.Interaction, r *discordgo.InteractionResponse) error {
	contentType, body, err := rest.EncodeResponse(r)
	if err != nil {
		return err
	}
	if !x.take() {
		return x.callback(ctx, i, contentType, body)
	}
	x.reply <- reply{contentType, body}
	if err := <-x.written; err != nil { // within respondWithin
		return x.callback(ctx, i, contentType, body)
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.openAt = time.Now().Add(settleTime)
	return nil
}

// callback sends the first response to the callback URL. Discord sends an
// interaction only once: if it has an answer already, that is the answer whose
// writing seemed to fail.
func (x *exchange) callback(ctx context.Context, i *discordgo.Interaction, contentType string, body []byte) error {
	err := x.rest.RespondEncoded(ctx, i, contentType, body)
	if errors.Is(err, bot.ErrAnswered) {
		return nil
	}
	return err
}

// Edit replaces the first response.
func (x *exchange) Edit(ctx context.Context, i *discordgo.Interaction, e *discordgo.WebhookEdit) error {
	if !x.awaitSettled(ctx) {
		return ctx.Err()
	}
	return x.rest.Edit(ctx, i, e)
}

// Follow sends a further message.
func (x *exchange) Follow(ctx context.Context, i *discordgo.Interaction, p *discordgo.WebhookParams) error {
	if !x.awaitSettled(ctx) {
		return ctx.Err()
	}
	return x.rest.Follow(ctx, i, p)
}

// awaitSettled waits until Discord has had time to read the first response. It
// reports whether ctx is still alive.
func (x *exchange) awaitSettled(ctx context.Context) bool {
	x.mu.Lock()
	opened := x.openAt
	x.mu.Unlock()
	wait := time.Until(opened)
	return wait <= 0 || rest.Sleep(ctx, wait)
}

// serve answers Discord's request with the first response. If none comes in
// time, it tells Discord that it will come to the callback URL.
func (x *exchange) serve(w http.ResponseWriter, r *http.Request, arrived time.Time) {
	late := time.NewTimer(time.Until(arrived.Add(respondBy)))
	defer late.Stop()
	select {
	case answer := <-x.reply:
		x.written <- write(w, answer)
		return
	case <-late.C:
	case <-r.Context().Done(): // Discord has hung up
	}
	if x.take() {
		w.WriteHeader(http.StatusAccepted)
		return
	}
	x.written <- write(w, <-x.reply)
}

// write writes a whole response.
func write(w http.ResponseWriter, answer reply) error {
	control := http.NewResponseController(w)
	if err := control.SetWriteDeadline(time.Now().Add(respondWithin)); err != nil {
		return fmt.Errorf("set the deadline for writing a response: %w", err)
	}
	w.Header().Set("Content-Type", answer.contentType)
	w.Header().Set("Content-Length", strconv.Itoa(len(answer.body)))
	if _, err := w.Write(answer.body); err != nil {
		return fmt.Errorf("write a response: %w", err)
	}
	if err := control.Flush(); err != nil {
		return fmt.Errorf("write a response: %w", err)
	}
	return nil
}
